"""Table 1: every row, every boundary, how rows combine, and the worked examples of the register."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.guidelines import citations
from hamyar.guidelines.ruleset import RuleSet
from hamyar.guidelines.tests.households import (
    assessed,
    counted,
    finding,
    home,
    household,
    lines,
    man,
    person,
    points,
    village,
    woman,
)

ROW_CLAUSES = [clause for clause in citations.clauses_of("emdad") if clause.startswith("E-T1.")]


def child(key, age, status="none", **fields):
    return person(key, age, "child", education_status=status, **fields)


def pupils(number, status="pupil", age=10):
    return [child(f"{status}{index}", age, status) for index in range(number)]


# The five worked examples of CLAUSES.md, section 3.


@pytest.mark.clause("E-10.1", "E-T1.total")
def test_example_one_a_widow_in_a_village():
    found = assessed(
        household(
            woman(work_status="unemployed"),
            *pupils(2),
            area=village(8),
            dwelling=home("rented"),
            former_head_died_on="2020-01-01",
        )
    )

    parts = {"region": 45, "head": 70, "work": 30, "health": 0, "children": 80, "housing": 100, "decile": 350}
    assert points(found) == parts
    assert found.score.total == 675


@pytest.mark.clause("E-10.1", "E-T1.total")
def test_example_two_an_elderly_and_ill_man():
    found = assessed(
        household(
            man(70, illness_class="special"),
            person("wife", 60, "spouse", illness_class="incurable"),
            area=village(4),
            dwelling=home(condition="needs_repair"),
            decile=1,
        )
    )

    parts = {"region": 20, "head": 80, "work": 30, "health": 40, "children": 0, "housing": 60, "decile": 400}
    assert points(found) == parts
    assert found.score.total == 630


@pytest.mark.clause("E-T1.total", "E-T1.children.cap", "E-T1.health.cap", "E-T1.housing.cap", "E-T1.region.cap")
def test_example_three_every_factor_at_its_cap():
    found = assessed(
        household(
            woman(illness_class="special"),
            person("a", 50, "sibling", illness_class="special"),
            person("b", 50, "sibling", illness_class="special"),
            person("c", 50, "sibling", illness_class="incurable"),
            *[child(f"young{index}", 3) for index in range(2)],
            *pupils(2),
            *pupils(2, "student", 20),
            child("out1", 8, "out_of_school"),
            child("out2", 15, "out_of_school"),
            area={"kind": "city", "metropolis_margin": True},
            dwelling=home("rented", "no_suitable"),
            decile=1,
        )
    )

    caps = {"region": 50, "head": 80, "work": 30, "health": 60, "children": 250, "housing": 130, "decile": 400}
    assert points(found) == caps
    assert {factor.factor: factor.cap for factor in found.score.factors} == caps
    assert found.score.total == 1000


@pytest.mark.clause("E-10.1")
def test_example_four_a_divorced_employed_woman():
    found = assessed(
        household(
            woman(marital_status="divorced", work_status="employed"),
            child("out", 12, "out_of_school"),
            dwelling=home("rented", "needs_repair"),
            divorce_evidence="official",
            decile=4,
        )
    )

    parts = {"region": 0, "head": 60, "work": 10, "health": 0, "children": 60, "housing": 100, "decile": 250}
    assert points(found) == parts
    assert found.score.total == 480


@pytest.mark.clause("E-10.1")
def test_example_five_a_prisoners_family():
    found = assessed(
        household(
            man(),
            child("young", 3),
            *pupils(1),
            *pupils(1, "student", 20),
            area={"kind": "city", "special_social_zone": True},
            head_condition="imprisoned",
            decile=6,
        )
    )

    parts = {"region": 50, "head": 50, "work": 30, "health": 0, "children": 170, "housing": 0, "decile": 0}
    assert points(found) == parts
    assert found.score.total == 300


# Region.


@pytest.mark.parametrize(
    ("area", "row", "worth"),
    [
        pytest.param(village(9), "v9", 50, marks=pytest.mark.clause("E-T1.region.v9")),
        pytest.param(village(8), "v8", 45, marks=pytest.mark.clause("E-T1.region.v8")),
        pytest.param(village(7), "v7", 40, marks=pytest.mark.clause("E-T1.region.v7")),
        pytest.param(village(6), "v6", 35, marks=pytest.mark.clause("E-T1.region.v6")),
        *[
            pytest.param(village(coefficient), "v0", 20, marks=pytest.mark.clause("E-T1.region.v0"))
            for coefficient in (None, 1, 2, 3, 4, 5)
        ],
        pytest.param(
            {"kind": "city", "metropolis_margin": True}, "margin", 50, marks=pytest.mark.clause("E-T1.region.margin")
        ),
        pytest.param(
            {"kind": "city", "special_social_zone": True}, "zone", 50, marks=pytest.mark.clause("E-T1.region.zone")
        ),
    ],
)
def test_a_region_row_gives_its_points(area, row, worth):
    found = assessed(household(area=area))

    assert points(found)["region"] == worth
    assert f"E-T1.region.{row}" in counted(found)


@pytest.mark.clause("E-T1.region.cap")
def test_an_ordinary_city_has_no_region_points():
    assert points(assessed(household()))["region"] == 0


@pytest.mark.clause("E-T1.region.cap")
def test_of_several_true_region_rows_the_best_counts_and_the_others_stay_visible():
    found = assessed(household(area={**village(6), "metropolis_margin": True}))

    assert points(found)["region"] == 50
    assert [line for line in lines(found) if "region" in line] == ["E-T1.region.v6", "E-T1.region.margin"]
    assert "E-T1.region.v6" not in counted(found)


def test_between_equal_rows_the_first_counts():
    found = assessed(household(area={**village(9), "metropolis_margin": True, "special_social_zone": True}))

    assert [line for line in counted(found) if "region" in line] == ["E-T1.region.v9"]


# Head.


@pytest.mark.clause("E-T1.head.elderly")
def test_a_head_of_sixty_is_elderly_whatever_the_sex_and_one_of_fifty_nine_is_not():
    assert points(assessed(household(woman(60))))["head"] == 60
    assert points(assessed(household(man(60))))["head"] == 60
    assert points(assessed(household(woman(59))))["head"] == 0


@pytest.mark.parametrize(
    ("data", "row", "worth"),
    [
        pytest.param(household(woman(illness_class="incurable")), "ill", 80, marks=pytest.mark.clause("E-T1.head.ill")),
        pytest.param(
            household(former_head_died_on="2010-01-01"), "deceased", 70, marks=pytest.mark.clause("E-T1.head.deceased")
        ),
        pytest.param(
            household(woman(marital_status="divorced")), "divorced", 60, marks=pytest.mark.clause("E-T1.head.divorced")
        ),
        *[
            pytest.param(
                household(man(), head_condition=condition),
                "prisoner",
                50,
                marks=pytest.mark.clause("E-T1.head.prisoner", "E-D.16"),
            )
            for condition in ("imprisoned", "open_sentence", "electronic_tag")
        ],
        *[
            pytest.param(
                household(man(), head_condition=condition), "unfit", 50, marks=pytest.mark.clause("E-T1.head.unfit")
            )
            for condition in ("ineffective_addiction", "ineffective_mental", "fugitive", "missing", "separated")
        ],
        pytest.param(
            household(woman(25, marital_status="never_married", living_parents=0, bears_own_costs=True)),
            "girl",
            60,
            marks=pytest.mark.clause("E-T1.head.girl"),
        ),
    ],
)
def test_a_row_of_the_head_gives_its_points(data, row, worth):
    found = assessed(data)

    assert points(found)["head"] == worth
    assert f"E-T1.head.{row}" in counted(found)


@pytest.mark.clause("E-T1.head.prisoner")
def test_a_divorced_man_an_absent_head_and_a_released_prisoner_have_no_row():
    released = household(man(), head_condition="imprisoned", prison={"released_on": "2024-06-01"})

    assert points(assessed(household(man(marital_status="divorced"))))["head"] == 0
    assert points(assessed(household(man(), head_condition="absent_other")))["head"] == 0
    assert points(assessed(released))["head"] == 0


def test_a_prisoner_who_will_be_released_tomorrow_is_in_prison_today():
    found = assessed(household(man(), head_condition="imprisoned", prison={"released_on": "2024-06-02"}))

    assert points(found)["head"] == 50


@pytest.mark.clause("E-T1.head.cap")
def test_only_the_highest_characteristic_of_the_head_counts():
    found = assessed(household(woman(70, illness_class="special"), former_head_died_on="2020-01-01"))

    assert points(found)["head"] == 80
    assert [line for line in lines(found) if ".head." in line] == [
        "E-T1.head.elderly",
        "E-T1.head.ill",
        "E-T1.head.deceased",
    ]
    assert [line for line in counted(found) if ".head." in line] == ["E-T1.head.ill"]


# Work.


@pytest.mark.clause("E-T1.work.employed", "E-T1.work.cap")
def test_an_employed_head_has_ten_points():
    assert points(assessed(household(woman(work_status="employed"))))["work"] == 10


@pytest.mark.parametrize("status", ["unemployed", "homemaker", "unable", "soldier", "retired", "student", "irregular"])
@pytest.mark.clause("E-T1.work.unemployed", "E-T1.work.cap")
def test_every_other_status_counts_as_unemployed(status):
    assert points(assessed(household(woman(work_status=status))))["work"] == 30


@pytest.mark.parametrize("pension", [{"pension_monthly_rials": 0}, {"covered_by": ["pension_funds"]}])
@pytest.mark.clause("E-T1.work.employed")
def test_a_pensioner_who_is_retired_counts_as_employed(pension):
    assert points(assessed(household(woman(work_status="retired", **pension))))["work"] == 10
    assert points(assessed(household(woman(work_status="homemaker", **pension))))["work"] == 30


@pytest.mark.clause("E-T1.work.employed")
def test_of_an_absent_head_the_responsible_persons_work_counts():
    wife = person("wife", 35, "spouse", work_status="employed")
    idle = man(work_status="unemployed")
    absent = {"head_condition": "imprisoned", "responsible_person": "wife"}

    assert points(assessed(household(idle, wife, **absent)))["work"] == 10
    assert points(assessed(household(idle, wife, head_condition="imprisoned")))["work"] == 30
    assert points(assessed(household(idle, wife, responsible_person="wife")))["work"] == 30


# Health.


@pytest.mark.parametrize(
    ("ill", "worth"),
    [
        pytest.param(0, 0),
        pytest.param(1, 40, marks=pytest.mark.clause("E-T1.health.one")),
        pytest.param(2, 60, marks=pytest.mark.clause("E-T1.health.two")),
        pytest.param(3, 60, marks=pytest.mark.clause("E-T1.health.two", "E-T1.health.cap")),
    ],
)
def test_ill_members_are_counted_without_the_head(ill, worth):
    members = [person(f"m{index}", 40, "sibling", illness_class="special") for index in range(ill)]

    assert points(assessed(household(woman(illness_class="special"), *members)))["health"] == worth


# Children.


@pytest.mark.parametrize(
    ("children", "row", "worth"),
    [
        pytest.param([child("a", 5)], "young.one", 40, marks=pytest.mark.clause("E-T1.children.young.one")),
        pytest.param(
            [child(f"{n}", n) for n in range(3)], "young.two", 60, marks=pytest.mark.clause("E-T1.children.young.two")
        ),
        pytest.param(pupils(1), "pupil.one", 60, marks=pytest.mark.clause("E-T1.children.pupil.one")),
        pytest.param(pupils(3), "pupil.two", 80, marks=pytest.mark.clause("E-T1.children.pupil.two")),
        pytest.param(pupils(1, "student"), "student.one", 70, marks=pytest.mark.clause("E-T1.children.student.one")),
        pytest.param(pupils(4, "student"), "student.two", 90, marks=pytest.mark.clause("E-T1.children.student.two")),
        *[
            pytest.param(
                pupils(number, "out_of_school", age), "out.6_12", 60, marks=pytest.mark.clause("E-T1.children.out.6_12")
            )
            for number, age in ((1, 6), (1, 12), (3, 9))
        ],
        *[
            pytest.param(
                pupils(number, "out_of_school", age),
                "out.13_18",
                30,
                marks=pytest.mark.clause("E-T1.children.out.13_18"),
            )
            for number, age in ((1, 13), (1, 18), (2, 15))
        ],
    ],
)
def test_a_row_of_the_children_gives_its_points(children, row, worth):
    found = assessed(household(woman(), *children))

    assert points(found)["children"] == worth
    assert f"E-T1.children.{row}" in counted(found)


@pytest.mark.parametrize(
    ("age", "status"),
    [(6, "none"), (6, "not_school_age"), (10, "none"), (19, "out_of_school"), (12, "graduated"), (25, "none")],
)
@pytest.mark.clause("E-T1.children.out.6_12", "E-T1.children.out.13_18")
def test_children_outside_the_rows_have_no_points(age, status):
    assert points(assessed(household(woman(), child("a", age, status))))["children"] == 0


def test_a_child_stands_in_one_row_only():
    found = assessed(household(woman(), child("a", 5, "pupil"), child("b", 4, "out_of_school")))

    assert [line for line in counted(found) if "children" in line] == [
        "E-T1.children.young.one",
        "E-T1.children.pupil.one",
    ]


def test_only_people_with_relation_child_count_as_children():
    found = assessed(
        household(woman(), person("g", 3, "grandchild"), person("s", 10, "sibling", education_status="pupil"))
    )

    assert points(found)["children"] == 0


@pytest.mark.clause("E-T1.children.cap")
def test_the_children_rows_add_up_to_the_cap_and_all_stay_counted():
    found = assessed(
        household(
            woman(), *pupils(2), *pupils(2, "student"), child("y", 1), child("z", 2), child("o", 7, "out_of_school")
        )
    )
    factor = next(factor for factor in found.score.factors if factor.factor == "children")

    assert factor.points == 250
    assert sum(line.points for line in factor.lines) == 290
    assert all(line.counted for line in factor.lines)


# Housing.


@pytest.mark.parametrize(
    ("dwelling", "row", "worth"),
    [
        pytest.param(home(condition="uninhabitable"), "unfit", 80, marks=pytest.mark.clause("E-T1.housing.unfit")),
        pytest.param(home(condition="needs_repair"), "repair", 60, marks=pytest.mark.clause("E-T1.housing.repair")),
        pytest.param(home("rented"), "rental", 100, marks=pytest.mark.clause("E-T1.housing.rental")),
        pytest.param(home("none"), "none", 130, marks=pytest.mark.clause("E-T1.housing.none")),
        pytest.param(home(condition="no_suitable"), "none", 130, marks=pytest.mark.clause("E-T1.housing.none")),
        pytest.param(home("rented", "needs_repair"), "rental", 100, marks=pytest.mark.clause("E-T1.housing.cap")),
        pytest.param(home("rented", "no_suitable"), "none", 130, marks=pytest.mark.clause("E-T1.housing.cap")),
    ],
)
def test_the_best_row_of_the_home_counts(dwelling, row, worth):
    found = assessed(household(dwelling=dwelling))

    assert points(found)["housing"] == worth
    assert [line for line in counted(found) if "housing" in line] == [f"E-T1.housing.{row}"]


def test_a_lent_home_or_one_of_an_institution_has_no_points():
    assert points(assessed(household(dwelling=home("lent"))))["housing"] == 0
    assert points(assessed(household(dwelling=home("institution"))))["housing"] == 0


# Decile, and what is not known.


@pytest.mark.parametrize(
    ("decile", "worth"),
    [
        *[
            pytest.param(decile, worth, marks=pytest.mark.clause(f"E-T1.decile.{decile}"))
            for decile, worth in ((1, 400), (2, 350), (3, 300), (4, 250), (5, 200))
        ],
        *[pytest.param(decile, 0, marks=pytest.mark.clause("E-T1.decile.cap")) for decile in range(6, 11)],
    ],
)
def test_a_decile_gives_its_points(decile, worth):
    found = assessed(household(decile=decile))

    assert points(found)["decile"] == worth
    assert found.score.complete


@pytest.mark.clause("E-T1.decile.cap")
def test_without_a_decile_the_score_is_incomplete_and_its_range_is_shown():
    found = assessed(household(decile=None))

    assert (found.score.total, found.score.lowest, found.score.highest) == (30, 30, 430)
    assert not found.score.complete
    assert finding(found, "E-3.1.1").result == "unknown"


def test_unknown_parents_leave_the_girls_row_open():
    girl = {"marital_status": "never_married", "bears_own_costs": True}
    plain = assessed(household(woman(25, **girl)))
    elderly = assessed(household(woman(60, **girl)))

    assert (plain.score.total, plain.score.lowest, plain.score.highest) == (380, 380, 440)
    assert finding(plain, "E-D.20").result == "unknown"
    assert elderly.score.complete, "the elderly row is worth as much as the girl's"


def test_both_unknowns_widen_the_range_together():
    found = assessed(household(woman(25, marital_status="never_married", bears_own_costs=True), decile=None))

    assert (found.score.lowest, found.score.highest) == (30, 490)


def test_every_row_of_the_table_is_proved_above():
    rows = {row.clause for factor in RuleSet.named("emdad-1403").factors for row in factor.rows}

    assert rows | {
        f"E-T1.{key}.cap" for key in ("region", "head", "work", "health", "children", "housing", "decile")
    } | {"E-T1.total"} == set(ROW_CLAUSES)


@given(st.integers(1, 9))
def test_a_lower_decile_never_gives_fewer_points(decile):
    poorer = points(assessed(household(decile=decile)))["decile"]

    assert poorer >= points(assessed(household(decile=decile + 1)))["decile"]


@given(st.integers(1, 8))
def test_a_higher_coefficient_never_gives_fewer_points(coefficient):
    milder = points(assessed(household(area=village(coefficient))))["region"]

    assert milder <= points(assessed(household(area=village(coefficient + 1))))["region"]
