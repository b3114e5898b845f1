"""What happened before today, step by step in the order of time, with the clock's own steps in between."""

import heapq
from collections.abc import Callable, Generator
from datetime import datetime

from hamyar import reactions
from hamyar.notifications.tasks import send_due
from hamyar.operations import jobs
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


def follow(*, at: datetime) -> None:
    """What follows from what has happened, at the time of it: events reach their followers, messages go out."""
    if OutboxEvent.objects.filter(delivered_at__isnull=True, name__in=reactions.FOLLOWERS).exists():
        jobs.deliver_events(at=at)
    while send_due(at=at, through=SentBefore()):
        pass


def deliver_the_rest(*, at: datetime) -> None:
    """Events that nobody follows are as good as delivered: marked so at once, not one by one."""
    OutboxEvent.objects.filter(delivered_at__isnull=True).exclude(name__in=reactions.FOLLOWERS).update(delivered_at=at)
    jobs.deliver_events(at=at)
    failed = OutboxEvent.objects.filter(attempts__gt=0).values_list("name", "last_fault").first()
    if failed is not None:
        raise RuntimeError(f"a follower of {failed[0]} failed with {failed[1]}: see the log")


def ticks(*moments: datetime) -> Story:
    """The nightly tick at each of these moments."""
    for moment in moments:
        jobs.tick(at=(yield moment))
