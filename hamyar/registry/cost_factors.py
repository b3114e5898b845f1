"""The factors of Article 7 that raise a household's costs (E-7.1), derived from what is recorded. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hamyar.guidelines.facts import HouseholdFacts
from hamyar.registry.domain import AreaKind, EducationStatus, MaritalStatus, Relation, RiskClass, Sex, Tenure
from hamyar.values.age import age_on


@dataclass(frozen=True)
class CostFactor:
    """One of the factors of Article 7 that raise a household's costs: whether it holds, and the facts behind it."""

    clause: str
    holds: bool
    because: dict[str, Any] = field(default_factory=dict)


def cost_factors(facts: HouseholdFacts, *, on: date, unmarried_daughter_age: int) -> list[CostFactor]:
    """The seven factors of E-7.1, in their printed order; all of them derived from what is recorded."""
    ill = sum(1 for person in facts.people if person.illness_class)
    children = [person for person in facts.people if person.relation == Relation.CHILD]
    girls = sum(1 for child in children if child.sex == Sex.FEMALE)
    pupils = sum(1 for person in facts.people if person.education_status == EducationStatus.PUPIL)
    students = sum(1 for person in facts.people if person.education_status == EducationStatus.STUDENT)
    area = {
        "village": facts.area_kind == AreaKind.VILLAGE,
        "metropolis_margin": facts.metropolis_margin,
        "special_social_zone": facts.special_social_zone,
        "is_border": facts.is_border,
    }
    daughters = sum(
        1
        for child in children
        if child.sex == Sex.FEMALE
        and child.marital_status == MaritalStatus.NEVER_MARRIED
        and age_on(child.born_on, on) >= unmarried_daughter_age
    )
    exposed = facts.head.sex == Sex.FEMALE and facts.risk_class in (RiskClass.AT_RISK, RiskClass.HARMED)
    return [
        CostFactor("E-7.1.a", ill > 0, {"ill": ill}),
        CostFactor("E-7.1.b", facts.tenure in (Tenure.RENTED, Tenure.NONE), {"tenure": facts.tenure}),
        CostFactor("E-7.1.j", bool(children), {"children": len(children), "girls": girls}),
        CostFactor("E-7.1.d", pupils + students > 0, {"pupils": pupils, "students": students}),
        CostFactor("E-7.1.h", any(area.values()), area),
        CostFactor("E-7.1.v", exposed, {"risk_class": facts.risk_class}),
        CostFactor("E-7.1.z", daughters > 0, {"daughters": daughters}),
    ]
