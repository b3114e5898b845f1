"""Members of staff: who there is, what they may do, their first password."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.org import actions, clock, devices, queries
from hamyar.org.domain import NotPermitted
from hamyar.org.forms import people as forms
from hamyar.org.roles import ROLES
from hamyar.org.views.signing_in import see_other
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence


def require_staff_pages(request: HttpRequest) -> None:
    """Lists of staff are for the IT centre and, for their own office, its head."""
    access = request.access  # type: ignore[attr-defined]
    if not (access.may("org.manage_users") or access.may("org.manage_office")):
        raise NotPermitted(permission="org.manage_users")


@require_http_methods(["GET"])
def users(request: HttpRequest) -> HttpResponse:
    """Staff in the order of their family names; filters stay in the address."""
    require_staff_pages(request)
    access = request.access  # type: ignore[attr-defined]
    form = forms.UserFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "role": "", "active": ""}
    found = queries.matching(
        queries.in_order(queries.users_for(access)),
        text=wanted["q"], role=wanted["role"], active=wanted["active"], on=access.on,
    )  # fmt: skip
    page = page_of(found, request.GET, by=("order_key", "pk"), size=50)
    held = queries.roles_held(page.rows, on=access.on)
    return render(
        request,
        "org/users.html",
        {
            "people": [(person, [ROLES[row.role].title for row in held.get(person.pk, [])]) for person in page.rows],
            "pages": page,
            "form": form,
            "filtered": any(wanted.values()),
            "manages": access.may("org.manage_users"),
        },
    )  # fmt: skip


def person_for(request: HttpRequest, user_id: int) -> Any:
    require_staff_pages(request)
    return get_object_or_404(queries.users_for(request.access), pk=user_id)  # type: ignore[attr-defined]


def show_user(request: HttpRequest, person: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of one member of staff, with the form that has just been refused in its place."""
    access = request.access  # type: ignore[attr-defined]
    today = clock.today()
    manages = access.may("org.manage_users")
    holdings = [
        {
            "row": row,
            "role": ROLES[row.role],
            "running": row.from_on <= today and (row.to_on is None or row.to_on > today),
            "ended": row.to_on is not None and row.to_on <= today,
        }
        for row in queries.holdings_of(person)
    ]
    context: dict[str, Any] = {
        "person": person,
        "holdings": holdings,
        "manages": manages,
        "device": devices.confirmed(person),
        "today": today,
        "is_self": person.pk == request.user.pk,
    }
    if manages:
        context["data_form"] = forms.UserData(initial=vars(person), prefix="data")
        context["role_form"] = forms.GiveRole(initial={"from_on": today}, access=access, prefix="role")
        context["end_form"] = forms.EndRole(initial={"to_on": today}, prefix="end", auto_id=False)
    return render(request, "org/user.html", {**context, **extra}, status=status)


@never_cache
@require_http_methods(["GET"])
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    return show_user(request, person_for(request, user_id))


@never_cache
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    """A new account. Its first password is shown once, in the answer."""
    request.access.require("org.manage_users")  # type: ignore[attr-defined]
    form = forms.NewUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, password = actions.create_user(**form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error("username", sentence(refusal))
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            context = {"person": person, "password": password, "is_new": True}
            return render(request, "org/first_password.html", context, status=201)
    return render(request, "org/new_user.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def change_user(request: HttpRequest, user_id: int) -> HttpResponse:
    request.access.require("org.manage_users")  # type: ignore[attr-defined]
    person = person_for(request, user_id)
    form = forms.UserData(request.POST, prefix="data")
    if not form.is_valid():
        return show_user(request, person, status=422, data_form=form, open="data")
    actions.change_user(user=person, by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data)
    messages.success(request, "مشخصات ثبت شد.")
    return see_other(request, reverse("org:user", args=[person.pk]))


@require_POST
def give_role(request: HttpRequest, user_id: int) -> HttpResponse:
    access = request.access  # type: ignore[attr-defined]
    access.require("org.manage_users")
    person = person_for(request, user_id)
    form = forms.GiveRole(request.POST, access=access, prefix="role")
    if form.is_valid():
        try:
            actions.hold_role(user=person, by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "نقش داده شد.")
            return see_other(request, reverse("org:user", args=[person.pk]))
    return show_user(request, person, status=422, role_form=form, open="role")


@require_POST
def end_role(request: HttpRequest, user_id: int, holding_id: int) -> HttpResponse:
    request.access.require("org.manage_users")  # type: ignore[attr-defined]
    person = person_for(request, user_id)
    holding = get_object_or_404(queries.holdings_of(person), pk=holding_id)
    form = forms.EndRole(request.POST, prefix="end", auto_id=False)
    if form.is_valid():
        try:
            actions.end_role(
                holding=holding, to_on=form.cleaned_data["to_on"], by=Actor.staff(request.user), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "پایان نقش ثبت شد. کارهای باز این نقش در فهرست رئیس اداره می‌آید.")
            return see_other(request, reverse("org:user", args=[person.pk]))
    return show_user(request, person, status=422, end_form=form, ending=holding.pk)


@never_cache
@require_POST
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new first password, shown once in the answer; open sessions of the account end."""
    request.access.require("org.manage_users")  # type: ignore[attr-defined]
    person = person_for(request, user_id)
    by, at = Actor.staff(request.user), clock.now()
    password = actions.reset_password(user=person, by=by, at=at)
    actions.end_sessions(user=person, by=by, at=at)
    return render(request, "org/first_password.html", {"person": person, "password": password}, status=201)


@require_POST
def set_active(request: HttpRequest, user_id: int) -> HttpResponse:
    request.access.require("org.manage_users")  # type: ignore[attr-defined]
    person = person_for(request, user_id)
    if person.pk == request.user.pk:
        raise Http404
    active = request.POST.get("active") == "yes"
    by, at = Actor.staff(request.user), clock.now()
    actions.set_active(user=person, active=active, by=by, at=at)
    if not active:
        actions.end_sessions(user=person, by=by, at=at)
    messages.success(request, "حساب باز شد." if active else "حساب بسته شد و نشست‌های آن پایان یافت.")
    return see_other(request, reverse("org:user", args=[person.pk]))


@require_POST
def remove_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """The telephone is lost: the next sign-in asks for a new authenticator where a role wants one."""
    request.access.require("org.manage_users")  # type: ignore[attr-defined]
    person = person_for(request, user_id)
    actions.remove_second_factor(user=person, by=Actor.staff(request.user), at=clock.now())
    messages.success(request, "ورود دومرحله‌ای این حساب برداشته شد.")
    return see_other(request, reverse("org:user", args=[person.pk]))
