"""In the demonstration anybody lets days pass, and watches a term warn, escalate and expire."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hamyar.obligations.tests.factories import make_duty
from hamyar.operations.models import TickRun
from hamyar.org import clock
from hamyar.org.tests.factories import make_head, make_office, make_province, make_user, make_worker, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def pass_days(client, days, **form):
    return client.post(reverse("demo_clock"), {"days": str(days), **form})


def worklist(client, user, whose: str) -> str:
    sign_in(client, user)
    return client.get("/", {"whose": whose}).content.decode()


def test_the_day_moves_for_every_process_and_never_back(client, demo):
    today = clock.today()

    pass_days(client, 7)
    pass_days(client, 1)

    assert clock.today() == today + timedelta(days=8)


@pytest.mark.parametrize("days", ["-7", "0", "2", "365", "", "x"])
def test_only_the_offered_steps_move_the_clock(client, demo, days):
    today = clock.today()

    answer = pass_days(client, days)

    assert answer.status_code == 303
    assert clock.today() == today


def test_outside_the_demonstration_there_is_no_such_address(client):
    today = clock.today()

    answer = pass_days(client, 7)

    assert answer.status_code == 404
    assert clock.today() == today


def test_the_page_from_which_the_button_was_pressed_comes_back_but_no_foreign_one(client, demo):
    assert pass_days(client, 1, next="/staff/").url == "/staff/"
    assert pass_days(client, 1, next="https://elsewhere.example/").url == "/"


def test_the_tick_runs_for_every_day_that_passes(client, demo):
    pass_days(client, 1)
    before = TickRun.objects.count()

    pass_days(client, 7)

    days = [clock.day_of(run.upto) for run in TickRun.objects.order_by("upto")][before:]
    assert days[-1] == clock.today()
    assert len(set(days)) >= 7


@pytest.mark.clause("E-13.n3")
def test_a_term_is_seen_to_warn_to_reach_the_head_and_then_the_province(client, demo):
    province = make_province()
    office = make_office(province)
    worker, head = make_worker(office), make_head(office)
    overseer = make_user(("provincial_admission", province))
    at = clock.now()
    duty = make_duty(office, owner=worker, at=at, due_at=at + timedelta(days=30))
    address = reverse("obligations:duty", args=[duty.pk])

    pass_days(client, 30)
    duty.refresh_from_db()
    assert duty.warned_at is not None
    assert address in worklist(client, worker, "mine")

    pass_days(client, 1)
    assert address in worklist(client, head, "told")
    assert address not in worklist(client, overseer, "told")

    pass_days(client, 7)
    assert address in worklist(client, overseer, "told")
