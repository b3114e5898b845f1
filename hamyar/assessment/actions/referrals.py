"""Handing households to the counsellor, and the counsellor's answer (E-13.3.z, E-13.3.hh.2)."""

from datetime import datetime, timedelta

from django.db import transaction

from hamyar.assessment import queries
from hamyar.assessment.domain import (
    ILL_HEADED,
    REFERRAL_MOVES,
    MoveRefused,
    ReasonNeeded,
    ReferralGround,
    ReferralState,
    ReferralTarget,
)
from hamyar.assessment.models import Referral
from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import queries as casefiles
from hamyar.intake.models import Application
from hamyar.obligations.actions import close_duties, open_duty
from hamyar.obligations.domain import end_of_day
from hamyar.org.clock import day_of
from hamyar.outbox.actions import publish
from hamyar.registry.models import Household
from hamyar.releases.queries import rules_on

UNDER_WAY = (ReferralState.OPEN, ReferralState.ACCEPTED)


@transaction.atomic
def refer(
    *,
    household: Household,
    ground: ReferralGround,
    by: Actor,
    at: datetime,
    application: Application | None = None,
    target: ReferralTarget = ReferralTarget.COUNSELLOR,
    note: str = "",
) -> Referral:
    """Refer a household; one referral to the same target at a time is enough. The counsellor gets a duty for the same day."""
    Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    existing = Referral.objects.filter(household=household, target=target, state__in=UNDER_WAY).order_by("-pk").first()
    if existing is not None:
        return existing
    unit = application.unit if application is not None and application.unit else household.unit
    casefile = casefiles.casefile_of(household)
    worker = application.social_worker if application is not None else casefile.social_worker if casefile else None
    label = (
        application.number if application is not None else casefile.number if casefile else None
    ) or f"{household.pk}"
    row = Referral.objects.create(
        household=household, application=application, unit=unit, unit_path=unit.path, target=target, ground=ground,
        label=label, note=note.strip(), referred_at=at, referred_by_label=by.label, social_worker=worker,
    )  # fmt: skip
    if target == ReferralTarget.COUNSELLOR:
        days = rules_on(day_of(at)).value("referral.counsellor_days")
        open_duty(
            kind="counsellor_referral", subject=row, label=label, unit=unit, owner_role="counsellor",
            due_at=end_of_day(day_of(at) + timedelta(days=days)), at=at,
        )  # fmt: skip
    audit.record("assessment.referral.made", about=row, by=by, at=at, target=str(target), ground=str(ground))
    publish("assessment.referral.made", at=at, referral_id=row.pk, household_id=household.pk)
    return row


def refer_after_visit(*, household_id: int, at: datetime, application_id: int | None = None, **_visit: object) -> None:
    """Follower of ``visits.visit.done``: an ill-headed household goes to the counsellor without being asked (E-13.3.hh.2)."""
    household = Household.objects.select_related("unit").get(pk=household_id)
    if household.head_condition not in ILL_HEADED:
        return
    application = Application.objects.filter(pk=application_id).first() if application_id else None
    if queries.counsellor_referral(household, application) is None:
        refer(household=household, application=application, ground=ReferralGround.ILL_HEADED, by=CLOCK, at=at)


def _moved(referral: Referral, target: ReferralState) -> Referral:
    row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if target not in REFERRAL_MOVES[ReferralState(row.state)]:
        raise MoveRefused(state=row.state, target=str(target))
    row.state = target
    return row


@transaction.atomic
def accept_referral(*, referral: Referral, by: Actor, at: datetime) -> Referral:
    """The counsellor takes it on. Raises MoveRefused."""
    row = _moved(referral, ReferralState.ACCEPTED)
    row.accepted_at, row.counsellor_id = at, by.user_id
    row.save(update_fields=["state", "accepted_at", "counsellor"])
    close_duties(kind="counsellor_referral", subject=row, by=by, at=at)
    audit.record("assessment.referral.accepted", about=row, by=by, at=at)
    return row


@transaction.atomic
def record_result(*, referral: Referral, result: str, by: Actor, at: datetime) -> Referral:
    """The counsellor's opinion; the worker is told. Raises MoveRefused, ReasonNeeded without an opinion."""
    return _closed(referral, ReferralState.DONE, result, by=by, at=at)


@transaction.atomic
def refuse_referral(*, referral: Referral, result: str, by: Actor, at: datetime) -> Referral:
    """Not for the counsellor, with the reason. Raises MoveRefused, ReasonNeeded."""
    return _closed(referral, ReferralState.REFUSED, result, by=by, at=at)


def _closed(referral: Referral, target: ReferralState, result: str, *, by: Actor, at: datetime) -> Referral:
    row = _moved(referral, target)
    if not result.strip():
        raise ReasonNeeded(clause="E-13.3.z")
    row.result, row.closed_at = result.strip(), at
    row.counsellor_id = row.counsellor_id or by.user_id
    row.save(update_fields=["state", "result", "closed_at", "counsellor"])
    close_duties(kind="counsellor_referral", subject=row, by=by, at=at)
    audit.record(f"assessment.referral.{target}", about=row, by=by, at=at)
    publish("assessment.referral.closed", at=at, referral_id=row.pk, household_id=row.household_id, state=str(target))
    return row
