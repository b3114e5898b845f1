"""How many home visits a file is owed in a Solar Hijri year, and by when (E-9.h.1, E-9.h.2; reading A-09).

The year falls into as many parts as it has visits, and each part ends with one of them; they may lie closer together than
the parts, but never closer than a third of one: that is our reading of "spaced".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hamyar.guidelines.ruleset import RuleSet
from hamyar.values import jalali

NORMAL, AT_RISK = "periodic_visit_normal", "periodic_visit_risk"
KINDS = (NORMAL, AT_RISK)
MONTHS = 12
LAST_QUARTER = 9  # so many months of the year are over when it begins


@dataclass(frozen=True)
class Share:
    """What the rule asks for a file in one year: the kind of its duty and how many visits."""

    year: int
    kind: str
    times: int

    @property
    def starts_on(self) -> date:
        return jalali.start_of_year(self.year)

    @property
    def ends_on(self) -> date:
        return jalali.end_of_year(self.year)

    @property
    def interval_months(self) -> int:
        return max(1, MONTHS // self.times)

    def key(self, number: int) -> str:
        """Names one round of the year: «1405-2»."""
        return f"{self.year}-{number}"

    def part_starts_on(self, number: int) -> date:
        return jalali.add_months(self.starts_on, MONTHS * (number - 1) // self.times)

    def part_ends_on(self, number: int) -> date:
        return jalali.add_months(self.starts_on, MONTHS * number // self.times) - timedelta(days=1)

    def spaced_from(self, last_on: date) -> date:
        """The first day on which another visit of the year counts."""
        return jalali.add_months(last_on, self.interval_months // 3)


@dataclass(frozen=True)
class Round:
    """One visit that is still owed. ``due_on``: so long after the last one; ``latest_on``: the end of its part of the year."""

    number: int
    due_on: date
    latest_on: date


def times_a_year(rules: RuleSet, *, kind: str) -> int:
    return int(rules.value("visit.normal_per_year" if kind == NORMAL else "visit.risk_per_year"))


def kind_for(risk_class: str) -> str:
    return NORMAL if risk_class == "normal" else AT_RISK


def number_of(key: str) -> int:
    """The number of a round in its year: 2 for «1405-2»."""
    return int(key.partition("-")[2])


def counted(share: Share, *, of_rounds: Iterable[date], others: Iterable[date]) -> int:
    """How many of ``others`` (visits of another kind: admission, transfer …) stand for a round of the year.

    A visit of another kind counts when it lies far enough from every visit that counts already.
    """
    days, found = sorted(of_rounds), 0
    for day in sorted(others):
        if all(share.spaced_from(min(day, each)) <= max(day, each) for each in days):
            days.append(day)
            found += 1
    return found


def rounds_owed(
    share: Share, *, admitted_on: date, done: Iterable[int], others: int, last_on: date | None
) -> list[Round]:
    """The rounds that are still owed, earliest first.

    ``done``: numbers of the rounds that were visited; ``others``: how many other visits of the year count. A file admitted
    in the last quarter owes only its admission visit (A-09).
    """
    if admitted_on >= jalali.add_months(share.starts_on, LAST_QUARTER):
        return []
    visited = set(done)
    numbers = [number for number in range(1, share.times + 1) if number not in visited][others:]
    since = last_on or admitted_on
    owed = []
    for place, number in enumerate(numbers, start=1):
        late_comer = admitted_on >= share.part_starts_on(number)
        latest_on = share.ends_on if late_comer else share.part_ends_on(number)
        due_on = max(jalali.add_months(since, share.interval_months * place), share.starts_on)
        owed.append(Round(number, min(due_on, latest_on), latest_on))
    return owed
