"""The staff's pages that combine capabilities."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hamyar.audit.actor import Actor
from hamyar.casefiles import queries as casefiles
from hamyar.casefiles.domain import ReasonNeeded
from hamyar.desk import forms, queries
from hamyar.obligations import monitoring
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence

BY_REFERRAL = "بررسی مشاور"  # the household reads it among those who opened its file


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
    tasks = queries.tasks_for(page.rows, access, by_name=whose == "mine")
    return render(
        request,
        "desk/worklist.html",
        {
            "tasks": tasks, "pages": page, "tabs": tabs, "filter": chosen, "counts": counts,
            "may_bring": not access.may("obligations.work") and (access.may("intake.submit") or access.may("intake.refer")),
            "today": clock.day_of(at), "whose": whose, "filtered": any(picked.values()),
        },
    )  # fmt: skip


def overview(request: HttpRequest) -> HttpResponse:
    """The office at a glance: every stage, ages, what is overdue, by worker (E-7.n)."""
    access = request.access  # type: ignore[attr-defined]
    access.require("obligations.oversee")
    at = clock.now()
    monitoring.note_viewing(access, at=at)
    return _overview(request, access, at=at, form=forms.Review())


def _overview(
    request: HttpRequest, access: Access, *, at: datetime, form: forms.Review, status: int = 200
) -> HttpResponse:
    sees_applications = access.may("intake.oversee")
    period, ends_on = monitoring.period_of(clock.day_of(at))
    latest = list(monitoring.reviews_for(access, {}).order_by("-pk")[:6])
    heads = {unit.pk for unit in access.units_where("intake.oversee")}
    return render(
        request,
        "desk/overview.html",
        {
            "form": form,
            "heads_an_office": bool(heads),
            "reviewed": any(row.unit_id in heads and row.period_key == period for row in latest),
            "period": monitoring.title_of(period),
            "period_ends_on": ends_on,
            "reviews": [(row, monitoring.title_of(row.period_key)) for row in latest],
            "units": queries.duties_by_unit(access, at=at),
            "sees_applications": sees_applications,
            "stages": queries.stages(access, at=at) if sees_applications else [],
            "workers": queries.by_worker(access, at=at) if sees_applications else [],
            "late": queries.overdue_applications(access, at=at)[:20] if sees_applications else [],
            "counts": (counts := queries.counts(access, at=at)),
            "told_tone": "warn" if counts["told"] else "neutral",
            "today": clock.day_of(at),
        },
        status=status,
    )


@require_POST
def review_month(request: HttpRequest) -> HttpResponse:
    """The office head has looked through the processes of the month, with a word on what was found (E-7.n)."""
    access = request.access  # type: ignore[attr-defined]
    access.require("intake.oversee")
    at, form = clock.now(), forms.Review(request.POST)
    if form.is_valid():
        try:
            monitoring.record_review(
                unit=access.units_where("intake.oversee")[0], note=form.cleaned_data["note"],
                by=Actor.staff(access.user), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "بازبینی ماه ثبت شد.")
            return HttpResponseRedirect(reverse("desk:overview"), status=303)
    return _overview(request, access, at=at, form=form, status=422)


def reviews(request: HttpRequest) -> HttpResponse:
    """Every monthly review of the overseen offices, the newest first (E-7.n)."""
    access = request.access  # type: ignore[attr-defined]
    access.require("obligations.oversee")
    chosen = forms.ReviewFilter(request.GET, periods=monitoring.recent_periods(clock.today()))
    asked = chosen.cleaned_data if chosen.is_valid() else {}
    page = page_of(monitoring.reviews_for(access, asked), request.GET, by=("-pk",))
    lines = [(row, monitoring.title_of(row.period_key)) for row in page.rows]
    context = {"lines": lines, "pages": page, "form": chosen, "filtered": any(asked.values())}
    return render(request, "desk/reviews.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """People and files by national code, file number, mobile, postal code, or name as people spell it."""
    access = request.access  # type: ignore[attr-defined]
    access.require("registry.search")
    text = request.GET.get("q", "").strip()[:80]
    found = queries.search(access, text, on=clock.today()) if text else []
    return render(request, "desk/search.html", {"search_query": text, "found": found})


def file(request: HttpRequest, casefile_id: int) -> HttpResponse:
    """A household's file as one page. Opening it is recorded; outside the own caseload a reason is asked first. To a
    counsellor the open referral is the reason (E-13.3.z)."""
    access = request.access  # type: ignore[attr-defined]
    at = clock.now()
    referred = queries.referred_files(access)
    casefile = queries.casefile(access, casefile_id, referred=referred, at=at)
    try:
        casefiles.open_for_reading(access, casefile, at=at, reason=BY_REFERRAL if casefile.pk in referred else "")
    except ReasonNeeded:
        return redirect("casefiles:reason", casefile.pk)
    page = queries.file_page(access, casefile, at=at)
    return render(request, "desk/file.html", {"casefile": casefile, "file": page, "today": clock.day_of(at)})


def household(request: HttpRequest, household_id: int) -> HttpResponse:
    """From a household to its file, or to its application where it has no file yet."""
    access = request.access  # type: ignore[attr-defined]
    return redirect(queries.page_of_household(access, household_id))
