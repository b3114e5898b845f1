"""Who may call the API: every operation of its description, for every role and for nobody at all.

The operations are read from the description that callers read. One that is not in the table fails the test, so a new
operation says on the day it is written what opens it. A token belongs to a program and not to a seat in a unit: signing
in, as whatever role and in whatever unit, opens nothing here.
"""

import re
from datetime import timedelta

import pytest
from django.test import Client

from hamyar.api.root import api
from hamyar.audit.actor import CLOCK
from hamyar.org import actions, clock
from hamyar.org.domain import Level, Programme
from hamyar.org.roles import ROLES
from hamyar.org.tests.factories import make_hq, make_province, make_unit, make_user, sign_in

pytestmark = pytest.mark.django_db
ANSWERS = {("post", "/api/v1/assessments"): 422}  # to an empty object with a valid token: what lies behind the door
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def operations():
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return sorted((method, path) for path, methods in paths.items() for method in METHODS & methods.keys())


def answer(client, operation, **headers):
    method, path = operation
    url = re.sub(r"\{[^}]*\}", "1", path)
    return client.generic(method.upper(), url, b"{}", content_type="application/json", headers=headers).status_code


def token(*, days=30, revoked=False):
    row, secret = actions.create_token(
        name="آزمون", user=make_user(), expires_on=clock.today() + timedelta(days=days), per_minute=60, by=CLOCK,
        at=clock.now(),
    )  # fmt: skip
    if revoked:
        actions.revoke_token(token=row, by=CLOCK, at=clock.now())
    return secret


def seat_of(role):
    """A unit in which the role may be held."""
    level, programme = min(role.levels), role.programme or Programme.EMDAD
    if level == Level.HQ:
        return make_hq(programme)
    province = make_province(programme=programme)
    return province if level == Level.PROVINCE else make_unit(level, parent=province)


def test_the_table_knows_every_operation_and_no_other():
    assert set(operations()) == set(ANSWERS)


@pytest.mark.parametrize("operation", operations(), ids=" ".join)
def test_an_operation_is_closed_to_nobody_at_all_and_to_what_is_no_valid_token(client, operation):
    wrong = [
        "",
        "Bearer",
        "Bearer guessed",
        f"Token {token()}",
        f"Bearer {token(days=-1)}",
        f"Bearer {token(revoked=True)}",
    ]

    assert {answer(client, operation, **({"Authorization": each} if each else {})) for each in wrong} == {401}


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.parametrize("operation", operations(), ids=" ".join)
def test_signing_in_opens_no_operation_and_shuts_none(client, operation, role):
    sign_in(client, make_user((role, seat_of(ROLES[role]))))

    assert answer(client, operation) == 401
    assert answer(client, operation, Authorization=f"Bearer {token()}") == ANSWERS[operation]


@pytest.mark.parametrize("operation", operations(), ids=" ".join)
def test_a_valid_token_opens_an_operation_without_a_cookie(operation):
    assert answer(Client(enforce_csrf_checks=True), operation, Authorization=f"Bearer {token()}") == ANSWERS[operation]
