"""What every step of a lead shares: the row held, the move written, its duty kept up, the draft it led to followed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.intake.actions.moves import LONGEST_REASON
from hamyar.intake.domain import OPEN_LEADS, LeadState, MatchedWith
from hamyar.intake.models import Application, Lead, LeadEvent
from hamyar.obligations.actions import close_duties, entrust, open_duty, waive_duties
from hamyar.obligations.domain import end_of_day
from hamyar.org.clock import day_of
from hamyar.org.reach import whole_country
from hamyar.outbox.actions import publish
from hamyar.releases.queries import rules_on

DUTY = "follow_up_lead"
NO_MORE = "سرنخ بسته شد."


def locked_lead(lead: Lead) -> Lead:
    """The row as it is now, held until the end of the transaction."""
    return Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)


def advance_lead(
    row: Lead, target: LeadState, *, event: str, by: Actor, at: datetime, reason: str = "", clause: str = "",
    **fields: Any,
) -> Lead:  # fmt: skip
    """Write a move that was checked: the new state with its fields, the line of history, the audit, the event."""
    before, row.state = row.state, target
    row.closed_at = None if target in OPEN_LEADS else at
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "closed_at", *fields])
    note_lead(row, event=event, by=by, at=at, reason=reason, clause=clause, before=before)
    publish(f"intake.lead.{target}", at=at, lead_id=row.pk)
    return row


def note_lead(
    row: Lead, *, event: str, by: Actor, at: datetime, reason: str = "", clause: str = "", before: str | None = None
) -> LeadEvent:
    """One line of a lead's history. ``before``: the state that was left; None when the state did not change."""
    left = row.state if before is None else before
    audit.record(f"intake.lead.{event}", about=row, by=by, at=at, clause=clause, **{"from": left, "to": row.state})
    return LeadEvent.objects.create(
        lead=row, at=at, event=event, from_state=left, to_state=row.state, reason=reason.strip()[:LONGEST_REASON],
        clause=clause, by_label=by.label,
    )  # fmt: skip


def keep_duty(row: Lead, *, at: datetime) -> None:
    """The duty to follow a lead up: counted from the day it came, owned by whoever has it now; an addition in days."""
    days = rules_on(day_of(at)).value("lead.follow_up_days")
    owner_role = "social_worker" if row.social_worker else "office_head"
    due_at = end_of_day(day_of(row.recorded_at) + timedelta(days=days))
    open_duty(
        kind=DUTY, subject=row, label=row.number, unit=row.unit, owner=row.social_worker, owner_role=owner_role,
        due_at=due_at, at=at,
    )  # fmt: skip
    entrust(
        kind=DUTY, subject=row, owner=row.social_worker, owner_role=owner_role, unit=row.unit, by=CLOCK, at=at
    )  # fmt: skip


def close(row: Lead, *, by: Actor, at: datetime) -> None:
    """Somebody has acted on the lead: the duty is done."""
    close_duties(kind=DUTY, subject=row, by=by, at=at)


def draft_discarded(application: Application, *, by: Actor, at: datetime) -> None:
    """The draft that a lead led to is thrown away: the lead is open again, and still owed."""
    with whole_country("the lead behind a draft"):
        found = Lead.objects.filter(application=application).first()
        if found is not None:
            row = advance_lead(
                locked_lead(found), LeadState.ASSIGNED, event="draft_discarded", by=by, at=at, application=None
            )
            keep_duty(row, at=at)


def one_at_a_time(code: str) -> None:
    """Until the end of the transaction nobody else finds the holder of a code or sends an application for that person:
    whoever comes second sees what the first has written."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('intake.person:' || %s, 0))", [code])


def _open_about(code: str) -> list[Lead]:
    """Held, and looked at again once held: somebody may have closed one a moment ago."""
    one_at_a_time(code)
    rows = Lead.objects.select_for_update(of=("self",)).filter(national_code=code, state__in=OPEN_LEADS)
    return list(rows.order_by("pk"))


def application_sent(application: Application, *, by: Actor, at: datetime) -> None:
    """The lead behind an application is done with; another open lead about the same person has found its application."""
    with whole_country("leads of an applicant"):
        own = Lead.objects.filter(application=application).first()
        if own is not None:
            note_lead(own, event="sent", by=by, at=at, reason=application.number or "", clause="E-13.1.1")
            close(own, by=by, at=at)
        code = application.person.national_code if application.person else ""
        for row in _open_about(code) if code else ():
            row = advance_lead(
                row, LeadState.MATCHED, event="matched", by=CLOCK, at=at, clause="E-1.1.2",
                reason=application.number or "", person=application.person, matched_with=str(MatchedWith.APPLICATION),
                matched_number=application.number or "",
            )  # fmt: skip
            waive_duties(subject=row, reason=NO_MORE, by=CLOCK, at=at)
