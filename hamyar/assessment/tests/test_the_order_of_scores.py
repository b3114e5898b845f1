"""Open applications in the order of their scores: who sees which, what is incomplete, and what the address narrows (E-3.1.1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamyar.assessment import actions
from hamyar.assessment.tests.factories import LATER, make_accepted, make_assessed
from hamyar.audit.actor import Actor
from hamyar.org.tests.factories import make_head, make_office, make_worker, sign_in
from hamyar.values.digits import to_latin
from hamyar.visits.tests.factories import make_inquiring

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def shown(client, *applications, **asked):
    """The numbers among these that the page lists, in its order."""
    page = to_latin(client.get(reverse("assessment:by_score"), asked).content.decode())
    places = {page.find(each.number): each for each in applications}
    return [places[place] for place in sorted(places) if place >= 0]


@pytest.mark.clause("E-3.1.1")
def test_the_highest_possible_score_stands_first_and_one_that_is_incomplete_says_its_range(client, office, worker):
    low, high = (make_assessed(office, worker, decile=decile) for decile in (3, 1))
    open_ended = make_assessed(office, worker, decile=None, dwelling={"tenure": "none"})
    unscored = make_inquiring(office, worker)
    done = make_accepted(office, worker, decile=1)
    sign_in(client, worker)

    listed = shown(client, low, high, open_ended, unscored, done.household.applications.get())
    page = client.get(reverse("assessment:by_score")).content.decode()

    assert listed == [open_ended, high, low]
    assert "۲۳۰ تا ۶۳۰" in page and "A-05" in page


@pytest.mark.clause("E-3.1.1", "E-9.a.2")
def test_a_worker_sees_the_own_applications_and_the_head_those_of_the_office(client, office, worker):
    mine, colleagues = make_assessed(office, worker), make_assessed(office, make_worker(office))
    elsewhere = make_assessed(other := make_office(), make_worker(other))
    seen = {}

    for name, user in {"worker": worker, "head": make_head(office)}.items():
        sign_in(client, user)
        seen[name] = shown(client, mine, colleagues, elsewhere)

    assert seen == {"worker": [mine], "head": [mine, colleagues]}


def test_the_address_narrows_to_a_state_and_a_path_of_decision(client, office, worker):
    own, commissions = make_assessed(office, worker, decile=2), make_assessed(office, worker, decile=4)
    actions.send_to_commission(application=commissions, text="دیده شد.", by=Actor.staff(worker), at=LATER)
    sign_in(client, worker)

    assert shown(client, own, commissions, state="in_commission") == [commissions]
    assert shown(client, own, commissions, path="social_worker") == [own]
    assert "پالایش را پاک کنید" in client.get(reverse("assessment:by_score"), {"state": "re_review"}).content.decode()


def test_the_page_asks_the_database_few_questions_however_long_the_list(client, office, worker):
    for _ in range(4):
        make_assessed(office, worker)
    sign_in(client, worker)

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("assessment:by_score"))

    assert len([query for query in asked.captured_queries if " FROM " in query["sql"]]) <= 15
