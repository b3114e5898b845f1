"""Moving an application from state to state (CLAUSES.md 6.1), and asking the applicant for what is missing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake.domain import (
    FINAL_STATES,
    ApplicationState,
    MoveRefused,
    OutcomeNeeded,
    ReasonNeeded,
    check_move,
)
from hamyar.intake.models import Application, ApplicationEvent
from hamyar.outbox.actions import publish
from hamyar.registry import actions as registry

LONGEST_REASON = 500


def locked(application: Application) -> Application:
    """The row as it is now, held until the end of the transaction: two at once decide one after the other."""
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def advance(
    row: Application, target: ApplicationState, *, event: str, by: Actor, at: datetime, reason: str = "",
    clause: str = "", **fields: Any,
) -> Application:  # fmt: skip
    """Write a move that was checked: the new state with its fields, the line of history, the audit, the event."""
    before = row.state
    if before == ApplicationState.INCOMPLETE:
        fields = {"missing_items": "", "missing_asked_at": None, "asked_from": "", **fields}
    row.state = target
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])
    if "social_worker" in fields and row.household is not None:
        registry.entrust(household=row.household, worker=row.social_worker, by=by, at=at)
    note(row, event=event, by=by, at=at, reason=reason, clause=clause, before=before)
    publish(f"intake.application.{target}", at=at, application_id=row.pk)
    return row


def note(
    row: Application, *, event: str, by: Actor, at: datetime, reason: str = "", clause: str = "", before: str | None = None
) -> ApplicationEvent:  # fmt: skip
    """One line of the application's history. ``before``: the state that was left; None when the state did not change."""
    audit.record(
        f"intake.application.{event}", about=row, by=by, at=at, clause=clause,
        **{"from": before if before is not None else row.state, "to": row.state},
    )  # fmt: skip
    return ApplicationEvent.objects.create(
        application=row, at=at, event=event, from_state=row.state if before is None else before, to_state=row.state,
        reason=reason.strip()[:LONGEST_REASON], clause=clause, by_label=by.label,
    )  # fmt: skip


def note_kept_words(row: Application, keys: Collection[str], *, by: Actor, at: datetime) -> None:
    """That the writer was told which words households do not read, and let them stand (E-9.a.1, A-40)."""
    if keys:
        note(row, event="words_kept", by=by, at=at, reason=" ".join(keys), clause="E-9.a.1")


@transaction.atomic
def move(
    *, application: Application, target: ApplicationState, event: str, by: Actor, at: datetime, reason: str = "",
    clause: str = "",
) -> Application:  # fmt: skip
    """One move of the table, for the capabilities that do the work behind it. Returns the row as it is then.

    Raises MoveRefused for a pair outside the table, OutcomeNeeded for an end (``record_outcome`` ends an application).
    """
    row = locked(application)
    check_move(ApplicationState(row.state), target)
    if target in FINAL_STATES:
        raise OutcomeNeeded(target=str(target))
    if row.state == ApplicationState.INCOMPLETE and target != row.asked_from:
        raise MoveRefused(state=row.state, target=str(target))
    return advance(row, target, event=event, by=by, at=at, reason=reason, clause=clause)


@transaction.atomic
def ask_for_items(
    *, application: Application, items: str, kept_words: Collection[str] = (), by: Actor, at: datetime
) -> Application:
    """Ask the applicant for what is missing, to be answered or uploaded, never handed in (E-5.2). The term runs on.

    ``kept_words``: keys of words that households do not read, which the writer let stand in ``items``.
    Raises MoveRefused, ReasonNeeded when nothing is named.
    """
    row = locked(application)
    check_move(ApplicationState(row.state), ApplicationState.INCOMPLETE)
    if not items.strip():
        raise ReasonNeeded()
    note_kept_words(row, kept_words, by=by, at=at)
    return advance(
        row, ApplicationState.INCOMPLETE, event="items_asked", by=by, at=at, reason=items, clause="E-5.2.2",
        asked_from=row.state, missing_items=items.strip(), missing_asked_at=at,
    )  # fmt: skip


@transaction.atomic
def supply_items(*, application: Application, note: str = "", by: Actor, at: datetime) -> Application:
    """What was asked for is there: back to the state in which it was asked. Raises MoveRefused."""
    row = locked(application)
    if row.state != ApplicationState.INCOMPLETE:
        raise MoveRefused(state=row.state, target=str(ApplicationState.ASSIGNED))
    return advance(row, ApplicationState(row.asked_from), event="items_supplied", by=by, at=at, reason=note)
