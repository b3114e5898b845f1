"""Pages on which an office finds two records of one person, merges them, and takes that back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.registry import actions, duplicates, forms
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence


def _access(request: HttpRequest) -> Access:
    return request.access  # type: ignore[attr-defined]


@require_safe
def suspected(request: HttpRequest) -> HttpResponse:
    """Records that may be one person, and what was merged last."""
    access = _access(request)
    pages = page_of(duplicates.suspects(access), request.GET, by=("pk",), size=25)
    twins = duplicates.earlier_twins(access, list(pages.rows))
    page = {
        "lines": [(twins[each.pk], each) for each in pages.rows if each.pk in twins], "pages": pages,
        "merges": list(duplicates.merges_in_reach(access).order_by("-merged_at")[:10]),
    }  # fmt: skip
    return render(request, "registry/duplicates.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Both records side by side: to be merged, or to be two again."""
    access, at = _access(request), clock.now()
    first, second = duplicates.pair_for(access, pk, other_pk)
    merge, by = duplicates.merge_of(first, second), Actor.staff(access.user)
    given = request.POST if request.method == "POST" else None
    form: Any = forms.Unmerge(given) if merge else forms.Merge(given, people=[first, second])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if merge is not None:
                actions.unmerge_people(merge=merge, reason=said["reason"], by=by, at=at)
                messages.success(request, "ادغام بازگردانده شد؛ دو سابقه دوباره جدا هستند.")
            else:
                survivor, merged = (first, second) if said["survivor"] == first.pk else (second, first)
                actions.merge_people(survivor=survivor, merged=merged, reason=said["reason"], by=by, at=at)
                messages.success(request, "دو سابقه یک شخص شد.")
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            return HttpResponseRedirect(reverse("registry:duplicates"), status=303)
    page = {
        "first": first, "second": second, "facts": duplicates.side_by_side(first, second), "merge": merge, "form": form,
        "households": [(each, duplicates.households_of(each)) for each in (first, second)],
    }  # fmt: skip
    return render(request, "registry/pair.html", page, status=422 if form.errors else 200)
