"""The second wall: rows of another office do not exist, whatever a query asks for (DESIGN.md section 6)."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from hamyar.audit.actor import CLOCK
from hamyar.org.reach import EVERYTHING, NOTHING, Reach, reaching, set_reach
from hamyar.org.tests.factories import NOON, TODAY, make_office
from hamyar.registry import actions, queries
from hamyar.registry.models import Dwelling, FactChange, Household, HouseholdMember, Illness, Person, Prison, Treatment
from hamyar.registry.tests.factories import head_of, make_household

TABLES = (Person, Household, HouseholdMember, Dwelling, Prison, Illness, Treatment, FactChange)


def full_household(office):
    household = make_household(office)
    head = head_of(household)
    actions.record_prison(household=household, facts={"basis": "sentence"}, by=CLOCK, at=NOON)
    actions.record_illness(person=head, illness_class="special", on=TODAY, source="office", by=CLOCK, at=NOON)
    actions.record_treatment(household=household, centre="مرکز", from_on=TODAY, evidence="نامه", by=CLOCK, at=NOON)
    return household


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_an_unset_reach_sees_nothing(table):
    full_household(make_office())
    assert table.objects.exists()

    with reaching(NOTHING):
        assert not table.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_an_office_sees_its_own_rows_and_no_others(table):
    here, there = make_office(), make_office()
    full_household(here)
    own = set(table.objects.values_list("pk", flat=True))
    full_household(there)

    with reaching(Reach(paths=(here.path,))):
        assert set(table.objects.values_list("pk", flat=True)) == own


@pytest.mark.django_db
def test_an_office_cannot_write_into_another():
    here, there = make_office(), make_office()

    with reaching(Reach(paths=(here.path,))), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        Household.objects.create(unit=there, unit_path=there.path)


@pytest.mark.django_db
def test_a_person_at_the_portal_sees_the_own_household_only():
    office = make_office()
    own, other = full_household(office), full_household(office)

    with reaching(Reach(households=(own.pk,), person=head_of(own).pk)):
        assert list(Household.objects.all()) == [own]
        assert Person.objects.get().memberships.get().household == own
        assert not HouseholdMember.objects.filter(household=other).exists()


@pytest.mark.django_db
def test_the_definer_function_gives_number_and_office_and_nothing_else():
    here, there = make_office(), make_office(title="ادارهٔ دور")
    person = head_of(make_household(there))

    with reaching(Reach(paths=(here.path,))):
        known = queries.known_person(person.national_code)

        assert not Person.objects.filter(pk=person.pk).exists()
    assert (known.person_id, known.office_title) == (person.pk, "ادارهٔ دور")
    assert set(known.__dataclass_fields__) == {"person_id", "casefile_number", "office_title", "casefile_state"}


@pytest.mark.django_db
@pytest.mark.parametrize("function", ["registry_known_person", "registry_active_membership", "registry_search"])
def test_what_looks_over_the_wall_runs_as_its_owner_with_a_fixed_path(function):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosecdef, proconfig, pg_get_userbyid(proowner) FROM pg_proc WHERE proname = %s", [function]
        )
        definer, settings, owner = cursor.fetchone()

    assert definer
    assert any(each.startswith("search_path=pg_catalog, public") for each in settings)
    assert owner == "hamyar_owner"


def test_nothing_leaks_over_a_commit_on_one_connection(committed):
    with transaction.atomic():
        set_reach(EVERYTHING)
        make_household(make_office())
        assert Person.objects.exists()

    assert not Person.objects.exists()
    with transaction.atomic():
        assert not Person.objects.exists()
    with transaction.atomic():
        set_reach(EVERYTHING)
        assert Person.objects.exists()
