"""Who is at the portal: a session of its own, a reach of its own, apart from the staff's."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from hamyar.audit.actor import Actor
from hamyar.intake import queries
from hamyar.org import clock
from hamyar.portal import wording
from hamyar.values import digits, mobile

ACCOUNT, WAITING_MOBILE, NEXT = "portal_account", "portal_mobile", "portal_next"
IDLE_SECONDS = 2 * 3600  # telephones are shared in many families

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """A portal page for everybody; it knows who is signed in, if somebody is."""

    @functools.wraps(view)
    def with_account(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.portal_account = queries.account_at(request.session.get(ACCOUNT))  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return login_not_required(with_account)


def signed_in(view: View) -> View:
    """A portal page for somebody whose telephone has answered a code; others are asked for it first."""

    @functools.wraps(view)
    def with_account(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = queries.account_at(request.session.get(ACCOUNT))
        if account is None:
            if request.method == "GET":
                request.session[NEXT] = request.get_full_path()
            else:  # the session ended while somebody was writing
                request.session[NEXT] = came_from(request)
                messages.info(request, wording.SIGN_IN_AGAIN)
            return redirect("portal:sign_in")
        if request.method == "POST":
            request.session.modified = True  # the time of idleness begins anew
        request.portal_account = account  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return login_not_required(with_account)


def came_from(request: HttpRequest) -> str:
    """The page of the portal that led here; its front page when nobody says."""
    home = reverse("portal:home")
    referrer = request.headers.get("Referer", "")
    path = urlsplit(referrer).path
    ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()}) and path.startswith(home)
    return path if ours else home


def begin(request: HttpRequest, account_id: int) -> str:
    """Start the session of an account under a new key; gives the address to go on to."""
    onward = request.session.get(NEXT, "")
    request.session.cycle_key()
    for name in (WAITING_MOBILE, NEXT):
        request.session.pop(name, None)
    request.session[ACCOUNT] = account_id
    request.session.set_expiry(IDLE_SECONDS)
    return onward if onward.startswith(reverse("portal:home")) else reverse("portal:home")


def end(request: HttpRequest) -> None:
    """Leave the portal. A member of staff who is signed in with the same browser stays signed in."""
    for name in (ACCOUNT, WAITING_MOBILE, NEXT):
        request.session.pop(name, None)


def actor(request: HttpRequest) -> Actor:
    return Actor.portal(request.portal_account.pk)  # type: ignore[attr-defined]


def network_digest(request: HttpRequest) -> str:
    """A digest of where a request comes from: enough to count, too little to tell where."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS:  # the proxy in front of us adds the address it saw as the last one
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    return salted_hmac("portal.network", address, algorithm="sha256").hexdigest()


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page in the portal's shell."""
    account = getattr(request, "portal_account", None)
    items = [("درخواست حمایت", "portal:apply"), ("پیگیری", "portal:follow")]
    shell: dict[str, Any] = {
        "portal_navigation": [
            {"title": title, "url": reverse(name), "current": request.path.startswith(reverse(name))} for title, name in items
        ],
        "account": None,
        "navigation": None,
        "today": clock.today(),
    }  # fmt: skip
    if account is not None:
        shell["account"] = {
            "name": f"\u2066{digits.to_persian(mobile.masked(account.mobile))}\u2069", "role": "ورود با تلفن همراه", "links": [],
            "sign_out_url": reverse("portal:sign_out"),
        }  # fmt: skip
    return render(request, template, {**shell, **(context or {})}, status=status)
