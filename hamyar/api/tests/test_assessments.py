"""The API answers like the command line, for callers with a token, within limits."""

import json
from datetime import timedelta

import pytest

from hamyar.audit.actor import CLOCK
from hamyar.guidelines.stream import assess_document
from hamyar.org import actions, clock
from hamyar.org.tests.factories import make_user

pytestmark = pytest.mark.django_db
WIDOW = {
    "format": "hamyar.household/1",
    "as_of": "2026-11-22",
    "area": {"kind": "village", "village_coefficient": 8},
    "dwelling": {"tenure": "rented", "condition": "sound"},
    "decile": 2,
    "head": "a",
    "former_head_died_on": "2024-01-01",
    "people": [
        {"key": "a", "national_code": "9990000018", "sex": "female", "born_on": "1980-01-01", "relation": "head",
         "marital_status": "widowed"},
    ],
}  # fmt: skip


@pytest.fixture
def call(client):
    def post(body, *, token="", **query):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.post("/api/v1/assessments", content, content_type="application/json", headers=headers, **query)

    return post


def new_token(*, per_minute: int = 60, valid_days: int = 30) -> tuple:
    return actions.create_token(
        name="بانک آزمون", user=make_user(), expires_on=clock.today() + timedelta(days=valid_days), per_minute=per_minute,
        by=CLOCK, at=clock.now(),
    )  # fmt: skip


@pytest.mark.clause("E-10.1", "E-3.1.1")
def test_a_household_document_gets_the_assessment_that_the_command_line_gives(call):
    _row, token = new_token()

    answer = call(WIDOW, token=token)

    assert answer.status_code == 200
    assert answer.json() == assess_document(WIDOW)


def test_a_call_without_a_token_is_not_answered(call):
    assert call(WIDOW).status_code == 401
    assert call(WIDOW, token="guessed").status_code == 401


def test_an_expired_or_revoked_token_is_unknown(call):
    _old, expired = new_token(valid_days=-1)
    row, revoked = new_token()
    actions.revoke_token(token=row, by=CLOCK, at=clock.now())

    assert call(WIDOW, token=expired).status_code == 401
    assert call(WIDOW, token=revoked).status_code == 401


def test_a_token_is_stopped_at_its_limit_for_the_rest_of_the_minute(call, monkeypatch):
    noon = clock.now().replace(second=10)
    monkeypatch.setattr(clock, "now", lambda: noon)
    _row, token = new_token(per_minute=2)

    statuses = [call(WIDOW, token=token).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_a_refused_document_names_the_place_and_the_reason_in_persian(call):
    _row, token = new_token()

    answer = call({**WIDOW, "decile": 11}, token=token)

    assert answer.status_code == 422
    assert answer.json()["error"]["path"] == "$.decile"


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b'{"a": Infinity}', b"[1, 2]", b"\xff\xfe"])
def test_what_is_no_document_is_refused_and_not_a_fault(call, body):
    _row, token = new_token()

    assert call(body, token=token).status_code == 422


def test_a_body_above_the_limit_is_refused_before_it_is_read(call, settings):
    settings.API_LIMIT_BYTES = 100
    _row, token = new_token()

    assert call(WIDOW, token=token).status_code == 413


def test_the_description_of_the_api_lists_the_operation_with_the_contract(client):
    description = client.get("/api/v1/openapi.json").json()

    body = description["paths"]["/api/v1/assessments"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["properties"]["format"] == {"const": "hamyar.household/1"}
