"""Pages of visits: the planner, one visit, the visits of an application, the route sheet."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from hamyar.audit.actor import Actor
from hamyar.documents import actions as documents
from hamyar.documents import queries as documents_queries
from hamyar.inquiries import queries as inquiries
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.registry import queries as registry
from hamyar.values import jalali
from hamyar.values.refusal import Refusal
from hamyar.visits import actions, forms, queries, wording
from hamyar.visits import feedback as answers
from hamyar.visits.domain import MOVES, Announcement, Met, ReasonsNeeded, Risk, VisitKind, VisitState
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.visits")
EARLIEST, LATEST = date(1990, 1, 1), date(2090, 1, 1)


def access_of(request: HttpRequest, *permissions: str) -> Access:
    """The reader's roles; one of the permissions is enough. Raises NotPermitted."""
    access: Access = request.access  # type: ignore[attr-defined]
    if not any(access.may(each) for each in permissions):
        raise NotPermitted(permission=permissions[0])
    return access


def start_of_week(request: HttpRequest) -> date:
    """The Saturday of the week asked for, or of this week."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = clock.today()
    return queries.start_of_week(min(max(day, EARLIEST), LATEST))


def worker_asked(request: HttpRequest) -> int | None:
    asked = request.GET.get("worker", "")
    return int(asked) if asked.isdigit() and len(asked) < 10 else None


def planner(request: HttpRequest) -> HttpResponse:
    """The week's visits, what is due by week and area, and what was left behind (E-9.0)."""
    access = access_of(request, "visits.record", "visits.review")
    start_on, worker_id, today = start_of_week(request), worker_asked(request), clock.today()
    offices = access.units_where("visits.review")
    form = forms.Proposed(request.GET, workers=org.workers_of(offices[0], on=today) if offices else [])
    waiting = queries.waiting(access, form.asked, worker_id=worker_id, on=today)
    pages = page_of(waiting, request.GET, by=("due_on", "pk"), size=60)
    rows = queries.of_week(access, start_on=start_on, worker_id=worker_id)
    days = [(start_on + timedelta(days=number)) for number in range(7)]
    week = [(day, [row for row in rows if clock.day_of(row.appointment_at) == day]) for day in days]  # type: ignore[arg-type]
    context = {
        "week": week,
        "start_on": start_on,
        "end_on": days[-1],
        "previous": (start_on - timedelta(days=7)).isoformat(),
        "following": (start_on + timedelta(days=7)).isoformat(),
        "form": form,
        "pages": pages,
        "weeks": queries.by_week(pages.rows, on=today),
        "filtered": any(request.GET.get(name) for name in ("until", "kind", "area", "worker")),
        "left_behind": queries.left_behind(access, at=clock.now()),
        "worker_id": worker_id,
        "today": today,
        "oversees": access.may("visits.review"),
    }
    return render(request, "visits/planner.html", context)


def route_sheet(request: HttpRequest) -> HttpResponse:
    """A sheet to take along: the visits of one day in their order, with address and companion."""
    access = access_of(request, "visits.record", "visits.review")
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = clock.today()
    day = min(max(day, EARLIEST), LATEST)
    rows = queries.of_week(access, start_on=day, worker_id=worker_asked(request))
    visits = [row for row in rows if row.appointment_at and clock.day_of(row.appointment_at) == day and row.is_open]
    back = reverse("visits:planner")
    return render(
        request, "visits/route_sheet.html", {"visits": visits, "day": day, "today": clock.today(), "back_url": back}
    )


def exceptions(request: HttpRequest) -> HttpResponse:
    """How often soft rules were not kept in the year (E-9.j, E-9.d, E-9.b, E-7.2, E-13.3.hh.1, E-9.h.2)."""
    access = access_of(request, "visits.review", "obligations.oversee")
    since = jalali.start_of_year(jalali.year_of(clock.today()))
    counted = dict(queries.exceptions_report(access, since=since))
    rows = [(rule, text, counted.get(rule, 0)) for rule, text in wording.SOFT_RULES.items()]
    return render(request, "visits/exceptions.html", {"rows": rows, "since": since, "today": clock.today()})


def feedback(request: HttpRequest) -> HttpResponse:
    """What families said after visits, for the office head: answers one by one, and counts by worker (E-9.a.1)."""
    access = access_of(request, "visits.review")
    since = jalali.add_months(clock.today(), -12)
    counts = answers.counts_by_worker(access, since=since)
    form = forms.FeedbackFilter(request.GET, workers=[each.worker for each in counts])
    asked = form.cleaned_data if form.is_valid() else {}
    pages = page_of(answers.answers_for(access, asked), request.GET, by=("-answered_at", "-pk"))
    lines = [
        {"row": row, "told": wording.TOLD[row.told], "respect": wording.RESPECT[row.respect]} for row in pages.rows
    ]
    context = {
        "counts": counts, "form": form, "pages": pages, "lines": lines, "since": since, "filtered": any(asked.values()),
        "back_url": reverse("visits:planner"),
    }  # fmt: skip
    return render(request, "visits/feedback.html", context)


def for_application(request: HttpRequest, pk: int) -> HttpResponse:
    """The visits of an application; the open one leads on to its own page."""
    access = access_of(request, "visits.record", "visits.review")
    application = queries.application_for(access, pk)
    on = clock.today()
    ready = inquiries.ready_for_visit(application.household, on=on)  # type: ignore[arg-type]
    context = {
        "application": application,
        "visits": list(queries.of_application(application)),
        "open_visit": queries.open_visit_of(application),
        "ready": ready,
        "may_open": access.may("visits.record") and application.state in actions.UNDER_WAY,
        "today": on,
    }
    return render(request, "visits/for_application.html", context)


@require_POST
def open_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the admission visit of an application due; it is then planned on its own page."""
    access = access_of(request, "visits.record")
    application = queries.application_for(access, pk)
    try:
        visit = actions.open_visit(
            household=application.household,  # type: ignore[arg-type]
            application=application,
            kind=VisitKind.ADMISSION,
            due_on=clock.day_of(application.due_at),  # type: ignore[arg-type]
            by=Actor.staff(request.user),
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, refused("open", refusal, application=pk))
        return _see(reverse("visits:for_application", args=[pk]))
    return _see(reverse("visits:visit", args=[visit.pk]))


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: what is known of it, and the forms of what may happen next."""
    access = access_of(request, "visits.record", "visits.review")
    return _page(request, access, queries.visit_for(access, pk))


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "visits.record")
    row = queries.visit_for(access, pk)
    workers = queries.workers_to_choose(row.unit, household=row.household, own=_own(row), on=clock.today())
    form = forms.Plan(request.POST, workers=workers)
    if form.is_valid():
        chosen = next(worker for worker in workers if worker.pk == form.cleaned_data["worker"])
        try:
            actions.plan_visit(
                visit=row, worker=chosen, appointment_at=form.appointment_at, companion=form.cleaned_data["companion"],
                reasons=form.reasons, by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except ReasonsNeeded as refusal:
            form.ask_reasons(refusal.rules)
        except Refusal as refusal:
            form.add_error(None, refused("plan", refusal, visit=pk))
        else:
            return _done(request, pk, "بازدید برنامه‌ریزی شد. اکنون زمان را به خانواده اعلام کنید.")
    return _page(request, access, row, status=422, plan=form)


@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "visits.record")
    row = queries.visit_for(access, pk)
    form = forms.Announce(request.POST)
    if form.is_valid():
        try:
            how = Announcement(form.cleaned_data["how"])
            actions.announce(visit=row, how=how, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("announce", refusal, visit=pk))
        else:
            return _done(request, pk, "زمان بازدید به خانواده اعلام شد.")
    return _page(request, access, row, status=422, announce=form)


@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "visits.record")
    row = queries.visit_for(access, pk)
    form = forms.Record(request.POST, rules=queries.rules_for_recording(row, on=clock.today()))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_done(
                visit=row, met=Met(said["met"]), findings=said["findings"], risk=Risk(said["risk"]),
                next_step=said["next_step"], done_at=form.done_at, reasons=form.reasons, by=Actor.staff(request.user),
                at=clock.now(),
            )  # fmt: skip
        except ReasonsNeeded as refusal:
            form.ask_reasons(refusal.rules)
        except Refusal as refusal:
            form.add_error(None, refused("record", refusal, visit=pk))
        else:
            return _done(request, pk, "بازدید ثبت شد.")
    return _page(request, access, row, status=422, record=form)


@require_POST
def not_at_home(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "visits.record")
    row = queries.visit_for(access, pk)
    form = forms.NotAtHome(request.POST)
    if form.is_valid():
        again_on = form.cleaned_data["again_on"]
        try:
            actions.not_at_home(visit=row, again_on=again_on, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("not_at_home", refusal, visit=pk))
        else:
            return _done(request, pk, "ثبت شد. با «برنامه‌ریزی دوباره» نوبت تازه بگذارید.")
    return _page(request, access, row, status=422, not_at_home=form)


@require_POST
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "visits.record")
    row = queries.visit_for(access, pk)
    form = forms.Postpone(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.postpone(visit=row, reason=reason, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("postpone", refusal, visit=pk))
        else:
            return _done(request, pk, "بازدید به فهرست «در انتظار برنامه‌ریزی» برگشت.")
    return _page(request, access, row, status=422, postpone=form)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "visits.review")
    row = queries.visit_for(access, pk)
    try:
        actions.review(visit=row, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refused("review", refusal, visit=pk))
        return _see(reverse("visits:visit", args=[pk]))
    return _done(request, pk, "ثبت شد که گزارش این بازدید را خوانده‌اید.")


@require_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload what was seen (E-13.3.hh.1, A-65): a picture or a file, never paper."""
    access = access_of(request, "visits.record")
    row = queries.visit_for(access, pk)
    form = forms.Evidence(request.POST, request.FILES)
    if form.is_valid():
        try:
            documents.upload(
                file=form.cleaned_data["file"], kind="visit_evidence", subject=row, unit_path=row.unit_path,
                reason=form.cleaned_data["reason"], by=Actor.staff(request.user), at=clock.now(), requested_by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("evidence", refusal, visit=pk))
        else:
            return _done(request, pk, "مدرک بارگذاری شد.")
    return _page(request, access, row, status=422, evidence=form)


def _own(row: Any) -> Any:
    if row.application is not None and row.application.social_worker_id:
        return row.application.social_worker
    return row.casefile.social_worker if row.casefile is not None else None


def _proposed(row: Any, *, at: datetime) -> dict[str, Any]:
    """The appointment that the form offers: tomorrow at ten, today when the visit is due today, never a time that is past
    nor, of a year's rounds, one that lies too near to the last (E-9.h.2)."""
    on, now = clock.day_of(at), f"{timezone.localtime(at):%H:%M}"
    wanted = row.again_on or (on if row.due_on == on else on + timedelta(days=1))
    day = max(wanted, on, queries.spaced_from(row) or on)
    left = [hour for hour, _title in forms.HOURS if day > on or hour > now]
    if not left:
        day, left = day + timedelta(days=1), ["10:00"]
    return {"on": day, "hour": "10:00" if "10:00" in left else left[0]}


def _page(request: HttpRequest, access: Access, row: Any, *, status: int = 200, **bound: Form) -> HttpResponse:
    """The page of a visit; ``bound``: the form that was refused, by the name of its step."""
    at = clock.now()
    on = clock.day_of(at)
    steps = MOVES[VisitState(row.state)] if access.may("visits.record") and row.lapsed_at is None else set()
    here = clock.day_of(row.appointment_at) if row.appointment_at else on
    seen = registry.snapshot(row.household, on=on)
    shown: dict[str, Form] = {}
    if VisitState.PLANNED in steps:
        workers = queries.workers_to_choose(row.unit, household=row.household, own=_own(row), on=on)
        rules = queries.rules_for_planning(row.household, worker=workers[0], companion="", on=on) if workers else ()
        shown["plan"] = forms.Plan(workers=workers, rules=rules, initial=_proposed(row, at=at))
        if workers and (own := _own(row)) is not None and workers[0].pk != own.pk:
            shown["plan"].fields["worker"].help_text = wording.WOMAN_PROPOSED
    if VisitState.ANNOUNCED in steps:
        shown["announce"] = forms.Announce()
    if VisitState.DONE in steps:
        hour = f"{timezone.localtime(row.appointment_at):%H:%M}" if row.appointment_at else "10:00"
        rules = queries.rules_for_recording(row, on=on, seen=seen)
        shown["record"] = forms.Record(rules=rules, initial={"on": min(here, on), "hour": hour, "risk": "none"})
        shown["evidence"] = forms.Evidence()
    if VisitState.NOT_HOME in steps:
        shown["not_at_home"] = forms.NotAtHome(initial={"again_on": min(on + timedelta(days=2), max(row.due_on, on))})
    if VisitState.DUE in steps:
        shown["postpone"] = forms.Postpone()
    events = list(row.events.order_by("pk"))
    names = org.names_of(event.by_label for event in events)
    context = {
        "visit": row,
        "place": queries.place_of(row, seen),
        "spaced_from": queries.spaced_from(row) if row.is_open else None,
        "forms": {**shown, **bound},
        "opened": next(iter(bound), ""),
        "events": [
            {"at": event.at, "title": wording.STATES[event.to_state], "text": event.reason, "by": names[event.by_label]}
            for event in reversed(events)
        ],
        "exceptions": [(each, wording.SOFT_RULES[each.clause]) for each in row.exceptions.order_by("pk")],
        "evidence": list(documents_queries.about(row)),
        "ready": row.application is None or inquiries.ready_for_visit(row.household, on=on, seen=seen),
        "may_review": access.may("visits.review") and VisitState.REVIEWED in MOVES[VisitState(row.state)],
        "today": on,
    }
    return render(request, "visits/visit.html", context, status=status)


def refused(what: str, refusal: Refusal, **ids: Any) -> str:
    """Log a refusal by its code and give its sentence."""
    log.info("visit.refused", extra={"what": what, "code": refusal.code, **ids})
    return sentence(refusal)


def _done(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return _see(reverse("visits:visit", args=[pk]))


def _see(url: str) -> HttpResponse:
    response = redirect(url)
    response.status_code = 303
    return response
