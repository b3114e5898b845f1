"""What happens without anybody asking: events reach their followers, clocks run, the audit is sealed.

Each step is one transaction that states its scope. All of them may run twice, late, or side by side.
A capability joins in by a ``tasks.py``: ``run_tick(*, at)`` is called by the tick (hourly and when the demo's clock
moves), ``run_often(*, at)`` every minute. Both open no transaction of their own and read no clock.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Max

from hamyar import reactions
from hamyar.audit import chain
from hamyar.obligations.domain import end_of_day
from hamyar.operations.models import TickRun
from hamyar.org import clock
from hamyar.org.reach import whole_country
from hamyar.outbox import actions as outbox

EVENTS_AT_ONCE = 200
ROUNDS = 50  # follow-ups of follow-ups: more than this in one go means two reactions that call each other


def deliver_events(*, at: datetime) -> int:
    """Hand waiting events to the followers of ``reactions``, those that the followers publish included."""
    delivered = 0
    for _round in range(ROUNDS):
        with transaction.atomic(), whole_country("events reach followers in any office"):
            count = outbox.deliver(reactions.FOLLOWERS, at=at, limit=EVENTS_AT_ONCE)
        delivered += count
        if not count:
            break
    return delivered


def seal_audit(*, at: datetime) -> int:
    """Append what was audited to the hash chain."""
    return chain.seal()


def tick(*, at: datetime) -> dict[str, int]:
    """Let the legal clocks run up to ``at``: each capability's own, then what they published."""
    counts: dict[str, int] = {}
    for name, run in _tasks("run_tick"):
        with transaction.atomic(), whole_country(f"the tick of {name}"):
            counts.update({f"{name}.{what}": count for what, count in (run(at=at) or {}).items()})
    counts["events"] = deliver_events(at=at)
    with transaction.atomic():
        TickRun.objects.create(upto=at, counts=counts)
    return counts


def run_often(*, at: datetime) -> None:
    """What may not wait for the hour: messages and inquiries that are due for another try."""
    for name, run in _tasks("run_often"):
        with transaction.atomic(), whole_country(f"due work of {name}"):
            run(at=at)
    deliver_events(at=at)


def catch_up(*, at: datetime) -> Iterator[tuple[date, dict[str, int]]]:
    """Run the tick day by day from the last one up to ``at``; yields each day with its counts."""
    last = TickRun.objects.aggregate(last=Max("upto"))["last"]
    day = clock.day_of(last) if last else clock.day_of(at)
    while day < clock.day_of(at):
        if end_of_day(day) > (last or at):
            yield day, tick(at=end_of_day(day))
        day += timedelta(days=1)
    yield day, tick(at=at)


def _tasks(name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions of that name in the capabilities' ``tasks.py``, lowest capability first."""
    for config in apps.get_app_configs():
        if config.name.startswith("hamyar.") and find_spec(f"{config.name}.tasks"):
            run = getattr(import_module(f"{config.name}.tasks"), name, None)
            if run is not None:
                yield config.label, run
