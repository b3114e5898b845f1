"""Pages about the households of a man with several wives (E-4.d, E-6.6.2)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.registry import actions, family, forms, queries
from hamyar.registry.domain import MaritalStatus, Sex
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _household(request: HttpRequest, pk: int) -> Any:
    return queries.household_to_edit(request.access, pk)  # type: ignore[attr-defined]


@READ_AND_WRITE
def husband(request: HttpRequest, pk: int) -> HttpResponse:
    """The link of a household to a man with several wives: shown with his others, or made."""
    household, on = _household(request, pk), clock.today()
    link = family.husband_of(household)
    page: dict[str, Any] = {
        "household": household, "link": link, "others": family.other_households_of(link) if link else [], "today": on,
        "title": "پیوند با خانوارهای دیگرِ همین مرد", "clause_id": "E-6.6.2.1", "submit": "ثبت پیوند", "wide": True,
        "intro": "هر خانوار جدا ثبت می‌شود: عقد دائم، زندگی مستقل و خانهٔ جدا لازم است. در خانواری که مرد در آن زندگی می‌کند "
        "سرپرست خود اوست؛ در خانوار دیگر، همسر سرپرست و مسئول است.",
        "back_url": reverse("registry:household_edit", args=[pk]),
    }  # fmt: skip
    if link is not None:
        return render(request, "registry/husband.html", page)
    women = [
        each
        for each in queries.members_of(household, on)
        if each.person.sex == Sex.FEMALE and each.person.marital_status != MaritalStatus.NEVER_MARRIED
    ]
    form = forms.HusbandFacts(request.POST if request.method == "POST" else None, initial={"from_on": on}, women=women)
    if request.method == "POST" and form.is_valid():
        try:
            _link(request, household, form, {each.person_id: each.person for each in women}, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "پیوند خانوار ثبت شد.")
            return HttpResponseRedirect(reverse("registry:husband", args=[pk]), status=303)
    return render(request, "registry/form.html", {**page, "form": form}, status=422 if form.errors else 200)


def _link(
    request: HttpRequest, household: Any, form: forms.HusbandFacts, women: dict[int, Any], *, at: datetime
) -> None:
    given = dict(form.cleaned_data)
    actions.link_household_of_man(
        household=household, man=given.pop("man_code"), wife=women[given.pop("wife")], by=Actor.staff(request.user),
        at=at, **given,
    )  # fmt: skip


@READ_AND_WRITE
def end_link(request: HttpRequest, pk: int) -> HttpResponse:
    household, on = _household(request, pk), clock.today()
    link = family.husband_of(household)
    if link is None:  # ended meanwhile, in another window
        return HttpResponseRedirect(reverse("registry:husband", args=[pk]))
    form = forms.EndOfLink(request.POST if request.method == "POST" else None, initial={"to_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.unlink_household_of_man(
                link=link, by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "پایان پیوند ثبت شد.")
            return HttpResponseRedirect(reverse("registry:husband", args=[pk]), status=303)
    page = {
        "household": household, "form": form, "today": on, "title": "پایان پیوند خانوارها", "clause_id": "E-4.d",
        "submit": "ثبت پایان", "back_url": reverse("registry:husband", args=[pk]),
    }  # fmt: skip
    return render(request, "registry/form.html", page, status=422 if form.errors else 200)
