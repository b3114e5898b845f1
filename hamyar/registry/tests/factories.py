"""People and households for tests of every capability. National codes are of the test range and never repeat."""

from datetime import date
from itertools import count
from typing import Any

from hamyar.org.models import OrgUnit
from hamyar.org.tests.factories import OPENED
from hamyar.registry.domain import AreaKind, DwellingCondition, Relation, Sex, Tenure
from hamyar.registry.models import Dwelling, Household, HouseholdMember, Person
from hamyar.values import national_code

_number = count(1)

WOMAN: dict[str, Any] = {
    "given_name": "زهرا", "family_name": "آزمونی", "father_name": "علی", "sex": Sex.FEMALE, "born_on": date(1985, 3, 1),
    "marital_status": "widowed", "work_status": "homemaker",
}  # fmt: skip
DWELLING: dict[str, Any] = {
    "tenure": Tenure.RENTED, "condition": DwellingCondition.SOUND, "postal_code": "1135812345",
    "address": "تهران، خیابان آزمون، پلاک ۱", "area_kind": AreaKind.CITY, "evidence_kind": "lease",
}  # fmt: skip


def next_national_code() -> str:
    """A valid code of the test range that no other factory call gave."""
    return national_code.make_test_code(next(_number))


def make_person(unit: OrgUnit | None = None, **facts: Any) -> Person:
    """A widow of the test range unless the facts say otherwise; of an office when one is given."""
    fields = {**WOMAN, "national_code": next_national_code(), "unit_path": unit.path if unit else ".0.", **facts}
    fields.setdefault("national_code_valid", national_code.is_valid(fields["national_code"]))
    return Person.objects.create(**fields)


def make_household(
    office: OrgUnit,
    *,
    members: tuple[tuple[str, dict[str, Any]], ...] = (),
    dwelling: dict[str, Any] | None = None,
    household: dict[str, Any] | None = None,
    from_on: date = OPENED,
    **head: Any,
) -> Household:
    """A household of an office: ``head`` are facts of the head, ``members`` pairs of relation and facts.

    ``make_household(office, members=(("child", {"born_on": …}),), household={"decile": 2}, born_on=…)``
    """
    row = Household.objects.create(unit=office, unit_path=office.path, **(household or {}))
    add_member(row, Relation.HEAD, from_on=from_on, **head)
    for relation, facts in members:
        add_member(row, relation, from_on=from_on, **facts)
    Dwelling.objects.create(household=row, from_on=from_on, **{**DWELLING, **(dwelling or {})})
    return row


def add_member(household: Household, relation: str, *, from_on: date = OPENED, **facts: Any) -> HouseholdMember:
    """One more member; a child is a girl of ten years unless the facts say otherwise."""
    usual = {"born_on": date(2015, 5, 1), "marital_status": "never_married"} if relation == Relation.CHILD else {}
    person = make_person(household.unit, **{**usual, **facts})
    return HouseholdMember.objects.create(household=household, person=person, relation=relation, from_on=from_on)


def head_of(household: Household) -> Person:
    return Person.objects.get(memberships__household=household, memberships__relation=Relation.HEAD)
