"""Members whose own services an event of Article 6 ends, while they stay in the household. Callers use ``registry.actions``."""

from datetime import date, datetime

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.outbox.actions import publish
from hamyar.registry import history, queries
from hamyar.registry.domain import SERVICE_ENDING_CLAUSES, MaritalStatus, NotAMember, Relation, Source
from hamyar.registry.models import Household, HouseholdMember, Person


def served_children(household: Household, on: date) -> list[HouseholdMember]:
    """The unmarried children who receive services on a day, the eldest first."""
    members = queries.resolved(list(queries.members_of(household, on)))
    return [
        each
        for each in members
        if each.relation == Relation.CHILD
        and each.receives_service
        and each.person.marital_status == MaritalStatus.NEVER_MARRIED
        and each.person.died_on is None
    ]


@transaction.atomic
def end_service(*, household: Household, person: Person, clause: str, by: Actor, at: datetime) -> HouseholdMember:
    """The member stays and receives no services any more, by the clause of what has happened. Raises NotAMember."""
    if clause not in SERVICE_ENDING_CLAUSES:
        raise ValueError(clause)
    row = _member(household, person, at=at)
    if row.service_ended_clause == clause:
        return row  # known already
    _set(row, receives=False, clause=clause, by=by, at=at)
    publish(
        "registry.member.service_ended", at=at, household_id=row.household_id, person_id=row.person_id, clause=clause
    )
    return row


@transaction.atomic
def resume_service(*, household: Household, person: Person, by: Actor, at: datetime) -> HouseholdMember:
    """The ground on which services ended is gone: the member is served like the others. Raises NotAMember."""
    row = _member(household, person, at=at)
    if row.service_ended_clause:
        _set(row, receives=True, clause="", by=by, at=at)
    return row


def _member(household: Household, person: Person, *, at: datetime) -> HouseholdMember:
    found = queries.membership_of(household, person, clock.day_of(at))
    if found is None:
        raise NotAMember(household=household.pk)
    rows = HouseholdMember.objects.select_for_update(of=("self",)).select_related("person", "household")
    return rows.get(pk=found.pk)


def _set(row: HouseholdMember, *, receives: bool, clause: str, by: Actor, at: datetime) -> None:
    found = history.differences(row, {"receives_service": receives})
    row.receives_service, row.service_ended_clause = receives, clause
    row.save(update_fields=["receives_service", "service_ended_clause"])
    history.keep(
        found, subject="member", household=row.household, person=row.person, source=Source.OFFICE, by=by, at=at
    )
    audit.record(
        "registry.member.service", about=row.household, by=by, at=at, person=row.person_id, receives=receives,
        clause=clause,
    )  # fmt: skip
