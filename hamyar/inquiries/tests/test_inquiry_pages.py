"""The pages of inquiries as a social worker uses them: what they show, whom they let in, what they refuse."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from hamyar.documents.models import Document
from hamyar.inquiries import actions
from hamyar.inquiries.domain import Body
from hamyar.inquiries.models import Inquiry, RegisterCircuit
from hamyar.inquiries.tests.factories import answer, answer_all, ask, reply
from hamyar.org.tests.factories import NOON, make_head, make_office, make_user, make_worker, sign_in
from hamyar.registry.models import Household
from hamyar.registry.tests.factories import head_of, make_household

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(client, office):
    return sign_in(client, make_worker(office))


@pytest.fixture
def household(office, worker):
    return make_household(office, household={"social_worker": worker})


def page_of(household):
    return reverse("inquiries:for_household", args=[household.pk])


@pytest.mark.clause("E-7.2")
def test_the_page_says_what_is_missing_before_the_visit_and_asks_it(client, worker, household):
    before = client.get(page_of(household)).content.decode()

    sent = client.post(reverse("inquiries:ask", args=[household.pk]))
    after = client.get(page_of(household)).content.decode()

    assert "بازدید هنوز ممکن نیست" in before and "هنوز پرسیده نشده است" in before
    assert (sent.status_code, sent["Location"]) == (303, page_of(household))
    assert "۶ استعلام از" in after and "در انتظار پاسخ است" in after


def test_pressing_the_button_twice_asks_once(client, worker, household):
    for _ in range(2):
        client.post(reverse("inquiries:ask", args=[household.pk]))

    assert Inquiry.objects.filter(household=household).count() == 6


@pytest.mark.clause("E-7.2")
def test_when_all_have_answered_the_page_lets_the_visit_go_ahead(client, worker, household):
    answer_all(household, at=timezone.now())

    page = client.get(page_of(household)).content.decode()

    assert "می‌توانید به بازدید بروید" in page
    assert "دهک ۲" in page


@pytest.mark.clause("E-8.h")
def test_old_and_new_values_stand_side_by_side(client, worker, household):
    answer(household, Body.WELFARE_DECILE, decile=2)
    answer(household, Body.WELFARE_DECILE, decile=5)

    page = client.get(page_of(household)).content.decode()

    assert "<td>۲</td><td>۵</td>" in page
    assert "پاسخ‌های پیشین (۱)" in page


def test_a_contradiction_is_a_warning_with_both_values(client, worker, household):
    answer(household, Body.CIVIL_REGISTRY, found=True, alive=True, marital_status="married")

    page = client.get(page_of(household)).content.decode()

    assert "پاسخ‌هایی با درخواست نمی‌خواند" in page
    assert "<td>همسر درگذشته</td><td>متأهل</td>" in page


def test_simulated_answers_are_labelled(client, worker, household):
    inquiry = ask(household, Body.BEHZISTI)
    actions.record_answer(inquiry=inquiry, reply=reply(Body.BEHZISTI, simulated=True), at=NOON)

    assert "شبیه‌سازی‌شده</span>" in client.get(page_of(household)).content.decode()


def test_an_outage_is_shown_with_the_next_try(client, worker, household, settings):
    settings.REGISTERS_URL = "http://127.0.0.1:9"
    inquiry = ask(household, Body.BEHZISTI)
    Inquiry.objects.filter(pk=inquiry.pk).update(last_fault="unreachable", attempts=3)
    RegisterCircuit.objects.create(body="behzisti", state="open", faults=5, next_try_at=NOON)

    page = client.get(page_of(household)).content.decode()

    assert "سامانهٔ این مرجع پاسخ نمی‌دهد" in page and "کوشش بعدی" in page
    assert "hx-trigger" in page


@pytest.mark.clause("E-D.26")
def test_an_answer_by_hand_keeps_its_evidence_and_its_picture(client, worker, household):
    inquiry = ask(household, Body.WELFARE_DECILE)

    sent = client.post(
        reverse("inquiries:answer", args=[inquiry.pk]),
        {"known": "yes", "decile": "۳", "evidence": "گواهی ۱۲/۴", "file": picture()},
    )

    inquiry.refresh_from_db()
    household.refresh_from_db()
    assert sent.status_code == 303
    assert (inquiry.mode, inquiry.evidence, inquiry.document.kind) == ("manual", "گواهی ۱۲/۴", "inquiry_evidence")
    assert (household.decile, household.decile_provisional) == (3, True)


@pytest.mark.clause("E-D.26")
def test_an_answer_by_hand_without_evidence_comes_back_with_a_sentence(client, worker, household):
    inquiry = ask(household, Body.WELFARE_DECILE)

    sent = client.post(reverse("inquiries:answer", args=[inquiry.pk]), {"known": "yes", "decile": "3", "evidence": ""})

    assert sent.status_code == 422
    assert Inquiry.objects.get(pk=inquiry.pk).state == "waiting"


def test_a_second_answer_by_hand_is_refused_and_leaves_no_picture(client, worker, household):
    inquiry = answer(household, Body.WELFARE_DECILE)

    sent = client.post(
        reverse("inquiries:answer", args=[inquiry.pk]),
        {"known": "yes", "decile": "9", "evidence": "نامه", "file": picture()},
    )

    assert sent.status_code == 422
    assert "استعلام دوباره" in sent.content.decode()
    assert not Document.objects.exists()
    assert Household.objects.get(pk=household.pk).decile == 2


FIELDS_BY_BODY = [
    (Body.CIVIL_REGISTRY, {"found": "yes", "alive": "no", "died_on": "1404/01/10"}),
    (Body.BEHZISTI, {"support_services": "no", "rehabilitation_services": "yes"}),
    (Body.MARTYRS_FOUNDATION, {"covered": "no"}),
    (Body.PENSION_FUNDS, {"pensioner": "yes", "monthly_rials": "۹۰٬۰۰۰٬۰۰۰", "fund": "صندوق کشوری"}),
    (Body.OTHER_SUPPORT, {"covered": "yes", "title": "بنیاد"}),
    (Body.MILITARY, {"status": "deferred"}),
    (Body.POST, {"exists": "yes", "province_code": "23"}),
    (Body.PRISONS, {"imprisoned": "yes", "basis": "sentence", "started_on": "1402/05/01"}),
    (Body.INTERNATIONAL, {"imprisoned": "no", "released_on": "1403/05/01"}),
]


@pytest.mark.parametrize(("body", "fields"), FIELDS_BY_BODY)
def test_every_body_can_be_answered_by_hand_and_shown(client, worker, household, body, fields):
    inquiry = ask(household, body)
    address = reverse("inquiries:answer", args=[inquiry.pk])

    assert client.get(address).status_code == 200
    assert client.post(address, {**fields, "evidence": "نامهٔ ۱۲"}).status_code == 303

    assert Inquiry.objects.get(pk=inquiry.pk).mode == "manual"
    assert client.get(page_of(household)).status_code == 200


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (Body.CIVIL_REGISTRY, {"found": "yes", "alive": "yes", "died_on": "1404/01/10"}),
        (Body.WELFARE_DECILE, {"known": "yes", "decile": ""}),
        (Body.PENSION_FUNDS, {"pensioner": "yes"}),
        (Body.PRISONS, {"imprisoned": "yes", "released_on": "1403/05/01"}),
    ],
)
def test_an_answer_that_cannot_be_is_sent_back_to_its_field(client, worker, household, body, fields):
    inquiry = ask(household, body)

    sent = client.post(reverse("inquiries:answer", args=[inquiry.pk]), {**fields, "evidence": "نامه"})

    assert sent.status_code == 422


@pytest.mark.clause("E-7.2")
def test_that_a_body_is_unavailable_needs_its_reason(client, worker, household):
    inquiry = ask(household, Body.BEHZISTI)
    address = reverse("inquiries:unavailable", args=[inquiry.pk])

    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "سامانه قطع است"}).status_code == 303

    assert "سامانه قطع است" in client.get(page_of(household)).content.decode()


@pytest.mark.clause("E-7.3.b")
def test_the_worker_verifies_an_answer_after_the_visit(client, worker, household):
    inquiry = answer(household, Body.PENSION_FUNDS)
    address = reverse("inquiries:verify", args=[inquiry.pk])

    assert client.post(address, {"verification": "uncertain", "note": ""}).status_code == 422
    assert client.post(address, {"verification": "uncertain", "note": "فیش دیده نشد"}).status_code == 303

    page = client.get(page_of(household)).content.decode()
    assert "نامعلوم ماند" in page and "فیش دیده نشد" in page


def test_asking_again_is_a_new_inquiry(client, worker, household):
    inquiry = answer(household, Body.BEHZISTI)

    client.post(reverse("inquiries:ask_again", args=[inquiry.pk]))

    assert Inquiry.objects.filter(household=household, body="behzisti").count() == 2


def test_another_body_is_asked_by_name(client, worker, household):
    client.post(reverse("inquiries:ask", args=[household.pk]), {"body": "other_support"})

    inquiry = Inquiry.objects.get(household=household)
    assert (inquiry.body, inquiry.person) == ("other_support", head_of(household))


def test_another_office_finds_nothing(client, household):
    sign_in(client, make_worker(make_office()))
    inquiry = answer(household, Body.BEHZISTI)

    assert client.get(page_of(household)).status_code == 404
    assert client.post(reverse("inquiries:ask", args=[household.pk])).status_code == 404
    assert client.get(reverse("inquiries:verify", args=[inquiry.pk])).status_code == 404


def test_the_office_head_reads_but_does_not_ask(client, office, household):
    answer_all(household)
    sign_in(client, make_head(office))

    page = client.get(page_of(household))

    assert page.status_code == 200
    assert "گرفتن استعلام‌های لازم" not in page.content.decode()
    assert client.post(reverse("inquiries:ask", args=[household.pk])).status_code == 403


def test_a_role_without_files_is_refused(client, household):
    sign_in(client, make_user(("hq_deputy", make_office().parent.parent)))

    assert client.get(page_of(household)).status_code == 403


def test_a_colleagues_household_is_not_found(client, office, household):
    sign_in(client, make_worker(office))

    assert client.get(page_of(household)).status_code == 404


@pytest.mark.parametrize("answered", [True, False])
def test_the_page_stays_within_its_queries(client, worker, household, answered):
    if answered:
        answer_all(household)
    else:
        client.post(reverse("inquiries:ask", args=[household.pk]))
    client.get(page_of(household))

    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(household))

    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) <= 15


def test_htmx_gets_the_cards_alone(client, worker, household):
    page = client.get(page_of(household), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page and 'id="inquiries"' in page


def picture():
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    out.seek(0)
    out.name = "scan.png"
    return out
