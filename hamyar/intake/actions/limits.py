"""How often in which time: what the portal's rate limits count, and how long somebody waits."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

Limits = tuple[tuple[int, timedelta], ...]  # how many in which time


def wait_left(rows: QuerySet[Any], moment: str, limits: Limits, *, at: datetime) -> timedelta | None:
    """How long until the next one may follow; None where no limit is reached. ``moment``: the column that says when."""
    longest = max(span for _count, span in limits)
    counted = rows.filter(**{f"{moment}__gt": at - longest}).order_by(f"-{moment}")
    moments = list(counted.values_list(moment, flat=True)[: max(count for count, _span in limits)])
    for count, span in limits:
        recent = [each for each in moments if each > at - span]
        if len(recent) >= count:
            return recent[count - 1] + span - at
    return None


def minutes_of(wait: timedelta) -> int:
    """In whole minutes, rounded up, for a sentence."""
    return max(1, -(-int(wait.total_seconds()) // 60))


def hours_of(wait: timedelta) -> int:
    """In whole hours, rounded up, for a sentence."""
    return -(-wait // timedelta(hours=1))
