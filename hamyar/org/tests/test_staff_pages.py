"""The pages about staff: who may open them, and what they do."""

import pytest
from django.urls import reverse

from hamyar.org import clock
from hamyar.org.models import RoleHolding, User
from hamyar.org.tests.factories import make_head, make_hq, make_office, make_user, make_worker, sign_in
from hamyar.values.jalali import format_short

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    return sign_in(client, make_user(("it_admin", make_hq())))


def page(client, name, *args, **query) -> str:
    answer = client.get(reverse(f"org:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_staff_come_in_the_order_of_their_names_and_are_found_under_any_spelling(client, administrator):
    office = make_office()
    for given, family in (("علی‌رضا", "یزدی"), ("پری", "پرویزی"), ("گلی", "کاظمی")):
        make_worker(office, given_name=given, family_name=family)

    listed = page(client, "users", role="social_worker")

    assert listed.index("پرویزی") < listed.index("کاظمی") < listed.index("یزدی")
    assert "یزدی" in page(client, "users", q="عليرضا")
    assert "پرویزی" not in page(client, "users", q="عليرضا")
    assert "پیدا نشد" in page(client, "users", q="هیچ‌کس")


def test_a_list_of_many_staff_takes_few_queries(client, administrator, django_assert_max_num_queries):
    office = make_office()
    for _each in range(20):
        make_worker(office)

    with django_assert_max_num_queries(15):
        page(client, "users")


def test_a_new_account_shows_its_first_password_once(client, administrator):
    answer = client.post(
        reverse("org:new_user"),
        {"username": "n.karimi", "given_name": "ندا", "family_name": "كريمي", "sex": "female", "mobile": "۰۹۱۲۰۰۰۰۰۰۱"},
    )

    user = User.objects.get(username="n.karimi")
    shown = answer.content.decode()
    password = shown.split('گذرواژهٔ نخست</dt><dd><bdi class="code" dir="ltr">')[1].split("<")[0]
    assert answer.status_code == 201
    assert user.check_password(password) and user.must_change_password
    assert (user.family_name, user.mobile) == ("کریمی", "09120000001")
    assert password not in page(client, "user", user.pk)


def test_a_user_name_that_is_taken_is_refused_beside_the_field(client, administrator):
    make_user(username="n.karimi")

    answer = client.post(reverse("org:new_user"), {"username": "N.Karimi", "given_name": "ندا", "family_name": "کریمی"})

    assert answer.status_code == 422
    assert "از آنِ کس دیگری است" in answer.content.decode()


def test_a_role_is_given_and_ended_with_dates(client, administrator):
    office, user = make_office(), make_user()
    today = format_short(clock.today())

    given = client.post(
        reverse("org:give_role", args=[user.pk]),
        {"role-role": "social_worker", "role-unit": office.pk, "role-from_on": today},
    )
    holding = RoleHolding.objects.get(user=user)
    ended = client.post(reverse("org:end_role", args=[user.pk, holding.pk]), {"end-to_on": "1450/01/01"})

    assert given.status_code == ended.status_code == 303
    holding.refresh_from_db()
    assert (holding.role, holding.unit, holding.from_on) == ("social_worker", office, clock.today())
    assert holding.to_on is not None


@pytest.mark.parametrize(
    ("role", "said"), [("office_head", "تفکیک وظایف"), ("hq_deputy", "در این سطح از سازمان وجود ندارد")]
)
def test_a_role_that_may_not_be_is_refused_with_its_sentence(client, administrator, role, said):
    office = make_office()
    worker = make_worker(office)

    answer = client.post(
        reverse("org:give_role", args=[worker.pk]),
        {"role-role": role, "role-unit": office.pk, "role-from_on": format_short(clock.today())},
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_taken_seat_is_refused_with_its_sentence(client, administrator):
    office = make_office()
    make_head(office)

    answer = client.post(
        reverse("org:give_role", args=[make_user().pk]),
        {"role-role": "office_head", "role-unit": office.pk, "role-from_on": format_short(clock.today())},
    )

    assert answer.status_code == 422
    assert "کس دیگری این سمت را" in answer.content.decode()


def test_a_closed_account_is_signed_out_at_once(client, administrator):
    from django.test import Client

    from hamyar.org.tests.factories import PASSWORD

    worker = make_worker(make_office())
    elsewhere = Client()
    elsewhere.post(reverse("org:sign_in"), {"username": worker.username, "password": PASSWORD})

    client.post(reverse("org:set_active", args=[worker.pk]), {"active": "no"})

    assert elsewhere.get(reverse("org:account")).status_code == 302
    worker.refresh_from_db()
    assert not worker.is_active


def test_nobody_closes_the_own_account(client, administrator):
    client.post(reverse("org:set_active", args=[administrator.pk]), {"active": "no"})

    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_administrator_resets_a_password_and_the_sessions_end(client, administrator):
    worker = make_worker(make_office())

    answer = client.post(reverse("org:reset_password", args=[worker.pk]))

    worker.refresh_from_db()
    assert answer.status_code == 201 and worker.must_change_password


def test_a_head_sees_the_own_staff_but_changes_no_account(client):
    office, other = make_office(), make_office()
    own, foreign = make_worker(office), make_worker(other)
    sign_in(client, make_head(office))

    listed = page(client, "users")

    assert own.get_full_name() in listed and foreign.get_full_name() not in listed
    assert client.get(reverse("org:user", args=[own.pk])).status_code == 200
    assert client.get(reverse("org:user", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("org:new_user")).status_code == 403
    for name in ("reset_password", "give_role", "change_user", "set_active", "remove_second_factor"):
        assert client.post(reverse(f"org:{name}", args=[own.pk])).status_code == 403


def test_a_worker_opens_no_page_about_staff(client):
    worker = sign_in(client, make_worker(make_office()))

    assert client.get(reverse("org:users")).status_code == 403
    assert client.get(reverse("org:user", args=[worker.pk])).status_code == 403


def test_a_key_for_a_program_is_shown_once_and_can_be_revoked(client, administrator):
    from hamyar.org.models import ApiToken

    made = client.post(reverse("org:tokens"), {"name": "برنامهٔ آزمون", "expires_on": "1450/01/01", "per_minute": "۶۰"})
    token = ApiToken.objects.get()

    assert made.status_code == 201 and "کلید ساخته شد" in made.content.decode()
    assert "کلید ساخته شد" not in page(client, "tokens")
    client.post(reverse("org:revoke_token", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert client.post(reverse("org:revoke_token", args=[token.pk])).status_code == 404
