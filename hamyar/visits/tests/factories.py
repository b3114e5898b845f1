"""Applications on their way to a visit, and visits in any state, for tests of visits and of everything above.

Steps that belong to lower capabilities are written as rows by allowed moves; the visit itself goes through its actions.
"""

from datetime import datetime, timedelta
from typing import Any

from hamyar.audit.actor import Actor
from hamyar.inquiries import queries as inquiries
from hamyar.inquiries.models import Inquiry
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.org.models import OrgUnit, User
from hamyar.org.tests.factories import NOON
from hamyar.registry.models import Household
from hamyar.registry.tests.factories import head_of, make_household
from hamyar.visits import actions
from hamyar.visits.domain import Announcement, Met, VisitKind
from hamyar.visits.models import HomeVisit

S = ApplicationState
WAYS: dict[str, tuple[str, ...]] = {
    S.ASSIGNED: (S.SUBMITTED, S.ASSIGNED),
    S.INQUIRING: (S.SUBMITTED, S.ASSIGNED, S.INQUIRING),
    S.VISIT_PLANNED: (S.SUBMITTED, S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED),
    S.ASSESSED: (S.SUBMITTED, S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.ASSESSED),
}
_count = 0


def next_number() -> str:
    global _count
    _count += 1
    return f"1404-{800000 + _count}"


def make_inquiring(
    office: OrgUnit,
    worker: User,
    *,
    state: str = S.INQUIRING,
    of: Household | None = None,
    request: tuple[str, ...] = ("livelihood",),
    submitted_at: datetime = NOON - timedelta(days=5),
    **facts: Any,
) -> Application:
    """An application ``of`` a household (made with ``facts`` unless given) in a state before or at the visit."""
    household = of or make_household(office, **facts)
    household.requested_services = list(request)
    household.save(update_fields=["requested_services"])
    application = Application.objects.create(
        number=next_number(), channel="in_person", started_at=submitted_at, submitted_by=worker,
        person=head_of(household), household=household, postal_code="1135812345", address="تهران", mobile="09120000000",
        request=list(request), submitted_at=submitted_at, due_at=submitted_at + timedelta(days=30), unit=office,
        unit_path=office.path, social_worker=worker, route_rule="postal_auto", mobile_verified_at=submitted_at,
    )  # fmt: skip
    for step in WAYS[state]:
        application.state = step
        application.save(update_fields=["state"])
    return application


def settle_inquiries(household: Household, *, at: datetime = NOON, unavailable: str = "") -> None:
    """Every required question gets its answer; the one to the body ``unavailable`` is recorded as such."""
    for need in inquiries.needs_of(household, on=at.date()):
        inquiry = Inquiry.objects.create(
            household=household, person=need.person, body=need.body, asked_at=at - timedelta(days=1), asked_by="آزمون"
        )
        if need.body == unavailable:
            inquiry.state, inquiry.unavailable_reason = "unavailable", "سامانه پاسخ نداد."
        else:
            inquiry.state, inquiry.answered_at, inquiry.answer = "answered", at - timedelta(days=1), {"found": True}
            inquiry.result, inquiry.mode = "negative", "adapter"
            inquiry.valid_until = inquiries.valid_until(need.body, at.date())
        inquiry.save()


def make_due_visit(application: Application, *, at: datetime = NOON, kind: str = VisitKind.ADMISSION) -> HomeVisit:
    assert application.household is not None and application.due_at is not None
    return actions.open_visit(
        household=application.household, application=application, kind=VisitKind(kind), due_on=application.due_at.date(),
        by=Actor.staff(application.social_worker), at=at,
    )  # fmt: skip


def make_planned_visit(
    application: Application, *, worker: User | None = None, at: datetime = NOON, **choice: Any
) -> HomeVisit:
    return actions.plan_visit(
        visit=make_due_visit(application, at=at), worker=worker or application.social_worker,
        appointment_at=at + timedelta(days=1), by=Actor.staff(application.social_worker), at=at, **choice,
    )  # fmt: skip


def make_announced_visit(application: Application, *, at: datetime = NOON, **choice: Any) -> HomeVisit:
    """Planned and announced; the household's inquiries are settled first where they are not."""
    assert application.household is not None
    if not inquiries.ready_for_visit(application.household, on=at.date()):
        settle_inquiries(application.household, at=at)
    return actions.announce(
        visit=make_planned_visit(application, at=at, **choice), how=Announcement.CALL,
        by=Actor.staff(application.social_worker), at=at,
    )  # fmt: skip


def make_done_visit(
    application: Application, *, at: datetime = NOON, met: str = Met.HEAD, reasons: dict[str, str] | None = None
) -> HomeVisit:
    visit = make_announced_visit(application, at=at)
    return actions.record_done(
        visit=visit, met=Met(met), findings="خانه دیده شد.", by=Actor.staff(application.social_worker),
        at=at + timedelta(days=2), reasons=reasons or {},
    )  # fmt: skip
