"""Dated periods: from a day on, until and without a day. An open period has no end yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar

from hamyar.values.refusal import Refusal


class PeriodRefused(Refusal):
    """A period must end after it begins."""

    code: ClassVar[str] = "values.period"


@dataclass(frozen=True, slots=True, order=False)
class Period:
    """The days from ``from_on`` up to, and without, ``until_on``; ``until_on`` None means without end."""

    from_on: date
    until_on: date | None = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on <= self.from_on:
            raise PeriodRefused(from_on=self.from_on, until_on=self.until_on)

    @classmethod
    def through(cls, first_on: date, last_on: date) -> "Period":
        """The period whose last day is ``last_on``: how people say it."""
        return cls(first_on, last_on + timedelta(days=1))

    @property
    def last_on(self) -> date | None:
        """The last day inside, None without end."""
        return None if self.until_on is None else self.until_on - timedelta(days=1)

    @property
    def days(self) -> int | None:
        """How many days it lasts, None without end."""
        return None if self.until_on is None else (self.until_on - self.from_on).days

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def __iter__(self) -> Iterator[date]:
        if self.until_on is None:
            raise ValueError("a period without end cannot be walked through")
        return (self.from_on + timedelta(days=offset) for offset in range((self.until_on - self.from_on).days))

    def overlaps(self, other: "Period") -> bool:
        """Is there a day that lies in both?"""
        return (other.until_on is None or self.from_on < other.until_on) and (
            self.until_on is None or other.from_on < self.until_on
        )

    def touches(self, other: "Period") -> bool:
        """Does one begin on the very day on which the other ends?"""
        return other.from_on == self.until_on or self.from_on == other.until_on

    def intersection(self, other: "Period") -> "Period | None":
        """The days that lie in both, None if there are none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.until_on, other.until_on) if end is not None]
        return Period(max(self.from_on, other.from_on), min(ends) if ends else None)

    def ended_on(self, day: date) -> "Period":
        """The same period, ended so that ``day`` is the first day outside."""
        return Period(self.from_on, day)


def first_overlap(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """Two periods that share a day, or None when all are apart."""
    in_order = sorted(periods, key=lambda period: (period.from_on, period.until_on or date.max))
    for earlier, later in pairwise(in_order):
        if earlier.overlaps(later):
            return earlier, later
    return None
