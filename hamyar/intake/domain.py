"""States of an application and their moves (CLAUSES.md 6.1), channels and outcomes, the reckoning of its term.

Also of the leads before it: people whom somebody has found, for whom nobody has applied yet (E-0.a.2.1, E-1.1); and of
what donors offer at the portal (E-D.27, A-68).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from hamyar.values import digits, jalali, mobile, national_code, postal_code
from hamyar.values.refusal import Refusal


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITH_OFFICE_HEAD = "with_office_head"
    ASSIGNED = "assigned"
    INQUIRING = "inquiring"
    VISIT_PLANNED = "visit_planned"
    ASSESSED = "assessed"
    INCOMPLETE = "incomplete"
    IN_COMMISSION = "in_commission"
    AWAITING_PERMIT = "awaiting_permit"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RE_REVIEW = "re_review"
    REFERRED_OUT = "referred_out"
    WITHDRAWN = "withdrawn"


S = ApplicationState
ASKABLE = (S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.ASSESSED)  # from these missing items may be asked for
OPEN_STATES = (
    S.SUBMITTED,
    S.WITH_OFFICE_HEAD,
    *ASKABLE,
    S.INCOMPLETE,
    S.IN_COMMISSION,
    S.AWAITING_PERMIT,
    S.RE_REVIEW,
)
FINAL_STATES = (S.ACCEPTED, S.REJECTED, S.REFERRED_OUT, S.WITHDRAWN)

REASSIGNABLE = (*ASKABLE, S.INCOMPLETE, S.IN_COMMISSION, S.AWAITING_PERMIT)  # a worker has it

CORRECTABLE = (S.SUBMITTED, S.WITH_OFFICE_HEAD, *ASKABLE, S.INCOMPLETE)  # before somebody else decides on it

MOVES: dict[ApplicationState, set[ApplicationState]] = {
    S.DRAFT: {S.SUBMITTED},
    S.SUBMITTED: {S.ASSIGNED, S.WITH_OFFICE_HEAD, S.REFERRED_OUT, S.WITHDRAWN},
    S.WITH_OFFICE_HEAD: {S.ASSIGNED, S.WITHDRAWN},
    S.ASSIGNED: {S.INQUIRING, S.INCOMPLETE, S.REJECTED, S.REFERRED_OUT, S.SUBMITTED, S.WITHDRAWN},
    S.INQUIRING: {S.VISIT_PLANNED, S.INCOMPLETE, S.REJECTED, S.SUBMITTED, S.WITHDRAWN},
    S.VISIT_PLANNED: {S.ASSESSED, S.INCOMPLETE, S.REJECTED, S.WITHDRAWN},
    S.ASSESSED: {S.IN_COMMISSION, S.AWAITING_PERMIT, S.ACCEPTED, S.REJECTED, S.INCOMPLETE, S.WITHDRAWN},
    S.INCOMPLETE: {*ASKABLE, S.WITHDRAWN},
    S.IN_COMMISSION: {S.AWAITING_PERMIT, S.ACCEPTED, S.REJECTED, S.WITHDRAWN},
    S.AWAITING_PERMIT: {S.ACCEPTED, S.REJECTED, S.WITHDRAWN},
    S.REJECTED: {S.RE_REVIEW},
    S.RE_REVIEW: {S.ASSIGNED, S.REJECTED, S.WITHDRAWN},
    S.ACCEPTED: set(),
    S.REFERRED_OUT: set(),
    S.WITHDRAWN: set(),
}


class Channel(StrEnum):
    IN_PERSON = "in_person"
    PORTAL = "portal"
    SERVICE_COUNTER = "service_counter"
    REFERRAL = "referral"
    CHARITY = "charity"
    PUBLIC_REPORT = "public_report"


class ReferrerType(StrEnum):
    LEADER_OFFICE = "leader_office"
    PRESIDENCY = "presidency"
    JUDICIARY = "judiciary"
    PARLIAMENT = "parliament"
    PRISONS_ORG = "prisons_org"
    FRIDAY_IMAM = "friday_imam"
    CONGREGATION_IMAM = "congregation_imam"
    TRUSTED_PERSON = "trusted_person"
    CHARITY = "charity"
    NIKOOKARI_CENTRE = "nikookari_centre"
    OTHER = "other"


class RouteRule(StrEnum):
    POSTAL_AUTO = "postal_auto"
    OFFICE_HEAD = "office_head"
    REACTIVATION = "reactivation"
    NOMAD_PROVINCE = "nomad_province"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REFERRED_OUT = "referred_out"
    WITHDRAWN = "withdrawn"


class MobileHolder(StrEnum):
    """Whose telephone it is: nobody without one is shut out (E-13.1.2)."""

    SELF = "self"
    RELATIVE = "relative"
    HELPER = "helper"


class Tried(StrEnum):
    """What did not match at the portal: a birth date with its national code, or a tracking number with any report."""

    IDENTITY = "identity"
    TRACKING = "tracking"


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


class TooManyReports(Refusal):
    """The rate limit on public reports; ``minutes`` says how long to wait."""

    code = "intake.too_many_reports"
    clause = "E-1.2.j.3"


class TooManyLookups(Refusal):
    """The rate limit on tracking numbers that nobody was given; ``minutes`` says how long to wait."""

    code = "intake.too_many_lookups"
    clause = "E-1.2.j.3"


def check_lead_move(state: LeadState, target: LeadState) -> None:
    """Raises LeadMoveRefused unless the move is in the table."""
    if target not in LEAD_MOVES[state]:
        raise LeadMoveRefused(state=str(state), target=str(target))


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


class MoveRefused(Refusal):
    code = "intake.move_refused"


class OutcomeNeeded(Refusal):
    """An application ends only together with its outcome (E-D.3)."""

    code = "intake.outcome_needed"
    clause = "E-D.3"


class FieldsMissing(Refusal):
    """One of the five required items is missing or ill-formed (E-13.1.2). ``fields``: their names."""

    code = "intake.fields_missing"
    clause = "E-13.1.2"


class OpenApplicationExists(Refusal):
    """The person already has an open application; ``number`` says which."""

    code = "intake.open_application_exists"
    clause = "E-13.1.1"


class IdentityUnproven(Refusal):
    """At the portal: the birth date is not the one registered with the national code. Never says what is registered."""

    code = "intake.identity_unproven"
    clause = "E-9.a.2"


class TooManyMismatches(Refusal):
    """The rate limit on birth dates that do not match; ``hours`` says how long to wait."""

    code = "intake.too_many_mismatches"
    clause = "E-9.a.2"


class ActiveFileExists(Refusal):
    """The person's household already has an active file; ``number`` and ``office`` for members of staff."""

    code = "intake.active_file_exists"
    clause = "E-D.6"


class DraftElsewhere(Refusal):
    """The answers belong to another draft than the one that is open."""

    code = "intake.draft_gone"


class OfficeNeeded(Refusal):
    """No territory covers the postal code: the applicant names the nearest office."""

    code = "intake.office_needed"
    clause = "E-13.n1"


class OtherOfficesWorker(Refusal):
    """The worker does not hold the role in the application's office that day."""

    code = "intake.worker_unfit"
    clause = "E-13.n1"


class WrongCounsel(Refusal):
    """Only a foreign national's application is referred to a charity centre."""

    code = "intake.not_foreign"
    clause = "E-4.n2"


class ReasonNeeded(Refusal):
    code = "intake.reason_needed"
    clause = "E-D.3"


class ReReviewUsed(Refusal):
    """A re-review is asked for once (A-63)."""

    code = "intake.re_review_used"
    clause = "E-D.3"


class MobileNotVerified(Refusal):
    code = "intake.mobile_not_verified"
    clause = "E-13.1.2"


class CodeRefused(Refusal):
    """The code sent to the mobile is wrong or too old."""

    code = "intake.code_refused"


class CodeSpent(CodeRefused):
    """No code of this mobile is open any more: too old, used, or mistyped too often."""

    code = "intake.code_spent"


class TooManyTries(Refusal):
    """A rate limit on sign-in codes; ``minutes`` says how long to wait."""

    code = "intake.too_many_tries"


class TooManyToday(TooManyTries):
    """The limit of a whole day; ``hours`` says how long to wait."""

    code = "intake.too_many_today"


def check_move(state: ApplicationState, target: ApplicationState) -> None:
    """Raises MoveRefused unless the move is in the table."""
    if target not in MOVES[state]:
        raise MoveRefused(state=str(state), target=str(target))


def missing_fields(answers: Mapping[str, Any], *, mobile_number: str) -> list[str]:
    """Which of the five required items is missing or ill-formed (E-13.1.2), in the order of the form.

    A foreign national has another identifier in place of the national code (E-4.n2); a number that belongs to somebody
    else comes with the relation.
    """
    wrong = []
    if answers.get("nationality") == "foreign":
        if not answers.get("alt_identifier"):
            wrong.append("alt_identifier")
    elif not national_code.is_valid(str(answers.get("national_code") or "")):
        wrong.append("national_code")
    if not _is_day(answers.get("born_on")):
        wrong.append("born_on")
    if not mobile.is_valid(mobile_number or ""):
        wrong.append("mobile")
    if not postal_code.is_valid(str(answers.get("postal_code") or "")):
        wrong.append("postal_code")
    if not str(answers.get("address") or "").strip():
        wrong.append("address")
    if answers.get("mobile_holder") in (MobileHolder.RELATIVE, MobileHolder.HELPER) and not answers.get(
        "mobile_relation"
    ):
        wrong.append("mobile_relation")
    return wrong


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value or ""))
    except ValueError:
        return False
    return True


def term_ends_on(submitted_on: date, months: int) -> date:
    """The last day of the term: the same day of a later Solar Hijri month, else that month's last day (E-13.n3, A-06)."""
    return jalali.add_months(submitted_on, months)


def application_number(submitted_on: date, count: int) -> str:
    """``1404-000123``: the Solar Hijri year of submission and a number that is never used again."""
    return f"{jalali.year_of(submitted_on)}-{count:06d}"


def lead_number(found_on: date, count: int) -> str:
    """``1404-00123``: shorter than an application's number, so that nobody takes one for the other."""
    return f"{jalali.year_of(found_on)}-{count:05d}"


def spoken_number(number: str) -> str:
    """The number inside Persian running text: Persian digits, kept in its own order by a direction mark before it."""
    return f"\u200e{digits.to_persian(number)}"


def main_province(days_by_province: Mapping[str, int]) -> str | None:
    """The province in which a migrating household spends most days of the year (E-6.n4); None where nothing is said."""
    stays = {code: days for code, days in days_by_province.items() if days > 0}
    return max(sorted(stays), key=lambda code: stays[code]) if stays else None
