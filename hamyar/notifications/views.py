"""Messages on screen: what the demo would have sent, what was sent about an application, what the gateway reports."""

import json
import secrets

from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from hamyar.audit.actor import Actor
from hamyar.intake import queries as intake
from hamyar.intake.domain import spoken_number
from hamyar.notifications import actions, queries, wording
from hamyar.notifications.domain import MessageState
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.values import digits
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

READING = ("intake.handle", "intake.oversee")


def _shown(message: queries.Message) -> dict[str, object]:
    return {
        "message": message, "title": wording.TITLES[message.template], "state": wording.STATES[message.state],
        "tone": wording.TONES[message.state], "failed": message.state == MessageState.FAILED,
    }  # fmt: skip


@login_not_required
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Demo mode only: the messages that would have been sent, readable by anybody. Elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404("outbox")
    search = digits.to_latin(request.GET.get("mobile", "")).strip()[:11]
    rows = [_shown(each) for each in queries.latest_of_demo(search=search)]
    return render(request, "notifications/outbox.html", {"rows": rows, "search": search})


def _application(request: HttpRequest, pk: int) -> intake.Application:
    """The application whose content the reader works with."""
    access: Access = request.access  # type: ignore[attr-defined]
    if not any(access.may(each) for each in READING):
        raise NotPermitted(permission=READING[0])
    row = intake.application_for(access, pk, at=clock.now())
    if not intake.reads_content(access, row):
        raise Http404("messages")
    return row


@require_GET
def for_application(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent about an application, and what became of it."""
    row = _application(request, pk)
    crumbs = [(f"درخواست {spoken_number(str(row.number))}", reverse("intake:application", args=[row.pk]))]
    rows = [_shown(each) for each in queries.of_application(row)]
    return render(request, "notifications/for_application.html", {"row": row, "rows": rows, "crumbs": crumbs})


@require_POST
def again(request: HttpRequest, pk: int, message_pk: int) -> HttpResponse:
    """Another try of a message that did not arrive."""
    row = _application(request, pk)
    message = queries.of_application_by_pk(row, message_pk)
    if message is None:
        raise Http404("message")
    try:
        actions.send_again(message=message, by=Actor.staff(request.user), at=clock.now())
        notices.success(request, "پیام دوباره در صف فرستادن است.")
    except Refusal as refusal:
        notices.error(request, sentence(refusal))
    answer = redirect("notifications:for_application", row.pk)
    answer.status_code = 303
    return answer


@csrf_exempt
@login_not_required
@require_POST
def delivery(request: HttpRequest) -> HttpResponse:
    """What the gateway reports: ``{"id": "…", "delivered": true}`` with the token it was given. 404 without a token set."""
    if not settings.SMS_TOKEN:
        raise Http404("delivery")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(given.encode(), settings.SMS_TOKEN.encode()):
        return JsonResponse({"error": "token"}, status=403)
    try:
        report = json.loads(request.body)
        provider_id, delivered = str(report["id"]), bool(report["delivered"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "report"}, status=400)
    actions.record_delivery(provider_id=provider_id, delivered=delivered, at=clock.now())
    return JsonResponse({"ok": True})
