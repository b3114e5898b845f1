"""What raises a household's costs (Article 7, clause 1): derived, never typed."""

from datetime import date

import pytest

from hamyar.org.tests.factories import TODAY, make_office
from hamyar.registry import queries
from hamyar.registry.tests.factories import make_household

pytestmark = pytest.mark.django_db

PLAIN = {"dwelling": {"tenure": "owned"}}
GIRL = ("child", {"born_on": date(1990, 1, 1), "education_status": "none"})
BOY = ("child", {"sex": "male", "education_status": "none"})


def factor(clause, **facts):
    household = make_household(make_office(), **{**PLAIN, **facts})
    return next(each for each in queries.cost_factors(household, TODAY) if each.clause == clause)


def test_a_household_without_any_of_them_shows_none():
    household = make_household(make_office(), **PLAIN)

    assert [each.holds for each in queries.cost_factors(household, TODAY)] == [False] * 7


@pytest.mark.clause("E-7.1.a")
def test_an_ill_member_is_a_cost_factor():
    assert factor("E-7.1.a", members=(("child", {"illness_class": "special"}),)).because == {"ill": 1}


@pytest.mark.clause("E-7.1.b")
@pytest.mark.parametrize(("tenure", "holds"), [("rented", True), ("none", True), ("owned", False), ("lent", False)])
def test_rent_or_no_home_is_a_cost_factor(tenure, holds):
    assert factor("E-7.1.b", dwelling={"tenure": tenure}).holds is holds


@pytest.mark.clause("E-7.1.j")
def test_children_are_counted_and_girls_apart():
    assert factor("E-7.1.j", members=(GIRL, BOY, BOY)).because == {"children": 3, "girls": 1}


@pytest.mark.clause("E-7.1.d")
def test_pupils_and_students_are_counted():
    members = (("child", {"education_status": "pupil"}), ("sibling", {"education_status": "student"}))

    assert factor("E-7.1.d", members=members).because == {"pupils": 1, "students": 1}


@pytest.mark.clause("E-7.1.h")
@pytest.mark.parametrize(
    ("place", "holds"),
    [
        ({"area_kind": "village"}, True),
        ({"is_border": True}, True),
        ({"metropolis_margin": True}, True),
        ({"special_social_zone": True}, True),
        ({"high_risk": True}, False),
    ],
)
def test_a_deprived_or_border_place_is_a_cost_factor(place, holds):
    assert factor("E-7.1.h", dwelling={"tenure": "owned", **place}).holds is holds


@pytest.mark.clause("E-7.1.v", "E-D.11")
@pytest.mark.parametrize(
    ("sex", "risk", "holds"),
    [("female", "at_risk", True), ("female", "harmed", True), ("female", "normal", False), ("male", "harmed", False)],
)
def test_a_woman_head_exposed_to_harm_is_a_cost_factor(sex, risk, holds):
    assert factor("E-7.1.v", sex=sex, household={"risk_class": risk}).holds is holds


@pytest.mark.clause("E-7.1.z")
@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ({"born_on": date(1995, 10, 1)}, True),
        ({"born_on": date(1995, 10, 2)}, False),
        ({"born_on": date(1990, 1, 1), "marital_status": "married"}, False),
        ({"born_on": date(1990, 1, 1), "sex": "male"}, False),
    ],
)
def test_a_grown_unmarried_daughter_is_a_cost_factor_from_the_age_of_the_rules(facts, holds):
    assert factor("E-7.1.z", members=(("child", facts),)).holds is holds
