"""Starting an application and keeping its answers until they are sent."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake.actions.lead_moves import draft_discarded
from hamyar.intake.actions.moves import locked
from hamyar.intake.domain import ApplicationState, Channel, DraftElsewhere
from hamyar.intake.models import Application, PortalAccount
from hamyar.org.models import User


@transaction.atomic
def start_draft(
    *, channel: Channel, account: PortalAccount | None = None, submitted_by: User | None = None,
    answers: dict[str, Any] | None = None, start_key: UUID | None = None, referrer_type: str = "",
    referrer_name: str = "", referrer_letter_number: str = "", referrer_letter_on: date | None = None,
    by: Actor, at: datetime,
) -> Application:  # fmt: skip
    """A new draft of an account at the portal or of a member of staff. The same key, or an account's open draft, gives
    the draft that is there: a form that is sent twice starts nothing twice."""
    if (account is None) == (submitted_by is None):
        raise ValueError("an application is started by an account or by a member of staff")
    try:
        with transaction.atomic():
            row = Application.objects.create(
                channel=channel, account=account, submitted_by=submitted_by, started_at=at, draft=answers or {},
                start_key=start_key, referrer_type=referrer_type, referrer_name=referrer_name,
                referrer_letter_number=referrer_letter_number, referrer_letter_on=referrer_letter_on,
                mobile=account.mobile if account else "",
                mobile_verified_at=account.verified_at if account else None,
            )  # fmt: skip
    except IntegrityError:
        mine = Application.objects.filter(account=account, submitted_by=submitted_by)
        there = mine.filter(start_key=start_key) if start_key else mine.filter(state=ApplicationState.DRAFT)
        found = there.first()
        if found is None:
            raise
        return found
    audit.record("intake.application.started", about=row, by=by, at=at, channel=str(channel))
    return row


@transaction.atomic
def save_draft(
    *, application: Application, answers: dict[str, Any], origin: dict[str, Any] | None = None, by: Actor, at: datetime
) -> Application:
    """Keep the answers of one step; those of other steps stay. ``origin``: channel and referrer, as columns.

    Raises DraftElsewhere once it has been sent.
    """
    row = locked(application)
    if row.state != ApplicationState.DRAFT:
        raise DraftElsewhere()
    row.draft = {**row.draft, **answers}
    for name, value in (origin or {}).items():
        setattr(row, name, value)
    row.save(update_fields=["draft", *(origin or {})])
    audit.record("intake.application.draft_saved", about=row, by=by, at=at, fields=sorted(answers))
    return row


@transaction.atomic
def discard_draft(*, application: Application, by: Actor, at: datetime) -> None:
    """Throw away a draft that was never sent; the lead that it grew out of is open again. Raises DraftElsewhere."""
    row = locked(application)
    if row.state != ApplicationState.DRAFT:
        raise DraftElsewhere()
    audit.record("intake.application.draft_discarded", about=row, by=by, at=at)
    draft_discarded(row, by=by, at=at)
    row.delete()
