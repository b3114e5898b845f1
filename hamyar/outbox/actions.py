"""Publishing events and handing them to their followers."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from hamyar.outbox.jobs import DELIVER, enqueue
from hamyar.outbox.models import OutboxEvent

log = logging.getLogger("hamyar.outbox")

Follower = Callable[..., Any]
LONGEST_WAIT = timedelta(hours=6)


def publish(name: str, *, at: datetime, **payload: Any) -> OutboxEvent:
    """Say that something happened, in the caller's transaction. ``payload``: identifiers and codes only."""
    event = OutboxEvent.objects.create(name=name, payload=payload, happened_at=at)
    enqueue(DELIVER)
    return event


def deliver(followers: Mapping[str, Sequence[Follower]], *, at: datetime, limit: int = 500) -> int:
    """Hand waiting events to their followers in order; returns how many were delivered.

    A follower is called as ``follower(at=…, **payload)`` inside a savepoint of the event's own transaction: either
    all followers of one event succeed or none has written. A fault is kept and retried with growing waits.
    """
    delivered = 0
    waiting = OutboxEvent.objects.filter(delivered_at__isnull=True).filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=at)
    )
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            event = waiting.select_for_update(skip_locked=True).filter(pk=pk).first()
            if event is None:
                continue
            try:
                with transaction.atomic():
                    for follower in followers.get(event.name, ()):
                        follower(at=max(at, event.happened_at), **event.payload)
            except Exception as fault:
                event.attempts += 1
                event.last_fault = type(fault).__name__
                event.next_attempt_at = at + min(LONGEST_WAIT, timedelta(seconds=10 * 2 ** min(event.attempts, 12)))
                event.save(update_fields=["attempts", "last_fault", "next_attempt_at"])
                log.exception("outbox.follower_failed", extra={"event_id": event.pk, "event_name": event.name})
                continue
            event.delivered_at = at
            event.save(update_fields=["delivered_at"])
            delivered += 1
    return delivered
