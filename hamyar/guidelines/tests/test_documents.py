"""The two formats: what is accepted, what is refused with which reason, and what comes out."""

import copy
import json
from importlib import resources

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyar.guidelines import document, wording
from hamyar.guidelines.document import DocumentRefused
from hamyar.guidelines.tests.households import assessed, home, household, man, person, random_households, village, woman
from hamyar.guidelines.titles import TITLES


def schema(name):
    return json.loads(resources.files("hamyar.guidelines").joinpath(f"schemas/{name}.schema.json").read_text())


def validator(name):
    return jsonschema.Draft202012Validator(schema(name), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


HOUSEHOLDS, ASSESSMENTS = validator("household"), validator("assessment")

# What the schema cannot say, and the closed list of assessment-rules.md adds.
BEYOND_THE_SCHEMA = {
    "guidelines.document.same_key",
    "guidelines.document.person_not_found",
    "guidelines.document.not_one_head",
    "guidelines.document.day_after",
    "guidelines.document.coefficient_on_city",
}


def refusal_of(data):
    with pytest.raises(DocumentRefused) as refused:
        document.read(data)
    return refused.value


def changed(path, value):
    """The plain household with one place changed; ``...`` removes it."""
    data = household(woman(), person("child"), area=village(8), dwelling=home(postal_code="1234567890"))
    here = data
    *way, last = path
    for step in way:
        here = here[step]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return data


@given(random_households())
@settings(max_examples=200, deadline=None)
def test_what_the_format_allows_is_read_and_what_is_written_is_in_the_format(data):
    HOUSEHOLDS.validate(data)

    written = document.write(assessed(data))

    ASSESSMENTS.validate(json.loads(json.dumps(written)))
    assert json.loads(document.write_text(assessed(data))) == json.loads(json.dumps(written))


MUTANTS = st.sampled_from(
    [None, True, False, 0, 1, 1.0, 2.5, -1, 6.0, 11, 10**40, "", "x", "2024-02-30", "2024-1-1", "20240101", "2024-W01-1",
     "2024-01-01", "2024-01-01 ", "۲۰۲۴-۰۱-۰۱", "1234567890", "123456789۰", "female", "head", "p0", [], ["x"], ["behzisti"],
     [None], {}, {"x": 1}, "none", "rented", "city", "hamyar.household/1", "special", "0000-01-01", "9999-12-31", [[]]]
)  # fmt: skip


@st.composite
def mutated_households(draw):
    """A household document with one to three places changed, removed or added, at any depth."""
    data = copy.deepcopy(draw(random_households()))
    for _ in range(draw(st.integers(1, 3))):
        here = data
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(here[key], dict | list) and here[key] and draw(st.integers(0, 3)):
                here = here[key]
                continue
            action = draw(st.sampled_from(["change", "change", "remove", "add"]))
            if action == "remove":
                del here[key]
            elif action == "change" or isinstance(here, list):
                here[key] = copy.deepcopy(draw(MUTANTS))
            else:
                here[draw(st.sampled_from(["x", "age", "decile", "national_code", "released_on"]))] = copy.deepcopy(
                    draw(MUTANTS)
                )
            break
    return data


@given(mutated_households())
@settings(max_examples=400, deadline=None)
def test_a_changed_document_is_refused_exactly_when_the_schema_refuses_it(data):
    valid = HOUSEHOLDS.is_valid(data)

    try:
        document.read(data)
    except DocumentRefused as refusal:
        assert (refusal.code in BEYOND_THE_SCHEMA) == valid
        assert "{" not in wording.refusal_text(refusal)
    else:
        assert valid


@pytest.mark.parametrize(
    ("path", "value", "code", "place"),
    [
        (["decile"], True, "type", "$.decile"),
        (["decile"], "2", "type", "$.decile"),
        (["decile"], 2.5, "type", "$.decile"),
        (["decile"], 0, "range", "$.decile"),
        (["decile"], 11, "range", "$.decile"),
        (["decile"], 10**60, "range", "$.decile"),
        (["area", "village_coefficient"], 10, "range", "$.area.village_coefficient"),
        (["area", "metropolis_margin"], 1, "type", "$.area.metropolis_margin"),
        (["area", "metropolis_margin"], None, "type", "$.area.metropolis_margin"),
        (["area", "kind"], "town", "unknown_value", "$.area.kind"),
        (["area", "kind"], ..., "required", "$.area.kind"),
        (["area"], ..., "required", "$.area"),
        (["area"], [], "type", "$.area"),
        (["dwelling", "postal_code"], "123", "pattern", "$.dwelling.postal_code"),
        (["dwelling", "postal_code"], "۱۲۳۴۵۶۷۸۹۰", "pattern", "$.dwelling.postal_code"),
        (["dwelling", "postal_code"], "1234567890\n", "pattern", "$.dwelling.postal_code"),
        (["dwelling", "postal_code"], None, "type", "$.dwelling.postal_code"),
        (["dwelling", "address"], 5, "type", "$.dwelling.address"),
        (["as_of"], "2024-02-30", "day", "$.as_of"),
        (["as_of"], "1403-02-05T00:00", "day", "$.as_of"),
        (["as_of"], ..., "required", "$.as_of"),
        (["format"], "hamyar.household/2", "unknown_value", "$.format"),
        (["colour"], "blue", "unknown_field", "$.colour"),
        (["people"], [], "nobody", "$.people"),
        (["people"], {}, "type", "$.people"),
        (["people", 1], "child", "type", "$.people[1]"),
        (["people", 1, "shoe size"], 40, "unknown_field", "$.people[1].shoe?size"),
        (["people", 1, "born_on"], ..., "required", "$.people[1].born_on"),
        (["people", 1, "born_on"], "2023-02-29", "day", "$.people[1].born_on"),
        (["people", 1, "sex"], None, "unknown_value", "$.people[1].sex"),
        (["people", 1, "nationality"], None, "unknown_value", "$.people[1].nationality"),
        (["people", 1, "living_parents"], 3, "range", "$.people[1].living_parents"),
        (["people", 1, "pension_monthly_rials"], -1, "range", "$.people[1].pension_monthly_rials"),
        (["people", 1, "covered_by"], ["emdad"], "unknown_value", "$.people[1].covered_by[0]"),
        (["people", 1, "covered_by"], None, "type", "$.people[1].covered_by"),
        (["requested_services"], ["money"], "unknown_value", "$.requested_services[0]"),
        (["prison"], {"cell": 4}, "unknown_field", "$.prison.cell"),
        (["prison"], {"started_on": None}, "type", "$.prison.started_on"),
        (["people", 1, "key"], "head", "same_key", "$.people[1].key"),
        (["head"], "nobody", "person_not_found", "$.head"),
        (["responsible_person"], "nobody", "person_not_found", "$.responsible_person"),
        (["head"], "child", "not_one_head", "$.people"),
        (["people", 1, "relation"], "head", "not_one_head", "$.people"),
        (["people", 0, "relation"], "other", "not_one_head", "$.people"),
        (["people", 1, "born_on"], "2024-06-02", "day_after", "$.people[1].born_on"),
        (["former_head_died_on"], "2024-06-02", "day_after", "$.former_head_died_on"),
        (["area", "kind"], "city", "coefficient_on_city", "$.area.village_coefficient"),
    ],
)
def test_a_refused_document_says_where_and_why(path, value, code, place):
    refusal = refusal_of(changed(path, value))

    assert refusal.code == f"guidelines.document.{code}"
    assert refusal.details["path"] == place


@pytest.mark.parametrize("data", [None, [], "text", 5, True])
def test_only_an_object_is_a_household(data):
    assert refusal_of(data).code == "guidelines.document.type"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["people", 1, "born_on"], "2024-06-01"),
        (["former_head_died_on"], "2024-06-01"),
        (["prison"], {"started_on": "2030-01-01", "released_on": "2031-01-01"}),
        (["prison"], {}),
        (["people", 1, "national_code"], "not a code"),
        (["people", 0, "national_code"], ""),
        (["people", 0, "national_code"], "1111111111"),
        (["people", 1, "born_on"], "1800-01-01"),
        (["people", 1, "relation"], "parent"),
        (["decile"], 2.0),
        (["decile"], None),
        (["people", 1, "pension_monthly_rials"], 10**50),
        (["responsible_person"], "child"),
        (["dwelling", "postal_code"], "0000000000"),
        (["people", 1, "key"], ""),
        (["people", 1, "covered_by"], ["behzisti", "behzisti"]),
        (["area", "village_coefficient"], None),
    ],
)
def test_however_unusual_everything_else_is_assessed(path, value):
    assert assessed(changed(path, value)).path


def test_a_null_coefficient_on_a_city_is_no_coefficient():
    data = household(area={"kind": "city", "village_coefficient": None})

    assert document.read(data).village_coefficient is None


def test_a_hundred_years_of_the_same_day_are_read_alike():
    assert document.read(household(man(100))).head.born_on.year == 1924


def test_the_titles_are_the_values_of_the_format():
    properties = schema("household")["properties"]
    person_properties = properties["people"]["items"]["properties"]
    area, dwelling, prison = (properties[name]["properties"] for name in ("area", "dwelling", "prison"))
    enums = {
        "area_kind": area["kind"],
        "tenure": dwelling["tenure"],
        "condition": dwelling["condition"],
        "prison_basis": prison["basis"],
        "prison_referral": prison["referral"],
        "service": properties["requested_services"]["items"],
        "covered_by": person_properties["covered_by"]["items"],
        **{name: properties[name] for name in ("risk_class", "head_condition", "divorce_evidence")},
        **{
            name: person_properties[name]
            for name in (
                "sex", "relation", "nationality", "marital_status", "work_status", "education_status", "illness_class",
                "military_status",
            )
        },
    }  # fmt: skip
    output = schema("assessment")["properties"]
    enums |= {
        "path": output["path"],
        "factor": output["score"]["properties"]["factors"]["items"]["properties"]["factor"],
    }

    for name, enum in enums.items():
        assert set(TITLES[name]) == {value for value in enum["enum"] if value is not None}, name
