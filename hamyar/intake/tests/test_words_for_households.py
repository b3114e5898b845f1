"""What staff write for an applicant: words kept from households are named, and stay only when the writer says so."""

import pytest

from hamyar.audit.models import AuditRecord
from hamyar.intake.domain import ApplicationState
from hamyar.intake.tests.factories import make_application
from hamyar.org.tests.factories import make_head, make_office, make_worker, sign_in

S = ApplicationState


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def asked(client, application, items, **more):
    return client.post(f"/intake/{application.pk}/ask-items/", {"items": items, **more})


@pytest.mark.clause("E-9.a.1")
def test_asking_for_items_names_the_word_and_the_neutral_one(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.ASSIGNED)
    sign_in(client, worker)

    answer = asked(client, application, "سند طلاق زن مطلقه")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "«مطلقه»" in page and "«زن طلاق‌گرفته»" in page
    assert 'name="words_stay"' in page
    application.refresh_from_db()
    assert application.state == S.ASSIGNED


@pytest.mark.clause("E-9.a.1")
def test_a_text_that_was_mended_is_taken_and_nothing_is_noted(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.ASSIGNED)
    sign_in(client, worker)

    asked(client, application, "سند طلاق زن طلاق‌گرفته", words_stay="on")

    application.refresh_from_db()
    assert application.missing_items == "سند طلاق زن طلاق‌گرفته"
    assert not application.events.filter(event="words_kept").exists()


@pytest.mark.clause("E-9.a.1")
def test_a_word_that_stays_is_kept_in_the_history_with_who_let_it(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.ASSIGNED)
    sign_in(client, worker)

    asked(client, application, "سند طلاق زن مطلقه", words_stay="on")

    application.refresh_from_db()
    assert application.missing_items == "سند طلاق زن مطلقه"
    assert application.events.get(event="words_kept").reason == "divorcee"
    assert AuditRecord.objects.get(event="intake.application.words_kept").actor_user_id == worker.pk
    assert "«مطلقه»" in client.get(f"/intake/{application.pk}/").content.decode()


@pytest.mark.clause("E-9.a.1")
def test_the_reason_of_a_confirmed_refusal_is_looked_at(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.RE_REVIEW)
    sign_in(client, make_head(office))
    address, given = f"/intake/{application.pk}/re-review/", {"decision": "confirm", "reason": "خانوار بدسرپرست نیست"}

    warned = client.post(address, given)
    client.post(address, {**given, "words_stay": "on"})

    application.refresh_from_db()
    assert warned.status_code == 422
    assert application.state == S.REJECTED
    assert application.events.filter(event="words_kept").exists()


def test_the_reason_of_a_reopened_application_is_read_by_the_staff_alone(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.RE_REVIEW)
    sign_in(client, make_head(office))

    client.post(f"/intake/{application.pk}/re-review/", {"decision": "reopen", "reason": "خانوار بدسرپرست است"})

    application.refresh_from_db()
    assert application.state == S.ASSIGNED
