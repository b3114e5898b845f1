"""What happened before today, step by step in the order of time, with the clock's own steps in between."""

import heapq
from collections.abc import Callable, Generator
from datetime import datetime
from typing import Any

from hamyar import reactions
from hamyar.notifications.tasks import send_due
from hamyar.operations import jobs
from hamyar.outbox import actions as outbox
from hamyar.outbox.models import OutboxEvent

Story = Generator[datetime, datetime, None]  # yields when it goes on, and is told that the time has come


class SentBefore:
    """The way out for messages that the demonstration says were sent: they are kept, and go nowhere."""

    def send(self, *, mobile: str, text: str, key: str) -> str:
        return key


class Timeline:
    """Runs stories side by side up to a moment. Two runs over the same stories do the same in the same order."""

    def __init__(self) -> None:
        self._steps: list[tuple[datetime, int, Story]] = []
        self._count = 0

    def __len__(self) -> int:
        return len(self._steps)

    def tell(self, story: Story) -> None:
        """Add a story; it begins at the moment that it yields first."""
        self._put(next(story), story)

    def _put(self, at: datetime, story: Story) -> None:
        self._count += 1
        heapq.heappush(self._steps, (at, self._count, story))

    def run(self, *, until: datetime, told: Callable[[int], None]) -> None:
        """Take every step up to ``until``; what lies later never happens. ``told`` hears how many stories have ended."""
        ended = 0
        while self._steps and self._steps[0][0] <= until:
            at, _count, story = heapq.heappop(self._steps)
            try:
                self._put(story.send(at), story)
            except StopIteration:
                ended += 1
                told(ended)
            follow(at=at)


# Followers of these look at a household as it is now: of several at once, the last in this order says it all.
ABOUT_A_HOUSEHOLD = (
    "registry.decile.set", "registry.dwelling.moved", "registry.facts.changed", "registry.head.changed",
    "registry.prison.recorded", "registry.responsible.set", "registry.member.added",
)  # fmt: skip


def follow(*, at: datetime) -> None:
    """What follows from what has happened, at the time of it: events reach their followers, messages go out."""
    waiting = OutboxEvent.objects.filter(delivered_at__isnull=True)
    somebody_heard = False
    while pending := list(waiting.order_by("pk").values_list("pk", "name", "payload")):
        needed = _with_something_to_say(pending)
        waiting.filter(pk__in={pk for pk, _name, _payload in pending} - needed).update(delivered_at=at)
        if outbox.deliver(reactions.FOLLOWERS, at=at, limit=len(pending)) < len(needed):
            failed = waiting.filter(attempts__gt=0).values_list("name", "last_fault").first()
            raise RuntimeError(f"a follower has failed: {failed}")
        somebody_heard = somebody_heard or bool(needed)
    while somebody_heard and send_due(at=at, through=SentBefore()):
        pass


def _with_something_to_say(pending: list[tuple[int, str, dict[str, Any]]]) -> set[int]:
    """The events that have followers, less those that a later one about the same household repeats."""
    needed = {pk for pk, name, _payload in pending if name in reactions.FOLLOWERS and name not in ABOUT_A_HOUSEHOLD}
    last: dict[int, tuple[int, int]] = {}
    for pk, name, payload in pending:
        household = payload.get("household_id")
        if name in ABOUT_A_HOUSEHOLD and name in reactions.FOLLOWERS and household:
            last[household] = max(last.get(household, (-1, 0)), (ABOUT_A_HOUSEHOLD.index(name), pk))
    return needed | {pk for _order, pk in last.values()}


def ticks(*moments: datetime) -> Story:
    """The nightly tick at each of these moments."""
    for moment in moments:
        jobs.tick(at=(yield moment))
