"""Opening, closing, waiving and escalating duties."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, models, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.guidelines.duties import DUTIES
from hamyar.obligations.domain import (
    FIXED_HOLIDAYS,
    AlreadyClosed,
    HolidayTaken,
    ObligationState,
    ReasonNeeded,
    warn_moment,
)
from hamyar.obligations.models import Holiday, Obligation
from hamyar.org.models import OrgUnit, User
from hamyar.outbox.actions import publish
from hamyar.values import jalali

ESCALATION_PAUSE = timedelta(days=3)  # between one superior and the next; an addition, so that each can act


@transaction.atomic
def open_duty(
    *,
    kind: str,
    subject: models.Model,
    label: str,
    unit: OrgUnit,
    due_at: datetime,
    at: datetime,
    owner: User | None = None,
    owner_role: str | None = None,
    period_key: str = "",
) -> Obligation:
    """Open a duty of ``guidelines.duties``; the same open duty of the same subject and period is returned, not doubled.

    ``due_at`` is the last moment. ``owner`` None leaves it to everybody who holds ``owner_role`` in the unit.
    """
    duty = DUTIES[kind]
    due_at = max(due_at, at)
    obligation, created = Obligation.objects.get_or_create(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        period_key=period_key,
        state=ObligationState.OPEN,
        defaults={
            "subject_label": label,
            "clause": duty.clause,
            "unit": unit,
            "unit_path": unit.path,
            "owner": owner,
            "owner_role": owner_role or duty.owner_role,
            "opened_at": at,
            "warn_at": warn_moment(at, due_at, duty.warn_percent) if duty.warn_percent else None,
            "due_at": due_at,
            "next_escalation_at": due_at if duty.escalation else None,
        },
    )
    if created:
        audit.record("obligations.opened", about=obligation, by=CLOCK, at=at, kind=kind, subject=subject.pk)
    return obligation


@dataclass(frozen=True)
class Owed:
    """One of many duties of a kind that the clock opens together. ``owner`` None leaves it to the role."""

    subject: models.Model
    label: str
    unit: OrgUnit
    owner: User | None
    due_at: datetime
    period_key: str = ""
    warn_at: datetime | None = None


@transaction.atomic
def open_duties(*, kind: str, owed: Sequence[Owed], at: datetime) -> list[Obligation]:
    """``open_duty`` for many subjects of one table, in a fixed number of statements; what is open already stays as it is.

    Returns the duties that are new.
    """
    if not owed:
        return []
    duty = DUTIES[kind]
    subject_type = owed[0].subject._meta.label_lower
    still_open = Obligation.objects.filter(
        kind=kind,
        subject_type=subject_type,
        subject_id__in=[each.subject.pk for each in owed],
        state=ObligationState.OPEN,
    )
    known = set(still_open.values_list("subject_id", "period_key"))
    rows = Obligation.objects.bulk_create(
        (
            Obligation(
                kind=kind, subject_type=subject_type, subject_id=each.subject.pk, subject_label=each.label,
                period_key=each.period_key, clause=duty.clause, unit=each.unit, unit_path=each.unit.path,
                owner=each.owner, owner_role=duty.owner_role, opened_at=at, due_at=max(each.due_at, at),
                warn_at=each.warn_at, next_escalation_at=max(each.due_at, at) if duty.escalation else None,
            )
            for each in owed
            if (each.subject.pk, each.period_key) not in known
        ),
        batch_size=1000,
    )  # fmt: skip
    audit.record_all(
        "obligations.opened", about=((row, {"kind": kind, "subject": row.subject_id}) for row in rows), by=CLOCK, at=at
    )
    return rows


@transaction.atomic
def close_duties(*, kind: str, subject: models.Model, by: Actor, at: datetime, period_key: str | None = None) -> int:
    """Mark the open duties of a kind about ``subject`` as done; returns how many there were (none is no fault)."""
    rows = Obligation.objects.select_for_update().filter(
        kind=kind, subject_type=subject._meta.label_lower, subject_id=subject.pk, state=ObligationState.OPEN
    )
    if period_key is not None:
        rows = rows.filter(period_key=period_key)
    closed = 0
    for row in rows:
        row.state, row.closed_at, row.closed_by = ObligationState.DONE, at, by.label
        row.save(update_fields=["state", "closed_at", "closed_by"])
        audit.record("obligations.done", about=row, by=by, at=at, kind=kind)
        closed += 1
    return closed


def keys_about(kind: str, subject_type: str, subject_id: int) -> set[str]:
    """The periods for which a duty of a kind has ever been opened about a record."""
    rows = Obligation.objects.filter(kind=kind, subject_type=subject_type, subject_id=subject_id)
    return set(rows.values_list("period_key", flat=True))


def open_keys(*, kind: str, subject: models.Model) -> set[str]:
    """The periods (or parts of the subject) for which a duty of a kind is open."""
    rows = Obligation.objects.filter(
        kind=kind, subject_type=subject._meta.label_lower, subject_id=subject.pk, state=ObligationState.OPEN
    )
    return set(rows.values_list("period_key", flat=True))


@transaction.atomic
def waive_duties(
    *,
    subject: models.Model,
    reason: str,
    by: Actor,
    at: datetime,
    kind: str | None = None,
    period_key: str | None = None,
) -> int:
    """Lift the open duties about ``subject`` because they lost their ground (withdrawn, referred out …)."""
    if not reason.strip():
        raise ReasonNeeded()
    rows = Obligation.objects.select_for_update().filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, state=ObligationState.OPEN
    )
    if kind is not None:
        rows = rows.filter(kind=kind)
    if period_key is not None:
        rows = rows.filter(period_key=period_key)
    waived = 0
    for row in rows:
        _waive(row, reason=reason, by=by, at=at)
        waived += 1
    return waived


@transaction.atomic
def waive(*, obligation_id: int, reason: str, by: Actor, at: datetime) -> Obligation:
    """Lift one duty with a written reason. Raises AlreadyClosed, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded()
    row = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation_id)
    if row.state != ObligationState.OPEN:
        raise AlreadyClosed(obligation=row.pk)
    return _waive(row, reason=reason, by=by, at=at)


def _waive(row: Obligation, *, reason: str, by: Actor, at: datetime) -> Obligation:
    row.state, row.closed_at, row.closed_by, row.waived_reason = ObligationState.WAIVED, at, by.label, reason[:300]
    row.save(update_fields=["state", "closed_at", "closed_by", "waived_reason"])
    audit.record("obligations.waived", about=row, by=by, at=at, kind=row.kind)
    return row


@transaction.atomic
def hand_over(*, subject: models.Model, owner: User | None, unit: OrgUnit, by: Actor, at: datetime) -> int:
    """Give the open duties of a social worker about ``subject`` to another owner (and office)."""
    rows = Obligation.objects.select_for_update().filter(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        state=ObligationState.OPEN,
        owner_role="social_worker",
    )
    for row in rows:
        row.owner, row.unit, row.unit_path = owner, unit, unit.path
        row.save(update_fields=["owner", "unit", "unit_path"])
        audit.record("obligations.handed_over", about=row, by=by, at=at, kind=row.kind)
    return len(rows)


@transaction.atomic
def entrust(
    *, kind: str, subject: models.Model, owner: User | None, owner_role: str, unit: OrgUnit, by: Actor, at: datetime
) -> int:
    """Give the open duty of a kind about ``subject`` to somebody of another role (or unit); its term runs on."""
    rows = Obligation.objects.select_for_update().filter(
        kind=kind, subject_type=subject._meta.label_lower, subject_id=subject.pk, state=ObligationState.OPEN
    )
    for row in rows:
        row.owner, row.owner_role, row.unit, row.unit_path = owner, owner_role, unit, unit.path
        row.save(update_fields=["owner", "owner_role", "unit", "unit_path"])
        audit.record("obligations.handed_over", about=row, by=by, at=at, kind=row.kind)
    return len(rows)


@transaction.atomic
def tick(*, at: datetime, batch: int = 1000) -> dict[str, int]:
    """Warn and escalate what time has reached. Idempotent: safe to run twice, late, or side by side.

    Each overdue duty is told to the next superior of its kind, ``ESCALATION_PAUSE`` after the one before.
    """
    counts = {"warned": 0, "escalated": 0}
    still_open = Obligation.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=ObligationState.OPEN)
    for row in still_open.filter(warned_at__isnull=True, warn_at__lte=at)[:batch]:
        row.warned_at = at
        row.save(update_fields=["warned_at"])
        publish("obligations.warned", at=at, obligation_id=row.pk)
        counts["warned"] += 1
    for row in still_open.filter(next_escalation_at__lt=at).order_by("next_escalation_at")[:batch]:
        superiors = DUTIES[row.kind].escalation
        # A tick that comes late walks through every step that time has passed, one after the other.
        while row.next_escalation_at is not None and row.next_escalation_at < at:
            row.escalated_to_role = superiors[row.escalation_step]
            row.escalation_step += 1
            row.escalated_at = at
            further = row.escalation_step < len(superiors)
            row.next_escalation_at = row.next_escalation_at + ESCALATION_PAUSE if further else None
            row.save(update_fields=["escalated_to_role", "escalation_step", "escalated_at", "next_escalation_at"])
            audit.record("obligations.escalated", about=row, by=CLOCK, at=at, to=row.escalated_to_role)
            publish("obligations.escalated", at=at, obligation_id=row.pk, role=row.escalated_to_role)
            counts["escalated"] += 1
    return counts


@transaction.atomic
def add_holiday(*, on: date, title: str, by: Actor, at: datetime) -> Holiday:
    """A day that no term in working days counts. Terms that run already keep their day. Raises HolidayTaken."""
    try:
        with transaction.atomic():
            row = Holiday.objects.create(on=on, title=title)
    except IntegrityError as fault:
        raise HolidayTaken() from fault
    audit.record("obligations.holiday.added", about=row, by=by, at=at, on=on.isoformat())
    return row


@transaction.atomic
def add_fixed_holidays(*, year: int, by: Actor, at: datetime) -> int:
    """The holidays that every Solar Hijri year has, where they are not entered yet; returns how many were added."""
    days = {jalali.from_parts(year, month, day): title for month, day, title in FIXED_HOLIDAYS}
    entered = set(Holiday.objects.filter(on__in=days).values_list("on", flat=True))
    missing = {on: title for on, title in days.items() if on not in entered}
    for on, title in missing.items():
        add_holiday(on=on, title=title, by=by, at=at)
    return len(missing)


@transaction.atomic
def remove_holiday(*, holiday_id: int, by: Actor, at: datetime) -> bool:
    """The day counts again. False when it was removed before."""
    row = Holiday.objects.select_for_update().filter(pk=holiday_id).first()
    if row is None:
        return False
    audit.record("obligations.holiday.removed", about=row, by=by, at=at, on=row.on.isoformat())
    row.delete()
    return True
