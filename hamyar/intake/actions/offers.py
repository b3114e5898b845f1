"""What donors offer: registered at the portal, answered by the office or charity centre, its use told in totals (E-D.27).

No article gives donors a service; that they may offer and see totals is a reading (A-68), and ``portal.donors`` ends it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake.domain import (
    DonorsNotServed,
    OfferKind,
    OfferState,
    ReasonNeeded,
    UseOverOffer,
    check_offer_move,
)
from hamyar.intake.models import DonorOffer, PortalAccount
from hamyar.intake.offer_queries import donors_served
from hamyar.intake.queries import CHARITY_KINDS
from hamyar.obligations.actions import close_duties, open_duty
from hamyar.obligations.domain import end_of_day
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit
from hamyar.org.reach import whole_country
from hamyar.outbox.actions import publish
from hamyar.releases.queries import rules_on

DUTY = "answer_offer"


@transaction.atomic
def register_offer(
    *, donor: PortalAccount, donor_name: str = "", kind: OfferKind, amount_rials: int, unit: OrgUnit, area_title: str = "",
    note: str = "", form_key: UUID | None = None, by: Actor, at: datetime,
) -> DonorOffer:  # fmt: skip
    """A donor offers something to an office or a charity centre, which then owes an answer. The same form sent twice makes
    one offer. Raises DonorsNotServed.
    """
    if not donors_served(on=day_of(at)):
        raise DonorsNotServed()
    try:
        with transaction.atomic():
            row = DonorOffer.objects.create(
                donor=donor, donor_name=donor_name.strip(), donor_mobile=donor.mobile, form_key=form_key, kind=str(kind),
                amount_rials=amount_rials, unit=unit, unit_path=unit.path, area_title=area_title.strip(),
                note=note.strip(), offered_at=at,
            )  # fmt: skip
    except IntegrityError:
        sent_before = DonorOffer.objects.filter(donor=donor, form_key=form_key).first() if form_key else None
        if sent_before is None:
            raise
        return sent_before
    audit.record("intake.offer.registered", about=row, by=by, at=at, kind=str(kind))
    _owe_answer(row, at=at)
    publish("intake.offer.offered", at=at, offer_id=row.pk)
    return row


def _owe_answer(row: DonorOffer, *, at: datetime) -> None:
    """The duty to answer an offer: no article names it, so the days are an addition. A centre owes what is offered to it."""
    due_at = end_of_day(day_of(at) + timedelta(days=rules_on(day_of(at)).value("offer.answer_days")))
    owner_role = "charity_centre" if row.unit.kind in CHARITY_KINDS else "office_head"
    with whole_country("a duty that the donor does not see"):
        open_duty(
            kind=DUTY, subject=row, label=f"پیشنهاد {row.pk}", unit=row.unit, owner_role=owner_role, due_at=due_at, at=at,
        )  # fmt: skip


def _held(offer: DonorOffer, target: OfferState) -> DonorOffer:
    """The row as it is now, held until the end of the transaction, when the move is in the table."""
    row = DonorOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    check_offer_move(OfferState(row.state), target)
    return row


def _written(row: DonorOffer, target: OfferState, fields: tuple[str, ...], *, by: Actor, at: datetime) -> DonorOffer:
    before, row.state = row.state, target
    row.save(update_fields=["state", *fields])
    audit.record(f"intake.offer.{target}", about=row, by=by, at=at, **{"from": before, "to": str(target)})
    publish(f"intake.offer.{target}", at=at, offer_id=row.pk)
    return row


def _answered(row: DonorOffer, target: OfferState, answer: str, *, by: Actor, at: datetime) -> DonorOffer:
    """The answer is owed no longer; a message sends the donor to the portal, where it stands."""
    row.answered_at, row.answer = at, answer.strip()
    close_duties(kind=DUTY, subject=row, by=by, at=at)
    return _written(row, target, ("answered_at", "answer"), by=by, at=at)


@transaction.atomic
def accept_offer(*, offer: DonorOffer, answer: str = "", by: Actor, at: datetime) -> DonorOffer:
    """The office or centre takes the offer; how it is handed over may be written. Raises OfferMoveRefused."""
    row = _held(offer, OfferState.ACCEPTED)
    return _answered(row, OfferState.ACCEPTED, answer, by=by, at=at)


@transaction.atomic
def decline_offer(*, offer: DonorOffer, answer: str, by: Actor, at: datetime) -> DonorOffer:
    """It cannot be used; the donor reads why. Raises OfferMoveRefused, ReasonNeeded."""
    row = _held(offer, OfferState.DECLINED)
    if not answer.strip():
        raise ReasonNeeded(clause="E-D.27")
    return _answered(row, OfferState.DECLINED, answer, by=by, at=at)


@transaction.atomic
def use_offer(*, offer: DonorOffer, used_rials: int, helped_households: int, by: Actor, at: datetime) -> DonorOffer:
    """What became of it, in totals: how much was used and how many households it reached (A-68).

    Raises OfferMoveRefused, UseOverOffer.
    """
    row = _held(offer, OfferState.USED)
    if used_rials > row.amount_rials:
        raise UseOverOffer(offered=row.amount_rials)
    row.used_at, row.used_rials, row.helped_households = at, used_rials, helped_households
    return _written(row, OfferState.USED, ("used_at", "used_rials", "helped_households"), by=by, at=at)
