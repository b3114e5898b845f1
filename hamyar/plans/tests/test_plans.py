"""A plan is time-bound, answers needs that were found, and gives only what the assessment allows."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404

from hamyar.assessment.tests.factories import LATER, make_assessed
from hamyar.audit.actor import Actor
from hamyar.obligations.domain import end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org.access import access_of
from hamyar.org.reach import reaching
from hamyar.org.tests.factories import make_head, make_office, make_worker
from hamyar.outbox.models import OutboxEvent
from hamyar.plans import actions, packaging, queries
from hamyar.plans.domain import (
    MOVES,
    Announcement,
    EndNeeded,
    LivelihoodRefused,
    MoveRefused,
    NotYourPlan,
    Outcome,
    PackageMismatch,
    PlanEmpty,
    PlanExists,
    PlanState,
    ReasonNeeded,
    ServiceNotAllowed,
    ServiceNotBegun,
    ServiceOver,
    TooLong,
    check_move,
)
from hamyar.plans.models import PlanItem, ServicePackage, ServicePlan
from hamyar.plans.tasks import run_tick
from hamyar.plans.tests.factories import START, add_service, make_approved, make_draft, make_running
from hamyar.registry.models import Person
from hamyar.values import jalali

pytestmark = pytest.mark.django_db
MAN = {"sex": "male", "marital_status": "married", "born_on": date(1980, 3, 1), "request": ("training",)}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.mark.parametrize("state", list(PlanState))
@pytest.mark.parametrize("target", list(PlanState))
def test_every_move_outside_the_table_is_refused(state, target):
    if target in MOVES[state]:
        check_move(state, target)
    else:
        with pytest.raises(MoveRefused):
            check_move(state, target)


@pytest.mark.clause("E-7.3.v.1", "E-13.3.h")
def test_accepting_opens_a_draft_with_proposals_from_the_request(office, worker):
    plan = make_draft(office, worker)

    item = plan.items.get()
    assert (plan.state, plan.casefile.state) == ("draft", "active")
    assert (item.service, item.need_kind, item.need_text) == ("livelihood", "request", "درخواست خانوار: معیشت")
    assert plan.to_on == plan.casefile.period_to_on and item.to_on <= plan.to_on


@pytest.mark.clause("E-D.7")
@pytest.mark.parametrize(
    ("capacity", "proposed"), [("no", {"livelihood"}), ("yes", {"livelihood", "employment_facility"})]
)
def test_where_nobody_can_be_empowered_the_draft_proposes_no_work_but_the_worker_may(
    office, worker, capacity, proposed
):
    application = make_assessed(office, worker, request=("livelihood", "employment_facility"))
    Person.objects.filter(memberships__household=application.household).update(empowerment_capacity=capacity)

    plan = actions.accept_with_plan(application=application, by=Actor.staff(worker), at=LATER)

    assert set(plan.items.values_list("service", flat=True)) == proposed
    assert add_service(plan, "employment_facility").service == "employment_facility"


@pytest.mark.clause("E-D.25", "E-13.3.h")
def test_a_service_without_an_end_is_refused_by_action_and_database(office, worker):
    plan = make_draft(office, worker)

    with pytest.raises(EndNeeded):
        add_service(plan, to_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.create(
            plan=plan, service="training", need_kind="food", need_key="food", need_text="نیاز", quantity="۱",
            from_on=START.date(), to_on=None,
        )  # fmt: skip


@pytest.mark.clause("E-D.12")
def test_livelihood_is_refused_to_aqshar_and_a_thirteenth_month_too(office, worker):
    plan = make_draft(office, worker, **MAN)

    with pytest.raises(LivelihoodRefused) as refusal:
        add_service(plan, "livelihood")
    with pytest.raises(TooLong) as too_long:
        add_service(plan, "training", months=13)

    assert (refusal.value.clause, too_long.value.clause) == ("E-D.12", "E-D.12")
    assert add_service(plan, "education", months=12).service == "education"


@pytest.mark.clause("E-D.12")
def test_aqshar_gets_no_other_service_than_the_three(office, worker):
    with pytest.raises(ServiceNotAllowed):
        add_service(make_draft(office, worker, **MAN), "housing")


@pytest.mark.clause("E-3.2.2")
def test_livelihood_is_refused_where_the_assessment_stands_on_decile_four():
    from hamyar.plans.domain import check_service

    with pytest.raises(LivelihoodRefused) as refusal:
        check_service("livelihood", allowed=["training", "housing"], aqshar_only=False)

    assert refusal.value.clause == "E-3.2.2"


@pytest.mark.clause("E-D.4")
def test_no_service_outlives_the_period_of_support(office, worker):
    plan = make_draft(office, worker)

    with pytest.raises(TooLong) as refusal:
        add_service(plan, to_on=plan.casefile.period_to_on + timedelta(days=1))

    assert refusal.value.clause == "E-D.4"


@pytest.mark.clause("E-D.23")
def test_every_service_names_a_need_that_was_found(office, worker):
    plan = make_draft(office, worker)

    with pytest.raises(ReasonNeeded):
        add_service(plan, need="request:housing")
    item = add_service(plan, need="nonfood:nonfood")

    assert (item.need_kind, item.need_text) == ("nonfood", "نیاز غیرخوراکی خانوار")


@pytest.mark.clause("E-7.3.h")
def test_capacities_of_members_are_offered_as_grounds_of_a_service(office, worker):
    plan = make_draft(office, worker)

    assert any(need.kind == "capacity" and "خیاطی" in need.text for need in queries.needs_of(plan.questionnaire))


def test_a_package_belongs_to_its_service(office, worker):
    plan = make_draft(office, worker)

    with pytest.raises(PackageMismatch):
        add_service(plan, "training", package=ServicePackage.objects.filter(service="housing").first())


@pytest.mark.clause("E-D.21")
def test_a_plan_without_goals_or_without_one_of_independence_is_not_approved(office, worker):
    plan, by = make_draft(office, worker), Actor.staff(worker)

    for goals, independence_goal in (([], "خوداتکایی"), (["هدف"], " ")):
        actions.set_goals(plan=plan, goals=goals, independence_goal=independence_goal, by=by, at=START)
        with pytest.raises(PlanEmpty):
            actions.approve(plan=plan, by=by, at=START)


@pytest.mark.clause("E-3.2.1")
def test_only_the_responsible_worker_approves(office, worker):
    plan = make_draft(office, worker)
    actions.set_goals(plan=plan, goals=["هدف"], independence_goal="خوداتکایی", by=Actor.staff(worker), at=START)

    for stranger in (make_worker(office), make_head(office)):
        with pytest.raises(NotYourPlan):
            actions.approve(plan=plan, by=Actor.staff(stranger), at=START)

    assert actions.approve(plan=plan, by=Actor.staff(worker), at=START).approved_by == "social_worker"


def test_an_approved_plan_takes_no_more_services(office, worker):
    plan = make_approved(office, worker)

    with pytest.raises(MoveRefused):
        add_service(plan)
    with pytest.raises(MoveRefused):
        actions.remove_item(item=plan.items.first(), by=Actor.staff(worker), at=START)


@pytest.mark.clause("E-11.2.j")
def test_announcing_tells_the_household_and_opens_the_plan_to_it(office, worker):
    plan = make_approved(office, worker)
    assert queries.plans_shown_to(plan.household) == []

    actions.announce(plan=plan, how=Announcement.MESSAGE, by=Actor.staff(worker), at=START)

    event = OutboxEvent.objects.get(name="plans.plan.announced")
    assert event.payload == {"plan_id": plan.pk, "household_id": plan.household_id, "how": "message"}
    assert [each.pk for each in queries.plans_shown_to(plan.household)] == [plan.pk]


@pytest.mark.clause("E-13.3.v")
def test_a_running_service_has_a_follow_up_duty_that_comes_back_until_the_end(office, worker):
    plan = make_running(office, worker)
    item = plan.items.get()
    first = Obligation.objects.get(kind="plan_item_follow_up", subject_id=item.pk)
    when = START + timedelta(days=30)

    line = actions.follow_up(
        item=item, note="کمک رسید.", progress=20, delivered=True, next_on=when.date() + timedelta(days=30),
        by=Actor.staff(worker), at=when,
    )  # fmt: skip

    first.refresh_from_db()
    again = Obligation.objects.get(kind="plan_item_follow_up", subject_id=item.pk, state="open")
    assert (first.state, first.owner) == ("done", worker)
    assert again.due_at.date() == line.next_on == when.date() + timedelta(days=30)


@pytest.mark.clause("E-13.3.v")
def test_a_service_whose_follow_up_has_passed_is_listed_as_late_to_worker_and_head(office, worker):
    head = make_head(office)
    plan = make_running(office, worker)
    item = plan.items.get()

    def late(user, on):
        return list(queries.late_items(access_of(user, on=START.date()), on=on))

    assert late(worker, item.follow_up_on) == []
    assert late(worker, item.follow_up_on + timedelta(days=1)) == [item]
    assert late(head, item.follow_up_on + timedelta(days=1)) == [item]


@pytest.mark.clause("E-13.3.v")
def test_a_service_that_ended_without_its_last_follow_up_stays_late_until_that_is_written(office, worker):
    item = make_running(office, worker).items.get()
    later = end_of_day(item.to_on + timedelta(days=3))
    actions.run_clock(at=later)

    owed = list(queries.late_items(access_of(worker, on=START.date()), on=later.date()))
    actions.follow_up(item=item, note="به پایان رسید.", progress=100, by=Actor.staff(worker), at=later)

    assert owed == [item]
    assert list(queries.late_items(access_of(worker, on=START.date()), on=later.date())) == []


@pytest.mark.clause("E-D.25")
def test_after_its_end_a_service_is_expired_by_the_clock_and_cannot_be_delivered(office, worker):
    plan = make_running(office, worker)
    item = plan.items.get()
    end = START.replace(year=START.year + 2)

    counts = run_tick(at=end)
    again = run_tick(at=end)

    item.refresh_from_db()
    plan.refresh_from_db()
    assert (item.state, plan.state) == ("expired", "review_due")
    assert counts["expired"] == 1 and again == {"begun": 0, "expired": 0, "review_due": 0}
    with pytest.raises(ServiceOver):
        actions.follow_up(item=item, note="تحویل", progress=10, delivered=True, by=Actor.staff(worker), at=end)


@pytest.mark.clause("E-D.25")
def test_on_its_end_day_a_service_can_no_longer_be_delivered_even_before_the_clock_ran(office, worker):
    plan = make_running(office, worker)
    item = plan.items.get()
    last_day = START.replace(year=item.to_on.year, month=item.to_on.month, day=item.to_on.day)

    with pytest.raises(ServiceOver):
        actions.follow_up(item=item, note="تحویل", progress=10, delivered=True, by=Actor.staff(worker), at=last_day)


def test_a_service_that_begins_later_is_started_by_the_clock(office, worker):
    plan = make_draft(office, worker)
    by = Actor.staff(worker)
    later_on = jalali.add_months(START.date(), 2)
    item = add_service(plan, from_on=later_on, to_on=jalali.add_months(later_on, 3))
    actions.set_goals(plan=plan, goals=["هدف"], independence_goal="خوداتکایی", by=by, at=START)
    actions.approve(plan=plan, by=by, at=START)
    actions.announce(plan=plan, how=Announcement.CALL, by=by, at=START)
    actions.start(plan=plan, by=by, at=START)

    with pytest.raises(ServiceNotBegun):
        actions.follow_up(item=item, note="تحویل", progress=1, delivered=True, by=by, at=START)
    run_tick(at=START + timedelta(days=70))

    item.refresh_from_db()
    assert item.state == "running"


@pytest.mark.clause("E-D.21")
def test_closing_asks_for_outcome_and_satisfaction(office, worker):
    plan = make_running(office, worker)
    by = Actor.staff(worker)
    end = START.replace(year=START.year + 2)
    run_tick(at=end)

    with pytest.raises(ReasonNeeded):
        actions.close(plan=plan, outcome=Outcome.PARTLY, satisfaction=0, note="شرح", by=by, at=end)
    closed = actions.close(
        plan=plan, outcome=Outcome.PARTLY, satisfaction=4, note="نیمی از هدف برآورده شد.", by=by, at=end
    )

    assert (closed.state, closed.outcome, closed.satisfaction) == ("closed", "partly", 4)


@pytest.mark.clause("E-D.25")
def test_a_renewal_is_a_new_plan_and_never_a_later_end(office, worker):
    plan = make_running(office, worker)
    by = Actor.staff(worker)
    with pytest.raises(PlanExists):
        actions.draft(casefile=plan.casefile, by=by, at=START)
    done = START + timedelta(days=100)
    actions.finish_item(item=plan.items.get(), note="به هدف رسید.", by=by, at=done)
    actions.close(plan=plan, outcome=Outcome.ACHIEVED, satisfaction=5, note="پایان", by=by, at=done)

    renewed = actions.draft(casefile=plan.casefile, renews=plan, by=by, at=done)

    assert (renewed.state, renewed.renews_id, renewed.from_on) == ("draft", plan.pk, done.date())


def test_a_plan_under_review_goes_on_with_what_still_runs(office, worker):
    plan = make_running(office, worker)
    by = Actor.staff(worker)
    ServicePlan.objects.filter(pk=plan.pk).update(state="review_due")

    with pytest.raises(ReasonNeeded):
        actions.continue_plan(plan=plan, reason="", by=by, at=START)

    assert actions.continue_plan(plan=plan, reason="بازبینی شد.", by=by, at=START).state == "running"


def test_stopping_needs_a_reason_ends_every_service_and_lifts_its_duty(office, worker):
    plan = make_running(office, worker)
    by = Actor.staff(worker)

    with pytest.raises(ReasonNeeded):
        actions.stop(plan=plan, reason=" ", by=by, at=START)
    stopped = actions.stop(plan=plan, reason="خانوار به شهر دیگری رفت.", by=by, at=START)

    assert (stopped.state, plan.items.get().state) == ("stopped", "stopped")
    assert Obligation.objects.get(kind="plan_item_follow_up").state == "waived"


def test_packages_are_reference_data_that_keeps_its_history(office, worker):
    by = Actor.staff(worker)
    before = ServicePackage.objects.get(title="تعمیر خانه")

    now = packaging.define_package(service="housing", title="تعمیر خانه", contents="تازه", months=4, by=by, at=START)

    before.refresh_from_db()
    assert (before.origin, before.to_on, now.origin) == ("default", START.date(), "office")
    assert now in queries.packages(on=START.date(), service="housing")


@pytest.mark.clause("E-9.a.2")
def test_plans_are_found_by_the_worker_and_the_head_alone(office, worker):
    plan = make_draft(office, worker)

    assert queries.plan_for(access_of(worker, on=START.date()), plan.pk) == plan
    assert queries.plan_for(access_of(make_head(office), on=START.date()), plan.pk) == plan
    for stranger in (make_worker(office), make_head(make_office())):
        with pytest.raises(Http404):
            queries.plan_for(access_of(stranger, on=START.date()), plan.pk)


def test_the_database_hides_plans_and_refuses_moves_outside_the_table(office, worker):
    plan = make_running(office, worker)
    stranger = access_of(make_head(make_office()), on=START.date())

    with reaching(stranger.reach):
        seen = ServicePlan.objects.exists() or PlanItem.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        ServicePlan.objects.filter(pk=plan.pk).update(state="draft")

    assert not seen
