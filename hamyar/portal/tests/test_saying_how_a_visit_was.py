"""The family's page after a visit: by the link of a message without signing in, or signed in; once (E-9.a.1)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hamyar.notifications.followers import ask_feedback
from hamyar.notifications.models import Message
from hamyar.notifications.tasks import send_due
from hamyar.org import clock
from hamyar.org.tests.factories import make_office, make_worker
from hamyar.portal.tests.test_applying import make_account_of, sign_in_at_portal
from hamyar.visits.models import HomeVisit, VisitFeedback
from hamyar.visits.tests.factories import make_done_visit, make_inquiring

pytestmark = pytest.mark.django_db
SAID = {"told": "no", "respect": "yes", "comment": "خوب بود."}


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def visit(now):
    office = make_office()
    worker = make_worker(office)
    return make_done_visit(
        make_inquiring(office, worker, submitted_at=now - timedelta(days=9)), at=now - timedelta(days=5)
    )


def the_link(visit: HomeVisit, now) -> str:
    ask_feedback(at=now, visit_id=visit.pk, application_id=visit.application_id)
    return Message.objects.get(template="visit_feedback").text.split("http://hamyar.test")[1].split()[0]


@pytest.mark.clause("E-9.a.1")
def test_the_message_carries_a_link_that_opens_without_signing_in_and_is_used_once(client, visit, now, settings):
    settings.PUBLIC_ADDRESS = "http://hamyar.test"
    link = the_link(visit, now)

    asked = client.get(link)
    empty = client.post(link, {"told": "no"})
    thanked = client.post(link, SAID)
    again = client.post(link, {**SAID, "respect": "no"})

    row = VisitFeedback.objects.get()
    assert [asked.status_code, empty.status_code, thanked.status_code, again.status_code] == [200, 422, 200, 200]
    assert "محترمانه بود؟" in asked.content.decode() and "پاسخ شما ثبت شد" in again.content.decode()
    assert (row.told, row.respect, row.comment) == ("no", "yes", "خوب بود.")


@pytest.mark.clause("E-9.a.1", "E-9.a.2")
def test_the_message_is_neutral_and_its_text_is_not_kept_for_the_office_to_read(visit, now, settings):
    settings.PUBLIC_ADDRESS = "http://hamyar.test"
    the_link(visit, now)
    text = Message.objects.get(template="visit_feedback").text

    send_due(at=now + timedelta(hours=1))

    assert not any(word in text for word in ("نیازمند", "مددجو", "بازدید", "فقر"))
    assert "hamyar.test" not in Message.objects.get(template="visit_feedback").text
    assert Message.objects.get(template="visit_feedback").state == "sent"  # an hour late is still in time


@pytest.mark.clause("E-9.a.1")
def test_somebody_signed_in_answers_about_the_own_visit_and_nobody_elses(client, visit, now):
    account = make_account_of(sign_in_at_portal(client))
    ask_feedback(at=now, visit_id=visit.pk, application_id=visit.application_id)
    row = VisitFeedback.objects.get()
    strange = client.get(reverse("portal:own_visit_feedback", args=[row.pk])).status_code
    VisitFeedback.objects.filter(pk=row.pk).update(account=account)

    listed = client.get(reverse("portal:follow")).content.decode()
    thanked = client.post(reverse("portal:own_visit_feedback", args=[row.pk]), SAID).content.decode()

    row.refresh_from_db()
    assert strange == 404 and "نظر شما دربارهٔ دیدار" in listed
    assert "پاسخ شما ثبت شد" in thanked and row.answered_at is not None


def test_a_link_that_nobody_was_given_and_one_that_is_too_old_open_nothing(client, visit, now, settings):
    settings.PUBLIC_ADDRESS = "http://hamyar.test"
    link = the_link(visit, now)
    VisitFeedback.objects.update(open_until=now - timedelta(days=1))

    unknown, old = client.get(reverse("portal:visit_feedback", args=["x" * 22])), client.post(link, SAID)

    assert unknown.status_code == 404
    assert "زمان پاسخ گذشته است" in old.content.decode() and not VisitFeedback.objects.get().answered_at
