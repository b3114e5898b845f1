"""Asking for background work once the transaction is committed. The queue itself is set by ``config`` at start."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import connection, transaction

log = logging.getLogger("hamyar.outbox")

DELIVER = "outbox.deliver"
TICK = "obligations.tick"

Queue = Callable[[str], None]


def _no_queue(_job: str) -> None:
    """Without a queue the periodic jobs find the work a little later."""


_queue: Queue = _no_queue


def set_queue(queue: Queue | None) -> None:
    """Set what puts a job, by its name, into the queue of the worker."""
    global _queue
    _queue = queue or _no_queue


class _Wake(partial[None]):
    """Told apart from other work after the commit, so that one transaction asks once."""


def enqueue(job: str) -> None:
    """Let the worker do ``job`` soon after this transaction is committed; a job that already waits is not doubled.

    Losing the request is harmless: every job also runs by the schedule.
    """
    wanted = _Wake(_hand_over, job)
    for _savepoints, waiting, _robust in connection.run_on_commit:  # type: ignore[misc]  # the stubs know two of three
        if isinstance(waiting, _Wake) and waiting.args == wanted.args:
            return
    transaction.on_commit(wanted, robust=True)


def _hand_over(job: str) -> None:
    try:
        _queue(job)
    except Exception:
        log.warning("outbox.wake_failed", extra={"job": job})
