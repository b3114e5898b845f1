"""Writing messages into the queue, sending them, and keeping what became of them."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.intake import actions as intake
from hamyar.intake.models import Application, PortalAccount
from hamyar.notifications.domain import MessageState, check_move, wait_after
from hamyar.notifications.models import Message
from hamyar.notifications.providers import Provider, SendFault, provider
from hamyar.notifications.wording import FORGOTTEN, TEMPLATES
from hamyar.org.models import User
from hamyar.org.reach import whole_country
from hamyar.outbox.jobs import enqueue
from hamyar.values import digits

SEND_DUE = "capabilities.often"  # the worker's job that also sends what is due
log = logging.getLogger("hamyar.notifications")

SECRET_USEFUL_FOR = timedelta(minutes=10)  # a code that is late is of no use to anybody
USEFUL_LONGER = {"visit_feedback": timedelta(days=3)}  # secret only because the link is the family's own

# Templates that make an outcome known (A-06: an application is handled when its outcome has been told).
OUTCOME_TEMPLATES = frozenset(
    {"application_accepted", "application_rejected", "application_referred_out", "application_withdrawn"}
)


@transaction.atomic
def queue(
    *, template: str, mobile: str, at: datetime, application: Application | None = None,
    account: PortalAccount | None = None, user: User | None = None, secret: bool = False, unit_path: str = "", **words: Any,
) -> Message:  # fmt: skip
    """Write a message by its template; it goes out with the next run. Digits in it become
    Persian, those of a ``link`` stay.

    ``unit_path``: the office of a household that is told something about its file, where there is no application.
    """
    shown = {name: value if name == "link" else digits.to_persian(value) for name, value in words.items()}
    text = TEMPLATES[template].format(**shown)
    with whole_country("writing a message"):
        message = Message.objects.create(
            mobile=mobile, text=text, template=template, secret=secret, created_at=at, next_attempt_at=at,
            application=application, unit_path=application.unit_path if application else unit_path,
            account_id=account.pk if account else application.account_id if application else None, user=user,
        )  # fmt: skip
        audit.record("notifications.message.queued", about=message, by=CLOCK, at=at, template=template)
    enqueue(SEND_DUE)
    return message


@transaction.atomic
def send(*, message: Message, at: datetime, through: Provider | None = None) -> Message:
    """Try to send one queued message. A failure is counted and tried again later, or given up; it never raises."""
    with whole_country("sending a message"):
        row = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        if row.state != MessageState.QUEUED:
            return row
        row.attempts += 1
        if row.secret and at > row.created_at + USEFUL_LONGER.get(row.template, SECRET_USEFUL_FOR):
            return _failed(row, SendFault("too_late", for_good=True), at=at)
        try:
            row.provider_id = (through or provider()).send(mobile=row.mobile, text=row.text, key=f"hamyar-{row.pk}")
        except SendFault as fault:
            return _failed(row, fault, at=at)
        row.state, row.sent_at, row.next_attempt_at = MessageState.SENT, at, None
        if row.secret and not settings.DEMO:
            row.text = FORGOTTEN
        row.save(update_fields=["attempts", "provider_id", "state", "sent_at", "next_attempt_at", "text"])
        audit.record("notifications.message.sent", about=row, by=CLOCK, at=at, template=row.template)
        if row.application is not None and row.template in OUTCOME_TEMPLATES:
            intake.mark_notified(application=row.application, by=CLOCK, at=at)
        return row


def _failed(row: Message, fault: SendFault, *, at: datetime) -> Message:
    """Count a failure. After the last one the duty to tell the applicant stays with the worker: the phone is silent."""
    wait = None if fault.for_good else wait_after(row.attempts)
    row.last_fault = fault.kind[:60]
    if wait is None:
        row.state, row.next_attempt_at = MessageState.FAILED, None
        audit.record("notifications.message.failed", about=row, by=CLOCK, at=at, template=row.template)
    else:
        row.next_attempt_at = at + wait
    row.save(update_fields=["attempts", "last_fault", "state", "next_attempt_at"])
    log.warning("message.not_sent", extra={"message_id": row.pk, "fault": row.last_fault, "attempts": row.attempts})
    return row


@transaction.atomic
def record_delivery(*, provider_id: str, delivered: bool, at: datetime) -> Message | None:
    """What the gateway says became of a message: it arrived, or it did not after all. None for an unknown identifier."""
    with whole_country("recording a delivery"):
        row = Message.objects.select_for_update(of=("self",)).filter(provider_id=provider_id).order_by("-pk").first()
        if row is None or row.state != MessageState.SENT:
            return row
        row.state = MessageState.DELIVERED if delivered else MessageState.FAILED
        row.delivered_at = at if delivered else None
        row.save(update_fields=["state", "delivered_at"])
        event = "notifications.message.delivered" if delivered else "notifications.message.failed"
        audit.record(event, about=row, by=CLOCK, at=at, template=row.template)
        if not delivered and row.application is not None and row.template in OUTCOME_TEMPLATES:
            intake.notice_lost(application=row.application, by=CLOCK, at=at)
        return row


@transaction.atomic
def send_again(*, message: Message, by: Actor, at: datetime) -> Message:
    """A member of staff asks for another try of a failed message. Raises MoveRefused."""
    row = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    check_move(MessageState(row.state), MessageState.QUEUED)
    row.state, row.attempts, row.next_attempt_at = MessageState.QUEUED, 0, at
    row.save(update_fields=["state", "attempts", "next_attempt_at"])
    audit.record("notifications.message.queued_again", about=row, by=by, at=at)
    return row
