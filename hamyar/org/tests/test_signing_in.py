"""Signing in, lock-out, the first password, sessions."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from hamyar.org.models import SignIn
from hamyar.org.tests.factories import PASSWORD, make_head, make_office, make_user, make_worker, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/sign-in/"


def type_password(client, user, password=PASSWORD, **more):
    return client.post(
        ADDRESS, {"username": user.username, "password": password, **more}, headers={"user-agent": "Chrome Android"}
    )


def test_the_right_password_opens_the_first_page(client):
    worker = make_worker(make_office())

    answer = type_password(client, worker)

    assert (answer.status_code, answer.url) == (303, "/")
    assert SignIn.objects.get(user=worker).device == "کروم در اندروید"


def test_after_signing_in_one_is_where_one_wanted_to_go_but_only_inside(client):
    worker = make_worker(make_office())

    assert type_password(client, worker, next="/staff/account/").url == "/staff/account/"
    client.logout()
    assert type_password(client, worker, next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_is_said_without_saying_which_half_is_wrong(client):
    worker = make_worker(make_office())

    wrong_password = type_password(client, worker, "not-this-one")
    wrong_name = client.post(ADDRESS, {"username": "nobody", "password": PASSWORD})

    assert wrong_password.status_code == wrong_name.status_code == 422
    for answer in (wrong_password, wrong_name):
        assert "نام کاربری یا گذرواژه درست نیست" in answer.content.decode()


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(client):
    worker = make_worker(make_office())
    for _try in range(5):
        type_password(client, worker, "not-this-one")

    answer = type_password(client, worker)

    assert answer.status_code == 429
    assert "موقتاً بسته است" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_open(client):
    worker = make_worker(make_office())
    worker.is_active = False
    worker.save()

    assert type_password(client, worker).status_code == 422


def test_a_form_sent_after_its_session_ended_leads_back_to_its_page_and_says_that_nothing_was_kept(client):
    worker = make_worker(make_office())

    sent = client.post(reverse("org:end_sessions"), headers={"referer": "http://testserver/staff/account/"})
    page = client.get(sent.url)
    elsewhere = client.post(reverse("org:end_sessions"), headers={"referer": "https://elsewhere.example/x"})

    assert "آنچه فرستادید ثبت نشد" in page.content.decode()
    assert type_password(client, worker, next=page.context["next"]).url == "/staff/account/"
    assert "next=%2F&" in elsewhere.url


def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(client):
    sign_in(client, make_worker(make_office()))

    answer = client.get(reverse("org:end_sessions"))

    assert answer.status_code == 405 and "جداگانه باز نمی‌شود" in answer.content.decode()


def test_signing_out_is_a_post_and_ends_the_session(client):
    sign_in(client, make_worker(make_office()))

    assert client.get(reverse("org:sign_out")).status_code == 405
    assert client.post(reverse("org:sign_out")).url == ADDRESS
    assert client.get(reverse("org:account")).status_code == 302


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client):
    make_office()

    answer = client.get(reverse("org:users"))

    assert answer.status_code == 302 and answer.url.startswith(ADDRESS)


def test_a_first_password_is_changed_before_anything_else(client):
    user = sign_in(client, make_user(("social_worker", make_office()), must_change_password=True))

    assert client.get(reverse("org:account")).url == reverse("org:change_password")
    changed = client.post(
        reverse("org:change_password"),
        {"old": PASSWORD, "password": "three unrelated words", "repeated": "three unrelated words"},
    )

    assert changed.status_code == 303
    assert client.get(reverse("org:account")).status_code == 200
    user.refresh_from_db()
    assert user.check_password("three unrelated words") and not user.must_change_password


@pytest.mark.parametrize(
    ("password", "repeated", "said"),
    [
        ("short", "short", "کوتاه است"),
        ("13960101399", "13960101399", "تنها رقم"),
        ("password123", "password123", "بسیاری به کار می‌برند"),
        ("long and unrelated", "long and unrelatet", "آن یکی نیست"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_persian(client, password, repeated, said):
    sign_in(client, make_worker(make_office()))

    answer = client.post(reverse("org:change_password"), {"old": PASSWORD, "password": password, "repeated": repeated})

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_password_is_not_changed_from_an_open_page_without_the_old_one(client):
    user = sign_in(client, make_worker(make_office()))

    answer = client.post(
        reverse("org:change_password"),
        {"old": "guess", "password": "three unrelated words", "repeated": "three unrelated words"},
    )

    assert answer.status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_new_password_ends_the_sessions_elsewhere(client, django_user_model):
    from django.test import Client

    worker = make_worker(make_office())
    here, elsewhere = Client(), Client()
    type_password(here, worker)
    type_password(elsewhere, worker)

    here.post(
        reverse("org:change_password"),
        {"old": PASSWORD, "password": "three unrelated words", "repeated": "three unrelated words"},
    )

    assert here.get(reverse("org:account")).status_code == 200
    assert elsewhere.get(reverse("org:account")).status_code == 302
    assert Session.objects.count() == 1
    assert "همین نشست" in here.get(reverse("org:account")).content.decode()


def test_the_account_page_lists_open_sessions_and_ends_the_others(client):
    from django.test import Client

    worker = make_worker(make_office())
    here, elsewhere = Client(), Client()
    type_password(here, worker)
    type_password(elsewhere, worker)

    page = here.get(reverse("org:account")).content.decode()
    here.post(reverse("org:end_sessions"))

    assert page.count("کروم در اندروید") == 2
    assert elsewhere.get(reverse("org:account")).status_code == 302
    assert here.get(reverse("org:account")).content.decode().count("کروم در اندروید") == 1


def test_the_account_page_says_what_each_role_may_do(client):
    office = make_office()
    sign_in(client, make_head(office))

    page = client.get(reverse("org:account")).content.decode()

    assert "رئیس اداره" in page and "پاسخ‌گوی پذیرش‌های اداره است" in page and office.title in page
