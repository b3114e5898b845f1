"""Duties for tests: they rest on any record, here on the office itself."""

from datetime import datetime, timedelta
from typing import Any

from hamyar.obligations import actions
from hamyar.obligations.models import Obligation
from hamyar.org.models import OrgUnit, User
from hamyar.org.tests.factories import NOON

TERM = timedelta(days=30)


def make_duty(
    office: OrgUnit,
    *,
    kind: str = "handle_application",
    owner: User | None = None,
    at: datetime = NOON,
    due_at: datetime | None = None,
    **fields: Any,
) -> Obligation:
    """An open duty about the office, due after thirty days unless said otherwise."""
    return actions.open_duty(
        kind=kind, subject=fields.pop("subject", office), label="1404-000001", unit=office, owner=owner,
        due_at=due_at or at + TERM, at=at, **fields,
    )  # fmt: skip
