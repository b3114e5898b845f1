"""After a visit the family is asked once; the office head reads it, the visiting worker never does (E-9.a.1)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.http import Http404
from django.urls import reverse

from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, make_head, make_office, make_user, make_worker, sign_in
from hamyar.visits import feedback
from hamyar.visits.domain import FeedbackClosed, Respect, Told
from hamyar.visits.models import VisitFeedback
from hamyar.visits.tests.factories import make_announced_visit, make_done_visit, make_inquiring

pytestmark = pytest.mark.django_db
FAMILY = Actor("portal", label="portal:link")
AFTER = NOON + timedelta(days=3)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def visit(office, worker):
    return make_done_visit(make_inquiring(office, worker))


def answer(row, *, respect: str = Respect.PARTLY, comment: str = "جلوی همسایه پرسیدند.", at=AFTER):
    return feedback.give(feedback=row, told=Told.YES, respect=Respect(respect), comment=comment, by=FAMILY, at=at)


@pytest.mark.clause("E-9.a.1")
def test_a_family_is_asked_once_about_a_visit_and_only_the_digest_of_its_code_is_kept(visit):
    code = feedback.ask(visit=visit, account_id=None, at=AFTER)
    again = feedback.ask(visit=visit, account_id=None, at=AFTER)

    row = VisitFeedback.objects.get()
    assert len(code) >= 20 and again == "" and code not in row.digest
    assert feedback.by_code(code) == row


def test_nobody_is_asked_about_a_visit_that_was_not_made_or_is_long_ago(office, worker, visit):
    planned = make_announced_visit(make_inquiring(office, worker))

    asked = [
        feedback.ask(visit=planned, account_id=None, at=AFTER),
        feedback.ask(visit=visit, account_id=None, at=AFTER + timedelta(days=30)),
    ]

    assert asked == ["", ""] and not VisitFeedback.objects.exists()


def test_an_unknown_code_finds_nothing():
    with pytest.raises(Http404):
        feedback.by_code("not-a-code")


@pytest.mark.clause("E-9.a.1")
def test_a_family_answers_once_and_within_a_fortnight(visit):
    row = feedback.by_code(feedback.ask(visit=visit, account_id=None, at=AFTER))

    with pytest.raises(FeedbackClosed):
        answer(row, at=AFTER + timedelta(days=14))
    answer(row)
    with pytest.raises(FeedbackClosed):
        answer(row)

    row.refresh_from_db()
    assert (row.told, row.respect, row.comment) == ("yes", "partly", "جلوی همسایه پرسیدند.")


def test_the_database_keeps_an_answer_as_it_was_given(visit):
    feedback.ask(visit=visit, account_id=None, at=AFTER)
    row = answer(VisitFeedback.objects.get())

    with pytest.raises(ProgrammingError), transaction.atomic():
        VisitFeedback.objects.filter(pk=row.pk).update(respect="yes")


@pytest.mark.clause("E-9.a.1", "E-9.a.2")
def test_the_second_wall_hides_the_answer_from_the_worker_who_visited(office, worker, visit):
    feedback.ask(visit=visit, account_id=None, at=AFTER)
    head = make_head(office)
    seen = {}

    for name, reach in {
        "worker": Reach(paths=(office.path,), user=worker.pk), "head": Reach(paths=(office.path,), user=head.pk),
        "another office": Reach(paths=(make_office().path,), user=head.pk), "nobody": Reach(),
    }.items():  # fmt: skip
        with reaching(reach):
            seen[name] = VisitFeedback.objects.count()

    assert seen == {"worker": 0, "head": 1, "another office": 0, "nobody": 0}


@pytest.mark.clause("E-9.a.1")
def test_the_office_head_reads_answers_and_counts_by_worker_and_others_do_not(client, office, worker):
    now = clock.now()
    visit = make_done_visit(
        make_inquiring(office, worker, submitted_at=now - timedelta(days=9)), at=now - timedelta(days=5)
    )
    code = feedback.ask(visit=visit, account_id=None, at=now)
    answer(feedback.by_code(code), at=now)
    url, codes = reverse("visits:feedback"), {}

    for name, user in {
        "head": make_head(office), "worker": worker, "other head": make_head(make_office()),
        "secretary": make_user(("commission_secretary", office)),
    }.items():  # fmt: skip
        sign_in(client, user)
        page = client.get(url)
        codes[name] = (page.status_code, "جلوی همسایه پرسیدند." in page.content.decode())

    assert codes == {"head": (200, True), "worker": (403, False), "other head": (200, False), "secretary": (403, False)}


@pytest.mark.clause("E-9.a.1")
def test_the_list_is_narrowed_by_the_address(client, office, worker):
    now = clock.now()
    for respect in (Respect.YES, Respect.NO):
        visit = make_done_visit(
            make_inquiring(office, worker, submitted_at=now - timedelta(days=9)), at=now - timedelta(days=5)
        )
        code = feedback.ask(visit=visit, account_id=None, at=now)
        answer(feedback.by_code(code), respect=respect, comment=f"رفتار {respect}", at=now)
    sign_in(client, make_head(office))

    troubled = client.get(reverse("visits:feedback"), {"which": "troubled", "worker": worker.pk}).content.decode()

    assert "رفتار no" in troubled and "رفتار yes" not in troubled
