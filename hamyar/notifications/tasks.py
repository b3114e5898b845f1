"""The run that sends what is due; the worker calls it every minute."""

from datetime import datetime

from hamyar.notifications import actions, queries
from hamyar.notifications.domain import MessageState
from hamyar.notifications.providers import Provider

AT_ONCE = 50


def send_due(*, at: datetime, limit: int = AT_ONCE, through: Provider | None = None) -> int:
    """Try every queued message whose time has come; returns how many went out."""
    sent = 0
    for message in queries.due(at=at, limit=limit):
        sent += actions.send(message=message, at=at, through=through).state == MessageState.SENT
    return sent


def run_often(*, at: datetime) -> dict[str, int]:
    return {"sent": send_due(at=at)}
