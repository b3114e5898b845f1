"""States of a file and their moves (CLAUSES.md 6.2), and what a period of support may follow."""

from datetime import date, timedelta
from enum import StrEnum

from hamyar.values.refusal import Refusal
from hamyar.values.school import next_term


class CasefileState(StrEnum):
    ACTIVE = "active"
    UPDATE_DUE = "update_due"
    SUSPENDED = "suspended"
    IN_TRANSFER = "in_transfer"
    EXITED = "exited"
    ENDED = "ended"
    INACTIVE = "inactive"


MOVES = {
    CasefileState.ACTIVE: {
        CasefileState.UPDATE_DUE,
        CasefileState.SUSPENDED,
        CasefileState.EXITED,
        CasefileState.ENDED,
        CasefileState.IN_TRANSFER,
    },
    CasefileState.UPDATE_DUE: {
        CasefileState.ACTIVE,
        CasefileState.SUSPENDED,
        CasefileState.ENDED,
        CasefileState.IN_TRANSFER,
    },
    CasefileState.SUSPENDED: {CasefileState.ACTIVE, CasefileState.ENDED},
    CasefileState.IN_TRANSFER: {CasefileState.ACTIVE},
    CasefileState.EXITED: {CasefileState.INACTIVE},
    CasefileState.ENDED: {CasefileState.INACTIVE},
    CasefileState.INACTIVE: {CasefileState.ACTIVE},
}
OPEN_STATES = (
    CasefileState.ACTIVE,
    CasefileState.UPDATE_DUE,
    CasefileState.SUSPENDED,
    CasefileState.IN_TRANSFER,
)


class PeriodKind(StrEnum):
    ORDINARY = "ordinary"
    AQSHAR = "aqshar"
    DESERTION_1 = "desertion_1"
    DESERTION_2 = "desertion_2"
    RELEASED_PRISONER = "released_prisoner"
    STUDY = "study"


# What the worker owes when a period nears its end: those that end by themselves have a duty of their own clause.
PERIOD_END = "period_end"
END_DUTY = {PeriodKind.AQSHAR: "aqshar_end", PeriodKind.RELEASED_PRISONER: "released_prisoner_end"}
END_DUTIES = (PERIOD_END, *END_DUTY.values())


class ContactSource(StrEnum):
    """How the household was spoken with. Only a visit is a visit: a telephone call never stands for one (E-8.b)."""

    VISIT = "visit"
    PHONE = "phone"
    OFFICE = "office"
    PORTAL = "portal"
    SERVICE = "service"  # noted while a service was followed up


class OpinionRole(StrEnum):
    """Whose opinions a period of continued support needs (E-6.5.a.1); the office's official is its head (A-08)."""

    COUNSELLOR = "counsellor"
    SOCIAL_WORKER = "social_worker"
    OFFICE_HEAD = "office_head"


# Heads whose households go on with support in periods of six months (E-6.5.a).
DESERTED = ("separated", "fugitive", "missing")

# After these a period of another kind may begin on a new ground, but never more of the same.
LAST_OF_ITS_KIND = {
    PeriodKind.AQSHAR: "E-D.12",
    PeriodKind.RELEASED_PRISONER: "E-6.4.3",
    PeriodKind.DESERTION_2: "E-6.5.a.2",
}


class MoveRefused(Refusal):
    code = "casefiles.move_refused"


class PeriodNeeded(Refusal):
    """No support without an end (E-D.4)."""

    code = "casefiles.period_needed"
    clause = "E-D.4"


class OnlyByApplication(Refusal):
    """An inactive file comes back only by a new accepted application (E-13.n4.1)."""

    code = "casefiles.only_by_application"
    clause = "E-13.n4.1"


class ReasonNeeded(Refusal):
    code = "casefiles.reason_needed"
    clause = "E-9.a.2"


class ContactNotYet(Refusal):
    """A contact is recorded after it took place, with a word on what was said."""

    code = "casefiles.contact_not_yet"
    clause = "E-0.a.2.3"


class NotDeserted(Refusal):
    """No head who is separated, fugitive or missing, or no period left: there is nothing to give an opinion about."""

    code = "casefiles.not_deserted"
    clause = "E-6.5.a.1"


class OpinionsMissing(Refusal):
    """A period of continued support opens with three favourable opinions only; ``missing`` names the others."""

    code = "casefiles.opinions_missing"
    clause = "E-6.5.a.1"


class CourtDocumentNeeded(Refusal):
    code = "casefiles.court_document_needed"
    clause = "E-6.5.a.3"


class CourtDocumentNotYet(Refusal):
    code = "casefiles.court_document_not_yet"
    clause = "E-6.5.a.2"


class IssuedLater(Refusal):
    code = "casefiles.issued_later"
    clause = "E-6.5.a.3"


class OpinionGiven(Refusal):
    """Each gives one opinion for a period; a signed one is not changed."""

    code = "casefiles.opinion_given"
    clause = "E-6.5.a.1"


class OneParentLives(Refusal):
    """Orphans have lost both parents; ``groups`` are those that fit instead (E-4.j)."""

    code = "casefiles.one_parent_lives"
    clause = "E-4.j"


class GroupUnfounded(Refusal):
    """A group of the registry is added while its ground is recorded, and taken away when it is gone."""

    code = "casefiles.group_unfounded"


class FileNotOpen(Refusal):
    """An event of the household changes a file that is open and in its own office; ``state`` says where it stands."""

    code = "casefiles.file_not_open"


class NotYet(Refusal):
    """What has happened is recorded, not what is to come."""

    code = "casefiles.not_yet"


class EvidenceNeeded(Refusal):
    code = "casefiles.evidence_needed"


class StudyEnd(StrEnum):
    """Why an adult son is served no longer (E-6.n3)."""

    GAP = "gap"
    ENDED = "ended"
    MARRIAGE = "marriage"


class NotAnAdultSon(Refusal):
    """Proofs of enrolment are those of unmarried sons over 18 who live in the household (E-6.n3)."""

    code = "casefiles.not_an_adult_son"
    clause = "E-6.n3"


class TermNotOffered(Refusal):
    """A proof is of the term that runs, or of the next one."""

    code = "casefiles.term_not_offered"
    clause = "E-6.n3"


class StudyBroken(Refusal):
    """The term begins later than an unbroken study would; ``by_day``: when it had to begin (A-47)."""

    code = "casefiles.study_broken"
    clause = "E-6.n3"


class NotAloneBefore(Refusal):
    """The file passes to a child where it is a woman's, by divorce or by her husband's death (E-6.2.1)."""

    code = "casefiles.not_alone_before"
    clause = "E-6.2.1"


class NoChildToHold(Refusal):
    """No unmarried child of the household receives services: nobody's support goes on (E-6.2.1)."""

    code = "casefiles.no_child_to_hold"
    clause = "E-6.2.1"


class NotHerChildrensAdult(Refusal):
    """The mother or a guardian acts for the children, never a minor (A-23)."""

    code = "casefiles.not_her_childrens_adult"
    clause = "E-6.2.1"


class LevelTaken(Refusal):
    """A level of this name is in the list."""

    code = "casefiles.level_taken"
    clause = "E-D.5"


class LevelEnded(Refusal):
    """The level is not in the list that day."""

    code = "casefiles.level_ended"
    clause = "E-D.5"


class AlreadyOpen(Refusal):
    """The household has a file that is open; ``number`` says which."""

    code = "casefiles.already_open"
    clause = "E-D.6"


class RenewalNotAllowed(Refusal):
    """Support of this kind ends with its period."""

    code = "casefiles.renewal_not_allowed"


def check_period(from_on: date | None, to_on: date | None) -> None:
    """Raises PeriodNeeded: no support without an end (E-D.4)."""
    if from_on is None or to_on is None or to_on <= from_on:
        raise PeriodNeeded()


def check_renewal(former: PeriodKind, following: PeriodKind) -> None:
    """Raises RenewalNotAllowed for more of a kind that is limited to one period (or two, for desertion)."""
    if former in LAST_OF_ITS_KIND and following in (former, PeriodKind.DESERTION_1, PeriodKind.DESERTION_2):
        raise RenewalNotAllowed(clause=LAST_OF_ITS_KIND[former], kind=str(former))


def study_deadline(since: date, intakes: int) -> date:
    """In which school term an unbroken study goes on at the latest: so many intakes after ``since``, that day included."""
    day = since - timedelta(days=1)
    for _ in range(max(intakes, 1)):
        day = next_term(day)
    return day


def check_move(state: CasefileState, target: CasefileState) -> None:
    """Raises MoveRefused unless the move is in the table."""
    if target not in MOVES[state]:
        raise MoveRefused(state=str(state), target=str(target))
