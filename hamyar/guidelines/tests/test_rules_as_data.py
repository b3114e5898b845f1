"""Clauses, readings, parameters, Table 1 and duties as data: whole, cited, dated, and refused when wrong."""

import copy
import json
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from hamyar.guidelines import citations, conditions, release_file, ruleset, wording
from hamyar.guidelines.duties import DUTIES
from hamyar.guidelines.release_file import ReleaseRefused
from hamyar.guidelines.ruleset import NoReleaseInForce, Release, RuleSet, UnknownParameter, UnknownRelease
from hamyar.guidelines.tests.households import assessed, home, household, man, person, points, village, woman

TODAY = date(2024, 6, 1)


def data_of_packaged_release():
    return ruleset.packaged_release().as_data()


def parameter(data, key):
    return next(row for row in data["parameters"] if row["key"] == key)


def add_value(data, from_on, *, at=1):
    parameter(data, "age.elderly")["values"].insert(at, {"from": from_on, "value": 61})


def release(name="emdad-test", **changes):
    """The packaged release under another name, with some parameters changed."""
    data = data_of_packaged_release() | {"name": name, "title": "نشر آزمایشی"}
    for key, value in changes.items():
        parameter(data, key.replace("__", "."))["values"][0]["value"] = value
    return Release.from_data(data)


def refused(change):
    data = data_of_packaged_release()
    change(data)
    with pytest.raises(ReleaseRefused) as refusal:
        Release.from_data(data)
    return refusal.value


def test_all_clauses_of_both_guidelines_are_there():
    emdad, hamyar = citations.clauses_of("emdad"), citations.clauses_of("hamyar")

    assert (len(emdad), len(hamyar), len(citations.all_clauses())) == (229, 170, 399)
    assert Counter(clause.kind for clause in citations.all_clauses().values()) == {
        "definition": 45, "eligibility_rule": 53, "score": 44, "deadline": 22, "workflow_step": 77, "role_duty": 48,
        "document": 18, "report": 13, "restriction": 15, "governance": 38, "finance_rule": 26,
    }  # fmt: skip


def test_every_clause_can_be_cited_in_persian():
    for clause in citations.all_clauses().values():
        assert clause.reference and clause.text.endswith(".") and clause.chapter
        assert len(clause.text.split()) <= 20
        assert not any("a" <= sign.lower() <= "z" for sign in clause.text + clause.reference)


def test_soft_and_permissive_clauses_are_marked():
    by_force = Counter(clause.force for clause in citations.all_clauses().values())

    assert by_force["soft"] == 13
    assert citations.clause("E-9.j").force == "soft"
    assert citations.clause("E-4.n1").force == "permissive"
    assert citations.clause("E-2.2").force == "hard"
    assert citations.clause("E-7.2").soft_when


def test_every_reading_cites_clauses_and_parameters_that_exist():
    readings, known = citations.readings(), RuleSet.in_force(TODAY).values

    assert list(readings) == [f"A-{number:02d}" for number in range(1, 70)]
    for reading in readings.values():
        assert reading.text.endswith(".")
        assert reading.clauses and all(map(citations.is_clause, reading.clauses))
        assert all(key in known for key in reading.parameters)
    assert [reading.id for reading in citations.readings_on("E-13.n3")] == ["A-06"]


def test_the_packaged_files_pass_their_check_and_carry_its_digest():
    """After a change of the packaged files: put the digest that this test shows into release.toml."""
    checked = release_file.check_files(citations.load_toml)

    assert checked == data_of_packaged_release()
    assert ruleset.digest_of(checked) == citations.load_toml("release.toml")["checked"]
    assert sorted(ruleset.PARAMETER_FILES) == ruleset.packaged_parameter_files()


def test_files_whose_digest_is_not_the_checked_one_are_checked(monkeypatch):
    def read(path):
        data = copy.deepcopy(citations.load_toml(path))
        if path == "tables/priority.toml":
            data["factor"][0]["cap"] = 60
        return data

    with pytest.raises(ReleaseRefused) as refusal:
        release_file.check_files(read)

    assert refusal.value.details["file"] == "tables/priority.toml"
    assert "1010" in refusal.value.details["reason"]


@pytest.mark.clause("E-T1.total")
def test_a_table_whose_caps_do_not_sum_to_its_total_is_refused():
    refusal = refused(
        lambda data: data["table"]["factor"][5].update(cap=120, rows=data["table"]["factor"][5]["rows"][:3])
    )

    assert refusal.details["reason"] == "the caps sum to 990, the total is 1000"
    assert "emdad-1403" in wording.refusal_text(refusal)


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        (lambda data: parameter(data, "age.elderly").update(clauses=[]), "age.elderly.clauses", "at least 1"),
        (lambda data: parameter(data, "age.elderly").update(clauses=["E-99"]), "age.elderly.clauses", "unknown clause E-99"),
        (lambda data: parameter(data, "age.elderly").update(readings=["A-99"]), "readings", "unknown reading"),
        (lambda data: add_value(data, "0001-01-01"), "age.elderly", "same day"),
        (lambda data: add_value(data, "0001-01-02", at=0), "age.elderly", "order"),
        (lambda data: parameter(data, "age.elderly")["values"][0].update({"from": "2020-01-01"}), "", "no value when"),
        (lambda data: parameter(data, "age.elderly")["values"][0].update(value="60"), "age.elderly", "whole number"),
        (lambda data: parameter(data, "age.elderly")["values"][0].update(value=True), "age.elderly", "whole number"),
        (lambda data: parameter(data, "appeal.once")["values"][0].update(value=1), "appeal.once", "true or false"),
        (lambda data: parameter(data, "vote.basis")["values"][0].update(value="x"), "vote.basis", "one of"),
        (lambda data: parameter(data, "visit.risk_per_year")["values"][0].update(value=1), "visit.risk", "minimum"),
        (lambda data: parameter(data, "finance.reserve_ratio")["values"][0].update(value="1/11"), "finance", "minimum"),
        (lambda data: parameter(data, "group.literate_ratio")["values"][0].update(value="4/3"), "group", "from 0 to 1"),
        (lambda data: parameter(data, "age.out_bands")["values"][0].update(value=[[6, 13], [13, 18]]), "age.out", "bands"),
        (lambda data: parameter(data, "harm.non_triggering")["values"][0].update(value=["x"]), "harm", "list out of"),
        (lambda data: parameter(data, "permit.non_waivable")["values"][0].update(value=["x"]), "permit", "exist"),
        (lambda data: parameter(data, "score.work_map")["values"][0].update(value={"employed": "x"}), "score.w", "map"),
        (lambda data: parameter(data, "age.maturity")["values"][0].update(value={"girl": 9}), "age.maturity", "girl"),
        (lambda data: parameter(data, "score.threshold")["values"][0].update(value="much"), "score.th", "none or"),
        (lambda data: parameter(data, "age.elderly").update(unit="moon"), "age.elderly.unit", "Input should be"),
        (lambda data: parameter(data, "age.elderly").update(colour="blue"), "age.elderly.colour", "not permitted"),
        (lambda data: data["parameters"].append(parameter(data, "age.elderly")), "", "stands twice"),
        (lambda data: data["parameters"].pop(), "forms.source_label", "missing"),
        (lambda data: data["table"]["factor"].pop(), "table", "factors must be"),
        (lambda data: data["table"]["factor"][0]["rows"][0].update(id="E-T1.x"), "region", "unknown clause"),
        (lambda data: data["table"]["factor"][0]["rows"][0].update(points=51), "region", "the cap is 50"),
        (lambda data: data["table"]["factor"][0]["rows"][0].update(points=-1), "region.rows.E-T1.region.v9.points", "0"),
        (lambda data: data["table"]["factor"][0]["rows"][0].update(when="moon == 1"), "E-T1.region.v9", "unknown measure"),
        (lambda data: data["table"]["factor"][0]["rows"][0].update(when="young >"), "E-T1.region.v9", "cannot read"),
        (lambda data: data["table"]["factor"][0]["rows"].append(data["table"]["factor"][0]["rows"][0]), "table", "twice"),
        (lambda data: data.update(name="Two Words"), "name", "match"),
    ],
)  # fmt: skip
def test_wrong_rules_are_refused_with_the_key_and_the_reason(change, key, reason):
    refusal = refused(change)

    assert key in refusal.details["key"]
    assert reason in refusal.details["reason"]


def test_a_release_comes_back_from_storage_with_the_same_digest():
    stored = json.loads(json.dumps(data_of_packaged_release()))

    assert Release.from_data(stored).digest == ruleset.packaged_release().digest
    assert ruleset.packaged_release().digest.startswith("sha256:")
    assert release(age__elderly=61).digest != ruleset.packaged_release().digest


@pytest.mark.clause("E-17.2")
def test_the_release_that_began_last_is_in_force_and_earlier_days_keep_theirs():
    later = data_of_packaged_release() | {"name": "emdad-1404", "from": "2025-03-21"}
    both = [ruleset.packaged_release(), Release.from_data(later)]

    assert RuleSet.in_force(date(2025, 3, 20), among=both).name == "emdad-1403"
    assert RuleSet.in_force(date(2025, 3, 21), among=both).name == "emdad-1404"
    assert RuleSet.named("emdad-1403", on=date(2030, 1, 1), among=both).name == "emdad-1403"


def test_a_day_before_every_release_has_no_rules_and_an_unknown_name_neither():
    later = Release.from_data(data_of_packaged_release() | {"name": "emdad-1404", "from": "2025-03-21"})

    with pytest.raises(NoReleaseInForce):
        RuleSet.in_force(TODAY, among=[later])
    with pytest.raises(UnknownRelease):
        RuleSet.named("emdad-0000")
    with pytest.raises(UnknownParameter):
        RuleSet.in_force(TODAY).value("age.moon")


def test_a_dated_value_holds_from_its_day_on():
    data = data_of_packaged_release() | {"name": "emdad-dated"}
    parameter(data, "age.elderly")["values"].append({"from": "2024-06-01", "value": 62, "basis": "نمونه"})
    dated = Release.from_data(data)

    assert dated.on(date(2024, 5, 31)).value("age.elderly") == 60
    assert dated.on(date(2024, 6, 1)).value("age.elderly") == 62
    assert dated.on(date(2024, 6, 1)) is dated.on(date(2030, 1, 1))
    assert dated.on(date(2024, 6, 1)).parameter("age.elderly").from_on == date(2024, 6, 1)


def test_a_parameter_says_what_it_is_and_where_it_comes_from():
    found = RuleSet.in_force(TODAY).parameter("sla.application")

    assert (found.value, found.unit, found.origin, found.level) == (1, "month", "seed", "hq")
    assert found.clauses == ("E-13.n3",)
    assert found.readings == ("A-06",)
    assert found.title == "مهلت رسیدگی به درخواست"


def test_values_come_as_the_rules_use_them():
    rules = RuleSet.in_force(TODAY)

    assert rules.value("group.literate_ratio") == Fraction(1, 3)
    assert rules.value("score.threshold") is None
    assert rules.value("age.out_bands") == ((6, 12), (13, 18))
    assert rules.value("permit.non_waivable") == ("E-2.2", "E-4.n2")
    assert rules.value("routing.auto") is True
    assert len(rules.parameters()) == len(rules.values) >= 118


# Every reading of Table 1 and of the path can be set otherwise, and then decides otherwise.


def under(**changes):
    return release(**changes).on(TODAY)


@pytest.mark.parametrize(
    ("setting", "by_coefficient"),
    [
        ("as_no_coefficient", {None: 20, 1: 20, 3: 20, 4: 20, 5: 20, 6: 35}),
        ("interpolate", {None: 20, 1: 20, 3: 20, 4: 25, 5: 30, 6: 35}),
        ("zero", {None: 20, 1: 0, 3: 0, 4: 0, 5: 0, 6: 35}),
    ],
)
def test_villages_of_coefficient_one_to_five_follow_the_setting(setting, by_coefficient):
    rules = under(score__village_1_5=setting)

    assert {
        coefficient: points(assessed(household(area=village(coefficient)), rules))["region"]
        for coefficient in by_coefficient
    } == by_coefficient


def test_housing_and_children_combine_as_set():
    rented_and_broken = household(dwelling=home("rented", "needs_repair"))
    bands = household(
        woman(), person("a", 8, education_status="out_of_school"), person("b", 15, education_status="out_of_school")
    )

    assert points(assessed(rented_and_broken, under(score__housing_combine="sum_capped")))["housing"] == 130
    assert points(assessed(bands))["children"] == 90
    assert points(assessed(bands, under(score__out_bands_combine="max")))["children"] == 60
    assert points(assessed(bands, under(score__children_combine="max")))["children"] == 60


def test_ages_work_and_illness_follow_their_parameters():
    ill_head = household(woman(illness_class="special"))

    assert points(assessed(household(woman(60)), under(age__elderly=65)))["head"] == 0
    assert points(assessed(ill_head, under(score__health_count_head=True)))["health"] == 40
    assert (
        points(assessed(household(man(), head_condition="missing"), under(score__unfit_map=["fugitive"])))["head"] == 0
    )


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("commission", "commission"),
        ("social_worker", "social_worker"),
        ("special_permit", "special_permit"),
        ("blocked", "refused"),
    ],
)
def test_the_pensioners_way_follows_the_setting(setting, expected):
    rules = under(pension__exception_path=setting)

    assert assessed(household(woman(pension_monthly_rials=1)), rules).path == expected


def test_the_benefit_check_and_the_deciles_follow_their_parameters():
    member = household(woman(in_hamyar_group=True))

    assert assessed(member, under(cross__benefit_check="warn")).path == "social_worker"
    assert assessed(household(decile=4), under(decile__livelihood_max=4)).path == "social_worker"
    assert assessed(household(decile=6), under(decile__commission_max=6)).path == "commission"
    assert assessed(household(man(30, military_status="none")), under(military__max_age=30)).path == "social_worker"


def test_every_duty_cites_a_clause_and_its_periods_are_parameters():
    rules = RuleSet.in_force(TODAY)

    for kind, duty in DUTIES.items():
        assert duty.kind == kind and duty.title and duty.trigger
        assert all(map(citations.is_clause, duty.clauses))
        assert all(key in rules.values for key in duty.periods)
        assert duty.owner_role and duty.escalation
    assert DUTIES["handle_application"].escalation == ("office_head", "provincial_admission")
    assert DUTIES["handle_application"].warn_percent == 75


def test_a_condition_is_read_or_refused():
    condition = conditions.parse("is_village and village_coefficient not in [6, 7]")

    assert condition.holds({"is_village": True, "village_coefficient": 5})
    assert not condition.holds({"is_village": True, "village_coefficient": 6})
    assert not condition.holds({"is_village": True, "village_coefficient": None})
    assert not condition.holds({"is_village": False, "village_coefficient": 5})
    assert conditions.parse("a <= 3").holds({"a": 3}) and not conditions.parse("a <= 3").holds({"a": None})
    assert conditions.parse("a in [1, 2]").holds({"a": 2}) and not conditions.parse("a >= 1").holds({"a": None})
    for wrong in ("", "a ==", "a == b", "a = 1", "a in 5", "a == [1]", "a or b", "__import__('os')"):
        with pytest.raises(ValueError, match=r"cannot read|go with"):
            conditions.parse(wrong)
