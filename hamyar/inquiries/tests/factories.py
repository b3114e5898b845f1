"""Households to ask about, and answers of the bodies."""

from datetime import date
from itertools import count
from typing import Any

from hamyar.audit.actor import CLOCK
from hamyar.inquiries import actions, answers
from hamyar.inquiries.domain import Body
from hamyar.inquiries.models import Inquiry
from hamyar.inquiries.register_client import Reply
from hamyar.org.models import OrgUnit
from hamyar.org.tests.factories import NOON, make_office
from hamyar.registry.models import Dwelling, Household, HouseholdMember, Person, Prison
from hamyar.values.national_code import make_test_code

_number = count(500_000)
BORN_ON = date(1980, 5, 5)

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


def make_person(office: OrgUnit, **attributes: Any) -> Person:
    number = next(_number)
    return Person.objects.create(
        **{
            "national_code": make_test_code(number),
            "national_code_valid": True,
            "given_name": "زهرا",
            "family_name": f"نمونه {number}",
            "sex": "female",
            "born_on": BORN_ON,
            "unit_path": office.path,
            **attributes,
        }
    )


def make_household(office: OrgUnit | None = None, *, head: dict[str, Any] | None = None, **attributes: Any) -> Household:
    """A household with its head and a dwelling; by default a woman of 45 in a city."""
    office = office or make_office()
    household = Household.objects.create(unit=office, unit_path=office.path, **attributes)
    add_member(household, "head", **(head or {}))
    Dwelling.objects.create(
        household=household, from_on=date(2020, 1, 1), tenure="rented", condition="sound", area_kind="city",
        postal_code="1135812345", address="تهران",
    )  # fmt: skip
    return household


def add_member(household: Household, relation: str, **attributes: Any) -> Person:
    person = make_person(household.unit, **attributes)
    HouseholdMember.objects.create(household=household, person=person, relation=relation, from_on=date(2020, 1, 1))
    return person


def head_of(household: Household) -> Person:
    return household.memberships.get(relation="head").person


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
