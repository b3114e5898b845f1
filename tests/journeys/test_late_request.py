"""A request that nobody handles is told to the office head after the month, and then to the province."""

import pytest

from tests.journeys import at_the_office as office
from tests.journeys import at_the_portal as portal
from tests.journeys.family import LATE

pytestmark = pytest.mark.journey


@pytest.mark.clause("E-13.n3")
def test_a_late_request_is_told_to_the_office_head_and_then_to_the_province(system, somebody, script):
    family = LATE[0 if script else 1]
    applicant, worker, head, province = somebody(), somebody(), somebody(), somebody()

    portal.given_somebody_signed_in(applicant, family.mobile)
    number = portal.when_the_family_applies(applicant, family)
    office.given_a_member_of_staff(worker, "worker1.zahedan")
    office.when_days_pass(worker, "۳۰", "۱")
    office.given_a_member_of_staff(head, "head.zahedan")
    office.then_it_was_told_to(head, number, "رئیس اداره")
    office.when_days_pass(worker, "۷")
    office.given_a_member_of_staff(province, "admission.sb")
    office.then_it_was_told_to(province, number, "پذیرش و مددکاری استان")
    portal.then_the_portal_says(applicant, number, "از مهلت گذشته است")
