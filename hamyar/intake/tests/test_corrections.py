"""What an applicant corrects at the portal waits for the worker, and counts from the acceptance on (E-8.a)."""

import pytest
from django.urls import reverse

from hamyar.audit.actor import CLOCK, Actor
from hamyar.intake import actions
from hamyar.intake.domain import ApplicationState, MoveRefused, NothingProposed, ReasonNeeded
from hamyar.intake.models import ApplicationEvent
from hamyar.intake.tests.factories import make_application, make_draft
from hamyar.org.tests.factories import NOON, make_office, make_territory, make_worker, sign_in

pytestmark = pytest.mark.django_db
S = ApplicationState
NEW = {"address": "کوچهٔ بهار، پلاک ۳"}


@pytest.fixture
def worker():
    office = make_office()
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


@pytest.fixture
def application(worker):
    """Sent from the portal by somebody who was not registered before."""
    return actions.submit(application=make_draft(), by=CLOCK, at=NOON)


def propose(application, **answers):
    return actions.propose_correction(application=application, answers=answers or NEW, by=CLOCK, at=NOON)


def events(application):
    return list(
        ApplicationEvent.objects.filter(application=application, event__startswith="correction").values_list(
            "event", flat=True
        )
    )


@pytest.mark.clause("E-8.a")
def test_a_correction_changes_nothing_before_the_worker_has_accepted_it(application):
    before, facts = application.address, application.household.fact_changes.count()

    row = propose(application)

    assert (row.proposed, row.address, row.draft.get("address")) == (NEW, before, application.draft.get("address"))
    assert application.household.fact_changes.count() == facts


@pytest.mark.clause("E-8.a")
def test_an_accepted_correction_counts_as_declared_by_the_person(application, worker):
    propose(application)

    row = actions.accept_correction(application=application, by=Actor.staff(worker), at=NOON)

    assert (row.address, row.draft["address"], row.proposed) == (NEW["address"], NEW["address"], {})
    assert application.household.fact_changes.get(field="address").source == "self"
    assert events(application) == ["correction_proposed", "correction_accepted"]


@pytest.mark.clause("E-8.a")
def test_a_rejected_correction_leaves_everything_as_it_was_with_a_reason(application, worker):
    before = application.address
    propose(application)

    with pytest.raises(ReasonNeeded):
        actions.reject_correction(application=application, reason=" ", by=Actor.staff(worker), at=NOON)
    row = actions.reject_correction(
        application=application, reason="اجاره‌نامه دیده شد", by=Actor.staff(worker), at=NOON
    )

    assert (row.address, row.proposed, row.proposal_refusal) == (before, {}, "اجاره‌نامه دیده شد")
    assert events(application) == ["correction_proposed", "correction_rejected"]


def test_a_correction_is_decided_on_once(application, worker):
    propose(application)
    by = Actor.staff(worker)
    actions.accept_correction(application=application, by=by, at=NOON)

    with pytest.raises(NothingProposed):
        actions.accept_correction(application=application, by=by, at=NOON)
    with pytest.raises(NothingProposed):
        actions.reject_correction(application=application, reason="x", by=by, at=NOON)


def test_what_is_said_again_as_before_takes_the_correction_back(application):
    said = application.draft.get("address", "")
    propose(application)

    row = propose(application, address=said)

    assert (row.proposed, row.proposed_at) == ({}, None)
    assert events(application) == ["correction_proposed", "correction_taken_back"]


def test_sending_the_same_correction_twice_is_one_proposal(application):
    propose(application)
    propose(application)

    assert events(application) == ["correction_proposed"]


def test_nothing_is_corrected_after_the_end(worker):
    ended = make_application(state=S.WITHDRAWN)

    with pytest.raises(MoveRefused):
        propose(ended)


def test_a_correction_of_an_application_that_ended_meanwhile_is_not_accepted(application, worker):
    propose(application)
    actions.withdraw(application=application, reason="کار پیدا کرد", by=CLOCK, at=NOON)

    with pytest.raises(MoveRefused):
        actions.accept_correction(application=application, by=Actor.staff(worker), at=NOON)


@pytest.mark.clause("E-8.a")
def test_the_worker_sees_before_and_after_and_decides_on_the_page(client, application, worker):
    propose(application)
    sign_in(client, worker)
    address = reverse("intake:application", args=[application.pk])

    page = client.get(address).content.decode()
    done = client.post(reverse("intake:accept_correction", args=[application.pk]), follow=True).content.decode()

    assert "متقاضی اصلاحی پیشنهاد کرده است" in page and NEW["address"] in page
    assert "متقاضی اصلاحی پیشنهاد کرده است" not in done and NEW["address"] in done


def test_the_worker_says_why_a_correction_does_not_count(client, application, worker):
    propose(application)
    sign_in(client, worker)
    address = reverse("intake:reject_correction", args=[application.pk])

    empty = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "اجاره‌نامه دیده شد"})

    application.refresh_from_db()
    assert (empty.status_code, done.status_code) == (422, 303)
    assert application.proposal_refusal == "اجاره‌نامه دیده شد"
