"""States of a file and their moves (CLAUSES.md 6.2)."""

from enum import StrEnum

from hamyar.values.refusal import Refusal


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


def check_move(state: CasefileState, target: CasefileState) -> None:
    """Raises MoveRefused unless the move is in the table."""
    if target not in MOVES[state]:
        raise MoveRefused(state=str(state), target=str(target))
