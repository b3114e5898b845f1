"""The office head looks through the admission processes every month (E-7.n): asked by the clock, kept, and listed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.guidelines.ruleset import RuleSet
from hamyar.obligations.actions import Owed, close_duties, open_duties
from hamyar.obligations.domain import ObligationState, ReasonNeeded, ReviewedAlready, end_of_day
from hamyar.obligations.models import MonthlyReview, Obligation
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.org.domain import Level, Programme
from hamyar.org.models import OrgUnit
from hamyar.values import jalali

KIND = "monthly_monitoring"
MONTHS = 12


def period_of(on: date) -> tuple[str, date]:
    """The period of monitoring in which a day lies: its key («1405-09») and its last day. Periods begin with the year."""
    length = int(RuleSet.in_force(on).value("monitoring.admissions_months"))
    year, month, _day = jalali.parts(on)
    first = (month - 1) // length * length + 1
    starts_on = jalali.from_parts(year, first, 1)
    following = min(jalali.add_months(starts_on, length), jalali.start_of_year(year + 1))
    return f"{year}-{first:02d}", following - timedelta(days=1)


def title_of(period_key: str) -> str:
    """«آذر ۱۴۰۵»."""
    year, _, month = period_key.partition("-")
    return jalali.format_month(jalali.from_parts(int(year), int(month), 1))


def open_reviews(*, at: datetime) -> int:
    """The clock's part: a duty for the head of every office at the beginning of a period. Idempotent."""
    key, ends_on = period_of(day_of(at))
    known = Obligation.objects.filter(
        kind=KIND, subject_type=OrgUnit._meta.label_lower, subject_id=OuterRef("pk"), period_key=key
    )
    reviewed = MonthlyReview.objects.filter(unit=OuterRef("pk"), period_key=key)
    offices = OrgUnit.objects.filter(level=Level.OFFICE, programme=Programme.EMDAD, closed_on__isnull=True)
    missing = offices.exclude(Exists(known)).exclude(Exists(reviewed)).order_by("pk")
    owed = [
        Owed(subject=unit, label=unit.code, unit=unit, owner=None, due_at=end_of_day(ends_on), period_key=key)
        for unit in missing
    ]
    return len(open_duties(kind=KIND, owed=owed, at=at))


@transaction.atomic
def record_review(*, unit: OrgUnit, note: str, by: Actor, at: datetime) -> MonthlyReview:
    """The head has looked through the office's processes. Closes the duty of the period and of periods that were missed.

    Raises ReasonNeeded without a note, ReviewedAlready.
    """
    if not note.strip():
        raise ReasonNeeded(clause="E-7.n")
    key, _ends_on = period_of(day_of(at))
    figures = Obligation.objects.filter(unit=unit, state=ObligationState.OPEN).aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at))
    )
    try:
        with transaction.atomic():
            row = MonthlyReview.objects.create(
                unit=unit, unit_path=unit.path, period_key=key, note=note.strip()[:1000], open_duties=figures["open"],
                late_duties=figures["late"], reviewed_at=at, by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as fault:
        earlier = MonthlyReview.objects.get(unit=unit, period_key=key)
        raise ReviewedAlready(on=day_of(earlier.reviewed_at)) from fault
    missed = Obligation.objects.filter(
        kind=KIND,
        subject_type=unit._meta.label_lower,
        subject_id=unit.pk,
        state=ObligationState.OPEN,
        period_key__lte=key,
    )
    for each in list(missed.values_list("period_key", flat=True)):
        close_duties(kind=KIND, subject=unit, by=by, at=at, period_key=each)
    audit.record("obligations.month.reviewed", about=row, by=by, at=at, unit=unit.pk, period=key)
    return row


def note_viewing(access: Access, *, at: datetime) -> None:
    """Somebody has looked at the overview of the units that they oversee (E-7.n: viewing is logged)."""
    units = access.units_where("obligations.oversee")
    by = Actor.staff(access.user)
    audit.record_all("obligations.overview.viewed", about=((unit, {}) for unit in units), by=by, at=at)


def reviews_for(access: Access, asked: Mapping[str, Any]) -> QuerySet[MonthlyReview]:
    """Reviews of the units that the user oversees, the own office's included."""
    condition = Q(pk__in=[])
    for path in access.paths_where("obligations.oversee"):
        condition |= Q(unit_path__startswith=path)
    rows = MonthlyReview.objects.filter(condition).select_related("unit", "by")
    return rows.filter(period_key=asked["period"]) if asked.get("period") else rows


def recent_periods(on: date) -> list[tuple[str, str]]:
    """The periods of a year up to now as choices, the present one first."""
    found: dict[str, str] = {}
    for months in range(MONTHS):
        key, _ends_on = period_of(jalali.add_months(on, -months))
        found.setdefault(key, title_of(key))
    return list(found.items())
