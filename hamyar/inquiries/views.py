"""Pages of inquiries: what was asked for a household, answers by hand, and asking again."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamyar.audit.actor import Actor
from hamyar.documents import actions as documents
from hamyar.inquiries import actions, display, forms, queries
from hamyar.inquiries.attachments import page_of_household
from hamyar.inquiries.domain import Body, InquiryState, MoveRefused
from hamyar.inquiries.wording import BODIES
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.registry import queries as registry
from hamyar.values.digits import to_persian
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.inquiries")
BATCH = 200


@require_safe
def for_household(request: HttpRequest, pk: int) -> HttpResponse:
    """Every body with its answer, what is waiting and since when, what contradicts the application."""
    access = _reader(request)
    household = registry.household_for(access, pk)
    on = clock.today()
    standings = queries.standings(household, on=on)
    waiting_since = display.waiting_since(standings)
    resting = queries.resting_bodies() if waiting_since else {}
    cards = display.cards(standings, on=on, resting=resting)
    page = {
        "household": household,
        "head": next((each.person for each in standings if each.person), None),
        "cards": cards,
        "ready": all(card.settled for card in cards if card.required or card.waiting),
        "waiting": [card for card in cards if card.waiting],
        "waiting_since": waiting_since,
        "missing": [card for card in cards if card.required and not card.settled and not card.waiting],
        "conflicts": [card for card in cards if card.conflicts],
        "simulated": any(card.simulated for card in cards),
        "by_hand_only": not settings.REGISTERS_URL,
        "may_ask": access.may("inquiries.ask"),
        "ask_body": forms.AskBody(),
        "today": on,
        "back_url": page_of_household(household.pk),
    }
    partial = request.htmx  # type: ignore[attr-defined]
    return render(request, "inquiries/_cards.html" if partial else "inquiries/for_household.html", page)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what is required, or the one body that the form names."""
    access = _asker(request)
    household = registry.household_for(access, pk)
    named = request.POST.get("body", "")
    bodies = [Body(named)] if named in BODIES else None
    try:
        asked = actions.request_inquiries(
            household=household, bodies=bodies, by=Actor.staff(access.user), at=clock.now()
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        said = (
            "استعلام‌ها فرستاده شد؛ پاسخ‌ها همین‌جا می‌آیند."
            if asked
            else "همهٔ پاسخ‌های لازم تازه است؛ چیزی برای پرسیدن نماند."
        )
        messages.success(request, said)
    return _to_household(household.pk)


@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    access = _asker(request)
    inquiry = queries.inquiry_for(access, pk)
    actions.ask_again(inquiry=inquiry, by=Actor.staff(access.user), at=clock.now())
    messages.success(request, f"از {BODIES[inquiry.body]} دوباره پرسیده شد.")
    return _to_household(inquiry.household_id)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer of a body by hand, with its evidence (A-56)."""
    access = _asker(request)
    inquiry = queries.inquiry_for(access, pk)
    form = forms.FORMS[Body(inquiry.body)](request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record_by_hand(inquiry, form, access)
        except Refusal as refusal:
            _refused(form, refusal, inquiry)
        else:
            messages.success(request, "پاسخ با مستند آن ثبت شد.")
            return _to_household(inquiry.household_id)
    return _form_page(request, "inquiries/answer.html", inquiry, form)


@transaction.atomic
def _record_by_hand(inquiry: Any, form: forms.ManualAnswer, access: Access) -> None:
    """The evidence and the answer, both or neither."""
    by, at, document = Actor.staff(access.user), clock.now(), None
    if inquiry.state == InquiryState.ANSWERED:
        raise MoveRefused(state=inquiry.state, target=str(InquiryState.ANSWERED))
    if form.cleaned_data["file"]:
        document = documents.upload(
            file=form.cleaned_data["file"], kind="inquiry_evidence", subject=inquiry, by=by, at=at,
            unit_path=inquiry.household.unit_path, reason=f"مستند پاسخ {BODIES[inquiry.body]}", requested_by=access.user,
        )  # fmt: skip
    actions.record_manual_answer(
        inquiry=inquiry, answer=form.answer(), evidence=form.cleaned_data["evidence"], by=by, at=at, document=document
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unavailable(request: HttpRequest, pk: int) -> HttpResponse:
    """That the body cannot answer now, with the reason (E-7.2)."""
    access = _asker(request)
    inquiry = queries.inquiry_for(access, pk)
    form = forms.Unavailable(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_unavailable(
                inquiry=inquiry, reason=form.cleaned_data["reason"], by=Actor.staff(access.user), at=clock.now()
            )
        except Refusal as refusal:
            _refused(form, refusal, inquiry)
        else:
            messages.success(request, "در دسترس نبودن این مرجع با علت آن ثبت شد.")
            return _to_household(inquiry.household_id)
    return _form_page(request, "inquiries/unavailable.html", inquiry, form)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """What the social worker found of the answer in the field (E-7.3.b)."""
    access = _asker(request)
    inquiry = queries.inquiry_for(access, pk)
    now = {"verification": inquiry.verification, "note": inquiry.verification_note}
    form = forms.Verify(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.verify(inquiry=inquiry, **form.cleaned_data, by=Actor.staff(access.user), at=clock.now())
        except Refusal as refusal:
            _refused(form, refusal, inquiry)
        else:
            messages.success(request, "راستی‌آزمایی ثبت شد.")
            return _to_household(inquiry.household_id)
    return _form_page(request, "inquiries/verify.html", inquiry, form)


@require_safe
def renewals(request: HttpRequest) -> HttpResponse:
    """Files of the caseload whose decile has to be asked for again (E-8.h)."""
    access = _reader(request)
    on = clock.today()
    pages = page_of(queries.stale_deciles(access, on=on), request.GET, by=("period_to_on", "pk"), size=25)
    return render(
        request,
        "inquiries/renewals.html",
        {"files": pages.rows, "pages": pages, "today": on, "batch": BATCH, "may_ask": access.may("inquiries.ask")},
    )


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Ask the welfare database again for the whole list."""
    access = _asker(request)
    at = clock.now()
    households = queries.deciles_to_ask(access, on=clock.day_of(at), limit=BATCH)
    asked = actions.renew_deciles(households=households, by=Actor.staff(access.user), at=at)
    messages.success(request, _counted(asked))
    return HttpResponseRedirect(reverse("inquiries:renewals"), status=303)


def _counted(asked: int) -> str:
    return f"دهک {to_persian(asked)} خانوار دوباره پرسیده شد." if asked else "چیزی برای پرسیدن نماند."


def _reader(request: HttpRequest) -> Access:
    """Whoever asks, or reads files, sees the inquiries. Raises NotPermitted."""
    access: Access = request.access  # type: ignore[attr-defined]
    if not (access.may("inquiries.ask") or access.may("casefiles.read")):
        raise NotPermitted(permission="inquiries.ask")
    return access


def _asker(request: HttpRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    access.require("inquiries.ask")
    return access


def _refused(form: Any, refusal: Refusal, inquiry: Any) -> None:
    log.info("inquiries.inquiry.refused", extra={"inquiry": inquiry.pk, "code": refusal.code, **refusal.details})
    form.add_error(None, sentence(refusal))


def _form_page(request: HttpRequest, template: str, inquiry: Any, form: Any) -> HttpResponse:
    page = {
        "inquiry": inquiry,
        "title": BODIES[inquiry.body],
        "form": form,
        "today": clock.today(),
        "outcome": display.outcome_of(inquiry),
        "conflicts": display.conflicts_of(inquiry),
        "replaces": bool(inquiry.conflicts) and inquiry.body in queries.PRISON_BODIES,
        "back_url": reverse("inquiries:for_household", args=[inquiry.household_id]),
    }
    return render(request, template, page, status=422 if form.errors else 200)


def _to_household(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("inquiries:for_household", args=[pk]), status=303)
