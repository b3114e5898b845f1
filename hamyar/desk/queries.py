"""Reads that combine capabilities for one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from hamyar.desk.addresses import page_of
from hamyar.guidelines.duties import DUTIES
from hamyar.intake.domain import OPEN_STATES
from hamyar.intake.models import Application
from hamyar.obligations import queries as obligations
from hamyar.obligations.models import Obligation
from hamyar.org.access import Access
from hamyar.org.roles import ROLES


@dataclass(frozen=True)
class Task:
    """One line of the worklist."""

    obligation: Obligation
    title: str
    clause: str
    url: str
    owner: str
    told_to: str


def tasks_for(rows: Iterable[Obligation]) -> list[Task]:
    return [
        Task(
            obligation=row,
            title=DUTIES[row.kind].title,
            clause=row.clause,
            url=page_of(row.subject_type, row.subject_id),
            owner=str(row.owner) if row.owner else ROLES[row.owner_role].title,
            told_to=ROLES[row.escalated_to_role].title if row.escalated_to_role else "",
        )
        for row in rows
    ]


def worklist(access: Access, *, whose: str, when: str, kind: str, at: datetime) -> QuerySet[Obligation]:
    """Open duties, the most pressing first. ``whose``: mine, told (escalated to me), all (the units I oversee)."""
    source = {"told": obligations.escalated_to, "all": obligations.overseen_by}.get(whose, obligations.owed_by)
    rows = source(access).select_related("owner", "unit")
    if when == "overdue":
        rows = rows.filter(due_at__lt=at)
    elif when == "week":
        rows = rows.filter(due_at__lt=at + timedelta(days=7))
    if kind in DUTIES:
        rows = rows.filter(kind=kind)
    return rows.order_by("due_at", "pk")


def counts(access: Access, *, at: datetime) -> dict[str, int]:
    """How many duties are mine, late, told to me, and in the units I oversee. Three queries."""
    own = obligations.owed_by(access).aggregate(mine=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    told = obligations.escalated_to(access).count()
    everything = obligations.overseen_by(access).count() if access.may("obligations.oversee") else 0
    return {**own, "told": told, "all": everything}


def duties_by_unit(access: Access, *, at: datetime) -> list[dict[str, Any]]:
    """Open and overdue duties by unit: what a superior sees without opening a file."""
    rows = (
        obligations.overseen_by(access)
        .values("unit_id", "unit__title")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)), oldest=Min("due_at"))
        .order_by("-late", "unit__title")
    )
    return [dict(row) for row in rows]


def stages(access: Access, *, at: datetime) -> list[dict[str, Any]]:
    """Open applications of the overseen offices by stage, the overdue counted (E-7.n)."""
    rows = (
        _applications(access)
        .values("state")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)), oldest=Min("submitted_at"))
        .order_by("state")
    )
    order = {str(state): place for place, state in enumerate(OPEN_STATES)}
    return sorted((dict(row) for row in rows), key=lambda row: order[row["state"]])


def by_worker(access: Access, *, at: datetime) -> list[dict[str, Any]]:
    """Open applications of the overseen offices by social worker, the most overdue first (E-7.n)."""
    rows = (
        _applications(access)
        .values("social_worker_id", "social_worker__given_name", "social_worker__family_name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)), oldest=Min("submitted_at"))
        .order_by("-late", "-open")
    )
    return [dict(row) for row in rows]


def overdue_applications(access: Access, *, at: datetime) -> QuerySet[Application]:
    return _applications(access).filter(due_at__lt=at).select_related("social_worker").order_by("due_at", "pk")


def _applications(access: Access) -> QuerySet[Application]:
    condition = Q(pk__in=[])
    for path in access.paths_where("intake.oversee"):
        condition |= Q(unit_path__startswith=path)
    return Application.objects.filter(condition, state__in=list(OPEN_STATES))
