"""What a household is told about its visits: at its own number, whether or not it has an application."""

from datetime import timedelta

import pytest

from hamyar.audit.actor import Actor
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.notifications.models import Message
from hamyar.org.tests.factories import NOON, make_office, make_worker
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.values import jalali
from hamyar.visits import actions
from hamyar.visits.domain import Announcement, VisitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced():
    """A periodic visit of a file that was taken over from paper: no application, only the head's number."""
    office = make_office()
    worker = make_worker(office)
    file = make_casefile(office=office, worker=worker, head={"mobile": "09120000077"})
    by = Actor.staff(worker)
    visit = actions.open_visit(
        household=file.household,
        casefile=file,
        kind=VisitKind.PERIODIC,
        due_on=NOON.date() + timedelta(days=9),
        by=by,
        at=NOON,
    )
    actions.plan_visit(visit=visit, worker=worker, appointment_at=NOON + timedelta(days=1), by=by, at=NOON)
    return actions.announce(visit=visit, how=Announcement.MESSAGE, by=by, at=NOON)


@pytest.mark.clause("E-9.b")
def test_a_family_without_an_application_is_told_the_day_at_the_heads_number(announced):
    deliver(FOLLOWERS, at=NOON)

    message = Message.objects.get(template="visit_announced")
    assert (message.mobile, message.unit_path) == ("09120000077", announced.unit_path)
    assert jalali.format_long(announced.appointment_at.date(), weekday=True) in message.text
