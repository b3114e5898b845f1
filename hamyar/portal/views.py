"""The front page of the portal, and signing in with a code by message."""

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamyar.guidelines import titles
from hamyar.intake import actions as intake
from hamyar.intake import offer_queries, queries
from hamyar.intake.actions.codes import VALID_FOR
from hamyar.notifications import actions as notifications
from hamyar.org import clock
from hamyar.portal import forms, session, wording
from hamyar.releases import queries as releases
from hamyar.values import digits, mobile
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.portal")


def see_other(name: str, *args: Any) -> HttpResponse:
    """To a page after something was done: sending the form again does nothing twice."""
    answer = redirect(name, *args)
    answer.status_code = 303
    return answer


def refused(what: str, refusal: Refusal, **ids: Any) -> str:
    log.info("portal.refused", extra={"what": what, "code": refusal.code, **ids})
    return sentence(refusal)


@session.open_to_all
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    account = request.portal_account  # type: ignore[attr-defined]
    served = offer_queries.donors_served(on=clock.today())
    draft = queries.draft_of(account) if account else None
    return session.page(request, "portal/home.html", {"draft": draft, "donors_served": served})


@session.open_to_all
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone number; a code goes out by message."""
    if "again" in request.POST:
        return _send_again(request)
    form = forms.SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            send_code(request, form.cleaned_data["mobile"])
            return see_other("portal:code")
        except Refusal as refusal:
            form.add_error(None, refused("sign_in", refusal))
    context = {"form": form, "waiting": session.WAITING_MOBILE in request.session}
    return session.page(request, "portal/sign_in.html", context, status=422 if form.errors else 200)


def _send_again(request: HttpRequest) -> HttpResponse:
    """A new code to the number of the last one; whoever lost the session writes the number again."""
    number = request.session.get(session.WAITING_MOBILE)
    if not number:
        messages.info(request, wording.NO_CODE_ASKED)
        return see_other("portal:sign_in")
    try:
        send_code(request, number)
        messages.success(request, wording.CODE_SENT_AGAIN)
    except Refusal as refusal:
        messages.error(request, refused("sign_in", refusal))
    return see_other("portal:code")


def send_code(request: HttpRequest, number: str) -> None:
    """Make a code, send it at once, and remember which number it went to. Raises TooManyTries."""
    at = clock.now()
    code = intake.issue_code(mobile=number, address_digest=session.network_digest(request), at=at)
    minutes = VALID_FOR.seconds // 60
    message = notifications.queue(template="portal_code", mobile=number, secret=True, at=at, code=code, minutes=minutes)
    notifications.send(message=message, at=at)
    request.session[session.WAITING_MOBILE] = number


@session.open_to_all
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code. A wrong one is counted; the sentence says whether writing it again helps."""
    number = request.session.get(session.WAITING_MOBILE)
    if not number:
        if request.method == "POST":
            messages.info(request, wording.NO_CODE_ASKED)
        return redirect("portal:sign_in")
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = intake.use_code(mobile=number, code=form.cleaned_data["code"], at=clock.now())
            answer = redirect(session.begin(request, account.pk))
            answer.status_code = 303
            return answer
        except Refusal as refusal:
            form.add_error("code", refused("code", refusal))
    shown = digits.to_persian(mobile.masked(number))
    context = {"form": form, "shown": shown, "minutes": VALID_FOR.seconds // 60}
    return session.page(request, "portal/code.html", context, status=422 if form.errors else 200)


@session.open_to_all
@require_GET
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """What a clause says, for everybody to whom an answer or a refusal names it (E-13.n2)."""
    cited = releases.cited(clause_id)
    if cited is None:
        raise Http404("clause")
    context = {"clause": cited, "text": titles.neutral(cited.text), "back_url": session.came_from(request)}
    return session.page(request, "portal/clause.html", context)


@session.open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    session.end(request)
    return see_other("portal:home")
