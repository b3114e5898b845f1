"""What has to be asked again because time has passed: prisons (E-6.4) and deciles (E-8.0.3). Safe to run at any time."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from hamyar.casefiles.models import OPEN_STATES, Casefile
from hamyar.inquiries import queries
from hamyar.inquiries.domain import Body
from hamyar.obligations.actions import open_duty
from hamyar.obligations.domain import ObligationState, end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org.clock import day_of
from hamyar.registry.models import Household, Prison
from hamyar.releases.queries import rules_on
from hamyar.values import jalali

LEAD = timedelta(days=30)  # a stale decile is told a month before, as the end of a period is


def open_duties(*, at: datetime) -> dict[str, int]:
    """Open the duties to ask again for every household with an open file; the same duty is never doubled."""
    return {"prison": _prison_inquiries(at), "decile": _decile_inquiries(at)}


def _open_files() -> QuerySet[Casefile]:
    return (
        Casefile.objects.filter(programme="emdad", state__in=list(OPEN_STATES))
        .select_related("household", "social_worker", "unit")
        .order_by("pk")
    )


def _without_open_duty(files: QuerySet[Casefile], *kinds: str) -> QuerySet[Casefile]:
    open_already = Obligation.objects.filter(
        kind__in=kinds,
        subject_type=Household._meta.label_lower,
        subject_id=OuterRef("household_id"),
        state=ObligationState.OPEN,
    )
    return files.exclude(Exists(open_already))


def _prison_inquiries(at: datetime) -> int:
    """Domestic: at most six months after the last answer; abroad: a year, or at the end of the sentence if sooner."""
    files = list(
        _without_open_duty(
            _open_files().filter(household__head_condition__in=queries.IMPRISONED),
            "prison_inquiry_domestic",
            "prison_inquiry_abroad",
        )
    )
    households = [file.household_id for file in files]
    records = {row.household_id: row for row in Prison.objects.filter(household__in=households, ended=False)}
    answers = {body: queries.last_answer_of(body, households) for body in (Body.PRISONS, Body.INTERNATIONAL)}
    for file in files:
        record = records.get(file.household_id)
        abroad = record is not None and record.abroad
        last = answers[Body.INTERNATIONAL if abroad else Body.PRISONS].get(file.household_id)
        answered_on = day_of(last.answered_at) if last is not None and last.answered_at else None
        due_on = next_prison_inquiry(
            answered_on or day_of(file.opened_at),
            abroad=abroad,
            sentence_ends_on=record.expected_release_on if record else None,
        )
        _open("prison_inquiry_abroad" if abroad else "prison_inquiry_domestic", file, due_on=due_on, at=at)
    return len(files)


def next_prison_inquiry(last_on: date, *, abroad: bool, sentence_ends_on: date | None) -> date:
    """When the prisoner's status is asked for again (A-07)."""
    months = rules_on(last_on).value("prison.abroad_months" if abroad else "prison.domestic_months")
    due_on = jalali.add_months(last_on, months)
    if abroad and sentence_ends_on is not None and last_on < sentence_ends_on < due_on:
        return sentence_ends_on
    return due_on


def _decile_inquiries(at: datetime) -> int:
    on = day_of(at)
    months = rules_on(on).value("validity.decile")
    ageing = _open_files().filter(household__decile_on__lte=jalali.add_months(on + LEAD, -months))
    files = list(_without_open_duty(ageing, "decile_inquiry", "manual_decile_inquiry"))
    for file in files:
        known_on = file.household.decile_on
        assert known_on is not None
        _open("decile_inquiry", file, due_on=jalali.add_months(known_on, months), at=at)
    return len(files)


def _open(kind: str, file: Casefile, *, due_on: date, at: datetime) -> None:
    open_duty(
        kind=kind, subject=file.household, label=file.number, unit=file.unit, due_at=end_of_day(due_on), at=at,
        owner=file.social_worker,
    )  # fmt: skip
