"""At the door and after it: what was found, who was met, what may wait and what may not."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from hamyar.audit.actor import Actor
from hamyar.inquiries.domain import Body
from hamyar.obligations.models import Obligation
from hamyar.org.access import access_of
from hamyar.org.reach import EVERYTHING, reaching, set_reach
from hamyar.org.tests.factories import NOON, make_head, make_office, make_worker
from hamyar.outbox.models import OutboxEvent
from hamyar.visits import actions, queries
from hamyar.visits.domain import InquiriesWaiting, Met, MoveRefused, NotInTime, ReasonNeeded, ReasonsNeeded
from hamyar.visits.models import HomeVisit, VisitException
from hamyar.visits.tests.factories import (
    make_announced_visit,
    make_done_visit,
    make_due_visit,
    make_inquiring,
    make_planned_visit,
    settle_inquiries,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def record(visit, worker, **found):
    return actions.record_done(
        **{
            "visit": visit,
            "met": Met.HEAD,
            "findings": "خانه دیده شد.",
            "by": Actor.staff(worker),
            "at": LATER,
            **found,
        }
    )


@pytest.mark.clause("E-13.3.d", "E-9.0")
def test_an_announced_visit_is_recorded_with_who_and_when_and_closes_its_duty(office, worker):
    application = make_inquiring(office, worker)
    visit = make_announced_visit(application)

    done = record(visit, worker)

    assert (done.state, done.done_at, done.done_by, done.met) == ("done", LATER, worker, "head")
    assert Obligation.objects.get(kind="admission_visit").state == "done"
    assert OutboxEvent.objects.filter(name="visits.visit.done", payload__visit_id=visit.pk).count() == 1
    assert queries.admission_visit_is_done(application)


@pytest.mark.clause("E-7.2")
def test_a_visit_is_not_recorded_while_an_inquiry_is_unanswered(office, worker):
    visit = make_planned_visit(make_inquiring(office, worker))

    with pytest.raises(InquiriesWaiting):
        record(visit, worker, reasons={"E-9.b": "بیم پنهان‌شدن وضع", "E-7.2": "شتاب"})


@pytest.mark.clause("E-7.2")
def test_an_inquiry_recorded_as_unavailable_asks_for_a_reason(office, worker):
    application = make_inquiring(office, worker)
    settle_inquiries(application.household, unavailable=Body.BEHZISTI)
    visit = make_announced_visit(application)

    with pytest.raises(ReasonsNeeded) as refusal:
        record(visit, worker)
    done = record(visit, worker, reasons={"E-7.2": "سامانهٔ بهزیستی سه روز پاسخ نداد."})

    assert refusal.value.rules == ("E-7.2",)
    assert done.exceptions.get().clause == "E-7.2"


@pytest.mark.clause("E-9.b")
def test_an_unannounced_visit_asks_for_a_reason_and_still_moves_the_application(office, worker):
    application = make_inquiring(office, worker)
    settle_inquiries(application.household)
    visit = make_planned_visit(application)

    with pytest.raises(ReasonsNeeded) as refusal:
        record(visit, worker)
    record(visit, worker, reasons={"E-9.b": "برای دیدن وضع واقعی لازم بود."})

    application.refresh_from_db()
    assert refusal.value.rules == ("E-9.b",)
    assert application.state == "visit_planned"


@pytest.mark.clause("E-13.3.hh.1")
def test_an_ill_headed_household_without_evidence_asks_for_a_reason_that_the_report_counts(office, worker):
    head = make_head(office)
    application = make_inquiring(office, worker, household={"head_condition": "ineffective_addiction"}, sex="male")
    visit = make_announced_visit(application)

    with pytest.raises(ReasonsNeeded) as refusal:
        record(visit, worker)
    record(visit, worker, reasons={"E-13.3.hh.1": "گرفتن مدرک برای فرزندان خطر داشت."})

    assert refusal.value.rules == ("E-13.3.hh.1",)
    access = access_of(head, on=LATER.date())
    assert queries.exceptions_report(access, since=NOON.date()) == [("E-13.3.hh.1", 1)]


@pytest.mark.clause("E-7.3.0.1")
def test_a_visit_without_findings_is_refused(office, worker):
    visit = make_announced_visit(make_inquiring(office, worker))

    with pytest.raises(ReasonNeeded):
        record(visit, worker, findings=" ")


def test_a_visit_cannot_be_recorded_twice_nor_before_it_happened(office, worker):
    visit = make_announced_visit(make_inquiring(office, worker))

    with pytest.raises(NotInTime):
        record(visit, worker, done_at=LATER + timedelta(hours=1))
    done = record(visit, worker)

    with pytest.raises(MoveRefused) as refusal:
        record(done, worker)
    assert refusal.value.details == {"state": "done", "target": "done"}


@pytest.mark.clause("E-9.0")
def test_nobody_at_home_names_a_new_date_inside_the_due_window_and_starts_again(office, worker):
    visit = make_announced_visit(make_inquiring(office, worker))
    by = Actor.staff(worker)

    for again_on in (visit.due_on + timedelta(days=1), LATER.date() - timedelta(days=1)):
        with pytest.raises(NotInTime):
            actions.not_at_home(visit=visit, again_on=again_on, by=by, at=LATER)
    missed = actions.not_at_home(visit=visit, again_on=LATER.date() + timedelta(days=3), by=by, at=LATER)
    again = actions.postpone(visit=missed, reason="خانواده در خانه نبود.", by=by, at=LATER)

    assert (again.state, again.appointment_at, again.announced_at) == ("due", None, None)
    assert list(again.events.values_list("to_state", flat=True)) == ["due", "planned", "announced", "not_home", "due"]


@pytest.mark.clause("E-9.0")
def test_a_visit_is_postponed_with_a_reason_only(office, worker):
    visit = make_planned_visit(make_inquiring(office, worker))

    with pytest.raises(ReasonNeeded):
        actions.postpone(visit=visit, reason="", by=Actor.staff(worker), at=NOON)


@pytest.mark.clause("E-7.n")
def test_the_office_head_marks_a_done_visit_as_read(office, worker):
    head = make_head(office)
    visit = make_done_visit(make_inquiring(office, worker))

    read = actions.review(visit=visit, by=Actor.staff(head), at=LATER)

    assert (read.state, read.reviewed_by) == ("reviewed", head)


@pytest.mark.clause("E-9.a.2")
def test_another_office_and_another_worker_do_not_find_the_visit(office, worker):
    visit = make_due_visit(make_inquiring(office, worker))
    colleague, stranger = make_worker(office), make_head(make_office())

    def seen_by(user):
        return queries.visits_for(access_of(user, on=NOON.date())).filter(pk=visit.pk).exists()

    assert seen_by(worker) and seen_by(make_head(office))
    assert not seen_by(colleague) and not seen_by(stranger)


def test_the_database_hides_the_visit_from_another_office_without_any_filter(office, worker):
    visit = make_due_visit(make_inquiring(office, worker))
    stranger = access_of(make_head(make_office()), on=NOON.date())

    with reaching(stranger.reach):
        found = HomeVisit.objects.filter(pk=visit.pk).exists()

    assert not found and HomeVisit.objects.filter(pk=visit.pk).exists()


def test_the_database_refuses_a_move_outside_the_table_and_a_changed_reason(office, worker):
    visit = make_due_visit(make_inquiring(office, worker))
    kept = VisitException.objects.create(visit=visit, clause="E-9.b", reason="علت", at=NOON, by_label="آزمون")

    with pytest.raises(DatabaseError), transaction.atomic():
        HomeVisit.objects.filter(pk=visit.pk).update(
            state="announced", social_worker=worker, appointment_at=NOON, announced_at=NOON, announced_how="call"
        )
    set_reach(EVERYTHING)
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitException.objects.filter(pk=kept.pk).update(reason="علت دیگر")
