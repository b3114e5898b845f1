"""The IT centre sees what waits, what failed and what stands still, without a word about any person."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from hamyar import __version__
from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK
from hamyar.audit.models import AuditLink, AuditRecord
from hamyar.inquiries.domain import Body, CircuitState
from hamyar.inquiries.models import RegisterCircuit
from hamyar.operations import queries
from hamyar.operations.models import TickRun
from hamyar.operations.views import in_words
from hamyar.org.tests.factories import NOON, make_head, make_hq, make_office, make_user, make_worker, sign_in
from hamyar.outbox import actions as outbox
from hamyar.outbox.models import OutboxEvent
from hamyar.web.templatetags.hamyar import code

pytestmark = pytest.mark.django_db

PAGE = "operations:health"


@pytest.fixture
def admin(client):
    return sign_in(client, make_user(("it_admin", make_hq())))


def page(client) -> str:
    answer = client.get(reverse(PAGE))
    assert answer.status_code == 200
    return answer.content.decode()


def a_job(name: str, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, args)"
            " values ('default', %s, %s::procrastinate_job_status, '{}')",
            [name, status],
        )


def a_worker(*, last_sign_at) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (%s)", [last_sign_at])


def fails(*, at) -> None:
    raise ValueError("زهرا")


@pytest.mark.parametrize("make", [make_worker, make_head])
def test_only_the_it_centre_sees_the_page(client, make):
    sign_in(client, make(make_office()))

    assert client.get(reverse(PAGE)).status_code == 403


def test_nobody_sees_it_without_signing_in(client):
    assert client.get(reverse(PAGE)).status_code == 302


def test_the_page_of_a_new_installation_says_what_has_not_run_yet(client, admin):
    text = page(client)

    assert "هنوز هیچ نشانه‌ای از آن نیست" in text
    assert "موعدها هنوز هیچ‌گاه بررسی نشده است" in text
    assert "هنوز از هیچ مرجعی پرسیده نشده است" in text


def test_a_system_in_order_has_no_warning(client, admin):
    now = timezone.now()
    TickRun.objects.create(upto=now - timedelta(minutes=40), counts={})
    a_worker(last_sign_at=now - timedelta(seconds=5))

    text = page(client)

    assert "alert-title" not in text
    assert code(__version__) in text
    assert "به‌روز" in text
    assert "در کار" in text


@pytest.mark.parametrize(("hours", "late"), [(2, False), (4, True)])
def test_a_tick_that_did_not_run_is_noticed(client, admin, hours, late):
    TickRun.objects.create(upto=timezone.now() - timedelta(hours=hours), counts={})

    assert ("ساعت موعدها عقب است" in page(client)) is late


def test_a_worker_that_is_gone_is_noticed(client, admin):
    a_worker(last_sign_at=timezone.now() - timedelta(minutes=6))

    assert "کارِ پس‌زمینه ایستاده است" in page(client)


def test_events_that_wait_and_fail_are_counted_and_the_failed_ones_listed_without_their_words(client, admin):
    outbox.publish("test.waits", at=NOON)
    outbox.publish("test.fails", at=NOON)
    OutboxEvent.objects.exclude(name__startswith="test.").delete()
    outbox.deliver({"test.fails": (fails,), "test.waits": (fails,)}, at=NOON, limit=1)
    OutboxEvent.objects.filter(name="test.waits").update(attempts=0, next_attempt_at=None, last_fault="")
    outbox.deliver({"test.fails": (fails,)}, at=NOON)
    outbox.publish("test.waits", at=NOON)

    signs = queries.signs()
    text = page(client)

    assert (signs.events_waiting, signs.events_failed) == (2, 1)
    failed = text.split('id="events"')[1]
    assert "test.fails" in failed
    assert "ValueError" in failed
    assert "زهرا" not in text


def test_failed_background_work_is_counted_and_listed(client, admin):
    for name, status in (("audit.seal", "failed"), ("outbox.deliver", "todo"), ("obligations.tick", "succeeded")):
        a_job(name, status)

    signs = queries.signs()
    text = page(client)

    assert (signs.jobs_waiting, signs.jobs_running, signs.jobs_failed) == (1, 0, 1)
    assert "audit.seal" in text.split('id="jobs"')[1]


def test_unsealed_events_are_those_above_the_last_sealed_one():
    office = make_office()
    for _ in range(3):
        last = audit.record("test.happened", about=office, by=CLOCK, at=NOON)
    AuditLink.objects.create(position=1, record=last, digest="0" * 64)
    for _ in range(2):
        audit.record("test.happened", about=office, by=CLOCK, at=NOON)

    signs = queries.signs()

    assert (signs.sealed, signs.unsealed) == (1, 2)


def test_sealing_that_stands_still_is_noticed(client, admin, monkeypatch):
    make_office()
    assert AuditRecord.objects.exists()
    assert "مُهر رویدادنامه عقب است" not in page(client)
    monkeypatch.setattr(queries, "SEALING_IS_LATE", timedelta(seconds=-1))

    assert "مُهر رویدادنامه عقب است" in page(client)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CircuitState.CLOSED, "پاسخ می‌دهد"),
        (CircuitState.OPEN, "پاسخ نمی‌دهد"),
        (CircuitState.HALF_OPEN, "دوباره آزموده می‌شود"),
    ],
)
def test_each_register_says_whether_it_answers(client, admin, state, said):
    RegisterCircuit.objects.create(
        body=Body.PRISONS, state=state, faults=7, last_fault="unreachable", last_fault_at=NOON
    )

    row = page(client).split("زندان‌ها")[1].split("</tr>")[0]

    assert f">{said}</span>" in row
    assert "۷" in row
    assert "به سامانهٔ مرجع نرسیدیم" in row


def test_the_page_needs_few_queries(client, admin, django_assert_max_num_queries):
    for body in Body:
        RegisterCircuit.objects.create(body=body)
    outbox.publish("test.fails", at=NOON)
    outbox.deliver({"test.fails": (fails,)}, at=NOON)
    a_job("audit.seal", "failed")

    with django_assert_max_num_queries(15):
        page(client)


@pytest.mark.parametrize(
    ("size", "said"), [(5 * 2**20, "۵ مگابایت"), (2**30, "۱٫۰ گیگابایت"), (int(3.26 * 2**30), "۳٫۳ گیگابایت")]
)
def test_sizes_read_as_people_say_them(size, said):
    assert in_words(size) == said
