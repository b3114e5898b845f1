"""A family applies at the portal and, step by step, comes to a running plan."""

import pytest

from tests.journeys import at_the_office as office
from tests.journeys import at_the_portal as portal
from tests.journeys.clock import in_days
from tests.journeys.family import ACCEPTED

pytestmark = pytest.mark.journey


@pytest.mark.clause("E-13.1.1", "E-13.1.2", "E-13.2", "E-13.n3", "E-7.2", "E-9.b", "E-13.3.d", "E-7.3.a", "E-5.1.0",
                    "E-6.1.1", "E-3.1.1", "E-3.2.1", "E-13.3.a", "E-13.3.h", "E-D.25")  # fmt: skip
def test_a_family_that_applies_at_the_portal_comes_to_a_running_plan(system, somebody, script):
    family = ACCEPTED[0 if script else 1]
    applicant, worker = somebody(), somebody()

    portal.given_somebody_signed_in(applicant, family.mobile)
    number = portal.when_the_family_applies(applicant, family)
    office.given_a_member_of_staff(worker, "worker1.zabol")
    office.when_the_worker_opens(worker, number)
    application = office.when_the_registers_are_asked(worker)
    office.then_all_registers_have_answered(worker)
    office.when_the_visit_is_planned_and_announced(worker, application, day=in_days(system, 1))
    worker.let_days_pass("۷")
    office.when_the_visit_is_recorded(worker, day=in_days(system, -1))
    office.when_the_questionnaire_is_filled(worker)
    office.when_the_report_is_signed(worker)
    office.then_the_score_is_explained(worker)
    office.when_the_household_is_accepted(worker)
    office.when_the_plan_is_brought_to_run(worker)
    portal.then_the_portal_says(applicant, number, "درخواست شما پذیرفته شد", "برنامهٔ خدمت")
