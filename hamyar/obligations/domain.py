"""States of a duty, and the reckoning of terms."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hamyar.values.refusal import Refusal

TEHRAN = ZoneInfo("Asia/Tehran")
FRIDAY = 4

# Public holidays that stand on the same day of every Solar Hijri year: month, day, title. The lunar ones are entered yearly.
FIXED_HOLIDAYS = (
    (1, 1, "نوروز"),
    (1, 2, "نوروز"),
    (1, 3, "نوروز"),
    (1, 4, "نوروز"),
    (1, 12, "روز جمهوری اسلامی"),
    (1, 13, "روز طبیعت"),
    (3, 14, "درگذشت بنیان‌گذار جمهوری اسلامی"),
    (3, 15, "قیام ۱۵ خرداد"),
    (11, 22, "پیروزی انقلاب اسلامی"),
    (12, 29, "ملی شدن صنعت نفت"),
)


class ObligationState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"


MOVES = {
    ObligationState.OPEN: {ObligationState.DONE, ObligationState.WAIVED},
    ObligationState.DONE: set(),
    ObligationState.WAIVED: set(),
}


class AlreadyClosed(Refusal):
    code = "obligations.already_closed"


class ReasonNeeded(Refusal):
    code = "obligations.reason_needed"


class OwnDuty(Refusal):
    """Nobody lifts a duty that is their own: a superior does."""

    code = "obligations.own_duty"


class ReviewedAlready(Refusal):
    """The month was looked through before; ``on`` says when."""

    code = "obligations.reviewed_already"
    clause = "E-7.n"


class HolidayTaken(Refusal):
    """The day is a holiday already."""

    code = "obligations.holiday_taken"


def end_of_day(on: date) -> datetime:
    """The last moment of a day in Tehran: a term that ends on a day ends with that day."""
    return datetime.combine(on, time(23, 59, 59), TEHRAN)


def add_working_days(start: date, count: int, holidays: Collection[date]) -> date:
    """The day on which ``count`` working days after ``start`` have passed. Fridays and holidays do not count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() != FRIDAY and day not in holidays:
            count -= 1
    return day


def warn_moment(opened_at: datetime, due_at: datetime, percent: int) -> datetime:
    """When ``percent`` of the term has passed (E-13.n3: 75)."""
    return opened_at + (due_at - opened_at) * percent / 100
