"""Bringing an application to the office and worker that answer for it (E-13.2, E-13.n1, E-13.n4, E-2.4, E-6.n4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from hamyar.audit.actor import CLOCK, Actor
from hamyar.intake import queries
from hamyar.intake.actions.leads import hand_over_leads
from hamyar.intake.actions.moves import advance, locked, note
from hamyar.intake.domain import (
    REASSIGNABLE,
    ApplicationState,
    MoveRefused,
    OfficeNeeded,
    OtherOfficesWorker,
    ReasonNeeded,
    RouteRule,
    main_province,
)
from hamyar.intake.models import Application
from hamyar.obligations.actions import close_duties, entrust, hand_over, open_duty
from hamyar.obligations.domain import add_working_days, end_of_day
from hamyar.obligations.queries import holidays
from hamyar.org import queries as org
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User
from hamyar.org.reach import whole_country
from hamyar.registry import actions as registry
from hamyar.releases.queries import rules_on

ASSIGNED, WITH_OFFICE_HEAD = ApplicationState.ASSIGNED, ApplicationState.WITH_OFFICE_HEAD


@dataclass(frozen=True)
class Destination:
    """The office an application belongs to, and its worker; without one the office head decides."""

    office: OrgUnit
    worker: User | None
    rule: RouteRule


def destination(row: Application, *, on: date) -> Destination:
    """Where an application belongs on a day. Raises OfficeNeeded when nothing in it tells.

    A migrating nomad household belongs to its main province (E-6.n4); else the postal code decides, by the most specific
    territory; a code outside all territories goes to the office named in the form.
    """
    answers = row.draft
    route = org.route_for(row.postal_code, on=on)
    named = queries.office_named(answers.get("office"), on=on)
    if answers.get("nomad_status") == "migrating" and rules_on(on).value("nomad.route") == "main_province":
        province = main_province(answers.get("days_by_province") or {})
        if province and (route is None or route.office.province_code != province):
            if named is None or named.province_code != province:
                named = org.offices(on=on).filter(province_code=province).first()
            if named is not None:
                return Destination(named, None, RouteRule.NOMAD_PROVINCE)
    if route is None:
        if named is None:
            raise OfficeNeeded()
        return Destination(named, None, RouteRule.OFFICE_HEAD)
    if row.earlier_casefile_id is not None:
        return Destination(route.office, None, RouteRule.REACTIVATION)
    if route.worker is None or not route.office.routes_automatically:
        return Destination(route.office, None, RouteRule.OFFICE_HEAD)
    return Destination(route.office, route.worker, RouteRule.POSTAL_AUTO)


@transaction.atomic
def route(*, application: Application, by: Actor, at: datetime) -> Application:
    """Hand a submitted application to the worker of its postal code, or to the office head (E-13.2, E-13.n1, E-13.n4).

    Raises MoveRefused, OfficeNeeded.
    """
    row = locked(application)
    on = day_of(at)
    place = destination(row, on=on)
    target = ASSIGNED if place.worker else WITH_OFFICE_HEAD
    if row.state != ApplicationState.SUBMITTED:
        raise MoveRefused(state=row.state, target=str(target))
    with whole_country("routing by postal code"):
        row = advance(
            row, target, event="routed", by=by, at=at, clause=_clause_of(place.rule), unit=place.office,
            unit_path=place.office.path, social_worker=place.worker, route_rule=str(place.rule),
        )  # fmt: skip
        open_term(row, owner=place.worker, at=at)
        if place.worker is None:
            open_assignment(row, at=at)
    return row


def _clause_of(rule: RouteRule) -> str:
    return {
        RouteRule.POSTAL_AUTO: "E-13.2",
        RouteRule.OFFICE_HEAD: "E-13.n1",
        RouteRule.REACTIVATION: "E-13.n4.2",
        RouteRule.NOMAD_PROVINCE: "E-6.n4",
    }[rule]


def open_term(row: Application, *, owner: User | None, at: datetime) -> None:
    """The duty to answer within the term (E-13.n3): opened once, counted from submission, owned by whoever has it now."""
    assert row.unit is not None and row.due_at is not None and row.number is not None
    owner_role = "social_worker" if owner else "office_head"
    open_duty(
        kind="handle_application", subject=row, label=row.number, unit=row.unit, owner=owner, owner_role=owner_role,
        due_at=row.due_at, at=at,
    )  # fmt: skip
    if owner is not None and row.household is not None and row.state == ASSIGNED:
        days = rules_on(day_of(at)).value("sla.inquiry_days")
        open_duty(
            kind="inquire_before_visit", subject=row.household, label=row.number, unit=row.unit, owner=owner,
            due_at=end_of_day(day_of(at) + timedelta(days=days)), at=at,
        )  # fmt: skip
        hand_over(subject=row.household, owner=owner, unit=row.unit, by=CLOCK, at=at)
    entrust(
        kind="handle_application", subject=row, owner=owner, owner_role=owner_role, unit=row.unit, by=CLOCK, at=at,
    )  # fmt: skip


def open_assignment(row: Application, *, at: datetime) -> None:
    """The office head's duty to find a worker, in working days (E-13.n1, E-13.n4.2)."""
    assert row.unit is not None and row.number is not None
    days = rules_on(day_of(at)).value("sla.assign_days")
    due_on = add_working_days(day_of(at), days, holidays())
    open_duty(kind="assign_application", subject=row, label=row.number, unit=row.unit, due_at=end_of_day(due_on), at=at)


def worker_fits(worker: User | None, row: Application, *, on: date) -> User:
    """The worker, when a social worker of the application's office on the day. Raises OtherOfficesWorker."""
    assert row.unit is not None
    if worker is None or not org.is_worker_of(worker, unit=row.unit, on=on):
        raise OtherOfficesWorker()
    return worker


@transaction.atomic
def assign(*, application: Application, worker: User, reason: str = "", by: Actor, at: datetime) -> Application:
    """The office head hands an application to a worker of the office (E-13.n1). Raises MoveRefused, OtherOfficesWorker."""
    row = locked(application)
    if row.state != WITH_OFFICE_HEAD:
        raise MoveRefused(state=row.state, target=str(ASSIGNED))
    chosen = worker_fits(worker, row, on=day_of(at))
    row = advance(row, ASSIGNED, event="assigned", by=by, at=at, reason=reason, clause="E-13.n1", social_worker=chosen)
    close_duties(kind="assign_application", subject=row, by=by, at=at)
    open_term(row, owner=chosen, at=at)
    return row


@transaction.atomic
def reassign(*, application: Application, worker: User, reason: str, by: Actor, at: datetime) -> Application:
    """Another worker of the office takes over, for absence, leaving or load (A-55); the state stays.

    Raises MoveRefused before a worker has it or after the end, OtherOfficesWorker, ReasonNeeded.
    """
    row = locked(application)
    if row.state not in REASSIGNABLE:
        raise MoveRefused(state=row.state, target=row.state)
    if not reason.strip():
        raise ReasonNeeded()
    chosen = worker_fits(worker, row, on=day_of(at))
    if chosen.pk == row.social_worker_id:
        return row
    assert row.unit is not None
    row.social_worker = chosen
    row.save(update_fields=["social_worker"])
    if row.household is not None:
        registry.entrust(household=row.household, worker=chosen, by=by, at=at)
    note(row, event="reassigned", by=by, at=at, reason=reason)
    hand_over(subject=row, owner=chosen, unit=row.unit, by=by, at=at)
    if row.household is not None:
        hand_over(subject=row.household, owner=chosen, unit=row.unit, by=by, at=at)
    return row


@transaction.atomic
def reassign_caseload(*, unit: OrgUnit, leaving: User, worker: User, reason: str, by: Actor, at: datetime) -> int:
    """All open applications and leads of a worker who leaves go to another one of the office; returns how many."""
    rows = Application.objects.filter(unit=unit, social_worker=leaving, state__in=REASSIGNABLE).order_by("pk")
    moved = 0
    for row in rows:
        reassign(application=row, worker=worker, reason=reason, by=by, at=at)
        moved += 1
    return moved + hand_over_leads(unit=unit, leaving=leaving, worker=worker, reason=reason, by=by, at=at)
