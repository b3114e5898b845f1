"""Planning and announcing: whom, when, with whom, and what asks for a reason."""

from datetime import date, timedelta

import pytest

from hamyar.audit.actor import Actor
from hamyar.inquiries.models import Inquiry
from hamyar.obligations.models import Obligation
from hamyar.org.access import access_of
from hamyar.org.tests.factories import NOON, make_head, make_office, make_worker
from hamyar.outbox.models import OutboxEvent
from hamyar.registry.tests.factories import make_household
from hamyar.visits import actions, queries
from hamyar.visits.domain import (
    MOVES,
    Announcement,
    AppointmentRefused,
    InquiriesWaiting,
    MoveRefused,
    ReasonsNeeded,
    VisitState,
    check_move,
)
from hamyar.visits.models import HomeVisit, VisitException
from hamyar.visits.tests.factories import make_due_visit, make_inquiring, make_planned_visit, settle_inquiries

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def man(office):
    return make_worker(office, sex="male")


def plan(visit, worker, **choice):
    return actions.plan_visit(
        visit=visit, worker=worker, appointment_at=TOMORROW, by=Actor.staff(worker), at=NOON, **choice
    )


@pytest.mark.clause("E-9.0", "E-13.3.d")
def test_the_visit_of_an_application_falls_due_once_and_opens_its_duty(office, worker):
    application = make_inquiring(office, worker)

    actions.admission_visit_falls_due(application_id=application.pk, at=NOON)
    actions.admission_visit_falls_due(application_id=application.pk, at=NOON)

    visit = HomeVisit.objects.get(application=application)
    duty = Obligation.objects.get(kind="admission_visit", subject_id=application.pk)
    assert (visit.state, visit.due_on) == ("due", application.due_at.date())
    assert (duty.owner, duty.due_at) == (worker, application.due_at)


@pytest.mark.parametrize("state", list(VisitState))
@pytest.mark.parametrize("target", list(VisitState))
def test_every_move_outside_the_table_is_refused(state, target):
    if target in MOVES[state]:
        check_move(state, target)
    else:
        with pytest.raises(MoveRefused):
            check_move(state, target)


def test_a_visit_cannot_be_planned_for_a_moment_that_has_passed(office, worker):
    visit = make_due_visit(make_inquiring(office, worker))

    with pytest.raises(AppointmentRefused):
        actions.plan_visit(
            visit=visit, worker=worker, appointment_at=NOON - timedelta(1), by=Actor.staff(worker), at=NOON
        )


@pytest.mark.clause("E-9.j", "E-D.11")
@pytest.mark.parametrize(("age_on_the_day", "asks"), [(49, True), (50, False)])
def test_a_man_sent_to_a_female_head_under_fifty_needs_a_reason(office, worker, man, age_on_the_day, asks):
    born_on = TOMORROW.date().replace(year=TOMORROW.year - age_on_the_day)
    visit = make_due_visit(make_inquiring(office, worker, born_on=born_on))

    if asks:
        with pytest.raises(ReasonsNeeded) as refusal:
            plan(visit, man)
        assert refusal.value.rules == ("E-9.j",)
    else:
        assert plan(visit, man).state == "planned"


@pytest.mark.clause("E-9.j")
def test_the_rule_guards_the_woman_who_runs_the_home_of_an_absent_head(office, worker, man):
    prisoner = {"sex": "male", "born_on": NOON.date().replace(year=1970), "marital_status": "married"}
    wife = ("spouse", {"sex": "female", "born_on": NOON.date().replace(year=1985), "marital_status": "married"})
    household = make_household(office, members=(wife,), household={"head_condition": "imprisoned"}, **prisoner)
    at_home = make_household(office, members=(wife,), **prisoner)

    with pytest.raises(ReasonsNeeded):
        plan(make_due_visit(make_inquiring(office, worker, of=household)), man)

    assert plan(make_due_visit(make_inquiring(office, worker, of=at_home)), man).state == "planned"


@pytest.mark.clause("E-9.j")
def test_the_planner_proposes_a_woman_first_where_the_rule_asks_for_one(office, worker, man):
    visit = make_due_visit(make_inquiring(office, man))

    proposed = queries.workers_to_choose(office, household=visit.household, own=man, on=NOON.date())

    assert proposed == [worker, man]


@pytest.mark.clause("E-9.d")
def test_a_high_risk_area_without_companion_needs_a_reason_that_is_kept_and_counted(office, worker):
    application = make_inquiring(office, worker, dwelling={"high_risk": True})
    visit = make_due_visit(application)

    with pytest.raises(ReasonsNeeded) as refusal:
        plan(visit, worker, reasons={"E-9.d": "  "})
    plan(visit, worker, reasons={"E-9.d": "همکاری در دسترس نبود."})

    kept = VisitException.objects.get(visit=visit)
    assert refusal.value.rules == ("E-9.d",)
    assert (kept.clause, kept.reason) == ("E-9.d", "همکاری در دسترس نبود.")


@pytest.mark.clause("E-9.j", "E-9.d")
def test_rules_that_were_not_kept_are_counted_for_the_office_head_and_for_no_other_office(office, worker, man):
    for dwelling in ({"high_risk": True}, {"high_risk": True}, {}):
        visit = make_due_visit(make_inquiring(office, worker, dwelling=dwelling, born_on=date(1960, 2, 1)))
        plan(visit, worker, reasons={"E-9.d": "همکاری در دسترس نبود."})
    plan(make_due_visit(make_inquiring(office, worker)), man, reasons={"E-9.j": "مددکار زن در مرخصی است."})

    reports = [
        queries.exceptions_report(access_of(make_head(unit), on=NOON.date()), since=NOON.date())
        for unit in (office, make_office())
    ]

    assert reports == [[("E-9.d", 2), ("E-9.j", 1)], []]


@pytest.mark.clause("E-9.d")
def test_a_companion_settles_the_high_risk_area(office, worker):
    visit = make_due_visit(make_inquiring(office, worker, dwelling={"high_risk": True}))

    planned = plan(visit, worker, companion="دهیار روستا")

    assert (planned.state, planned.companion) == ("planned", "دهیار روستا")


@pytest.mark.clause("E-9.b")
def test_announcing_tells_the_family_and_moves_the_application(office, worker):
    application = make_inquiring(office, worker)
    settle_inquiries(application.household)
    visit = make_planned_visit(application)

    actions.announce(visit=visit, how=Announcement.MESSAGE, by=Actor.staff(worker), at=NOON)

    application.refresh_from_db()
    event = OutboxEvent.objects.get(name="visits.visit.announced")
    assert application.state == "visit_planned"
    assert (event.payload["visit_id"], event.payload["how"]) == (visit.pk, "message")


@pytest.mark.clause("E-7.2")
def test_a_family_is_not_told_a_time_while_an_inquiry_waits(office, worker):
    application = make_inquiring(office, worker)
    visit = make_planned_visit(application)

    with pytest.raises(InquiriesWaiting):
        actions.announce(visit=visit, how=Announcement.CALL, by=Actor.staff(worker), at=NOON)

    assert not Inquiry.objects.filter(household=application.household).exists()
