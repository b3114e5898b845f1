"""The decision page with its guards, the refusal, the way to commission and permit, and the explanation."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hamyar.assessment import actions, forms, guards, queries, wording
from hamyar.assessment.actions.decisions import REFUSABLE, longest_period
from hamyar.assessment.page import READING, access_of, done, not_done, refused, see, tabs_of
from hamyar.audit.actor import Actor
from hamyar.guidelines.citations import clause
from hamyar.intake.wording import STATES, TONES
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.registry import queries as registry
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of

# Clauses that a refusal is usually based on; the list is offered, every one of them is a clause of the guideline.
REFUSAL_CLAUSES = (
    "E-2.1", "E-2.2", "E-2.3", "E-2.4", "E-2.5", "E-3.1.1", "E-3.2.1", "E-D.1", "E-D.12", "E-D.13", "E-D.20",
    "E-5.1.0", "E-6.1.1", "E-6.4.3", "E-13.n2",
)  # fmt: skip


def by_score(request: HttpRequest) -> HttpResponse:
    """The open applications that have a score, the highest first (E-3.1.1): it ranks and refuses nobody (A-05)."""
    access = access_of(request, *READING)
    form = forms.ByScore(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    pages = page_of(queries.waiting_by_score(access, asked), request.GET, by=queries.BY_SCORE, size=25)
    shown = [(row, STATES[row.state], TONES[row.state]) for row in pages.rows]
    context = {"shown": shown, "pages": pages, "form": form, "filtered": any(asked.values()), "today": clock.today()}
    return render(request, "assessment/by_score.html", context)


def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Every guard, green or red, with its clause; and what the reader may do (E-13.3.a)."""
    access = access_of(request, *READING)
    return decision_page(request, access, queries.application_for(access, pk))


def decision_page(
    request: HttpRequest, access: Access, application: Any, *, status: int = 200, **bound: Any
) -> HttpResponse:
    """The page; ``bound``: the form that was refused, by its name. Also used by plans, which accept with a plan."""
    on = clock.today()
    standing = guards.standing(application, on=on)
    may_decide = access.may("assessment.decide") and queries.is_responsible(access, application)
    assessment = standing.assessment
    room_title, room_text = wording.ROOMS[standing.room]
    waiting = wording.WAITING_ROOMS.get(application.state)
    context: dict[str, Any] = {
        "application": application,
        "tabs": tabs_of(application, "decision"),
        "standing": standing,
        "guards": [
            (wording.GUARDS[guard.key], guard, _mend(guard.key, application))
            for guard in sorted(standing.guards, key=_holds)  # what is left to do comes first
        ],
        "open_guards": sum(not guard.ok for guard in standing.guards),
        "assessment": assessment,
        "explanation": queries.explanation(assessment) if assessment is not None else None,
        "release_title": queries.rules_of(assessment).release.title if assessment is not None else "",
        "cost_factors": queries.cost_factors(standing.now, on=on),
        "stale": [wording.DATA_GROUPS[group] for group in standing.stale],
        "room_title": room_title,
        "room_text": room_text,
        "waiting": waiting,
        "may_decide": may_decide,
        "today": on,
    }
    if may_decide and waiting is None:
        if standing.all_green and assessment is not None:
            latest_on = longest_period(assessment, from_on=on)
            context["accept_form"] = bound.get("accept") or forms.AcceptForm(initial={"period_to_on": latest_on})
            context["latest_on"] = latest_on
            ends_by_rule = assessment.support_limit_months or assessment.target_groups == ["released_prisoner"]
            context["limit_is_ours"] = not ends_by_rule
        elif standing.room in ("commission", "permit") and standing.process_green:
            allowed = list(application.request)
            context["report_form"] = bound.get("report") or forms.ReportForm(initial={"services": allowed})
        if application.state in REFUSABLE:
            context["reject_form"] = bound.get("reject") or forms.RejectForm(
                clauses=_clauses(standing), initial={"clause": _first_unmet(standing)}
            )
    context["opened"] = next(iter(bound), "")
    context["too_late"] = [
        said
        for name, form in bound.items()
        if f"{name}_form" not in context  # somebody was faster: the form has no place any more, what it was told has
        for said in form.non_field_errors() or [wording.CHANGED_MEANWHILE]
    ]
    return render(request, "assessment/decision.html", context, status=status)


def _holds(guard: Any) -> bool:
    return bool(guard.ok)


def _clauses(standing: guards.Standing) -> list[tuple[str, str]]:
    red = [guard.clause for guard in standing.guards if not guard.ok]
    offered = dict.fromkeys([*[one for one in red if one in REFUSAL_CLAUSES], *REFUSAL_CLAUSES])
    return [(one, f"{clause(one).reference}: {clause(one).text}"[:140]) for one in offered]


def _first_unmet(standing: guards.Standing) -> str:
    red = [guard.clause for guard in standing.guards if not guard.ok and guard.key in (*guards.ELIGIBILITY, "needy")]
    return red[0] if red else ""


def _mend(key: str, application: Any) -> tuple[str, Any]:
    """The page where a red guard is mended."""
    pages = {
        "inquiries": ("inquiries:for_household", application.household_id),
        "visit": ("visits:for_application", application.pk),
        "documents": ("assessment:documents", application.pk),
        "presence": ("assessment:documents", application.pk),
        "fresh": ("assessment:validity", application.household_id),
        "E-2.4": ("intake:application", application.pk),
        "correction": ("intake:application", application.pk),
    }
    return pages.get(key, ("assessment:for_application", application.pk))


def _own(request: HttpRequest, pk: int) -> tuple[Access, Any]:
    access = access_of(request, "assessment.decide")
    application = queries.application_for(access, pk)
    if not queries.is_responsible(access, application):
        raise Http404
    return access, application


@require_POST
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute anew from today's facts (E-10.1). Nothing can be typed."""
    _access, application = _own(request, pk)
    try:
        actions.assess(
            household=application.household, application=application, because="asked", by=Actor.staff(request.user),
            at=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return not_done(request, refused("compute", refusal, application=pk), "assessment:decision", pk)
    return done(request, "امتیاز بر پایهٔ دانسته‌های امروز محاسبه شد.", "assessment:decision", pk)


@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    access, application = _own(request, pk)
    standing = guards.standing(application, on=clock.today())
    form = forms.RejectForm(request.POST, clauses=_clauses(standing))
    if form.is_valid():
        try:
            actions.reject(
                application=application, **form.cleaned_data, kept_words=form.kept_words, by=Actor.staff(request.user),
                at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("reject", refusal, application=pk))
        else:
            return done(request, "درخواست پذیرفته نشد و نتیجه به متقاضی اعلام می‌شود.", "intake:application", pk)
    return decision_page(request, access, application, status=422, reject=form)


@require_POST
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the field report; the application goes to the room that decides (E-3.2.2, E-D.28)."""
    access, application = _own(request, pk)
    form = forms.ReportForm(request.POST)
    if form.is_valid():
        standing = guards.standing(application, on=clock.today())
        send = actions.ask_permit if standing.room == "permit" else actions.send_to_commission
        try:
            send(application=application, **form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("forward", refusal, application=pk))
        else:
            return see("assessment:decision", pk)
    return decision_page(request, access, application, status=422, report=form)


def explanation(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the score and the path are what they are, with every row, reading and possible change."""
    access = access_of(request, *READING)
    assessment = queries.assessment_for(access, pk)
    explained = queries.explanation(assessment)
    context = {
        "assessment": assessment,
        "head": registry.head_of(assessment.household, clock.today()),
        "explanation": explained,
        "release_title": queries.rules_of(assessment).release.title,
        "findings": queries.said_of(explained),
        "current": queries.is_current(assessment, on=clock.today()),
        "replays": queries.replays(assessment),
        "earlier": list(queries.assessments_of(assessment.household)[:20]),
        "today": clock.today(),
    }
    return render(request, "assessment/explanation.html", context)
