"""Article 2: the general conditions. Each looks at the head alone."""

from typing import Any

from hamyar.guidelines.criteria.finding import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Finding
from hamyar.guidelines.criteria.situation import Situation

SUPPORTING_BODIES = ("behzisti", "martyrs_foundation", "other_support")
"""Pension funds are apart: they open the exception of the needy pensioner (A-02)."""


def nationality(case: Situation) -> Finding:
    """Is the head Iranian?"""
    return Finding("E-2.1", UNMET if case.foreign else MET, {"nationality": case.head.nationality})


def national_code(case: Situation) -> Finding:
    """Has the head a correct national code? Nothing of the code itself is repeated."""
    result = {"valid": MET, "wrong": UNMET, "unknown": UNKNOWN}[case.national_code]
    return Finding("E-2.2", result, {"national_code": case.national_code})


def military_service(case: Situation) -> Finding:
    """Has a present, healthy male head of military age his card or exemption (A-19)?"""
    if not case.in_military_scope:
        return Finding("E-2.3", NOT_APPLICABLE, {})
    status = case.head.military_status
    result = UNKNOWN if status is None else UNMET if status == "none" else MET
    return Finding("E-2.3", result, {"age": case.head_age, "military_status": status})


def residence(case: Situation) -> Finding:
    """Does the household live where it asks to be admitted?"""
    inside = case.facts.in_office_territory
    return Finding("E-2.4", MET if inside else UNMET, {"in_office_territory": inside})


def other_support(case: Situation) -> Finding:
    """Does no other body support the head? A pension alone is the exception of A-02 and does not break the condition,
    unless the parameter says otherwise."""
    head, because = case.head, dict[str, Any]()
    bodies = tuple(body for body in SUPPORTING_BODIES if body in head.covered_by)
    if bodies:
        because["covered_by"] = bodies
    if head.in_hamyar_group:
        because["in_hamyar_group"] = True
    if head.has_pension:
        because["pension"] = True
    blocked = bool(bodies) or (head.in_hamyar_group and case.rules["cross.benefit_check"] == "block")
    if head.has_pension and case.rules["pension.exception_path"] in ("special_permit", "blocked"):
        blocked = True
    return Finding("E-2.5", UNMET if blocked else MET, because)
