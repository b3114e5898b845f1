"""Reads that combine capabilities for one page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from hamyar.assessment import queries as assessment
from hamyar.casefiles.models import Casefile
from hamyar.casefiles.queries import casefile_for, casefiles_in_reach
from hamyar.desk.addresses import page_for
from hamyar.desk.file import FilePage, gather
from hamyar.guidelines.duties import DUTIES
from hamyar.intake.domain import OPEN_STATES
from hamyar.intake.models import Application
from hamyar.intake.queries import applications_in_reach
from hamyar.obligations import queries as obligations
from hamyar.obligations.models import Obligation
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.org.roles import ROLES
from hamyar.registry import queries as registry
from hamyar.registry.queries import SearchHit


@dataclass(frozen=True)
class Task:
    """One line of the worklist."""

    obligation: Obligation
    title: str
    clause: str
    url: str
    owner: str
    told_to: str
    person: str = ""  # whose file or application it is; only on the own list


def tasks_for(rows: Iterable[Obligation], access: Access, *, by_name: bool) -> list[Task]:
    """Lines of a list, each with the page where the reader does it, or reads of it. ``by_name``: the people behind the
    numbers are named, as far as the reader reaches them."""
    rows = list(rows)
    people = people_behind({row.subject_label for row in rows}, access) if by_name and rows else {}
    return [
        Task(
            obligation=row,
            title=DUTIES[row.kind].title,
            clause=row.clause,
            url=page_for(access, row.subject_type, row.subject_id, row.kind)
            or reverse("obligations:duty", args=[row.pk]),
            owner=str(row.owner) if row.owner else ROLES[row.owner_role].title,
            told_to=ROLES[row.escalated_to_role].title if row.escalated_to_role else "",
            person=people.get(row.subject_label, ""),
        )
        for row in rows
    ]


def people_behind(numbers: set[str], access: Access) -> dict[str, str]:
    """Whose file or application each number is. A duty itself holds no name: superiors see it without the household."""
    files = casefiles_in_reach(access).filter(number__in=numbers)
    requests = applications_in_reach(access).filter(number__in=numbers)
    named = [*requests.values_list("number", "person__given_name", "person__family_name")]
    named += [*files.values_list("number", "holder__given_name", "holder__family_name")]
    return {str(number): f"{given} {family}".strip() for number, given, family in named}


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


@dataclass(frozen=True)
class Found:
    """One line of the search's answer."""

    hit: SearchHit
    url: str


def search(access: Access, text: str, *, on: date) -> list[Found]:
    """People within the reach of the user's own work: a worker finds the own caseload, a head the office."""
    hits = registry.search(access, text, on=on, limit=50)
    files = casefiles_in_reach(access).filter(pk__in=[hit.casefile_id for hit in hits if hit.casefile_id])
    open_files = set(files.values_list("pk", flat=True))
    waiting = applications_in_reach(access).filter(
        household_id__in=[hit.household_id for hit in hits if hit.household_id]
    )
    applications = dict(waiting.order_by("pk").values_list("household_id", "pk"))
    found = []
    for hit in hits:
        if hit.casefile_id in open_files:
            found.append(Found(hit, reverse("desk:file", args=[hit.casefile_id])))
        elif hit.household_id in applications:
            found.append(Found(hit, reverse("intake:application", args=[applications[hit.household_id]])))
    return found


def referred_files(access: Access) -> set[int]:
    """The files of households that were referred to the reader as a counsellor, as long as the referral is open."""
    if not access.may("assessment.counsel"):
        return set()
    numbers = assessment.open_referrals(access).values_list("household__casefiles", flat=True)
    return {number for number in numbers if number}


def casefile(access: Access, pk: int, *, referred: Collection[int], at: datetime) -> Casefile:
    """The file within the user's own work, a counsellor's only where a referral is open; else Http404, kept as an attempt."""
    return casefile_for(access, pk, referred=referred, at=at)


def file_page(access: Access, row: Casefile, *, at: datetime) -> FilePage:
    return gather(access, row, on=day_of(at))


def page_of_household(access: Access, household_id: int) -> str:
    """Where a household is shown: its file, else its latest application; Http404 outside the user's work."""
    found = casefiles_in_reach(access).filter(household_id=household_id).values_list("pk", flat=True).first()
    if found is not None:
        return reverse("desk:file", args=[found])
    waiting = applications_in_reach(access).filter(household_id=household_id).order_by("-pk").first()
    if waiting is None:
        raise Http404("household")
    return reverse("intake:application", args=[waiting.pk])
