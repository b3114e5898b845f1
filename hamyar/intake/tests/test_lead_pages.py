"""The staff's pages about leads: who sees what, the form from the field, the steps, counts without names."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamyar.audit.actor import CLOCK
from hamyar.audit.models import AuditRecord, FileReading
from hamyar.intake import actions
from hamyar.intake.domain import Dismissal, Indicator, LeadOrigin, LeadState
from hamyar.intake.models import Application, Lead
from hamyar.intake.tests.factories import ANSWERS, head_of, make_casefile, make_household, make_lead, new_code
from hamyar.org.domain import Level
from hamyar.org.tests.factories import (
    NOON,
    TODAY,
    make_head,
    make_hq,
    make_office,
    make_territory,
    make_unit,
    make_user,
    make_worker,
    sign_in,
)
from hamyar.values.digits import to_latin

L = LeadState
FORM = {"origin": "field", "indicator": "housing", "found_on": "۱۴۰۴/۰۷/۰۸", "postal_code": "۱۲۳۴۵-۶۷۸۹۰"}


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


# The form


@pytest.mark.clause("E-1.1.1")
def test_a_worker_fills_place_date_and_sign_and_reads_who_follows_it_up(client, worker):
    sign_in(client, worker)

    answer = client.post("/intake/leads/new/", {**FORM, "note": "خانه‌ای بی‌سقف"}, follow=True)

    lead = Lead.objects.get()
    assert (lead.origin, lead.found_by, lead.social_worker) == ("field", worker, worker)
    assert f"نزد {worker} است" in answer.content.decode()
    assert not Application.objects.exists()


def test_a_form_without_a_place_is_given_back(client, worker):
    sign_in(client, worker)

    answer = client.post("/intake/leads/new/", {**FORM, "postal_code": ""})

    assert answer.status_code == 422
    assert "کدپستی، یا نام محله و روستا را بنویسید" in answer.content.decode()


def test_a_village_without_a_postal_code_goes_to_the_own_office_head(client, office, worker):
    sign_in(client, worker)

    client.post("/intake/leads/new/", {**FORM, "postal_code": "", "area_title": "روستای آزمون"})

    assert (Lead.objects.get().unit, Lead.objects.get().state) == (office, L.NEW)


@pytest.mark.clause("E-1.2.j.2")
def test_a_charity_names_somebody_in_its_own_name_and_sees_only_where_it_stands(client, office, worker):
    centre = make_unit(Level.CENTRE, parent=office, title="مرکز نیکوکاری مهر", kind="nikookari_centre")
    sign_in(client, make_user(("charity_centre", centre)))

    client.post("/intake/leads/new/", {**FORM, "origin": "referral", "given_name": "زهرا", "note": "رازی از خانواده"})
    lead = Lead.objects.get()
    page = page_of(client, f"/intake/leads/{lead.pk}/")

    assert (lead.origin, lead.referrer_type, lead.referrer_name) == (
        "referral",
        "nikookari_centre",
        "مرکز نیکوکاری مهر",
    )
    assert "نزد مددکار" in page
    assert "رازی از خانواده" not in page
    assert client.get(f"/intake/leads/{lead.pk}/dismiss/").status_code == 403


def test_a_charity_that_no_territory_serves_chooses_the_office(client, office):
    centre = make_unit(Level.CENTRE, parent=office, title="مرکز", kind="nikookari_centre")
    sign_in(client, make_user(("charity_centre", centre)))
    form = {**FORM, "origin": "referral"}

    answer = client.post("/intake/leads/new/", form)
    client.post("/intake/leads/new/", {**form, "office": office.pk})

    assert answer.status_code == 422
    assert office.title in answer.content.decode()
    assert Lead.objects.get().unit == office


@pytest.mark.clause("E-1.1.2")
def test_the_form_tells_that_somebody_has_a_file_already(client, office, worker):
    household = make_household(office)
    make_casefile(household)
    sign_in(client, worker)

    answer = client.post("/intake/leads/new/", {**FORM, "national_code": head_of(household).national_code}, follow=True)

    assert "دوباره ثبت نشد" in answer.content.decode()
    assert Lead.objects.get().state == L.MATCHED


# Who sees what


@pytest.mark.clause("E-9.a.2")
def test_a_worker_lists_the_own_leads_and_a_colleagues_is_404_and_kept(client, office, worker):
    mine = make_lead(office)
    colleague = make_worker(office)
    other = actions.assign_lead(lead=make_lead(office), worker=colleague, reason="بار کار", by=CLOCK, at=NOON)
    sign_in(client, worker)

    listed = to_latin(page_of(client, "/intake/leads/"))

    assert mine.number in listed
    assert other.number not in listed
    assert client.get(f"/intake/leads/{other.pk}/").status_code == 404
    assert FileReading.objects.filter(subject_type="intake.lead", subject_id=str(other.pk), refused=True).exists()


def test_a_head_sees_the_queue_of_the_office_and_nothing_of_another(client, office, worker):
    handed, waiting = make_lead(office), make_lead(office, postal_code="", area_title="روستا")
    elsewhere = make_lead(make_office(), postal_code="", area_title="روستا")
    sign_in(client, make_head(office))

    queue = to_latin(page_of(client, "/intake/leads/?standing=queue"))

    assert waiting.number in queue
    assert handed.number not in queue and elsewhere.number not in queue
    assert client.get(f"/intake/leads/{elsewhere.pk}/").status_code == 404


def test_a_lead_whose_worker_has_left_is_in_the_heads_queue(client, office, worker):
    lead = make_lead(office)
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    sign_in(client, make_head(office))

    assert lead.number in to_latin(page_of(client, "/intake/leads/?standing=queue"))


@pytest.mark.clause("E-D.2")
def test_no_list_names_the_people(client, office, worker):
    make_lead(office, given_name="نامدار", family_name="نام‌خانوادگی")
    sign_in(client, worker)

    assert "نامدار" not in page_of(client, "/intake/leads/")


@pytest.mark.clause("E-1.2.j.3")
def test_who_reported_stands_on_no_page_but_the_one_that_asks_why(client, office, worker):
    sent = actions.report_publicly(
        indicator=Indicator.HOUSING, about={"postal_code": "1234567890"}, reporter_name="رضا رازدار", address_digest="x",
        at=NOON,
    )  # fmt: skip
    pk = sent.lead_id
    sign_in(client, worker)
    of_worker = page_of(client, f"/intake/leads/{pk}/")
    refused = client.post(f"/intake/leads/{pk}/reporter/", {"reason": "کنجکاوی"})
    sign_in(client, make_head(office))
    of_head = page_of(client, f"/intake/leads/{pk}/")
    before = page_of(client, f"/intake/leads/{pk}/reporter/")

    after = client.post(f"/intake/leads/{pk}/reporter/", {"reason": "نشانی پیدا نشد"}).content.decode()

    assert refused.status_code == 403
    assert not any("رازدار" in page for page in (of_worker, of_head, before))
    assert "رضا رازدار" in after
    assert AuditRecord.objects.filter(event="intake.lead.reporter_read", subject_id=str(pk)).exists()


# Steps


@pytest.mark.clause("E-0.a.2.1")
def test_a_public_report_grows_into_an_application_with_its_own_channel(client, office, worker):
    sent = actions.report_publicly(
        indicator=Indicator.ILLNESS,
        about={"postal_code": "1234567890", "address": "کوچهٔ سوم"},
        address_digest="x",
        at=NOON,
    )
    sign_in(client, worker)
    client.post(f"/intake/leads/{sent.lead_id}/visit/", {"on": "۱۴۰۴/۰۷/۰۹", "found": "خانواده کمک می‌خواهد"})

    answer = client.post(f"/intake/leads/{sent.lead_id}/apply/", follow=True)

    draft = Application.objects.get()
    page = answer.content.decode()
    assert draft.channel == "public_report"
    assert "کوچهٔ سوم" in page and "گزارش مردمی" in page
    assert Lead.objects.get().application == draft


def test_beginning_twice_opens_the_same_draft(client, office, worker):
    lead = make_lead(office)
    sign_in(client, worker)

    first, second = (client.post(f"/intake/leads/{lead.pk}/apply/") for _ in range(2))

    assert first.url == second.url
    assert Application.objects.count() == 1


def test_every_step_is_a_form_that_leads_back_to_the_lead(client, office, worker):
    elsewhere = make_lead(office)
    make_casefile(household := make_household(office))
    lead, aside, known = make_lead(office), make_lead(office), make_lead(office)
    sign_in(client, worker)

    client.post(f"/intake/leads/{lead.pk}/visit/", {"on": "۱۴۰۴/۰۷/۰۹", "found": "دیدم"})
    client.post(f"/intake/leads/{aside.pk}/dismiss/", {"why": "no_need", "reason": "نیازی نبود"})
    client.post(f"/intake/leads/{known.pk}/match/", {"national_code": head_of(household).national_code})
    client.post(
        f"/intake/leads/{elsewhere.pk}/move/",
        {"postal_code": "7777777777", "area_title": "روستای دیگر", "office": office.pk, "reason": "جای دیگر"},
    )
    sign_in(client, make_head(office))
    client.post(f"/intake/leads/{elsewhere.pk}/assign/", {"worker": worker.pk, "reason": ""})

    states = dict(Lead.objects.values_list("pk", "state"))
    assert states == {lead.pk: L.VISITED, aside.pk: L.DISMISSED, known.pk: L.MATCHED, elsewhere.pk: L.ASSIGNED}
    assert (aside_row := Lead.objects.get(pk=aside.pk)).dismissed_for == Dismissal.NO_NEED and aside_row.closed_at


def test_a_refused_step_is_said_on_its_form(client, office, worker):
    sign_in(client, worker)

    answer = client.post(f"/intake/leads/{make_lead(office).pk}/match/", {"national_code": new_code()})

    assert answer.status_code == 422
    assert "پروندهٔ فعال یا درخواست در جریان ندارد" in answer.content.decode()


def test_the_application_leads_back_to_its_lead(client, office, worker):
    lead = make_lead(office)
    draft = actions.begin_application(lead=lead, worker=worker, by=CLOCK, at=NOON)
    answers = {**ANSWERS, "national_code": new_code(), "mobile": "09121234567", "mobile_unverified_reason": "خاموش"}
    draft = actions.save_draft(application=draft, answers=answers, by=CLOCK, at=NOON)
    application = actions.submit(application=draft, by=CLOCK, at=NOON)
    sign_in(client, worker)

    assert f"/intake/leads/{lead.pk}/" in page_of(client, f"/intake/{application.pk}/")
    assert f"/intake/{application.pk}/" in page_of(client, f"/intake/leads/{lead.pk}/")


# Coverage


@pytest.mark.clause("E-D.2")
def test_coverage_counts_by_area_at_every_level_and_names_nobody(client, office, worker):
    for _ in range(2):
        make_lead(office, given_name="نامدار")
    make_lead(office, origin=LeadOrigin.DATABASE, postal_code="", area_title="محلهٔ پنهان")
    province = office.parent
    readers = {
        ("12345", "2"): make_head(office),
        (office.title, "3"): make_user(("provincial_admission", province)),
        ("تهران", "3"): make_user(("hq_deputy", make_hq())),
    }

    for (area, found), reader in readers.items():
        sign_in(client, reader)
        page = page_of(client, "/intake/leads/coverage/?period=")

        row = to_latin(page).split(area)[1].split("</tr>")[0]
        assert f"<strong>{found}</strong>" in row
        assert "نامدار" not in page and "محلهٔ پنهان" not in page


def test_coverage_of_a_province_holds_no_other_provinces_figures(client, office, worker):
    make_lead(make_office(), postal_code="", area_title="روستا")
    sign_in(client, make_user(("provincial_admission", office.parent)))

    assert "سرنخی ثبت نشده است" in page_of(client, "/intake/leads/coverage/?period=")


def test_the_navigation_marks_the_page_that_is_open_and_not_the_one_above_it(client, worker):
    sign_in(client, worker)

    page = page_of(client, "/intake/leads/")

    assert set(re.findall(r'<a href="([^"]+)" aria-current="page">', page)) == {"/intake/leads/"}


# What a page costs


@pytest.mark.parametrize(
    "address", ["/intake/leads/", "/intake/leads/{pk}/", "/intake/leads/new/", "/intake/leads/coverage/"]
)
def test_a_page_about_leads_asks_the_database_at_most_fifteen_times(client, office, worker, address):
    leads = [make_lead(office, found_on=TODAY) for _ in range(5)]
    sign_in(client, make_head(office))
    client.get("/intake/leads/")

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address.format(pk=leads[0].pk))

    assert answer.status_code == 200
    assert len([query for query in asked.captured_queries if " FROM " in query["sql"]]) <= 15
