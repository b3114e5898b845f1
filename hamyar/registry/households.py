"""Opening households; who joins, who leaves, who is head. Callers use ``registry.actions``."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.models import OrgUnit, User
from hamyar.org.reach import whole_country
from hamyar.outbox.actions import publish
from hamyar.registry import history, queries
from hamyar.registry.circumstances import DWELLING_FIELDS, HOUSEHOLD_FIELDS, set_responsible_person
from hamyar.registry.domain import (
    SECOND_HOUSEHOLD_CLAUSES,
    ActiveElsewhere,
    AlreadyMember,
    CodeWrong,
    DayTooEarly,
    ExceptionUnknown,
    HeadNeeded,
    NotAMember,
    ReasonNeeded,
    Relation,
    RelationTaken,
    Source,
    is_served,
)
from hamyar.registry.models import Dwelling, Household, HouseholdMember, Person
from hamyar.registry.people import change_person, create_person, only
from hamyar.values import national_code


@transaction.atomic
def open_household(
    *,
    unit: OrgUnit,
    head: Person | dict[str, Any],
    dwelling: dict[str, Any],
    facts: dict[str, Any],
    source: str,
    by: Actor,
    at: datetime,
    from_on: date | None = None,
) -> Household:
    """Open a household with its head and where it lives. ``head`` is somebody registered, or facts of a person.

    Raises ActiveElsewhere, CodeWrong, BornInFuture.
    """
    only(facts, HOUSEHOLD_FIELDS)
    household = Household.objects.create(unit=unit, unit_path=unit.path, **facts)
    on = from_on or clock.day_of(at)
    join(household=household, person=head, relation=Relation.HEAD, from_on=on, source=source, by=by, at=at)
    only(dwelling, DWELLING_FIELDS)
    Dwelling.objects.create(household=household, from_on=on, **dwelling)
    audit.record("registry.household.opened", about=household, by=by, at=at, unit=unit.pk, source=str(source))
    return household


@transaction.atomic
def add_member(
    *,
    household: Household,
    person: Person | dict[str, Any],
    relation: str,
    from_on: date,
    source: str,
    by: Actor,
    at: datetime,
    exception_clause: str = "",
) -> HouseholdMember:
    """Add somebody to the household. A known national code brings the known person, never a second record.

    Raises ActiveElsewhere with the other file's number and office (E-D.6), AlreadyMember, RelationTaken,
    ExceptionUnknown, CodeWrong, BornInFuture.
    """
    if relation == Relation.HEAD:
        raise RelationTaken()
    if exception_clause and exception_clause not in SECOND_HOUSEHOLD_CLAUSES:
        raise ExceptionUnknown(given=exception_clause)
    membership = join(
        household=household, person=person, relation=relation, from_on=from_on, source=source, by=by, at=at,
        exception_clause=exception_clause,
    )  # fmt: skip
    history.keep(
        {"member": (None, f"{relation}")},
        subject="member", household=household, person=membership.person, source=source, by=by, at=at,
    )  # fmt: skip
    audit.record(
        "registry.member.added", about=household, by=by, at=at, person=membership.person_id, relation=str(relation),
        clause=exception_clause,
    )  # fmt: skip
    publish("registry.member.added", at=at, household_id=household.pk, person_id=membership.person_id)
    return membership


def join(
    *,
    household: Household,
    person: Person | dict[str, Any],
    relation: str,
    from_on: date,
    source: str,
    by: Actor,
    at: datetime,
    exception_clause: str = "",
    keep_wrong_code: bool = False,
    document_key: str | None = None,
    latest: date | None = None,
) -> HouseholdMember:
    """Make somebody a member and explain what the database refuses. ``keep_wrong_code``, ``latest``: for imports."""
    joining = _person_of(
        person, unit=household.unit, source=source, by=by, at=at, keep_wrong_code=keep_wrong_code, latest=latest
    )
    membership = HouseholdMember(
        household=household, person=joining, relation=relation, from_on=from_on, exception_clause=exception_clause,
        document_key=document_key, receives_service=is_served(relation, joining.nationality),
    )  # fmt: skip
    if not exception_clause and Person.objects.filter(merged_into=joining).exists():
        there = queries.active_membership(joining, from_on=from_on)  # the constraint sees one record only
        if there is not None and there.household_id != household.pk:
            raise ActiveElsewhere(number=there.casefile_number, office=there.office_title)
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as fault:
        _explain(fault, joining, household, from_on)
        raise
    if not exception_clause and joining.unit_path != household.unit_path:
        joining.unit_path = household.unit_path
        joining.save(update_fields=["unit_path"])
    return membership


def _person_of(
    person: Person | dict[str, Any],
    *,
    unit: OrgUnit,
    source: str,
    by: Actor,
    at: datetime,
    keep_wrong_code: bool,
    latest: date | None,
) -> Person:
    """Somebody registered as they are; facts with a known code bring the one who holds it, with these facts."""
    if isinstance(person, Person):
        return person
    code = person.get("national_code") or ""
    if code and national_code.is_valid(code):
        known = queries.known_person(code)
        if known is not None:
            with whole_country("somebody known elsewhere joins a household here"):
                found = Person.objects.get(pk=known.person_id)
                if queries.active_membership(found, from_on=clock.day_of(at)) is None and found.unit_path != unit.path:
                    found.unit_path = unit.path
                    found.save(update_fields=["unit_path"])
                    audit.record("registry.person.taken_over", about=found, by=by, at=at, unit=unit.pk)
            if Person.objects.filter(
                pk=found.pk
            ).exists():  # else in a household elsewhere: nothing of it is changed here
                changes = {name: value for name, value in person.items() if name != "national_code"}
                change_person(person=found, changes=changes, source=source, by=by, at=at, latest=latest)
            return found
    elif code and not keep_wrong_code:
        raise CodeWrong()
    return create_person(unit=unit, facts=person, source=source, by=by, at=at, latest=latest)


def _explain(fault: IntegrityError, person: Person, household: Household, from_on: date) -> None:
    """The refusal behind a fault of the database, raised from it."""
    text = str(fault)
    if "registry_once_in_household" in text:
        raise AlreadyMember(household=household.pk) from fault
    if "registry_one_active_household" in text:
        there = queries.active_membership(person, from_on=from_on)
        if there is not None and there.household_id == household.pk:
            raise AlreadyMember(household=household.pk) from fault
        raise ActiveElsewhere(
            number=there.casefile_number if there else "", office=there.office_title if there else ""
        ) from fault
    if "registry_one_head_a_day" in text:
        raise RelationTaken() from fault


@transaction.atomic
def end_membership(
    *, membership: HouseholdMember, to_on: date, reason: str, by: Actor, at: datetime
) -> HouseholdMember:
    """Somebody leaves; ``to_on`` is the first day without them. Raises HeadNeeded, ReasonNeeded, DayTooEarly.

    When a head leaves and exactly one member stays, that one is head, whoever it is (E-D.9). With the last member the
    household itself ends.
    """
    if not reason.strip():
        raise ReasonNeeded(clause="E-D.6")
    row = HouseholdMember.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    household = Household.objects.select_for_update(of=("self",)).get(pk=row.household_id)
    others = list(queries.members_of(household, to_on).exclude(pk=row.pk))
    if row.relation == Relation.HEAD and len(others) > 1:
        raise HeadNeeded(household=household.pk)
    _end(row, to_on=to_on, reason=reason, by=by, at=at)
    if row.relation == Relation.HEAD and len(others) == 1:
        _make_head(household, others[0], on=to_on, by=by, at=at)
    if not others:
        household.ended_on = to_on
        household.save(update_fields=["ended_on"])
        publish("registry.household.ended", at=at, household_id=household.pk)
    if household.responsible_person_id == row.person_id:
        set_responsible_person(household=household, person=None, reason=reason, on=to_on, by=by, at=at)
    return row


def _end(row: HouseholdMember, *, to_on: date, reason: str, by: Actor, at: datetime) -> None:
    if to_on < row.from_on:
        raise DayTooEarly(day=to_on)
    row.to_on, row.exit_reason = to_on, reason.strip()[:200]
    row.save(update_fields=["to_on", "exit_reason"])
    history.keep(
        {"to_on": (None, to_on.isoformat())},
        subject="member", household=row.household, person=row.person, source=Source.OFFICE, by=by, at=at,
    )  # fmt: skip
    audit.record("registry.member.left", about=row.household, by=by, at=at, person=row.person_id)


@transaction.atomic
def change_head(
    *,
    household: Household,
    person: Person,
    on: date,
    by: Actor,
    at: datetime,
    former_relation: str = Relation.OTHER,
    former_leaves: str = "",
) -> HouseholdMember:
    """Another member becomes head from a day on: whoever bears or decides the costs, of any age and sex (E-D.9).

    The former head stays with ``former_relation``, or leaves for the reason ``former_leaves``. Raises NotAMember.
    """
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    becoming = queries.membership_of(household, person, on)
    if becoming is None:
        raise NotAMember(clause="E-D.9", household=household.pk)
    if becoming.relation == Relation.HEAD:
        return becoming
    former = (
        HouseholdMember.objects.filter(queries.in_force(on), household=household, relation=Relation.HEAD)
        .select_related("person", "household")
        .first()
    )
    if former is not None:
        _end(former, to_on=on, reason=former_leaves or "تغییر سرپرست", by=by, at=at)
    row = _make_head(household, becoming, on=on, by=by, at=at)
    if former is not None and not former_leaves:
        _replace(former, relation=former_relation, from_on=on)
    publish("registry.head.changed", at=at, household_id=household.pk, person_id=person.pk)
    return row


def _make_head(household: Household, member: HouseholdMember, *, on: date, by: Actor, at: datetime) -> HouseholdMember:
    before = member.relation
    member.to_on, member.exit_reason = on, "سرپرست شد"
    member.save(update_fields=["to_on", "exit_reason"])
    row = _replace(member, relation=Relation.HEAD, from_on=on)
    history.keep(
        {"relation": (before, str(Relation.HEAD))},
        subject="member", household=household, person=member.person, source=Source.OFFICE, by=by, at=at,
    )  # fmt: skip
    audit.record("registry.head.changed", about=household, by=by, at=at, person=member.person_id)
    return row


def _replace(member: HouseholdMember, *, relation: str, from_on: date) -> HouseholdMember:
    """The same person in the same household, in another relation from a day on."""
    return HouseholdMember.objects.create(
        household_id=member.household_id, person_id=member.person_id, relation=relation, from_on=from_on,
        shares_table=member.shares_table, receives_service=member.receives_service,
        service_ended_clause=member.service_ended_clause, exception_clause=member.exception_clause,
        document_key=member.document_key,
    )  # fmt: skip


@transaction.atomic
def move_to_unit(*, household: Household, unit: OrgUnit, by: Actor, at: datetime) -> Household:
    """Another office answers for the household and its people from now on."""
    with whole_country("a household passes to another office"):
        row = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
        before = row.unit_id
        row.unit, row.unit_path = unit, unit.path
        row.save(update_fields=["unit", "unit_path"])
        people = queries.members_of(row, clock.day_of(at)).filter(exception_clause="").values("person_id")
        Person.objects.filter(pk__in=people.order_by()).update(unit_path=unit.path)
        audit.record("registry.household.moved", about=row, by=by, at=at, before=before, unit=unit.pk)
    household.unit, household.unit_path = unit, unit.path
    return row


@transaction.atomic
def entrust(*, household: Household, worker: User | None, by: Actor, at: datetime) -> None:
    """From now on this social worker answers for the household, and alone opens it beside the roles of the whole unit."""
    with whole_country("a household is entrusted while it passes between offices"):
        Household.objects.filter(pk=household.pk).update(social_worker=worker)
        audit.record(
            "registry.household.entrusted", about=household, by=by, at=at, worker=worker.pk if worker else None
        )
    household.social_worker = worker
