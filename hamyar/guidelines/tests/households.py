"""Household documents for tests: a plain one, changed by name, and random ones."""

import copy
from datetime import date
from typing import Any

from hypothesis import strategies as st

from hamyar.guidelines import document
from hamyar.guidelines.admission import Assessment, assess
from hamyar.guidelines.ruleset import RuleSet
from hamyar.guidelines.titles import TITLES
from hamyar.values.national_code import make_test_code

AS_OF = "2024-06-01"
CODE = make_test_code(1)


def born(age: int) -> str:
    """Born so that the age is completed on AS_OF, on that very day."""
    return f"{2024 - age}-06-01"


def person(key: str, age: int = 10, relation: str = "child", sex: str = "female", **fields: Any) -> dict[str, Any]:
    return {"key": key, "sex": sex, "born_on": born(age), "relation": relation, **fields}


def woman(age: int = 40, **fields: Any) -> dict[str, Any]:
    """A widow who heads her household, unless said otherwise."""
    return person("head", age, "head", "female", **{"national_code": CODE, "marital_status": "widowed", **fields})


def man(age: int = 40, **fields: Any) -> dict[str, Any]:
    """A man with his military card who heads his household."""
    given = {"national_code": CODE, "marital_status": "married", "military_status": "completed", **fields}
    return person("head", age, "head", "male", **given)


def household(*people: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An ordinary city household in decile 2, living in its own sound home."""
    return {
        "format": "hamyar.household/1",
        "as_of": AS_OF,
        "area": {"kind": "city"},
        "dwelling": {"tenure": "owned", "condition": "sound"},
        "decile": 2,
        "head": "head",
        "people": list(people) or [woman()],
        **copy.deepcopy(fields),
    }


def village(coefficient: int | None) -> dict[str, Any]:
    return {"kind": "village", "village_coefficient": coefficient}


def home(tenure: str = "owned", condition: str = "sound", **fields: Any) -> dict[str, Any]:
    return {"tenure": tenure, "condition": condition, **fields}


def assessed(data: dict[str, Any], rules: RuleSet | None = None) -> Assessment:
    facts = document.read(data)
    return assess(facts, rules or RuleSet.in_force(facts.as_of))


def points(assessment: Assessment) -> dict[str, int]:
    return {factor.factor: factor.points for factor in assessment.score.factors}


def counted(assessment: Assessment) -> list[str]:
    return [line.clause for factor in assessment.score.factors for line in factor.lines if line.counted]


def lines(assessment: Assessment) -> list[str]:
    return [line.clause for factor in assessment.score.factors for line in factor.lines]


def finding(assessment: Assessment, clause: str) -> Any:
    return next(one for one in assessment.findings if one.clause == clause)


def _values(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(TITLES[name]))


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def _people() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "sex": _values("sex"),
            "born_on": st.dates(min_value=date(1925, 1, 1), max_value=date(2024, 6, 1)).map(str),
            "relation": st.sampled_from(["child", "child", "child", "spouse", "parent", "other"]),
        },
        optional={
            "national_code": st.sampled_from([CODE, CODE, "1111111111", "", None]),
            "nationality": st.sampled_from(["iranian", "iranian", "iranian", "foreign"]),
            "marital_status": _values("marital_status"),
            "work_status": _values("work_status"),
            "education_status": _values("education_status"),
            "illness_class": _maybe(_values("illness_class")),
            "military_status": _maybe(_values("military_status")),
            "living_parents": _maybe(st.integers(0, 2)),
            "bears_own_costs": st.booleans(),
            "covered_by": st.lists(_values("covered_by"), max_size=2),
            "pension_monthly_rials": _maybe(st.integers(0, 10**9)),
            "in_hamyar_group": st.booleans(),
            "given_name": st.text(max_size=5),
        },
    )


@st.composite
def random_households(draw: Any) -> dict[str, Any]:
    """Any household document that the format accepts."""
    people = draw(st.lists(_people(), min_size=1, max_size=6))
    for index, one in enumerate(people):
        one["key"] = f"p{index}"
    people[0]["relation"] = "head"
    is_village = draw(st.booleans())
    area = {"kind": "village" if is_village else "city"}
    if is_village:
        area["village_coefficient"] = draw(_maybe(st.integers(1, 9)))
    for flag in draw(st.sets(st.sampled_from(["metropolis_margin", "special_social_zone", "is_border", "high_risk"]))):
        area[flag] = draw(st.booleans())
    past = st.dates(date(2015, 1, 1), date(2024, 6, 1)).map(str)
    optional = {
        "decile": _maybe(st.integers(1, 10)),
        "risk_class": _values("risk_class"),
        "head_condition": st.one_of(st.just("present"), _values("head_condition")),
        "responsible_person": _maybe(st.sampled_from([one["key"] for one in people])),
        "former_head_died_on": _maybe(past),
        "prison": _maybe(
            st.fixed_dictionaries(
                {}, optional={"released_on": _maybe(past), "referral": _maybe(_values("prison_referral"))}
            )
        ),
        "treatment_evidence": st.booleans(),
        "cannot_earn": st.booleans(),
        "divorce_evidence": _maybe(_values("divorce_evidence")),
        "requested_services": st.lists(_values("service"), max_size=3),
    }
    return {
        "format": "hamyar.household/1",
        "as_of": AS_OF,
        "area": area,
        "dwelling": {
            "tenure": draw(_values("tenure")),
            "condition": draw(_values("condition")),
            **draw(st.fixed_dictionaries({}, optional={"in_office_territory": st.booleans()})),
        },
        "head": "p0",
        "people": people,
        **draw(st.fixed_dictionaries({}, optional=optional)),
    }
