"""``POST /api/v1/assessments``: the rules in force over household documents; nothing is stored."""

import io
import json
from importlib import resources
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError

from hamyar.api.problems import described
from hamyar.guidelines import admission, document, reading, stream
from hamyar.guidelines.document import DocumentRefused
from hamyar.guidelines.ruleset import RuleSet
from hamyar.releases.queries import releases

router = Router(tags=["assessments"])
JSON = "application/json"


def _schema(name: str) -> dict[str, Any]:
    text = resources.files("hamyar.guidelines").joinpath("schemas", name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return {key: value for key, value in schema.items() if not key.startswith("$")}


def _one_or_many(*schemas: dict[str, Any], many: dict[str, Any] | None = None) -> dict[str, Any]:
    return {JSON: {"schema": {"oneOf": [*schemas, {"type": "array", "items": many or schemas[0]}]}}}


_ASSESSMENT = _schema("assessment.schema.json")
_REFUSED = {
    "title": "Refused document",
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["document", "path", "code", "reason"],
            "properties": {
                "document": {"type": "integer", "minimum": 1, "description": "Its place in the body, from 1."},
                "path": {"type": "string", "description": "JSON path of the fault, e.g. $.people[0].born_on."},
                "code": {"type": "string", "description": "Stable name of the kind of fault."},
                "reason": {"type": "string", "description": "One Persian sentence: what is wrong and what to do."},
            },
        }
    },
}
OPENAPI = {
    "requestBody": {"required": True, "content": _one_or_many(_schema("household.schema.json"))},
    "responses": {
        200: {
            "description": "The assessment document; of an array, an array in the same order",
            "content": _one_or_many(_ASSESSMENT),
        },
        401: described("No token, or one that is unknown, expired or revoked"),
        400: described("A parameter of the address other than `release`"),
        409: described("No release has the name given as `release`"),
        413: described("The body is larger than this installation takes"),
        415: described(f"The body is not {JSON}"),
        422: {
            "description": "A document is refused: its number, the JSON path and the reason. Of an array, all answers in the "
            "same order, with such an object in the place of each refused document",
            "content": _one_or_many(_REFUSED, many={"oneOf": [_ASSESSMENT, _REFUSED]}),
        },
        429: described("More calls in this minute than the token may make; `Retry-After` gives the seconds to wait"),
    },
}


PARAMETERS = {"release"}


@router.post("", openapi_extra=OPENAPI, summary="Assess one household document, or an array of them")
def assess(request: HttpRequest, release: str = "") -> HttpResponse:
    """The same answers as ``hamyar assess``. ``release``: the name of a rule release; empty: the one in force on each
    document's day."""
    if set(request.GET) - PARAMETERS:
        raise HttpError(400, "unknown parameter")  # a mistyped «release» must not mean «the one in force»
    body = _body(request)
    if release:
        RuleSet.named(release, among=releases())  # an unknown one is refused before any document is read
    layout, documents = reading.documents(io.BytesIO(body))
    if layout == "array":
        judged = [_judged(number, read, release) for number, read in enumerate(documents, start=1)]
        return _answer(f"[{','.join(text for text, _ in judged)}]", accepted=all(accepted for _, accepted in judged))
    first, *further = islice(documents, 2)
    if further and first.refusal is None:
        first = reading.Read(None, reading.NotOneDocument(path="$"))
    text, accepted = _judged(1, first, release)
    return _answer(text, accepted=accepted)


def _body(request: HttpRequest) -> bytes:
    if request.content_type not in (JSON, ""):
        raise HttpError(415, "not JSON")
    length = request.headers.get("Content-Length", "0")
    if (length.isdecimal() and int(length) > settings.API_LIMIT_BYTES) or len(request.body) > settings.API_LIMIT_BYTES:
        raise HttpError(413, "too large")
    return request.body


def _judged(number: int, read: reading.Read, release: str) -> tuple[str, bool]:
    """The answer to one document as JSON text, and whether the document was accepted."""
    try:
        if read.refusal is not None:
            raise read.refusal
        facts, rules = stream.facts_and_rules(read.value, release=release or None, among=releases())
    except DocumentRefused as refusal:
        return document.as_json(stream.error_object(number, refusal)), False
    return document.write_text(admission.assess(facts, rules)), True


def _answer(text: str, *, accepted: bool) -> HttpResponse:
    return HttpResponse(text, status=200 if accepted else 422, content_type=JSON)
