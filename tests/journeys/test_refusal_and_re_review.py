"""A family is refused, reads why, and has it looked at once more."""

import pytest

from tests.journeys import at_the_office as office
from tests.journeys import at_the_portal as portal
from tests.journeys.family import REFUSED

pytestmark = pytest.mark.journey
REASON = "سرپرست مستمری ثابت صندوق بازنشستگی می‌گیرد که هزینهٔ خانوار را می‌پوشاند."


@pytest.mark.clause("E-7.3.v.2", "E-13.n2", "E-D.3")
def test_a_refusal_gives_clause_and_reason_on_the_page_alone_and_is_reviewed_once(system, somebody, script):
    family = REFUSED[0 if script else 1]
    applicant, worker, head = somebody(), somebody(), somebody()

    portal.given_somebody_signed_in(applicant, family.mobile)
    number = portal.when_the_family_applies(applicant, family)
    office.given_a_member_of_staff(worker, "worker1.zabol")
    office.when_the_worker_opens(worker, number)
    office.when_the_request_is_refused(worker, worker.page.url, clause="E-2.5", reason=REASON)
    portal.then_the_portal_says(applicant, number, "پذیرفته نشد", REASON, "ماده ۲", "درخواست بازبینی")
    portal.then_a_message_was_sent_without(applicant, family.mobile, number, "مستمری", "صندوق", "نیازمند")
    portal.when_a_re_review_is_asked(applicant, number, reason="مستمری من قطع شده است.")
    office.given_a_member_of_staff(head, "head.zabol")
    office.when_the_head_confirms_the_refusal(head, number, reason="گواهی صندوق نشان می‌دهد مستمری برقرار است.")
    portal.then_the_portal_says(applicant, number, "گواهی صندوق", "بازبینی این درخواست انجام شده است")
    portal.then_no_second_re_review_is_offered(applicant)
