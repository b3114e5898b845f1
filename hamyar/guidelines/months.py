"""Months over a household document, whose days are Gregorian: the same day so many months later.

Terms that people live by (an application's month, a period of support) are counted in the Solar Hijri calendar, by
``values.jalali``. A document is judged without any calendar but the one it is written in, so that every engine that
scores it finds the same day.
"""

from calendar import monthrange
from datetime import date


def months_later(day: date, months: int) -> date | None:
    """The same day of the month, or that month's last day where it has no such day; None when no calendar reaches it."""
    years, index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, index + 1
    if year > date.max.year:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))
