"""Telling of a household at the portal, without a name of one's own."""

import re

import pytest

from hamyar.intake.domain import LeadState
from hamyar.intake.models import Application, Lead, LeadReport
from hamyar.org.tests.factories import make_office, make_territory, make_worker
from hamyar.values.digits import to_latin

FORM = {"indicator": "lone_elderly", "postal_code": "۱۲۳۴۵۶۷۸۹۰", "note": "پنجره‌ها شکسته است"}


@pytest.fixture
def office(db):
    office = make_office()
    make_territory(office, make_worker(office), "12345")
    return office


@pytest.mark.clause("E-1.2.j.3")
def test_anybody_reports_without_a_name_and_reads_a_tracking_number(client, office):
    answer = client.post("/portal/report/", FORM, follow=True)

    sent = LeadReport.objects.get()
    assert sent.tracking in to_latin(answer.content.decode())
    assert (sent.lead.origin, sent.lead.state, sent.reporter_name) == ("public_report", LeadState.ASSIGNED, "")
    assert not Application.objects.exists()


def test_a_report_without_a_postal_code_names_place_and_office(client, office):
    missing = client.post("/portal/report/", {"indicator": "housing", "area_title": "محلهٔ آزمون"})
    client.post("/portal/report/", {"indicator": "housing", "area_title": "محلهٔ آزمون", "office": office.pk})

    assert missing.status_code == 422
    assert "نزدیک‌ترین اداره را برگزینید" in missing.content.decode()
    assert (Lead.objects.get().unit, Lead.objects.get().state) == (office, LeadState.NEW)


def test_a_postal_code_of_no_territory_asks_for_the_office(client, office):
    answer = client.post("/portal/report/", {**FORM, "postal_code": "9999999999"})

    assert answer.status_code == 422
    assert "نزدیک‌ترین اداره را برگزینید" in answer.content.decode()


def test_the_same_form_sent_twice_reports_once(client, office):
    page = client.get("/portal/report/").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)[1]

    for _ in range(2):
        client.post("/portal/report/", {**FORM, "form_key": key})

    assert LeadReport.objects.count() == 1


def test_a_network_that_reports_too_often_is_asked_to_wait(client, office):
    for _ in range(10):
        client.post("/portal/report/", FORM)

    answer = client.post("/portal/report/", FORM)

    assert answer.status_code == 422
    assert "دقیقهٔ دیگر دوباره بفرستید" in answer.content.decode()


@pytest.mark.clause("E-1.2.j.3")
def test_following_a_report_tells_nothing_of_the_household(client, office):
    client.post("/portal/report/", {**FORM, "family_name": "رازدار"})
    tracking = LeadReport.objects.get().tracking

    page = client.post("/portal/report/follow/", {"tracking": tracking}).content.decode()
    wrong = client.post("/portal/report/follow/", {"tracking": "1111111111"})

    assert "نزد مددکار همان محل است" in page
    assert "رازدار" not in page and "پنجره" not in page
    assert wrong.status_code == 422


@pytest.mark.clause("E-1.2.j.3")
def test_a_network_that_tries_too_many_numbers_is_told_of_none(client, office):
    client.post("/portal/report/", FORM)
    tracking = LeadReport.objects.get().tracking
    for number in range(10):
        client.post("/portal/report/follow/", {"tracking": f"{2_000_000_000 + number}"})

    answer = client.post("/portal/report/follow/", {"tracking": tracking})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "۱۰ دقیقهٔ دیگر دوباره بکوشید" in page
    assert "نزد مددکار" not in page


def test_following_the_own_number_often_is_no_trying(client, office):
    client.post("/portal/report/", FORM)
    tracking = LeadReport.objects.get().tracking

    pages = [client.post("/portal/report/follow/", {"tracking": tracking}) for _ in range(12)]

    assert {each.status_code for each in pages} == {200}
