"""Messages about plan and visit go to whoever acts for the household, while somebody does (E-D.10)."""

import pytest

from hamyar.audit.actor import CLOCK
from hamyar.intake.tests.factories import make_application
from hamyar.notifications.followers import tell_plan
from hamyar.notifications.models import Message
from hamyar.org.tests.factories import NOON, TODAY
from hamyar.registry import actions
from hamyar.registry.tests.factories import add_member

pytestmark = pytest.mark.django_db


@pytest.mark.clause("E-D.10")
def test_the_responsible_person_is_told_while_set_and_the_applicant_again_afterwards():
    application = make_application()
    sister = add_member(application.household, "sibling", mobile="09121112233").person
    set_to = lambda person: actions.set_responsible_person(  # noqa: E731
        household=application.household, person=person, reason="بیماری", on=TODAY, by=CLOCK, at=NOON
    )

    for person in (sister, None):
        set_to(person)
        tell_plan(at=NOON, household_id=application.household_id)

    told = Message.objects.order_by("pk").values_list("mobile", flat=True)
    assert list(told) == ["09121112233", application.mobile]
