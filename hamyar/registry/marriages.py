"""The households of one man with several wives (E-4.d, E-6.6.2). Callers use ``registry.actions``."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.reach import whole_country
from hamyar.registry import family, history, queries
from hamyar.registry.circumstances import set_responsible_person
from hamyar.registry.domain import (
    DayTooEarly,
    IndependentLifeNeeded,
    ManElsewhere,
    MarriageKind,
    NotAMember,
    PermanentMarriageNeeded,
    ReasonNeeded,
    SameDwelling,
    Sex,
    Source,
    WifeIsHead,
)
from hamyar.registry.models import Household, HouseholdOfMan, Person
from hamyar.registry.people import look_up
from hamyar.values import text

WIFE_RUNS = "همسر دیگر، سرپرست و مسئول خانوار مستقل خود است."


@transaction.atomic
def link_household_of_man(
    *,
    household: Household,
    man: Person | str,
    wife: Person,
    marriage_kind: str,
    evidence: str,
    lives_independently: bool,
    resides_with_man: bool,
    from_on: date,
    by: Actor,
    at: datetime,
) -> HouseholdOfMan:
    """Record that a household is one of a man's (E-4.d): by a permanent marriage with its evidence, a life of its own and a
    dwelling apart from his others (E-6.6.2.1).

    ``man`` is somebody registered, or his national code, wherever that is. Where he mostly lives he is the head (E-6.6.2.2), in
    one of them only; elsewhere the wife is head and becomes the responsible person (E-6.6.2.3). Raises
    PermanentMarriageNeeded, ReasonNeeded, IndependentLifeNeeded, NotAMember,
    SameDwelling, ManElsewhere, WifeIsHead.
    """
    row, on = Household.objects.select_for_update(of=("self",)).get(pk=household.pk), clock.day_of(at)
    if marriage_kind not in (MarriageKind.PERMANENT_REGISTERED, MarriageKind.PERMANENT_CUSTOMARY):
        raise PermanentMarriageNeeded()
    if not evidence.strip():
        raise ReasonNeeded(clause="E-6.6.2.1")
    if not lives_independently:
        raise IndependentLifeNeeded()
    man = _man(man, by=by, at=at)
    if man.sex != Sex.MALE or queries.membership_of(row, wife, on) is None:
        raise NotAMember(clause="E-6.6.2.1", household=row.pk)
    head = queries.head_of(row, on)
    if head is None or head.pk != (man.pk if resides_with_man else wife.pk):
        raise WifeIsHead(clause="E-6.6.2.2" if resides_with_man else "E-6.6.2.3")
    with whole_country("the households of one man may lie in several offices"):
        for other in family.households_of_man(man).exclude(household=row):
            if _same_home(row, other.household, on):
                raise SameDwelling()
    same = HouseholdOfMan.objects.filter(household=row, man=man, to_on=None).first()
    if same is not None:
        return same  # sent twice
    try:
        with transaction.atomic():
            made = HouseholdOfMan.objects.create(
                household=row, man=man, wife=wife, marriage_kind=MarriageKind(marriage_kind), from_on=from_on,
                evidence=evidence.strip()[:300], resides_with_man=resides_with_man, recorded_at=at, by_label=by.label,
            )  # fmt: skip
    except IntegrityError as fault:
        if "registry_man_resides_once" in str(fault):
            raise ManElsewhere() from fault
        raise
    history.keep(
        {"husband": (None, man.pk)}, subject="husband", household=row, person=wife, source=Source.OFFICE, by=by, at=at
    )
    audit.record("registry.household_of_man.linked", about=row, by=by, at=at, man=man.pk, resides=resides_with_man)
    if not resides_with_man:
        set_responsible_person(household=row, person=wife, reason=WIFE_RUNS, on=on, by=by, at=at)
        household.responsible_person = wife
    return made


def _man(man: Person | str, *, by: Actor, at: datetime) -> Person:
    """By code he may belong to another office; that somebody asked is audited. Raises NotAMember for nobody."""
    if isinstance(man, Person):
        return man
    known = look_up(code=man, by=by, at=at)
    if known is None:
        raise NotAMember(clause="E-6.6.2.1")
    with whole_country("a man of several households may live in another office"):
        return Person.objects.get(pk=known.person_id)


def _same_home(one: Household, other: Household, on: date) -> bool:
    homes = [queries.current_dwelling(each, on) for each in (one, other)]
    here, there = homes
    if here is None or there is None:
        return False
    if here.address and there.address:
        return here.postal_code == there.postal_code and text.fold(here.address) == text.fold(there.address)
    return bool(here.postal_code) and here.postal_code == there.postal_code


@transaction.atomic
def unlink_household_of_man(
    *, link: HouseholdOfMan, to_on: date, reason: str, by: Actor, at: datetime
) -> HouseholdOfMan:
    """The household is no longer one of his; the record stays. Raises ReasonNeeded, DayTooEarly."""
    if not reason.strip():
        raise ReasonNeeded(clause="E-4.d")
    row = HouseholdOfMan.objects.select_for_update(of=("self",)).select_related("household", "wife").get(pk=link.pk)
    if row.to_on is not None:
        return row
    if to_on < row.from_on:
        raise DayTooEarly(day=to_on)
    row.to_on, row.end_reason = to_on, reason.strip()[:200]
    row.save(update_fields=["to_on", "end_reason"])
    history.keep(
        {"husband": (row.man_id, None)},
        subject="husband", household=row.household, person=row.wife, source=Source.OFFICE, by=by, at=at,
    )  # fmt: skip
    audit.record("registry.household_of_man.unlinked", about=row.household, by=by, at=at, man=row.man_id)
    return row
