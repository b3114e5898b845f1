"""The page of a file's target groups: those of the rules, and those that events of the registry add."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions, groups, queries
from hamyar.casefiles.views import page_of_file
from hamyar.guidelines.titles import title
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

WHY = {
    "orphaned": "همهٔ عضوهای مشمول خدمت، فرزندانی‌اند که پدر و مادرشان درگذشته‌اند.",
    "polygamous": "خانوار با خانوار دیگرِ همین مرد پیوند دارد.",
    "child_keeper": "کودکی نزد خویشاوند نگهداری می‌شود.",
}


def own_file(request: HttpRequest, pk: int) -> Any:
    """The worker's own file, or Http404. Raises NotPermitted."""
    access: Access = request.access  # type: ignore[attr-defined]
    access.require("registry.edit")
    casefile = queries.casefile_for(access, pk, at=clock.now())
    if casefile.social_worker_id not in access.caseload_of:
        raise Http404("casefile")
    return casefile


@require_safe
def family_groups(request: HttpRequest, pk: int) -> HttpResponse:
    casefile, on = own_file(request, pk), clock.today()
    page = {
        "casefile": casefile, "current": [title("target_group", each) for each in casefile.target_groups],
        "by_rules": [title("target_group", each) for each in groups.groups_by_document(casefile, on)],
        "offers": [
            {
                "offer": each, "title": title("target_group", each.group), "why": WHY[each.group],
                "belongs": each.group in casefile.target_groups,
            }
            for each in groups.offers_of(casefile, on).values()
        ],
        "back_url": page_of_file(pk),
    }  # fmt: skip
    return render(request, "casefiles/family_groups.html", page)


@require_POST
def set_family_group(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """Add the group, or take it away when its ground is gone."""
    casefile = own_file(request, pk)
    by, at = Actor.staff(request.user), clock.now()
    try:
        if "drop" in request.POST:
            actions.drop_family_group(casefile=casefile, group=group, by=by, at=at)
        else:
            actions.add_family_group(casefile=casefile, group=group, by=by, at=at)
        messages.success(request, "گروه‌های هدف پرونده نو شد.")
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(reverse("casefiles:family_groups", args=[pk]), status=303)
