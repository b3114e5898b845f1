"""Leads: people whom somebody has found, for whom nobody has applied yet (E-0.a.2.1, E-1.1)."""

from datetime import date
from enum import StrEnum

from hamyar.intake.domain.applications import Channel, ReferrerType
from hamyar.values import jalali
from hamyar.values.refusal import Refusal


class LeadState(StrEnum):
    """Where a lead stands. ``NEW`` waits for the office head; ``APPLIED`` holds the application that was begun for it."""

    NEW = "new"
    ASSIGNED = "assigned"
    VISITED = "visited"
    APPLIED = "applied"
    MATCHED = "matched"
    DISMISSED = "dismissed"


L = LeadState
OPEN_LEADS = (L.NEW, L.ASSIGNED, L.VISITED)
WITH_A_WORKER = (L.ASSIGNED, L.VISITED)
LEAD_MOVES: dict[LeadState, set[LeadState]] = {
    L.NEW: {L.ASSIGNED, L.MATCHED, L.DISMISSED},
    L.ASSIGNED: {L.VISITED, L.APPLIED, L.MATCHED, L.DISMISSED, L.NEW},
    L.VISITED: {L.APPLIED, L.MATCHED, L.DISMISSED, L.NEW},
    L.APPLIED: {L.ASSIGNED},  # the draft was thrown away before it was sent
    L.MATCHED: set(),
    L.DISMISSED: set(),
}


class LeadOrigin(StrEnum):
    """How the person was found (data dictionary ``lead.origin``)."""

    FIELD = "field"
    DATABASE = "database"
    PUBLIC_REPORT = "public_report"
    REFERRAL = "referral"


class Indicator(StrEnum):
    """The sign of need (E-D.2). The guideline names no list: this one is an addition."""

    NO_INCOME = "no_income"
    NO_BREADWINNER = "no_breadwinner"
    ILLNESS = "illness"
    HOUSING = "housing"
    OUT_OF_SCHOOL = "out_of_school"
    LONE_ELDERLY = "lone_elderly"
    DISASTER = "disaster"
    LOW_DECILE = "low_decile"
    OTHER = "other"


class Dismissal(StrEnum):
    """Why a lead leads to no application."""

    NOT_FOUND = "not_found"
    NO_NEED = "no_need"
    UNWILLING = "unwilling"
    MOVED_AWAY = "moved_away"
    REPEATED = "repeated"
    OTHER = "other"


class Finding(StrEnum):
    """What is known of a person whom an extract names (E-1.1.2): nobody is entered twice."""

    UNKNOWN = "unknown"
    REGISTERED = "registered"  # known to the registry, without an active file or open application
    FILE = "file"
    APPLICATION = "application"
    LEAD = "lead"  # found before, and followed up now


class MatchedWith(StrEnum):
    FILE = "file"
    APPLICATION = "application"


CHARITIES = (ReferrerType.CHARITY, ReferrerType.NIKOOKARI_CENTRE)


def channel_of_lead(origin: LeadOrigin, referrer_type: str) -> Channel:
    """By which channel an application comes that grew out of a lead (E-1.2): whoever was found by us is met in person."""
    if origin == LeadOrigin.PUBLIC_REPORT:
        return Channel.PUBLIC_REPORT
    if origin == LeadOrigin.REFERRAL:
        return Channel.CHARITY if referrer_type in CHARITIES else Channel.REFERRAL
    return Channel.IN_PERSON


class LeadMoveRefused(Refusal):
    code = "intake.lead_move_refused"


class LeadExists(Refusal):
    """Somebody has found the same person before and it is being followed up; ``number`` says which lead."""

    code = "intake.lead_exists"
    clause = "E-1.1.2"


class NothingToMatch(Refusal):
    """Nobody with this national code has an active file or an open application."""

    code = "intake.nothing_to_match"
    clause = "E-1.1.2"


class LeadPlaceNeeded(Refusal):
    """A lead says where: the postal code, or the neighbourhood or village (E-D.2)."""

    code = "intake.lead_place_needed"
    clause = "E-D.2"


def check_lead_move(state: LeadState, target: LeadState) -> None:
    """Raises LeadMoveRefused unless the move is in the table."""
    if target not in LEAD_MOVES[state]:
        raise LeadMoveRefused(state=str(state), target=str(target))


def lead_number(found_on: date, count: int) -> str:
    """``1404-00123``: shorter than an application's number, so that nobody takes one for the other."""
    return f"{jalali.year_of(found_on)}-{count:05d}"
