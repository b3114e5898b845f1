"""The staff's pages that combine capabilities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hamyar.desk import forms, queries
from hamyar.org import clock
from hamyar.web.paging import page_of


def worklist(request: HttpRequest) -> HttpResponse:
    """What is due, from whom, by which clause; the most pressing first."""
    access = request.access  # type: ignore[attr-defined]
    at = clock.now()
    whose = request.GET.get("whose", "mine")
    whose = whose if whose in dict(forms.WHOSE) and (whose != "all" or access.may("obligations.oversee")) else "mine"
    chosen = forms.WorklistFilter(request.GET)
    picked = chosen.cleaned_data if chosen.is_valid() else {"when": "", "kind": ""}
    rows = queries.worklist(access, whose=whose, when=picked["when"], kind=picked["kind"], at=at)
    page = page_of(rows, request.GET, by=("due_at", "pk"), size=25)
    counts = queries.counts(access, at=at)
    tabs = [
        {"title": title, "url": f"?whose={key}", "current": key == whose, "count": counts[key]}
        for key, title in forms.WHOSE
        if key != "all" or access.may("obligations.oversee")
    ]
    return render(
        request,
        "desk/worklist.html",
        {
            "tasks": queries.tasks_for(page.rows), "pages": page, "tabs": tabs, "filter": chosen, "counts": counts,
            "today": clock.day_of(at), "whose": whose, "filtered": any(picked.values()),
        },
    )  # fmt: skip


def overview(request: HttpRequest) -> HttpResponse:
    """The office at a glance: every stage, ages, what is overdue, by worker (E-7.n)."""
    access = request.access  # type: ignore[attr-defined]
    access.require("obligations.oversee")
    at = clock.now()
    sees_applications = access.may("intake.oversee")
    return render(
        request,
        "desk/overview.html",
        {
            "units": queries.duties_by_unit(access, at=at),
            "sees_applications": sees_applications,
            "stages": queries.stages(access, at=at) if sees_applications else [],
            "workers": queries.by_worker(access, at=at) if sees_applications else [],
            "late": queries.overdue_applications(access, at=at)[:20] if sees_applications else [],
            "counts": queries.counts(access, at=at),
            "today": clock.day_of(at),
        },
    )
