"""Age in completed years. Apart from ``jalali``, so that the rules need no calendar library."""

from datetime import date


def age_on(born_on: date, on: date) -> int:
    """Completed Gregorian years on a day; of one born on 29 February completed on 1 March in common years.

    Before birth the result is negative: whoever must refuse that does so before asking.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def birthday_in(born_on: date, year: int) -> date:
    """The day of this Gregorian year on which a year of age is completed."""
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def comes_of_age_on(born_on: date, years: int) -> date:
    """The day on which this age is completed: the eighteenth birthday, say."""
    return birthday_in(born_on, born_on.year + years)
