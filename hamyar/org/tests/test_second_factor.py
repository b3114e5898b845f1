"""The second factor: optional for all, asked of the roles that decide where the installation enforces it."""

import time

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from hamyar.org.tests.factories import PASSWORD, make_head, make_hq, make_office, make_user, make_worker, sign_in

pytestmark = pytest.mark.django_db


def code_of(device: TOTPDevice) -> str:
    generator = TOTP(device.bin_key, device.step, device.t0, device.digits)
    generator.time = time.time()
    return f"{generator.token():06d}"


def set_up(client) -> TOTPDevice:
    client.get(reverse("org:second_factor_setup"))
    device = TOTPDevice.objects.get()
    client.post(reverse("org:second_factor_setup"), {"code": code_of(device)})
    device.refresh_from_db()
    return device


def open_door(device: TOTPDevice) -> None:
    """The same code opens only once: forget that it was used."""
    TOTPDevice.objects.filter(pk=device.pk).update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )


def test_scanning_and_typing_one_code_sets_it_up(client):
    sign_in(client, make_worker(make_office()))

    page = client.get(reverse("org:second_factor_setup")).content.decode()
    device = set_up(client)

    assert "data:image/svg+xml" in page
    assert device.confirmed
    assert client.get(reverse("org:account")).status_code == 200


def test_a_wrong_code_sets_nothing_up(client):
    sign_in(client, make_worker(make_office()))
    client.get(reverse("org:second_factor_setup"))
    wrong = f"{(int(code_of(TOTPDevice.objects.get())) + 1) % 10**6:06d}"

    answer = client.post(reverse("org:second_factor_setup"), {"code": wrong})

    assert answer.status_code == 422
    assert not TOTPDevice.objects.get().confirmed


def test_the_password_alone_no_longer_opens_the_pages(client):
    worker = sign_in(client, make_worker(make_office()))
    device = set_up(client)
    client.logout()
    client.post(reverse("org:sign_in"), {"username": worker.username, "password": PASSWORD})

    answer = client.get(reverse("org:account"))
    open_door(device)
    proven = client.post(answer.url, {"code": code_of(device), "next": "/staff/account/"})

    assert answer.url.startswith(reverse("org:second_factor"))
    assert (proven.status_code, proven.url) == (303, "/staff/account/")
    assert client.get(reverse("org:account")).status_code == 200


def test_a_code_in_persian_digits_is_a_code(client):
    worker = sign_in(client, make_worker(make_office()))
    device = set_up(client)
    client.logout()
    sign_in(client, worker)
    open_door(device)

    answer = client.post(
        reverse("org:second_factor"), {"code": code_of(device).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))}
    )

    assert answer.status_code == 303


def test_a_role_that_decides_must_set_it_up_where_the_installation_enforces_it(client, settings):
    settings.ENFORCE_SECOND_FACTOR = True
    office = make_office()

    sign_in(client, make_head(office))
    assert client.get(reverse("org:account")).url == reverse("org:second_factor_setup")

    sign_in(client, make_worker(office))
    assert client.get(reverse("org:account")).status_code == 200


def test_it_is_removed_by_the_user_and_by_the_administrator_when_the_telephone_is_lost(client):
    worker = sign_in(client, make_worker(make_office()))
    set_up(client)
    client.post(reverse("org:second_factor_remove"))
    assert not TOTPDevice.objects.exists()

    set_up(client)
    sign_in(client, make_user(("it_admin", make_hq())))
    client.post(reverse("org:remove_second_factor", args=[worker.pk]))
    assert not TOTPDevice.objects.exists()
