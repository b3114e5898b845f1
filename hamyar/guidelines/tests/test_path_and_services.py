"""Articles 2 and 3: who may decide, what may be granted, and what every clause says of it."""

import pytest
from hypothesis import given, settings

from hamyar.guidelines import citations, wording
from hamyar.guidelines.admission import AQSHAR_SERVICES, PATHS, SERVICES
from hamyar.guidelines.tests.households import (
    assessed,
    counted,
    finding,
    home,
    household,
    man,
    person,
    points,
    random_households,
    woman,
)

REQUIRED = [
    "E-2.1", "E-2.2", "E-2.3", "E-2.4", "E-2.5", "E-3.1.1", "E-3.2.1", "E-3.2.2", "E-3.n1", "E-4.n1", "E-4.n2",
    "E-5.n2.2", "E-D.12", "E-D.28",
]  # fmt: skip
OUTSIDE = home(in_office_territory=False)


def path(*people, **fields):
    return assessed(household(*people, **fields)).path


def result(clause, *people, **fields):
    return finding(assessed(household(*people, **fields)), clause).result


@pytest.mark.clause("E-2.1", "E-4.n2")
def test_a_foreign_head_goes_to_the_charity_centre_whatever_else_is_wrong():
    foreigner = woman(nationality="foreign", national_code=None)

    assert path(foreigner, decile=None, dwelling=OUTSIDE) == "charity_centre"
    assert result("E-2.1", foreigner) == "unmet"
    assert result("E-4.n2", foreigner) == "unmet"
    assert result("E-4.n2", woman()) == "not_applicable"


@pytest.mark.parametrize("code", ["1111111111", "", "123", "0012345678", "۰۰۱۲۳۴۵۶۷۹"])
@pytest.mark.clause("E-2.2")
def test_a_wrong_national_code_refuses_the_household_and_no_permit_helps(code):
    found = assessed(household(woman(national_code=code), decile=None))

    assert found.path == "refused"
    assert finding(found, "E-2.2").result == "unmet"
    assert finding(found, "E-D.28").result == "not_applicable"


@pytest.mark.clause("E-2.2")
def test_a_missing_national_code_leaves_the_household_incomplete():
    assert path(woman(national_code=None)) == "incomplete"
    assert result("E-2.2", woman(national_code=None)) == "unknown"
    assert result("E-2.2", woman()) == "met"


@pytest.mark.clause("E-4.n1")
def test_the_national_codes_of_members_do_not_matter():
    assert path(woman(), person("a", 5, national_code="1"), person("b", 5)) == "social_worker"


@pytest.mark.clause("E-2.3")
def test_a_present_man_of_military_age_needs_his_card():
    assert path(man(30, military_status="none")) == "special_permit"
    assert path(man(30, military_status=None)) == "incomplete"
    assert path(man(30, military_status="exempt")) == "social_worker"
    assert path(man(30, military_status="not_yet_due")) == "social_worker"
    assert result("E-2.3", man(30, military_status="none")) == "unmet"
    assert result("E-2.3", man(30, military_status=None)) == "unknown"
    assert result("E-2.3", man(30)) == "met"


@pytest.mark.parametrize(
    "data",
    [
        household(man(50, military_status="none")),
        household(man(17, military_status="none")),
        household(man(30, military_status="none", illness_class="special")),
        household(man(30, military_status="none"), head_condition="imprisoned"),
        household(woman(30, military_status="none")),
    ],
)
@pytest.mark.clause("E-2.3")
def test_outside_the_scope_the_card_is_not_asked_for(data):
    found = assessed(data)

    assert found.path == "social_worker"
    assert finding(found, "E-2.3").result == "not_applicable"


@pytest.mark.clause("E-2.3")
def test_the_scope_begins_at_eighteen_and_ends_before_fifty():
    assert result("E-2.3", man(18, military_status="none")) == "unmet"
    assert result("E-2.3", man(49, military_status="none")) == "unmet"


@pytest.mark.clause("E-2.3")
def test_a_grown_son_without_card_is_a_warning_and_no_bar():
    found = assessed(household(woman(50), person("son", 25, sex="male", military_status="none")))

    assert found.path == "social_worker"
    assert finding(found, "E-5.1.j").because == {"sons_without_card": 1}


@pytest.mark.clause("E-2.4")
def test_a_home_outside_the_territory_goes_to_the_other_office():
    assert path(dwelling=OUTSIDE) == "other_office"
    assert path(dwelling=OUTSIDE, decile=9) == "other_office"
    assert result("E-2.4", dwelling=OUTSIDE) == "unmet"
    assert result("E-2.4") == "met"


@pytest.mark.parametrize("body", ["behzisti", "martyrs_foundation", "other_support"])
@pytest.mark.clause("E-2.5")
def test_support_by_another_body_needs_a_permit(body):
    assert path(woman(covered_by=[body])) == "special_permit"
    assert result("E-2.5", woman(covered_by=[body])) == "unmet"


@pytest.mark.clause("E-2.5")
def test_membership_of_a_hamyar_group_counts_like_support_by_behzisti():
    assert path(woman(in_hamyar_group=True)) == "special_permit"
    assert result("E-2.5", woman(in_hamyar_group=True)) == "unmet"


@pytest.mark.clause("E-2.5")
def test_support_of_other_members_bars_nobody():
    member = person("m", 20, "sibling", covered_by=["behzisti"], in_hamyar_group=True)

    assert path(woman(), member) == "social_worker"
    assert result("E-2.5", woman(), member) == "met"


@pytest.mark.parametrize("pension", [{"pension_monthly_rials": 1}, {"covered_by": ["pension_funds"]}])
@pytest.mark.clause("E-2.5", "E-4.a.4", "E-4.b.4")
def test_a_pension_alone_goes_to_the_commission_as_an_exception(pension):
    found = assessed(household(woman(**pension)))

    assert found.path == "commission"
    assert finding(found, "E-2.5").result == "met"
    assert finding(found, "E-2.5").because == {"pension": True}


@pytest.mark.parametrize(
    ("decile", "expected"),
    [(1, "social_worker"), (3, "social_worker"), (4, "commission"), (5, "commission"), (6, "special_permit")],
)
@pytest.mark.clause("E-3.2.1", "E-3.2.2")
def test_the_decile_decides_who_may_decide(decile, expected):
    assert path(decile=decile) == expected


@pytest.mark.clause("E-3.2.1", "E-3.2.2")
def test_each_decile_stands_under_one_clause():
    bands = ("E-3.2.1", "E-3.2.2", "E-3.n1")

    assert [result(clause, decile=3) for clause in bands] == ["met", "not_applicable", "not_applicable"]
    assert [result(clause, decile=4) for clause in bands] == ["not_applicable", "met", "not_applicable"]
    assert [result(clause, decile=6) for clause in bands] == ["not_applicable", "not_applicable", "unmet"]
    assert [result(clause, decile=None) for clause in bands] == ["unknown"] * 3


@pytest.mark.clause("E-T1.decile.cap")
def test_without_a_decile_nobody_decides():
    assert path(decile=None) == "incomplete"


def test_without_a_target_group_only_a_permit_helps():
    found = assessed(household(woman(marital_status="married")))

    assert found.path == "special_permit"
    assert finding(found, "E-D.28").because == {"reasons": ("no_target_group",)}


def test_the_permit_names_every_clause_that_closes_the_way():
    found = assessed(household(man(30, military_status="none", covered_by=["behzisti"]), decile=8))

    assert finding(found, "E-D.28").result == "unmet"
    assert finding(found, "E-D.28").because["reasons"] == ("E-2.3", "E-2.5", "E-3.n1", "no_target_group")
    assert finding(assessed(household()), "E-D.28").result == "not_applicable"
    assert finding(assessed(household(decile=None)), "E-D.28").result == "unknown"


@pytest.mark.clause("E-5.n2.2", "E-5.n2.1")
def test_a_divorce_without_proof_goes_to_the_commission_and_customary_proof_suffices():
    divorced = woman(marital_status="divorced")

    assert path(divorced, divorce_evidence="official") == "social_worker"
    assert path(divorced, divorce_evidence="customary") == "social_worker"
    assert path(divorced, divorce_evidence="none") == "commission"
    assert path(divorced) == "incomplete"
    assert result("E-5.n2.2", divorced, divorce_evidence="none") == "unmet"
    assert result("E-5.n2.2", divorced) == "unknown"
    assert result("E-5.n2.2", woman(), divorce_evidence="none") == "not_applicable"


def test_at_first_admission_an_addicted_head_does_not_by_itself_call_the_commission():
    assert path(man(), head_condition="ineffective_addiction") == "social_worker"


@pytest.mark.clause("E-3.2.1", "E-3.2.2")
def test_livelihood_is_for_deciles_one_to_three_only():
    assert assessed(household(decile=3)).services_allowed == SERVICES
    assert assessed(household(decile=4)).services_allowed == SERVICES[1:]
    assert assessed(household(woman(pension_monthly_rials=1), decile=3)).services_allowed == SERVICES


@pytest.mark.clause("E-D.12")
def test_aqshar_alone_has_training_work_and_education_for_twelve_months():
    found = assessed(household(man(45)))

    assert found.services_allowed == AQSHAR_SERVICES
    assert "livelihood" not in found.services_allowed
    assert found.support_limit_months == 12


@pytest.mark.clause("E-D.12")
def test_beside_another_group_aqshar_limits_nothing():
    found = assessed(household(man(45, illness_class="special")))

    assert found.services_allowed == SERVICES
    assert found.support_limit_months is None


@pytest.mark.clause("E-6.4.3")
def test_a_released_prisoner_alone_is_limited_to_twelve_months():
    prison = {"released_on": "2024-01-01", "referral": "prisoners_support_association"}

    assert assessed(household(man(65), prison=prison)).support_limit_months == 12
    assert assessed(household(man(45), prison=prison)).support_limit_months is None


@pytest.mark.parametrize(
    "data",
    [
        household(decile=None),
        household(decile=9),
        household(dwelling=OUTSIDE),
        household(woman(nationality="foreign")),
        household(woman(national_code="1")),
    ],
)
def test_on_every_other_path_no_service_may_be_granted(data):
    assert assessed(data).services_allowed == ()


@pytest.mark.clause("E-D.12")
def test_aqshar_says_why_it_does_not_hold():
    assert result("E-D.12", man(45)) == "met"
    assert result("E-D.12", man(60)) == "unmet"
    assert result("E-D.12", man(45), decile=4) == "unmet"
    assert result("E-D.12", man(45), decile=None) == "unknown"
    assert result("E-D.12", woman()) == "not_applicable"


@pytest.mark.parametrize(
    ("data", "clause"),
    [
        pytest.param(
            household(woman(), person("a", illness_class="special")), "E-7.1.a", marks=pytest.mark.clause("E-7.1.a")
        ),
        pytest.param(household(dwelling=home("rented")), "E-7.1.b", marks=pytest.mark.clause("E-7.1.b")),
        pytest.param(household(dwelling=home("none")), "E-7.1.b", marks=pytest.mark.clause("E-7.1.b")),
        pytest.param(household(woman(), person("a")), "E-7.1.j", marks=pytest.mark.clause("E-7.1.j")),
        pytest.param(
            household(woman(), person("a", education_status="pupil")), "E-7.1.d", marks=pytest.mark.clause("E-7.1.d")
        ),
        pytest.param(household(area={"kind": "village"}), "E-7.1.h", marks=pytest.mark.clause("E-7.1.h")),
        pytest.param(
            household(area={"kind": "city", "is_border": True}), "E-7.1.h", marks=pytest.mark.clause("E-7.1.h")
        ),
        pytest.param(household(risk_class="at_risk"), "E-7.1.v", marks=pytest.mark.clause("E-7.1.v")),
        pytest.param(household(woman(60), person("a", 30)), "E-7.1.z", marks=pytest.mark.clause("E-7.1.z")),
    ],
)
def test_a_cost_factor_lights_where_it_holds_and_only_there(data, clause):
    assert finding(assessed(data), clause).result == "met"
    assert all(not one.clause.startswith("E-7.1") for one in assessed(household()).findings)


def test_a_daughter_of_twenty_nine_or_a_married_one_is_no_cost_factor():
    young, married = person("a", 29), person("b", 35, marital_status="married")

    assert all(one.clause != "E-7.1.z" for one in assessed(household(woman(60), young, married)).findings)


def test_children_are_counted_with_girls_apart():
    found = assessed(household(woman(), person("a"), person("b", sex="male"), person("c")))

    assert finding(found, "E-7.1.j").because == {"children": 3, "girls": 2}


@given(random_households())
@settings(max_examples=300, deadline=None)
@pytest.mark.clause("E-10.1", "E-T1.total")
def test_any_household_has_a_sound_assessment(data):
    found = assessed(data)
    score = found.score

    assert score.total == sum(factor.points for factor in score.factors) <= 1000
    assert score.lowest <= score.total <= score.highest <= 1000
    assert score.complete == (score.lowest == score.highest)
    for factor in score.factors:
        assert 0 <= factor.points <= factor.cap
        assert factor.points == min(factor.cap, sum(line.points for line in factor.lines if line.counted))
        all_count = factor.factor == "children"
        assert sum(line.counted for line in factor.lines) == (len(factor.lines) if all_count else bool(factor.lines))
    cited = [line.clause for factor in score.factors for line in factor.lines] + [one.clause for one in found.findings]
    assert all(map(citations.is_clause, cited))
    assert found.path in PATHS
    assert set(found.services_allowed) <= set(SERVICES)
    assert bool(found.services_allowed) == (found.path in ("social_worker", "commission"))
    assert [one.clause for one in found.findings][: len(REQUIRED)] == REQUIRED
    assert len({one.clause for one in found.findings}) == len(found.findings)
    assert assessed(data) == found


@given(random_households())
@settings(max_examples=200, deadline=None)
def test_every_finding_has_a_sentence_with_its_reference_for_staff_and_for_the_household(data):
    for one in assessed(data).findings:
        for for_household in (False, True):
            sentence = wording.finding_text(one, for_household=for_household)
            assert sentence.endswith(f"({citations.clause(one.clause).reference}).")
            assert "{" not in sentence and not any("a" <= sign <= "z" for sign in sentence)


@given(random_households())
@settings(max_examples=200, deadline=None)
def test_what_is_unknown_lies_within_the_possible_range_whatever_it_turns_out_to_be(data):
    found = assessed({**data, "decile": None})
    if len(data["people"]) > 1:
        totals = [assessed({**data, "decile": decile}).score.total for decile in range(1, 11)]

        assert (min(totals), max(totals)) == (found.score.lowest, found.score.highest)


@given(random_households())
@settings(max_examples=200, deadline=None)
def test_each_ill_member_beside_the_head_adds_health_points_up_to_the_cap(data):
    healthy = {**data, "people": [{**one, "illness_class": None} for one in data["people"]]}
    one_ill = {**healthy, "people": [*healthy["people"], person("new", 40, "other", illness_class="special")]}
    two_ill = {**one_ill, "people": [*one_ill["people"], person("newer", 40, "other", illness_class="special")]}

    totals = [points(assessed(each))["health"] for each in (healthy, one_ill, two_ill)]

    assert totals == [0, 40, 60]
    assert not [clause for clause in counted(assessed(healthy)) if "health" in clause]
