"""States of a visit and their moves (CLAUSES.md 6.3), and the rules that ask for a reason instead of refusing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hamyar.values.refusal import Refusal


class VisitState(StrEnum):
    DUE = "due"
    PLANNED = "planned"
    ANNOUNCED = "announced"
    DONE = "done"
    NOT_HOME = "not_home"
    REVIEWED = "reviewed"


S = VisitState
OPEN_STATES = (S.DUE, S.PLANNED, S.ANNOUNCED, S.NOT_HOME)
DONE_STATES = (S.DONE, S.REVIEWED)

MOVES: dict[VisitState, set[VisitState]] = {
    S.DUE: {S.PLANNED},
    S.PLANNED: {S.ANNOUNCED, S.DONE, S.NOT_HOME, S.DUE},
    S.ANNOUNCED: {S.DONE, S.NOT_HOME, S.DUE},
    S.NOT_HOME: {S.DUE},
    S.DONE: {S.REVIEWED},
    S.REVIEWED: set(),
}


class VisitKind(StrEnum):
    ADMISSION = "admission"
    PERIODIC = "periodic"
    ILL_HEADED = "ill_headed"
    TRANSFER = "transfer"
    PLAN_FOLLOW_UP = "plan_follow_up"
    OTHER = "other"


class Announcement(StrEnum):
    """How the family was told (E-9.b)."""

    MESSAGE = "message"
    CALL = "call"
    IN_PERSON = "in_person"


class Met(StrEnum):
    """Who received the worker at home; head and responsible person satisfy presence (E-6.1.1, A-67)."""

    HEAD = "head"
    RESPONSIBLE_PERSON = "responsible_person"
    OTHER_MEMBER = "other_member"


class Risk(StrEnum):
    NONE = "none"
    WATCH = "watch"
    URGENT = "urgent"


class Told(StrEnum):
    """What the family says about E-9.b: was the time told beforehand?"""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Respect(StrEnum):
    """What the family says about E-9.a.1: was the behaviour respectful?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


# The soft rules by the clause that speaks (CLAUSES.md 4.4): what they protect is said in wording.SOFT_RULES.
FEMALE_VISITOR, COMPANION, NOTICE = "E-9.j", "E-9.d", "E-9.b"
INQUIRY_UNAVAILABLE, EVIDENCE, SPACING = "E-7.2", "E-13.3.hh.1", "E-9.h.2"
SOFT_RULES = (FEMALE_VISITOR, COMPANION, NOTICE, INQUIRY_UNAVAILABLE, EVIDENCE, SPACING)

ILL_HEADED_CONDITIONS = ("ineffective_addiction", "ineffective_mental")


@dataclass(frozen=True)
class Visited:
    """What the soft rules look at. ``woman_age``: of the female head or of the woman who runs an absent head's home."""

    woman_age: int | None
    high_risk_area: bool
    ill_headed: bool


def planning_rules(visited: Visited, *, worker_sex: str, companion: str, female_visit_below: int) -> tuple[str, ...]:
    """The soft rules that the choice of worker and companion meets with."""
    broken = []
    if worker_sex == "male" and visited.woman_age is not None and visited.woman_age < female_visit_below:
        broken.append(FEMALE_VISITOR)
    if visited.high_risk_area and not companion.strip():
        broken.append(COMPANION)
    return tuple(broken)


def recording_rules(
    visited: Visited, *, announced: bool, unavailable: bool, evidence: int, too_soon: bool
) -> tuple[str, ...]:
    """The soft rules that the record of a visit meets with. A visit that was made is never refused for having come early."""
    broken = []
    if not announced:
        broken.append(NOTICE)
    if unavailable:
        broken.append(INQUIRY_UNAVAILABLE)
    if visited.ill_headed and evidence == 0:
        broken.append(EVIDENCE)
    if too_soon:
        broken.append(SPACING)
    return tuple(broken)


class MoveRefused(Refusal):
    code = "visits.move_refused"


class ReasonsNeeded(Refusal):
    """Soft rules are not kept and no reason is written. ``rules``: their clauses."""

    code = "visits.reasons_needed"

    def __init__(self, *, rules: Iterable[str]) -> None:
        self.rules = tuple(rules)
        super().__init__(clause=self.rules[0] if self.rules else "", rules=list(self.rules))


class InquiriesWaiting(Refusal):
    """A required inquiry has no answer and is not recorded as unavailable (E-7.2, hard)."""

    code = "visits.inquiries_waiting"
    clause = "E-7.2"


class ReasonNeeded(Refusal):
    code = "visits.reason_needed"
    clause = "E-9.0"


class AppointmentRefused(Refusal):
    """The appointment lies before now."""

    code = "visits.appointment_refused"
    clause = "E-9.0"


class NotInTime(Refusal):
    """The visit is recorded at a moment that has not come yet, or the next date lies outside the due window."""

    code = "visits.not_in_time"
    clause = "E-9.0"


class TooSoon(Refusal):
    """Two visits of a year that owes two are planned apart (E-9.h.2); ``since`` is the first day for this one."""

    code = "visits.too_soon"
    clause = "E-9.h.2"


class NoLongerOwed(Refusal):
    """The round was laid down: another visit counted, the share became smaller, or the file was closed."""

    code = "visits.no_longer_owed"
    clause = "E-9.0"


class FeedbackClosed(Refusal):
    """The family has answered already, or the questions were open for long enough."""

    code = "visits.feedback_closed"
    clause = "E-9.a.1"


class WorkerOfAnotherOffice(Refusal):
    code = "visits.worker_of_another_office"
    clause = "E-D.22"


class ApplicationNotReady(Refusal):
    """The application is in no state in which a visit belongs to it."""

    code = "visits.application_not_ready"
    clause = "E-13.3.d"


def check_move(state: VisitState, target: VisitState) -> None:
    """Raises MoveRefused unless the move is in the table."""
    if target not in MOVES[state]:
        raise MoveRefused(state=str(state), target=str(target))


def missing_reasons(rules: Iterable[str], reasons: Mapping[str, str]) -> tuple[str, ...]:
    """The rules for which no reason is written."""
    return tuple(rule for rule in rules if not reasons.get(rule, "").strip())
