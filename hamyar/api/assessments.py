"""``POST /api/v1/assessments``: the rules in force over one household document; nothing is stored."""

import io
import json
from importlib import resources
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError

from hamyar.guidelines import reading, stream
from hamyar.guidelines.document import DocumentRefused
from hamyar.guidelines.ruleset import UnknownRelease

router = Router(tags=["assessments"])


def _schema(name: str) -> dict[str, Any]:
    text = resources.files("hamyar.guidelines").joinpath("schemas", name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return {key: value for key, value in schema.items() if not key.startswith("$")}


OPENAPI = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _schema("household.schema.json")}},
    },
    "responses": {
        200: {
            "description": "The assessment document",
            "content": {"application/json": {"schema": _schema("assessment.schema.json")}},
        },
        401: {"description": "No token, or one that is unknown, expired or revoked"},
        413: {"description": "The body is too large"},
        422: {"description": "The document is refused: its number, the JSON path and the reason"},
        429: {"description": "Too many calls in this minute"},
    },
}


@router.post("", openapi_extra=OPENAPI, summary="Assess one household document")
def assess(request: HttpRequest, release: str = "") -> HttpResponse:
    """The same answer as ``hamyar assess``. ``release``: the name of a rule release; empty: the one in force."""
    length = request.headers.get("Content-Length", "0")
    if (length.isdecimal() and int(length) > settings.API_LIMIT_BYTES) or len(request.body) > settings.API_LIMIT_BYTES:
        raise HttpError(413, "too large")
    try:
        _layout, documents = reading.documents(io.BytesIO(request.body))
        found = list(documents)
        if found[0].refusal is not None:
            raise found[0].refusal
        if len(found) > 1:
            raise reading.NotJson(path="$", line=1, column=1)
        body = stream.assess_document(found[0].value, release=release or None)
    except DocumentRefused as refusal:
        return _answer(stream.error_object(1, refusal), status=422)
    except UnknownRelease as refusal:
        return _answer({"error": {"document": 1, "path": "$", "code": refusal.code, "reason": release}}, status=422)
    return _answer(body)


def _answer(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
