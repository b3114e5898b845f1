"""Why a result is what it is, and what would change it."""

import pytest
from hypothesis import given, settings

from hamyar.guidelines import citations, document, wording
from hamyar.guidelines.explain import explain
from hamyar.guidelines.ruleset import RuleSet
from hamyar.guidelines.tests.households import assessed, home, household, man, person, random_households, village, woman
from hamyar.guidelines.titles import NEUTRAL_TITLES, TITLES, title
from hamyar.values.refusal import Refusal


def explained(*people, for_household=False, **fields):
    facts = document.read(household(*people, **fields))
    return explain(facts, RuleSet.in_force(facts.as_of), for_household=for_household)


def rows(explanation, factor):
    return next(one for one in explanation.factors if one.factor == factor).rows


@pytest.mark.clause("E-10.1")
def test_every_row_shows_input_points_and_why_it_did_not_count():
    repair, rental = rows(explained(dwelling=home("rented", "needs_repair")), "housing")

    assert (repair.counted, repair.points, repair.input) == (False, 60, "نیاز خانه به تعمیر: بله")
    assert "«خانهٔ اجاره‌ای» با ۱۰۰ امتیاز" in repair.note
    assert rental.counted and rental.note == "شمرده شد"
    assert rental.text.endswith("(جدول شماره ۱، مسکن).")


@pytest.mark.clause("E-T1.children.cap")
def test_points_lost_to_the_cap_are_told():
    children = [person(f"p{n}", 10, education_status="pupil") for n in range(2)]
    children += [person(f"s{n}", 20, education_status="student") for n in range(2)]
    children += [person("y", 2), person("z", 3), person("o", 8, education_status="out_of_school")]

    assert "جمع ردیف‌ها ۲۹۰ است و سقف ۲۵۰ شمرده می‌شود" in rows(explained(woman(), *children), "children")[0].note


def test_a_factor_without_a_true_row_says_so():
    factor = explained().factors[0]

    assert factor.rows == ()
    assert factor.text == "منطقهٔ زندگی: ۰ از ۵۰ امتیاز؛ هیچ ردیفی برقرار نیست."


@pytest.mark.parametrize(
    ("fields", "reading"),
    [
        ({"area": village(3)}, "A-10"),
        ({"dwelling": home("rented", "needs_repair")}, "A-11"),
        ({"former_head_died_on": "2020-01-01"}, "A-12"),
        ({"decile": None}, "A-14"),
        ({"decile": 9}, "A-04"),
    ],
)
def test_the_readings_at_work_are_named(fields, reading):
    assert reading in [one.id for one in explained(**fields).readings]
    assert reading not in [one.id for one in explained().readings]


def test_readings_about_people_are_named():
    def readings(*people, **fields):
        return {one.id for one in explained(*people, **fields).readings}

    assert "A-02" in readings(woman(pension_monthly_rials=1))
    assert "A-03" in readings(man(45))
    assert {"A-13", "A-42"} <= readings(man(), head_condition="missing")
    assert "A-43" in readings(man(), head_condition="imprisoned")
    assert "A-18" in readings(woman(work_status="homemaker"))
    assert "A-19" in readings(man(55))
    assert "A-48" in readings(man(), prison={"released_on": "2024-01-01", "referral": "prisons_department"})


def test_a_lower_decile_would_open_the_social_workers_way():
    change = next(one for one in explained(decile=4).changes if one.fact == "decile" and one.to == "3")

    assert (change.path, change.total) == ("social_worker", 330)
    assert change.text == (
        "اگر دهک خانوار «۳» باشد، امتیاز از ۲۸۰ به ۳۳۰ می‌رسد، راه تصمیم از «کمیسیون اداره» به «تصمیم مددکار» می‌رود."
    )


@pytest.mark.parametrize(
    ("people", "fields", "fact", "path"),
    [
        ([woman(national_code="1")], {}, "national_code", "social_worker"),
        ([man(30, military_status=None)], {}, "military_status", "social_worker"),
        ([woman(marital_status="divorced")], {}, "divorce_evidence", "social_worker"),
        ([woman(covered_by=["behzisti"])], {}, "covered_by", "social_worker"),
        ([woman(in_hamyar_group=True)], {}, "in_hamyar_group", "social_worker"),
        ([woman(pension_monthly_rials=5)], {}, "pension", "social_worker"),
        ([man(70)], {}, "cannot_earn", "social_worker"),
        ([woman()], {"dwelling": home(in_office_territory=False)}, "in_office_territory", "social_worker"),
        ([woman()], {"decile": None}, "decile", "social_worker"),
        ([man(65)], {"prison": {"released_on": "2024-01-01"}}, "prison_referral", "social_worker"),
    ],
)
def test_the_one_fact_that_stands_in_the_way_is_found(people, fields, fact, path):
    assert (fact, path) in [(change.fact, change.path) for change in explained(*people, **fields).changes]


@given(random_households())
@settings(max_examples=150, deadline=None)
def test_any_household_can_be_explained_and_every_change_changes_something(data):
    facts = document.read(data)
    explanation = explain(facts, RuleSet.in_force(facts.as_of))
    before = assessed(data)

    assert explanation.assessment == before
    assert sum(factor.points for factor in explanation.factors) == before.score.total
    for change in explanation.changes:
        assert (change.path, change.total) != (before.path, before.score.total)
        assert change.text.startswith("اگر ") and "{" not in change.text
    assert all(
        row.reference == citations.clause(row.clause).reference for one in explanation.factors for row in one.rows
    )
    assert explanation.as_data()["summary"] == explanation.summary


@given(random_households())
@settings(max_examples=150, deadline=None)
def test_what_a_household_reads_has_no_word_that_the_glossary_avoids(data):
    facts = document.read(data)
    explanation = explain(facts, RuleSet.in_force(facts.as_of), for_household=True)

    told = [explanation.summary, *explanation.findings, *(change.text for change in explanation.changes)]
    told += [row.text for factor in explanation.factors for row in factor.rows]
    for word in ("بدسرپرست", "فاقد صلاحیت", "معتاد", "مطلقه", "فقیر", "زندانی", "متواری"):
        for sentence in told:
            said = sentence.partition(" (")[0] if word in citations_in(sentence) else sentence
            assert word not in said, sentence


def citations_in(sentence):
    """The reference at the sentence's end: it keeps the words of the guideline, so that it can be looked up."""
    return sentence.rpartition("(")[2]


def test_titles_are_persian_and_unknown_has_a_word():
    for kind, titles in TITLES.items():
        assert all(text and not any("a" <= sign <= "z" for sign in text.lower()) for text in titles.values()), kind
    assert title("decile", None) == "نامعلوم"
    assert title("target_group", "ill_headed") == "خانوار بدسرپرست"
    assert title("target_group", "ill_headed", for_household=True) == "خانوار نیازمند توجه ویژه"
    for kind, titles in NEUTRAL_TITLES.items():
        assert kind == "row" or set(titles) <= set(TITLES[kind])


def test_every_refusal_of_the_rules_has_a_persian_sentence():
    from hamyar.guidelines import reading, release_file, ruleset

    def kinds(parent):
        return {parent} | {one for child in parent.__subclasses__() for one in kinds(child)}

    assert reading and release_file and ruleset
    codes = {kind.code for kind in kinds(Refusal) if kind.__module__.startswith("hamyar.guidelines.")}
    assert codes == set(wording.REFUSALS)
