"""A refusal that no view has turned into a sentence still becomes one, never a page about a fault of ours."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from hamyar.org.domain import NotPermitted
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.refused")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class AnswerRefusals:
    """NotPermitted becomes the 403 page, every other Refusal a 409 page with its sentence and clause.

    An address that only takes a button's press says so, where Django would send an empty page.
    What a view had written before the refusal is taken back: a request is done whole or not at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not request.path.startswith("/api/"):
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method in SAFE_METHODS or not connection.in_atomic_block:
            return None
        before = transaction.savepoint()
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            transaction.savepoint_rollback(before)
            transaction.set_rollback(False)
            return answer(request, refusal)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, Refusal) else None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    match = request.resolver_match
    log.info(
        "refused", extra={"code": refusal.code, "view": match.view_name if match else "", "facts": refusal.details}
    )
    if isinstance(refusal, NotPermitted):
        return render(request, "403.html", status=403)
    return render(
        request,
        "config/refused.html",
        {
            "sentence": sentence(refusal),
            "clause_id": refusal.clause,
            "back_url": came_from(request),
            "shell": "web/base.html" if getattr(request, "access", None) else "web/portal_base.html",
        },
        status=409,
    )


def came_from(request: HttpRequest) -> str:
    """The page of ours on which the button was, the first page when nobody says."""
    referrer = request.headers.get("Referer", "")
    return referrer if url_has_allowed_host_and_scheme(referrer, {request.get_host()}) else "/"
