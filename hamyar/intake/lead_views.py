"""Pages of the staff about leads: the list, the form, one lead, its steps, who reported, counts by area."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.intake import actions, forms, lead_forms, lead_queries, lead_steps, queries, wording
from hamyar.intake.domain import CHARITIES, Dismissal, Indicator, LeadOrigin, OfficeNeeded, ReferrerType, spoken_number
from hamyar.intake.steps import address
from hamyar.intake.views import access_of, refused, see_other
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of

FINDING = ("intake.find", "intake.refer")
FOLLOWING, HEADING = ("intake.handle", "intake.assign"), ("intake.assign",)
ABOUT = ("postal_code", "area_title", "address", "note", "given_name", "family_name", "national_code", "mobile")
PERIODS = {"90": "سه ماه گذشته", "365": "یک سال گذشته", "": "از آغاز"}


@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """The leads that the reader may list, the oldest of the open ones first."""
    access = access_of(request, *FINDING)
    on = clock.today()
    heads = access.may("intake.assign")
    workers = None
    if heads:
        workers = [each for unit in access.units_where("intake.assign") for each in org.workers_of(unit, on=on)]
    names = {"standing", "state", "origin", "worker"}
    asked = request.GET if request.GET.keys() & names else {"standing": "open"}
    chosen = lead_forms.LeadFilter(asked, works=access.may("intake.handle"), workers=workers)
    picked: dict[str, Any] = chosen.cleaned_data if chosen.is_valid() else {}
    rows = lead_queries.listed(
        access, standing=picked.get("standing", ""), state=picked.get("state", ""), origin=picked.get("origin", ""),
        worker=int(picked["worker"]) if picked.get("worker") else None,
    )  # fmt: skip
    closed = picked.get("standing") == "closed"
    pages = page_of(rows, request.GET, by=("-found_on", "-pk") if closed else ("found_on", "pk"), size=25)
    shown = [
        {
            "row": row, "state": wording.LEAD_STATES[row.state], "tone": wording.LEAD_TONES[row.state],
            "origin": wording.ORIGINS[row.origin], "indicator": wording.INDICATORS[row.indicator],
        }
        for row in pages.rows
    ]  # fmt: skip
    return render(
        request, "intake/leads.html",
        {
            "shown": shown, "pages": pages, "filter": chosen, "filtered": asked is request.GET,
            "waiting": lead_queries.waiting_for_head(access), "heads": heads,
            "may_import": access.may("intake.import_leads"), "may_count": access.may("intake.coverage"),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_lead(request: HttpRequest) -> HttpResponse:
    """A worker keeps whom the field has shown (E-1.1.1); who refers names somebody without filling a whole request."""
    access = access_of(request, *FINDING)
    at = clock.now()
    finds, own = access.may("intake.find"), _own_referrer(access)
    options: dict[str, Any] = {
        "origins": (LeadOrigin.FIELD, LeadOrigin.REFERRAL) if finds else (LeadOrigin.REFERRAL,),
        "asks_referrer": not own, "initial": {"found_on": clock.day_of(at)},
    }  # fmt: skip
    if "office" in request.POST:
        options["offices"] = org.offices(on=clock.day_of(at))
    form = lead_forms.NewLead(request.POST or None, **options)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        office = queries.office_named(given.get("office"), on=clock.day_of(at))
        try:
            row = actions.record_lead(
                origin=LeadOrigin(given["origin"]), indicator=Indicator(given["indicator"]), found_on=given["found_on"],
                about={name: given[name] for name in ABOUT}, found_by=access.user,
                office=office or next(iter(access.units_where("intake.find")), None),
                form_key=forms.form_key(request.POST.get("form_key", "")), by=Actor.staff(access.user), at=at,
                **(own or _referrer(given)),
            )  # fmt: skip
        except OfficeNeeded as refusal:
            form = lead_forms.NewLead(request.POST, **{**options, "offices": org.offices(on=clock.day_of(at))})
            form.add_error("office", refused(request, "new_lead", refusal))
        except Refusal as refusal:
            form.add_error(None, refused(request, "new_lead", refusal))
        else:
            messages.success(request, _told(row))
            return see_other("intake:lead", row.pk)
    return render(
        request, "intake/lead_new.html",
        {
            "form": form, "finder": access.user, "form_key": forms.form_key(request.POST.get("form_key", "")), "finds": finds,
            "crumbs": [("سرنخ‌ها", address("intake:leads"))],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _own_referrer(access: Access) -> dict[str, str]:
    """A charity refers in its own name (E-1.2.j.2)."""
    for held in access.held:
        if held.role.identifier == "charity_centre":
            kind = held.unit.kind if held.unit.kind in CHARITIES else ReferrerType.CHARITY
            return {"referrer_type": str(kind), "referrer_name": held.unit.title}
    return {}


def _referrer(given: dict[str, Any]) -> dict[str, str]:
    if given["origin"] != LeadOrigin.REFERRAL:
        return {}
    return {"referrer_type": given["referrer_type"], "referrer_name": given["referrer_name"]}


def _told(row: lead_queries.Lead) -> str:
    number = spoken_number(row.number)
    if row.matched_with:
        what = wording.MATCHES[row.matched_with]
        return f"سرنخ {number} ثبت شد. این شخص {what} دارد؛ سرنخ به همان پیوند خورد و دوباره ثبت نشد."
    if row.social_worker:
        return f"سرنخ {number} ثبت شد و نزد {row.social_worker} است."
    return f"سرنخ {number} ثبت شد و نزد رئیس {row.unit.title} است تا به مددکار سپرده شود."


@require_GET
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead: where it stands, whom it is about, what may be done next, what has happened."""
    access = access_of(request, *FINDING, *FOLLOWING)
    at = clock.now()
    row = lead_queries.lead_for(access, pk, at=at)
    content = lead_queries.reads_content(access, row)
    shown: dict[str, Any] = {
        "row": row, "state": wording.LEAD_STATES[row.state], "tone": wording.LEAD_TONES[row.state], "content": content,
        "origin": wording.ORIGINS[row.origin], "indicator": wording.INDICATORS[row.indicator],
        "referrer": wording.REFERRERS.get(row.referrer_type, ""), "crumbs": [("سرنخ‌ها", address("intake:leads"))],
    }  # fmt: skip
    if content:
        queries.read_by(access, row, at=at)
        shown |= {
            "steps": lead_steps.steps_for(access, row), "events": _events(row),
            "match": wording.MATCHES.get(row.matched_with, ""), "dismissal": wording.DISMISSALS.get(row.dismissed_for, ""),
            "application_url": _application_url(access, row),
        }  # fmt: skip
    return render(request, "intake/lead.html", shown)


def _application_url(access: Access, row: lead_queries.Lead) -> str:
    """The page of the application that was begun: the draft for whoever writes it, the application once it is sent."""
    if row.application is None:
        return ""
    if row.application.submitted_at is None:
        own = row.application.submitted_by_id == access.user.pk
        return address("intake:draft", row.application.pk) if own else ""
    return address("intake:application", row.application.pk)


def _events(row: lead_queries.Lead) -> list[dict[str, Any]]:
    """The history as ``web/_timeline.html`` shows it."""
    events = list(lead_queries.events_of(row))
    names = org.names_of(each.by_label for each in events) | {"portal:report": wording.REPORTED}
    return [
        {
            "at": each.at, "title": wording.LEAD_EVENTS.get(each.event, "رویداد"), "text": each.reason,
            "by": names[each.by_label], "clause": each.clause,
        }
        for each in events
    ]  # fmt: skip


# Steps


def _row(request: HttpRequest, pk: int, *permissions: str) -> lead_queries.Lead:
    """The lead the reader follows up. Raises NotPermitted for a verb the role lacks, Http404 out of reach."""
    access = access_of(request, *permissions)
    row = lead_queries.lead_for(access, pk, at=clock.now())
    heads, works = lead_queries.may_head(access, row), lead_queries.may_work(access, row)
    if not ((heads and "intake.assign" in permissions) or (works and "intake.handle" in permissions)):
        raise NotPermitted(permission=permissions[0])
    return row


def _step(
    request: HttpRequest, row: lead_queries.Lead, *, title: str, lead: str, button: str, done: str,
    form: django_forms.Form, act: Callable[[dict[str, Any]], Any], clause: str = "", danger: bool = False,
) -> HttpResponse:  # fmt: skip
    """Show the form of a step; on a good answer do it and go back to the lead."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act(form.cleaned_data)
            messages.success(request, done)
            reached = lead_queries.leads_in_reach(access_of(request)).filter(pk=row.pk).exists()
            return see_other("intake:lead", row.pk) if reached else see_other("intake:leads")
        except Refusal as refusal:
            form.add_error(None, refused(request, title, refusal, lead=row.pk))
    return render(
        request, "intake/step.html",
        {
            "title": title, "lead": lead, "button": button, "form": form, "clause_id": clause, "danger": danger,
            "today": clock.today(), "back_url": address("intake:lead", row.pk),
            "crumbs": [
                ("سرنخ‌ها", address("intake:leads")), (f"سرنخ {spoken_number(row.number)}", address("intake:lead", row.pk)),
            ],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _by(request: HttpRequest) -> Actor:
    return Actor.staff(request.user)


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HEADING)
    on = clock.today()
    change = row.social_worker_id is not None
    return _step(
        request, row, title="تغییر مددکار سرنخ" if change else "سپردن سرنخ به مددکار", button="سپردن",
        done="سرنخ به مددکار سپرده شد.", clause="E-13.n1",
        lead="پیگیری سرنخ، با همان مهلت، به مددکاری که برمی‌گزینید می‌رسد.",
        form=forms.Assign(request.POST or None, workers=org.workers_of(row.unit, on=on), reason_needed=change),
        act=lambda given: actions.assign_lead(
            lead=row, worker=lead_queries.worker_of(row, given["worker"], on=on), reason=given["reason"], by=_by(request),
            at=clock.now(),
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, "intake.handle")
    return _step(
        request, row, title="بررسی در محل", button="ثبت", done="بررسی در محل ثبت شد.", clause="E-1.1.1",
        lead="با خانواده دیدار کرده‌اید؟ آنچه یافتید بنویسید. هنوز درخواستی ثبت نمی‌شود.",
        form=lead_forms.Visited(request.POST or None, initial={"on": clock.today()}),
        act=lambda given: actions.visit_lead(lead=row, on=given["on"], found=given["found"], by=_by(request), at=clock.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *FOLLOWING)
    return _step(
        request, row, title="کنار گذاشتن سرنخ", button="کنار گذاشتن", done="سرنخ کنار گذاشته شد.", danger=True,
        lead="سرنخ بسته می‌شود و علت آن می‌ماند. اگر بعد نشانهٔ تازه‌ای رسید، سرنخ تازه ثبت می‌شود.",
        form=lead_forms.Dismissed(request.POST or None),
        act=lambda given: actions.dismiss_lead(
            lead=row, why=Dismissal(given["why"]), reason=given["reason"], by=_by(request), at=clock.now()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *FOLLOWING)
    return _step(
        request, row, title="پیوند با پرونده یا درخواستِ موجود", button="پیوند", done="سرنخ پیوند خورد و بسته شد.",
        lead="اگر این شخص پروندهٔ فعال یا درخواست در جریان دارد، سرنخ به همان پیوند می‌خورد و کسی دوباره ثبت نمی‌شود.",
        clause="E-1.1.2", form=lead_forms.Matched(request.POST or None, initial={"national_code": row.national_code}),
        act=lambda given: actions.match_lead(
            lead=row, national_code=given["national_code"], by=_by(request), at=clock.now()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *FOLLOWING)
    on = clock.today()
    known = {name: getattr(row, name) for name in ("postal_code", "area_title", "address")}
    return _step(
        request, row, title="اصلاح جا و ارجاع", button="ارجاع", done="جای سرنخ اصلاح شد و به مسئول همان محل رسید.",
        lead="کدپستی درست را بنویسید؛ اداره و مددکار از روی آن شناخته می‌شود. مهلت پیگیری تغییر نمی‌کند.", clause="E-2.4",
        form=lead_forms.Moved(request.POST or None, initial={**known, "office": row.unit_id}, offices=org.offices(on=on)),
        act=lambda given: actions.move_lead(
            lead=row, postal_code=given["postal_code"], area_title=given["area_title"], address=given["address"],
            office=queries.office_named(given["office"], on=on), reason=given["reason"], by=_by(request), at=clock.now(),
        ),
    )  # fmt: skip


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an application for the person: its draft opens, filled with what is known. Once begun, the same draft opens."""
    row = _row(request, pk, "intake.handle")
    access = access_of(request)
    try:
        if not (row.application and _application_url(access, row)):
            row.application = actions.begin_application(lead=row, worker=access.user, by=_by(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, refused(request, "begin_application", refusal, lead=row.pk))
        return see_other("intake:lead", row.pk)
    return see_other("intake:draft", row.application.pk)


@require_http_methods(["GET", "POST"])
def reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reported: for whoever holds that permission, after saying why; the reading is kept (E-1.2.j.3)."""
    access = access_of(request, "intake.read_reporters")
    at = clock.now()
    row = lead_queries.lead_for(access, pk, at=at)
    if not lead_queries.may_read_reporter(access, row):
        raise NotPermitted(permission="intake.read_reporters")
    form = forms.Reason(request.POST or None)
    report = None
    if request.method == "POST" and form.is_valid():
        report = actions.read_reporter(
            lead=row, reader=access.user, role=access.main_role_title, reason=form.cleaned_data["reason"], at=at
        )
    crumbs = [
        ("سرنخ‌ها", address("intake:leads")),
        (f"سرنخ {spoken_number(row.number)}", address("intake:lead", row.pk)),
    ]
    return render(
        request, "intake/lead_reporter.html", {"row": row, "form": form, "report": report, "crumbs": crumbs},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """How identification goes, by area: figures and never a name (E-D.2)."""
    access = access_of(request, "intake.coverage")
    period = request.GET.get("period", "365")
    period = period if period in PERIODS else "365"
    since = clock.today() - timedelta(days=int(period)) if period else None
    level, rows = lead_queries.coverage(access, since=since)
    origins = [(str(key), title) for key, title in wording.ORIGINS.items()]
    return render(
        request, "intake/coverage.html",
        {
            "level": level, "origins": [title for _key, title in origins], "period": period, "periods": PERIODS.items(),
            "rows": [(row, [(title, row.by_origin[key]) for key, title in origins]) for row in rows],
            "total": sum(row.total for row in rows), "open": sum(row.open for row in rows),
            "applied": sum(row.applied for row in rows), "matched": sum(row.matched for row in rows),
        },
    )  # fmt: skip
