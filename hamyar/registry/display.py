"""What the pages of the registry show: changed facts in words, members with their age, facts as pairs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Field, Model

from hamyar.org.queries import names_of
from hamyar.registry import family, queries
from hamyar.registry.domain import WHEREABOUTS_UNKNOWN, Relation, Sex, household_type
from hamyar.registry.history import plain
from hamyar.registry.models import (
    Dwelling,
    FactChange,
    Guardianship,
    Household,
    HouseholdMember,
    HouseholdOfMan,
    Illness,
    Person,
    Prison,
    Treatment,
)
from hamyar.registry.surroundings import acting_title
from hamyar.registry.wording import COST_FACTORS, SOURCES, SOURCES_FOR_HOUSEHOLD, SUBJECTS, VALUES, shown, value_title
from hamyar.values.age import age_on
from hamyar.values.digits import to_persian

MODELS: dict[str, type[Model]] = {
    "person": Person, "household": Household, "dwelling": Dwelling, "prison": Prison, "illness": Illness,
    "treatment": Treatment, "member": HouseholdMember, "guardianship": Guardianship,
    "husband": HouseholdOfMan,
}  # fmt: skip
SILENT_FIELDS = {"given_blank"}
NAMING = ("responsible_person", "guardianship", "husband")  # fields whose values are people


@dataclass(frozen=True)
class FactLine:
    """One changed fact in words."""

    at: datetime
    whose: str
    fact: str
    before: str
    after: str
    source: str
    by: str


@dataclass(frozen=True)
class MemberLine:
    """One member of a household on a day."""

    member: HouseholdMember
    person: Person
    relation: str
    age: int
    marital_status: str
    work_status: str
    education_status: str
    illness: str
    is_head: bool
    is_responsible: bool


@dataclass(frozen=True)
class FactorLine:
    """One cost factor of Article 7 in words."""

    clause: str
    title: str
    holds: bool
    text: str


def history(changes: Iterable[FactChange], *, for_household: bool = False) -> list[FactLine]:
    """Changed facts, newest first. A household never reads who in the neighbourhood said something (E-8.d)."""
    rows = [row for row in changes if row.field not in SILENT_FIELDS]
    people = Person.objects.in_bulk(
        [value for row in rows if row.field in NAMING for value in (row.before, row.after) if value]
    )
    sources = SOURCES_FOR_HOUSEHOLD if for_household else SOURCES
    names = {} if for_household else names_of(row.by_label for row in rows)
    lines = []
    for row in rows:
        before, after = (_value(row, value, people) for value in (row.before, row.after))
        lines.append(
            FactLine(
                at=row.at,
                whose=row.person.full_name if row.person else SUBJECTS[row.subject],
                fact=field_title(row.subject, row.field),
                before=before,
                after=after,
                source=sources[row.source],
                by=names.get(row.by_label, ""),
            )
        )
    return lines


def _value(row: FactChange, value: Any, people: dict[int, Person]) -> str:
    if row.field in NAMING:
        return people[value].full_name if value in people else "—"
    if row.subject == "member" and row.field == "member":
        return shown("relation", value)
    return shown(row.field, value)


def field_title(subject: str, name: str) -> str:
    if name in ("member", "prison", "guardianship", "husband"):
        return SUBJECTS[name]
    return _title(MODELS[subject], name)


def _title(model: type[Model], name: str) -> str:
    """The Persian name of a column."""
    return str(cast("Field[Any, Any]", model._meta.get_field(name)).verbose_name)


YOUNGEST_WORKER = 15  # completed years; below it the law knows no work, and a child is not «unemployed»


def _work_of(person: Person, on: date) -> str:
    return value_title("work_status", person.work_status) if age_on(person.born_on, on) >= YOUNGEST_WORKER else ""


def members(household: Household, on: date) -> list[MemberLine]:
    """The members on a day, the head first."""
    return [
        MemberLine(
            member=each,
            person=each.person,
            relation=value_title("relation", each.relation),
            age=age_on(each.person.born_on, on),
            marital_status=value_title("marital_status", each.person.marital_status),
            work_status=_work_of(each.person, on),
            education_status=value_title("education_status", each.person.education_status),
            illness=value_title("illness_class", each.person.illness_class),
            is_head=each.relation == Relation.HEAD,
            is_responsible=each.person_id == household.responsible_person_id,
        )
        for each in family.members_with_rulings(household, on)
    ]


def facts(household: Household, on: date) -> dict[str, Any]:
    """What ``registry/_facts.html`` shows: pairs of title and value by section."""
    dwelling, prison = queries.current_dwelling(household, on), queries.current_prison(household)
    rows = family.members_with_rulings(household, on)
    head = next((each.person for each in rows if each.relation == Relation.HEAD), None)
    kind = household_type(each.person.empowerment_capacity for each in rows)
    household_pairs = [
        ("نوع خانوار", VALUES["household_type"][kind]),
        ("سرپرست زن", "بله" if head is not None and head.sex == Sex.FEMALE else "خیر"),
        *_pairs(
            household,
            "head_condition", "head_condition_since_on", "head_condition_evidence", "risk_class", "cannot_earn",
            "former_head_died_on",
            "divorce_evidence", "treatment_evidence", "nomad_status", "requested_services",
        ),
    ]  # fmt: skip
    return {
        "household_pairs": household_pairs,
        "whereabouts_unknown": household.head_condition in WHEREABOUTS_UNKNOWN,
        "decile": household.decile,
        "decile_pairs": _pairs(household, "decile_on", "decile_source", "decile_evidence"),
        "decile_provisional": household.decile_provisional,
        "responsible": household.responsible_person,
        "responsible_pairs": [
            ("به‌عنوان", responsible_as(household, on)),
            *_pairs(household, "responsible_reason", "responsible_since_on"),
        ],
        "payee": household.responsible_person or head,
        "unruled": family.minors_without_ruling(household, on, rows),
        "dwelling_pairs": _pairs(
            dwelling,
            "tenure", "condition", "postal_code", "address", "evidence_kind", "in_office_territory", "area_kind",
            "village_coefficient", "metropolis_margin", "special_social_zone", "is_border", "high_risk", "from_on",
        )
        if dwelling
        else [],
        "prison_pairs": _pairs(
            prison, "basis", "regime", "abroad", "place", "started_on", "expected_release_on", "released_on", "referral"
        )
        if prison
        else [],
    }  # fmt: skip


def responsible_as(household: Household, on: date) -> str:
    """By which title somebody acts for the household: as a member, a legal guardian or a child keeper."""
    if household.responsible_person is None:
        return "—"
    held = [each for each in family.guardians_of(household, on) if each.holder_id == household.responsible_person_id]
    return acting_title(guardian=bool(held), keeper=any(each.keeps_child for each in held))


@dataclass(frozen=True)
class GuardianLine:
    """One record of guardianship in words."""

    row: Guardianship
    kind: str
    runs: bool


def guardians(household: Household) -> list[GuardianLine]:
    return [
        GuardianLine(each, value_title("guardian_kind", each.kind), runs=each.to_on is None)
        for each in family.guardianships_of(household)
    ]


def _pairs(row: Any, *names: str) -> list[tuple[str, str]]:
    return [(_title(type(row), name), shown(name, plain(getattr(row, name)))) for name in names]


def cost_factors(household: Household, on: date) -> list[FactorLine]:
    """The cost factors of Article 7 (E-7.1) with the numbers behind them."""
    return [
        FactorLine(each.clause, COST_FACTORS[each.clause], each.holds, _because(each.clause, each.because))
        for each in queries.cost_factors(household, on)
    ]


def _because(clause: str, because: dict[str, Any]) -> str:
    count = {name: to_persian(value) for name, value in because.items() if isinstance(value, int)}
    return {
        "E-7.1.a": "{ill} نفر",
        "E-7.1.b": value_title("tenure", because.get("tenure", "")),
        "E-7.1.j": "{children} فرزند، {girls} دختر",
        "E-7.1.d": "{pupils} دانش‌آموز، {students} دانشجو",
        "E-7.1.h": _places(because),
        "E-7.1.v": value_title("risk_class", because.get("risk_class", "")),
        "E-7.1.z": "{daughters} نفر",
    }[clause].format(**count)


def _places(because: dict[str, Any]) -> str:
    titles = {
        "village": "روستا",
        "metropolis_margin": "حاشیهٔ کلان‌شهر",
        "special_social_zone": "منطقهٔ ویژهٔ اجتماعی",
        "is_border": "مرزی",
    }
    return "، ".join(title for name, title in titles.items() if because.get(name)) or "هیچ‌کدام"
