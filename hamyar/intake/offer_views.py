"""Pages on which an office head or a charity centre answers donors' offers and tells their use in totals (E-D.27, A-68)."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from hamyar.audit.actor import Actor
from hamyar.intake import actions, offer_forms, offer_queries, wording
from hamyar.intake.domain import OFFER_MOVES, OfferState
from hamyar.intake.steps import Step, address
from hamyar.intake.views import access_of, refused, see_other
from hamyar.org import clock
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of

ANSWERING = offer_queries.ANSWERING
ACCEPTED = "پیشنهاد پذیرفته شد؛ پیامکی به نیکوکار می‌رود و پاسخ را در درگاه می‌بیند."
DECLINED = "پاسخ ثبت شد؛ پیامکی به نیکوکار می‌رود و پاسخ را در درگاه می‌بیند."


@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """Offers made to the reader's office or centre, newest first."""
    access = access_of(request, ANSWERING)
    chosen = offer_forms.OfferFilter(request.GET)
    state = chosen.cleaned_data["state"] if chosen.is_valid() else ""
    pages = page_of(offer_queries.offers_in_reach(access, state=state), request.GET, by=("-pk",), size=25)
    shown = [
        {
            "row": row, "kind": wording.OFFER_KINDS[row.kind], "state": wording.OFFER_STATES[row.state],
            "tone": wording.OFFER_TONES[row.state],
        }
        for row in pages.rows
    ]  # fmt: skip
    return render(
        request, "intake/offers.html",
        {
            "shown": shown, "pages": pages, "filter": chosen, "filtered": "state" in request.GET,
            "waiting": offer_queries.waiting_for_answer(access),
        },
    )  # fmt: skip


@require_GET
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """One offer: what, from whom, what was answered, what became of it."""
    access = access_of(request, ANSWERING)
    row = offer_queries.offer_for(access, pk)
    return render(
        request, "intake/offer.html",
        {
            "row": row, "kind": wording.OFFER_KINDS[row.kind], "state": wording.OFFER_STATES[row.state],
            "tone": wording.OFFER_TONES[row.state], "steps": _steps(row), "crumbs": [_list()],
        },
    )  # fmt: skip


def _list() -> tuple[str, str]:
    return "پیشنهادهای نیکوکاران", address("intake:offers")


def _steps(row: offer_queries.DonorOffer) -> list[Step]:
    names = {OfferState.ACCEPTED: "accept", OfferState.DECLINED: "decline", OfferState.USED: "use"}
    titles = {OfferState.ACCEPTED: "پذیرفتن", OfferState.DECLINED: "نپذیرفتن", OfferState.USED: "ثبت مصرف"}
    return [
        Step(titles[each], address(f"intake:offer_{names[each]}", row.pk), main=each != OfferState.DECLINED)
        for each in OfferState
        if each in OFFER_MOVES[OfferState(row.state)]
    ]


def _step(
    request: HttpRequest, pk: int, *, title: str, lead: str, button: str, done: str,
    make: Callable[[Any], django_forms.Form], act: Callable[[Any, dict[str, Any]], Any],
) -> HttpResponse:  # fmt: skip
    """Show the form of a step; on a good answer do it and go back to the offer."""
    row = offer_queries.offer_for(access_of(request, ANSWERING), pk)
    form = make(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act(row, form.cleaned_data)
            messages.success(request, done)
            return see_other("intake:offer", row.pk)
        except Refusal as refusal:
            form.add_error(None, refused(request, title, refusal, offer=row.pk))
    back_url = address("intake:offer", row.pk)
    return render(
        request, "intake/step.html",
        {
            "title": title, "lead": lead, "button": button, "form": form, "clause_id": "E-D.27", "danger": False,
            "today": clock.today(), "back_url": back_url, "crumbs": [_list(), ("پیشنهاد", back_url)],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _by(request: HttpRequest) -> Actor:
    return Actor.staff(request.user)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request, pk, title="پذیرفتن پیشنهاد", button="پذیرفتن", done=ACCEPTED,
        lead="نیکوکار می‌بیند که پیشنهادش پذیرفته شده است و پیام شما را می‌خواند.", make=offer_forms.Accepted,
        act=lambda row, given: actions.accept_offer(offer=row, answer=given["answer"], by=_by(request), at=clock.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request, pk, title="نپذیرفتن پیشنهاد", button="ثبت", done=DECLINED,
        lead="با سپاس بنویسید چرا این کمک اکنون به کار نمی‌آید.", make=offer_forms.Declined,
        act=lambda row, given: actions.decline_offer(offer=row, answer=given["answer"], by=_by(request), at=clock.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request, pk, title="ثبت مصرف", button="ثبت", done="مصرف ثبت شد؛ نیکوکار جمع آن را می‌بیند.",
        lead="فقط جمع را بنویسید. نیکوکار هیچ شخص و پرونده‌ای را نمی‌بیند.", make=offer_forms.Used,
        act=lambda row, given: actions.use_offer(offer=row, by=_by(request), at=clock.now(), **given),
    )  # fmt: skip
