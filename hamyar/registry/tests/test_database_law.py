"""What the database refuses about people and households, whoever writes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hamyar.org.tests.factories import TODAY, make_office
from hamyar.registry.models import HouseholdMember, Person
from hamyar.registry.tests.factories import add_member, head_of, make_household, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.clause("E-D.6")
def test_a_person_is_in_one_active_household():
    office = make_office()
    person = head_of(make_household(office))
    other = make_household(office)

    with pytest.raises(IntegrityError, match="registry_one_active_household"), transaction.atomic():
        HouseholdMember.objects.create(household=other, person=person, relation="sibling", from_on=TODAY)


@pytest.mark.clause("E-D.6")
def test_the_listed_exceptions_may_stand_beside_an_active_household():
    office = make_office()
    person = head_of(make_household(office))
    other = make_household(office)

    row = HouseholdMember.objects.create(
        household=other, person=person, relation="child", from_on=TODAY, exception_clause="E-6.6.1"
    )

    assert row.pk


def test_an_exception_that_article_six_does_not_list_is_refused():
    office = make_office()
    other = make_household(office)

    with pytest.raises(IntegrityError, match="registry_member_exception"), transaction.atomic():
        HouseholdMember.objects.create(
            household=other, person=make_person(office), relation="child", from_on=TODAY, exception_clause="E-6.1"
        )


@pytest.mark.clause("E-D.9")
def test_a_household_has_one_head_a_day():
    household = make_household(make_office())

    with pytest.raises(IntegrityError, match="registry_one_head_a_day"), transaction.atomic():
        add_member(household, "head", from_on=TODAY)


@pytest.mark.clause("E-D.9")
def test_headship_may_pass_on_the_very_day_it_ends():
    household = make_household(make_office())
    HouseholdMember.objects.filter(household=household).update(to_on=TODAY)

    assert add_member(household, "head", from_on=TODAY).pk


@pytest.mark.clause("E-2.2")
def test_a_valid_national_code_belongs_to_one_person():
    person = make_person()

    with pytest.raises(IntegrityError, match="registry_one_person_a_code"), transaction.atomic():
        make_person(national_code=person.national_code)


def test_a_household_lives_in_one_dwelling_a_day():
    household = make_household(make_office())

    with pytest.raises(IntegrityError, match="registry_one_dwelling_a_day"), transaction.atomic():
        household.dwellings.create(from_on=TODAY, tenure="owned", condition="sound", area_kind="city")


def test_no_person_is_ever_deleted():
    person = make_person(born_on=date(1990, 1, 1))

    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Person.objects.filter(pk=person.pk).delete()


def test_a_membership_may_follow_one_that_has_ended():
    office = make_office()
    person = head_of(make_household(office))
    HouseholdMember.objects.filter(person=person).update(to_on=TODAY - timedelta(days=1))

    row = HouseholdMember.objects.create(
        household=make_household(office), person=person, relation="parent", from_on=TODAY
    )

    assert row.pk
