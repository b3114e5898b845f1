"""What still holds up the closing of a questionnaire, and what holds up a decision: lists with the clause of each line."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hamyar.assessment import queries, validity
from hamyar.assessment.domain import (
    MATCHED_SECTIONS,
    PART_SECTIONS,
    DataGroup,
    Gap,
    Guard,
    Present,
    QuestionnaireState,
    Section,
)
from hamyar.assessment.models import Assessment, Questionnaire, SectionRecord
from hamyar.assessment.questions import asked_sections
from hamyar.inquiries import queries as inquiries
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.registry import queries as registry
from hamyar.releases.queries import rules_on
from hamyar.visits import queries as visits

ELIGIBILITY = ("E-2.1", "E-2.2", "E-2.3", "E-2.4", "E-2.5")  # findings that must be met, or speak of others
PASSED = ("met", "not_applicable")


def gaps(questionnaire: Questionnaire, *, on: date, seen: registry.Snapshot | None = None) -> list[Gap]:
    """Everything that is missing before the questionnaire can be closed (CLAUSES.md 6.1: visit_planned → assessed)."""
    sections = queries.sections_of(questionnaire)
    seen = seen or registry.snapshot(questionnaire.household, on=on)
    return [
        *_section_gaps(questionnaire, sections),
        *_member_gaps(questionnaire, sections, seen),
        *_case_gaps(questionnaire, seen, on=on),
    ]


def _section_gaps(questionnaire: Questionnaire, sections: dict[str, SectionRecord]) -> list[Gap]:
    found = []
    for section in asked_sections(queries.services_of(questionnaire)):
        if section in (Section.HARMS, Section.CAPACITIES):
            continue
        if section not in sections:
            found.append(Gap("section_not_saved", _clause_of(section), section))
        elif section in MATCHED_SECTIONS and not sections[section].match:
            found.append(Gap("section_not_matched", "E-7.3.a", section))
    for part, section in PART_SECTIONS.items():
        said = sections[section].parts.get(part, {}) if section in sections else {}
        if section in sections and not (said.get("standing") and said.get("text", "").strip()):
            found.append(Gap(f"part_{part}", "E-7.3.j", section))
    answered = set(questionnaire.answers.filter(verified=False).values_list("section", flat=True))
    found += [
        Gap("answers_open", "E-7.3.0.1", section)
        for section in asked_sections(queries.services_of(questionnaire))
        if section in answered and section in sections
    ]
    return found


def _clause_of(section: Section) -> str:
    if section in MATCHED_SECTIONS:
        return "E-7.3.a"
    return "E-7.3.0.2" if section == Section.SERVICE_SPECIFIC else "E-7.3.j"


def _member_gaps(
    questionnaire: Questionnaire, sections: dict[str, SectionRecord], seen: registry.Snapshot
) -> list[Gap]:
    members = seen.members
    screened = set(sections[Section.HARMS].covered_people) if Section.HARMS in sections else set()
    able = set(queries.current_capacities(questionnaire).values_list("person_id", flat=True))
    judged = {each.person_id for each in members if each.person.empowerment_capacity != "not_assessed"}
    everybody = {each.person_id for each in members}
    found = []
    if everybody - screened:
        found.append(Gap("screening", "E-7.3.d", Section.HARMS))
    if everybody - able:
        found.append(Gap("capacities", "E-0.a.2.2", Section.CAPACITIES))
    elif everybody - judged:
        found.append(Gap("empowerment", "E-7.3.h", Section.CAPACITIES))
    return found


def _case_gaps(questionnaire: Questionnaire, seen: registry.Snapshot, *, on: date) -> list[Gap]:
    found = []
    needs = (questionnaire.food_need, questionnaire.nonfood_need, questionnaire.is_needy)
    if None in needs:
        found.append(Gap("needs", "E-D.1", "conclusion"))
    if not questionnaire.conclusion.strip():
        found.append(Gap("conclusion", "E-3.n2.1", "conclusion"))
    household, application = questionnaire.household, questionnaire.application
    if queries.needs_counsellor(household, on=on) and queries.counsellor_referral(household, application) is None:
        found.append(Gap("referral", "E-13.3.z", Section.HARMS))
    if any(inquiry.conflicts and not inquiry.verification for inquiry in inquiries.contradictions(household)):
        found.append(Gap("inquiry_conflicts", "E-7.3.b", "inquiries"))
    if application is not None:
        went = visits.went(application)
        if not went.admission_done:
            found.append(Gap("visit", "E-13.3.d", "visit"))
        if not queries.documents_confirmed(application, on=on, seen=seen):
            found.append(Gap("documents", "E-5.1.0", "documents"))
        if not presence_ok(application, visited=went.admission_done, met=went.somebody_met, on=on):
            found.append(Gap("presence", "E-6.1.1", "presence"))
    return found


def presence_ok(application: Application, *, visited: bool, on: date, met: bool | None = None) -> bool:
    """Head or responsible person came, or was met at home (A-67), or could not come and the home was visited (E-6.1).

    ``met``: whether one of them was met at home, where that was read before.
    """
    presence = queries.presence_of(application)
    if presence is not None and presence.who != Present.NONE:
        return True
    if presence is not None and visited:
        return True
    if not rules_on(on).value("presence.at_visit_counts"):
        return False
    return visits.went(application).somebody_met if met is None else met


@dataclass(frozen=True)
class Standing:
    """Everything the decision page shows: the guards, the assessment, and whose decision it is."""

    guards: tuple[Guard, ...]
    assessment: Assessment | None
    questionnaire: Questionnaire | None
    room: str  # who decides next: worker, commission, permit, other_office, charity_centre, applicant, nobody
    now: queries.Computed | None = None  # what the household would be assessed as today
    stale: tuple[DataGroup, ...] = ()  # data that have run out (E-8.0.3)

    @property
    def process(self) -> tuple[Guard, ...]:
        """The guards of the procedure: what commission and permit need as well."""
        return tuple(
            guard for guard in self.guards if guard.key not in ELIGIBILITY and guard.key not in ("path", "needy")
        )

    @property
    def all_green(self) -> bool:
        return all(guard.ok for guard in self.guards)

    @property
    def process_green(self) -> bool:
        return all(guard.ok for guard in self.process)


def standing(application: Application, *, on: date) -> Standing:
    """The guards of a decision on a day (E-13.3.a). Every one is green or red, none is hidden."""
    household = application.household
    assert household is not None
    assessment = queries.latest_assessment(household)
    questionnaire = queries.questionnaire_of(application)
    closed = questionnaire is not None and questionnaire.state == QuestionnaireState.CLOSED
    result = assessment.result if assessment is not None else None
    seen = registry.snapshot(household, on=on)
    now = queries.computed_if_whole(household, on=on, seen=seen)
    went = visits.went(application)
    stale = tuple(validity.expired_groups(household, on=on, seen=seen))
    guards = [
        Guard("state", "E-13.3.a", application.state == ApplicationState.ASSESSED),
        correction(application),
        Guard("inquiries", "E-7.2", inquiries.ready_for_visit(household, on=on, seen=seen)),
        Guard("visit", "E-13.3.d", went.admission_done),
        Guard("questionnaire", "E-7.3.a", closed),
        Guard("documents", "E-13.3.j", queries.documents_confirmed(application, on=on, seen=seen)),
        Guard(
            "presence", "E-6.1.1",
            presence_ok(application, visited=went.admission_done, met=went.somebody_met, on=on),
        ),
        Guard("report", "E-3.n2.1", closed and questionnaire is not None and bool(questionnaire.conclusion)),
        Guard(
            "referral", "E-13.3.z",
            not queries.needs_counsellor(household, on=on)
            or queries.counsellor_referral(household, application) is not None,
        ),
        Guard(
            "score",
            "E-3.1.1",
            assessment is not None and now is not None and queries.is_current(assessment, on=on, now=now),
        ),
        Guard("fresh", "E-8.0.3", not stale),
        Guard("needy", "E-D.1", closed and questionnaire is not None and questionnaire.is_needy is True),
        *_eligibility(result),
        Guard("path", "E-3.2.1", result is not None and result["path"] == "social_worker"),
    ]  # fmt: skip
    room = room_of(result, always_commission=rules_on(on).value("permit.commission_required") == "always")
    return Standing(tuple(guards), assessment, questionnaire, room, now, stale)


def correction(application: Application) -> Guard:
    """What the applicant proposes to correct is accepted or not before anybody decides (E-8.a)."""
    return Guard("correction", "E-8.a", not application.proposed)


def _eligibility(result: dict[str, Any] | None) -> list[Guard]:
    found = {finding["clause"]: finding["result"] for finding in (result["findings"] if result else ())}
    return [Guard(clause, clause, found.get(clause) in PASSED) for clause in ELIGIBILITY]


def room_of(result: dict[str, Any] | None, *, always_commission: bool = False) -> str:
    """Who decides next (E-3.2, E-3.n1, E-D.28, A-04, A-14)."""
    if result is None:
        return "nobody"
    path = result["path"]
    if path == "social_worker":
        return "worker"
    found = {finding["clause"]: finding["result"] for finding in result["findings"]}
    if path == "commission":
        return "commission"
    if path == "special_permit":
        through_commission = found.get("E-3.n1") == "unmet" or found.get("E-3.2.2") == "met" or always_commission
        return "commission" if through_commission else "permit"
    if path == "incomplete":
        others = [clause for clause in ("E-2.2", "E-2.3", "E-5.n2.2") if found.get(clause) == "unknown"]
        return "applicant" if others or found.get("E-3.n1") != "unknown" else "commission"
    return {"other_office": "other_office", "charity_centre": "charity_centre"}.get(path, "nobody")
