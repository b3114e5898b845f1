"""Who answers for the children of a household: guardians by ruling, and relatives who keep a child (E-6.n2).

Callers use ``registry.actions``.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.documents.models import Document
from hamyar.obligations import actions as obligations
from hamyar.obligations.domain import end_of_day
from hamyar.org import clock
from hamyar.org.reach import whole_country
from hamyar.registry import family, history, queries
from hamyar.registry.circumstances import set_responsible_person
from hamyar.registry.domain import (
    ChildOfAge,
    DayTooEarly,
    GuardianKind,
    GuardianUnfit,
    KeeperIsRelative,
    NotAMember,
    ReasonNeeded,
    Relation,
    RulingIncomplete,
    Source,
    is_served,
)
from hamyar.registry.models import Guardianship, Household, Person
from hamyar.registry.people import create_person
from hamyar.releases.queries import rules_on
from hamyar.values.age import age_on

RULING_DUE = "guardianship_ruling"
KEEPER_REASON = "نگهدارندهٔ کودک است."
NEW_RECORD = "سرپرستی تازه ثبت شد."


@transaction.atomic
def record_guardianship(
    *,
    household: Household,
    child: Person,
    holder: Person | dict[str, Any],
    kind: str,
    from_on: date,
    by: Actor,
    at: datetime,
    keeps_child: bool = False,
    ruling: str = "",
    ruled_on: date | None = None,
    document: Document | None = None,
) -> Guardianship:
    """Record who answers for a child, by which ruling (E-6.n2.1). ``holder`` is somebody registered, or facts of a person.

    With ``keeps_child`` a relative keeps it (E-6.n2.2): the relative becomes the responsible person, need not be needy, and
    services go to the child alone. A missing ruling is recorded later and stays a duty. Raises NotAMember, ChildOfAge,
    GuardianUnfit, KeeperIsRelative, RulingIncomplete, DayTooEarly, CodeTaken, BornInFuture.
    """
    row = Household.objects.select_for_update(of=("self",)).select_related("unit").get(pk=household.pk)
    adult = int(rules_on(from_on).value("age.adult"))
    if queries.membership_of(row, child, clock.day_of(at)) is None:
        raise NotAMember(household=row.pk)
    if age_on(child.born_on, from_on) >= adult:
        raise ChildOfAge()
    if keeps_child and kind != GuardianKind.RELATIVE:
        raise KeeperIsRelative()
    if bool(ruling.strip()) != (ruled_on is not None):
        raise RulingIncomplete()
    person = _holder(row, holder, by=by, at=at)
    if person.pk == child.pk or person.died_on is not None or age_on(person.born_on, from_on) < adult:
        raise GuardianUnfit()
    same = Guardianship.objects.filter(
        household=row, child=child, holder=person, kind=kind, keeps_child=keeps_child, ruling=ruling.strip(),
        ruled_on=ruled_on, to_on=None,
    ).first()  # fmt: skip
    if same is not None:
        return same  # sent twice
    former = Guardianship.objects.filter(child=child, keeps_child=keeps_child, to_on=None).first()
    if former is not None:
        _close(former, to_on=from_on, reason=NEW_RECORD)
    made = Guardianship.objects.create(
        household=row, child=child, holder=person, kind=GuardianKind(kind), keeps_child=keeps_child,
        ruling=ruling.strip()[:200], ruled_on=ruled_on, document=document, from_on=from_on, recorded_at=at,
        by_label=by.label,
    )  # fmt: skip
    _keep(made, before=former, after=made, by=by, at=at)
    audit.record(
        "registry.guardianship.recorded", about=row, by=by, at=at, child=child.pk, holder=person.pk, kind=str(kind),
        keeps_child=keeps_child,
    )  # fmt: skip
    if keeps_child:
        _attach_services(row, clock.day_of(at), by=by, at=at)
        set_responsible_person(household=row, person=person, reason=KEEPER_REASON, on=from_on, by=by, at=at)
        household.responsible_person = person
    if former is not None:
        _release(row, former.holder, reason=NEW_RECORD, on=from_on, by=by, at=at)
    if ruled_on is not None:
        obligations.close_duties(kind=RULING_DUE, subject=row, period_key=str(child.pk), by=by, at=at)
    return made


def _holder(household: Household, holder: Person | dict[str, Any], *, by: Actor, at: datetime) -> Person:
    """Somebody registered as they are, wherever that is; nobody gets a second record, and nothing known is changed."""
    if isinstance(holder, Person):
        return holder
    known = queries.known_person(holder.get("national_code") or "")
    if known is not None:
        with whole_country("a guardian may live anywhere"):
            person = Person.objects.get(pk=known.person_id)
            audit.record("registry.person.looked_up", about=person, by=by, at=at)
            return person
    return create_person(unit=household.unit, facts=holder, source=Source.OFFICE, by=by, at=at)


@transaction.atomic
def end_guardianship(*, guardianship: Guardianship, to_on: date, reason: str, by: Actor, at: datetime) -> Guardianship:
    """The record ends; who was responsible person through it alone is so no longer. Raises ReasonNeeded, DayTooEarly."""
    if not reason.strip():
        raise ReasonNeeded(clause="E-6.n2.1")
    row = (
        Guardianship.objects.select_for_update(of=("self",))
        .select_related("household", "holder")
        .get(pk=guardianship.pk)
    )
    if row.to_on is not None:
        return row
    _close(row, to_on=to_on, reason=reason)
    _keep(row, before=row, after=None, by=by, at=at)
    audit.record("registry.guardianship.ended", about=row.household, by=by, at=at, child=row.child_id)
    _release(row.household, row.holder, reason=reason, on=to_on, by=by, at=at)
    if row.keeps_child:
        _attach_services(row.household, to_on, by=by, at=at)
    rulings_fall_due(household_id=row.household_id, at=at)
    return row


def _close(row: Guardianship, *, to_on: date, reason: str) -> None:
    if to_on < row.from_on:
        raise DayTooEarly(day=to_on)
    row.to_on, row.end_reason = to_on, reason.strip()[:200]
    row.save(update_fields=["to_on", "end_reason"])


def _keep(
    row: Guardianship, *, before: Guardianship | None, after: Guardianship | None, by: Actor, at: datetime
) -> None:
    found = {"guardianship": (before.holder_id if before else None, after.holder_id if after else None)}
    history.keep(
        found, subject="guardianship", household=row.household, person=row.child, source=Source.OFFICE, by=by, at=at
    )


def _release(household: Household, holder: Person, *, reason: str, on: date, by: Actor, at: datetime) -> None:
    """Who may act for the household no longer is its responsible person no longer."""
    row = Household.objects.get(pk=household.pk)
    if row.responsible_person_id == holder.pk and not family.may_be_responsible(row, holder, on):
        set_responsible_person(household=row, person=None, reason=reason, on=on, by=by, at=at)


def _attach_services(household: Household, on: date, *, by: Actor, at: datetime) -> None:
    """Where a child is kept, the kept children alone receive services; else everybody but a foreign husband (E-4.n1), and
    whose services an event has ended (E-6.2.1, E-6.n3)."""
    kept = {each.child_id for each in family.guardians_of(household, on) if each.keeps_child}
    for member in queries.members_of(household, on).filter(service_ended_clause=""):
        receives = member.person_id in kept if kept else is_served(member.relation, member.person.nationality)
        if member.receives_service != receives:
            member.receives_service = receives
            member.save(update_fields=["receives_service"])
            history.keep(
                {"receives_service": (not receives, receives)},
                subject="member", household=household, person=member.person, source=Source.OFFICE, by=by, at=at,
            )  # fmt: skip
            audit.record("registry.member.service", about=household, by=by, at=at, person=member.person_id)


@transaction.atomic
def services_attach(
    *, household_id: int | None, at: datetime, fields: Collection[str] = ("nationality",), **_what: Any
) -> None:
    """Follower of a new member and of a corrected nationality: who of the household receives services is settled anew."""
    if household_id is None or "nationality" not in fields:
        return
    household = Household.objects.filter(pk=household_id).first()
    if household is not None:
        _attach_services(household, clock.day_of(at), by=CLOCK, at=at)


@transaction.atomic
def rulings_fall_due(*, household_id: int | None, at: datetime, **_what: Any) -> int:
    """Follower: each minor of a household with a worker whom no ruling gives to anybody is a duty (E-6.n2.1), once.

    Returns how many are open. What a child need no longer wait for (of age, moved out, ruled) is closed.
    """
    if household_id is None:
        return 0
    on = clock.day_of(at)
    households = Household.objects.filter(pk=household_id, social_worker__isnull=False, ended_on=None)
    with_young = households.annotate(has_young=Exists(family.young_members(on)))
    row = with_young.select_related("unit", "social_worker").first()
    if row is None:
        return 0
    members = family.members_with_rulings(row, on) if row.has_young else []
    waiting = {str(child.pk) for child in family.minors_without_ruling(row, on, members)}
    for key in obligations.open_keys(kind=RULING_DUE, subject=row) - waiting:
        obligations.close_duties(kind=RULING_DUE, subject=row, period_key=key, by=CLOCK, at=at)
    if not waiting:
        return 0
    head = next((each.person for each in members if each.relation == Relation.HEAD), None)
    file = queries.active_membership(head, from_on=on) if head else None
    due_on = on + timedelta(days=int(rules_on(on).value("guardianship.ruling_days")))
    for key in sorted(waiting):
        obligations.open_duty(
            kind=RULING_DUE, subject=row, label=(file and file.casefile_number) or f"خانوار {row.pk}", unit=row.unit,
            owner=row.social_worker, due_at=end_of_day(due_on), at=at, period_key=key,
        )  # fmt: skip
    return len(waiting)
