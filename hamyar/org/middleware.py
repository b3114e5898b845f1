"""Every request is one transaction that sets what it may see."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import resolve, reverse

from hamyar.org import clock
from hamyar.org.access import Access, access_of
from hamyar.org.reach import NOTHING, reaching, set_reach

Handler = Callable[[HttpRequest], HttpResponseBase]
WITHOUT_DATABASE = ("/static/", "/health/")


class OneTransaction:
    """Open a transaction around the whole request; roll it back when the answer is a fault of ours (5xx)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        # A transaction of its own begins without any reach; inside another one (tests) that one's is laid aside.
        inside_another = connection.in_atomic_block
        with transaction.atomic(), reaching(NOTHING) if inside_another else nullcontext():
            response = self.get_response(request)
            if response.status_code >= 500 and connection.in_atomic_block:
                transaction.set_rollback(True)
        return response


class SignInFirst(LoginRequiredMiddleware):
    """Whoever is unknown signs in first. A form whose session ended meanwhile was not kept: the way leads back to its
    page, not to an address that only takes forms, and the sign-in page says so."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("Referer", ""))
        back = page.path if page.netloc == request.get_host() else "/"
        return HttpResponseRedirect(f"{reverse('org:sign_in')}?{urlencode({'next': back, 'unsent': 1})}")


class SetReach:
    """Work out the roles of the user for today, hang them on the request, and set the second wall."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        access: Access | None = None
        if request.user.is_authenticated:
            access = request.user.access or access_of(request.user, on=clock.today())
            set_reach(access.reach)
        request.access = access  # type: ignore[attr-defined]
        return self.get_response(request)


class SignInDuties:
    """A first password is changed, and a second factor proven where a role asks for it, before anything else."""

    ALWAYS_OPEN = frozenset({"org:sign_out", "org:change_password", "org:second_factor", "org:second_factor_setup"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if not user.is_active:
            logout(request)
            return redirect("org:sign_in")
        match = resolve(request.path_info)
        if match.view_name in self.ALWAYS_OPEN:
            return None
        if user.must_change_password:
            return redirect("org:change_password")
        access: Access = request.access  # type: ignore[attr-defined]
        if not user.is_verified():  # type: ignore[attr-defined]
            if access.has_second_factor:
                return redirect(f"{reverse('org:second_factor')}?next={request.path}")
            if access.needs_second_factor and settings.ENFORCE_SECOND_FACTOR:
                return redirect("org:second_factor_setup")
        return None
