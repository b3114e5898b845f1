"""How an application ends, is made known, and is looked at once more."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.guidelines.citations import is_clause
from hamyar.intake import queries
from hamyar.intake.actions.moves import advance, locked, note_kept_words
from hamyar.intake.actions.routing import open_term, worker_fits
from hamyar.intake.domain import (
    ApplicationState,
    MoveRefused,
    OpenApplicationExists,
    Outcome,
    ReasonNeeded,
    ReReviewUsed,
    WrongCounsel,
    check_move,
    term_ends_on,
)
from hamyar.intake.models import Application
from hamyar.obligations.actions import close_duties, open_duty, waive_duties
from hamyar.obligations.domain import end_of_day
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User
from hamyar.org.reach import whole_country
from hamyar.releases.queries import rules_on

ENDED = "درخواست به نتیجه رسید."
TOLD = ("handle_application", "assign_application", "re_review")  # what an outcome fulfils


@transaction.atomic
def record_outcome(
    *, application: Application, outcome: Outcome, clause: str = "", reason: str = "", by: Actor, at: datetime,
    event: str = "", unit: OrgUnit | None = None, kept_words: Collection[str] = (),
) -> Application:  # fmt: skip
    """End an application with its one outcome (E-D.3); state and outcome are written together.

    A refusal names its clause and reason and opens the duty to tell the applicant the same day; a withdrawal has a reason.
    ``kept_words``: keys of words that households do not read, which the writer let stand in the reason.
    Raises MoveRefused, ReasonNeeded.
    """
    row = locked(application)
    target = ApplicationState(str(outcome))
    check_move(ApplicationState(row.state), target)
    if outcome != Outcome.ACCEPTED and not reason.strip():
        raise ReasonNeeded()
    if outcome == Outcome.REJECTED and not (clause and is_clause(clause)):
        raise ReasonNeeded(clause="E-7.3.v.2")
    placed = {"unit": unit, "unit_path": unit.path} if unit else {}
    note_kept_words(row, kept_words, by=by, at=at)
    row = advance(
        row, target, event=event or str(target), by=by, at=at, reason=reason, clause=clause,
        outcome=str(outcome), outcome_at=at, reason_clause=clause, reason_text=reason.strip(), notified_at=None, **placed,
    )  # fmt: skip
    for kind in TOLD:
        close_duties(kind=kind, subject=row, by=by, at=at)
    waive_duties(subject=row, reason=ENDED, by=by, at=at)
    if outcome != Outcome.ACCEPTED:
        with whole_country("duties about a household that the applicant's own session does not show"):
            if row.household is not None:
                waive_duties(kind="inquire_before_visit", subject=row.household, reason=ENDED, by=by, at=at)
    if outcome == Outcome.REJECTED:
        _open_notice(row, at=at)
    return row


def _open_notice(row: Application, *, at: datetime) -> None:
    """The duty to tell the applicant of a refusal (E-13.n2); the message that goes out closes it."""
    assert row.unit is not None and row.number is not None
    days = rules_on(day_of(at)).value("notice.refusal_days")
    open_duty(
        kind="notify_refusal", subject=row, label=row.number, unit=row.unit, owner=row.social_worker,
        owner_role=None if row.social_worker else "office_head",
        due_at=end_of_day(day_of(at) + timedelta(days=days)), at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: Actor, at: datetime) -> Application:
    """The applicant no longer wants it; a reason is kept. Raises MoveRefused, ReasonNeeded."""
    return record_outcome(application=application, outcome=Outcome.WITHDRAWN, reason=reason, by=by, at=at)


@transaction.atomic
def refer_out(*, application: Application, reason: str, by: Actor, at: datetime) -> Application:
    """Hand a foreign national's application to the nearest charity centre (E-4.n2). Raises MoveRefused, WrongCounsel."""
    row = locked(application)
    check_move(ApplicationState(row.state), ApplicationState.REFERRED_OUT)
    if not row.foreign_national:
        raise WrongCounsel()
    assert row.unit is not None
    with whole_country("handing a foreign national's application to a charity centre"):
        centre = queries.charity_centre_near(row.unit, on=day_of(at))
        return record_outcome(
            application=row, outcome=Outcome.REFERRED_OUT, clause="E-4.n2", reason=reason, by=by, at=at, unit=centre
        )


@transaction.atomic
def mark_notified(*, application: Application, by: Actor, at: datetime) -> Application:
    """The outcome has reached the applicant (a message went out, or it was said or handed over): the duty is done."""
    row = locked(application)
    if row.outcome and row.notified_at is None:
        row.notified_at = at
        row.save(update_fields=["notified_at"])
        audit.record("intake.application.notified", about=row, by=by, at=at, outcome=row.outcome)
        close_duties(kind="notify_refusal", subject=row, by=by, at=at)
    return row


@transaction.atomic
def notice_lost(*, application: Application, by: Actor, at: datetime) -> Application:
    """The message with the outcome did not arrive after all: after a refusal somebody has to tell the applicant."""
    row = locked(application)
    if row.outcome and row.notified_at is not None:
        row.notified_at = None
        row.save(update_fields=["notified_at"])
        audit.record("intake.application.notice_lost", about=row, by=by, at=at, outcome=row.outcome)
        if row.outcome == Outcome.REJECTED:
            _open_notice(row, at=at)
    return row


@transaction.atomic
def ask_re_review(*, application: Application, reason: str, by: Actor, at: datetime) -> Application:
    """Ask once to have a refusal looked at again (A-63); it goes to the office head with a term of its own.

    Raises MoveRefused, ReReviewUsed, ReasonNeeded, OpenApplicationExists when a later application is under way.
    """
    row = locked(application)
    rules = rules_on(day_of(at))
    if row.re_review_asked_at is not None and rules.value("appeal.once"):
        raise ReReviewUsed()
    check_move(ApplicationState(row.state), ApplicationState.RE_REVIEW)
    if not reason.strip():
        raise ReasonNeeded()
    due_at = end_of_day(term_ends_on(day_of(at), rules.value("appeal.handle_months")))
    try:
        with transaction.atomic():
            row = advance(
                row, ApplicationState.RE_REVIEW, event="re_review_asked", by=by, at=at, reason=reason,
                outcome="", outcome_at=None, re_review_asked_at=at, re_review_reason=reason.strip(), due_at=due_at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise OpenApplicationExists() from fault
    assert row.unit is not None and row.number is not None
    close_duties(kind="notify_refusal", subject=row, by=by, at=at)
    open_duty(kind="re_review", subject=row, label=row.number, unit=row.unit, due_at=due_at, at=at)
    return row


@transaction.atomic
def decide_re_review(
    *, application: Application, reopen: bool, reason: str, worker: User | None = None, kept_words: Collection[str] = (),
    by: Actor, at: datetime,
) -> Application:  # fmt: skip
    """The office head opens the application again for a worker, or confirms the refusal with the reason.

    Raises MoveRefused, ReasonNeeded, OtherOfficesWorker.
    """
    row = locked(application)
    target = ApplicationState.ASSIGNED if reopen else ApplicationState.REJECTED
    if row.state != ApplicationState.RE_REVIEW:
        raise MoveRefused(state=row.state, target=str(target))
    if not reason.strip():
        raise ReasonNeeded()
    if not reopen:
        return record_outcome(
            application=row, outcome=Outcome.REJECTED, clause=row.reason_clause, reason=reason, by=by, at=at,
            event="refusal_confirmed", kept_words=kept_words,
        )  # fmt: skip
    chosen = worker_fits(worker or row.social_worker, row, on=day_of(at))
    row = advance(row, target, event="reopened", by=by, at=at, reason=reason, social_worker=chosen)
    close_duties(kind="re_review", subject=row, by=by, at=at)
    open_term(row, owner=chosen, at=at)
    return row
