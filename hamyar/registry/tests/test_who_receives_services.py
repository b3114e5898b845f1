"""Whose services they are: everybody of the household, but not a foreign husband (E-4.n1) nor who keeps a child (E-6.n2.2)."""

from datetime import date

import pytest

from hamyar.audit.actor import CLOCK
from hamyar.org.tests.factories import NOON, TODAY, make_office
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.registry import actions
from hamyar.registry.tests.factories import DWELLING, head_of, make_household, next_national_code

pytestmark = pytest.mark.django_db
WIFE = {"given_name": "لیلا", "sex": "female", "born_on": date(1990, 4, 1), "marital_status": "married"}
HUSBAND = {"given_name": "کریم", "sex": "male", "born_on": date(1985, 4, 1), "marital_status": "married"}
CHILD = {"given_name": "نیما", "sex": "male", "born_on": date(2016, 4, 1), "marital_status": "never_married"}
FOREIGN = {"nationality": "foreign", "country": "افغانستان", "alt_identifier_kind": "گذرنامه"}


@pytest.fixture
def household():
    facts = {**WIFE, "national_code": next_national_code()}
    return actions.open_household(
        unit=make_office(), head=facts, dwelling=dict(DWELLING), facts={}, source="office", by=CLOCK, at=NOON
    )


def join(household, relation, **facts):
    return actions.add_member(
        household=household, person=facts, relation=relation, from_on=TODAY, source="office", by=CLOCK, at=NOON
    )


def served(household):
    return list(household.memberships.filter(receives_service=True).order_by("pk").values_list("relation", flat=True))


@pytest.mark.clause("E-4.n1")
def test_a_foreign_husband_is_recorded_and_the_services_are_for_the_woman_and_her_children(household):
    join(household, "spouse", **HUSBAND, **FOREIGN, alt_identifier="P-1")
    child = join(household, "child", **CHILD, **FOREIGN, alt_identifier="P-2")

    assert household.memberships.count() == 3
    assert (child.person.national_code, child.person.alt_identifier) == ("", "P-2")
    assert served(household) == ["head", "child"]


@pytest.mark.clause("E-4.n1")
def test_a_husband_who_turns_out_to_be_a_foreign_national_receives_nothing_from_then_on(household):
    husband = join(household, "spouse", **HUSBAND, national_code=next_national_code()).person
    assert served(household) == ["head", "spouse"]

    actions.change_person(person=husband, changes={"nationality": "foreign"}, source="office", by=CLOCK, at=NOON)
    deliver(FOLLOWERS, at=NOON)

    assert served(household) == ["head"]


@pytest.mark.clause("E-6.n2.2")
def test_who_joins_a_household_that_keeps_a_child_receives_nothing_either(household):
    kept = make_household(household.unit, members=(("child", {}),))
    child = kept.memberships.get(relation="child").person
    actions.record_guardianship(
        household=kept, child=child, holder=head_of(kept), kind="relative", keeps_child=True, from_on=TODAY, by=CLOCK,
        at=NOON,
    )  # fmt: skip

    join(kept, "sibling", **WIFE, national_code=next_national_code())
    deliver(FOLLOWERS, at=NOON)

    assert served(kept) == ["child"]
