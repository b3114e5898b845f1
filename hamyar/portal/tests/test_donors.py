"""One service layer behind all channels (E-D.27): the household's one file for those who apply, totals for donors."""

import pytest

from hamyar.audit.actor import CLOCK
from hamyar.casefiles.models import Casefile
from hamyar.guidelines.tests.test_rules_as_data import release
from hamyar.intake import actions
from hamyar.intake.models import Application, DonorOffer, PortalAccount
from hamyar.intake.tests.factories import make_application, make_casefile
from hamyar.org.tests.factories import NOON, make_office, make_territory, make_worker, sign_in
from hamyar.portal.tests.test_applying import fill, sign_in_at_portal
from hamyar.registry.models import Household
from hamyar.releases import queries as releases
from hamyar.values.digits import to_latin

OFFER = {"kind": "goods", "amount_rials": "۵۰٬۰۰۰٬۰۰۰", "area_title": "محلهٔ بالا", "note": "پتو"}


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


@pytest.mark.clause("E-D.27")
def test_what_was_sent_online_is_the_same_record_at_the_office(client, worker):
    mobile = sign_in_at_portal(client)
    fill(client)
    sent = to_latin(client.post("/portal/apply/review/", follow=True).content.decode())
    row = Application.objects.get(mobile=mobile)
    sign_in(client, worker)

    at_the_office = to_latin(client.get(f"/intake/{row.pk}/").content.decode())

    assert row.number in sent and row.number in at_the_office
    assert "اجاره عقب افتاده" in at_the_office
    assert Household.objects.filter(applications=row).count() == 1


@pytest.mark.clause("E-D.27")
def test_signed_in_as_a_donor_no_name_and_no_file_is_visible(client, office, worker):
    helped = make_application(office=office, worker=worker)
    file: Casefile = make_casefile(helped.household)
    mobile = sign_in_at_portal(client)

    client.post("/portal/donor/offer/", {**OFFER, "unit": office.pk})
    offer = DonorOffer.objects.get(donor=PortalAccount.objects.get(mobile=mobile))
    actions.accept_offer(offer=offer, by=CLOCK, at=NOON)
    actions.use_offer(offer=offer, used_rials=50_000_000, helped_households=3, by=CLOCK, at=NOON)
    pages = [
        client.get(address).content.decode()
        for address in ("/portal/donor/", "/portal/donor/offer/", "/portal/follow/")
    ]

    assert "به ۳ خانواده رسید" in pages[0]
    names = (
        helped.person.given_name,
        helped.person.family_name,
        helped.person.national_code,
        helped.number,
        file.number,
    )
    assert not any(name in to_latin(page) for name in names for page in pages)
    assert client.get(f"/portal/follow/{helped.pk}/").status_code == 404


def test_a_donor_sees_no_other_donors_offers(client, office):
    sign_in_at_portal(client)
    client.post("/portal/donor/offer/", {**OFFER, "unit": office.pk, "area_title": "محلهٔ پنهان"})
    sign_in_at_portal(client)

    assert "محلهٔ پنهان" not in client.get("/portal/donor/").content.decode()


def test_an_offer_to_a_unit_that_takes_none_is_given_back(client, office):
    sign_in_at_portal(client)

    answer = client.post("/portal/donor/offer/", {**OFFER, "unit": office.parent_id})

    assert answer.status_code == 422
    assert not DonorOffer.objects.exists()


def test_somebody_unknown_is_asked_for_a_code_first(client, office):
    assert client.get("/portal/donor/").url == "/portal/sign-in/"


def test_where_the_parameter_is_off_donors_find_nothing(client, office, monkeypatch):
    sign_in_at_portal(client)
    before = client.get("/portal/").content.decode()
    monkeypatch.setattr(releases, "releases", lambda: (release(portal__donors="off"),))

    after = client.get("/portal/").content.decode()

    assert "/portal/donor/" in before and "/portal/donor/" not in after
    assert client.get("/portal/donor/").status_code == 404
    assert client.post("/portal/donor/offer/", {**OFFER, "unit": office.pk}).status_code == 404
