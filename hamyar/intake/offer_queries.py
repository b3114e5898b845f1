"""Reads of donors' offers: the donor's own ones, those made to the units the reader answers for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from hamyar.intake.domain import OfferState
from hamyar.intake.models import DonorOffer, PortalAccount
from hamyar.intake.queries import CHARITY_KINDS
from hamyar.org.access import Access
from hamyar.org.models import OrgUnit
from hamyar.registry.queries import within
from hamyar.releases.queries import rules_on

ANSWERING = "intake.answer_offers"


def donors_served(*, on: date) -> bool:
    """Whether the portal takes offers (``portal.donors``, A-68)."""
    return bool(rules_on(on).value("portal.donors") == "offers_only")


def takers(*, on: date) -> QuerySet[OrgUnit]:
    """Open offices and charity centres, by province and title: to whom something may be offered."""
    kinds = Q(level="office", programme="emdad") | Q(kind__in=CHARITY_KINDS)
    open_now = Q(opened_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    return OrgUnit.objects.filter(kinds, open_now).order_by("province_code", "title")


def taker_named(pk: object, *, on: date) -> OrgUnit | None:
    return takers(on=on).filter(pk=int(str(pk))).first() if str(pk or "").isdigit() else None


# The donor's own


def offers_of(donor: PortalAccount) -> QuerySet[DonorOffer]:
    """What the donor has offered, newest first."""
    return DonorOffer.objects.filter(donor=donor).select_related("unit").order_by("-pk")


@dataclass(frozen=True)
class Totals:
    """What became of a donor's offers, in figures: no person and no file."""

    offers: int
    offered_rials: int
    used_rials: int
    helped_households: int


def totals_of(donor: PortalAccount) -> Totals:
    found = DonorOffer.objects.filter(donor=donor).aggregate(
        offers=Count("pk"), offered_rials=Sum("amount_rials", default=0), used_rials=Sum("used_rials", default=0),
        helped_households=Sum("helped_households", default=0),
    )  # fmt: skip
    return Totals(**found)


# Those who answer


def offers_in_reach(access: Access, *, state: str = "") -> QuerySet[DonorOffer]:
    """Offers made to the units for which the user answers."""
    rows = DonorOffer.objects.filter(within(access.paths_where(ANSWERING))).select_related("unit")
    return rows.filter(state=state) if state else rows


def offer_for(access: Access, pk: int) -> DonorOffer:
    """The offer, or Http404."""
    found = offers_in_reach(access).filter(pk=pk).first()
    if found is None:
        raise Http404("offer")
    return found


def waiting_for_answer(access: Access) -> int:
    return offers_in_reach(access, state=OfferState.OFFERED).count()
