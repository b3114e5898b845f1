"""The questionnaire's pages: the overview of an application, one section at a time, harms, capacities, conclusion."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.assessment import actions, forms, guards, queries, wording
from hamyar.assessment.actions.questionnaire import WHILE
from hamyar.assessment.domain import HarmKind, Match, Response, Section, Severity
from hamyar.assessment.page import READING, access_of, done, not_done, refused, see, stale_titles, tabs_of
from hamyar.assessment.questions import asked_sections
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.registry import queries as registry
from hamyar.registry.domain import Source
from hamyar.values.refusal import Refusal

OWN_PAGES = {Section.HARMS: "assessment:harms", Section.CAPACITIES: "assessment:capacities"}


def for_application(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview: which sections are saved, what is missing, and the signature."""
    access = access_of(request, *READING)
    application = queries.application_for(access, pk)
    on = clock.today()
    row = queries.questionnaire_of(application)
    context: dict[str, Any] = {
        "application": application,
        "tabs": tabs_of(application, "for_application"),
        "questionnaire": row,
        "may_record": _may_record(access, application),
        "may_start": _may_record(access, application) and application.state in WHILE and not (row and row.is_open),
        "today": on,
        "stale": stale_titles(application, on=on),
    }
    if row is not None:
        saved = queries.sections_of(row)
        open_in = _open_answers(row)
        context["sections"] = [
            {
                "key": str(section), "title": wording.SECTIONS[section], "record": saved.get(section),
                "open": open_in.get(str(section), 0),
            }
            for section in asked_sections(queries.services_of(row))
        ]  # fmt: skip
        seen = registry.snapshot(row.household, on=on)
        missing = guards.gaps(row, on=on, seen=seen) if row.is_open else []
        context["gaps"] = [(wording.GAPS[gap.key], gap) for gap in missing]
        context["services"] = queries.services_of(row)
        now = queries.computed_if_whole(row.household, on=on, seen=seen)
        context["cost_factors"] = queries.cost_factors(now, on=on)
    return render(request, "assessment/for_application.html", context)


def _may_record(access: Access, application: Any) -> bool:
    return access.may("assessment.record") and queries.is_responsible(access, application)


def _open_answers(row: Any) -> dict[str, int]:
    open_in: dict[str, int] = {}
    for section in row.answers.filter(verified=False).values_list("section", flat=True):
        open_in[section] = open_in.get(section, 0) + 1
    return open_in


def _own(request: HttpRequest, pk: int) -> tuple[Access, Any]:
    """The questionnaire for its own worker; 404 for others."""
    access = access_of(request, "assessment.record")
    row = queries.questionnaire_for(access, pk)
    if row.application is None or not queries.is_responsible(access, row.application):
        raise Http404
    return access, row


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "assessment.record")
    application = queries.application_for(access, pk)
    if not queries.is_responsible(access, application):
        raise Http404
    try:
        actions.start_questionnaire(application=application, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        return not_done(request, refused("start", refusal, application=pk), "assessment:for_application", pk)
    return see("assessment:for_application", pk)


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One section. Saved alone, so that a lost connection loses nothing that was saved before."""
    _access, row = _own(request, pk)
    asked = [str(each) for each in asked_sections(queries.services_of(row))]
    if name not in asked or Section(name) in OWN_PAGES:
        raise Http404
    which = Section(name)
    record = queries.sections_of(row).get(which)
    answers = queries.answers_of(row, which)
    form = forms.SectionForm(
        request.POST or None, section=which, answers=answers, parts=record.parts if record else {},
        match=record.match if record else "",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.save_section(
                questionnaire=row, section=which, verified=form.verified, same_as_stated=said["same_as_stated"],
                match=Match(said["match"]) if said.get("match") else None, parts=form.parts,
                source=Source(said["source"]), by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("section", refusal, questionnaire=pk))
        else:
            return _next_section(request, row, which)
    context = {
        "application": row.application, "questionnaire": row, "section": name, "form": form, "record": record,
        "place": asked.index(name) + 1, "count": len(asked), "today": clock.today(),
    }  # fmt: skip
    return render(request, "assessment/section.html", context, status=422 if form.errors else 200)


def _next_section(request: HttpRequest, row: Any, after: Section) -> HttpResponse:
    said = f"بخش «{wording.SECTIONS[after]}» ذخیره شد."
    if "stay" in request.POST:
        return done(request, said, "assessment:section", row.pk, str(after))
    order = list(asked_sections(queries.services_of(row)))
    following = order[order.index(after) + 1] if order.index(after) + 1 < len(order) else None
    if following is None:
        return done(request, said, "assessment:for_application", row.application_id)
    if following in OWN_PAGES:
        return done(request, said, OWN_PAGES[following], row.pk)
    return done(request, said, "assessment:section", row.pk, str(following))


@require_http_methods(["GET", "POST"])
def harms(request: HttpRequest, pk: int) -> HttpResponse:
    """Harms of the household, for its own worker alone; recording one that triggers refers at once."""
    _access, row = _own(request, pk)
    at = clock.now()
    members = queries.members(row.household, clock.day_of(at))
    names = [(member.person_id, member.person.full_name) for member in members]
    form = forms.HarmForm(request.POST or None, members=names)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = next((member.person for member in members if member.person_id == said["person"]), None)
        try:
            actions.record_harm(
                questionnaire=row, person=person, kind=HarmKind(said["kind"]), severity=Severity(said["severity"]),
                cause=said["cause"], response=Response(said["response"]), note=said["note"],
                by=Actor.staff(request.user), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("harm", refusal, questionnaire=pk))
        else:
            return done(request, "ثبت شد.", "assessment:harms", pk)
    record = queries.sections_of(row).get(Section.HARMS)
    context = {
        "application": row.application, "questionnaire": row, "form": form,
        "screened": forms.ScreenedForm(members=names, initial={"people": record.covered_people if record else []}),
        "end_form": forms.EndHarmForm(), "harms": list(queries.harms_now(row.household)),
        "non_triggering": queries.non_triggering(on=clock.day_of(at)),
        "referral": queries.counsellor_referral(row.household, row.application), "today": clock.day_of(at),
    }  # fmt: skip
    return render(request, "assessment/harms.html", context, status=422 if form.errors else 200)


@require_POST
def screened(request: HttpRequest, pk: int) -> HttpResponse:
    _access, row = _own(request, pk)
    members = queries.members(row.household, clock.today())
    form = forms.ScreenedForm(request.POST, members=[(each.person_id, each.person.full_name) for each in members])
    if not form.is_valid():
        return not_done(request, "دست‌کم یک عضو را علامت بزنید.", "assessment:harms", pk)
    try:
        actions.mark_screened(
            questionnaire=row, people=form.cleaned_data["people"], by=Actor.staff(request.user), at=clock.now()
        )
    except Refusal as refusal:
        return not_done(request, refused("screened", refusal, questionnaire=pk), "assessment:harms", pk)
    return done(request, "غربالگری ثبت شد.", "assessment:capacities", pk)


@require_POST
def end_harm(request: HttpRequest, pk: int, harm_pk: int) -> HttpResponse:
    _access, row = _own(request, pk)
    harm = queries.harms_now(row.household).filter(pk=harm_pk).first()
    if harm is None:
        raise Http404
    form = forms.EndHarmForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.end_harm(harm=harm, reason=reason, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        return not_done(request, refused("end_harm", refusal, questionnaire=pk), "assessment:harms", pk)
    return done(request, "ثبت شد که این آسیب دیگر برقرار نیست.", "assessment:harms", pk)


@require_http_methods(["GET", "POST"])
def capacities(request: HttpRequest, pk: int) -> HttpResponse:
    """What each member can do, and whether that can carry the member (E-7.3.h, E-D.7, E-D.8)."""
    _access, row = _own(request, pk)
    members = queries.members(row.household, clock.today())
    found: dict[int, dict[str, str]] = {}
    for each in queries.current_capacities(row):
        found.setdefault(each.person_id, {})[each.kind] = each.text
    form = forms.CapacitiesForm(
        request.POST or None, members=[(each.person_id, each.person.full_name) for each in members], found=found,
        judged={each.person_id: each.person.empowerment_capacity for each in members},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_capacities(
                questionnaire=row, capacities=form.capacities, empowerment=form.empowerment,
                by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("capacities", refusal, questionnaire=pk))
        else:
            return _next_section(request, row, Section.CAPACITIES)
    context = {"application": row.application, "questionnaire": row, "form": form, "today": clock.today()}
    return render(request, "assessment/capacities.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """The two findings and the worker's conclusion (E-D.1)."""
    _access, row = _own(request, pk)
    said = {True: "yes", False: "no", None: ""}
    form = forms.ConclusionForm(
        request.POST or None,
        initial={
            "food_need": said[row.food_need], "nonfood_need": said[row.nonfood_need], "is_needy": said[row.is_needy],
            "conclusion": row.conclusion,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_conclusion(
                questionnaire=row, food_need=form.answer("food_need"), nonfood_need=form.answer("nonfood_need"),
                is_needy=form.answer("is_needy"), conclusion=form.cleaned_data["conclusion"],
                by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("conclusion", refusal, questionnaire=pk))
        else:
            return done(request, "نتیجه ذخیره شد.", "assessment:for_application", row.application_id)
    context = {
        "application": row.application, "questionnaire": row, "form": form, "today": clock.today(),
        "cost_factors": queries.cost_factors(queries.computed_if_whole(row.household, on=clock.today()), on=clock.today()),
    }  # fmt: skip
    return render(request, "assessment/conclusion.html", context, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close and sign. What is missing is listed on the overview, each with its clause and its page."""
    _access, row = _own(request, pk)
    try:
        actions.close_questionnaire(questionnaire=row, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        return not_done(
            request, refused("close", refusal, questionnaire=pk), "assessment:for_application", row.application_id
        )
    return done(request, "پرسشنامه بسته و گزارش شما امضا شد.", "assessment:decision", row.application_id)
