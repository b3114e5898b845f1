"""The tree of units, and what an office keeps: territories, workers, substitutions, routing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.org import actions, clock, queries
from hamyar.org.domain import NotPermitted
from hamyar.org.forms import people as people_forms
from hamyar.org.forms import units as forms
from hamyar.org.roles import ROLES
from hamyar.org.views.signing_in import see_other
from hamyar.org.wording import KINDS, LEVELS, OWNERSHIPS, PROGRAMMES, SETTINGS
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence


def require_units(request: HttpRequest) -> None:
    access = request.access  # type: ignore[attr-defined]
    if not (access.may("org.manage_units") or access.may("org.manage_office")):
        raise NotPermitted(permission="org.manage_units")


def unit_for(request: HttpRequest, unit_id: int) -> Any:
    require_units(request)
    return get_object_or_404(queries.units_for(request.access), pk=unit_id)  # type: ignore[attr-defined]


@require_http_methods(["GET"])
def units(request: HttpRequest) -> HttpResponse:
    """The branch below one unit (``?below=``), or the top of what the user may see: a country opens level by level."""
    require_units(request)
    access = request.access  # type: ignore[attr-defined]
    shown = queries.units_for(access)
    below = None
    if request.GET.get("below", "").isascii() and request.GET.get("below", "").isdigit():
        below = get_object_or_404(shown, pk=int(request.GET["below"]))
    rows = queries.branch(access, below=below, on=access.on)
    return render(
        request,
        "org/units.html",
        {
            "rows": [{"unit": row, "level": LEVELS[row.level], "programme": PROGRAMMES[row.programme]} for row in rows],
            "below": below,
            "above": queries.above(access, below) if below else [],
            "manages": access.may("org.manage_units"),
        },
    )


def workers_among(holders: list[Any]) -> list[Any]:
    return [row.user for row in holders if row.role == "social_worker" and row.user.is_active]


def show_unit(request: HttpRequest, shown: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of one unit, with the form that has just been refused in its place."""
    access = request.access  # type: ignore[attr-defined]
    today = clock.today()
    holders = list(queries.holders_in(shown, on=today))
    workers = workers_among(holders)
    context: dict[str, Any] = {
        "unit": shown,
        "level": LEVELS[shown.level],
        "programme": PROGRAMMES[shown.programme],
        "kind": KINDS.get(shown.kind, ""),
        "setting": SETTINGS.get(shown.setting, ""),
        "ownership": OWNERSHIPS.get(shown.ownership, ""),
        "above": queries.above(access, shown),
        "holders": [(row, ROLES[row.role]) for row in holders],
        "manages_units": access.may("org.manage_units"),
        "manages": queries.may_manage(access, shown) and shown.closed_on is None,
        "today": today,
    }
    if shown.level == "office":
        context["territories"] = queries.territories_of(shown, on=today)
        context["substitutions"] = queries.substitutions_in(shown, on=today)
        context["territory_form"] = forms.NewTerritory(
            initial={"from_on": today}, unit=shown, on=today, workers=workers, prefix="territory"
        )
        context["substitute_form"] = people_forms.Substitute(
            initial={"from_on": today}, unit=shown, on=today, workers=workers, prefix="substitute"
        )
    if context["manages_units"]:
        context["data_form"] = forms.UnitData(initial=vars(shown), prefix="data")
        context["close_form"] = forms.CloseUnit(initial={"on": today}, prefix="close")
    return render(request, "org/unit.html", {**context, **extra}, status=status)


@require_http_methods(["GET"])
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    return show_unit(request, unit_for(request, unit_id))


@require_http_methods(["GET", "POST"])
def new_unit(request: HttpRequest) -> HttpResponse:
    access = request.access  # type: ignore[attr-defined]
    access.require("org.manage_units")
    initial = {"opened_on": clock.today(), "parent": request.GET.get("parent")}
    form = forms.NewUnit(request.POST or None, initial=initial, access=access)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_unit(by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "واحد گشوده شد.")
            return see_other(request, reverse("org:unit", args=[opened.pk]))
    return render(request, "org/new_unit.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def change_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    request.access.require("org.manage_units")  # type: ignore[attr-defined]
    shown = unit_for(request, unit_id)
    form = forms.UnitData(request.POST, prefix="data")
    if not form.is_valid():
        return show_unit(request, shown, status=422, data_form=form, open="data")
    actions.change_unit(unit=shown, by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data)
    messages.success(request, "مشخصات واحد ثبت شد.")
    return see_other(request, reverse("org:unit", args=[shown.pk]))


@require_POST
def close_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    request.access.require("org.manage_units")  # type: ignore[attr-defined]
    shown = unit_for(request, unit_id)
    form = forms.CloseUnit(request.POST, prefix="close")
    if form.is_valid():
        try:
            actions.close_unit(unit=shown, on=form.cleaned_data["on"], by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "بسته‌شدن واحد ثبت شد.")
            return see_other(request, reverse("org:unit", args=[shown.pk]))
    return show_unit(request, shown, status=422, close_form=form, open="close")


def managed_unit(request: HttpRequest, unit_id: int) -> Any:
    """The unit, where the user keeps its territories and substitutions: 404 out of sight, 403 without the right."""
    shown = unit_for(request, unit_id)
    if not queries.may_manage(request.access, shown):  # type: ignore[attr-defined]
        raise NotPermitted(permission="org.manage_office")
    return shown


@require_POST
def set_routing(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown = managed_unit(request, unit_id)
    automatically = request.POST.get("automatically") == "yes"
    actions.set_routing(unit=shown, automatically=automatically, by=Actor.staff(request.user), at=clock.now())
    messages.success(
        request,
        "از این پس درخواست‌ها خودکار به مددکار محدوده می‌رسند."
        if automatically
        else "از این پس درخواست‌ها در صف رئیس اداره می‌مانند تا ارجاع شوند.",
    )
    return see_other(request, reverse("org:unit", args=[shown.pk]))


@require_POST
def assign_territory(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Add a prefix, or move it here from its former owner."""
    shown = managed_unit(request, unit_id)
    today = clock.today()
    workers = workers_among(list(queries.holders_in(shown, on=today)))
    form = forms.NewTerritory(request.POST, unit=shown, on=today, workers=workers, prefix="territory")
    if form.is_valid():
        typed = form.cleaned_data
        try:
            if not queries.may_move_prefix(request.access, typed["postal_prefix"], on=typed["from_on"]):  # type: ignore[attr-defined]
                raise NotPermitted(permission="org.manage_units")
            actions.assign_territory(
                postal_prefix=typed["postal_prefix"], office=shown, worker=typed["worker"],
                from_on=typed["from_on"], by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except NotPermitted:
            form.add_error(
                "postal_prefix",
                "این پیش‌شماره اکنون از آنِ ادارهٔ دیگری است؛ جابه‌جایی میان دو اداره با مرکز فناوری است.",
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "محدوده ثبت شد.")
            return see_other(request, reverse("org:unit", args=[shown.pk]))
    return show_unit(request, shown, status=422, territory_form=form, open="territory")


@require_POST
def end_territory(request: HttpRequest, unit_id: int, territory_id: int) -> HttpResponse:
    shown = managed_unit(request, unit_id)
    today = clock.today()
    territory = get_object_or_404(queries.territories_of(shown, on=today), pk=territory_id)
    actions.end_territory(territory=territory, to_on=today, by=Actor.staff(request.user), at=clock.now())
    messages.success(request, "محدوده پایان یافت. درخواست‌های این پیش‌شماره در صف رئیس اداره می‌آید.")
    return see_other(request, reverse("org:unit", args=[shown.pk]))


@require_POST
def substitute(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown = managed_unit(request, unit_id)
    today = clock.today()
    workers = workers_among(list(queries.holders_in(shown, on=today)))
    form = people_forms.Substitute(request.POST, unit=shown, on=today, workers=workers, prefix="substitute")
    if form.is_valid():
        try:
            actions.substitute(unit=shown, by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "جانشین ثبت شد.")
            return see_other(request, reverse("org:unit", args=[shown.pk]))
    return show_unit(request, shown, status=422, substitute_form=form, open="substitute")


@require_POST
def end_substitution(request: HttpRequest, unit_id: int, substitution_id: int) -> HttpResponse:
    shown = managed_unit(request, unit_id)
    today = clock.today()
    row = get_object_or_404(queries.substitutions_in(shown, on=today), pk=substitution_id)
    actions.end_substitution(row=row, to_on=today, by=Actor.staff(request.user), at=clock.now())
    messages.success(request, "جانشینی پایان یافت.")
    return see_other(request, reverse("org:unit", args=[shown.pk]))
