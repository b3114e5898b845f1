"""Checks in outside registers: at submission on their own, and as the worker's first step (E-13.1.3, E-7.2)."""

from datetime import datetime

from django.db import transaction

from hamyar.audit.actor import CLOCK, Actor
from hamyar.inquiries import actions as inquiries
from hamyar.inquiries import queries as asked
from hamyar.intake.actions.moves import advance, locked
from hamyar.intake.domain import ApplicationState, MoveRefused
from hamyar.intake.models import Application
from hamyar.obligations.actions import close_duties
from hamyar.org.clock import day_of
from hamyar.org.reach import whole_country


def run_checks(*, at: datetime, application_id: int) -> None:
    """Follower of ``intake.application.submitted``: the registers are asked at once, the answers are there for the worker."""
    with whole_country("checks at submission"):
        row = Application.objects.filter(pk=application_id).select_related("household").first()
        if row is not None and row.household is not None and not row.foreign_national:
            inquiries.request_inquiries(household=row.household, by=CLOCK, at=at)


@transaction.atomic
def begin_inquiries(*, application: Application, by: Actor, at: datetime) -> Application:
    """The worker asks the registers for what has no fresh answer yet (E-7.2). Raises MoveRefused."""
    row = locked(application)
    if row.state != ApplicationState.ASSIGNED:
        raise MoveRefused(state=row.state, target=str(ApplicationState.INQUIRING))
    assert row.household is not None
    inquiries.request_inquiries(household=row.household, by=by, at=at)
    row = advance(row, ApplicationState.INQUIRING, event="inquiries_requested", by=by, at=at, clause="E-7.2")
    if row.household is not None and asked.ready_for_visit(row.household, on=day_of(at)):
        close_duties(kind="inquire_before_visit", subject=row.household, by=by, at=at)
    return row
