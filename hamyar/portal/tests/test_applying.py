"""A whole application at the portal, without help of staff and without a script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hamyar.audit.actor import CLOCK
from hamyar.intake import actions
from hamyar.intake.domain import ApplicationState, Outcome
from hamyar.intake.models import Application, MobileCode
from hamyar.intake.tests.factories import ANSWERS, make_account, make_application, new_code, new_mobile
from hamyar.notifications.models import Message
from hamyar.org import clock
from hamyar.org.domain import Level
from hamyar.org.tests.factories import make_office, make_territory, make_unit, make_worker, sign_in
from hamyar.values.digits import to_latin

S = ApplicationState
IDENTITY = {
    "nationality": "iranian", "given_name": "زهرا", "family_name": "نمونه", "father_name": "", "born_on": "۱۳۶۵/۰۲/۱۱",
    "sex": "female", "marital_status": "widowed", "work_status": "homemaker", "mobile_holder": "relative",
    "mobile_relation": "خواهر",
}  # fmt: skip
HOME = {
    "postal_code": "۱۲۳۴۵-۶۷۸۹۰", "address": "خیابان آزمون، پلاک ۱", "area_kind": "city", "tenure": "rented",
    "condition": "sound", "nomad_status": "none",
}  # fmt: skip


@pytest.fixture
def office(db):
    office = make_office()
    make_territory(office, make_worker(office), "12345")
    return office


def sign_in_at_portal(client, mobile=None) -> str:
    mobile = mobile or new_mobile()
    client.post("/portal/sign-in/", {"mobile": mobile})
    client.post("/portal/code/", {"code": code_sent_to(mobile)})
    return mobile


def code_sent_to(mobile) -> str:
    """What the telephone shows: production forgets the text, so the test puts a known code in its place."""
    from django.utils.crypto import salted_hmac

    row = MobileCode.objects.filter(mobile=mobile).latest("pk")
    row.digest = salted_hmac("intake.mobile_code", f"{mobile}:123456", algorithm="sha256").hexdigest()
    row.save(update_fields=["digest"])
    return "۱۲۳۴۵۶"


def fill(client, **identity):
    client.post("/portal/apply/")
    client.post("/portal/apply/identity/", {**IDENTITY, "national_code": new_code(), **identity})
    client.post("/portal/apply/home/", HOME)
    client.post("/portal/apply/members/", {})
    return client.post("/portal/apply/need/", {"services": ["livelihood"], "note": "اجاره عقب افتاده"})


@pytest.mark.clause("E-1.2.b.1", "E-13.1.1", "E-5.2.1")
def test_somebody_applies_alone_and_reads_number_term_and_that_no_paper_is_taken(client, office):
    mobile = sign_in_at_portal(client)
    fill(client)

    answer = client.post("/portal/apply/review/", follow=True)

    application = Application.objects.get(mobile=mobile)
    page = answer.content.decode()
    assert application.state == S.ASSIGNED
    assert to_latin(application.number) in to_latin(page)
    assert "هیچ مدرک کاغذی از شما گرفته نمی‌شود" in page
    assert "پاسخ می‌گیرید تا" in page
    assert application.mobile_relation == "خواهر"


def test_every_step_is_kept_and_gone_on_with_later(client, office):
    mobile = sign_in_at_portal(client)
    client.post("/portal/apply/")
    client.post("/portal/apply/identity/", {**IDENTITY, "national_code": new_code()})
    client.post("/portal/sign-out/")
    MobileCode.objects.all().delete()
    sign_in_at_portal(client, mobile)

    answer = client.get("/portal/apply/")

    assert answer.headers["Location"] == "/portal/apply/home/"
    assert "زهرا" in client.get("/portal/apply/identity/").content.decode()


def test_sending_twice_makes_one_application(client, office):
    mobile = sign_in_at_portal(client)
    fill(client)

    first = client.post("/portal/apply/review/")
    second = client.post("/portal/apply/review/")

    assert first.status_code == second.status_code == 303
    assert second.headers["Location"] == "/portal/follow/"
    assert Application.objects.filter(account__mobile=mobile).count() == 1


@pytest.mark.clause("E-13.1.2")
def test_an_ill_formed_item_is_named_beside_its_field(client, office):
    sign_in_at_portal(client)
    client.post("/portal/apply/")

    answer = client.post("/portal/apply/identity/", {**IDENTITY, "national_code": "1234567890"})

    assert answer.status_code == 422
    assert "این شمارهٔ ملی درست نیست" in answer.content.decode()


def test_what_is_missing_leads_back_to_its_step(client, office):
    sign_in_at_portal(client)
    client.post("/portal/apply/")
    client.post("/portal/apply/identity/", {**IDENTITY, "national_code": new_code()})

    answer = client.post("/portal/apply/review/")

    assert answer.headers["Location"] == "/portal/apply/home/"


@pytest.mark.clause("E-13.n1")
def test_a_code_outside_all_territories_asks_for_the_nearest_office(client, office):
    sign_in_at_portal(client)
    client.post("/portal/apply/")
    client.post("/portal/apply/identity/", {**IDENTITY, "national_code": new_code()})

    asked = client.post("/portal/apply/home/", {**HOME, "postal_code": "9999999999"}, follow=True).content.decode()
    chosen = client.post("/portal/apply/home/", {**HOME, "postal_code": "9999999999", "office": office.pk})
    client.post("/portal/apply/review/")

    assert "نزدیک‌ترین اداره" in asked
    assert chosen.headers["Location"] == "/portal/apply/members/"
    assert Application.objects.get(postal_code="9999999999").state == S.WITH_OFFICE_HEAD


@pytest.mark.clause("E-4.n2")
def test_a_foreign_national_is_told_which_centre_has_the_request(client, office):
    make_unit(Level.CENTRE, parent=office, title="مرکز نیکوکاری نور", kind="nikookari_centre")
    sign_in_at_portal(client)
    fill(
        client,
        nationality="foreign",
        national_code="",
        country="افغانستان",
        alt_identifier_kind="گذرنامه",
        alt_identifier="P12345",
    )

    page = client.post("/portal/apply/review/", follow=True).content.decode()

    assert "مرکز نیکوکاری نور" in page


def test_members_are_added_once_and_taken_back(client, office):
    sign_in_at_portal(client)
    client.post("/portal/apply/")
    member = {
        "add": "1", "given_name": "علی", "family_name": "نمونه", "relation": "child", "sex": "male", "born_on": "۱۳۹۰/۰۱/۰۱",
        "national_code": "",
    }  # fmt: skip

    for _each in range(2):
        client.post("/portal/apply/members/", member)
    once = Application.objects.get(state=S.DRAFT).draft["members"]
    client.post("/portal/apply/members/0/remove/")

    assert len(once) == 1
    assert Application.objects.get(state=S.DRAFT).draft["members"] == []


# Signing in


def test_the_code_goes_out_by_message_and_is_not_kept(client, db):
    mobile = new_mobile()

    client.post("/portal/sign-in/", {"mobile": mobile})

    message = Message.objects.get(mobile=mobile)
    assert message.state == "sent"
    assert not re.search(r"\d{6}", to_latin(message.text))


def test_a_wrong_code_is_counted_although_the_page_refuses_it(client, db):
    mobile = new_mobile()
    client.post("/portal/sign-in/", {"mobile": mobile})

    answer = client.post("/portal/code/", {"code": "000000"})

    assert answer.status_code == 422
    assert MobileCode.objects.get(mobile=mobile).wrong_tries == 1


def test_asking_again_at_once_is_refused_with_the_minutes_to_wait(client, db):
    mobile = new_mobile()
    client.post("/portal/sign-in/", {"mobile": mobile})

    answer = client.post("/portal/sign-in/", {"mobile": mobile})

    assert answer.status_code == 422
    assert "۱ دقیقهٔ دیگر" in answer.content.decode()


@pytest.mark.parametrize("path", ["apply/", "apply/identity/", "follow/", "follow/1/", "follow/1/readings/", "sent/1/"])
def test_without_a_code_nothing_is_shown(client, db, path):
    answer = client.get(f"/portal/{path}")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/portal/sign-in/"


def test_after_signing_in_the_page_that_was_asked_for_opens(client, db):
    client.get("/portal/follow/")
    mobile = new_mobile()
    client.post("/portal/sign-in/", {"mobile": mobile})

    answer = client.post("/portal/code/", {"code": code_sent_to(mobile)})

    assert answer.headers["Location"] == "/portal/follow/"


# One account never sees another


@pytest.fixture
def mine_and_theirs(client, office):
    mobile = sign_in_at_portal(client)
    mine = make_application(office=office, account=make_account_of(mobile), state=S.ASSIGNED)
    theirs = make_application(office=office, account=make_account(), state=S.REJECTED)
    return mine, theirs


def make_account_of(mobile):
    from hamyar.intake.models import PortalAccount

    return PortalAccount.objects.get(mobile=mobile)


@pytest.mark.parametrize("page", ["", "correct/", "withdraw/", "re-review/", "readings/"])
@pytest.mark.clause("E-9.a.2")
def test_an_account_gets_404_for_what_another_one_sent(client, mine_and_theirs, page):
    _mine, theirs = mine_and_theirs

    assert client.get(f"/portal/follow/{theirs.pk}/{page}").status_code == 404


@pytest.mark.parametrize("step", ["withdraw", "re-review", "answer", "upload", "correct"])
def test_an_account_does_nothing_with_what_another_one_sent(client, mine_and_theirs, step):
    _mine, theirs = mine_and_theirs

    answer = client.post(f"/portal/follow/{theirs.pk}/{step}/", {"reason": "علت"})

    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == S.REJECTED


def test_the_second_wall_hides_the_other_account_even_without_the_filter(client, mine_and_theirs, monkeypatch):
    mine, theirs = mine_and_theirs
    from hamyar.intake import queries

    monkeypatch.setattr(queries, "of_account", lambda account: Application.objects.exclude(state=S.DRAFT))

    page = to_latin(client.get("/portal/follow/").content.decode())

    assert to_latin(mine.number) in page
    assert to_latin(theirs.number) not in page
    assert client.get(f"/portal/follow/{theirs.pk}/").status_code == 404


def test_a_session_of_staff_is_none_at_the_portal(client, office):
    sign_in(client, make_worker(office))

    assert client.get("/portal/follow/").headers["Location"] == "/portal/sign-in/"


def test_a_session_that_names_no_account_opens_nothing(client, db):
    session = client.session
    session["portal_account"] = 987654
    session.save()

    assert client.get("/portal/follow/").headers["Location"] == "/portal/sign-in/"


# Following


def signed_in_with(client, office, state, **fields):
    mobile = sign_in_at_portal(client)
    return make_application(office=office, account=make_account_of(mobile), state=state, **fields)


@pytest.mark.parametrize("state", [state for state in S if state != S.DRAFT])
def test_every_state_has_a_page_in_neutral_words(client, office, state):
    application = signed_in_with(client, office, state)

    answer = client.get(f"/portal/follow/{application.pk}/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert not [word for word in ("کمیسیون", "مجوز ویژه", "بدسرپرست", "نیازمند ", "فقیر") if word in page]


@pytest.mark.clause("E-7.3.v.2", "E-13.n2")
def test_a_refusal_is_read_with_its_reason_its_clause_and_the_way_on(client, office):
    application = signed_in_with(client, office, S.REJECTED)

    page = client.get(f"/portal/follow/{application.pk}/").content.decode()

    assert application.reason_text in page
    assert "ماده ۲ بند ۵" in page
    assert "درخواست بازبینی" in page


@pytest.mark.clause("E-D.3")
def test_a_re_review_is_asked_for_once_on_the_page(client, office):
    application = signed_in_with(client, office, S.REJECTED)

    client.post(f"/portal/follow/{application.pk}/re-review/", {"reason": "مستمری قطع شده است"})
    application.refresh_from_db()
    at = application.re_review_asked_at
    actions.decide_re_review(application=application, reopen=False, reason="ثابت نشد", by=CLOCK, at=at)
    page = client.get(f"/portal/follow/{application.pk}/").content.decode()
    again = client.post(f"/portal/follow/{application.pk}/re-review/", {"reason": "دوباره"})

    assert "بازبینی این درخواست انجام شده است" in page
    assert again.status_code == 422


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.mark.clause("E-5.2.2")
def test_what_was_asked_for_is_uploaded_with_the_reason_and_the_application_goes_on(client, office):
    application = signed_in_with(client, office, S.INCOMPLETE)

    page = client.get(f"/portal/follow/{application.pk}/").content.decode()
    client.post(
        f"/portal/follow/{application.pk}/upload/",
        {"file": SimpleUploadedFile("a.png", PNG, "image/png"), "what": "اجاره‌نامه"},
    )
    client.post(f"/portal/follow/{application.pk}/answer/", {"note": "فرستادم"})

    from hamyar.documents import queries as documents

    application.refresh_from_db()
    document = documents.about(application).get()
    assert "تصویر اجاره‌نامه" in page
    assert "اجاره‌نامه" in document.requested_reason
    assert document.account_id == application.account_id
    assert application.state == S.ASSIGNED


@pytest.mark.clause("E-8.a")
def test_own_data_are_corrected_while_the_application_is_open_and_wait_for_the_worker(client, office):
    application = signed_in_with(client, office, S.ASSIGNED)
    before = application.address
    kept = ("given_name", "family_name", "marital_status", "work_status", "tenure", "condition", "services")
    given = {name: ANSWERS[name] for name in kept}

    sent = client.post(
        f"/portal/follow/{application.pk}/correct/", {**given, "address": "کوچهٔ بهار، پلاک ۳"}, follow=True
    )
    form = client.get(f"/portal/follow/{application.pk}/correct/").content.decode()

    application.refresh_from_db()
    assert (application.address, application.proposed["address"]) == (before, "کوچهٔ بهار، پلاک ۳")
    assert "اصلاح شما در انتظار بررسی است" in sent.content.decode()
    assert "کوچهٔ بهار، پلاک ۳" in form


@pytest.mark.clause("E-8.a")
def test_the_applicant_reads_why_a_correction_did_not_count(client, office):
    application = signed_in_with(client, office, S.ASSIGNED)
    actions.propose_correction(application=application, answers={"address": "کوچهٔ بهار"}, by=CLOCK, at=clock.now())
    actions.reject_correction(application=application, reason="اجاره‌نامه دیده شد", by=CLOCK, at=clock.now())

    page = client.get(f"/portal/follow/{application.pk}/").content.decode()

    assert "اصلاح شما پذیرفته نشد" in page and "اجاره‌نامه دیده شد" in page


def test_an_application_is_withdrawn_with_a_reason(client, office):
    application = signed_in_with(client, office, S.INQUIRING)

    empty = client.post(f"/portal/follow/{application.pk}/withdraw/", {"reason": ""})
    client.post(f"/portal/follow/{application.pk}/withdraw/", {"reason": "کار پیدا کردم"})

    application.refresh_from_db()
    assert empty.status_code == 422
    assert (application.state, application.outcome) == (S.WITHDRAWN, Outcome.WITHDRAWN)


@pytest.mark.clause("E-9.a.2")
def test_who_has_read_is_shown_by_role_and_time_without_a_name(client, office):
    application = signed_in_with(client, office, S.ASSIGNED)
    reader = application.social_worker
    from django.test import Client

    staff = Client()
    sign_in(staff, reader)
    staff.get(f"/intake/{application.pk}/")

    page = client.get(f"/portal/follow/{application.pk}/readings/").content.decode()

    assert "مددکار خانواده" in page
    assert reader.get_full_name() not in page


def test_a_household_is_opened_to_an_account_only_after_acceptance(client, office):
    from hamyar.intake import queries
    from hamyar.registry.models import Household

    application = signed_in_with(client, office, S.ASSESSED)

    queries.account_at(application.account_id)
    before = Household.objects.filter(pk=application.household_id).exists()

    assert before is False
