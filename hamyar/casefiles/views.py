"""Pages of files: the list, the reason before reading, who read what, and handing files over."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions, contacts, forms, queries
from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.wording import STATE_TONES, STATES
from hamyar.guidelines.titles import title
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.values.digits import to_persian
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence

RECORDING = ("visits.record", "casefiles.assign")  # the worker's and the office head's
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def page_of_file(pk: int) -> str:
    """The file's page, where this installation has one."""
    try:
        return reverse("desk:file", args=[pk])
    except NoReverseMatch:
        return reverse("casefiles:list")


def _sent(request: HttpRequest) -> Any:
    """What a form is bound to: everything that was sent, even nothing, but not a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def _access(request: HttpRequest) -> Access:
    return request.access  # type: ignore[attr-defined]


@require_safe
def casefile_list(request: HttpRequest) -> HttpResponse:
    """Files within the user's reach, the newest first, filtered by what stands in the address."""
    access, today = _access(request), clock.today()
    access.require("casefiles.read")
    offices = access.units_where("casefiles.assign")
    workers = org.workers_of(offices[0], on=today) if offices else []
    form = forms.Filter(request.GET, workers=workers)
    rows = queries.casefiles_in_reach(access).select_related("holder", "social_worker")
    if form.is_valid():
        rows = queries.filtered(rows, form.cleaned_data, on=today)
    pages = page_of(rows, request.GET, by=("-pk",))
    lines = [
        {
            "file": row,
            "url": page_of_file(row.pk),
            "state": STATES[row.state],
            "tone": STATE_TONES[row.state],
            "groups": "، ".join(title("target_group", each) for each in row.target_groups),
        }
        for row in pages.rows
    ]
    asked = any(request.GET.get(name) for name in form.fields)
    page = {
        "lines": lines, "pages": pages, "form": form, "filtered": asked, "today": today,
        "own": not access.paths_where("casefiles.read", whole_unit=True),
        "may_assign": access.may("casefiles.assign"), "soon": today + timedelta(days=30),
    }  # fmt: skip
    return render(request, "casefiles/list.html", page)


@READ_AND_WRITE
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Outside the own caseload: why the file is opened. The answer holds for the rest of the day."""
    access, at = _access(request), clock.now()
    casefile = queries.casefile_for(access, pk, at=at)
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = page_of_file(pk)
    if not queries.needs_reason(access, casefile):
        return HttpResponseRedirect(onward, status=303)
    form = forms.Reason(_sent(request))
    if request.method == "POST" and form.is_valid():
        queries.open_for_reading(
            access, casefile, at=at, reason=form.cleaned_data["reason"], kept_words=form.kept_words
        )
        return HttpResponseRedirect(onward, status=303)
    page = {"casefile": casefile, "form": form, "next": onward, "back_url": reverse("casefiles:list")}
    return render(request, "casefiles/reason.html", page, status=422 if form.is_bound else 200)


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Who opened which file of the office, and who tried to."""
    access = _access(request)
    access.require("casefiles.oversee")
    refused = request.GET.get("only") == "refused"
    rows = queries.readings_in_unit(access)
    if refused:
        rows = rows.filter(refused=True)
    pages = page_of(rows, request.GET, by=("-at", "-pk"))
    numbers = queries.numbers_of(pages.rows)
    lines = [
        {"reading": reading, "number": numbers.get(row.subject_id, "")}
        for row, reading in zip(pages.rows, queries.readings(pages.rows), strict=True)
    ]
    tabs = [
        {"title": "همه", "url": reverse("casefiles:readings"), "current": not refused},
        {"title": "تلاش‌های ردشده", "url": f"{reverse('casefiles:readings')}?only=refused", "current": refused},
    ]
    return render(request, "casefiles/readings.html", {"lines": lines, "pages": pages, "tabs": tabs})


@require_safe
def without_contact(request: HttpRequest) -> HttpResponse:
    """Files that nobody has spoken with for longer than the gap, the longest silence first (E-0.a.2.3)."""
    access, today = _access(request), clock.today()
    access.require("casefiles.read")
    offices = access.units_where("casefiles.assign")
    form = forms.WithoutContact(request.GET, workers=org.workers_of(offices[0], on=today) if offices else [])
    asked = form.cleaned_data if form.is_valid() else {}
    rows = contacts.without_contact(access, asked, on=today).select_related("holder", "social_worker")
    pages = page_of(rows, request.GET, by=("contact_since", "pk"))
    lines = [
        {"file": row, "days": (today - row.contact_since).days, "url": page_of_file(row.pk)}  # type: ignore[attr-defined]
        for row in pages.rows
    ]
    page = {
        "lines": lines, "pages": pages, "form": form, "filtered": any(asked.values()), "today": today,
        "gap_days": contacts.gap_on(today).days,
    }  # fmt: skip
    return render(request, "casefiles/without_contact.html", page)


@READ_AND_WRITE
def contact_log(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact log of a file, and another line of it by its worker or the office head (E-0.a.2.3)."""
    access, at = _access(request), clock.now()
    casefile = queries.casefile_for(access, pk, at=at)
    may_record = any(access.may(each) for each in RECORDING)
    if request.method == "POST" and not may_record:
        raise NotPermitted(permission=RECORDING[0])
    if queries.needs_reason(access, casefile):
        onward = urlencode({"next": request.path})
        return HttpResponseRedirect(f"{reverse('casefiles:reason', args=[pk])}?{onward}", status=303)
    today = clock.day_of(at)
    form = forms.Contacted(_sent(request), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_contact(
                casefile=casefile, on=said["on"], source=ContactSource(said["source"]), note=said["note"],
                by=Actor.staff(access.user), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "تماس ثبت شد.")
            return HttpResponseRedirect(reverse("casefiles:contacts", args=[pk]), status=303)
    queries.open_for_reading(access, casefile, at=at)
    pages = page_of(contacts.log_of(casefile), request.GET, by=("-on", "-pk"))
    page = {
        "casefile": casefile, "form": form, "contacts": contacts.lines(pages.rows), "pages": pages, "today": today,
        "gap_days": contacts.gap_on(today).days, "next_on": contacts.next_contact_on(casefile, on=today),
        "may_record": may_record, "back_url": page_of_file(pk),
    }  # fmt: skip
    return render(request, "casefiles/contacts.html", page, status=422 if form.is_bound else 200)


@READ_AND_WRITE
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one file to another worker of the office."""
    access, at = _access(request), clock.now()
    access.require("casefiles.assign")
    casefile = queries.casefile_for(access, pk, at=at)
    workers = [each for each in org.workers_of(casefile.unit, on=access.on) if each.pk != casefile.social_worker_id]
    form = forms.Reassign(_sent(request), workers=workers)
    if request.method == "POST" and form.is_valid():
        chosen = next(each for each in workers if each.pk == form.cleaned_data["worker"])
        try:
            actions.reassign(
                casefile=casefile, worker=chosen, reason=form.cleaned_data["reason"], by=Actor.staff(access.user), at=at
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, f"پرونده و کارهای باز آن به {chosen} سپرده شد.")
            return HttpResponseRedirect(page_of_file(pk), status=303)
    page = {"casefile": casefile, "form": form, "back_url": page_of_file(pk)}
    return render(request, "casefiles/reassign.html", page, status=422 if form.is_bound else 200)


@READ_AND_WRITE
def reassign_caseload(request: HttpRequest) -> HttpResponse:
    """Give every open file of a worker who leaves to a successor."""
    access, at = _access(request), clock.now()
    access.require("casefiles.assign")
    unit = access.units_where("casefiles.assign")[0]
    loads = queries.caseloads(unit, on=access.on)
    workers = list(org.workers_of(unit, on=access.on))
    form = forms.ReassignCaseload(_sent(request), leaving=[load.worker for load in loads], workers=workers)
    if request.method == "POST" and form.is_valid():
        people: dict[int, Any] = {each.pk: each for each in [*workers, *(load.worker for load in loads)]}
        leaving, successor = people[form.cleaned_data["worker"]], people[form.cleaned_data["successor"]]
        try:
            files = actions.reassign_caseload(
                worker=leaving, successor=successor, unit=unit, reason=form.cleaned_data["reason"],
                by=Actor.staff(access.user), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            said = f"{to_persian(len(files))} پرونده از {leaving} به {successor} سپرده شد."
            messages.success(request, said)
            return HttpResponseRedirect(reverse("casefiles:reassign_caseload"), status=303)
    page = {"form": form, "loads": loads, "unit": unit, "back_url": reverse("casefiles:list")}
    return render(request, "casefiles/reassign_caseload.html", page, status=422 if form.is_bound else 200)
