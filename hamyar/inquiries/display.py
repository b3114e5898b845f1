"""Inquiries as a page shows them: titles, Solar Hijri days, Persian digits; no code of ours reaches the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hamyar.inquiries import wording
from hamyar.inquiries.answers import read_stored
from hamyar.inquiries.domain import Body, CircuitState, InquiryState, Mode
from hamyar.inquiries.models import Inquiry, RegisterCircuit
from hamyar.inquiries.queries import Standing
from hamyar.org.provinces import PROVINCES
from hamyar.values import digits, jalali
from hamyar.values import rials as money

MISSING = "—"
NOT_ASKED = "هنوز پرسیده نشده است"


@dataclass(frozen=True)
class Change:
    """An old and a new value side by side."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Card:
    """One question to one body, with everything that its card says."""

    body: str
    title: str
    person: str
    required: bool
    settled: bool
    inquiry: Inquiry | None
    state: str
    tone: str
    mode: str
    simulated: bool
    outcome: str
    facts: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    verification: str
    verification_tone: str
    stale: bool
    fault: str
    resting: str
    earlier: tuple["Card", ...] = ()

    @property
    def waiting(self) -> bool:
        return self.inquiry is not None and self.inquiry.state == InquiryState.WAITING

    @property
    def answered(self) -> bool:
        return self.inquiry is not None and self.inquiry.state == InquiryState.ANSWERED

    @property
    def open_to_an_answer(self) -> bool:
        return self.inquiry is not None and self.inquiry.state != InquiryState.ANSWERED


def cards(standings: Iterable[Standing], *, on: date, resting: dict[str, RegisterCircuit]) -> list[Card]:
    return [card_of(standing, on=on, resting=resting) for standing in standings]


def card_of(standing: Standing, *, on: date, resting: dict[str, RegisterCircuit]) -> Card:
    earlier = tuple(
        _card(Standing(standing.body, standing.person, inquiry, (), False, settled=True), on, resting)
        for inquiry in standing.earlier
    )
    return _card(standing, on, resting, earlier)


def _card(standing: Standing, on: date, resting: dict[str, RegisterCircuit], earlier: tuple[Card, ...] = ()) -> Card:
    inquiry, body = standing.latest, str(standing.body)
    waiting = inquiry is not None and inquiry.state == InquiryState.WAITING
    circuit = resting.get(body) if waiting else None
    return Card(
        body=body,
        title=wording.BODIES[body],
        person=standing.person.full_name if standing.person else "نشانی خانوار",
        required=standing.required,
        settled=standing.settled,
        inquiry=inquiry,
        state=wording.STATES[inquiry.state] if inquiry else NOT_ASKED,
        tone=wording.STATE_TONES[inquiry.state] if inquiry else "danger",
        mode=wording.MODES.get(inquiry.mode, "") if inquiry else "",
        simulated=inquiry is not None and inquiry.mode == Mode.SIMULATED,
        outcome=outcome_of(inquiry),
        facts=facts_of(inquiry),
        changes=tuple(_change(each, "before", "after") for each in (inquiry.changes if inquiry else [])),
        conflicts=conflicts_of(inquiry),
        verification=wording.VERIFICATIONS.get(inquiry.verification, "") if inquiry else "",
        verification_tone=wording.VERIFICATION_TONES.get(inquiry.verification, "neutral") if inquiry else "neutral",
        stale=inquiry is not None and inquiry.valid_until is not None and inquiry.valid_until <= on,
        fault=wording.FAULTS.get(inquiry.last_fault, "") if inquiry and waiting else "",
        resting=wording.CIRCUITS[CircuitState(circuit.state)] if circuit else "",
        earlier=earlier,
    )


def outcome_of(inquiry: Inquiry | None) -> str:
    """The answer in one sentence; empty before it comes."""
    if inquiry is None or inquiry.answer is None:
        return ""
    if inquiry.body == Body.WELFARE_DECILE and inquiry.answer["decile"] is not None:
        return f"دهک {digits.to_persian(inquiry.answer['decile'])}"
    if (
        inquiry.body == Body.BEHZISTI
        and not inquiry.answer["support_services"]
        and inquiry.answer["rehabilitation_services"]
    ):
        return "تنها خدمت توانبخشی می‌گیرد؛ مانع پذیرش نیست"
    return wording.OUTCOMES[inquiry.body][0 if inquiry.result == "positive" else 1]


def facts_of(inquiry: Inquiry | None) -> tuple[tuple[str, str], ...]:
    """What the body said, field by field; fields that it left out are left out here too."""
    if inquiry is None or inquiry.answer is None:
        return ()
    said = read_stored(Body(inquiry.body), inquiry.answer).model_dump()
    return tuple((wording.FIELDS[name], shown(name, value)) for name, value in said.items() if value is not None)


def conflicts_of(inquiry: Inquiry | None) -> tuple[Change, ...]:
    """Where the answer says something else than the application (E-7.3.b)."""
    return tuple(_change(each, "known", "answered") for each in (inquiry.conflicts if inquiry else []))


def _change(row: dict[str, Any], before: str, after: str) -> Change:
    name = row["field"]
    return Change(wording.FIELDS.get(name, name), shown(name, row[before]), shown(name, row[after]))


def shown(name: str, value: Any) -> str:
    """A value of an answer or of the registry in Persian."""
    if value is None or value == "" or value == []:
        return MISSING
    if isinstance(value, bool):
        return "بله" if value else "خیر"
    if isinstance(value, date):
        return jalali.format_long(value)
    if isinstance(value, list):
        return "، ".join(shown(name, each) for each in value)
    if isinstance(value, int):
        return money.with_separators(value) if name.endswith("_rials") else digits.to_persian(value)
    if name.endswith("_on"):
        return jalali.format_long(date.fromisoformat(value))
    if name == "province_code":
        return PROVINCES.get(value, MISSING)
    if name in FREE_TEXT:
        return digits.to_persian(value)
    return wording.VALUES.get(value, digits.to_persian(value))


# What people or bodies wrote themselves: never looked up as one of our codes.
FREE_TEXT = frozenset({"given_name", "family_name", "father_name", "title", "fund", "address", "place"})


def waiting_since(standings: Iterable[Standing]) -> datetime | None:
    """When the oldest question that still waits was asked."""
    moments = [each.latest.asked_at for each in standings if each.latest and each.latest.state == InquiryState.WAITING]
    return min(moments, default=None)
