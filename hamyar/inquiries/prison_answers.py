"""What the prisons' answer about a head changes in the registry, and what the social worker has to look into (E-D.15, E-6.4).

The prisons know who is in their hands, so their answer becomes the prison record and the head's condition. What a member of
staff has vouched for is not overwritten: where the answer says otherwise, both stand side by side until the worker confirms
the answer. Something that happened after that day, a release for example, is news and no contradiction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hamyar.inquiries.answers import PrisonAnswer
from hamyar.inquiries.domain import Contradiction
from hamyar.registry.domain import CONDITION_BY_REGIME, HeadCondition

REGIMES: dict[str, str] = {condition: regime for regime, condition in CONDITION_BY_REGIME.items()}
DETAILS = ("basis", "regime", "place", "started_on", "expected_release_on")
NEW_TERM: dict[str, Any] = {
    "basis": "", "regime": "", "place": "", "started_on": None, "expected_release_on": None, "released_on": None,
    "referral": "",
}  # fmt: skip


@dataclass(frozen=True)
class KnownPrison:
    """What the registry holds: the head's condition, the record in force, and since when staff vouch for which field."""

    head_condition: str = HeadCondition.PRESENT
    record: Mapping[str, Any] = field(default_factory=dict)
    vouched: Mapping[str, date] = field(default_factory=dict)

    @property
    def inside(self) -> bool:
        """Open sentence and electronic tag count as imprisonment (E-D.16)."""
        return self.head_condition in REGIMES

    def value(self, name: str) -> Any:
        if name == "regime" and self.inside:
            return self.record.get("regime") or REGIMES[self.head_condition]
        return self.record.get(name)


@dataclass(frozen=True)
class PrisonNews:
    """The prison record as the answer leaves it, and the head's condition where that changes."""

    record: dict[str, Any] = field(default_factory=dict)
    head_condition: str = ""
    since_on: date | None = None

    def __bool__(self) -> bool:
        return bool(self.record or self.head_condition)


def told(answer: PrisonAnswer, known: KnownPrison, *, abroad: bool) -> tuple[PrisonNews, list[Contradiction]]:
    """What flows into the registry, and what does not because it contradicts it."""
    if not answer.imprisoned:
        return _released(answer, known) if known.inside else _was_inside(answer, known)
    return _still_inside(answer, known, abroad) if known.inside else _now_inside(answer, known, abroad)


def _now_inside(answer: PrisonAnswer, known: KnownPrison, abroad: bool) -> tuple[PrisonNews, list[Contradiction]]:
    seen_on = known.vouched.get("head_condition")
    if seen_on is not None and not (answer.started_on is not None and answer.started_on > seen_on):
        return PrisonNews(), [Contradiction("imprisoned", "no", "yes")]
    given = {name: getattr(answer, name) for name in DETAILS if getattr(answer, name) is not None}
    news = PrisonNews(
        {**NEW_TERM, **given, "abroad": abroad}, CONDITION_BY_REGIME[answer.regime or "closed"], answer.started_on
    )
    return news, [] if seen_on is not None else [Contradiction("imprisoned", "no", "yes")]


def _still_inside(answer: PrisonAnswer, known: KnownPrison, abroad: bool) -> tuple[PrisonNews, list[Contradiction]]:
    record, against = {}, []
    for name in DETAILS:
        before, now = known.value(name), getattr(answer, name)
        if now is None or (now == before and known.record.get(name) == now):
            continue
        if before and now != before and (name in known.vouched or (name == "regime" and _sees(known))):
            against.append(Contradiction(name, str(before), str(now)))
        else:
            record[name] = now
    if known.record.get("released_on") is not None:
        record["released_on"] = None
    if record and known.record.get("abroad", False) != abroad:
        record["abroad"] = abroad
    condition = CONDITION_BY_REGIME[record["regime"]] if "regime" in record else known.head_condition
    return PrisonNews(record, "" if condition == known.head_condition else condition), against


def _sees(known: KnownPrison) -> bool:
    """The regime may have been recorded as the head's condition alone."""
    return "head_condition" in known.vouched and not known.record.get("regime")


def _released(answer: PrisonAnswer, known: KnownPrison) -> tuple[PrisonNews, list[Contradiction]]:
    seen_on = max(known.vouched.values(), default=None)
    free_on = answer.released_on
    if free_on is None or (seen_on is not None and free_on <= seen_on):
        return PrisonNews(), [Contradiction("imprisoned", "yes", "no")]
    return PrisonNews({"released_on": free_on}, HeadCondition.PRESENT, free_on), []


def _was_inside(answer: PrisonAnswer, known: KnownPrison) -> tuple[PrisonNews, list[Contradiction]]:
    """Not in prison, as everybody thought; the day of an earlier release may still be news (E-6.4.3)."""
    before, free_on = known.record.get("released_on"), answer.released_on
    if free_on is None or free_on == before:
        return PrisonNews(), []
    if before is not None and "released_on" in known.vouched:
        return PrisonNews(), [Contradiction("released_on", before.isoformat(), free_on.isoformat())]
    record = {"released_on": free_on}
    for name in ("basis", "place", "started_on"):
        if getattr(answer, name) is not None and not known.record.get(name):
            record[name] = getattr(answer, name)
    return PrisonNews(record), []
