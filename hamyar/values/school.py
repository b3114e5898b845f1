"""School terms, as families count them."""

from datetime import date

from hamyar.values import jalali

TERMS = ((7, 1), (11, 1))  # they begin with Mehr and Bahman


def term_of(on: date) -> tuple[date, date]:
    """The school term in which a day lies: its first day, and the first day of the next one."""
    year = jalali.year_of(on)
    begins = [jalali.from_parts(each, month, day) for each in (year - 1, year) for month, day in TERMS]
    return max(day for day in begins if day <= on), next_term(on)


def next_term(on: date) -> date:
    """The first day of the next school term after a day."""
    year = jalali.year_of(on)
    begins = [jalali.from_parts(each, month, day) for each in (year, year + 1) for month, day in TERMS]
    return next(day for day in begins if day > on)
