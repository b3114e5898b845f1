"""The own account: roles, password, second factor, where it is open."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as prove_second_factor

from hamyar.audit.actor import Actor
from hamyar.org import actions, clock, devices, queries
from hamyar.org.forms import accounts as forms
from hamyar.org.views.signing_in import WAIT, WRONG_CODE, see_other, signed_in


@never_cache
@require_http_methods(["GET"])
def account(request: HttpRequest) -> HttpResponse:
    """What the user may do and why, and where the account is open."""
    access = request.access  # type: ignore[attr-defined]
    at = clock.now()
    return render(
        request,
        "org/account.html",
        {
            "person": signed_in(request),
            "holdings": access.held,
            "stands_in_for": queries.users_by_id(access.stands_in_for),
            "device": devices.confirmed(signed_in(request)),
            "factor_is_due": access.needs_second_factor and settings.ENFORCE_SECOND_FACTOR,
            "sessions": queries.open_sessions(signed_in(request), at=at),
            "this_session": request.session.session_key,
            "today": clock.day_of(at),
        },
    )


@never_cache
@sensitive_post_parameters("old", "password", "repeated")
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; sessions elsewhere end. Forced after a first password."""
    user = signed_in(request)
    form = forms.ChangePassword(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        try:
            actions.change_password(user=user, password=form.cleaned_data["password"], by=Actor.staff(user), at=at)
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            actions.end_sessions(user=user, by=Actor.staff(user), at=at, keep=request.session.session_key or "")
            before = request.session.session_key
            update_session_auth_hash(request, user)
            actions.move_sign_in(user=user, before=before or "", after=request.session.session_key or "")
            messages.success(request, "گذرواژهٔ شما عوض شد. نشست‌های دیگر پایان یافت.")
            return see_other(request, "/staff/account/")
    context = {"form": form, "forced": user.must_change_password}
    return render(request, "org/change_password.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """Scan, type one code, done. A second authenticator needs the first one removed."""
    if devices.confirmed(signed_in(request)) is not None:
        return redirect("org:account")
    device = devices.to_set_up(signed_in(request))
    form = forms.SecondFactorCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        may_try, _details = device.verify_is_allowed()
        if may_try and device.verify_token(form.cleaned_data["code"]):
            actions.confirm_second_factor(
                user=signed_in(request), device=device, by=Actor.staff(signed_in(request)), at=clock.now()
            )
            prove_second_factor(request, device)
            messages.success(request, "ورود دومرحله‌ای برقرار شد. از این پس پس از گذرواژه، کد برنامه پرسیده می‌شود.")
            return see_other(request, "/staff/account/")
        form.add_error("code", WRONG_CODE if may_try else WAIT)
    context = {
        "form": form,
        "picture": devices.picture(device),
        "key": devices.key_to_type(device),
        "due": request.access.needs_second_factor and settings.ENFORCE_SECOND_FACTOR,  # type: ignore[attr-defined]
    }
    return render(request, "org/second_factor_setup.html", context, status=422 if form.errors else 200)


@require_POST
def second_factor_remove(request: HttpRequest) -> HttpResponse:
    """Only where it was proven in this session, as the middleware has seen to."""
    actions.remove_second_factor(user=signed_in(request), by=Actor.staff(signed_in(request)), at=clock.now())
    messages.success(request, "ورود دومرحله‌ای برداشته شد.")
    return see_other(request, "/staff/account/")


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    count = actions.end_sessions(
        user=signed_in(request),
        by=Actor.staff(signed_in(request)),
        at=clock.now(),
        keep=request.session.session_key or "",
    )
    messages.success(request, "نشست‌های دیگر پایان یافت." if count else "نشست دیگری باز نبود.")
    return see_other(request, "/staff/account/")
