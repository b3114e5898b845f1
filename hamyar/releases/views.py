"""The law on screen: register, clauses, parameters and Table 1, open to every member of staff."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hamyar.guidelines.regulations import regulations
from hamyar.org import clock
from hamyar.releases import forms, queries
from hamyar.web.paging import part_of

SECTIONS = (
    ("releases:clauses", "بندها"),
    ("releases:parameters", "پارامترها"),
    ("releases:table", "جدول امتیاز"),
    ("releases:register", "شناسنامهٔ ضوابط"),
)


def register(request: HttpRequest) -> HttpResponse:
    """The two regulations with number, date, basis and what they replaced, and the release in force."""
    today = clock.today()
    return render(
        request,
        "releases/register.html",
        {
            "tabs": _tabs("releases:register"), "regulations": regulations(), "rules": queries.rules_on(today),
            "counts": queries.counts(), "today": today,
        },
    )  # fmt: skip


def clauses(request: HttpRequest) -> HttpResponse:
    """All clauses, narrowed by part, kind, force and words."""
    form = forms.ClauseFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.clauses(
        part=asked.get("part", ""), kind=asked.get("kind", ""), force=asked.get("force", ""), text=asked.get("q", "")
    )
    pages = part_of(found, request.GET, size=40)
    return render(
        request,
        "releases/clauses.html",
        {
            "tabs": _tabs("releases:clauses"), "form": form, "pages": pages, "found": len(found),
            "lines": [queries.clause_line(each) for each in pages.rows],
            "narrowed": any(asked.values()), "counts": queries.counts(),
        },
    )  # fmt: skip


def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause with everything that stands on it."""
    page = queries.clause_page(clause_id, on=clock.today())
    if page is None:
        raise Http404
    return render(request, "releases/clause.html", {"page": page, "clause": page.line.clause})


def parameters(request: HttpRequest) -> HttpResponse:
    """Every number and choice of the rules, with its origin, its owner and its history."""
    form = forms.ParameterFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    subjects = queries.subjects(
        on=clock.today(), origin=asked.get("origin", ""), level=asked.get("level", ""), text=asked.get("q", "")
    )
    return render(
        request,
        "releases/parameters.html",
        {
            "tabs": _tabs("releases:parameters"), "form": form, "subjects": subjects, "narrowed": any(asked.values()),
            "found": sum(len(subject.parameters) for subject in subjects),
        },
    )  # fmt: skip


def table(request: HttpRequest) -> HttpResponse:
    """Table 1 as it holds today."""
    today = clock.today()
    return render(
        request,
        "releases/table.html",
        {"tabs": _tabs("releases:table"), "table": queries.table_on(today), "rules": queries.rules_on(today)},
    )


def _tabs(current: str) -> list[dict[str, Any]]:
    return [{"title": title, "url": reverse(name), "current": name == current} for name, title in SECTIONS]
