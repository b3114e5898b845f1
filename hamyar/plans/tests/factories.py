"""Plans in any state, for tests of plans and of everything above. They go through the actions."""

from datetime import datetime, timedelta
from typing import Any

from hamyar.assessment.tests.factories import LATER, make_assessed
from hamyar.audit.actor import Actor
from hamyar.org.models import OrgUnit, User
from hamyar.plans import actions, queries
from hamyar.plans.domain import Announcement
from hamyar.plans.models import PlanItem, ServicePlan
from hamyar.values import jalali

START = LATER + timedelta(days=1)


def make_draft(office: OrgUnit, worker: User, **facts: Any) -> ServicePlan:
    """An accepted household with the draft of its plan: a widow in decile 2 who asked for livelihood."""
    application = make_assessed(office, worker, **facts)
    return actions.accept_with_plan(application=application, by=Actor.staff(worker), at=LATER)


def first_need(plan: ServicePlan) -> str:
    return queries.needs_of(plan.questionnaire)[0].code


def add_service(plan: ServicePlan, service: str = "training", *, months: int = 6, **choice: Any) -> PlanItem:
    return actions.add_item(
        **{
            "plan": plan, "service": service, "need": first_need(plan), "quantity": "یک دوره", "from_on": LATER.date(),
            "to_on": jalali.add_months(LATER.date(), months), "by": Actor.staff(plan.owner), "at": LATER, **choice,
        }
    )  # fmt: skip


def make_approved(office: OrgUnit, worker: User, **facts: Any) -> ServicePlan:
    plan = make_draft(office, worker, **facts)
    by = Actor.staff(worker)
    if not plan.items.exists():
        add_service(plan)
    actions.set_goals(plan=plan, goals=["درآمد پایدار"], independence_goal="راه‌اندازی کار خانگی", by=by, at=LATER)
    return actions.approve(plan=plan, by=by, at=LATER)


def make_running(office: OrgUnit, worker: User, *, at: datetime = START, **facts: Any) -> ServicePlan:
    plan = make_approved(office, worker, **facts)
    by = Actor.staff(worker)
    actions.announce(plan=plan, how=Announcement.CALL, by=by, at=LATER)
    return actions.start(plan=plan, by=by, at=at)
