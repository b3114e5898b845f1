"""Changing what is known of a household: facts, dwelling, decile, who acts for it, prison, treatment.

Callers use ``registry.actions``.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.obligations import actions as obligations
from hamyar.obligations.domain import end_of_day
from hamyar.org import clock
from hamyar.org.models import User
from hamyar.outbox.actions import publish
from hamyar.registry import family, history, queries
from hamyar.registry.domain import (
    CONDITION_BY_REGIME,
    IMPRISONED,
    PRISON_FIELDS,
    WHEREABOUTS_UNKNOWN,
    AbsenceEnd,
    AbsenceNeedsEvidence,
    AreaKind,
    DayTooEarly,
    DecileNeedsEvidence,
    HeadCondition,
    NotAbsent,
    NotAMember,
    ReasonNeeded,
    ResponsibleIsMinor,
    Source,
)
from hamyar.registry.models import Dwelling, Household, Person, Prison, Treatment
from hamyar.registry.people import change_person, only
from hamyar.releases.queries import rules_on
from hamyar.values.age import age_on

DWELLING_FIELDS = frozenset(field.name for field in Dwelling._meta.concrete_fields) - {
    "id",
    "household",
    "from_on",
    "to_on",
}
HOUSEHOLD_FIELDS = frozenset(
    {
        "head_condition", "head_condition_since_on", "head_condition_evidence", "risk_class", "former_head_died_on",
        "treatment_evidence", "cannot_earn", "divorce_evidence", "requested_services", "nomad_status",
        "days_by_province",
    }
)  # fmt: skip


@transaction.atomic
def change_household(
    *, household: Household, changes: dict[str, Any], source: str, by: Actor, at: datetime
) -> Household:
    """Correct or update facts of the household; what does not change is passed over. The decile has its own action."""
    only(changes, HOUSEHOLD_FIELDS)
    row = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    found = history.differences(row, changes)
    if not found:
        return row
    before, asked = row.head_condition, set(row.requested_services)
    if "head_condition" in found:
        _check_absence(changes)
    for name in found:
        setattr(row, name, changes[name])
        setattr(household, name, changes[name])
    row.save(update_fields=list(found))
    history.keep(found, subject="household", household=row, source=source, by=by, at=at)
    audit.record("registry.household.changed", about=row, by=by, at=at, fields=sorted(found), source=str(source))
    publish("registry.facts.changed", at=at, household_id=row.pk, fields=sorted(found))
    if more := sorted(set(row.requested_services) - asked):
        publish("registry.services.requested", at=at, household_id=row.pk, services=more)
    if "head_condition" in found:
        publish(
            "registry.head_condition.set", at=at, household_id=row.pk, condition=str(row.head_condition), before=before
        )
    return row


def _check_absence(changes: dict[str, Any]) -> None:
    condition = changes["head_condition"]
    given = changes.get("head_condition_since_on") and str(changes.get("head_condition_evidence") or "").strip()
    if condition in WHEREABOUTS_UNKNOWN and not given:
        raise AbsenceNeedsEvidence(clause="E-D.17" if condition == HeadCondition.FUGITIVE else "E-D.18")


@transaction.atomic
def change_dwelling(*, household: Household, changes: dict[str, Any], source: str, by: Actor, at: datetime) -> Dwelling:
    """Correct or update facts of where the household lives now. A move to another home is ``move_house``."""
    only(changes, DWELLING_FIELDS)
    row = Dwelling.objects.select_for_update(of=("self",)).get(queries.in_force(clock.day_of(at)), household=household)
    if changes.get("area_kind") == AreaKind.CITY:
        changes = {**changes, "village_coefficient": None}  # a city has none
    found = history.differences(row, changes)
    if not found:
        return row
    for name in found:
        setattr(row, name, changes[name])
    row.save(update_fields=list(found))
    history.keep(found, subject="dwelling", household=household, source=source, by=by, at=at)
    audit.record("registry.dwelling.changed", about=household, by=by, at=at, fields=sorted(found), source=str(source))
    publish("registry.facts.changed", at=at, household_id=household.pk, fields=sorted(found))
    return row


@transaction.atomic
def move_house(
    *, household: Household, dwelling: dict[str, Any], on: date, source: str, by: Actor, at: datetime
) -> Dwelling:
    """The household lives elsewhere from a day on; the former home is kept as a closed period. Raises DayTooEarly."""
    only(dwelling, DWELLING_FIELDS)
    if dwelling.get("area_kind") == AreaKind.CITY:
        dwelling = {**dwelling, "village_coefficient": None}
    rows = Dwelling.objects.select_for_update(of=("self",)).filter(household=household, to_on__isnull=True)
    former = rows.first()
    if former is not None:
        if on < former.from_on:
            raise DayTooEarly(day=on)
        if on == former.from_on and not history.differences(former, dwelling):
            return former  # sent twice
        former.to_on = on
        former.save(update_fields=["to_on"])
    row = Dwelling.objects.create(household=household, from_on=on, **dwelling)
    found = history.differences(former, dwelling)
    history.keep(found, subject="dwelling", household=household, source=source, by=by, at=at)
    audit.record("registry.dwelling.moved", about=household, by=by, at=at, dwelling=row.pk, source=str(source))
    publish("registry.dwelling.moved", at=at, household_id=household.pk, postal_code=row.postal_code)
    return row


@transaction.atomic
def set_decile(
    *,
    household: Household,
    decile: int | None,
    on: date,
    source: str,
    provisional: bool,
    evidence: str,
    by: Actor,
    at: datetime,
    owner: User | None = None,
) -> Household:
    """Record the income decile as of a day. Only the welfare database gives it for certain (E-D.26).

    By any other source it needs evidence, is provisional whatever the caller says, and leaves somebody the duty to
    inquire; ``owner`` is whose, nobody means the office's workers. Raises DecileNeedsEvidence.
    """
    by_hand = source != Source.DATABASE
    if by_hand and not evidence.strip():
        raise DecileNeedsEvidence()
    row = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    changes = {
        "decile": decile, "decile_on": on, "decile_source": str(source), "decile_provisional": by_hand or provisional,
        "decile_evidence": evidence.strip()[:300],
    }  # fmt: skip
    found = history.differences(row, changes)
    for name, value in changes.items():
        setattr(row, name, value)
        setattr(household, name, value)
    row.save(update_fields=list(changes))
    history.keep(found, subject="household", household=row, source=source, by=by, at=at)
    audit.record("registry.decile.set", about=row, by=by, at=at, provisional=row.decile_provisional, source=str(source))
    if by_hand:
        head = queries.head_of(row, clock.day_of(at))
        file = queries.active_membership(head, from_on=clock.day_of(at)) if head else None
        days = int(rules_on(clock.day_of(at)).value("inquiry.manual_decile_days"))
        obligations.open_duty(
            kind="manual_decile_inquiry", subject=row, label=(file and file.casefile_number) or f"خانوار {row.pk}",
            unit=row.unit, due_at=end_of_day(clock.day_of(at) + timedelta(days=days)), at=at, owner=owner,
        )  # fmt: skip
    elif decile is not None and not provisional:
        obligations.close_duties(kind="manual_decile_inquiry", subject=row, by=by, at=at)
    publish("registry.decile.set", at=at, household_id=row.pk, provisional=row.decile_provisional)
    return row


@transaction.atomic
def set_responsible_person(
    *, household: Household, person: Person | None, reason: str, on: date, by: Actor, at: datetime
) -> Household:
    """Name who acts for the household in money and decisions while the head cannot (E-6.n1, E-D.10); None ends it.

    A member, or the legal guardian or keeper of one of the children (E-6.n2). Payments and messages go there meanwhile.

    Raises ReasonNeeded, NotAMember, ResponsibleIsMinor (A-23).
    """
    if not reason.strip():
        raise ReasonNeeded()
    row = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if person is not None:
        if not family.may_be_responsible(row, person, on):
            raise NotAMember(household=row.pk)
        rules = rules_on(on)
        if not rules.value("file.minor_payee") and age_on(person.born_on, on) < int(rules.value("age.adult")):
            raise ResponsibleIsMinor(household=row.pk)
    changes = {
        "responsible_person": person, "responsible_reason": reason.strip()[:300], "responsible_since_on": on,
    }  # fmt: skip
    found = history.differences(row, changes)
    for name, value in changes.items():
        setattr(row, name, value)
        setattr(household, name, value)
    row.save(update_fields=list(changes))
    history.keep(found, subject="household", household=row, source=Source.OFFICE, by=by, at=at)
    audit.record("registry.responsible.set", about=row, by=by, at=at, person=person.pk if person else None)
    publish("registry.responsible.set", at=at, household_id=row.pk, person_id=person.pk if person else None)
    return row


@transaction.atomic
def set_head_condition(
    *,
    household: Household,
    condition: str,
    since_on: date | None,
    by: Actor,
    at: datetime,
    evidence: str = "",
    source: str = Source.OFFICE,
) -> Household:
    """Record that the head is away, ineffective or back (E-D.14 to E-D.18), since when and by which evidence."""
    changes = {
        "head_condition": str(condition), "head_condition_since_on": since_on,
        "head_condition_evidence": evidence.strip()[:300],
    }  # fmt: skip
    return change_household(household=household, changes=changes, source=source, by=by, at=at)


@transaction.atomic
def end_absence(
    *, household: Household, how: str, on: date, evidence: str, by: Actor, at: datetime, source: str = Source.OFFICE
) -> Household:
    """A fugitive or missing head was found, or a court has declared the death (E-D.18); what was recorded stays in history.

    Whoever follows up the file looks at it anew. Raises NotAbsent, ReasonNeeded without evidence, DayTooEarly.
    """
    row = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if row.head_condition not in WHEREABOUTS_UNKNOWN:
        raise NotAbsent(condition=row.head_condition)
    if not evidence.strip():
        raise ReasonNeeded(clause="E-D.18")
    if row.head_condition_since_on is not None and on < row.head_condition_since_on:
        raise DayTooEarly(day=on)
    head, found = queries.head_of(row, clock.day_of(at)), AbsenceEnd(how) == AbsenceEnd.FOUND
    if not found and head is not None:
        change_person(person=head, changes={"died_on": on}, source=source, by=by, at=at)
    audit.record("registry.absence.ended", about=row, by=by, at=at, how=str(how))
    return set_head_condition(
        household=household, condition=HeadCondition.PRESENT if found else HeadCondition.ABSENT_OTHER, since_on=on,
        evidence=evidence, source=source, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def record_prison(
    *,
    household: Household,
    facts: dict[str, Any] | None,
    by: Actor,
    at: datetime,
    source: str = Source.OFFICE,
    evidence: str = "",
) -> Prison | None:
    """Record the head's imprisonment or release (E-D.15, E-6.4); the record before is kept. None: there is no such record.

    A release, or another regime, changes the condition of an imprisoned head with it (E-D.16, E-6.n5).
    """
    if facts is not None:
        only(facts, frozenset(PRISON_FIELDS))
    before = Prison.objects.select_for_update(of=("self",)).filter(household=household, ended=False).first()
    if facts is None and before is None:
        return None
    unchanged = before is not None and facts is not None and not history.differences(before, facts)
    if unchanged:
        return before
    given = {name: getattr(before, name) for name in PRISON_FIELDS} if before else {}
    found = history.differences(before, facts) if facts is not None else {"prison": ("recorded", None)}
    if before is not None:
        before.ended = True
        before.save(update_fields=["ended"])
    row = Prison.objects.create(household=household, **{**given, **facts}) if facts is not None else None
    history.keep(found, subject="prison", household=household, source=source, by=by, at=at)
    audit.record("registry.prison.recorded", about=household, by=by, at=at, fields=sorted(found), source=str(source))
    publish("registry.prison.recorded", at=at, household_id=household.pk)
    if row is not None:
        _condition_follows(household, row, changed=found.keys(), evidence=evidence, source=source, by=by, at=at)
    return row


def _condition_follows(
    household: Household,
    prison: Prison,
    *,
    changed: Collection[str],
    evidence: str,
    source: str,
    by: Actor,
    at: datetime,
) -> None:
    now = Household.objects.values_list("head_condition", flat=True).get(pk=household.pk)
    if now not in IMPRISONED:
        return
    if "released_on" in changed and prison.released_on is not None:
        condition, since_on = HeadCondition.PRESENT, prison.released_on
    elif "regime" in changed and prison.regime and CONDITION_BY_REGIME[prison.regime] != now:
        condition, since_on = CONDITION_BY_REGIME[prison.regime], clock.day_of(at)
    else:
        return
    set_head_condition(
        household=household, condition=condition, since_on=since_on, evidence=evidence, source=source, by=by, at=at
    )


@transaction.atomic
def record_treatment(
    *,
    household: Household,
    centre: str,
    from_on: date,
    evidence: str,
    by: Actor,
    at: datetime,
    to_on: date | None = None,
) -> Treatment:
    """Record the head's stay in a treatment centre with its evidence (E-6.5.b)."""
    if not evidence.strip():
        raise ReasonNeeded(clause="E-6.5.b")
    sent_before = Treatment.objects.filter(household=household, centre=centre, from_on=from_on, to_on=to_on).first()
    if sent_before is not None:
        return sent_before
    row = Treatment.objects.create(
        household=household,
        centre=centre,
        from_on=from_on,
        to_on=to_on,
        evidence=evidence.strip()[:300],
        recorded_at=at,
    )
    change_household(household=household, changes={"treatment_evidence": True}, source=Source.OFFICE, by=by, at=at)
    audit.record("registry.treatment.recorded", about=household, by=by, at=at)
    return row
