"""Service levels: the headquarters' list, and the level of one file (E-D.5)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions, forms, levels, queries
from hamyar.casefiles.views import page_of_file
from hamyar.guidelines.titles import title
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
DEFINING = "casefiles.define_levels"


def _access(request: HttpRequest, permission: str) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    access.require(permission)
    return access


def _services(kinds: list[str]) -> str:
    return "، ".join(title("service", each) for each in kinds)


@READ_AND_WRITE
def level_list(request: HttpRequest) -> HttpResponse:
    """The list, and a new level for it."""
    access, at = _access(request, DEFINING), clock.now()
    form = forms.NewLevel(request.POST if request.method == "POST" else None, initial={"from_on": clock.day_of(at)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.define_level(by=Actor.staff(access.user), at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "سطح تازه در فهرست آمد.")
            return HttpResponseRedirect(reverse("casefiles:levels"), status=303)
    lines = [(each, _services(each.services)) for each in queries.all_levels()]
    page = {"lines": lines, "form": form, "today": clock.day_of(at)}
    return render(request, "casefiles/levels.html", page, status=422 if form.errors else 200)


@require_POST
def end_level(request: HttpRequest, pk: int) -> HttpResponse:
    """No file gets the level from tomorrow on."""
    access, at = _access(request, DEFINING), clock.now()
    level = queries.all_levels().filter(pk=pk).first()
    if level is None:
        raise Http404("level")
    try:
        actions.end_level(level=level, to_on=clock.day_of(at), by=Actor.staff(access.user), at=at)
        messages.success(request, "این سطح پایان یافت؛ پرونده‌هایی که آن را دارند تا پایان همان دوره نگه می‌دارند.")
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(reverse("casefiles:levels"), status=303)


@READ_AND_WRITE
def file_level(request: HttpRequest, pk: int) -> HttpResponse:
    """The level of the worker's own file, and the ones before."""
    access, at = _access(request, "registry.edit"), clock.now()
    casefile = queries.casefile_for(access, pk, at=at)
    if casefile.social_worker_id not in access.caseload_of:
        raise Http404("casefile")
    on = clock.day_of(at)
    offered: dict[int, Any] = {each.pk: each for each in levels.levels_in_force(on)}
    posted = request.POST if request.method == "POST" else None
    form = forms.SetLevel(posted, initial={"to_on": casefile.period_to_on}, levels=list(offered.values()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_level(
                casefile=casefile, level=offered[given["level"]], to_on=given["to_on"], reason=given["reason"],
                by=Actor.staff(access.user), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "سطح خدمت پرونده تعیین شد.")
            return HttpResponseRedirect(reverse("casefiles:level", args=[pk]), status=303)
    history = [(each, _services(each.level.services)) for each in queries.levels_of(casefile)]
    page = {
        "casefile": casefile, "form": form, "offered": offered, "current": levels.level_of(casefile, on),
        "history": history, "today": on, "back_url": page_of_file(pk),
    }  # fmt: skip
    return render(request, "casefiles/level.html", page, status=422 if form.errors else 200)
