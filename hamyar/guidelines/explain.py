"""Why the result is what it is, and what would change it.

Every row that is true is named with its input, its points and why it did or did not count; every reading that took part is
shown. What would change the result is found by changing one fact and running the rules again, never written by hand.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from hamyar.guidelines import citations, wording
from hamyar.guidelines.admission import SPECIAL_PERMIT, Assessment, assess
from hamyar.guidelines.citations import Reading
from hamyar.guidelines.criteria.situation import Situation
from hamyar.guidelines.facts import HouseholdFacts, PersonFacts
from hamyar.guidelines.ruleset import Factor, RuleSet
from hamyar.guidelines.scoring import FactorScore, ScoreLine
from hamyar.values.digits import to_persian
from hamyar.values.national_code import make_test_code


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """A true row of Table 1: what was looked at, what it is worth, and why it did or did not count."""

    clause: str
    reference: str
    title: str
    input: str
    points: int
    counted: bool
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedFactor:
    """A factor with its rows; a factor without true row says so."""

    factor: str
    title: str
    points: int
    cap: int
    rows: tuple[ExplainedRow, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One fact changed, and where that leads."""

    fact: str
    to: str
    path: str
    total: int
    target_groups: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole explanation of one assessment."""

    assessment: Assessment
    factors: tuple[ExplainedFactor, ...]
    findings: tuple[str, ...]
    readings: tuple[Reading, ...]
    changes: tuple[Change, ...]
    summary: str

    def as_data(self) -> dict[str, Any]:
        """The explanation as plain values, for JSON."""
        return {
            "summary": self.summary,
            "factors": [asdict(factor) for factor in self.factors],
            "readings": [{"id": reading.id, "text": reading.text} for reading in self.readings],
            "changes": [asdict(change) for change in self.changes],
        }


def explain(facts: HouseholdFacts, rules: RuleSet, *, for_household: bool = False) -> Explanation:
    """The assessment with every line, reading and possible change in words."""
    assessment = assess(facts, rules)
    return Explanation(
        assessment=assessment,
        factors=tuple(
            _explained_factor(factor, scored, for_household)
            for factor, scored in zip(rules.factors, assessment.score.factors, strict=True)
        ),
        findings=tuple(wording.finding_text(one, for_household=for_household) for one in assessment.findings),
        readings=tuple(citations.readings()[one] for one in readings_at_work(facts, rules, assessment)),
        changes=tuple(what_would_change(facts, rules, for_household=for_household)),
        summary=wording.summary(assessment, for_household=for_household),
    )


def _explained_factor(factor: Factor, scored: FactorScore, for_household: bool) -> ExplainedFactor:
    text = f"{factor.title}: {to_persian(scored.points)} از {to_persian(factor.cap)} امتیاز"
    if not scored.lines:
        text += "؛ هیچ ردیفی برقرار نیست"
    rows = tuple(_explained_row(line, factor, scored, for_household) for line in scored.lines)
    return ExplainedFactor(factor.key, factor.title, scored.points, factor.cap, rows, f"{text}.")


def _explained_row(line: ScoreLine, factor: Factor, scored: FactorScore, for_household: bool) -> ExplainedRow:
    row_title = wording.row_title(factor, line.clause, for_household=for_household)
    note = _why_not(line, factor, scored, for_household)
    reference = citations.clause(line.clause).reference
    return ExplainedRow(
        clause=line.clause,
        reference=reference,
        title=row_title,
        input=wording.input_text(line.because),
        points=line.points,
        counted=line.counted,
        note=note,
        text=f"{row_title}: {to_persian(line.points)} امتیاز؛ {note} ({reference}).",
    )


def _why_not(line: ScoreLine, factor: Factor, scored: FactorScore, for_household: bool) -> str:
    if not line.counted:
        better = next(other for other in scored.lines if other.counted and other.points >= line.points)
        winner = wording.row_title(factor, better.clause, for_household=for_household)
        return f"شمرده نشد، زیرا از این ردیف‌ها فقط «{winner}» با {to_persian(better.points)} امتیاز شمرده می‌شود"
    together = sum(other.points for other in scored.lines if other.counted)
    if together > factor.cap:
        return f"شمرده شد؛ جمع ردیف‌ها {to_persian(together)} است و سقف {to_persian(factor.cap)} شمرده می‌شود"
    return "شمرده شد"


def readings_at_work(facts: HouseholdFacts, rules: RuleSet, assessment: Assessment) -> list[str]:
    """The readings without which this household's result might be another; the screen shows them as such."""
    case = Situation(facts, rules)
    lines = {line.clause for factor in assessment.score.factors for line in factor.lines}
    by_factor = {factor.factor: factor for factor in assessment.score.factors}
    head, groups = case.head, assessment.target_groups
    holds = {
        "A-01": head.in_hamyar_group or "behzisti" in head.covered_by,
        "A-02": head.has_pension,
        "A-03": groups == ("male_aqshar",),
        "A-04": assessment.path == SPECIAL_PERMIT,
        "A-05": True,
        "A-10": facts.village_coefficient is not None and facts.village_coefficient < 6,
        "A-11": len(by_factor["housing"].lines) > 1 or len(by_factor["children"].lines) > 1,
        "A-12": "E-T1.head.deceased" in lines,
        "A-13": "E-T1.head.unfit" in lines,
        "A-14": facts.decile is None or facts.decile > 5,
        "A-15": head.illness_class is not None,
        "A-16": bool(by_factor["children"].lines),
        "A-17": case.head_age in (18, 59, 60) or "E-T1.head.elderly" in lines,
        "A-18": case.worker.work_status not in ("employed", "unemployed") or case.worker is not head,
        "A-19": head.sex == "male" and not case.in_military_scope,
        "A-42": "female_no_spouse" in groups,
        "A-43": "male_prisoner" in groups,
        "A-48": "released_prisoner" in groups,
    }
    return [reading for reading, at_work in holds.items() if at_work]


def what_would_change(facts: HouseholdFacts, rules: RuleSet, *, for_household: bool = False) -> Iterator[Change]:
    """Each single change of a fact that leads to another path or another total."""
    before = assess(facts, rules)
    for fact, to, changed in _single_changes(facts, rules):
        after = assess(changed, rules)
        if (after.path, after.score.total) != (before.path, before.score.total):
            text = wording.change_text(fact, to, before, after, for_household=for_household)
            yield Change(fact, str(to), after.path, after.score.total, after.target_groups, text)


def _single_changes(facts: HouseholdFacts, rules: RuleSet) -> Iterator[tuple[str, Any, HouseholdFacts]]:
    """Name, new value, and the household with that one fact changed."""
    yield from _changes_of_decile(facts, rules)
    yield from _changes_of_home(facts)
    yield from _changes_of_head(facts, Situation(facts, rules))
    yield from _changes_of_members(facts)


def _changes_of_decile(facts: HouseholdFacts, rules: RuleSet) -> Iterator[tuple[str, Any, HouseholdFacts]]:
    if facts.decile is None:
        low, high = rules.value("decile.livelihood_max"), rules.value("decile.commission_max")
        deciles = [low, high, high + 1]
    else:
        deciles = [decile for decile in (facts.decile - 1, facts.decile + 1) if 1 <= decile <= 10]
    for decile in deciles:
        yield "decile", decile, replace(facts, decile=decile)


def _changes_of_home(facts: HouseholdFacts) -> Iterator[tuple[str, Any, HouseholdFacts]]:
    for tenure in ("owned", "rented", "none"):
        if tenure != facts.tenure:
            yield "tenure", tenure, replace(facts, tenure=tenure)
    for condition in ("sound", "needs_repair", "uninhabitable", "no_suitable"):
        if condition != facts.condition:
            yield "condition", condition, replace(facts, condition=condition)
    if facts.village_coefficient is not None:
        for coefficient in (facts.village_coefficient - 1, facts.village_coefficient + 1):
            if 1 <= coefficient <= 9:
                yield "village_coefficient", coefficient, replace(facts, village_coefficient=coefficient)
    if not facts.in_office_territory:
        yield "in_office_territory", True, replace(facts, in_office_territory=True)


def _changes_of_head(facts: HouseholdFacts, case: Situation) -> Iterator[tuple[str, Any, HouseholdFacts]]:
    head = case.head
    if case.national_code != "valid":
        yield "national_code", "valid", _with(facts, head, national_code=make_test_code(1))
    illness = None if head.illness_class else "special"
    yield "head_illness", illness, _with(facts, head, illness_class=illness)
    worker = case.worker
    work = "unemployed" if worker.work_status == "employed" else "employed"
    yield "work_status", work, _with(facts, worker, work_status=work)
    if case.in_military_scope:
        for status in ("completed", "none"):
            if status != head.military_status:
                yield "military_status", status, _with(facts, head, military_status=status)
    if head.sex == "female" and head.marital_status == "divorced":
        for evidence in ("official", "none"):
            if evidence != facts.divorce_evidence:
                yield "divorce_evidence", evidence, replace(facts, divorce_evidence=evidence)
    if head.sex == "male" and case.head_age >= case.rules["age.elderly"]:
        yield "cannot_earn", not facts.cannot_earn, replace(facts, cannot_earn=not facts.cannot_earn)
    if case.parents_unknown or case.self_supporting_girl:
        for parents in (0, 1):
            if parents != head.living_parents:
                yield "living_parents", parents, _with(facts, head, living_parents=parents)
    if head.has_pension:
        bodies = tuple(body for body in head.covered_by if body != "pension_funds")
        yield "pension", False, _with(facts, head, covered_by=bodies, pension_monthly_rials=None)
    if set(head.covered_by) - {"pension_funds"}:
        bodies = tuple(body for body in head.covered_by if body == "pension_funds")
        yield "covered_by", False, _with(facts, head, covered_by=bodies)
    if head.in_hamyar_group:
        yield "in_hamyar_group", False, _with(facts, head, in_hamyar_group=False)
    if facts.prison_released_on is not None and facts.prison_referral is None:
        yield "prison_referral", True, replace(facts, prison_referral="prisons_department")


def _changes_of_members(facts: HouseholdFacts) -> Iterator[tuple[str, Any, HouseholdFacts]]:
    others = [person for person in facts.people if person.key != facts.head_key]
    well = next((person for person in others if person.illness_class is None), None)
    if well is not None:
        yield "member_illness", "special", _with(facts, well, illness_class="special")
    ill = next((person for person in others if person.illness_class is not None), None)
    if ill is not None:
        yield "member_illness", None, _with(facts, ill, illness_class=None)
    out = next((one for one in others if one.relation == "child" and one.education_status == "out_of_school"), None)
    if out is not None:
        yield "education_status", "pupil", _with(facts, out, education_status="pupil")


def _with(facts: HouseholdFacts, person: PersonFacts, **changes: Any) -> HouseholdFacts:
    people = tuple(replace(one, **changes) if one.key == person.key else one for one in facts.people)
    return replace(facts, people=people)
