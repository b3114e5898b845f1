"""Background work: asking what waits, and the duties that time brings."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from hamyar.inquiries import asking, queries, renewal
from hamyar.inquiries.register_client import HttpRegister
from hamyar.org.reach import whole_country

QUESTIONS_A_RUN = 200


def perform_waiting(*, at: datetime, limit: int = QUESTIONS_A_RUN) -> int:
    """Ask every waiting question whose time has come; returns how many were answered.

    Called outside a transaction: each question has its own two, with the call to the register between them. Without the
    address of the registers nothing is asked, and answers are entered by hand (A-56).
    """
    if not settings.REGISTERS_URL:
        return 0
    with transaction.atomic(), whole_country("questions of every office are due"):
        due = queries.due_for_a_try(at=at, limit=limit)
    answered = 0
    if due:
        with HttpRegister(settings.REGISTERS_URL, token=settings.REGISTERS_TOKEN) as register:
            for inquiry_id in due:
                answered += asking.perform(inquiry_id=inquiry_id, at=at, register=register)
    return answered


def run_tick(*, at: datetime) -> dict[str, int]:
    """Called by the tick, in its transaction: what has to be asked again because time has passed."""
    return renewal.open_duties(at=at)
