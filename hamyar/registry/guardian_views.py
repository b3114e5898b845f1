"""Pages about who answers for the children of a household: by ruling, or as a relative who keeps them (E-6.n2)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hamyar.audit.actor import Actor
from hamyar.documents import actions as documents
from hamyar.org import clock
from hamyar.registry import actions, display, family, forms, queries
from hamyar.releases.queries import rules_on
from hamyar.values.age import age_on
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _household(request: HttpRequest, pk: int) -> Any:
    return queries.household_to_edit(request.access, pk)  # type: ignore[attr-defined]


@require_safe
def guardians(request: HttpRequest, pk: int) -> HttpResponse:
    """Every record, and the minors whom no ruling gives to anybody."""
    household, on = _household(request, pk), clock.today()
    page = {
        "household": household, "lines": display.guardians(household),
        "unruled": family.minors_without_ruling(household, on),
        "back_url": reverse("registry:household_edit", args=[pk]),
    }  # fmt: skip
    return render(request, "registry/guardians.html", page)


@READ_AND_WRITE
def add(request: HttpRequest, pk: int) -> HttpResponse:
    household, on = _household(request, pk), clock.today()
    members = list(queries.members_of(household, on))
    adult = int(rules_on(on).value("age.adult"))
    children = [each for each in members if age_on(each.person.born_on, on) < adult]
    adults = [each for each in members if each not in children]
    posted = request.method == "POST"
    form = forms.GuardianFacts(
        request.POST if posted else None, request.FILES if posted else None,
        initial={"from_on": on, "child": request.GET.get("child", "")}, children=children, adults=adults,
    )  # fmt: skip
    if posted and form.is_valid():
        people = {each.person_id: each.person for each in members}
        try:
            _record(request, household, form, people, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "سرپرستی کودک ثبت شد.")
            return HttpResponseRedirect(reverse("registry:guardians", args=[pk]), status=303)
    page = {
        "household": household, "form": form, "today": on, "title": "سرپرستی کودک", "clause_id": "E-6.n2.1", "wide": True,
        "submit": "ثبت", "back_url": reverse("registry:guardians", args=[pk]), "with_file": True,
        "intro": "پس از فوت پدر یا طلاق، سرپرستی خردسالان با حکم قانونی روشن می‌شود. کودکی که نزد خویشاوند است هم مشمول خدمت است.",
    }  # fmt: skip
    return render(request, "registry/form.html", page, status=422 if form.errors else 200)


@transaction.atomic
def _record(
    request: HttpRequest, household: Any, form: forms.GuardianFacts, people: dict[int, Any], *, at: datetime
) -> None:
    """The record with the picture of its ruling, both or neither."""
    given, by, document = form.cleaned_data, Actor.staff(request.user), None
    if given["file"]:
        document = documents.upload(
            file=given["file"], kind="guardianship_ruling", subject=household, unit_path=household.unit_path, by=by, at=at,
            reason="حکم سرپرستی کودک", requested_by=request.access.user,  # type: ignore[attr-defined]
        )  # fmt: skip
    holder = form.other() if given["holder"] == forms.NOT_A_MEMBER else people[int(given["holder"])]
    actions.record_guardianship(
        household=household, child=people[given["child"]], holder=holder, kind=given["kind"],
        keeps_child=given["keeps_child"], ruling=given["ruling"], ruled_on=given["ruled_on"], from_on=given["from_on"],
        document=document, by=by, at=at,
    )  # fmt: skip


@READ_AND_WRITE
def end(request: HttpRequest, pk: int, guardianship_pk: int) -> HttpResponse:
    household, on = _household(request, pk), clock.today()
    row = family.guardianships_of(household).filter(pk=guardianship_pk, to_on=None).first()
    if row is None:
        raise Http404("guardianship")
    form = forms.EndOfGuardianship(request.POST if request.method == "POST" else None, initial={"to_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_guardianship(
                guardianship=row, by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "پایان سرپرستی ثبت شد.")
            return HttpResponseRedirect(reverse("registry:guardians", args=[pk]), status=303)
    page = {
        "household": household, "form": form, "today": on, "clause_id": "E-6.n2.1", "submit": "ثبت پایان",
        "title": f"پایان سرپرستی {row.holder.full_name}", "back_url": reverse("registry:guardians", args=[pk]),
    }  # fmt: skip
    return render(request, "registry/form.html", page, status=422 if form.errors else 200)
