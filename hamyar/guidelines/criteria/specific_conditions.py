"""Article 3 and the clauses that open or close a way: score, deciles, foreign nationals, divorce, aqshar, permit."""

from hamyar.guidelines.criteria.finding import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Finding
from hamyar.guidelines.criteria.situation import Situation
from hamyar.guidelines.scoring import Score


def score_is_known(score: Score) -> Finding:
    """Admission follows the score: is it complete? It ranks, and refuses nobody by itself (A-05)."""
    if score.complete:
        return Finding("E-3.1.1", MET, {"total": score.total})
    return Finding("E-3.1.1", UNKNOWN, {"lowest": score.lowest, "highest": score.highest})


def social_workers_deciles(case: Situation) -> Finding:
    """Deciles 1 to 3: the social worker may decide, and livelihood is open."""
    decile, top = case.facts.decile, case.rules["decile.livelihood_max"]
    result = UNKNOWN if decile is None else MET if decile <= top else NOT_APPLICABLE
    return Finding("E-3.2.1", result, {"decile": decile, "livelihood_max": top})


def commissions_deciles(case: Situation) -> Finding:
    """Deciles 4 and 5: other services than livelihood, once the commission approves."""
    decile, low, top = case.facts.decile, case.rules["decile.livelihood_max"], case.rules["decile.commission_max"]
    result = UNKNOWN if decile is None else MET if low < decile <= top else NOT_APPLICABLE
    return Finding("E-3.2.2", result, {"decile": decile, "livelihood_max": low, "commission_max": top})


def higher_deciles(case: Situation) -> Finding:
    """Deciles above 5: closed but for field check, commission and the director general's permit."""
    decile, top = case.facts.decile, case.rules["decile.commission_max"]
    result = UNKNOWN if decile is None else UNMET if decile > top else NOT_APPLICABLE
    return Finding("E-3.n1", result, {"decile": decile, "commission_max": top})


def iranian_wife_of_a_foreigner(case: Situation) -> Finding:
    """Is the head an Iranian woman whose husband is a foreign national?"""
    return Finding("E-4.n1", MET if is_iranian_wife_of_a_foreigner(case) else NOT_APPLICABLE, {})


def is_iranian_wife_of_a_foreigner(case: Situation) -> bool:
    """An Iranian woman as head, and a spouse among the people who is foreign."""
    return (
        case.head.sex == "female"
        and not case.foreign
        and any(person.relation == "spouse" and person.nationality == "foreign" for person in case.facts.people)
    )


def foreign_nationals(case: Situation) -> Finding:
    """Foreign nationals are served through charity centres only."""
    return Finding("E-4.n2", UNMET if case.foreign else NOT_APPLICABLE, {"nationality": case.head.nationality})


def proof_of_divorce(case: Situation) -> Finding:
    """Has a divorced woman head a document, official or customary? Without one the commission must approve."""
    if case.head.sex != "female" or case.head.marital_status != "divorced":
        return Finding("E-5.n2.2", NOT_APPLICABLE, {})
    evidence = case.facts.divorce_evidence
    result = UNKNOWN if evidence is None else UNMET if evidence == "none" else MET
    return Finding("E-5.n2.2", result, {"divorce_evidence": evidence})


def aqshar(case: Situation) -> Finding:
    """A man under 60 in decile 1 to 3 (A-17: 59 completed years are under 60)."""
    if case.head.sex != "male":
        return Finding("E-D.12", NOT_APPLICABLE, {})
    decile, age = case.facts.decile, case.head_age
    because = {"age": age, "decile": decile}
    if age >= case.rules["age.elderly"]:
        return Finding("E-D.12", UNMET, because)
    if decile is None:
        return Finding("E-D.12", UNKNOWN, because)
    return Finding("E-D.12", MET if decile <= case.rules["decile.livelihood_max"] else UNMET, because)


def special_permit(case: Situation, *, reasons: tuple[str, ...], waivable: bool, facts_missing: bool) -> Finding:
    """Is the director general's permit the only way left? ``reasons`` are the clauses that close the ordinary one."""
    if not waivable:
        return Finding("E-D.28", NOT_APPLICABLE, {"waivable": False})
    if reasons:
        return Finding("E-D.28", UNMET, {"reasons": reasons})
    return Finding("E-D.28", UNKNOWN if facts_missing else NOT_APPLICABLE, {})
