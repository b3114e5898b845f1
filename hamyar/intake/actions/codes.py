"""Codes by message: signing in at the portal, and proving the number written in a form (E-13.1.2)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake.actions.limits import Limits, hours_of, minutes_of, wait_left
from hamyar.intake.actions.moves import locked
from hamyar.intake.domain import ApplicationState, CodeRefused, CodeSpent, DraftElsewhere, TooManyToday, TooManyTries
from hamyar.intake.models import Application, MobileCode, PortalAccount
from hamyar.org.reach import whole_country
from hamyar.outbox.actions import publish
from hamyar.values import mobile as mobiles

VALID_FOR = timedelta(minutes=5)
WRONG_TRIES = 5
# How many codes in which time. Many people share one network address, so its limit is the wider one.
LIMITS_OF_MOBILE = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (15, timedelta(days=1)))
LONG_WAIT = timedelta(hours=2)  # told in hours
LIMITS_OF_ADDRESS = ((30, timedelta(minutes=10)), (200, timedelta(days=1)))


def _digest(mobile: str, code: str) -> str:
    return salted_hmac("intake.mobile_code", f"{mobile}:{code}", algorithm="sha256").hexdigest()


@transaction.atomic
def issue_code(*, mobile: str, address_digest: str, at: datetime) -> str:
    """A six-digit code for a number; earlier ones end. Returned once for sending, stored as a digest.

    Raises TooManyTries when the number or the network address has asked too often.
    """
    with whole_country("signing in at the portal"):
        _check_limits("mobile", mobile, LIMITS_OF_MOBILE, at=at)
        _check_limits("address_digest", address_digest, LIMITS_OF_ADDRESS, at=at)
        MobileCode.objects.filter(mobile=mobile, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)
        code = f"{secrets.randbelow(10**6):06d}"
        MobileCode.objects.create(
            mobile=mobile,
            address_digest=address_digest,
            digest=_digest(mobile, code),
            sent_at=at,
            expires_at=at + VALID_FOR,
        )
    return code


def _check_limits(field: str, value: str, limits: Limits, *, at: datetime) -> None:
    wait = wait_left(MobileCode.objects.filter(**{field: value}), "sent_at", limits, at=at)
    if wait and wait > LONG_WAIT:
        raise TooManyToday(hours=hours_of(wait))
    if wait:
        raise TooManyTries(minutes=minutes_of(wait))


def _consume(mobile: str, code: str, *, at: datetime) -> None:
    """Raises CodeRefused for a wrong code, CodeSpent where only a new one helps. A wrong try is counted although it refuses."""
    row = (
        MobileCode.objects.select_for_update()
        .filter(mobile=mobile, used_at__isnull=True, expires_at__gt=at)
        .order_by("-pk")
        .first()
    )
    if row is None or row.wrong_tries >= WRONG_TRIES:
        raise CodeSpent()
    if not secrets.compare_digest(row.digest, _digest(mobile, code)):
        row.wrong_tries += 1
        row.save(update_fields=["wrong_tries"])
        raise CodeSpent() if row.wrong_tries >= WRONG_TRIES else CodeRefused()
    row.used_at = at
    row.save(update_fields=["used_at"])


def use_code(*, mobile: str, code: str, at: datetime) -> PortalAccount:
    """Sign in with a code; the account is made at the first time. Raises CodeRefused.

    Not one atomic block: a wrong try is counted although the call refuses.
    """
    with whole_country("signing in at the portal"):
        _consume(mobile, code, at=at)
        with transaction.atomic():
            account, created = PortalAccount.objects.get_or_create(mobile=mobile, defaults={"created_at": at})
            account.verified_at = at
            account.save(update_fields=["verified_at"])
            by = Actor.portal(account.pk)
            audit.record(
                "intake.account.opened" if created else "intake.account.signed_in", about=account, by=by, at=at
            )
    return account


@transaction.atomic
def ask_mobile_check(*, application: Application, by: Actor, at: datetime) -> None:
    """Let a code go out to the number written in a draft. Raises MobileRefused, DraftElsewhere, TooManyTries."""
    if application.state != ApplicationState.DRAFT:
        raise DraftElsewhere()
    number = mobiles.parse(str(application.draft.get("mobile") or ""))
    with whole_country("proving a mobile number"):
        _check_limits("mobile", number, LIMITS_OF_MOBILE, at=at)
    audit.record("intake.application.mobile_check_asked", about=application, by=by, at=at)
    publish("intake.mobile_check.requested", at=at, application_id=application.pk)


def verify_mobile(*, application: Application, code: str, by: Actor, at: datetime) -> Application:
    """Prove that the number in a draft answers, with the code that was sent to it. Raises CodeRefused, DraftElsewhere.

    Not one atomic block, as ``use_code``.
    """
    with whole_country("proving a mobile number"):
        if application.state != ApplicationState.DRAFT:
            raise DraftElsewhere()
        _consume(application.draft.get("mobile", ""), code, at=at)
        with transaction.atomic():
            row = locked(application)
            row.mobile, row.mobile_verified_at = row.draft["mobile"], at
            row.save(update_fields=["mobile", "mobile_verified_at"])
            audit.record("intake.application.mobile_verified", about=row, by=by, at=at)
    return row
