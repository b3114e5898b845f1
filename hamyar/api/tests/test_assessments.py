"""The API answers like the command line, for callers with a token, within limits."""

import json
from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator, FormatChecker

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
    def post(body, *, token="", content_type="application/json", **query):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.post(
            "/api/v1/assessments", content, content_type=content_type, headers=headers, query_params=query
        )

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


def test_an_array_gets_an_array_in_the_same_order(call):
    _row, token = new_token()
    other = {**WIDOW, "decile": 4}

    answer = call([WIDOW, other], token=token)

    assert answer.status_code == 200
    assert answer.json() == [assess_document(WIDOW), assess_document(other)]
    assert call([], token=token).json() == []


def test_in_an_array_an_error_object_stands_in_the_place_of_a_refused_document(call):
    _row, token = new_token()

    answer = call([WIDOW, {**WIDOW, "decile": 11}, 5, WIDOW], token=token)

    assert answer.status_code == 422
    first, second, third, fourth = answer.json()
    assert first == fourth == assess_document(WIDOW)
    assert (second["error"]["document"], second["error"]["path"]) == (2, "$.decile")
    assert (third["error"]["document"], third["error"]["path"]) == (3, "$")


def test_documents_one_after_the_other_are_to_come_in_an_array(call):
    _row, token = new_token()
    lines = b"\n".join([json.dumps(WIDOW).encode()] * 2)

    answer = call(lines, token=token)

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "guidelines.document.not_one"


def test_a_named_release_is_used_and_an_unknown_one_refused_in_persian(call):
    _row, token = new_token()

    assert call(WIDOW, token=token, release="emdad-1403").json()["rules"]["release"] == "emdad-1403"
    answer = call(WIDOW, token=token, release="emdad-9999")

    assert answer.status_code == 409
    assert answer.json()["code"] == "guidelines.unknown_release"
    assert answer.json()["detail"] == "نشری با نام «emdad-۹۹۹۹» نیست. نام یکی از نشرهای موجود را بدهید."


def test_a_mistyped_parameter_is_refused_and_never_means_the_release_in_force(call):
    _row, token = new_token()

    answer = call(WIDOW, token=token, relase="emdad-1403")

    assert answer.status_code == 400
    assert answer.json()["code"] == "api.parameter_unknown"


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/json; charset=utf-8", 200), ("text/plain", 415), ("application/x-www-form-urlencoded", 415)],
)
def test_a_body_that_does_not_call_itself_json_is_not_read(call, content_type, status):
    _row, token = new_token()

    assert call(WIDOW, token=token, content_type=content_type).status_code == status


def test_a_call_without_a_token_is_not_answered_and_told_how_to_call(call):
    answer = call(WIDOW)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
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

    answers = [call(WIDOW, token=token) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "50"


def test_a_refused_document_names_the_place_and_the_reason_in_persian(call):
    _row, token = new_token()

    answer = call({**WIDOW, "decile": 11}, token=token)

    assert answer.status_code == 422
    assert answer.json()["error"]["path"] == "$.decile"


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b'{"a": Infinity}', b"[1, 2]", b"[", b"[1] 2", b"\xff\xfe"])
def test_what_is_no_document_is_refused_and_not_a_fault(call, body):
    _row, token = new_token()

    assert call(body, token=token).status_code == 422


def test_a_body_above_the_limit_is_refused_before_it_is_read(call, settings):
    settings.API_LIMIT_BYTES = 100
    _row, token = new_token()

    assert call(WIDOW, token=token).status_code == 413


def test_the_description_of_the_api_lists_the_operation_with_the_contract(client):
    description = client.get("/api/v1/openapi.json").json()

    operation = description["paths"]["/api/v1/assessments"]["post"]
    one, many = operation["requestBody"]["content"]["application/json"]["schema"]["oneOf"]
    assert one["properties"]["format"] == {"const": "hamyar.household/1"}
    assert many == {"type": "array", "items": one}
    one, many = operation["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"]
    assert one["properties"]["format"] == {"const": "hamyar.assessment/1"}
    assert many == {"type": "array", "items": one}


def test_every_answer_is_as_the_description_says(call, client, settings):
    description = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/assessments"]["post"]["responses"]
    row, token = new_token()
    bad = {**WIDOW, "people": []}
    answers = [
        call(WIDOW, token=token), call([WIDOW, WIDOW], token=token), call(bad, token=token), call([bad, WIDOW], token=token),
        call(WIDOW), call(WIDOW, token=token, release="x"), call(WIDOW, token=token, relase="x"),
        call(WIDOW, token=token, content_type="text/plain"),
    ]  # fmt: skip
    settings.API_LIMIT_BYTES = 100
    answers.append(call(WIDOW, token=token))
    type(row).objects.filter(pk=row.pk).update(per_minute=1)
    answers.append(call(WIDOW, token=token))

    assert {str(answer.status_code) for answer in answers} == set(description)
    for answer in answers:
        kind = answer["Content-Type"]
        schema = description[str(answer.status_code)]["content"][kind]["schema"]
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())
