"""Documents seen or uploaded, presence, the denomination of one path, and the documents that services ask for."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.assessment import actions, forms, queries
from hamyar.assessment.domain import AbsenceReason, Denomination, Present
from hamyar.assessment.page import READING, access_of, done, refused, tabs_of
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.registry import queries as registry
from hamyar.values.refusal import Refusal
from hamyar.visits import queries as visits


def _own(request: HttpRequest, pk: int) -> tuple[Access, Any]:
    access = access_of(request, "assessment.record")
    application = queries.application_for(access, pk)
    if not queries.is_responsible(access, application):
        raise Http404
    return access, application


def documents(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, *READING)
    return _page(request, access, queries.application_for(access, pk))


def _page(request: HttpRequest, access: Access, application: Any, *, status: int = 200, **bound: Any) -> HttpResponse:
    on = clock.today()
    own = access.may("assessment.record") and queries.is_responsible(access, application)
    titles = queries.document_titles(on=on)
    seen = registry.snapshot(application.household, on=on)
    asks_denomination = own and queries.asks_denomination(application, seen)
    context = {
        "application": application,
        "tabs": tabs_of(application, "documents"),
        "items": [
            {
                "item": item, "title": titles.get(item.key, item.key), "member": member, "check": check,
                "attach": bound.get("attach") if bound.get("item") == (item.key, item.person) else forms.AttachForm(),
                "opened": bound.get("item") == (item.key, item.person),
            }
            for item, member, check in queries.checklist(application, on=on, seen=seen)
        ],
        "presence": queries.presence_of(application),
        "at_visit": visits.presence_at_visit(application),
        "presence_form": bound.get("presence") or forms.PresenceForm(),
        "asks_denomination": asks_denomination,
        "denomination_form": bound.get("denomination") or forms.DenominationForm(),
        "denomination_known": asks_denomination and queries.denomination_of(application) is not None,
        "own": own,
        "today": on,
    }  # fmt: skip
    return render(request, "assessment/documents.html", context, status=status)


def _item(request: HttpRequest, application: Any) -> tuple[str, int | None]:
    """The checklist line that was meant; 404 for one that is not on it."""
    key, person = request.POST.get("item", ""), request.POST.get("person", "")
    wanted = (key, int(person) if person.isdigit() else None)
    if wanted not in {
        (item.key, item.person) for item, _member, _check in queries.checklist(application, on=clock.today())
    }:
        raise Http404
    return wanted


@require_POST
def see_document(request: HttpRequest, pk: int) -> HttpResponse:
    _access, application = _own(request, pk)
    key, person = _item(request, application)
    actions.see_document(
        application=application, item=key, person_id=person, by=Actor.staff(request.user), at=clock.now()
    )
    return done(request, "ثبت شد که اصل مدرک را دیده و پس داده‌اید.", "assessment:documents", pk)


@require_POST
def attach_document(request: HttpRequest, pk: int) -> HttpResponse:
    access, application = _own(request, pk)
    key, person = _item(request, application)
    form = forms.AttachForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.attach_document(
                application=application, item=key, person_id=person, file=form.cleaned_data["file"],
                reason=form.cleaned_data["reason"], kept_words=form.kept_words, by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("attach", refusal, application=pk))
        else:
            return done(request, "تصویر مدرک بارگذاری شد.", "assessment:documents", pk)
    return _page(request, access, application, status=422, attach=form, item=(key, person))


@require_POST
def untick_document(request: HttpRequest, pk: int) -> HttpResponse:
    _access, application = _own(request, pk)
    wanted = _item(request, application)
    for item, _member, check in queries.checklist(application, on=clock.today()):
        if (item.key, item.person) == wanted and check is not None:
            actions.untick_document(check=check, by=Actor.staff(request.user), at=clock.now())
    return done(request, "علامت برداشته شد.", "assessment:documents", pk)


@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    access, application = _own(request, pk)
    form = forms.PresenceForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_presence(
                application=application, who=Present(said["who"]), note=said["note"], identified_by=said["identified_by"],
                reason=AbsenceReason(said["reason"]) if said["reason"] else None, by=Actor.staff(request.user),
                at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("reason", refused("presence", refusal, application=pk))
        else:
            return done(request, "حضور ثبت شد.", "assessment:documents", pk)
    return _page(request, access, application, status=422, presence=form)


@require_POST
def denomination(request: HttpRequest, pk: int) -> HttpResponse:
    access, application = _own(request, pk)
    form = forms.DenominationForm(request.POST)
    if form.is_valid():
        try:
            chosen = Denomination(form.cleaned_data["denomination"])
            actions.record_denomination(
                application=application, denomination=chosen, by=Actor.staff(request.user), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refused("denomination", refusal, application=pk))
        else:
            return done(request, "ثبت شد و محدود می‌ماند.", "assessment:documents", pk)
    return _page(request, access, application, status=422, denomination=form)


@require_http_methods(["GET", "POST"])
def service_documents(request: HttpRequest) -> HttpResponse:
    """The further documents that specialised departments ask for with their services (E-5.n1)."""
    access_of(request, "documents.define_kinds")
    form = forms.ServiceDocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.define_service_document(
                **form.cleaned_data, from_on=clock.today(), by=Actor.staff(request.user), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refused("service_document", refusal))
        else:
            return done(request, "مدرک افزوده شد.", "assessment:service_documents")
    context = {"form": form, "rows": queries.service_documents(clock.today()), "today": clock.today()}
    return render(request, "assessment/service_documents.html", context, status=422 if form.errors else 200)


@require_POST
def end_service_document(request: HttpRequest, pk: int) -> HttpResponse:
    access_of(request, "documents.define_kinds")
    row = next((each for each in queries.service_documents(clock.today()) if each.pk == pk), None)
    if row is None:
        raise Http404
    actions.end_service_document(document=row, to_on=clock.today(), by=Actor.staff(request.user), at=clock.now())
    return done(request, f"«{row.title}» دیگر خواسته نمی‌شود.", "assessment:service_documents")
