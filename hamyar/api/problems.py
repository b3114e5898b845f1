"""How every router of the API says no: a problem document (RFC 9457)."""

import json
from typing import Any

from django.http import HttpResponse

PROBLEM_JSON = "application/problem+json"
_SCHEMA = {
    "title": "Problem",
    "type": "object",
    "required": ["status", "code", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable name of the kind of refusal."},
        "detail": {"type": "string", "description": "Persian: what happened and what to do now."},
        "clause": {"type": "string", "description": "The clause that speaks, where one does."},
    },
}


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document: stable code, sentence for people, clause where one speaks."""
    body = {"status": status, "code": code, "detail": detail, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False, default=str), status=status, content_type=PROBLEM_JSON)


def described(description: str) -> dict[str, Any]:
    """The same for the description of the API."""
    return {"description": description, "content": {PROBLEM_JSON: {"schema": _SCHEMA}}}
