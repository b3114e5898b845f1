"""What helps somebody who has never filled in a form: codes as they are copied, sessions that end, errors that lead on."""

from datetime import timedelta

import pytest

from hamyar.guidelines import citations, titles
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application, MobileCode
from hamyar.intake.tests.factories import new_code, new_mobile
from hamyar.portal.tests.test_applying import (
    HOME,
    IDENTITY,
    code_sent_to,
    fill,
    office,  # noqa: F401 - a fixture
    sign_in_at_portal,
    signed_in_with,
)

S = ApplicationState
HALF_SPACE = "\u200c"


def text_of(answer) -> str:
    return answer.content.decode()


def asked_for_a_code(client) -> str:
    mobile = new_mobile()
    client.post("/portal/sign-in/", {"mobile": mobile})
    return mobile


# The code


@pytest.mark.parametrize("typed", ["۱۲۳ ۴۵۶", "123-456", f"١٢٣{HALF_SPACE}٤٥٦", " 123456 "])
def test_a_code_may_be_pasted_with_spaces_half_spaces_and_any_digits(client, db, typed):
    code_sent_to(asked_for_a_code(client))

    answer = client.post("/portal/code/", {"code": typed})

    assert answer.status_code == 303


def test_after_the_fifth_wrong_code_the_page_says_that_only_a_new_one_helps(client, db):
    asked_for_a_code(client)

    tries = [text_of(client.post("/portal/code/", {"code": "000000"})) for _try in range(5)]

    assert "دوباره و با دقت" in tries[0]
    assert "این کد دیگر پذیرفته نمی‌شود" in tries[4]


def test_an_old_code_is_told_from_a_wrong_one(client, db):
    code = code_sent_to(asked_for_a_code(client))
    MobileCode.objects.update(expires_at=MobileCode.objects.get().sent_at - timedelta(seconds=1))

    answer = client.post("/portal/code/", {"code": code})

    assert "کد تازه بخواهید" in text_of(answer)
    assert "این کد دیگر پذیرفته نمی‌شود" in text_of(answer)


def test_a_new_code_is_sent_to_the_same_number_by_one_press(client, db):
    mobile = asked_for_a_code(client)
    MobileCode.objects.update(sent_at=MobileCode.objects.get().sent_at - timedelta(minutes=2))

    answer = client.post("/portal/sign-in/", {"again": "1"}, follow=True)

    assert "کد تازه فرستاده شد" in text_of(answer)
    assert MobileCode.objects.filter(mobile=mobile).count() == 2


def test_a_new_code_asked_for_too_soon_leaves_somebody_at_the_code(client, db):
    asked_for_a_code(client)

    answer = client.post("/portal/sign-in/", {"again": "1"}, follow=True)

    assert "۱ دقیقهٔ دیگر" in text_of(answer)
    assert "کد را بنویسید" in text_of(answer)


def test_a_long_wait_is_told_in_hours(client, db):
    mobile = asked_for_a_code(client)
    sent = MobileCode.objects.get()
    MobileCode.objects.update(sent_at=sent.sent_at - timedelta(minutes=2))
    for hours in range(2, 16):
        MobileCode.objects.create(
            mobile=mobile, address_digest="", digest="", sent_at=sent.sent_at - timedelta(hours=hours),
            expires_at=sent.sent_at - timedelta(hours=hours),
        )  # fmt: skip

    answer = client.post("/portal/sign-in/", {"mobile": mobile})

    assert "۹ ساعت دیگر" in text_of(answer)


@pytest.mark.parametrize(("address", "typed"), [("code/", {"code": "123456"}), ("sign-in/", {"again": "1"})])
def test_a_form_that_lay_open_too_long_leads_to_a_new_code(client, db, address, typed):
    answer = client.post(f"/portal/{address}", typed, follow=True)

    assert "نخست شمارهٔ تلفن همراه را بنویسید" in text_of(answer)


# The session


def test_a_session_that_ended_while_writing_is_explained_and_leads_back_to_the_step(client, office):  # noqa: F811
    mobile = sign_in_at_portal(client)
    client.post("/portal/apply/")
    client.post("/portal/sign-out/")
    MobileCode.objects.all().delete()

    step = "http://testserver/portal/apply/identity/"
    answer = client.post("/portal/apply/identity/", IDENTITY, headers={"Referer": step}, follow=True)
    client.post("/portal/sign-in/", {"mobile": mobile})
    signed_in = client.post("/portal/code/", {"code": code_sent_to(mobile)})

    assert "آنچه در همین صفحه نوشته بودید فرستاده نشد" in text_of(answer)
    assert signed_in.headers["Location"] == "/portal/apply/identity/"


def test_a_referrer_of_another_site_leads_nowhere(client, db):
    mobile = new_mobile()
    client.post("/portal/apply/", headers={"Referer": "https://example.org/portal/apply/"})
    client.post("/portal/sign-in/", {"mobile": mobile})

    signed_in = client.post("/portal/code/", {"code": code_sent_to(mobile)})

    assert signed_in.headers["Location"] == "/portal/"


# The steps


def test_a_postal_code_that_was_mended_asks_for_no_office_any_more(client, office):  # noqa: F811
    sign_in_at_portal(client)
    client.post("/portal/apply/")
    client.post("/portal/apply/identity/", {**IDENTITY, "national_code": new_code()})
    client.post("/portal/apply/home/", {**HOME, "postal_code": "9999999999"})

    mended = client.post("/portal/apply/home/", {**HOME, "postal_code": f"12345{HALF_SPACE}67890", "office": ""})

    assert mended.headers["Location"] == "/portal/apply/members/"
    assert Application.objects.get(state=S.DRAFT).draft["asks_office"] is False


MEMBER = {"given_name": "رضا", "family_name": "نمونه", "relation": "child", "sex": "male", "born_on": "۱۳۹۵/۷/۱"}


def at_the_members(client) -> str:
    sign_in_at_portal(client)
    client.post("/portal/apply/")
    code = new_code()
    client.post("/portal/apply/identity/", {**IDENTITY, "national_code": code})
    client.post("/portal/apply/home/", HOME)
    return code


def test_a_member_who_was_typed_but_not_added_is_kept_when_going_on(client, office):  # noqa: F811
    at_the_members(client)

    answer = client.post("/portal/apply/members/", MEMBER)

    assert answer.headers["Location"] == "/portal/apply/need/"
    assert [each["given_name"] for each in Application.objects.get(state=S.DRAFT).draft["members"]] == ["رضا"]


def test_half_a_member_is_asked_for_before_going_on(client, office):  # noqa: F811
    at_the_members(client)

    answer = client.post("/portal/apply/members/", {**MEMBER, "born_on": ""})

    assert answer.status_code == 422


@pytest.mark.clause("E-D.6")
def test_nobody_is_named_twice_in_one_household(client, office):  # noqa: F811
    own = at_the_members(client)
    childs = new_code()
    client.post("/portal/apply/members/", {**MEMBER, "national_code": childs, "add": "1"})

    applicant_again = client.post("/portal/apply/members/", {**MEMBER, "national_code": own, "add": "1"})
    child_again = client.post(
        "/portal/apply/members/", {**MEMBER, "given_name": "علی", "national_code": childs, "add": "1"}
    )

    assert "از آنِ خود متقاضی است" in text_of(applicant_again)
    assert "برای «رضا نمونه» نوشته‌اید" in text_of(child_again)


def test_before_sending_everything_that_was_answered_is_shown(client, office):  # noqa: F811
    sign_in_at_portal(client)
    fill(client, father_name="حسین")

    page = text_of(client.get("/portal/apply/review/"))

    assert "حسین" in page
    assert "یکی از نزدیکان، خواهر" in page
    assert "شهر یا روستا" in page


def test_a_step_of_a_draft_given_up_in_another_window_says_so(client, office):  # noqa: F811
    at_the_members(client)
    client.post("/portal/apply/discard/")

    answer = client.post("/portal/apply/need/", {"note": "اجاره"}, follow=True)

    assert "پیش‌تر فرستاده یا پاک شده است" in text_of(answer)


@pytest.mark.clause("E-13.1.1")
def test_a_refused_request_names_the_clause_and_keeps_the_answers(client, office):  # noqa: F811
    first = sign_in_at_portal(client)
    code = new_code()
    fill(client, national_code=code)
    client.post("/portal/apply/review/")
    fill(client, national_code=code)

    answer = client.post("/portal/apply/review/")

    assert answer.status_code == 422
    assert "برای این شخص درخواست دیگری در جریان است" in text_of(answer)
    assert 'href="/portal/clauses/E-13.1.1/"' in text_of(answer)
    assert Application.objects.filter(account__mobile=first, state=S.DRAFT).count() == 1


# Following


@pytest.mark.parametrize(
    ("step", "state", "sentence"),
    [
        ("correct", S.ACCEPTED, "دیگر چیزی به آن افزوده"),
        ("withdraw", S.REJECTED, "انصراف از آن معنا ندارد"),
        ("re-review", S.ASSIGNED, "پس از پاسخ منفی"),
    ],
)
def test_a_page_whose_time_is_over_says_so_on_the_application(client, office, step, state, sentence):  # noqa: F811
    application = signed_in_with(client, office, state)

    answer = client.get(f"/portal/follow/{application.pk}/{step}/", follow=True)

    assert answer.redirect_chain == [(f"/portal/follow/{application.pk}/", 303)]
    assert sentence in text_of(answer)


def test_reloading_a_refused_picture_shows_the_application(client, office):  # noqa: F811
    application = signed_in_with(client, office, S.INCOMPLETE)

    answer = client.get(f"/portal/follow/{application.pk}/upload/")

    assert answer.headers["Location"] == f"/portal/follow/{application.pk}/"


# Clauses


@pytest.mark.clause("E-13.n2")
def test_a_refusal_says_in_place_what_its_clause_says_and_leads_to_a_page_without_a_password(client, office):  # noqa: F811
    application = signed_in_with(client, office, S.REJECTED)
    address = f"/portal/clauses/{application.reason_clause}/"

    page = text_of(client.get(f"/portal/follow/{application.pk}/"))
    client.post("/portal/sign-out/")
    public = client.get(address)

    assert f'href="{address}"' in page
    assert citations.clause(application.reason_clause).text in page
    assert public.status_code == 200
    assert citations.clause(application.reason_clause).text in text_of(public)


def test_an_unknown_clause_is_no_page(client, db):
    assert client.get("/portal/clauses/E-99/").status_code == 404


def test_no_clause_is_shown_to_households_in_the_words_of_the_office():
    official = ("بدسرپرست", "فاقد صلاحیت", "مطلقه", "بی‌بضاعت", "بازمانده از ازدواج")

    shown = [titles.neutral(clause.text) for clause in citations.all_clauses().values()]

    assert not [text for text in shown for word in official if word in text]


def test_a_page_of_the_portal_leads_back_to_the_portal(client, db):
    page = text_of(client.get("/portal/nothing/"))

    assert 'href="/portal/"' in page
    assert 'href="/"' not in page
