"""A family whose support has ended asks again: the file comes along, and the office head decides who looks at it."""

from dataclasses import replace

import pytest

from hamyar.values import jalali
from hamyar.values.digits import to_persian
from tests.journeys import at_the_office as office
from tests.journeys import at_the_portal as portal
from tests.journeys.family import RETURNING

pytestmark = pytest.mark.journey


def a_family_with_an_ended_file(system, family):
    """One of the demonstration's, without a request under way; with the file's number and the head's account."""
    ((code, given, family_name, born_on, sex, postal_code, number, head),) = system.ask(
        """select p.national_code, p.given_name, p.family_name, p.born_on, p.sex, d.postal_code, c.number, u.username
           from casefiles_casefile c join registry_person p on p.id = c.holder_id
           join registry_dwelling d on d.household_id = c.household_id and d.to_on is null
           join org_user u on u.id = c.accountable_head_id
           where c.state = 'inactive' and p.national_code_valid and not exists (
               select from intake_application a where a.person_id = p.id and a.outcome = '')
           order by c.id limit 1"""
    )
    known = replace(
        family, own_code=code, given_name=given, family_name=family_name, postal_code=postal_code,
        born_on=to_persian(jalali.format_short(born_on)), sex="زن" if sex == "female" else "مرد",
    )  # fmt: skip
    return known, to_persian(number), head


@pytest.mark.clause("E-13.n4.1", "E-13.n4.2", "E-13.n1")
def test_a_family_that_comes_back_stands_in_the_heads_queue_with_its_history(system, somebody, script):
    family, file_number, head_account = a_family_with_an_ended_file(system, RETURNING[0 if script else 1])
    applicant, head = somebody(), somebody()

    portal.given_somebody_signed_in(applicant, family.mobile)
    number = portal.when_the_family_applies(applicant, family)
    office.given_a_member_of_staff(head, head_account)
    office.then_the_queue_shows(head, number, reason="پروندهٔ پیشین", file_number=file_number)
    office.when_the_head_assigns(head, number)

    ((state, file_state),) = system.ask(
        """select a.state, c.state from intake_application a join casefiles_casefile c on c.id = a.earlier_casefile_id
           where a.mobile = %s order by a.id desc limit 1""",
        family.mobile,
    )
    assert (state, file_state) == ("assigned", "inactive")
