"""Registers fail: what waits is shown, the worker goes on with a reason or by hand, and later the answer comes."""

import pytest

from tests.journeys import at_the_office as office
from tests.journeys import at_the_portal as portal
from tests.journeys.family import OUTAGE

pytestmark = pytest.mark.journey


@pytest.fixture
def two_registers_down(system):
    for body in ("behzisti", "pension_funds"):
        system.switch_register(body, "down")
    yield
    system.switch_register("all", "off")


@pytest.mark.clause("E-7.2", "E-13.1.3")
def test_an_outage_blocks_the_visit_until_it_is_excused_answered_by_hand_or_over(
    system, somebody, script, two_registers_down
):
    family = OUTAGE[0 if script else 1]
    applicant, worker = somebody(), somebody()

    portal.given_somebody_signed_in(applicant, family.mobile)
    number = portal.when_the_family_applies(applicant, family)
    office.given_a_member_of_staff(worker, "worker1.zabol")
    office.when_the_worker_opens(worker, number)
    office.when_the_registers_are_asked(worker)
    office.then_so_many_answers_are_waited_for(worker, "۲")
    office.when_a_body_is_recorded_as_unavailable(worker, "بهزیستی", reason="سامانه سه روز است که پاسخ نمی‌دهد.")
    office.then_so_many_answers_are_waited_for(worker, "۱")
    office.when_the_pension_fund_is_answered_by_hand(worker, evidence="نامهٔ شمارهٔ ۱۲۳ صندوق، ۳ آذر")
    office.then_all_registers_have_answered(worker)
    system.switch_register("all", "off")
    office.when_a_body_is_asked_again(worker, "بهزیستی")
    office.then_all_registers_have_answered(worker)
    office.then_no_body_is_unavailable(worker)
