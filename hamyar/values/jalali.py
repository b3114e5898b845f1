"""The Solar Hijri calendar: how days are shown, typed and counted here. Storage is always ``datetime.date``.

Month arithmetic follows the calendar that people live by: one month after 31 Shahrivar is 30 Mehr.
"""

import re
from datetime import date, timedelta
from typing import ClassVar, NamedTuple

import jdatetime

from hamyar.values import digits
from hamyar.values.age import age_on as age_on
from hamyar.values.period import Period
from hamyar.values.refusal import Refusal

MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
SEASONS = ("بهار", "تابستان", "پاییز", "زمستان")
WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنج‌شنبه", "جمعه")
EARLIEST_YEAR, LATEST_YEAR = 1200, 1599

_TYPED = re.compile(r"(\d{4})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{1,2})")


class DateRefused(Refusal):
    """What was typed is no day of the Solar Hijri calendar."""

    code: ClassVar[str] = "values.jalali_date"


class JalaliDay(NamedTuple):
    """Year, month and day as people here count them."""

    year: int
    month: int
    day: int


def parts(day: date) -> JalaliDay:
    """``date(2024, 4, 24)`` gives ``(1403, 2, 5)``."""
    jalali = jdatetime.date.fromgregorian(date=day)
    return JalaliDay(jalali.year, jalali.month, jalali.day)


def from_parts(year: int, month: int, day: int) -> date:
    """The day as ``datetime.date``. Raises DateRefused for a day that does not exist."""
    if not (EARLIEST_YEAR <= year <= LATEST_YEAR):
        raise DateRefused(reason="year", year=year)
    try:
        return jdatetime.date(year, month, day).togregorian()
    except ValueError:
        raise DateRefused(reason="day", year=year, month=month, day=day) from None


def parse(text: str) -> date:
    """«۱۴۰۳/۰۲/۰۵», ``1403-2-5`` and ``1403.02.05`` are all 5 Ordibehesht 1403. Raises DateRefused."""
    typed = _TYPED.fullmatch(digits.to_latin(text).strip().replace("\u200c", ""))
    if typed is None:
        raise DateRefused(reason="shape")
    return from_parts(*map(int, typed.groups()))


def format_short(day: date) -> str:
    """«۱۴۰۳/۰۲/۰۵»."""
    year, month, number = parts(day)
    return digits.to_persian(f"{year:04d}/{month:02d}/{number:02d}")


def format_long(day: date, *, weekday: bool = False) -> str:
    """«۵ اردیبهشت ۱۴۰۳», with ``weekday`` «چهارشنبه ۵ اردیبهشت ۱۴۰۳»."""
    year, month, number = parts(day)
    spoken = digits.to_persian(f"{number} {MONTHS[month - 1]} {year}")
    return f"{weekday_name(day)} {spoken}" if weekday else spoken


def format_month(day: date) -> str:
    """«اردیبهشت ۱۴۰۳»."""
    year, month, _ = parts(day)
    return f"{MONTHS[month - 1]} {digits.to_persian(year)}"


def weekday_name(day: date) -> str:
    """«شنبه» to «جمعه»."""
    return WEEKDAYS[(day.weekday() + 2) % 7]


def is_leap(year: int) -> bool:
    """Has Esfand 30 days this year?"""
    return jdatetime.date(year, 1, 1).isleap()


def month_length(year: int, month: int) -> int:
    """31 days from Farvardin to Shahrivar, then 30, and 29 or 30 in Esfand."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or, negative, earlier); where that day is missing, the month's last day."""
    year, month, number = parts(day)
    years, index = divmod(month - 1 + months, 12)
    year, month = year + years, index + 1
    return jdatetime.date(year, month, min(number, month_length(year, month))).togregorian()


def add_years(day: date, years: int) -> date:
    """The same day of another Solar Hijri year; 30 Esfand becomes 29 Esfand in common years."""
    return add_months(day, 12 * years)


def months_between(earlier: date, later: date) -> int:
    """How many whole months have passed: the largest n with ``add_months(earlier, n) <= later``."""
    (year_a, month_a, _), (year_b, month_b, _) = parts(earlier), parts(later)
    months = (year_b - year_a) * 12 + month_b - month_a
    return months if add_months(earlier, months) <= later else months - 1


def month_period(year: int, month: int) -> Period:
    """All days of one month."""
    first = jdatetime.date(year, month, 1).togregorian()
    return Period(first, first + timedelta(days=month_length(year, month)))


def year_period(year: int) -> Period:
    """All days of one Solar Hijri year, from Nowruz to Nowruz."""
    return Period(start_of_year(year), start_of_year(year + 1))


def start_of_year(year: int) -> date:
    """1 Farvardin of the year."""
    return jdatetime.date(year, 1, 1).togregorian()


def end_of_year(year: int) -> date:
    """The last day of Esfand."""
    return start_of_year(year + 1) - timedelta(days=1)


class Season(NamedTuple):
    """One quarter of a Solar Hijri year: number 1 is بهار, 4 is زمستان."""

    year: int
    number: int

    @property
    def title(self) -> str:
        """«پاییز ۱۴۰۳»."""
        return f"{SEASONS[self.number - 1]} {digits.to_persian(self.year)}"

    @property
    def start_on(self) -> date:
        """Its first day."""
        return jdatetime.date(self.year, 3 * self.number - 2, 1).togregorian()

    @property
    def end_on(self) -> date:
        """Its last day."""
        return self.next().start_on - timedelta(days=1)

    @property
    def period(self) -> Period:
        """All its days."""
        return Period(self.start_on, self.next().start_on)

    def next(self) -> "Season":
        """The season after it."""
        return Season(self.year, self.number + 1) if self.number < 4 else Season(self.year + 1, 1)

    def previous(self) -> "Season":
        """The season before it."""
        return Season(self.year, self.number - 1) if self.number > 1 else Season(self.year - 1, 4)


def season_of(day: date) -> Season:
    """The season in which a day lies."""
    year, month, _ = parts(day)
    return Season(year, (month + 2) // 3)


def year_of(day: date) -> int:
    """The Solar Hijri year in which a day lies."""
    return parts(day).year
