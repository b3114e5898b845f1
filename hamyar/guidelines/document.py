"""The household document in, the assessment document out: the two formats that others rely on.

``read`` accepts exactly what ``schemas/household.schema.json`` and the closed list of ``assessment-rules.md`` accept. It is
written by hand because a general validator would take longer than the rules themselves; a property test holds it to the
schema. ``write`` gives what ``schemas/assessment.schema.json`` describes.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, NoReturn

from hamyar.guidelines import wording
from hamyar.guidelines.admission import Assessment
from hamyar.guidelines.criteria.finding import Finding
from hamyar.guidelines.facts import HouseholdFacts, PersonFacts
from hamyar.guidelines.scoring import FactorScore, ScoreLine
from hamyar.guidelines.titles import TITLES
from hamyar.values.digits import are_latin_digits
from hamyar.values.refusal import Refusal

HOUSEHOLD_FORMAT, ASSESSMENT_FORMAT = "hamyar.household/1", "hamyar.assessment/1"

_HOUSEHOLD_FIELDS = frozenset(
    {
        "format", "as_of", "area", "dwelling", "decile", "risk_class", "head", "head_condition", "responsible_person",
        "former_head_died_on", "prison", "treatment_evidence", "cannot_earn", "divorce_evidence", "requested_services",
        "people",
    }
)  # fmt: skip
_AREA_FIELDS = frozenset(
    {"kind", "village_coefficient", "metropolis_margin", "special_social_zone", "is_border", "high_risk"}
)
_DWELLING_FIELDS = frozenset({"tenure", "condition", "postal_code", "address", "in_office_territory"})
_PRISON_FIELDS = frozenset({"basis", "abroad", "started_on", "released_on", "referral"})
_PERSON_FIELDS = frozenset(
    {
        "key", "national_code", "given_name", "family_name", "sex", "born_on", "relation", "nationality",
        "marital_status", "work_status", "education_status", "illness_class", "military_status", "living_parents",
        "bears_own_costs", "covered_by", "pension_monthly_rials", "in_hamyar_group",
    }
)  # fmt: skip
_VALUES = {name: frozenset(values) for name, values in TITLES.items()}
_REQUIRED = object()


class DocumentRefused(Refusal):
    """A household document that cannot be assessed; ``path`` is the place in it (``$.people[0].born_on``)."""

    code: ClassVar[str] = "guidelines.document"


class WrongType(DocumentRefused):
    """Another type than the format asks for; a boolean is no number."""

    code = "guidelines.document.type"


class FieldMissing(DocumentRefused):
    """A field that every document needs."""

    code = "guidelines.document.required"


class UnknownField(DocumentRefused):
    """A field that the format does not know."""

    code = "guidelines.document.unknown_field"


class UnknownValue(DocumentRefused):
    """A value outside the field's list."""

    code = "guidelines.document.unknown_value"


class OutOfRange(DocumentRefused):
    """A number below the field's minimum or above its maximum."""

    code = "guidelines.document.range"


class NoSuchDay(DocumentRefused):
    """No ISO 8601 Gregorian day, or one that does not exist."""

    code = "guidelines.document.day"


class WrongPattern(DocumentRefused):
    """A postal code that is not ten digits."""

    code = "guidelines.document.pattern"


class NobodyThere(DocumentRefused):
    """A household without people."""

    code = "guidelines.document.nobody"


class SameKeyTwice(DocumentRefused):
    """Two people with one key."""

    code = "guidelines.document.same_key"


class PersonNotFound(DocumentRefused):
    """``head`` or ``responsible_person`` names nobody of the household."""

    code = "guidelines.document.person_not_found"


class NotOneHead(DocumentRefused):
    """Not exactly one person with relation head, or another than ``head`` names."""

    code = "guidelines.document.not_one_head"


class DayAfterAssessment(DocumentRefused):
    """A birth or a death after ``as_of``."""

    code = "guidelines.document.day_after"


class CoefficientOnCity(DocumentRefused):
    """A village coefficient on a city."""

    code = "guidelines.document.coefficient_on_city"


def read(data: Any) -> HouseholdFacts:
    """The facts of one household document, as ``json`` parses it. Raises a DocumentRefused with place and reason."""
    _object(data, "$", _HOUSEHOLD_FIELDS)
    if _text(data, "format", "$") != HOUSEHOLD_FORMAT:
        raise UnknownValue(path="$.format")
    as_of = _required_day(data, "as_of", "$")
    area, dwelling = _required(data, "area", "$"), _required(data, "dwelling", "$")
    head_key = _text(data, "head", "$")
    people = _people(_required(data, "people", "$"))
    coefficient, kind = _area(area)
    tenure, condition = _dwelling(dwelling)
    responsible_key = _text_or_none(data, "responsible_person", "$")
    prison = data.get("prison")
    released_on, referral = _prison(prison) if prison is not None else (None, None)
    former_head_died_on = _day(data, "former_head_died_on", "$")
    _flag(data, "treatment_evidence", "$")
    _list(data, "requested_services", "$", _VALUES["service"])
    facts = HouseholdFacts(
        as_of,
        kind,
        tenure,
        condition,
        head_key,
        people,
        coefficient,
        _flag(area, "metropolis_margin", "$.area"),
        _flag(area, "special_social_zone", "$.area"),
        _flag(area, "is_border", "$.area"),
        _flag(area, "high_risk", "$.area"),
        _flag(dwelling, "in_office_territory", "$.dwelling", default=True),
        _whole_or_none(data, "decile", "$", 1, 10),
        _choice(data, "risk_class", "$", _VALUES["risk_class"], "normal"),
        _choice(data, "head_condition", "$", _VALUES["head_condition"], "present"),
        responsible_key,
        former_head_died_on,
        released_on,
        referral,
        _flag(data, "cannot_earn", "$"),
        _choice_or_none(data, "divorce_evidence", "$", _VALUES["divorce_evidence"]),
    )
    _check_together(facts)
    return facts


def _check_together(facts: HouseholdFacts) -> None:
    """What no field can say alone."""
    relation_of: dict[str, str] = {}
    for index, person in enumerate(facts.people):
        if person.key in relation_of:
            raise SameKeyTwice(path=f"$.people[{index}].key")
        relation_of[person.key] = person.relation
        if person.born_on > facts.as_of:
            raise DayAfterAssessment(path=f"$.people[{index}].born_on")
    if facts.head_key not in relation_of:
        raise PersonNotFound(path="$.head")
    if facts.responsible_key is not None and facts.responsible_key not in relation_of:
        raise PersonNotFound(path="$.responsible_person")
    heads = [key for key, relation in relation_of.items() if relation == "head"]
    if heads != [facts.head_key]:
        raise NotOneHead(path="$.people", heads=len(heads))
    if facts.former_head_died_on is not None and facts.former_head_died_on > facts.as_of:
        raise DayAfterAssessment(path="$.former_head_died_on")
    if facts.area_kind == "city" and facts.village_coefficient is not None:
        raise CoefficientOnCity(path="$.area.village_coefficient")


def _area(data: Any) -> tuple[int | None, str]:
    _object(data, "$.area", _AREA_FIELDS)
    kind = _choice(data, "kind", "$.area", _VALUES["area_kind"])
    return _whole_or_none(data, "village_coefficient", "$.area", 1, 9), kind


def _dwelling(data: Any) -> tuple[str, str]:
    _object(data, "$.dwelling", _DWELLING_FIELDS)
    tenure = _choice(data, "tenure", "$.dwelling", _VALUES["tenure"])
    condition = _choice(data, "condition", "$.dwelling", _VALUES["condition"])
    if "postal_code" in data:
        postal_code = _text(data, "postal_code", "$.dwelling")
        if len(postal_code) != 10 or not are_latin_digits(postal_code):
            raise WrongPattern(path="$.dwelling.postal_code")
    if "address" in data:
        _text(data, "address", "$.dwelling")
    return tenure, condition


def _prison(data: Any) -> tuple[date | None, str | None]:
    _object(data, "$.prison", _PRISON_FIELDS)
    if "basis" in data:
        _choice(data, "basis", "$.prison", _VALUES["prison_basis"])
    _flag(data, "abroad", "$.prison")
    if "started_on" in data:
        _required_day(data, "started_on", "$.prison")
    return _day(data, "released_on", "$.prison"), _choice_or_none(
        data, "referral", "$.prison", _VALUES["prison_referral"]
    )


def _people(data: Any) -> tuple[PersonFacts, ...]:
    if not isinstance(data, list):
        raise WrongType(path="$.people", expected="array")
    if not data:
        raise NobodyThere(path="$.people")
    return tuple([_person(person, f"$.people[{index}]") for index, person in enumerate(data)])


def _person(data: Any, path: str) -> PersonFacts:
    _object(data, path, _PERSON_FIELDS)
    for name in ("given_name", "family_name"):
        if name in data:
            _text(data, name, path)
    return PersonFacts(
        _text(data, "key", path),
        _choice(data, "sex", path, _VALUES["sex"]),
        _required_day(data, "born_on", path),
        _choice(data, "relation", path, _VALUES["relation"]),
        _text_or_none(data, "national_code", path),
        _choice(data, "nationality", path, _VALUES["nationality"], "iranian"),
        _choice(data, "marital_status", path, _VALUES["marital_status"], "never_married"),
        _choice(data, "work_status", path, _VALUES["work_status"], "unemployed"),
        _choice(data, "education_status", path, _VALUES["education_status"], "none"),
        _choice_or_none(data, "illness_class", path, _VALUES["illness_class"]),
        _choice_or_none(data, "military_status", path, _VALUES["military_status"]),
        _whole_or_none(data, "living_parents", path, 0, 2),
        _flag(data, "bears_own_costs", path),
        _list(data, "covered_by", path, _VALUES["covered_by"]),
        _whole_or_none(data, "pension_monthly_rials", path, 0, None),
        _flag(data, "in_hamyar_group", path),
    )


def _object(data: Any, path: str, fields: frozenset[str]) -> None:
    if not isinstance(data, dict):
        raise WrongType(path=path, expected="object")
    if not data.keys() <= fields:
        raise UnknownField(path=f"{path}.{next(shown_name(name) for name in data if name not in fields)}")


def shown_name(name: Any) -> str:
    """A field's name as it may stand in a message: short, and nothing but letters, digits and underscores."""
    return "".join(sign if sign.isalnum() or sign == "_" else "?" for sign in str(name)[:40])


def _required(data: Mapping[str, Any], field: str, path: str) -> Any:
    try:
        return data[field]
    except KeyError:
        raise FieldMissing(path=f"{path}.{field}") from None


def _text(data: Mapping[str, Any], field: str, path: str) -> str:
    value = data.get(field)
    if isinstance(value, str):
        return value
    _refuse_type(data, field, path, "string")


def _text_or_none(data: Mapping[str, Any], field: str, path: str) -> str | None:
    value = data.get(field)
    if value is None or isinstance(value, str):
        return value
    raise WrongType(path=f"{path}.{field}", expected="string")


def _refuse_type(data: Mapping[str, Any], field: str, path: str, expected: str) -> NoReturn:
    if field not in data:
        raise FieldMissing(path=f"{path}.{field}")
    raise WrongType(path=f"{path}.{field}", expected=expected)


def _choice(data: Mapping[str, Any], field: str, path: str, values: frozenset[str], default: Any = _REQUIRED) -> str:
    value = data.get(field, default)
    if isinstance(value, str) and value in values:
        return value
    if value is _REQUIRED:
        raise FieldMissing(path=f"{path}.{field}")
    raise UnknownValue(path=f"{path}.{field}")


def _choice_or_none(data: Mapping[str, Any], field: str, path: str, values: frozenset[str]) -> str | None:
    value = data.get(field)
    if value is None or (isinstance(value, str) and value in values):
        return value
    raise UnknownValue(path=f"{path}.{field}")


def _flag(data: Mapping[str, Any], field: str, path: str, default: bool = False) -> bool:
    value = data.get(field, default)
    if value is True or value is False:
        return value
    raise WrongType(path=f"{path}.{field}", expected="boolean")


def _whole_or_none(data: Mapping[str, Any], field: str, path: str, low: int, high: int | None) -> int | None:
    value = data.get(field)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 1.0 is a whole number in JSON
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongType(path=f"{path}.{field}", expected="integer")
    if value < low or (high is not None and value > high):
        raise OutOfRange(path=f"{path}.{field}", low=low, high=high)
    return value


def _list(data: Mapping[str, Any], field: str, path: str, values: frozenset[str]) -> tuple[str, ...]:
    given = data.get(field, ())
    if given == ():
        return ()
    if not isinstance(given, list):
        raise WrongType(path=f"{path}.{field}", expected="array")
    for index, value in enumerate(given):
        if not isinstance(value, str) or value not in values:
            raise UnknownValue(path=f"{path}.{field}[{index}]")
    return tuple(given)


def _required_day(data: Mapping[str, Any], field: str, path: str) -> date:
    return _as_day(_text(data, field, path), field, path)


def _day(data: Mapping[str, Any], field: str, path: str) -> date | None:
    text = _text_or_none(data, field, path)
    return None if text is None else _as_day(text, field, path)


def _as_day(text: str, field: str, path: str) -> date:
    if len(text) == 10 and text[4] == "-" and text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise NoSuchDay(path=f"{path}.{field}")


def write(assessment: Assessment) -> dict[str, Any]:
    """The assessment document of one household."""
    score = assessment.score
    return {
        "format": ASSESSMENT_FORMAT,
        "as_of": assessment.as_of.isoformat(),
        "rules": {"release": assessment.release, "digest": assessment.digest},
        "score": {
            "total": score.total,
            "complete": score.complete,
            "possible": [score.lowest, score.highest],
            "factors": [
                {
                    "factor": factor.factor,
                    "points": factor.points,
                    "cap": factor.cap,
                    "lines": [line._asdict() for line in factor.lines],
                }
                for factor in score.factors
            ],
        },
        "target_groups": list(assessment.target_groups),
        "path": assessment.path,
        "services_allowed": list(assessment.services_allowed),
        "support_limit_months": assessment.support_limit_months,
        "findings": [{**finding._asdict(), "text": wording.finding_text(finding)} for finding in assessment.findings],
    }


def write_text(assessment: Assessment) -> str:
    """The same document as compact JSON text. Lines and findings repeat from household to household, so their text is
    kept: this takes a quarter of the time of encoding ``write``."""
    score = assessment.score
    factors = ",".join([_factor_text(factor) for factor in score.factors])
    findings = ",".join(
        [_finding_text(clause, result, tuple(because.items())) for clause, result, because in assessment.findings]
    )
    limit = assessment.support_limit_months
    return (
        f'{{"format":"{ASSESSMENT_FORMAT}","as_of":"{assessment.as_of.isoformat()}",'
        f'"rules":{{"release":"{assessment.release}","digest":"{assessment.digest}"}},'
        f'"score":{{"total":{score.total},"complete":{"true" if score.complete else "false"},'
        f'"possible":[{score.lowest},{score.highest}],"factors":[{factors}]}},'
        f'"target_groups":{_names_text(assessment.target_groups)},"path":"{assessment.path}",'
        f'"services_allowed":{_names_text(assessment.services_allowed)},'
        f'"support_limit_months":{"null" if limit is None else limit},"findings":[{findings}]}}'
    )


def as_json(value: Any) -> str:
    """Compact JSON text, Persian letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _factor_text(factor: FactorScore) -> str:
    lines = ",".join(
        [
            _line_text(clause, points, counted, tuple(because.items()))
            for clause, points, counted, because in factor.lines
        ]
    )
    return f'{{"factor":"{factor.factor}","points":{factor.points},"cap":{factor.cap},"lines":[{lines}]}}'


@lru_cache(maxsize=16_384)
def _line_text(clause: str, points: int, counted: bool, because: tuple[tuple[str, Any], ...]) -> str:
    return as_json(ScoreLine(clause, points, counted, dict(because))._asdict())


@lru_cache(maxsize=16_384)
def _finding_text(clause: str, result: str, because: tuple[tuple[str, Any], ...]) -> str:
    finding = Finding(clause, result, dict(because))
    return as_json({**finding._asdict(), "text": wording.finding_text(finding)})


@lru_cache(maxsize=1_024)
def _names_text(names: tuple[str, ...]) -> str:
    return as_json(names)
