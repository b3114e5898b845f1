"""Sending at the portal: nobody learns of a registered person without knowing when that person was born (E-9.a.2)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake.actions.limits import hours_of, wait_left
from hamyar.intake.actions.moves import locked
from hamyar.intake.actions.submission import submit
from hamyar.intake.domain import IdentityUnproven, TooManyMismatches, Tried
from hamyar.intake.models import Application, PortalMismatch
from hamyar.org.reach import whole_country

# How many mismatches in which time: of one telephone, of one national code whoever asks, of one network address.
LIMITS = ((5, timedelta(hours=1)), (15, timedelta(days=1)))
LIMITS_OF_NETWORK = ((30, timedelta(hours=1)), (100, timedelta(days=1)))


def send_from_portal(*, application: Application, address_digest: str, by: Actor, at: datetime) -> Application:
    """Send a draft of the portal. A birth date that does not belong to the national code is counted, and too many wait.

    Raises TooManyMismatches, IdentityUnproven, and what ``submit`` raises. Not one atomic block: a mismatch is counted
    although the call refuses.
    """
    with whole_country("counting mismatches at the portal"), transaction.atomic():
        row = locked(application)  # two at once from one telephone count one after the other
        subject_digest = _digest(str(row.draft.get("national_code") or ""))
        _check_limits(row, subject_digest, address_digest, at=at)
    try:
        return submit(application=application, by=by, at=at)
    except IdentityUnproven:
        with whole_country("counting mismatches at the portal"), transaction.atomic():
            PortalMismatch.objects.create(
                about=Tried.IDENTITY, account=row.account, subject_digest=subject_digest, address_digest=address_digest,
                tried_at=at,
            )  # fmt: skip
            audit.record("intake.application.identity_unproven", about=row, by=by, at=at)
        raise


def _digest(code: str) -> str:
    """Of the national code: enough to count, and the code itself is not kept."""
    return salted_hmac("intake.identity", code, algorithm="sha256").hexdigest()


def _check_limits(row: Application, subject_digest: str, address_digest: str, *, at: datetime) -> None:
    tries = PortalMismatch.objects.filter(about=Tried.IDENTITY)
    waits = (
        wait_left(tries.filter(account=row.account), "tried_at", LIMITS, at=at),
        wait_left(tries.filter(subject_digest=subject_digest), "tried_at", LIMITS, at=at),
        wait_left(tries.filter(address_digest=address_digest), "tried_at", LIMITS_OF_NETWORK, at=at),
    )
    if any(waits):
        raise TooManyMismatches(hours=max(hours_of(each) for each in waits if each))
