"""The residence lies elsewhere: another office answers (E-2.4)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hamyar.audit.actor import Actor
from hamyar.intake.actions.moves import advance, locked, note
from hamyar.intake.actions.routing import Destination, destination, open_assignment, open_term, route
from hamyar.intake.domain import ApplicationState, ReasonNeeded, check_move
from hamyar.intake.models import Application
from hamyar.obligations.actions import waive_duties
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit
from hamyar.org.reach import whole_country
from hamyar.registry import actions as registry
from hamyar.values import postal_code as postal_codes

ASSIGNED, WITH_OFFICE_HEAD = ApplicationState.ASSIGNED, ApplicationState.WITH_OFFICE_HEAD


@transaction.atomic
def reroute(
    *, application: Application, postal_code: str, reason: str, address: str = "", office: OrgUnit | None = None,
    by: Actor, at: datetime,
) -> Application:  # fmt: skip
    """The residence lies in another office's territory: correct the postal code and route anew (E-2.4, E-13.2).

    Where no territory covers the code, ``office`` says whose head places it. With an office head the state stays the
    same and the next office's head has it. Raises MoveRefused, OfficeNeeded, ReasonNeeded, PostalCodeRefused.
    """
    row = locked(application)
    code = postal_codes.parse(postal_code)
    if not reason.strip():
        raise ReasonNeeded()
    if row.state not in (ApplicationState.SUBMITTED, WITH_OFFICE_HEAD):
        check_move(ApplicationState(row.state), ApplicationState.SUBMITTED)
    on = day_of(at)
    row.postal_code, row.address = code, address.strip() or row.address
    named = office.pk if office else None  # what the applicant chose before counts no more
    row.draft = {**row.draft, "postal_code": row.postal_code, "address": row.address, "office": named}
    place = destination(row, on=on)
    with whole_country("handing an application to another office"):
        waive_duties(kind="assign_application", subject=row, reason=reason, by=by, at=at)
        if row.household is not None:
            waive_duties(kind="inquire_before_visit", subject=row.household, reason=reason, by=by, at=at)
        placed = {
            "postal_code": row.postal_code, "address": row.address, "draft": row.draft, "unit": place.office,
            "unit_path": place.office.path, "social_worker": None,
        }  # fmt: skip
        if row.household is not None:
            registry.move_to_unit(household=row.household, unit=place.office, by=by, at=at)
        if row.state == WITH_OFFICE_HEAD and place.worker is None:
            return _pass_on(row, place, placed=placed, reason=reason, by=by, at=at)
        if row.state == WITH_OFFICE_HEAD:
            return _assign_there(row, place, placed=placed, reason=reason, by=by, at=at)
        if row.state != ApplicationState.SUBMITTED:
            row = advance(
                row, ApplicationState.SUBMITTED, event="rerouted", by=by, at=at, reason=reason, clause="E-2.4", **placed
            )
        return route(application=row, by=by, at=at)


def _pass_on(
    row: Application, place: Destination, *, placed: dict[str, Any], reason: str, by: Actor, at: datetime
) -> Application:
    """From one office head's queue to another's: no move of the table, but another office answers."""
    for name, value in {**placed, "route_rule": str(place.rule)}.items():
        setattr(row, name, value)
    row.save(update_fields=[*placed, "route_rule"])
    note(row, event="rerouted", by=by, at=at, reason=reason, clause="E-2.4")
    open_term(row, owner=None, at=at)
    open_assignment(row, at=at)
    return row


def _assign_there(
    row: Application, place: Destination, *, placed: dict[str, Any], reason: str, by: Actor, at: datetime
) -> Application:
    """The corrected code has a worker of its own: the application goes to that worker at once."""
    row = advance(
        row, ASSIGNED, event="rerouted", by=by, at=at, reason=reason, clause="E-2.4",
        **{**placed, "social_worker": place.worker, "route_rule": str(place.rule)},
    )  # fmt: skip
    open_term(row, owner=place.worker, at=at)
    return row
