"""Opening, planning, announcing and recording visits (CLAUSES.md 6.3): one function per verb."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.models import Casefile
from hamyar.inquiries import queries as inquiries
from hamyar.intake import actions as intake
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.obligations.actions import close_duties, open_duty
from hamyar.org import queries as org
from hamyar.org.clock import day_of
from hamyar.org.models import User
from hamyar.outbox.actions import publish
from hamyar.registry.models import Household
from hamyar.visits import periodic, queries
from hamyar.visits.domain import (
    OPEN_STATES,
    Announcement,
    ApplicationNotReady,
    AppointmentRefused,
    InquiriesWaiting,
    Met,
    NoLongerOwed,
    NotInTime,
    ReasonNeeded,
    ReasonsNeeded,
    Risk,
    TooSoon,
    VisitKind,
    VisitState,
    WorkerOfAnotherOffice,
    check_move,
    missing_reasons,
)
from hamyar.visits.models import HomeVisit, VisitEvent, VisitException

UNDER_WAY = (ApplicationState.INQUIRING, ApplicationState.VISIT_PLANNED)


def locked(visit: HomeVisit) -> HomeVisit:
    return (
        HomeVisit.objects.select_for_update(of=("self",))
        .select_related("household", "application", "casefile", "unit")
        .get(pk=visit.pk)
    )


def _advance(visit: HomeVisit, target: VisitState, *, by: Actor, at: datetime, reason: str = "", **fields: Any) -> None:
    before = VisitState(visit.state)
    check_move(before, target)
    visit.state = target
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save(update_fields=["state", *fields])
    _note(visit, before=before, by=by, at=at, reason=reason)


def _note(visit: HomeVisit, *, before: str, by: Actor, at: datetime, reason: str = "") -> None:
    VisitEvent.objects.create(
        visit=visit, at=at, from_state=before, to_state=visit.state, reason=reason.strip()[:300], by_label=by.label
    )
    audit.record(f"visits.visit.{visit.state}", about=visit, by=by, at=at, **{"from": before})


def _excuse(visit: HomeVisit, rules: tuple[str, ...], reasons: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Keep why each soft rule was not kept. Raises ReasonsNeeded for those without a reason."""
    if without := missing_reasons(rules, reasons):
        raise ReasonsNeeded(rules=without)
    VisitException.objects.bulk_create(
        VisitException(visit=visit, clause=rule, reason=reasons[rule].strip()[:500], at=at, by_label=by.label)
        for rule in rules
    )
    for rule in rules:
        audit.record("visits.visit.rule_not_kept", about=visit, by=by, at=at, clause=rule)


@transaction.atomic
def open_visit(
    *,
    household: Household,
    kind: VisitKind,
    due_on: date,
    by: Actor,
    at: datetime,
    application: Application | None = None,
    casefile: Casefile | None = None,
) -> HomeVisit:
    """A visit becomes due; an application's open one is returned, not doubled. Opens the duty of admission visits."""
    if application is not None:
        application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        if application.state not in UNDER_WAY:
            raise ApplicationNotReady(state=application.state)
        existing = HomeVisit.objects.filter(application=application, kind=kind, state__in=OPEN_STATES).first()
        if existing is not None:
            return existing
    unit = application.unit if application is not None and application.unit else household.unit
    visit = HomeVisit.objects.create(
        household=household,
        application=application,
        casefile=casefile,
        unit=unit,
        unit_path=unit.path,
        kind=kind,
        opened_at=at,
        due_on=due_on,
    )
    _note(visit, before="", by=by, at=at)
    if application is not None and kind == VisitKind.ADMISSION and application.due_at and application.number:
        open_duty(
            kind="admission_visit",
            subject=application,
            label=application.number,
            unit=unit,
            owner=application.social_worker,
            due_at=application.due_at,
            at=at,
        )
    return visit


def admission_visit_falls_due(*, application_id: int, at: datetime) -> None:
    """Follower of ``intake.application.inquiring``: the home has to be visited inside the term (E-13.3.d)."""
    application = Application.objects.get(pk=application_id)
    if application.state in UNDER_WAY and application.household is not None and application.due_at is not None:
        open_visit(
            household=application.household,
            application=application,
            kind=VisitKind.ADMISSION,
            due_on=day_of(application.due_at),
            by=CLOCK,
            at=at,
        )


@transaction.atomic
def plan_visit(
    *,
    visit: HomeVisit,
    worker: User,
    appointment_at: datetime,
    by: Actor,
    at: datetime,
    companion: str = "",
    reasons: Mapping[str, str] | None = None,
) -> HomeVisit:
    """Choose day, worker and companion (E-9.0). Soft rules E-9.j and E-9.d ask for a reason: raises ReasonsNeeded.

    Raises MoveRefused unless the visit is due, NoLongerOwed, AppointmentRefused for a moment that has passed, TooSoon after
    the last visit of a year that owes several (E-9.h.2), WorkerOfAnotherOffice.
    """
    visit = locked(visit)
    check_move(VisitState(visit.state), VisitState.PLANNED)
    if visit.lapsed_at is not None:
        raise NoLongerOwed()
    if appointment_at < at:
        raise AppointmentRefused()
    since = queries.spaced_from(visit)
    if since is not None and day_of(appointment_at) < since:
        raise TooSoon(since=since)
    if not org.is_worker_of(worker, unit=visit.unit, on=day_of(appointment_at)):
        raise WorkerOfAnotherOffice()
    rules = queries.rules_for_planning(visit.household, worker=worker, companion=companion, on=day_of(appointment_at))
    _excuse(visit, rules, reasons or {}, by=by, at=at)
    _advance(
        visit, VisitState.PLANNED, by=by, at=at,
        social_worker=worker, companion=companion.strip()[:150], appointment_at=appointment_at,
    )  # fmt: skip
    return visit


@transaction.atomic
def announce(*, visit: HomeVisit, how: Announcement, by: Actor, at: datetime) -> HomeVisit:
    """The family is told the time (E-9.b); an application moves on to ``visit_planned``.

    Raises MoveRefused, InquiriesWaiting while a required inquiry is unanswered and not recorded as unavailable (E-7.2).
    """
    visit = locked(visit)
    check_move(VisitState(visit.state), VisitState.ANNOUNCED)
    _require_inquiries(visit, on=day_of(at))
    _advance(visit, VisitState.ANNOUNCED, by=by, at=at, announced_at=at, announced_how=how)
    _application_is_planned(visit, by=by, at=at)
    publish(
        "visits.visit.announced", at=at, visit_id=visit.pk, household_id=visit.household_id,
        application_id=visit.application_id, how=str(how),
    )  # fmt: skip
    return visit


def _require_inquiries(visit: HomeVisit, *, on: date) -> None:
    if visit.application_id is not None and not inquiries.ready_for_visit(visit.household, on=on):
        raise InquiriesWaiting()


def _application_is_planned(visit: HomeVisit, *, by: Actor, at: datetime) -> None:
    application = visit.application
    if application is not None and application.state == ApplicationState.INQUIRING:
        visit.application = intake.move(
            application=application, target=ApplicationState.VISIT_PLANNED, event="visit_planned", by=by, at=at,
            clause="E-9.b",
        )  # fmt: skip


@transaction.atomic
def record_done(
    *,
    visit: HomeVisit,
    met: Met,
    findings: str,
    by: Actor,
    at: datetime,
    done_at: datetime | None = None,
    risk: Risk = Risk.NONE,
    next_step: str = "",
    reasons: Mapping[str, str] | None = None,
) -> HomeVisit:
    """Record what was found (E-9, E-13.3.d). Hard: the inquiries (E-7.2). Soft, with a reason: no notice given (E-9.b), an
    inquiry unavailable (E-7.2), no evidence at an ill-headed household (E-13.3.hh.1), too near to the last visit (E-9.h.2).

    Raises MoveRefused, InquiriesWaiting, ReasonNeeded (no findings), NotInTime, ReasonsNeeded.
    """
    visit = locked(visit)
    check_move(VisitState(visit.state), VisitState.DONE)
    moment = done_at or at
    if moment > at or moment < visit.opened_at:
        raise NotInTime()
    if not findings.strip():
        raise ReasonNeeded(clause="E-7.3.0.1")
    _require_inquiries(visit, on=day_of(at))
    _excuse(visit, queries.rules_for_recording(visit, on=day_of(moment)), reasons or {}, by=by, at=at)
    _application_is_planned(visit, by=by, at=at)
    _advance(
        visit, VisitState.DONE, by=by, at=at,
        met=met, findings=findings.strip(), risk=risk, next_step=next_step.strip(), done_at=moment, done_by_id=by.user_id,
    )  # fmt: skip
    if visit.application is not None:
        close_duties(kind="admission_visit", subject=visit.application, by=by, at=at)
    periodic.visit_was_done(visit=visit, by=by, at=at)
    publish(
        "visits.visit.done", at=at, visit_id=visit.pk, household_id=visit.household_id,
        application_id=visit.application_id, kind=str(visit.kind),
    )  # fmt: skip
    return visit


@transaction.atomic
def not_at_home(*, visit: HomeVisit, again_on: date, by: Actor, at: datetime) -> HomeVisit:
    """Nobody opened: a new date inside the due window is named. Raises MoveRefused, NotInTime."""
    visit = locked(visit)
    check_move(VisitState(visit.state), VisitState.NOT_HOME)
    today = day_of(at)
    until = queries.window_ends_on(visit)
    if again_on < today or (again_on > until and until >= today):
        raise NotInTime(until=until)
    _advance(visit, VisitState.NOT_HOME, by=by, at=at, not_home_at=at, again_on=again_on)
    return visit


@transaction.atomic
def postpone(*, visit: HomeVisit, reason: str, by: Actor, at: datetime) -> HomeVisit:
    """Back to due, to be planned anew. Raises MoveRefused, NoLongerOwed, ReasonNeeded."""
    visit = locked(visit)
    check_move(VisitState(visit.state), VisitState.DUE)
    if visit.lapsed_at is not None:
        raise NoLongerOwed()
    if not reason.strip():
        raise ReasonNeeded()
    told = visit.announced_at is not None
    _advance(
        visit, VisitState.DUE, by=by, at=at, reason=reason,
        postponed_reason=reason.strip()[:300], appointment_at=None, announced_at=None, announced_how="",
    )  # fmt: skip
    if told:
        publish("visits.visit.postponed", at=at, visit_id=visit.pk, household_id=visit.household_id)
    return visit


@transaction.atomic
def review(*, visit: HomeVisit, by: Actor, at: datetime) -> HomeVisit:
    """The office head has read the record (E-7.n). Raises MoveRefused."""
    visit = locked(visit)
    _advance(visit, VisitState.REVIEWED, by=by, at=at, reviewed_at=at, reviewed_by_id=by.user_id)
    return visit
