"""States of an application and their moves (CLAUSES.md 6.1), channels and outcomes, the reckoning of its term."""

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


class NothingProposed(Refusal):
    """The applicant has proposed no correction, or it was decided on already."""

    code = "intake.nothing_proposed"
    clause = "E-8.a"


class OpenApplicationExists(Refusal):
    """The person already has an open application; ``number`` says which."""

    code = "intake.open_application_exists"
    clause = "E-13.1.1"


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


def spoken_number(number: str) -> str:
    """The number inside Persian running text: Persian digits, kept in its own order by a direction mark before it."""
    return f"\u200e{digits.to_persian(number)}"


def main_province(days_by_province: Mapping[str, int]) -> str | None:
    """The province in which a migrating household spends most days of the year (E-6.n4); None where nothing is said."""
    stays = {code: days for code, days in days_by_province.items() if days > 0}
    return max(sorted(stays), key=lambda code: stays[code]) if stays else None


def proposed_changes(said: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Which answers differ from what was said before; an empty one and a missing one are the same."""
    return {name: value for name, value in answers.items() if (said.get(name) or "") != (value or "")}
