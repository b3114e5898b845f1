"""Service levels (E-D.5): a list that the headquarters keep, and the time-bound level of a file.

Callers use ``casefiles.actions``.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.casefiles.domain import LevelEnded, LevelTaken, PeriodNeeded, ReasonNeeded
from hamyar.casefiles.models import Casefile, CasefileEvent, FileLevel, ServiceLevel
from hamyar.org.clock import day_of
from hamyar.registry.domain import ServiceKind


@transaction.atomic
def define_level(
    *, title: str, criteria: str, services: Collection[str], from_on: date, by: Actor, at: datetime
) -> ServiceLevel:
    """A level with its criteria and the services that go with it. A changed one is a new one. Raises LevelTaken, ReasonNeeded."""
    if not title.strip() or not criteria.strip() or not services:
        raise ReasonNeeded(clause="E-D.5")
    try:
        with transaction.atomic():
            row = ServiceLevel.objects.create(
                title=title.strip()[:80], criteria=criteria.strip(), from_on=from_on, by_label=by.label,
                services=[str(kind) for kind in ServiceKind if kind in services],
            )  # fmt: skip
    except IntegrityError as fault:
        raise LevelTaken() from fault
    audit.record("casefiles.level.defined", about=row, by=by, at=at)
    return row


@transaction.atomic
def end_level(*, level: ServiceLevel, to_on: date, by: Actor, at: datetime) -> ServiceLevel:
    """From that day no file gets this level any more; files that have it keep it to its own end."""
    row = ServiceLevel.objects.select_for_update().get(pk=level.pk)
    if to_on < row.from_on:
        raise PeriodNeeded(clause="E-D.5")
    row.to_on = to_on
    row.save(update_fields=["to_on"])
    audit.record("casefiles.level.ended", about=row, by=by, at=at)
    return row


def levels_in_force(on: date) -> list[ServiceLevel]:
    rows = ServiceLevel.objects.filter(from_on__lte=on).exclude(to_on__lte=on)
    return list(rows.order_by("pk"))


def level_of(casefile: Casefile, on: date) -> FileLevel | None:
    """The file's level on a day; none before the first and after the end of the last."""
    rows = FileLevel.objects.filter(casefile=casefile, from_on__lte=on, to_on__gt=on)
    return rows.select_related("level").first()


def services_of(casefile: Casefile, allowed: Iterable[str], on: date) -> list[str]:
    """Of the services that the assessment allows, those of the file's level; all of them where it has none."""
    current = level_of(casefile, on)
    return [each for each in allowed if current is None or each in current.level.services]


@transaction.atomic
def set_level(
    *, casefile: Casefile, level: ServiceLevel, to_on: date, reason: str, by: Actor, at: datetime
) -> FileLevel:
    """The file is of this level from today until ``to_on``; the level before ends today and stays in the history (E-D.5).

    Raises ReasonNeeded, LevelEnded for one that is not in the list today, PeriodNeeded for an end that is none or lies after
    the period of support.
    """
    row, on = Casefile.objects.select_for_update(of=("self",)).get(pk=casefile.pk), day_of(at)
    if not reason.strip():
        raise ReasonNeeded(clause="E-D.5")
    if level.from_on > on or (level.to_on is not None and level.to_on <= on):
        raise LevelEnded()
    if not on < to_on <= row.period_to_on:
        raise PeriodNeeded(clause="E-D.5")
    before = level_of(row, on)
    if before is not None:
        before.to_on = on
        before.save(update_fields=["to_on"])
    made = FileLevel.objects.create(
        casefile=row, level=level, from_on=on, to_on=to_on, reason=reason.strip()[:300], set_at=at, by_label=by.label
    )
    CasefileEvent.objects.create(
        casefile=row, at=at, event="level_set", reason=f"{level.title}: {reason.strip()}"[:300], clause="E-D.5",
        by_label=by.label,
    )  # fmt: skip
    audit.record("casefiles.level.set", about=row, by=by, at=at, level=level.pk, until=to_on.isoformat())
    return made
