"""Signing in and out, the second factor, and a forgotten password."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as prove_second_factor

from hamyar.audit.actor import Actor
from hamyar.org import actions, clock, devices, queries
from hamyar.org.domain import ResetCodeWrong
from hamyar.org.forms import accounts as forms
from hamyar.web.sentences import sentence

WRONG_CODE = "این کد درست نیست یا زمان آن گذشته است. کد تازهٔ برنامه را وارد کنید."
WAIT = "چند کد نادرست پشت سر هم وارد شده است. اندکی صبر کنید و دوباره بکوشید."


def see_other(request: HttpRequest, address: str = "") -> HttpResponse:
    """On to ``next`` where it is one of our own addresses, else to the first page."""
    wanted = address or request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = "/"
    answer = redirect(wanted)
    answer.status_code = 303
    return answer


def signed_in(request: HttpRequest) -> Any:
    """The member of staff who asks; the middleware lets nobody else this far."""
    return request.user


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password. Five wrong tries lock the name at this address for a quarter of an hour."""
    if request.user.is_authenticated:
        return see_other(request)
    if not queries.is_set_up():
        return redirect("org:first_run")
    form = forms.SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            actions.remember_sign_in(
                user=user,
                session_key=request.session.session_key or "",
                device=devices.described(request.headers.get("User-Agent", "")),
                at=clock.now(),
            )
            return see_other(request)
        form.add_error(None, "نام کاربری یا گذرواژه درست نیست. دوباره بنویسید، یا گذرواژه را بازیابی کنید.")
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "next": wanted, "unsent": "unsent" in request.GET}
    return render(request, "org/sign_in.html", context, status=422 if form.errors else 200)


def locked_out(request: HttpRequest, *_details: Any) -> HttpResponse:
    """Called by axes when the name is locked at this address."""
    return render(request, "org/locked_out.html", status=429)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return see_other(request, "/staff/sign-in/")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The answer is the same whether the name exists or not."""
    form = forms.AskForCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.request_reset_code(username=form.cleaned_data["username"], at=clock.now())
        return see_other(request, "/staff/password/code/")
    return render(request, "org/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("password", "repeated", "code")
@require_http_methods(["GET", "POST"])
def reset_by_code(request: HttpRequest) -> HttpResponse:
    """A new password with the code that came by message."""
    form = forms.UseCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username, code = form.cleaned_data["username"], form.cleaned_data["code"]
        try:
            actions.use_reset_code(
                username=username,
                code=code,
                password=form.cleaned_data["password"],
                by=Actor("staff", label=username[:60]),
                at=clock.now(),
            )
            return render(request, "org/reset_done.html")
        except ResetCodeWrong as refusal:
            form.add_error(None, sentence(refusal))
        except ValidationError as weak:
            form.add_error("password", weak)
    return render(request, "org/reset_by_code.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code of the authenticator, asked once after the password."""
    device = devices.confirmed(request.user)
    if device is None:
        return redirect("org:second_factor_setup")
    form = forms.SecondFactorCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        may_try, _details = device.verify_is_allowed()
        if may_try and device.verify_token(form.cleaned_data["code"]):
            prove_second_factor(request, device)
            return see_other(request)
        form.add_error("code", WRONG_CODE if may_try else WAIT)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "org/second_factor.html", context, status=422 if form.errors else 200)
