"""The staff's pages that combine capabilities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hamyar.casefiles import queries as casefiles
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


def search(request: HttpRequest) -> HttpResponse:
    """People and files by national code, file number, mobile, postal code, or name as people spell it."""
    access = request.access  # type: ignore[attr-defined]
    access.require("registry.search")
    text = request.GET.get("q", "").strip()[:80]
    found = queries.search(access, text, on=clock.today()) if text else []
    return render(request, "desk/search.html", {"search_query": text, "found": found})


def file(request: HttpRequest, casefile_id: int) -> HttpResponse:
    """A household's file as one page. Opening it is recorded; outside the own caseload a reason is asked first."""
    access = request.access  # type: ignore[attr-defined]
    at = clock.now()
    casefile = queries.casefile(access, casefile_id, at=at)
    if casefiles.needs_reason(access, casefile):
        return redirect("casefiles:reason", casefile.pk)
    casefiles.open_for_reading(access, casefile, at=at)
    page = queries.file_page(access, casefile, at=at)
    return render(request, "desk/file.html", {"casefile": casefile, "file": page, "today": clock.day_of(at)})


def household(request: HttpRequest, household_id: int) -> HttpResponse:
    """From a household to its file, or to its application where it has no file yet."""
    access = request.access  # type: ignore[attr-defined]
    return redirect(queries.page_of_household(access, household_id))
