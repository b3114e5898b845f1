"""States of a service plan and its items (CLAUSES.md 6.4), and what may stand in a plan."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from hamyar.values import jalali
from hamyar.values.refusal import Refusal


class PlanState(StrEnum):
    DRAFT = "draft"
    IN_COMMISSION = "in_commission"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    RUNNING = "running"
    REVIEW_DUE = "review_due"
    CLOSED = "closed"
    STOPPED = "stopped"


S = PlanState
MOVES: dict[PlanState, set[PlanState]] = {
    S.DRAFT: {S.IN_COMMISSION, S.APPROVED},
    S.IN_COMMISSION: {S.APPROVED},
    S.APPROVED: {S.ANNOUNCED},
    S.ANNOUNCED: {S.RUNNING},
    S.RUNNING: {S.REVIEW_DUE, S.STOPPED},
    S.REVIEW_DUE: {S.RUNNING, S.CLOSED},
    S.CLOSED: set(),
    S.STOPPED: set(),
}
IN_PREPARATION = (S.DRAFT, S.IN_COMMISSION, S.APPROVED, S.ANNOUNCED)
AT_WORK = (S.RUNNING, S.REVIEW_DUE)
LIVE_STATES = (*IN_PREPARATION, *AT_WORK)
SHOWN_TO_HOUSEHOLD = (S.ANNOUNCED, S.RUNNING, S.REVIEW_DUE, S.CLOSED, S.STOPPED)


class ItemState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    EXPIRED = "expired"
    STOPPED = "stopped"


I = ItemState  # noqa: E741
ITEM_MOVES: dict[ItemState, set[ItemState]] = {
    I.PLANNED: {I.RUNNING, I.EXPIRED, I.STOPPED},
    I.RUNNING: {I.DONE, I.EXPIRED, I.STOPPED},
    I.DONE: set(),
    I.EXPIRED: set(),
    I.STOPPED: set(),
}
OPEN_ITEMS = (I.PLANNED, I.RUNNING)


class ApprovedBy(StrEnum):
    SOCIAL_WORKER = "social_worker"
    COMMISSION = "commission"
    PERMIT = "permit"


class Outcome(StrEnum):
    ACHIEVED = "achieved"
    PARTLY = "partly"
    NOT_ACHIEVED = "not_achieved"
    EXITED = "exited"


class Announcement(StrEnum):
    MESSAGE = "message"
    CALL = "call"
    IN_PERSON = "in_person"


class NeedKind(StrEnum):
    """Where the need that a service answers was found (E-D.23)."""

    FOOD = "food"
    NONFOOD = "nonfood"
    REQUEST = "request"
    SECTION = "section"
    CAPACITY = "capacity"


class Sector(StrEnum):
    """What is followed up after admission, member by member (E-14)."""

    EDUCATION = "education"
    EMPLOYMENT = "employment"


def sectors_of(
    *, education_status: str, work_status: str, empowerment_capacity: str, adult: bool
) -> tuple[Sector, ...]:
    """Which follow-ups a member has: a pupil's education, a capable adult's work while there is none."""
    found = []
    if education_status == "pupil":
        found.append(Sector.EDUCATION)
    if adult and empowerment_capacity == "yes" and work_status != "employed":
        found.append(Sector.EMPLOYMENT)
    return tuple(found)


class MoveRefused(Refusal):
    code = "plans.move_refused"


class ItemMoveRefused(Refusal):
    code = "plans.item_move_refused"


class EndNeeded(Refusal):
    """No service without an end (E-D.25)."""

    code = "plans.end_needed"
    clause = "E-D.25"


class EndBeforeBeginning(Refusal):
    code = "plans.end_before_beginning"
    clause = "E-D.25"


class ServiceNotAllowed(Refusal):
    """The service stands not among those that the assessment allows."""

    code = "plans.service_not_allowed"


class LivelihoodRefused(ServiceNotAllowed):
    """Livelihood for decile 4 and 5 (E-3.2.2) or for aqshar alone (E-D.12)."""

    code = "plans.livelihood_refused"


class TooLong(Refusal):
    """The service runs past the time limit of the group, or past the period of support."""

    code = "plans.too_long"


class NotYourPlan(Refusal):
    code = "plans.not_your_plan"
    clause = "E-3.2.1"


class PlanEmpty(Refusal):
    """A plan needs a goal, an independence goal and a service before it is approved."""

    code = "plans.empty"
    clause = "E-13.3.h"


class PackageMismatch(Refusal):
    code = "plans.package_mismatch"
    clause = "E-11.2.a"


class NotAMember(Refusal):
    code = "plans.not_a_member"
    clause = "E-D.6"


class SectionNotFresh(Refusal):
    code = "plans.section_not_fresh"
    clause = "E-8.0.2"


class NotOfLevel(ServiceNotAllowed):
    """The assessment allows the service, the level of the file does not (E-D.5)."""

    code = "plans.not_of_level"
    clause = "E-D.5"


class NotServed(Refusal):
    """Who keeps a child lives in the household without services of its own: they go to the child (E-6.n2.2, E-4.n1)."""

    code = "plans.not_served"
    clause = "E-6.n2.2"


class ServiceOver(Refusal):
    """After its end a service cannot be delivered (E-D.25)."""

    code = "plans.service_over"
    clause = "E-D.25"


class ServiceNotBegun(Refusal):
    code = "plans.service_not_begun"
    clause = "E-D.25"


class ReasonNeeded(Refusal):
    code = "plans.reason_needed"
    clause = "E-9.a.1"


class PlanExists(Refusal):
    """The file already has a live plan."""

    code = "plans.exists"
    clause = "E-13.3.h"


class RenewalNotDue(Refusal):
    """The update of the file is not due, or somebody has renewed it already."""

    code = "plans.renewal_not_due"
    clause = "E-10.2"


class NotYourRenewal(Refusal):
    """Another worker renews, or the household stands today on another path (E-3.2.1); ``room`` says who decides."""

    code = "plans.not_your_renewal"
    clause = "E-3.2.1"


class RenewalBlocked(Refusal):
    """Data are too old, or another condition of the new decision is not met; ``lines`` names them all."""

    code = "plans.renewal_blocked"


class RenewalPeriodRefused(Refusal):
    """The new last day lies before the new period or past the time that the group has."""

    code = "plans.renewal_period_refused"
    clause = "E-D.25"


def check_move(state: PlanState, target: PlanState) -> None:
    """Raises MoveRefused unless the move is in the table."""
    if target not in MOVES[state]:
        raise MoveRefused(state=str(state), target=str(target))


def check_item_move(state: ItemState, target: ItemState) -> None:
    if target not in ITEM_MOVES[state]:
        raise ItemMoveRefused(state=str(state), target=str(target))


def check_service(service: str, *, allowed: Collection[str], aqshar_only: bool) -> None:
    """Raises LivelihoodRefused or ServiceNotAllowed unless the assessment allows the service (E-3.2, E-D.12)."""
    if service in allowed:
        return
    if service == "livelihood":
        raise LivelihoodRefused(clause="E-D.12" if aqshar_only else "E-3.2.2", service=service)
    raise ServiceNotAllowed(clause="E-D.12" if aqshar_only else "E-3.2.2", service=service)


def check_period(
    from_on: date,
    to_on: date | None,
    *,
    limit_months: int | None,
    counted_from: date,
    period_to_on: date,
    limit_clause: str,
) -> None:
    """Raises EndNeeded, EndBeforeBeginning or TooLong. ``to_on`` is the first day without the service.

    ``limit_months`` counted from ``counted_from`` is the group's limit (a 13th month is refused, E-D.12);
    ``period_to_on`` the end of the period of support (E-D.4).
    """
    if to_on is None:
        raise EndNeeded()
    if to_on <= from_on:
        raise EndBeforeBeginning(from_on=from_on, to_on=to_on)
    if limit_months is not None and to_on > jalali.add_months(counted_from, limit_months):
        raise TooLong(clause=limit_clause, months=limit_months)
    if to_on > period_to_on:
        raise TooLong(clause="E-D.4", until=period_to_on)
