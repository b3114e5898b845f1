"""The services of a plan follow the level of its file (E-D.5), go to members who receive any (E-6.n2.2), and wait for fresh
data where they were newly asked for (E-8.0.2)."""

import pytest

from hamyar.assessment import validity
from hamyar.assessment.domain import DataGroup
from hamyar.assessment.tests.factories import LATER
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import actions as casefiles
from hamyar.org.tests.factories import make_office, make_worker
from hamyar.outbox.actions import deliver
from hamyar.plans import actions, queries
from hamyar.plans.domain import NotOfLevel, NotServed, SectionNotFresh
from hamyar.plans.tests.factories import START, add_service, make_draft
from hamyar.reactions import FOLLOWERS
from hamyar.registry import actions as registry
from hamyar.registry.domain import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    office = make_office()
    return make_draft(office, make_worker(office))


@pytest.mark.clause("E-D.5")
def test_a_service_outside_the_level_is_neither_offered_nor_added(plan):
    allowed = plan.assessment.services_allowed
    kept, other = allowed[0], allowed[1]
    level = casefiles.define_level(
        title="سطح یک", criteria="آزمون", services=[kept], from_on=START.date(), by=CLOCK, at=START
    )

    casefiles.set_level(
        casefile=plan.casefile, level=level, to_on=plan.casefile.period_to_on, reason="آزمون", by=CLOCK, at=START
    )

    assert queries.services_allowed(plan, on=START.date()) == [kept]
    with pytest.raises(NotOfLevel):
        add_service(plan, service=other, at=START)
    assert add_service(plan, service=kept, at=START).service == kept


@pytest.mark.clause("E-6.n2.2")
def test_who_keeps_a_child_gets_no_service_in_the_plan(plan):
    membership = plan.household.memberships.get(relation="head")
    membership.receives_service = False
    membership.save(update_fields=["receives_service"])
    need = queries.needs_of(plan.questionnaire)[0]

    with pytest.raises(NotServed):
        actions.add_item(
            plan=plan, service=plan.assessment.services_allowed[0], need=need.code, quantity="یک", from_on=plan.from_on,
            to_on=plan.to_on, person=membership.person, by=CLOCK, at=START,
        )  # fmt: skip


def ask_for_housing(plan):
    registry.change_household(
        household=plan.household, changes={"requested_services": [*plan.household.requested_services, "housing"]},
        source=Source.OFFICE, by=Actor.staff(plan.owner), at=LATER,
    )  # fmt: skip
    deliver(FOLLOWERS, at=LATER)


@pytest.mark.clause("E-8.0.2")
def test_a_service_newly_asked_for_waits_for_the_refresh_of_its_section(plan):
    household, by = plan.household, Actor.staff(plan.owner)
    ask_for_housing(plan)

    with pytest.raises(SectionNotFresh):
        add_service(plan, "housing")
    add_service(plan, "training")  # what was not newly asked for does not wait
    validity.confirm(household=household, groups=[DataGroup.HOUSING], source=Source.PHONE, by=by, at=LATER)

    assert add_service(plan, "housing").service == "housing"


@pytest.mark.clause("E-8.0.2")
def test_a_plan_is_not_approved_while_a_service_in_it_waits_for_the_refresh(plan):
    by = Actor.staff(plan.owner)
    actions.set_goals(plan=plan, goals=["خانهٔ ایمن"], independence_goal="کار خانگی", by=by, at=LATER)
    add_service(plan, "housing")
    ask_for_housing(plan)

    with pytest.raises(SectionNotFresh):
        actions.approve(plan=plan, by=by, at=LATER)
    validity.confirm(household=plan.household, groups=[DataGroup.HOUSING], source=Source.PHONE, by=by, at=LATER)

    assert actions.approve(plan=plan, by=by, at=LATER).state == "approved"
