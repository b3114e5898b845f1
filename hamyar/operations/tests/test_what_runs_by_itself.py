"""Events, ticks and the queue: idempotent, late, twice, and over months."""

import os
import subprocess
import sys
from datetime import datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from hamyar import reactions
from hamyar.config.schedule import JOBS, put_in_queue
from hamyar.obligations.actions import open_duty
from hamyar.obligations.models import Obligation
from hamyar.operations import jobs
from hamyar.operations.models import TickRun
from hamyar.org import clock
from hamyar.org.tests.factories import NOON, TEHRAN, TODAY, make_office, make_user, make_worker
from hamyar.outbox import actions as outbox
from hamyar.outbox.models import OutboxEvent


def night(days: int) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(23, 59, 59), TEHRAN)


@pytest.fixture
def duty(db):
    """A month's term, owed by a social worker."""
    office = make_office()
    worker = make_worker(office)
    return open_duty(
        kind="handle_application", subject=office, label="۱", unit=office, owner=worker,
        due_at=night(31), at=NOON,
    )  # fmt: skip


def course(duty) -> tuple:
    duty.refresh_from_db()
    return duty.warned_at, duty.escalation_step, duty.escalated_at, duty.escalated_to_role


@pytest.mark.clause("E-13.n3")
def test_the_tick_warns_at_three_quarters_and_tells_the_superiors_after_the_term(duty):
    seen = {}
    for day in range(60):
        jobs.tick(at=night(day))
        warned_at, _step, _at, role = course(duty)
        seen.setdefault(("warned", bool(warned_at)), day)
        seen.setdefault(role, day)

    assert seen["warned", True] == 24
    assert seen["office_head"] == 32 and seen["provincial_admission"] == 35
    assert course(duty)[1] == 2


def test_a_second_tick_at_the_same_moment_changes_nothing(duty):
    jobs.tick(at=night(40))
    before, events = course(duty), OutboxEvent.objects.count()

    jobs.tick(at=night(40))

    assert course(duty) == before
    assert OutboxEvent.objects.count() == events


def test_a_tick_that_comes_late_ends_where_daily_ones_would(duty):
    jobs.tick(at=night(90))

    warned_at, step, _at, role = course(duty)
    assert warned_at is not None
    assert (step, role) == (2, "provincial_admission")


def test_a_duty_that_was_closed_is_left_alone(duty):
    Obligation.objects.filter(pk=duty.pk).update(state="done", closed_at=NOON)

    jobs.tick(at=night(90))

    assert course(duty)[0] is None and course(duty)[1] == 0


@pytest.mark.django_db
def test_catching_up_runs_every_day_since_the_last_tick_once():
    TickRun.objects.create(upto=night(0), counts={})

    days = [day for day, _counts in jobs.catch_up(at=night(3) - timedelta(hours=1))]
    again = [day for day, _counts in jobs.catch_up(at=night(3))]

    assert days == [TODAY + timedelta(days=offset) for offset in (1, 2, 3)]
    assert again == [TODAY + timedelta(days=3)]


@pytest.mark.django_db
def test_the_first_tick_of_an_installation_runs_today_alone():
    assert [day for day, _counts in jobs.catch_up(at=NOON)] == [TODAY]


@pytest.mark.django_db
def test_events_published_by_followers_are_delivered_in_the_same_go(monkeypatch):
    seen = []

    def first(*, at, number):
        outbox.publish("test.second", at=at, number=number + 1)

    def second(*, at, number):
        seen.append(number)

    monkeypatch.setattr(reactions, "FOLLOWERS", {"test.first": (first,), "test.second": (second,)})
    outbox.publish("test.first", at=NOON, number=1)

    assert jobs.deliver_events(at=NOON) == 2
    assert seen == [2]
    assert jobs.deliver_events(at=NOON) == 0


@pytest.mark.django_db
def test_two_reactions_that_call_each_other_do_not_hold_the_worker_for_ever(monkeypatch):
    def again(*, at):
        outbox.publish("test.again", at=at)

    monkeypatch.setattr(reactions, "FOLLOWERS", {"test.again": (again,)})
    outbox.publish("test.again", at=NOON)

    assert jobs.deliver_events(at=NOON) == jobs.ROUNDS


def queued(name: str) -> int:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name=name, status="todo").count()


def test_publishing_wakes_the_worker_once_and_only_after_the_commit(committed, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock():
        with transaction.atomic():
            outbox.publish("test.first", at=NOON)
            outbox.publish("test.second", at=NOON)
            assert queued("outbox.deliver") == 0

        assert queued("outbox.deliver") == 1
        put_in_queue("outbox.deliver")
        assert queued("outbox.deliver") == 1
        with pytest.raises(ValueError), transaction.atomic():
            outbox.publish("test.third", at=NOON)
            raise ValueError
        assert OutboxEvent.objects.count() == 2


def test_the_worker_takes_what_waits_and_ends(committed, django_db_blocker):
    with django_db_blocker.unblock():
        outbox.publish("nobody.follows", at=clock.now())
        for job in JOBS:
            put_in_queue(job.name)

        where = connection.settings_dict
        url = f"postgresql://{where['USER']}@/{committed}?host={where['HOST']}"
        # A process of its own, as in life: a browser test before this one may have left a running loop in ours.
        worker = [sys.executable, "-m", "hamyar.cli", "work", "--one-shot"]
        subprocess.run(worker, env={**os.environ, "DATABASE_URL": url}, check=True, timeout=120)

        assert not any(queued(job.name) for job in JOBS)
        assert OutboxEvent.objects.get().delivered_at is not None
        assert TickRun.objects.count() == 1


def test_each_job_runs_by_the_schedule_under_its_own_name():
    from procrastinate.contrib.django import app

    planned = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}

    assert {job.name: job.cron for job in JOBS}.items() <= planned.items()
    assert "work.retry_stalled" in planned


@pytest.mark.django_db
def test_the_tick_command_moves_the_demonstrations_clock_and_says_what_was_due(settings, capsys):
    settings.DEMO = True
    make_user()
    until = clock.today() + timedelta(days=2)
    from hamyar.values.digits import to_latin
    from hamyar.values.jalali import format_short

    call_command("tick", "--until", to_latin(format_short(until)))

    assert clock.today() == until
    assert len(capsys.readouterr().out.splitlines()) >= 1


@pytest.mark.django_db
def test_outside_a_demonstration_the_clock_is_not_moved():
    from django.core.management import CommandError

    with pytest.raises(CommandError, match="demonstration only"):
        call_command("tick", "--until", "1450/01/01")
