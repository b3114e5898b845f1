"""Article 4: who stands in which group, and who does not."""

import pytest

from hamyar.guidelines.criteria.target_groups import TARGET_GROUPS
from hamyar.guidelines.tests.households import assessed, finding, household, lines, man, person, woman

GIRL = {"marital_status": "never_married", "living_parents": 0, "bears_own_costs": True}


def groups(*people, **fields):
    return list(assessed(household(*people, **fields)).target_groups)


@pytest.mark.clause("E-4.a.1")
def test_a_woman_without_husband_is_in_the_group():
    assert groups(woman(marital_status="never_married")) == ["female_no_spouse"]
    assert groups(woman(marital_status="separated")) == ["female_no_spouse"]
    assert groups(woman(marital_status="spouse_missing")) == ["female_no_spouse"]


@pytest.mark.clause("E-4.a.1")
def test_a_married_woman_is_not():
    assert groups(woman(marital_status="married")) == []


@pytest.mark.parametrize("condition", ["fugitive", "missing", "separated"])
@pytest.mark.clause("E-4.a.1")
def test_the_household_of_a_man_who_is_gone_is_in_the_group(condition):
    assert groups(man(), head_condition=condition, decile=4) == ["female_no_spouse"]


def test_the_household_of_a_man_absent_for_another_reason_is_not():
    assert groups(man(), head_condition="absent_other", decile=4) == []


@pytest.mark.clause("E-4.a.2", "E-D.11")
def test_a_widow_is_in_the_group_and_a_widower_is_not():
    assert groups(woman(marital_status="widowed")) == ["female_widow"]
    assert groups(man(marital_status="widowed"), decile=4) == []


@pytest.mark.parametrize("evidence", [None, "official", "customary", "none"])
@pytest.mark.clause("E-4.a.3")
def test_a_divorced_woman_is_in_the_group_whatever_the_evidence(evidence):
    assert groups(woman(marital_status="divorced"), divorce_evidence=evidence) == ["female_divorced"]


@pytest.mark.parametrize("pension", [{"pension_monthly_rials": 0}, {"covered_by": ["pension_funds"]}])
@pytest.mark.clause("E-4.a.4", "E-4.b.4")
def test_a_pension_makes_a_needy_pensioner(pension):
    assert groups(woman(**pension)) == ["female_widow", "female_needy_pensioner"]
    assert groups(man(**pension), decile=4) == ["male_needy_pensioner"]


@pytest.mark.clause("E-D.20", "E-4.a.5")
def test_a_girl_of_eighteen_alone_without_parents_bearing_her_costs_is_self_supporting():
    assert groups(woman(18, **GIRL)) == ["self_supporting_girl"]


@pytest.mark.parametrize(
    "change",
    [
        {"age": 17},
        {"living_parents": 1},
        {"living_parents": None},
        {"bears_own_costs": False},
        {"marital_status": "widowed"},
    ],
)
@pytest.mark.clause("E-D.20", "E-4.a.5")
def test_a_girl_who_lacks_one_condition_is_not(change):
    found = assessed(household(woman(**{"age": 18, **GIRL, **change})))

    assert "self_supporting_girl" not in found.target_groups
    assert "E-T1.head.girl" not in lines(found)


@pytest.mark.clause("E-D.20", "E-4.a.5")
def test_a_girl_who_does_not_live_alone_is_not():
    assert groups(woman(18, **GIRL), person("friend", 20, "other")) == ["female_no_spouse"]


@pytest.mark.parametrize("condition", ["ineffective_addiction", "ineffective_mental"])
@pytest.mark.clause("E-4.a.6")
def test_an_ineffective_head_makes_an_ill_headed_household(condition):
    assert groups(man(), head_condition=condition, decile=4) == ["ill_headed"]


@pytest.mark.clause("E-4.b.1")
def test_a_man_with_a_recorded_illness_is_in_the_group():
    assert groups(man(illness_class="special"), decile=4) == ["male_ill"]
    assert groups(man(illness_class=None), decile=4) == []


@pytest.mark.clause("E-D.13", "E-4.b.2")
def test_a_needy_elderly_man_is_sixty_cannot_earn_and_has_no_pension():
    assert groups(man(60), cannot_earn=True) == ["male_elderly"]
    assert groups(man(59), cannot_earn=True, decile=4) == []
    assert groups(man(60), cannot_earn=False) == []
    assert groups(man(60, pension_monthly_rials=5), cannot_earn=True) == ["male_needy_pensioner"]


def test_an_elderly_woman_enters_by_her_own_groups():
    assert groups(woman(70), cannot_earn=True) == ["female_widow"]


@pytest.mark.parametrize("condition", ["imprisoned", "open_sentence", "electronic_tag"])
@pytest.mark.clause("E-4.b.3", "E-6.n5", "E-D.16")
def test_a_prisoners_household_is_in_the_group_open_sentence_and_tag_included(condition):
    assert groups(man(), head_condition=condition, decile=4) == ["male_prisoner"]


@pytest.mark.clause("E-4.b.3")
def test_a_missing_responsible_person_is_a_finding_and_no_bar():
    alone = assessed(household(man(), head_condition="imprisoned"))
    cared_for = assessed(
        household(man(), person("wife", 30, "spouse"), head_condition="imprisoned", responsible_person="wife")
    )

    assert alone.path == "social_worker"
    assert finding(alone, "E-D.10").result == "unmet"
    assert all(one.clause != "E-D.10" for one in cared_for.findings)


@pytest.mark.clause("E-D.12", "E-4.b.5")
def test_a_man_under_sixty_in_decile_one_to_three_is_aqshar():
    assert groups(man(59), decile=3) == ["male_aqshar"]
    assert groups(man(59), decile=4) == []
    assert groups(man(60), decile=3) == []
    assert groups(man(59), decile=None) == []


@pytest.mark.clause("E-4.n1")
def test_an_iranian_wife_of_a_foreigner_is_in_the_group():
    husband = person("h", 40, "spouse", "male", nationality="foreign")

    assert groups(woman(marital_status="married"), husband) == ["iranian_wife_of_foreigner"]
    assert groups(woman(marital_status="married"), {**husband, "nationality": "iranian"}) == []
    assert groups(woman(marital_status="married"), {**husband, "relation": "other"}) == []
    assert groups(man(), {**husband, "sex": "female"}, decile=4) == []


@pytest.mark.parametrize(
    ("released_on", "inside"),
    [("2024-06-01", True), ("2023-06-02", True), ("2023-06-01", False), ("2024-06-02", False)],
)
@pytest.mark.clause("E-6.4.3")
def test_a_released_prisoner_is_supported_for_twelve_months(released_on, inside):
    prison = {"released_on": released_on, "referral": "prisons_department"}

    found = groups(man(), head_condition="present", prison=prison, decile=4)

    assert found == (["released_prisoner"] if inside else [])


@pytest.mark.clause("E-6.4.3")
def test_without_referral_a_released_prisoner_is_not_in_the_group():
    assert groups(man(), prison={"released_on": "2024-01-01"}, decile=4) == []


def test_twelve_months_after_29_february_end_on_the_28th():
    prison = {"released_on": "2024-02-29", "referral": "prisons_department"}

    assert groups(man(), prison=prison, decile=4, as_of="2025-02-27") == ["released_prisoner"]
    assert groups(man(), prison=prison, decile=4, as_of="2025-02-28") == []


def test_groups_are_listed_in_the_order_of_the_article_and_whatever_the_path():
    found = assessed(
        household(
            man(50, illness_class="special", covered_by=["pension_funds", "behzisti"]),
            head_condition="imprisoned",
            prison={"started_on": "2020-01-01"},
        )
    )

    assert found.path == "special_permit"
    assert list(found.target_groups) == ["male_ill", "male_prisoner", "male_needy_pensioner", "male_aqshar"]
    order = [group.key for group in TARGET_GROUPS]
    assert sorted(found.target_groups, key=order.index) == list(found.target_groups)


def test_a_year_after_release_that_no_calendar_reaches_is_not_over():
    prison = {"released_on": "9999-01-01", "referral": "prisons_department"}

    assert groups(man(), prison=prison, decile=4, as_of="9999-12-31") == ["released_prisoner"]
