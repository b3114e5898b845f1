"""What happened reaches its followers after the transaction: all of them or none, in order, again until it works."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction

from hamyar.obligations.models import Holiday
from hamyar.org.reach import whole_country
from hamyar.org.tests.factories import NOON, TODAY
from hamyar.outbox import actions as outbox
from hamyar.outbox import jobs
from hamyar.outbox.actions import LONGEST_WAIT, publish
from hamyar.outbox.models import OutboxEvent

MINUTE = timedelta(minutes=1)


class Follower:
    """Remembers what it was told; fails as often as it was asked to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.told: list[dict] = []

    def __call__(self, *, at, **payload) -> None:
        if self.failures:
            self.failures -= 1
            raise ValueError("a fault with a name in it: زهرا")
        self.told.append({"at": at, **payload})


def writes_a_row(*, at, number) -> None:
    """Any table will do; holidays are the smallest."""
    Holiday.objects.create(on=TODAY + timedelta(days=number), title="نوشته")


def deliver(at=NOON, **followers) -> int:
    return outbox.deliver({"test.happened": tuple(followers.values())}, at=at)


@pytest.mark.django_db
def test_followers_are_told_what_was_published_in_order_and_once():
    follower = Follower()
    for number in range(3):
        publish("test.happened", at=NOON + number * MINUTE, number=number)

    first, second = deliver(NOON + 9 * MINUTE, one=follower), deliver(NOON + 9 * MINUTE, one=follower)

    assert (first, second) == (3, 0)
    assert [told["number"] for told in follower.told] == [0, 1, 2]
    assert not OutboxEvent.objects.filter(delivered_at__isnull=True).exists()


@pytest.mark.django_db
def test_a_follower_is_never_told_before_the_event_happened():
    follower = Follower()
    publish("test.happened", at=NOON + MINUTE)

    deliver(NOON, one=follower)

    assert follower.told[0]["at"] == NOON + MINUTE


@pytest.mark.django_db
def test_an_event_that_nobody_follows_is_done():
    publish("test.unheard", at=NOON)

    assert deliver(one=Follower()) == 1


@pytest.mark.django_db
def test_what_a_transaction_took_back_was_never_published():
    with pytest.raises(RuntimeError), transaction.atomic():
        publish("test.happened", at=NOON)
        raise RuntimeError

    assert deliver(one=Follower()) == 0


@pytest.mark.django_db
def test_when_one_follower_fails_none_of_the_event_has_written():
    publish("test.happened", at=NOON, number=1)

    delivered = deliver(writer=writes_a_row, failing=Follower(failures=1))

    assert delivered == 0
    assert not Holiday.objects.exists()
    event = OutboxEvent.objects.get()
    assert (event.delivered_at, event.attempts, event.last_fault) == (None, 1, "ValueError")


@pytest.mark.django_db
def test_the_fault_is_kept_without_its_words():
    publish("test.happened", at=NOON)

    deliver(failing=Follower(failures=1))

    assert "زهرا" not in OutboxEvent.objects.get().last_fault


@pytest.mark.django_db
def test_a_failed_event_does_not_hold_up_the_others():
    follower = Follower(failures=1)
    publish("test.happened", at=NOON, number=1)
    publish("test.happened", at=NOON, number=2)

    delivered = deliver(one=follower)

    assert delivered == 1
    assert [told["number"] for told in follower.told] == [2]


@pytest.mark.django_db
def test_a_failed_event_is_tried_again_after_its_wait_and_then_delivered():
    publish("test.happened", at=NOON, number=1)
    follower = Follower(failures=1)
    deliver(NOON, one=follower)
    wait = OutboxEvent.objects.get().next_attempt_at - NOON

    too_early = deliver(NOON + wait - timedelta(seconds=1), one=follower)
    in_time = deliver(NOON + wait, one=follower)

    assert (too_early, in_time) == (0, 1)
    assert [told["number"] for told in follower.told] == [1]


@pytest.mark.django_db
def test_waits_grow_up_to_six_hours():
    publish("test.happened", at=NOON)
    follower, waits, at = Follower(failures=20), [], NOON
    for _attempt in range(20):
        deliver(at, one=follower)
        waits.append(OutboxEvent.objects.get().next_attempt_at - at)
        at = OutboxEvent.objects.get().next_attempt_at

    assert waits[0] == timedelta(seconds=20)
    assert all(later == min(2 * earlier, LONGEST_WAIT) for earlier, later in pairwise(waits))
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_two_deliverers_side_by_side_tell_each_event_once(committed):
    with transaction.atomic():
        for number in range(40):
            publish("test.happened", at=NOON, number=number)
    follower, both_ready, faults = Follower(), threading.Barrier(2), []

    def work() -> None:
        try:
            both_ready.wait(10)
            outbox.deliver({"test.happened": (follower,)}, at=NOON)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert faults == []
    assert sorted(told["number"] for told in follower.told) == list(range(40))
    assert not OutboxEvent.objects.filter(delivered_at__isnull=True).exists()


def test_an_event_that_another_deliverer_holds_is_left_to_it(committed, database_server):
    import psycopg

    with transaction.atomic():
        publish("test.happened", at=NOON, number=1)
        publish("test.happened", at=NOON, number=2)
    follower = Follower()
    with psycopg.connect(database_server.dsn(committed, "hamyar_app")) as other:
        other.execute("select 1 from outbox_outboxevent order by id limit 1 for update")
        delivered = deliver(one=follower)

    assert delivered == 1
    assert [told["number"] for told in follower.told] == [2]


@pytest.fixture
def asked(monkeypatch):
    """The jobs that the queue was asked for."""
    names: list[str] = []
    monkeypatch.setattr(jobs, "_queue", names.append)
    return names


def test_one_transaction_wakes_the_worker_once_and_only_when_it_is_committed(committed, asked):
    with transaction.atomic(), whole_country("test"):
        publish("test.happened", at=NOON)
        publish("test.happened", at=NOON)
        assert asked == []

    assert asked == [jobs.DELIVER]


def test_a_queue_that_fails_does_not_fail_what_was_done(committed, monkeypatch):
    def broken(_name):
        raise OSError

    monkeypatch.setattr(jobs, "_queue", broken)
    with transaction.atomic():
        publish("test.happened", at=NOON)

    assert OutboxEvent.objects.count() == 1
