"""What donors offer at the portal (E-D.27, A-68): its states and their moves."""

from enum import StrEnum

from hamyar.values.refusal import Refusal


class OfferState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    USED = "used"
    DECLINED = "declined"


OFFER_MOVES: dict[OfferState, set[OfferState]] = {
    OfferState.OFFERED: {OfferState.ACCEPTED, OfferState.DECLINED},
    OfferState.ACCEPTED: {OfferState.USED},
    OfferState.USED: set(),
    OfferState.DECLINED: set(),
}


class OfferKind(StrEnum):
    """What a donor offers. The guideline names no kinds: this list is an addition (A-68)."""

    MONEY = "money"
    GOODS = "goods"
    SERVICE = "service"
    WORK = "work"


class OfferMoveRefused(Refusal):
    code = "intake.offer_move_refused"
    clause = "E-D.27"


class DonorsNotServed(Refusal):
    """The portal serves no donors (``portal.donors``, A-68)."""

    code = "intake.donors_not_served"
    clause = "E-D.27"


class UseOverOffer(Refusal):
    """More was written as used than was offered; ``offered`` says how much that was, in rials."""

    code = "intake.use_over_offer"
    clause = "E-D.27"


def check_offer_move(state: OfferState, target: OfferState) -> None:
    """Raises OfferMoveRefused unless the move is in the table."""
    if target not in OFFER_MOVES[state]:
        raise OfferMoveRefused(state=str(state), target=str(target))
