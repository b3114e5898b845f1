"""The household document goes in and comes out whole (contracts/household.schema.json)."""

import json
from datetime import date
from importlib import resources

import jsonschema
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from hamyar.audit.actor import CLOCK
from hamyar.guidelines.document import DocumentRefused
from hamyar.org.reach import EVERYTHING, set_reach
from hamyar.org.tests.factories import NOON, TODAY, make_office
from hamyar.registry import actions, queries
from hamyar.registry.domain import ActiveElsewhere, DocumentIncomplete, NotStorable
from hamyar.registry.models import Household, Person
from hamyar.registry.tests.documents import completed, household_documents, minimal_document
from hamyar.registry.tests.factories import head_of, make_household, next_national_code

pytestmark = pytest.mark.django_db

SCHEMA = json.loads(resources.files("hamyar.guidelines").joinpath("schemas/household.schema.json").read_text())


def take_in(document, office):
    return actions.import_document(document=document, unit=office, by=CLOCK, at=NOON)


@pytest.fixture
def office():
    return make_office()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(document=household_documents())
def test_every_field_of_a_document_survives_import_and_export(office, document):
    with transaction.atomic():
        set_reach(EVERYTHING)
        household = take_in(document, office)

        written = queries.household_document(household, on=date.fromisoformat(document["as_of"]))

        transaction.set_rollback(True)
    assert completed(written) == completed(document)
    jsonschema.validate(written, SCHEMA)


@pytest.mark.parametrize("prison", [None, {}, {"released_on": None}, {"basis": "detention", "abroad": True}])
def test_no_prison_record_and_an_empty_one_are_told_apart(office, prison):
    household = take_in(minimal_document(prison=prison), office)

    written = queries.household_document(household, on=TODAY)

    assert (written["prison"] is None) == (prison is None)
    assert completed(written) == completed(minimal_document(prison=prison))


@pytest.mark.clause("E-2.2")
@pytest.mark.parametrize("code", [None, "", "123", "1111111111", "۰۰۱۲۳۴۵۶۷۸", "x" * 500])
def test_a_wrong_national_code_is_kept_as_it_was_given(office, code):
    document = minimal_document()
    document["people"][0]["national_code"] = code

    household = take_in(document, office)

    assert queries.household_document(household, on=TODAY)["people"][0]["national_code"] == code


def test_a_key_that_looks_like_a_made_one_keeps_its_place(office):
    household = take_in(minimal_document(), office)
    head = head_of(household)
    document_key = f"p{head.pk + 1}"
    household.memberships.update(document_key=document_key)
    actions.add_member(
        household=household, person={"sex": "male", "born_on": date(2010, 1, 1), "given_name": "علی"}, relation="child",
        from_on=TODAY, source="office", by=CLOCK, at=NOON,
    )  # fmt: skip

    keys = [person["key"] for person in queries.household_document(household, on=TODAY)["people"]]

    assert keys[0] == document_key and len(set(keys)) == 2


@pytest.mark.parametrize(
    ("field", "value"), [("given_name", "a\x00b"), ("family_name", "\ud800"), ("pension_monthly_rials", 10**40)]
)
def test_what_no_column_can_hold_is_refused_with_its_place(office, field, value):
    document = minimal_document()
    document["people"][0][field] = value

    with pytest.raises(NotStorable) as refusal:
        take_in(document, office)

    assert refusal.value.details["path"] == f"$.people[0].{field}"


def test_a_document_that_the_contract_refuses_leaves_nothing_behind(office):
    with pytest.raises(DocumentRefused) as refusal:
        take_in(minimal_document(head="nobody"), office)

    assert refusal.value.details["path"] == "$.head"
    assert not Household.objects.exists()


@pytest.mark.clause("E-D.6")
def test_somebody_in_another_household_stops_the_import_with_the_place_in_the_document(office):
    taken = head_of(make_household(office, national_code=next_national_code()))
    document = minimal_document()
    document["people"][0]["national_code"] = taken.national_code

    with pytest.raises(ActiveElsewhere) as refusal:
        take_in(document, office)

    assert refusal.value.details["path"] == "$.people[0].national_code"
    assert refusal.value.details["office"] == office.title


@pytest.mark.clause("E-2.2")
def test_somebody_known_is_taken_again_and_not_doubled(office):
    household = take_in(minimal_document(), office)
    code = next_national_code()
    head = actions.change_person(
        person=head_of(household), changes={"national_code": code}, source="office", by=CLOCK, at=NOON
    )
    membership = household.memberships.get()
    actions.end_membership(membership=membership, to_on=TODAY, reason="مهاجرت", by=CLOCK, at=NOON)
    document = minimal_document()
    document["people"][0] |= {"national_code": code, "given_name": "نرگس"}

    again = take_in(document, make_office())

    assert head_of(again).pk == head.pk
    assert Person.objects.count() == 1
    assert Person.objects.get().given_name == "نرگس"


def test_a_household_without_a_home_has_no_document(office):
    household = take_in(minimal_document(), office)
    household.dwellings.update(to_on=date(2025, 10, 1))

    with pytest.raises(DocumentIncomplete):
        queries.household_document(household, on=TODAY)
