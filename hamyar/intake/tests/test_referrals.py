"""Who refers people to us: every body that Article 1 names can be chosen, with its letter (E-1.2.j.1)."""

import pytest

from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.intake.tests.factories import new_code
from hamyar.intake.tests.test_pages import FORM, begin
from hamyar.org.tests.factories import make_office, make_territory, make_worker, sign_in

BODIES = (
    "leader_office", "presidency", "judiciary", "parliament", "prisons_org", "friday_imam", "congregation_imam",
    "trusted_person", "other",
)  # fmt: skip
LETTER = {"referrer_name": "دفتر", "referrer_letter_number": "۱۲/۳۴", "referrer_letter_on": "۱۴۰۴/۰۷/۰۱"}


@pytest.fixture
def worker(db):
    office = make_office()
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


@pytest.mark.clause("E-1.2.j.1")
@pytest.mark.parametrize("body", BODIES)
def test_each_body_that_the_article_names_is_chosen_as_referrer(client, worker, body):
    sign_in(client, worker)
    draft = begin(client).headers["Location"]
    form = {**FORM, **LETTER, "channel": "referral", "referrer_type": body, "national_code": new_code()}

    client.post(draft, {**form, "send": "1"})

    sent = Application.objects.get(submitted_by=worker)
    assert (sent.state, sent.channel, sent.referrer_type) == (ApplicationState.ASSIGNED, "referral", body)
    assert (sent.referrer_name, sent.referrer_letter_number) == ("دفتر", "۱۲/۳۴")
