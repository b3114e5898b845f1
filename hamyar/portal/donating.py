"""Donors at the portal: an offer, its answer, and what became of it in totals; never a person or a file (E-D.27, A-68)."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from hamyar.intake import actions, forms, offer_forms, offer_queries, wording
from hamyar.intake.domain import OfferKind
from hamyar.org import clock
from hamyar.portal import session
from hamyar.portal.views import refused, see_other
from hamyar.values.refusal import Refusal


def for_donors(view: session.View) -> session.View:
    """A page of donors: there is none where the portal does not serve them (``portal.donors``)."""

    @wraps(view)
    def only_if_served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not offer_queries.donors_served(on=clock.today()):
            raise Http404("donors")
        return view(request, *args, **kwargs)

    return only_if_served


@session.signed_in
@for_donors
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """The donor's own offers and the totals of their use."""
    donor = request.portal_account  # type: ignore[attr-defined]
    shown = [
        {
            "row": row, "kind": wording.OFFER_KINDS[row.kind], "state": wording.OFFER_STATES[row.state],
            "tone": wording.OFFER_TONES[row.state],
        }
        for row in offer_queries.offers_of(donor)[:50]
    ]  # fmt: skip
    return session.page(request, "portal/donor.html", {"shown": shown, "totals": offer_queries.totals_of(donor)})


@session.signed_in
@for_donors
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Register an offer."""
    donor = request.portal_account  # type: ignore[attr-defined]
    at = clock.now()
    on = clock.day_of(at)
    form = offer_forms.Offer(request.POST or None, takers=offer_queries.takers(on=on))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        unit = offer_queries.taker_named(given["unit"], on=on)
        assert unit is not None  # the form offers no other
        try:
            actions.register_offer(
                donor=donor, donor_name=given["donor_name"], kind=OfferKind(given["kind"]),
                amount_rials=given["amount_rials"], unit=unit, area_title=given["area_title"], note=given["note"],
                form_key=forms.form_key(request.POST.get("form_key", "")), by=session.actor(request), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("offer", refusal))
        else:
            messages.success(request, "پیشنهاد شما رسید. پاسخ آن را همین‌جا می‌بینید و پیامکی هم خبر می‌دهد.")
            return see_other("portal:donor")
    return session.page(
        request, "portal/offer.html",
        {"form": form, "form_key": forms.form_key(request.POST.get("form_key", ""))}, status=422 if form.errors else 200,
    )  # fmt: skip
