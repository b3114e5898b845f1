"""Whoever begins a request learns first that the person is known, in which file and office, and nothing more."""

import pytest

from hamyar.values.digits import to_persian
from tests.journeys import at_the_office as office

pytestmark = pytest.mark.journey


@pytest.mark.clause("E-2.2", "E-D.6")
def test_a_person_known_elsewhere_is_found_before_a_request_begins(system, somebody, script):
    ((code, number, title, name),) = system.ask(
        """select p.national_code, c.number, o.title, p.family_name from casefiles_casefile c
           join registry_person p on p.id = c.holder_id join org_orgunit o on o.id = c.unit_id
           where c.state = 'active' and p.national_code_valid and o.code <> 'E-11-01' order by c.id limit 1"""
    )
    worker = somebody()

    office.given_a_member_of_staff(worker, "worker1.zabol")
    office.when_a_code_is_searched_before_a_request(worker, code)

    office.then_the_file_is_named(worker, to_persian(number), title)
    assert not worker.sees(name)
    office.then_no_request_can_begin(worker)
