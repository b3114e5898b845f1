"""Questions about households, and answers of the bodies. Households come from the registry's factories."""

from typing import Any

from hamyar.audit.actor import CLOCK
from hamyar.inquiries import actions, answers
from hamyar.inquiries.domain import Body
from hamyar.inquiries.models import Inquiry
from hamyar.inquiries.register_client import Reply
from hamyar.org.tests.factories import NOON
from hamyar.registry.models import Household, Prison

# What each body says of an ordinary household.
FACTS: dict[Body, dict[str, Any]] = {
    Body.CIVIL_REGISTRY: {"found": True, "alive": True},
    Body.WELFARE_DECILE: {"decile": 2},
    Body.BEHZISTI: {"support_services": False},
    Body.MARTYRS_FOUNDATION: {"covered": False},
    Body.PENSION_FUNDS: {"pensioner": False},
    Body.OTHER_SUPPORT: {"covered": False},
    Body.MILITARY: {"status": "completed"},
    Body.POST: {"exists": True},
    Body.PRISONS: {"imprisoned": True, "basis": "sentence"},
    Body.INTERNATIONAL: {"imprisoned": True},
}


def imprison(household: Household, **attributes: Any) -> Prison:
    household.head_condition = "imprisoned"
    household.save(update_fields=["head_condition"])
    return Prison.objects.create(household=household, basis="sentence", **attributes)


def ask(household: Household, body: Body, *, at=NOON) -> Inquiry:
    """The waiting inquiry to one body about the head or the address."""
    return actions.request_inquiries(household=household, bodies=[body], by=CLOCK, at=at)[0]


def reply(body: Body, *, simulated: bool = False, **facts: Any) -> Reply:
    fields = facts or FACTS[body]
    return Reply(facts=answers.read_fields(body, fields), source="سامانهٔ آزمون", simulated=simulated)


def answer(household: Household, body: Body, *, at=NOON, **facts: Any) -> Inquiry:
    """Ask and let the body answer."""
    return actions.record_answer(inquiry=ask(household, body, at=at), reply=reply(body, **facts), at=at)


def answer_all(household: Household, *, at=NOON) -> list[Inquiry]:
    """Every body that this household needs is asked and has answered."""
    return [
        actions.record_answer(inquiry=inquiry, reply=reply(Body(inquiry.body)), at=at)
        for inquiry in actions.request_inquiries(household=household, by=CLOCK, at=at)
    ]
