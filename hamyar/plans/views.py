"""Pages of plans: accepting with a plan, one plan, its services, packages."""

import logging
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.assessment import queries as assessment
from hamyar.assessment.decision_views import decision_page
from hamyar.assessment.forms import AcceptForm
from hamyar.audit.actor import Actor
from hamyar.guidelines.titles import choices
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.plans import actions, forms, packaging, queries, sectors, wording
from hamyar.plans.domain import MOVES, OPEN_ITEMS, Announcement, Outcome, PlanState
from hamyar.registry import queries as registry
from hamyar.values import jalali
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.plans")
READING = ("plans.draft", "casefiles.read", "plans.employment")


def access_of(request: HttpRequest, *permissions: str) -> Access:
    """The reader's roles; one of the permissions is enough. Raises NotPermitted."""
    access: Access = request.access  # type: ignore[attr-defined]
    if not any(access.may(each) for each in permissions):
        raise NotPermitted(permission=permissions[0])
    return access


def refused(what: str, refusal: Refusal, **ids: Any) -> str:
    """Log a refusal by its code and give its sentence."""
    log.info("plan.refused", extra={"what": what, "code": refusal.code, **ids})
    return sentence(refusal)


def _see(name: str, *args: Any) -> HttpResponse:
    response = redirect(reverse(name, args=args))
    response.status_code = 303
    return response


def _done(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return _see("plans:plan", pk)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an application and open the draft of its plan (E-13.3.a, E-7.3.v.1). Refusals stand on the decision page."""
    access = access_of(request, "assessment.decide")
    application = assessment.application_for(access, pk)
    if not assessment.is_responsible(access, application):
        raise Http404
    if application.outcome == "accepted":  # the button was pressed twice
        found = next(iter(queries.plans_of(application.household)), None)  # type: ignore[arg-type]
        return _see("plans:plan", found.pk) if found else _see("assessment:decision", pk)
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            plan = actions.accept_with_plan(
                application=application, **form.cleaned_data, by=Actor.staff(request.user), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refused("accept", refusal, application=pk))
        else:
            return _done(request, plan.pk, "خانوار پذیرفته شد. اکنون برنامهٔ کمکی را کامل کنید.")
    return decision_page(request, access, application, status=422, accept=form)


@require_POST
def draft(request: HttpRequest, casefile_pk: int) -> HttpResponse:
    """A new plan for a file whose former plan has ended (E-D.25: a renewal is a new decision)."""
    access = access_of(request, "plans.draft")
    casefile = queries.casefile_for(access, casefile_pk)
    before = next(iter(queries.plans_of(casefile.household)), None)
    try:
        plan = actions.draft(casefile=casefile, renews=before, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refused("draft", refusal, casefile=casefile_pk))
        return _see("plans:plan", before.pk) if before else _see("desk:file", casefile_pk)
    return _done(request, plan.pk, "پیش‌نویس برنامهٔ تازه باز شد.")


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, *READING)
    return _page(request, access, queries.plan_for(access, pk))


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the duty of a service leads: its place on the plan's page."""
    access = access_of(request, *READING)
    row = queries.item_for(access, pk)
    response = redirect(reverse("plans:plan", args=[row.plan_id]) + f"#item-{pk}")
    return response


def _page(request: HttpRequest, access: Access, row: Any, *, status: int = 200, **bound: Form) -> HttpResponse:
    on = clock.today()
    own = queries.may_work_on(access, row)
    state = PlanState(row.state)
    steps = MOVES[state] if own else set()
    shown: dict[str, Form] = {}
    if own and state == PlanState.DRAFT:
        shown["goals"] = forms.Goals(
            initial={"goals": "\n".join(row.goals), "independence_goal": row.independence_goal}
        )
        shown["item"] = _item_form(row, on=on)
        shown["approve"] = forms.Approve()
    if PlanState.ANNOUNCED in steps:
        shown["announce"] = forms.Announce()
    if PlanState.CLOSED in steps:
        shown["close"] = forms.Close()
    if PlanState.STOPPED in steps:
        shown["stop"] = forms.Reason(name="stop")
    if state == PlanState.REVIEW_DUE and own:
        shown["go_on"] = forms.Reason(name="go_on")
    acted_on = bound.pop("item_form", None)
    events = list(row.events.order_by("pk"))
    names = org.names_of(event.by_label for event in events)
    context = {
        "plan": row,
        "items": [
            {
                "row": each,
                "late": (each.state in OPEN_ITEMS and bool(each.follow_up_on and each.follow_up_on < on)) or _over(each, on),
                "follow_ups": list(reversed(list(each.follow_ups.all()))),
                "form": acted_on if acted_on is not None and request.POST.get("for_item") == str(each.pk)
                else forms.FollowUp(name=f"follow_{each.pk}", initial={"progress": each.progress}),
                "open": each.state in OPEN_ITEMS,
            }
            for each in row.items.all()
        ],
        "forms": {**shown, **bound},
        "opened": next(iter(bound), ""),
        "own": own,
        "may_approve": own and state == PlanState.DRAFT,
        "may_start": own and PlanState.RUNNING in steps and state == PlanState.ANNOUNCED,
        "may_renew": own and state in (PlanState.CLOSED, PlanState.STOPPED) and queries.live_plan_of(row.casefile) is None,
        "running": state in (PlanState.RUNNING, PlanState.REVIEW_DUE),
        "events": [
            {"at": event.at, "title": wording.STATES[event.to_state], "text": event.reason, "by": names[event.by_label]}
            for event in reversed(events)
        ],
        "source_label": wording.ORIGINS["default"],
        "today": on,
        "services": queries.services_allowed(row, on=on),
    }  # fmt: skip
    return render(request, "plans/plan.html", context, status=status)


def _over(item: Any, on: Any) -> bool:
    return item.state in OPEN_ITEMS and item.to_on <= on


def _item_form(row: Any, data: Any = None, *, on: Any) -> forms.Item:
    members = [(each.person_id, each.person.full_name) for each in registry.members_of(row.household, on)]
    last = min(jalali.add_months(row.from_on, 6), row.to_on)
    return forms.Item(
        data, services=queries.services_allowed(row, on=on), packages=queries.packages(on=on),
        needs=queries.needs_of(row.questionnaire), members=members, initial={"from_on": row.from_on, "to_on": last},
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> tuple[Access, Any]:
    access = access_of(request, "plans.draft")
    row = queries.plan_for(access, pk)
    if not queries.may_work_on(access, row):
        raise Http404
    return access, row


@require_POST
def goals(request: HttpRequest, pk: int) -> HttpResponse:
    access, row = _own(request, pk)
    form = forms.Goals(request.POST)
    if form.is_valid():
        try:
            actions.set_goals(
                plan=row, goals=form.goal_list, independence_goal=form.cleaned_data["independence_goal"],
                by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("goals", refusal, plan=pk))
        else:
            return _done(request, pk, "هدف‌ها ذخیره شد.")
    return _page(request, access, row, status=422, goals=form)


@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    access, row = _own(request, pk)
    on = clock.today()
    form = _item_form(row, request.POST, on=on)
    if form.is_valid():
        said = dict(form.cleaned_data)
        package = next((each for each in queries.packages(on=on) if each.pk == said.pop("package")), None)
        members = {each.person_id: each.person for each in registry.members_of(row.household, on)}
        try:
            actions.add_item(
                plan=row, package=package, person=members.get(said.pop("person") or 0), by=Actor.staff(request.user),
                at=clock.now(), **said,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("add_item", refusal, plan=pk))
        else:
            return _done(request, pk, "خدمت به برنامه افزوده شد.")
    return _page(request, access, row, status=422, item=form)


@require_POST
def remove_item(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "plans.draft")
    row = queries.item_for(access, pk)
    _own(request, row.plan_id)
    try:
        actions.remove_item(item=row, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refused("remove_item", refusal, item=pk))
        return _see("plans:plan", row.plan_id)
    return _done(request, row.plan_id, "خدمت از برنامه برداشته شد.")


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    access, row = _own(request, pk)
    form = forms.Approve(request.POST, shown=[*row.goals, *(each.quantity for each in row.items.all())])
    if PlanState(row.state) == PlanState.DRAFT and not form.is_valid():
        return _page(request, access, row, status=422, approve=form)
    try:
        actions.approve(plan=row, kept_words=form.kept_words, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refused("approve", refusal, plan=pk))
        return _see("plans:plan", pk)
    return _done(request, pk, "برنامه تأیید شد. اکنون آن را به خانوار اعلام کنید.")


@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    access, row = _own(request, pk)
    form = forms.Announce(request.POST)
    if form.is_valid():
        try:
            actions.announce(
                plan=row, how=Announcement(form.cleaned_data["how"]), by=Actor.staff(request.user), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refused("announce", refusal, plan=pk))
        else:
            return _done(request, pk, "برنامه به خانوار اعلام شد.")
    return _page(request, access, row, status=422, announce=form)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    _access, row = _own(request, pk)
    try:
        actions.start(plan=row, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refused("start", refusal, plan=pk))
        return _see("plans:plan", pk)
    return _done(request, pk, "برنامه آغاز شد.")


@require_POST
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "plans.draft")
    row = queries.item_for(access, pk)
    _access, plan_row = _own(request, row.plan_id)
    form = forms.FollowUp(request.POST, name=f"follow_{pk}")
    if form.is_valid():
        try:
            actions.follow_up(item=row, **form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("follow_up", refusal, item=pk))
        else:
            return _done(request, row.plan_id, "پیگیری ثبت شد.")
    return _page(request, access, plan_row, status=422, item_form=form)


@require_POST
def end_item(request: HttpRequest, pk: int) -> HttpResponse:
    """The service has done what it was for, or is stopped before its time; the button says which."""
    access = access_of(request, "plans.draft")
    row = queries.item_for(access, pk)
    _own(request, row.plan_id)
    form = forms.EndItem(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    act = actions.stop_item if request.POST.get("how") == "stop" else actions.finish_item
    try:
        act(item=row, note=note, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refused("end_item", refusal, item=pk))
        return _see("plans:plan", row.plan_id)
    return _done(request, row.plan_id, "ثبت شد.")


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    access, row = _own(request, pk)
    form = forms.Close(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.close(
                plan=row, outcome=Outcome(said["outcome"]), satisfaction=said["satisfaction"], note=said["note"],
                by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("close", refusal, plan=pk))
        else:
            return _done(request, pk, "برنامه با نتیجه و رضایت خانوار پایان یافت.")
    return _page(request, access, row, status=422, close=form)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    access, row = _own(request, pk)
    form = forms.Reason(request.POST, name="stop")
    if form.is_valid():
        try:
            actions.stop(plan=row, **form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("stop", refusal, plan=pk))
        else:
            return _done(request, pk, "برنامه متوقف شد.")
    return _page(request, access, row, status=422, stop=form)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    access, row = _own(request, pk)
    form = forms.Reason(request.POST, name="go_on")
    if form.is_valid():
        try:
            actions.continue_plan(plan=row, **form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("go_on", refusal, plan=pk))
        else:
            return _done(request, pk, "برنامه با خدمت‌های مانده ادامه می‌یابد.")
    return _page(request, access, row, status=422, go_on=form)


@require_http_methods(["GET", "POST"])
def follow_ups(request: HttpRequest, casefile_pk: int) -> HttpResponse:
    """Education of pupils and work of capable members after admission, with their log (E-14)."""
    access = access_of(request, *READING)
    casefile = queries.casefile_to_read(access, casefile_pk)
    own = access.may("plans.draft") and casefile.social_worker_id in access.caseload_of
    rows = sectors.followed(casefile, on=clock.today())
    asked = (request.POST.get("person", ""), request.POST.get("sector", ""))
    form = forms.SectorNote(request.POST, name=f"{asked[1]}_{asked[0]}") if request.method == "POST" else None
    if form is not None:
        chosen = next((row for row in rows if (str(row.person.pk), str(row.sector)) == asked), None)
        if chosen is None or not own:
            raise Http404
        if form.is_valid():
            try:
                sectors.log(
                    casefile=casefile, person=chosen.person, sector=chosen.sector, note=form.cleaned_data["note"],
                    by=Actor.staff(request.user), at=clock.now(),
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(None, refused("sector", refusal, casefile=casefile_pk))
            else:
                messages.success(request, "پیگیری ثبت شد و نوبت بعد در کارهای شما آمد.")
                return _see("plans:follow_ups", casefile_pk)
    entries = [
        {
            "row": row,
            "form": form
            if form is not None and (str(row.person.pk), str(row.sector)) == asked
            else forms.SectorNote(name=f"{row.sector}_{row.person.pk}"),
        }
        for row in rows
    ]
    context = {"casefile": casefile, "entries": entries, "own": own, "today": clock.today()}
    return render(request, "plans/follow_ups.html", context, status=422 if form is not None else 200)


def late(request: HttpRequest) -> HttpResponse:
    """Services whose follow-up or end has passed, for worker and office head (E-13.3.v)."""
    access = access_of(request, "plans.draft", "casefiles.read")
    on = clock.today()
    pages = page_of(queries.late_items(access, on=on), request.GET, by=("to_on", "pk"), size=25)
    return render(request, "plans/late.html", {"rows": pages.rows, "pages": pages, "today": on})


@require_http_methods(["GET", "POST"])
def packages(request: HttpRequest) -> HttpResponse:
    """The packages that plans may hold, kept by the specialised departments (E-11.2.a)."""
    access_of(request, "plans.define_packages")
    form = forms.Package(request.POST or None, services=choices("service"))
    if request.method == "POST" and form.is_valid():
        try:
            packaging.define_package(**form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("package", refusal))
        else:
            messages.success(request, "بسته ثبت شد.")
            return _see("plans:packages")
    rows = queries.packages(on=clock.today())
    return render(
        request, "plans/packages.html", {"form": form, "rows": rows, "today": clock.today()},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_POST
def end_package(request: HttpRequest, pk: int) -> HttpResponse:
    access_of(request, "plans.define_packages")
    row = next((each for each in queries.packages(on=clock.today()) if each.pk == pk), None)
    if row is None:
        raise Http404
    packaging.end_package(package=row, by=Actor.staff(request.user), at=clock.now())
    messages.success(request, f"بستهٔ «{row.title}» دیگر پیشنهاد نمی‌شود.")
    return _see("plans:packages")
