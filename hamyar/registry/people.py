"""Registering persons and changing what is known of them. Callers use ``registry.actions``."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.models import OrgUnit
from hamyar.outbox.actions import publish
from hamyar.registry import history, queries
from hamyar.registry.domain import BornInFuture, CodeTaken, CodeWrong
from hamyar.registry.models import Illness, Person
from hamyar.values import national_code

NOT_TYPED = {"id", "unit_path", "merged_into", "created_at", "search_text", "sort_key", "national_code_valid"}
PERSON_FIELDS = frozenset(field.name for field in Person._meta.concrete_fields) - NOT_TYPED


@transaction.atomic
def register_person(*, unit: OrgUnit, facts: dict[str, Any], source: str, by: Actor, at: datetime) -> Person:
    """Register a person nobody knows yet. Raises CodeWrong, CodeTaken, BornInFuture."""
    code = facts.get("national_code") or ""
    if code and not national_code.is_valid(code):
        raise CodeWrong()
    return create_person(unit=unit, facts=facts, source=source, by=by, at=at)


@transaction.atomic
def look_up(*, code: str, by: Actor, at: datetime) -> queries.KnownPerson | None:
    """Who holds this national code in the whole country: file and office only; that somebody asked is kept."""
    known = queries.known_person(code)
    if known is not None:
        audit.record("registry.person.looked_up", about=Person(pk=known.person_id), by=by, at=at)
    return known


@transaction.atomic
def create_person(
    *, unit: OrgUnit, facts: dict[str, Any], source: str, by: Actor, at: datetime, latest: date | None = None
) -> Person:
    """As ``register_person``, but keeps a wrong code: an import must not lose it, for it decides the path (E-2.2).

    ``latest`` is the last day on which the person may be born, today unless given.
    """
    only(facts, PERSON_FIELDS)
    _check_birth(facts["born_on"], latest or clock.day_of(at))
    person = Person(unit_path=unit.path, **facts)
    person.national_code_valid = national_code.is_valid(person.national_code)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as fault:
        _code_taken(fault)
        raise
    audit.record("registry.person.registered", about=person, by=by, at=at, source=str(source))
    return person


@transaction.atomic
def change_person(
    *,
    person: Person,
    changes: dict[str, Any],
    source: str,
    by: Actor,
    at: datetime,
    latest: date | None = None,
) -> Person:
    """Correct or update facts of a person; what does not change is passed over. Raises CodeWrong, CodeTaken, BornInFuture."""
    only(changes, PERSON_FIELDS)
    row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    found = history.differences(row, changes)
    if not found:
        return row
    if "born_on" in found:
        _check_birth(changes["born_on"], latest or clock.day_of(at))
    if "national_code" in found and changes["national_code"] and not national_code.is_valid(changes["national_code"]):
        raise CodeWrong()
    for name in found:
        setattr(row, name, changes[name])
    row.national_code_valid = national_code.is_valid(row.national_code)
    try:
        with transaction.atomic():
            row.save(update_fields=[*found, "national_code_valid"])
    except IntegrityError as fault:
        _code_taken(fault)
        raise
    household = queries.active_household_of(row, clock.day_of(at))
    history.keep(found, subject="person", household=household, person=row, source=source, by=by, at=at)
    audit.record("registry.person.changed", about=row, by=by, at=at, fields=sorted(found), source=str(source))
    publish("registry.facts.changed", at=at, household_id=household.pk if household else None, fields=sorted(found))
    for name in found:
        setattr(person, name, changes[name])
    return row


@transaction.atomic
def record_illness(
    *,
    person: Person,
    illness_class: str,
    on: date,
    source: str,
    by: Actor,
    at: datetime,
    disease: str = "",
    since_on: date | None = None,
    expires_on: date | None = None,
    evidence: str = "",
    treatment_centre: str = "",
) -> Illness | None:
    """Record an illness (E-D.19), or with an empty class that there is none any more; the record before is closed."""
    record = {
        "illness_class": illness_class, "disease": disease, "since_on": since_on, "expires_on": expires_on,
        "evidence": evidence, "treatment_centre": treatment_centre,
    }  # fmt: skip
    open_one = Illness.objects.filter(person=person, ended_on__isnull=True)
    if illness_class and (same := open_one.filter(**record).first()) is not None:
        return same
    open_one.update(ended_on=on)
    row = None
    if illness_class:
        row = Illness.objects.create(person=person, recorded_at=at, **record)
    change_person(
        person=person, changes={"illness_class": illness_class, "disease": disease if illness_class else ""},
        source=source, by=by, at=at,
    )  # fmt: skip
    audit.record("registry.illness.recorded", about=person, by=by, at=at, source=str(source))
    return row


def _check_birth(born_on: date, latest: date) -> None:
    if born_on > latest:
        raise BornInFuture()


def _code_taken(fault: IntegrityError) -> None:
    if "registry_one_person_a_code" in str(fault):
        raise CodeTaken() from fault


def only(given: dict[str, Any], allowed: frozenset[str]) -> None:
    """A name that no column has is a fault of the caller, never silently lost."""
    unknown = given.keys() - allowed
    if unknown:
        raise ValueError(f"no facts called {sorted(unknown)}")
