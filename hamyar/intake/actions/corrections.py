"""An applicant corrects own data at the portal: what is proposed counts when the worker has accepted it (E-8.a)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake.actions.moves import locked, note, note_kept_words
from hamyar.intake.domain import (
    CORRECTABLE,
    OPEN_STATES,
    ApplicationState,
    MoveRefused,
    NothingProposed,
    ReasonNeeded,
    proposed_changes,
)
from hamyar.intake.models import Application
from hamyar.org.reach import whole_country
from hamyar.registry import actions as registry
from hamyar.registry.domain import Source

PERSON = ("given_name", "family_name", "father_name", "marital_status", "work_status")
DWELLING = ("address", "tenure", "condition")


@transaction.atomic
def propose_correction(*, application: Application, answers: dict[str, Any], by: Actor, at: datetime) -> Application:
    """The applicant corrects own data while the application is open. It waits for the worker; what is said again as it was
    before takes the proposal back. Raises MoveRefused once others decide on the application or it has ended.
    """
    row = locked(application)
    if row.state not in CORRECTABLE:
        raise MoveRefused(state=row.state, target=row.state)
    proposed = proposed_changes(row.draft, answers)
    if proposed == row.proposed:
        return row
    row.proposed, row.proposed_at, row.proposal_refusal = proposed, at if proposed else None, ""
    row.save(update_fields=["proposed", "proposed_at", "proposal_refusal"])
    event = "correction_proposed" if proposed else "correction_taken_back"
    note(row, event=event, by=by, at=at, reason=" ".join(sorted(proposed)), clause="E-8.a")
    return row


@transaction.atomic
def accept_correction(*, application: Application, by: Actor, at: datetime) -> Application:
    """What was proposed counts from now on, as declared by the person. Raises NothingProposed, MoveRefused after the end.

    What the registry knew of the person before the application is not changed by it: the worker sees the difference.
    """
    row = _with_proposal(application)
    changed = row.proposed
    row.draft = {**row.draft, **changed}
    row.address = str(row.draft.get("address") or row.address).strip()
    row.note, row.request = row.draft.get("note", ""), list(row.draft.get("services") or [])
    row.proposed, row.proposed_at = {}, None
    row.save(update_fields=["draft", "address", "note", "request", "proposed", "proposed_at"])
    note(row, event="correction_accepted", by=by, at=at, reason=" ".join(sorted(changed)), clause="E-8.a")
    audit.record("intake.correction.accepted", about=row, by=by, at=at, fields=sorted(changed))
    if not row.draft.get("registered_here"):
        return row
    assert row.person is not None and row.household is not None
    own = {name: changed[name] for name in PERSON if name in changed}
    home = {name: changed[name] for name in DWELLING if name in changed}
    asked = {"requested_services": row.request} if "services" in changed else {}
    with whole_country("a correction of the applicant counts"):
        registry.change_person(person=row.person, changes=own, source=Source.SELF, by=by, at=at)
        registry.change_household(household=row.household, changes=asked, source=Source.SELF, by=by, at=at)
        if home:
            registry.change_dwelling(household=row.household, changes=home, source=Source.SELF, by=by, at=at)
    return row


@transaction.atomic
def reject_correction(
    *, application: Application, reason: str, by: Actor, at: datetime, kept_words: Collection[str] = ()
) -> Application:
    """What was proposed does not count; the applicant reads why. Raises NothingProposed, MoveRefused, ReasonNeeded.

    ``kept_words``: keys of words that households do not read, which the writer let stand in ``reason``.
    """
    row = _with_proposal(application)
    if not reason.strip():
        raise ReasonNeeded()
    note_kept_words(row, kept_words, by=by, at=at)
    fields = sorted(row.proposed)
    row.proposed, row.proposed_at, row.proposal_refusal = {}, None, reason.strip()[:500]
    row.save(update_fields=["proposed", "proposed_at", "proposal_refusal"])
    note(row, event="correction_rejected", by=by, at=at, reason=row.proposal_refusal, clause="E-8.a")
    audit.record("intake.correction.rejected", about=row, by=by, at=at, fields=fields)
    return row


def _with_proposal(application: Application) -> Application:
    row = locked(application)
    if ApplicationState(row.state) not in OPEN_STATES:
        raise MoveRefused(state=row.state, target=row.state)
    if not row.proposed:
        raise NothingProposed()
    return row
