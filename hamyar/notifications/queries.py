"""Reads of messages."""

from datetime import datetime

from django.db.models import QuerySet

from hamyar.intake.models import Application
from hamyar.notifications.domain import MessageState
from hamyar.notifications.models import Message
from hamyar.org.reach import whole_country

SHOWN_IN_DEMO = 60


def due(*, at: datetime, limit: int) -> list[Message]:
    """Queued messages whose time has come, the oldest first."""
    with whole_country("sending messages"):
        rows = Message.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=at)
        return list(rows.order_by("next_attempt_at", "pk")[:limit])


def of_application(application: Application) -> QuerySet[Message]:
    """Messages about an application that the caller has found within the reader's reach, newest first."""
    return Message.objects.filter(application=application, secret=False).order_by("-pk")


def of_account(account_id: int) -> QuerySet[Message]:
    """What was sent to somebody at the portal, codes left out."""
    return Message.objects.filter(account_id=account_id, secret=False).order_by("-pk")


def of_application_by_pk(application: Application, pk: int) -> Message | None:
    return of_application(application).filter(pk=pk).first()


def latest_of_demo(*, search: str = "") -> list[Message]:
    """Demo mode only: what would have been sent, to anybody, so that a newcomer can read the code of a mobile number."""
    with whole_country("the demo shows the messages that would have been sent"):
        rows = Message.objects.order_by("-pk")
        return list((rows.filter(mobile__contains=search) if search else rows)[:SHOWN_IN_DEMO])
