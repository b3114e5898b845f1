"""Sections, harms, referrals, documents to be seen, and what holds up a decision: plain decisions, no database."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hamyar.values.refusal import Refusal


class Section(StrEnum):
    """The sections of the household questionnaire (E-7.3)."""

    IDENTITY = "identity"
    ECONOMIC = "economic"
    SOCIAL = "social"
    CULTURAL = "cultural"
    FAMILY_RELATIONS = "family_relations"
    HEALTH = "health"
    HOUSING = "housing"
    HARMS = "harms"
    CAPACITIES = "capacities"
    SERVICE_SPECIFIC = "service_specific"


class DataGroup(StrEnum):
    """Groups of data that run out together (E-8.0.3); each has its parameter ``validity.<group>``."""

    INCOME = "income"
    HOUSING = "housing"
    EDUCATION = "education"
    HEALTH = "health"
    CONTACT = "contact"


MATCHED_SECTIONS = (Section.IDENTITY, Section.ECONOMIC, Section.SOCIAL, Section.CULTURAL)  # E-7.3.a


class Match(StrEnum):
    MATCHED = "matched"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


class Part(StrEnum):
    """The six parts of E-7.3.j, each a mark and some lines; where each is asked stands in ``PART_SECTIONS``."""

    INDIVIDUAL = "individual"
    FAMILY = "family"
    ECONOMIC = "economic"
    CULTURAL = "cultural"
    SOCIAL = "social"
    RELATIONS = "relations"


PART_SECTIONS: dict[Part, Section] = {
    Part.INDIVIDUAL: Section.IDENTITY,
    Part.FAMILY: Section.FAMILY_RELATIONS,
    Part.ECONOMIC: Section.ECONOMIC,
    Part.CULTURAL: Section.CULTURAL,
    Part.SOCIAL: Section.SOCIAL,
    Part.RELATIONS: Section.FAMILY_RELATIONS,
}


class Standing(StrEnum):
    """The mark of one part."""

    GOOD = "good"
    WATCH = "watch"
    CRITICAL = "critical"


class QuestionnaireState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


QUESTIONNAIRE_MOVES: dict[QuestionnaireState, set[QuestionnaireState]] = {
    QuestionnaireState.OPEN: {QuestionnaireState.CLOSED},
    QuestionnaireState.CLOSED: set(),
}


class HarmKind(StrEnum):
    POVERTY = "poverty"
    UNEMPLOYMENT = "unemployment"
    DIVORCE = "divorce"
    ADDICTION = "addiction"
    VIOLENCE = "violence"
    SCHOOL_DROPOUT = "school_dropout"
    MENTAL = "mental"
    OTHER = "other"


class Severity(StrEnum):
    POSSIBLE = "possible"
    PRESENT = "present"
    ACUTE = "acute"


class Response(StrEnum):
    """What answers a harm (E-D.24)."""

    PREVENT = "prevent"
    REDUCE = "reduce"
    TREAT = "treat"


class CapacityKind(StrEnum):
    SKILL = "skill"
    WORK_HISTORY = "work_history"
    ASSET = "asset"
    INTEREST = "interest"
    NONE_FOUND = "none_found"


class ReferralTarget(StrEnum):
    COUNSELLOR = "counsellor"
    EMPLOYMENT = "employment"
    CHARITY = "charity"
    HEALTH = "health"
    LEGAL = "legal"


class ReferralGround(StrEnum):
    HARM = "harm"
    ILL_HEADED = "ill_headed"
    WORKER = "worker"


class ReferralState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"


REFERRAL_MOVES: dict[ReferralState, set[ReferralState]] = {
    ReferralState.OPEN: {ReferralState.ACCEPTED, ReferralState.REFUSED},
    ReferralState.ACCEPTED: {ReferralState.DONE, ReferralState.REFUSED},
    ReferralState.DONE: set(),
    ReferralState.REFUSED: set(),
}


class Present(StrEnum):
    HEAD = "head"
    RESPONSIBLE_PERSON = "responsible_person"
    NONE = "none"


class AbsenceReason(StrEnum):
    """Why neither head nor responsible person could come (E-6.1.2)."""

    ILLNESS = "illness"
    OLD_AGE = "old_age"
    PRISON = "prison"
    FUGITIVE = "fugitive"
    MISSING = "missing"
    ILL_HEADED = "ill_headed"
    OTHER = "other"


class Denomination(StrEnum):
    """Asked on the path of E-5.n2.1 alone, kept apart and restricted."""

    SUNNI = "sunni"
    RELIGIOUS_MINORITY = "religious_minority"


RESTRICTED_TO = ("social_worker", "counsellor")  # roles that may read harms and denominations at all
ABSENT_WITHOUT_ORIGINALS = ("imprisoned", "fugitive", "missing")
ILL_HEADED = ("ineffective_addiction", "ineffective_mental")


def triggering(kinds: Iterable[str], *, non_triggering: Collection[str]) -> bool:
    """Is there a harm among these that raises the risk class and calls for the counsellor (A-69)?"""
    return any(kind not in non_triggering for kind in kinds)


def risk_class(harms: Iterable[tuple[str, str]], *, non_triggering: Collection[str]) -> str:
    """``normal``, ``at_risk`` or ``harmed`` from pairs of kind and severity (E-7.3.d, A-69).

    A harm that is only possible puts the household at risk; one that is there has harmed it.
    """
    severities = {severity for kind, severity in harms if kind not in non_triggering}
    if severities & {Severity.PRESENT, Severity.ACUTE}:
        return "harmed"
    return "at_risk" if severities else "normal"


@dataclass(frozen=True)
class Item:
    """One line of the document checklist. ``hard``: it holds up acceptance; ``person``: whose document it is."""

    key: str
    clause: str
    hard: bool = True
    person: int | None = None


@dataclass(frozen=True)
class Holder:
    """What the checklist needs to know of a member."""

    pk: int
    sex: str
    age: int
    relation: str
    marital_status: str
    military_status: str
    ill: bool


def document_items(
    *,
    people: Collection[Holder],
    head_condition: str,
    responsible: int | None,
    divorce_evidence: str,
    released_prisoner: bool,
    military_ages: tuple[int, int],
    services: Collection[str],
    service_documents: Collection[tuple[str, str]],
) -> tuple[Item, ...]:
    """The documents to be seen or uploaded at admission (E-5.1, E-5.n1), never kept.

    Of an imprisoned, fugitive or missing head the civil-registry inquiry and the responsible person's documents replace
    the originals (A-67). The military card holds up acceptance for the head in scope alone, else it only warns (A-19).
    ``service_documents``: pairs of service and key, shown when that service is asked for.
    """
    head = next(each for each in people if each.relation == "head")
    items: list[Item] = []
    if head_condition in ABSENT_WITHOUT_ORIGINALS:
        items.append(Item("civil_registry_answer", "E-5.1.a", person=head.pk))
        items += [Item(key, "E-5.1.a", person=responsible) for key in ("birth_certificate", "national_card")]
    else:
        items += [Item(key, "E-5.1.a", person=head.pk) for key in ("birth_certificate", "national_card")]
    items.append(Item("residence", "E-5.1.b"))
    low, below = military_ages
    for each in people:
        if each.sex != "male" or not low <= each.age < below or each.ill:
            continue
        in_scope = each is head and head_condition == "present"
        if in_scope or each is head or each.relation == "child":
            items.append(Item("military_card", "E-5.1.j", hard=in_scope, person=each.pk))
    if head.sex == "female" and head.marital_status == "divorced" and divorce_evidence in ("official", "customary"):
        clause = "E-5.n2.1" if divorce_evidence == "customary" else "E-4.a.3"
        items.append(Item(f"divorce_{divorce_evidence}", clause, person=head.pk))
    if released_prisoner:
        items.append(Item("prison_referral", "E-6.4.3"))
    items += [Item(key, "E-5.n1") for service, key in service_documents if service in services]
    return tuple(items)


@dataclass(frozen=True)
class Guard:
    """One condition of a decision: green or red, with the clause that asks for it (E-13.3.a)."""

    key: str
    clause: str
    ok: bool
    facts: tuple[tuple[str, str], ...] = ()


def red(guards: Iterable[Guard]) -> tuple[Guard, ...]:
    return tuple(guard for guard in guards if not guard.ok)


class NothingConfirmed(Refusal):
    """No group of data was named that matters to the household."""

    code = "assessment.nothing_confirmed"
    clause = "E-8.0.3"


class MoveRefused(Refusal):
    code = "assessment.move_refused"


class QuestionnaireClosed(Refusal):
    code = "assessment.questionnaire_closed"
    clause = "E-7.3.0.1"


class NotFinished(Refusal):
    """Something that the guideline asks for is missing; ``missing``: keys of wording.MISSING."""

    code = "assessment.not_finished"

    def __init__(self, *, missing: Iterable["Gap"]) -> None:
        self.missing = tuple(missing)
        super().__init__(clause=self.missing[0].clause, missing=[gap.key for gap in self.missing])


@dataclass(frozen=True)
class Gap:
    """One thing missing before the questionnaire can be closed, and the section where it is mended."""

    key: str
    clause: str
    section: str = ""


class ResponseNeeded(Refusal):
    code = "assessment.response_needed"
    clause = "E-D.24"


class NotAMember(Refusal):
    code = "assessment.not_a_member"
    clause = "E-D.6"


class ReasonNeeded(Refusal):
    code = "assessment.reason_needed"
    clause = "E-7.3.v.2"


class AbsenceReasonNeeded(Refusal):
    code = "assessment.absence_reason_needed"
    clause = "E-6.1.2"


class GuardsRed(Refusal):
    """A decision is asked for although a guard is red (E-13.3.a)."""

    code = "assessment.guards_red"

    def __init__(self, *, guards: Iterable[Guard]) -> None:
        self.guards = tuple(guards)
        super().__init__(clause=self.guards[0].clause, guards=[guard.key for guard in self.guards])


class NotYourDecision(Refusal):
    """Another path, or another worker, decides (E-3.2.1)."""

    code = "assessment.not_your_decision"
    clause = "E-3.2.1"


class PeriodRefused(Refusal):
    """The support period is missing, ends before it begins, or is longer than the group allows."""

    code = "assessment.period_refused"
    clause = "E-D.4"


class ClauseUnknown(Refusal):
    code = "assessment.clause_unknown"
    clause = "E-13.n2"


class DenominationNotAsked(Refusal):
    """The denomination is asked on the path of customary divorce documents alone (E-5.n2.1)."""

    code = "assessment.denomination_not_asked"
    clause = "E-5.n2.1"
