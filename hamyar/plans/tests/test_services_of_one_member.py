"""Services of a member whose own support has ended, while the household's goes on (E-6.2.1)."""

import pytest

from hamyar.assessment.tests.factories import LATER
from hamyar.audit.actor import CLOCK, Actor
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import make_office, make_worker
from hamyar.outbox.actions import deliver
from hamyar.plans import actions
from hamyar.plans.domain import Announcement, NotServed
from hamyar.plans.models import PlanItem
from hamyar.plans.tests.factories import START, add_service, make_draft
from hamyar.reactions import FOLLOWERS
from hamyar.registry import actions as registry
from hamyar.registry.tests.factories import head_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def end_service(plan):
    registry.end_service(household=plan.household, person=head_of(plan.household), clause="E-6.2.1", by=CLOCK, at=START)
    deliver(FOLLOWERS, at=START)


@pytest.mark.clause("E-6.2.1")
def test_the_mothers_own_services_stop_and_those_of_the_household_go_on(office, worker):
    plan = make_draft(office, worker)
    shared = plan.items.get()
    hers = add_service(plan, person=head_of(plan.household))
    by = Actor.staff(worker)
    actions.set_goals(plan=plan, goals=["درآمد پایدار"], independence_goal="کار خانگی", by=by, at=LATER)
    actions.approve(plan=plan, by=by, at=LATER)
    actions.announce(plan=plan, how=Announcement.CALL, by=by, at=LATER)
    actions.start(plan=plan, by=by, at=START)

    end_service(plan)

    hers.refresh_from_db()
    shared.refresh_from_db()
    assert (hers.state, shared.state) == ("stopped", "running")
    assert "ازدواج" in hers.outcome_note
    assert not Obligation.objects.filter(subject_type="plans.planitem", subject_id=hers.pk, state="open").exists()


@pytest.mark.clause("E-6.2.1")
def test_out_of_a_draft_her_services_are_taken_and_no_new_one_is_written(office, worker):
    plan = make_draft(office, worker)
    hers = add_service(plan, person=head_of(plan.household))

    end_service(plan)

    assert not PlanItem.objects.filter(pk=hers.pk).exists()
    with pytest.raises(NotServed):
        add_service(plan, person=head_of(plan.household))
