"""Who is in a household, who leaves, and who is its head (E-D.6 to E-D.9)."""

from datetime import date, timedelta

import pytest

from hamyar.audit.actor import CLOCK
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, TODAY, make_office
from hamyar.registry import actions, display, queries
from hamyar.registry.domain import (
    ActiveElsewhere,
    AlreadyMember,
    ExceptionUnknown,
    HeadNeeded,
    HouseholdType,
    NotAMember,
    RelationTaken,
    Sex,
)
from hamyar.registry.models import Person
from hamyar.registry.tests.factories import (
    DWELLING,
    add_member,
    head_of,
    make_household,
    make_person,
    next_national_code,
)

pytestmark = pytest.mark.django_db

HOME = dict(DWELLING)
WOMAN = {"given_name": "لیلا", "sex": "female", "born_on": date(2003, 4, 1)}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def household(office):
    return make_household(office, members=(("child", {}), ("parent", {"born_on": date(1940, 1, 1), "sex": "male"})))


def join(household, person, relation="sibling", **options):
    return actions.add_member(
        household=household,
        person=person,
        relation=relation,
        from_on=TODAY,
        source="office",
        by=CLOCK,
        at=NOON,
        **options,
    )


def leave(membership, reason="مهاجرت"):
    return actions.end_membership(membership=membership, to_on=TODAY, reason=reason, by=CLOCK, at=NOON)


@pytest.mark.clause("E-D.6", "E-D.9")
def test_one_person_is_a_household_and_its_head(office):
    household = actions.open_household(
        unit=office, head=WOMAN, dwelling=HOME, facts={}, source="office", by=CLOCK, at=NOON
    )

    assert queries.head_of(household, TODAY).given_name == "لیلا"
    assert queries.members_of(household, TODAY).count() == 1


@pytest.mark.clause("E-D.6")
def test_somebody_active_elsewhere_is_refused_with_the_other_files_number_and_office(office, household):
    other = make_office(title="ادارهٔ دیگر")
    file = make_casefile(office=other)
    person = file.holder

    with reaching(Reach(paths=(office.path,))), pytest.raises(ActiveElsewhere) as refusal:
        join(household, {**WOMAN, "national_code": person.national_code})

    assert refusal.value.details == {"number": file.number, "office": "ادارهٔ دیگر"}


@pytest.mark.clause("E-D.6")
def test_nobody_is_a_member_twice(household):
    with pytest.raises(AlreadyMember):
        join(household, head_of(household))


@pytest.mark.clause("E-2.2")
def test_a_known_national_code_brings_the_known_person_from_another_office(office, household):
    person = make_person(make_office())

    with reaching(Reach(paths=(office.path,))):
        membership = join(household, {**WOMAN, "national_code": person.national_code})
        seen = Person.objects.get(pk=person.pk)

    assert membership.person_id == person.pk
    assert (seen.given_name, seen.unit_path) == ("لیلا", office.path)


@pytest.mark.clause("E-D.6")
def test_a_second_household_rests_on_a_listed_clause(office, household):
    daughter = head_of(make_household(office))

    assert join(household, daughter, "child", exception_clause="E-6.6.1").exception_clause == "E-6.6.1"
    with pytest.raises(ExceptionUnknown):
        join(household, make_person(office), exception_clause="E-9.a")


@pytest.mark.clause("E-D.9")
def test_a_second_head_is_refused(office, household):
    with pytest.raises(RelationTaken):
        join(household, make_person(office), "head")


@pytest.mark.clause("E-D.9")
def test_a_younger_woman_may_become_head_while_older_men_are_members(household):
    daughter = add_member(household, "child", born_on=date(2004, 1, 1)).person

    actions.change_head(household=household, person=daughter, on=TODAY, former_relation="parent", by=CLOCK, at=NOON)

    assert queries.head_of(household, TODAY) == daughter
    assert queries.head_of(household, TODAY - timedelta(days=1)) != daughter
    relations = {each.person_id: each.relation for each in queries.members_of(household, TODAY)}
    assert sorted(relations.values()) == ["child", "head", "parent", "parent"]


@pytest.mark.clause("E-D.9")
def test_only_a_member_becomes_head(office, household):
    with pytest.raises(NotAMember):
        actions.change_head(household=household, person=make_person(office), on=TODAY, by=CLOCK, at=NOON)


@pytest.mark.clause("E-D.9")
def test_a_head_does_not_leave_several_people_without_one(household):
    with pytest.raises(HeadNeeded):
        leave(household.memberships.get(relation="head"))


@pytest.mark.clause("E-D.9")
def test_the_only_one_who_stays_is_head(office):
    household = make_household(office, members=(("child", {}),))
    child = household.memberships.get(relation="child").person

    leave(household.memberships.get(relation="head"))

    assert queries.head_of(household, TODAY) == child


def test_with_its_last_member_a_household_ends(office):
    household = make_household(office)

    leave(household.memberships.get())

    household.refresh_from_db()
    assert household.ended_on == TODAY


def test_who_acted_for_the_household_does_so_no_more_after_leaving(household):
    sister = join(household, WOMAN)
    actions.set_responsible_person(
        household=household, person=sister.person, reason="بیماری", on=TODAY, by=CLOCK, at=NOON
    )

    leave(sister)

    household.refresh_from_db()
    assert household.responsible_person is None


def shown(household):
    """What the household's page says of it, title by title."""
    return dict(display.facts(household, TODAY)["household_pairs"])


@pytest.mark.clause("E-D.11")
@pytest.mark.parametrize(("sex", "said"), [(Sex.FEMALE, "بله"), (Sex.MALE, "خیر")])
def test_a_woman_as_head_is_derived_and_never_typed(office, sex, said):
    assert shown(make_household(office, sex=sex))["سرپرست زن"] == said


@pytest.mark.clause("E-D.7")
@pytest.mark.parametrize(
    ("head", "child", "expected", "said"),
    [
        ("no", "no", HouseholdType.SUPPORT_ONLY, "حمایتی"),
        ("no", "yes", HouseholdType.SUPPORT_AND_EMPOWERMENT, "حمایتی و توانمندی"),
        ("yes", "not_assessed", HouseholdType.SUPPORT_AND_EMPOWERMENT, "حمایتی و توانمندی"),
        ("no", "not_assessed", HouseholdType.NOT_ASSESSED, "هنوز سنجیده نشده"),
    ],
)
def test_the_type_of_a_household_follows_from_what_its_members_can(office, head, child, expected, said):
    household = make_household(office, empowerment_capacity=head, members=(("child", {"empowerment_capacity": child}),))

    assert queries.type_of(household, TODAY) == expected
    assert shown(household)["نوع خانوار"] == said


def test_a_household_that_passes_to_another_office_takes_its_people_along(household):
    other = make_office()

    actions.move_to_unit(household=household, unit=other, by=CLOCK, at=NOON)

    with reaching(Reach(paths=(other.path,))):
        assert queries.members_of(household, TODAY).count() == 3
        assert {each.person.unit_path for each in queries.members_of(household, TODAY)} == {other.path}


def test_a_valid_code_makes_a_new_person_known(office, household):
    code = next_national_code()

    join(household, {**WOMAN, "national_code": code})

    known = queries.known_person(code)
    assert known.office_title == office.title
    assert known.casefile_number == ""
