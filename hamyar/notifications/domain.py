"""States of a message, and when a failed one is tried again."""

from datetime import timedelta
from enum import StrEnum

from hamyar.values.refusal import Refusal


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


MOVES = {
    MessageState.QUEUED: {MessageState.SENT, MessageState.FAILED},
    MessageState.SENT: {MessageState.DELIVERED, MessageState.FAILED},
    MessageState.DELIVERED: set(),
    MessageState.FAILED: {MessageState.QUEUED},  # somebody asks for another try
}

MOST_TRIES = 3
WAITS = (timedelta(minutes=2), timedelta(minutes=15))  # after the first and the second failure


class MoveRefused(Refusal):
    code = "notifications.move_refused"


def check_move(state: MessageState, target: MessageState) -> None:
    """Raises MoveRefused unless the move is in the table."""
    if target not in MOVES[state]:
        raise MoveRefused(state=str(state), target=str(target))


def wait_after(failures: int) -> timedelta | None:
    """How long to wait after so many failures; None when it is time to give up."""
    return WAITS[failures - 1] if failures < MOST_TRIES else None
