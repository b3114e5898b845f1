"""Random household documents that the contract accepts, and how two of them are compared."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from hamyar.guidelines.titles import TITLES
from hamyar.values import national_code

# Anything a column can hold: no NUL and no half of a surrogate pair.
words = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=30)
days = st.dates(date(1900, 1, 1), date(2025, 9, 1)).map(date.isoformat)
codes = st.integers(0, 999_000).map(national_code.make_test_code)

PERSON_DEFAULTS: dict[str, Any] = {
    "national_code": None, "nationality": "iranian", "marital_status": "never_married", "work_status": "unemployed",
    "education_status": "none", "illness_class": None, "military_status": None, "living_parents": None,
    "bears_own_costs": False, "covered_by": [], "pension_monthly_rials": None, "in_hamyar_group": False,
}  # fmt: skip
DOCUMENT_DEFAULTS: dict[str, Any] = {
    "decile": None, "risk_class": "normal", "head_condition": "present", "responsible_person": None,
    "former_head_died_on": None, "prison": None, "treatment_evidence": False, "cannot_earn": False,
    "divorce_evidence": None, "requested_services": [],
}  # fmt: skip
AREA_DEFAULTS: dict[str, Any] = {
    "village_coefficient": None, "metropolis_margin": False, "special_social_zone": False, "is_border": False,
    "high_risk": False,
}  # fmt: skip


def one_of(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(TITLES[kind]))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def whole(low: int, high: int) -> st.SearchStrategy[Any]:
    """A whole number, now and then written as JSON also writes it: 3.0."""
    return st.integers(low, high) | st.integers(low, min(high, 10**6)).map(float)


def sometimes(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def household_documents(draw: Any) -> dict[str, Any]:
    """A document of the contract: usual, odd, but accepted."""
    as_of = draw(st.dates(date(2025, 9, 1), date(2025, 12, 31)))
    keys = draw(st.lists(words, min_size=1, max_size=5, unique=True))
    valid = iter(draw(st.lists(codes, min_size=len(keys), max_size=len(keys), unique=True)))
    people = [draw(_person(key, "head" if index == 0 else None, next(valid))) for index, key in enumerate(keys)]
    people = draw(st.permutations(people))
    kind = draw(one_of("area_kind"))
    area = {"kind": kind, **draw(sometimes({}, dict.fromkeys(list(AREA_DEFAULTS)[1:], st.booleans())))}
    if kind == "village":
        area |= draw(sometimes({}, {"village_coefficient": maybe(whole(1, 9))}))
    dwelling = draw(
        sometimes(
            {"tenure": one_of("tenure"), "condition": one_of("condition")},
            {
                "postal_code": st.from_regex(r"[0-9]{10}", fullmatch=True),
                "address": words,
                "in_office_territory": st.booleans(),
            },
        )
    )
    rest = draw(
        sometimes(
            {},
            {
                "decile": maybe(whole(1, 10)),
                "risk_class": one_of("risk_class"),
                "head_condition": one_of("head_condition"),
                "responsible_person": maybe(st.sampled_from(keys)),
                "former_head_died_on": maybe(days),
                "prison": maybe(_prison()),
                "treatment_evidence": st.booleans(),
                "cannot_earn": st.booleans(),
                "divorce_evidence": maybe(one_of("divorce_evidence")),
                "requested_services": st.lists(one_of("service"), max_size=4),
            },
        )
    )
    return {
        "format": "hamyar.household/1", "as_of": as_of.isoformat(), "area": area, "dwelling": dwelling, "head": keys[0],
        "people": people, **rest,
    }  # fmt: skip


def _prison() -> st.SearchStrategy[dict[str, Any]]:
    later = st.dates(date(2010, 1, 1), date(2030, 1, 1)).map(date.isoformat)
    return sometimes(
        {},
        {
            "basis": one_of("prison_basis"),
            "abroad": st.booleans(),
            "started_on": days,
            "released_on": maybe(later),
            "referral": maybe(one_of("prison_referral")),
        },
    )


def _person(key: str, relation: str | None, valid_code: str) -> st.SearchStrategy[dict[str, Any]]:
    others = st.sampled_from([each for each in sorted(TITLES["relation"]) if each != "head"])
    return sometimes(
        {
            "key": st.just(key),
            "sex": one_of("sex"),
            "born_on": days,
            "relation": st.just(relation) if relation else others,
        },
        {
            "national_code": maybe(st.just(valid_code) | words),
            "given_name": words,
            "family_name": words,
            "nationality": one_of("nationality"),
            "marital_status": one_of("marital_status"),
            "work_status": one_of("work_status"),
            "education_status": one_of("education_status"),
            "illness_class": maybe(one_of("illness_class")),
            "military_status": maybe(one_of("military_status")),
            "living_parents": maybe(whole(0, 2)),
            "bears_own_costs": st.booleans(),
            "covered_by": st.lists(one_of("covered_by"), max_size=3),
            "pension_monthly_rials": maybe(whole(0, 10**18)),
            "in_hamyar_group": st.booleans(),
        },
    )


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every default written out, so that two can be compared field by field."""
    prison = document.get("prison")
    return {
        **DOCUMENT_DEFAULTS,
        **document,
        "area": {**AREA_DEFAULTS, **document["area"]},
        "dwelling": {"in_office_territory": True, **document["dwelling"]},
        "prison": None if prison is None else {"abroad": False, "released_on": None, "referral": None, **prison},
        "people": [{**PERSON_DEFAULTS, **person} for person in document["people"]],
    }


def minimal_document(**changes: Any) -> dict[str, Any]:
    """The smallest document the contract accepts, with fields put in."""
    return {
        "format": "hamyar.household/1",
        "as_of": "2025-10-01",
        "area": {"kind": "city"},
        "dwelling": {"tenure": "rented", "condition": "sound"},
        "head": "a",
        "people": [{"key": "a", "sex": "female", "born_on": "1980-01-01", "relation": "head"}],
        **changes,
    }
