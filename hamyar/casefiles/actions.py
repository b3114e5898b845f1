"""Opening files, moving them through their states, renewing support, handing them to another worker."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import desertion, queries
from hamyar.casefiles.desertion import (
    close_absence_review,
    give_opinion,
    head_condition_changed,
    open_desertion_period,
    record_court_document,
    request_opinions,
)
from hamyar.casefiles.domain import (
    DESERTED,
    END_DUTY,
    PERIOD_END,
    AlreadyOpen,
    CasefileState,
    ContactNotYet,
    ContactSource,
    OnlyByApplication,
    OpinionsMissing,
    PeriodKind,
    PeriodNeeded,
    ReasonNeeded,
    check_move,
    check_period,
    check_renewal,
)
from hamyar.casefiles.groups import add_family_group, drop_family_group, follow_assessment
from hamyar.casefiles.levels import define_level, end_level, set_level
from hamyar.casefiles.models import Casefile, CasefileEvent, Contact, SupportPeriod
from hamyar.casefiles.remarriage import record_remarriage
from hamyar.casefiles.study import end_study, record_study
from hamyar.obligations import actions as obligations
from hamyar.obligations.domain import end_of_day
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.domain import Programme, WorkerUnfit
from hamyar.org.models import OrgUnit, User
from hamyar.org.reach import whole_country
from hamyar.outbox.actions import publish
from hamyar.registry import actions as registry
from hamyar.registry.models import Household, Person
from hamyar.releases.queries import rules_on
from hamyar.values import jalali

__all__ = [
    "add_family_group",
    "close_absence_review",
    "define_level",
    "drop_family_group",
    "end_level",
    "end_study",
    "follow_assessment",
    "give_opinion",
    "head_condition_changed",
    "mark_update_due",
    "move",
    "open_casefile",
    "open_desertion_period",
    "reactivate",
    "reassign",
    "reassign_caseload",
    "record_contact",
    "record_court_document",
    "record_remarriage",
    "record_study",
    "renew",
    "request_opinions",
    "set_level",
]
CLOSED_STATES = (CasefileState.EXITED, CasefileState.ENDED, CasefileState.INACTIVE)


@transaction.atomic
def open_casefile(
    *,
    household: Household,
    holder: Person,
    worker: User,
    unit: OrgUnit,
    target_groups: list[str],
    period_from_on: date,
    period_to_on: date,
    period_kind: str,
    by: Actor,
    at: datetime,
) -> Casefile:
    """Open a household's file with its first period of support; the office head of the day answers for it (E-3.n2.2).

    Raises PeriodNeeded (E-D.4), WorkerUnfit, AlreadyOpen, and OnlyByApplication where an earlier file has to be
    reactivated instead (E-13.n4.1).
    """
    check_period(period_from_on, period_to_on)
    _check_worker(worker, unit, at)
    Household.objects.select_for_update(of=("self",)).get(pk=household.pk)  # two acceptances at once see each other
    earlier = Casefile.objects.filter(household=household, programme=Programme.EMDAD).first()
    if earlier is not None:
        if earlier.state in CLOSED_STATES:
            raise OnlyByApplication(number=earlier.number)
        raise AlreadyOpen(number=earlier.number)
    casefile = Casefile.objects.create(
        number=_next_number(at), household=household, holder=holder, social_worker=worker, unit=unit,
        unit_path=unit.path, accountable_head=_head_of(unit, at), target_groups=list(target_groups),
        period_from_on=period_from_on, period_to_on=period_to_on, opened_at=at, state_since_on=clock.day_of(at),
    )  # fmt: skip
    registry.entrust(household=household, worker=worker, by=by, at=at)
    _begin_period(casefile, kind=period_kind, at=at)
    _keep(casefile, "opened", by=by, at=at, clause="E-13.3.a", after=CasefileState.ACTIVE)
    audit.record("casefiles.casefile.opened", about=casefile, by=by, at=at, unit=unit.pk, worker=worker.pk)
    publish("casefiles.casefile.opened", at=at, casefile_id=casefile.pk, household_id=household.pk)
    return casefile


def _next_number(at: datetime) -> str:
    """Year of opening and a number that no other file has ever had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casefiles_number')")
        row = cursor.fetchone()
    assert row is not None
    return f"{jalali.year_of(clock.day_of(at))}-{row[0]:06d}"


def _head_of(unit: OrgUnit, at: datetime) -> User | None:
    return org.holder_of("office_head", unit=unit, on=clock.day_of(at))


def _check_worker(worker: User, unit: OrgUnit, at: datetime) -> None:
    if not org.is_worker_of(worker, unit=unit, on=clock.day_of(at)):
        raise WorkerUnfit(unit=unit.code)


def _begin_period(casefile: Casefile, *, kind: str, at: datetime) -> SupportPeriod:
    earlier = SupportPeriod.objects.filter(casefile=casefile, kind=kind).count()
    return SupportPeriod.objects.create(
        casefile=casefile, kind=PeriodKind(kind), index=earlier + 1, from_on=casefile.period_from_on,
        to_on=casefile.period_to_on, decided_at=at,
    )  # fmt: skip


def _keep(
    casefile: Casefile,
    event: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    clause: str = "",
    before: str = "",
    after: str = "",
) -> CasefileEvent:
    return CasefileEvent.objects.create(
        casefile=casefile, at=at, event=event, from_state=before, to_state=after, reason=reason[:300], clause=clause,
        by_label=by.label,
    )  # fmt: skip


def _locked(casefile: Casefile) -> Casefile:
    return Casefile.objects.select_for_update(of=("self",)).select_related("unit", "household").get(pk=casefile.pk)


def _set_state(row: Casefile, target: CasefileState, *, at: datetime, **fields: Any) -> None:
    """The state with the day it began, and columns that change with it."""
    check_move(CasefileState(row.state), target)
    changes = {"state": target, "state_since_on": clock.day_of(at), **fields}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


@transaction.atomic
def move(*, casefile: Casefile, target: str, reason: str, clause: str, by: Actor, at: datetime) -> Casefile:
    """Move a file to another state, for a reason and by a clause. Raises MoveRefused, ReasonNeeded.

    Some moves have actions of their own: back from ``update_due``, and from ``suspended`` once the period is over, by
    ``renew``; from ``inactive`` by ``reactivate``.
    """
    row, goal = _locked(casefile), CasefileState(target)
    if row.state == CasefileState.INACTIVE and goal == CasefileState.ACTIVE:
        raise OnlyByApplication(number=row.number)
    over = row.period_to_on <= clock.day_of(at)
    if goal == CasefileState.ACTIVE and (row.state == CasefileState.UPDATE_DUE or over):
        raise PeriodNeeded(number=row.number)
    if not reason.strip():
        raise ReasonNeeded(casefile=row.pk)
    before = row.state
    _set_state(row, goal, at=at)
    _keep(row, "moved", by=by, at=at, reason=reason, clause=clause, before=before, after=goal)
    if goal in CLOSED_STATES:  # nothing is owed any more to a file that rests, nor about its household
        for subject in (row, row.household):
            obligations.waive_duties(subject=subject, reason=reason, by=by, at=at)
    audit.record("casefiles.casefile.moved", about=row, by=by, at=at, before=before, after=str(goal), clause=clause)
    publish("casefiles.casefile.moved", at=at, casefile_id=row.pk, state=str(goal))
    casefile.state, casefile.state_since_on = row.state, row.state_since_on
    return row


@transaction.atomic
def suspend_until_court_document(*, casefile: Casefile, at: datetime) -> Casefile:
    """The clock's part: both periods of a head who is away are over and nothing was decided, so support rests (E-6.5.a.3)."""
    row = move(
        casefile=casefile,
        target=CasefileState.SUSPENDED,
        reason=desertion.PERIODS_OVER,
        clause="E-6.5.a.3",
        by=CLOCK,
        at=at,
    )
    desertion.ask_for_court_document(casefile=row, at=at)
    return row


@transaction.atomic
def renew(
    *,
    casefile: Casefile,
    period_from_on: date,
    period_to_on: date,
    period_kind: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> Casefile:
    """A new decision about a file whose period ends: a new dated period, the old one stays (E-D.25, E-10.2).

    Raises PeriodNeeded, MoveRefused unless the update is due, RenewalNotAllowed for groups limited to one period,
    OpinionsMissing and CourtDocumentNeeded while the head is away (E-6.5.a).
    """
    check_period(period_from_on, period_to_on)
    row = _locked(casefile)
    former = queries.periods_of(row).first()
    if former is not None:
        check_renewal(PeriodKind(former.kind), PeriodKind(period_kind))
        if period_from_on < former.to_on:
            raise PeriodNeeded(number=row.number)
    if period_kind in desertion.KINDS:
        raise OpinionsMissing(missing=[])  # these open by ``open_desertion_period`` alone
    desertion.check_court_document(row, clock.day_of(at))
    before = row.state
    _set_state(row, CasefileState.ACTIVE, at=at, period_from_on=period_from_on, period_to_on=period_to_on)
    _begin_period(row, kind=period_kind, at=at)
    _keep(row, "renewed", by=by, at=at, reason=reason, clause="E-10.2", before=before, after=CasefileState.ACTIVE)
    desertion.close_end_duties(row, by=by, at=at)
    audit.record("casefiles.casefile.renewed", about=row, by=by, at=at, until=period_to_on.isoformat())
    publish("casefiles.casefile.renewed", at=at, casefile_id=row.pk)
    return row


@transaction.atomic
def reactivate(
    *,
    casefile: Casefile,
    application_number: str,
    worker: User,
    unit: OrgUnit,
    target_groups: list[str],
    period_from_on: date,
    period_to_on: date,
    period_kind: str,
    by: Actor,
    at: datetime,
) -> Casefile:
    """An accepted application brings a closed file back, in the office that accepted it, under its old number (E-13.n4.1).

    Raises OnlyByApplication without an application, AlreadyOpen, PeriodNeeded, WorkerUnfit.
    """
    if not application_number.strip():
        raise OnlyByApplication(number=casefile.number)
    check_period(period_from_on, period_to_on)
    _check_worker(worker, unit, at)
    with whole_country("an accepted application brings a file back, from another office where need be"):
        row = _locked(casefile)
        if row.state not in CLOSED_STATES:
            raise AlreadyOpen(number=row.number)
        if row.state != CasefileState.INACTIVE:  # the nightly closing has not come yet
            _set_state(row, CasefileState.INACTIVE, at=at)
        _set_state(
            row, CasefileState.ACTIVE, at=at, social_worker=worker, unit=unit, unit_path=unit.path,
            accountable_head=_head_of(unit, at), target_groups=list(target_groups), period_from_on=period_from_on,
            period_to_on=period_to_on,
        )  # fmt: skip
        if row.household.unit_id != unit.pk:
            registry.move_to_unit(household=row.household, unit=unit, by=by, at=at)
        registry.entrust(household=row.household, worker=worker, by=by, at=at)
        _begin_period(row, kind=period_kind, at=at)
        _keep(
            row, "reactivated", by=by, at=at, reason=f"درخواست {application_number}", clause="E-13.n4.1",
            before=CasefileState.INACTIVE, after=CasefileState.ACTIVE,
        )  # fmt: skip
        audit.record("casefiles.casefile.reactivated", about=row, by=by, at=at, application=application_number)
        publish("casefiles.casefile.opened", at=at, casefile_id=row.pk, household_id=row.household_id)
    return row


@transaction.atomic
def reassign(*, casefile: Casefile, worker: User, reason: str, by: Actor, at: datetime) -> Casefile:
    """Give a file and its open duties to another worker of the same office. Raises WorkerUnfit, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded(casefile=casefile.pk, clause="E-D.22")
    row = _locked(casefile)
    _check_worker(worker, row.unit, at)
    if row.social_worker_id == worker.pk:
        return row
    _hand_over(row, worker=worker, reason=reason, by=by, at=at)
    publish("casefiles.casefile.reassigned", at=at, casefile_id=row.pk, worker_id=worker.pk)
    casefile.social_worker = worker
    return row


def _hand_over(row: Casefile, *, worker: User, reason: str, by: Actor, at: datetime) -> None:
    before = row.social_worker_id
    row.social_worker = worker
    row.save(update_fields=["social_worker"])
    registry.entrust(household=row.household, worker=worker, by=by, at=at)
    for subject in (row, row.household):
        obligations.hand_over(subject=subject, owner=worker, unit=row.unit, by=by, at=at)
    _keep(row, "reassigned", by=by, at=at, reason=f"{worker}: {reason}", clause="E-D.22")
    audit.record("casefiles.casefile.reassigned", about=row, by=by, at=at, before=before, worker=worker.pk)


@transaction.atomic
def reassign_caseload(
    *, worker: User, successor: User, unit: OrgUnit, reason: str, by: Actor, at: datetime
) -> list[Casefile]:
    """A worker leaves: every open file and its duties pass to the successor, all or none. Returns the files."""
    if not reason.strip():
        raise ReasonNeeded(clause="E-D.22")
    _check_worker(successor, unit, at)
    if successor.pk == worker.pk:
        raise WorkerUnfit(unit=unit.code)
    rows = queries.open_files_of(worker, unit_path=unit.path).select_for_update(of=("self",))
    files = list(rows.select_related("unit", "household").order_by("pk"))
    for row in files:
        _hand_over(row, worker=successor, reason=reason, by=by, at=at)
    audit.record(
        "casefiles.caseload.reassigned",
        about=unit,
        by=by,
        at=at,
        before=worker.pk,
        worker=successor.pk,
        files=len(files),
    )
    publish(
        "casefiles.caseload.reassigned", at=at, worker_id=worker.pk, successor_id=successor.pk, unit_id=unit.pk,
        casefile_ids=[row.pk for row in files], by_label=by.label, reason=reason[:300],
    )  # fmt: skip
    return files


@transaction.atomic
def record_contact(
    *, casefile: Casefile, on: date, source: ContactSource, by: Actor, at: datetime, note: str = ""
) -> Casefile:
    """Somebody of the office spoke with the household (E-0.a.2.3, A-58): a line of the log, and the gap begins anew.

    What another action notes (a visit, a service followed up) comes without words and stands once a day. Raises
    ContactNotYet for a day that has not come.
    """
    row, today = _locked(casefile), clock.day_of(at)
    if on > today:
        raise ContactNotYet()
    known = Contact.objects.filter(casefile=row, on=on, source=source)
    if note.strip() or not known.exists():
        Contact.objects.create(
            casefile=row, on=on, source=source, note=note.strip()[:300], recorded_at=at, by_label=by.label
        )
        audit.record("casefiles.contact.recorded", about=row, by=by, at=at, on=on.isoformat(), source=str(source))
    if row.last_contact_on is None or on > row.last_contact_on:
        row.last_contact_on = on
        row.save(update_fields=["last_contact_on"])
    if on + timedelta(days=int(rules_on(today).value("casefile.contact_gap"))) > today:
        obligations.close_duties(kind="casefile_contact", subject=row, by=by, at=at)
    casefile.last_contact_on = row.last_contact_on
    return row


@transaction.atomic
def mark_update_due(*, casefile: Casefile, at: datetime) -> bool:
    """The period nears its end: the worker is to update the household's facts (E-10.2). False when it is not its turn."""
    row = _locked(casefile)
    if row.state != CasefileState.ACTIVE:
        return False
    _set_state(row, CasefileState.UPDATE_DUE, at=at)
    _keep(row, "moved", by=CLOCK, at=at, reason="پایان دورهٔ حمایت نزدیک است", clause="E-10.2",
          before=CasefileState.ACTIVE, after=CasefileState.UPDATE_DUE)  # fmt: skip
    period = queries.periods_of(row).first()
    obligations.open_duty(
        kind=END_DUTY.get(PeriodKind(period.kind), PERIOD_END) if period else PERIOD_END, subject=row, at=at,
        label=row.number, unit=row.unit, owner=row.social_worker,
        due_at=end_of_day(row.period_to_on - timedelta(days=1)), period_key=row.period_to_on.isoformat(),
    )  # fmt: skip
    if row.household.head_condition in DESERTED:
        request_opinions(casefile=row, at=at)
        desertion.ask_for_court_document(casefile=row, at=at)
    publish("casefiles.casefile.moved", at=at, casefile_id=row.pk, state=str(CasefileState.UPDATE_DUE))
    return True
