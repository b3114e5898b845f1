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
    all followers of one event succeed or none has written. A fault is kept and retried with growing waits. Events that
    nobody follows are laid down together.
    """
    waiting = OutboxEvent.objects.filter(delivered_at__isnull=True).filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=at)
    )
    events = list(waiting.order_by("pk")[:limit])
    nobodys = [event.pk for event in events if not followers.get(event.name)]
    delivered = waiting.filter(pk__in=nobodys).update(delivered_at=at) if nobodys else 0
    for event in events:
        if followers.get(event.name):
            with transaction.atomic():
                mine = waiting.filter(pk=event.pk).select_for_update(skip_locked=True)
                if waiting.filter(pk__in=mine).update(delivered_at=at):
                    delivered += _hand_over(event, followers[event.name], at=at)
    return delivered


def _hand_over(event: OutboxEvent, followers: Sequence[Follower], *, at: datetime) -> bool:
    """Whether all followers have done their part. The event is held and marked as delivered by the caller."""
    try:
        with transaction.atomic():
            for follower in followers:
                follower(at=max(at, event.happened_at), **event.payload)
    except Exception as fault:
        event.attempts += 1
        event.last_fault = type(fault).__name__
        event.next_attempt_at = at + min(LONGEST_WAIT, timedelta(seconds=10 * 2 ** min(event.attempts, 12)))
        event.delivered_at = None
        event.save(update_fields=["attempts", "last_fault", "next_attempt_at", "delivered_at"])
        log.exception("outbox.follower_failed", extra={"event_id": event.pk, "event_name": event.name})
        return False
    return True
