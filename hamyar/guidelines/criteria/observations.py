"""What else the document shows: warnings that bar nobody, and the cost factors of Article 7.

They follow the findings that every assessment has, and stand only where they hold.
"""

from collections.abc import Iterator

from hamyar.guidelines.criteria.finding import MET, UNKNOWN, UNMET, Finding
from hamyar.guidelines.criteria.situation import Situation


def observations(case: Situation) -> Iterator[Finding]:
    """All warnings and cost factors that hold, in the order of the clauses."""
    yield from _warnings(case)
    yield from _cost_factors(case)


def _warnings(case: Situation) -> Iterator[Finding]:
    facts = case.facts
    if case.in_prison and facts.responsible_key is None and case.head.sex == "male":
        yield Finding("E-D.10", UNMET, {"head_condition": facts.head_condition})
    if case.parents_unknown:
        yield Finding("E-D.20", UNKNOWN, {"age": case.head_age, "living_parents": None})
    sons = sum(
        person.relation == "child"
        and person.sex == "male"
        and person.military_status == "none"
        and case.rules["age.adult"] <= case.age(person) < case.rules["military.max_age"]
        for person in facts.people
    )
    if sons:
        yield Finding("E-5.1.j", UNMET, {"sons_without_card": sons})
    if case.in_prison and facts.head_condition != "imprisoned":
        yield Finding("E-6.n5", MET, {"head_condition": facts.head_condition})


def _cost_factors(case: Situation) -> Iterator[Finding]:
    facts = case.facts
    ill = children = girls = learners = grown_daughters = 0
    for person in facts.people:
        ill += person.illness_class is not None
        learners += person.education_status in ("pupil", "student")
        if person.relation == "child":
            children += 1
            if person.sex == "female":
                girls += 1
                grown_daughters += (
                    person.marital_status == "never_married"
                    and case.age(person) >= case.rules["age.unmarried_daughter"]
                )
    if ill:
        yield Finding("E-7.1.a", MET, {"ill_people": ill})
    if facts.tenure in ("rented", "none"):
        yield Finding("E-7.1.b", MET, {"tenure": facts.tenure})
    if children:
        yield Finding("E-7.1.j", MET, {"children": children, "girls": girls})
    if learners:
        yield Finding("E-7.1.d", MET, {"learners": learners})
    if facts.area_kind == "village" or facts.is_border or facts.metropolis_margin or facts.special_social_zone:
        yield Finding("E-7.1.h", MET, {"area_kind": facts.area_kind, "is_border": facts.is_border})
    if case.head.sex == "female" and facts.risk_class != "normal":
        yield Finding("E-7.1.v", MET, {"risk_class": facts.risk_class})
    if grown_daughters:
        yield Finding("E-7.1.z", MET, {"grown_daughters": grown_daughters})
