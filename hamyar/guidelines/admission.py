"""One household, assessed: score, target groups, path, allowed services, limit, and a finding for every clause that speaks.

The exact rules over the fields are those of ``assessment-rules.md``; the order of every list is part of them.
"""

from dataclasses import dataclass
from datetime import date

from hamyar.guidelines.criteria import general_conditions, specific_conditions
from hamyar.guidelines.criteria.finding import MET, UNMET, Finding
from hamyar.guidelines.criteria.observations import observations
from hamyar.guidelines.criteria.situation import Situation
from hamyar.guidelines.criteria.target_groups import CLAUSE_OF_GROUP, target_groups
from hamyar.guidelines.facts import HouseholdFacts
from hamyar.guidelines.ruleset import RuleSet
from hamyar.guidelines.scoring import Score, score

CHARITY_CENTRE, REFUSED, INCOMPLETE = "charity_centre", "refused", "incomplete"
OTHER_OFFICE, SPECIAL_PERMIT, COMMISSION, SOCIAL_WORKER = (
    "other_office",
    "special_permit",
    "commission",
    "social_worker",
)
PATHS = (SOCIAL_WORKER, COMMISSION, SPECIAL_PERMIT, OTHER_OFFICE, INCOMPLETE, CHARITY_CENTRE, REFUSED)

SERVICES = ("livelihood", "training", "employment_facility", "housing", "health", "education", "counselling", "other")
AQSHAR_SERVICES = ("training", "employment_facility", "education")
NO_TARGET_GROUP = "no_target_group"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of one household on one day; ``release`` and ``digest`` name the rules."""

    as_of: date
    release: str
    digest: str
    score: Score
    target_groups: tuple[str, ...]
    path: str
    services_allowed: tuple[str, ...]
    support_limit_months: int | None
    findings: tuple[Finding, ...]


def assess(facts: HouseholdFacts, rules: RuleSet) -> Assessment:
    """The household under these rules. Pure: the same facts and rules give the same assessment for ever."""
    case = Situation(facts, rules)
    points = score(case, rules)
    groups = target_groups(case)
    support = general_conditions.other_support(case)
    permit_reasons = _permit_reasons(case, groups, support)
    path = _path(case, permit_reasons, support)
    return Assessment(
        as_of=facts.as_of,
        release=rules.name,
        digest=rules.digest,
        score=points,
        target_groups=groups,
        path=path,
        services_allowed=_services(case, groups, path),
        support_limit_months=_limit(case, groups),
        findings=(
            general_conditions.nationality(case),
            general_conditions.national_code(case),
            general_conditions.military_service(case),
            general_conditions.residence(case),
            support,
            specific_conditions.score_is_known(points),
            specific_conditions.social_workers_deciles(case),
            specific_conditions.commissions_deciles(case),
            specific_conditions.higher_deciles(case),
            specific_conditions.iranian_wife_of_a_foreigner(case),
            specific_conditions.foreign_nationals(case),
            specific_conditions.proof_of_divorce(case),
            specific_conditions.aqshar(case),
            specific_conditions.special_permit(
                case,
                reasons=permit_reasons,
                waivable=path not in (CHARITY_CENTRE, REFUSED),
                facts_missing=_missing_facts(case) != (),
            ),
            *(
                Finding(CLAUSE_OF_GROUP[group], MET, {"target_group": group})
                for group in groups
                if group != "iranian_wife_of_foreigner"  # its clause, E-4.n1, already has its line
            ),
            *observations(case),
        ),
    )


def _permit_reasons(case: Situation, groups: tuple[str, ...], support: Finding) -> tuple[str, ...]:
    """The clauses that close the ordinary way and that a permit may open (A-04)."""
    reasons = []
    if case.in_military_scope and case.head.military_status == "none":
        reasons.append("E-2.3")
    if support.result == UNMET:
        reasons.append("E-2.5")
    if case.facts.decile is not None and case.facts.decile > case.rules["decile.commission_max"]:
        reasons.append("E-3.n1")
    if not groups:
        reasons.append(NO_TARGET_GROUP)
    return tuple(reasons)


def _missing_facts(case: Situation) -> tuple[str, ...]:
    """The facts that a hard rule needs and the document does not hold."""
    head, missing = case.head, []
    if case.national_code == "unknown":
        missing.append("national_code")
    if case.facts.decile is None:
        missing.append("decile")
    if case.in_military_scope and head.military_status is None:
        missing.append("military_status")
    if head.sex == "female" and head.marital_status == "divorced" and case.facts.divorce_evidence is None:
        missing.append("divorce_evidence")
    return tuple(missing)


def _path(case: Situation, permit_reasons: tuple[str, ...], support: Finding) -> str:
    """Who may decide next: the first that applies."""
    facts, head = case.facts, case.head
    exception = case.rules["pension.exception_path"] if head.has_pension else None
    if case.foreign:
        return CHARITY_CENTRE
    not_waivable = case.rules["permit.non_waivable"]
    if case.national_code == "wrong" or exception == "blocked" or any(one in not_waivable for one in permit_reasons):
        return REFUSED
    if _missing_facts(case):
        return INCOMPLETE
    if not facts.in_office_territory:
        return OTHER_OFFICE
    if permit_reasons:
        return SPECIAL_PERMIT
    divorced_without_proof = (
        head.sex == "female" and head.marital_status == "divorced" and facts.divorce_evidence == "none"
    )
    above_livelihood = facts.decile is not None and facts.decile > case.rules["decile.livelihood_max"]
    if exception == "commission" or divorced_without_proof or above_livelihood:
        return COMMISSION
    return SOCIAL_WORKER


def _services(case: Situation, groups: tuple[str, ...], path: str) -> tuple[str, ...]:
    """What a decision on this path may grant."""
    decile = case.facts.decile
    if path not in (SOCIAL_WORKER, COMMISSION) or decile is None:
        return ()
    if groups == ("male_aqshar",):
        return AQSHAR_SERVICES
    return SERVICES if decile <= case.rules["decile.livelihood_max"] else SERVICES[1:]


def _limit(case: Situation, groups: tuple[str, ...]) -> int | None:
    """For how many months at most, where the only group is one that ends by itself."""
    months: int | None = None
    if groups == ("male_aqshar",):
        months = case.rules["aqshar.months"]
    elif groups == ("released_prisoner",):
        months = case.rules["prison.after_release_months"]
    return months
