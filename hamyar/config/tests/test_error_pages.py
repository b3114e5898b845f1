"""Error pages lead back to where people were, and nobody of the portal to a page that asks for a password."""

import pytest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from hamyar.config import errors
from hamyar.org.tests.factories import make_office, make_worker, sign_in

FORM = "http://testserver/portal/sign-in/"


@pytest.mark.django_db
def test_a_form_without_its_token_leads_back_to_the_form():
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/portal/sign-in/", {"mobile": "09990000000"}, headers={"referer": FORM})

    assert answer.status_code == 403
    assert f'href="{FORM}"' in answer.content.decode()


@pytest.mark.django_db
def test_a_form_of_the_portal_without_token_and_way_back_leads_to_the_portal():
    answer = Client(enforce_csrf_checks=True).post("/portal/sign-in/", {"mobile": "09990000000"})

    page = answer.content.decode()
    assert 'href="/portal/"' in page
    assert 'href="/"' not in page


@pytest.mark.django_db
def test_an_address_that_only_takes_a_press_says_so(client):
    answer = client.get("/portal/sign-out/")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "فقط کار یک دکمه را انجام می‌دهد" in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_page_offers_a_stranger_portal_and_sign_in_and_the_staff_their_first_page(client):
    stranger = client.get("/nothing/").content.decode()
    office = make_office()
    sign_in(client, make_worker(office))
    staff = client.get("/nothing/").content.decode()

    assert 'href="/portal/"' in stranger
    assert "ورود کارکنان" in stranger
    assert "ورود کارکنان" not in staff
    assert 'href="/portal/"' not in staff


@pytest.mark.django_db
def test_the_page_of_a_fault_asks_the_database_nothing():
    from django.db import connection

    with CaptureQueriesContext(connection) as queries:
        answer = errors.fault(RequestFactory().get("/portal/apply/home/"))

    assert answer.status_code == 500
    assert not queries.captured_queries
    assert 'href="/portal/"' in answer.content.decode()
