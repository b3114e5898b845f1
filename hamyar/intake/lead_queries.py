"""Reads of leads, each only as far as the reader reaches; counts by area without any name (E-D.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left
from django.http import Http404

from hamyar.intake import queries
from hamyar.intake.domain import OPEN_LEADS, Finding, LeadOrigin, LeadState
from hamyar.intake.models import Application, Lead, LeadEvent, LeadExtract, LeadExtractRow
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.models import OrgUnit, User
from hamyar.org.provinces import PROVINCES
from hamyar.org.reach import whole_country
from hamyar.registry.domain import RowState
from hamyar.registry.queries import within

FINDING, HANDLING, HEADING = "intake.find", "intake.handle", "intake.assign"
SHOWN_WITH = ("unit", "social_worker", "found_by", "application")
POSTAL_AREA = 5  # so many leading digits of a postal code name an area


def with_content(access: Access) -> Q:
    """Leads that the user works with: the own ones and those of workers for whom the user stands in; a head's office."""
    condition = Q(pk__in=[])
    for held in access.held:
        path = within((held.unit.path,))
        if HEADING in held.role.permissions and held.role.whole_unit:
            condition |= path
        if HANDLING in held.role.permissions:
            condition |= path & Q(social_worker_id__in=access.caseload_of)
    return condition


def leads_in_reach(access: Access) -> QuerySet[Lead]:
    """What the user may list: that, and the leads that the user has found, of which others see where they stand only."""
    return Lead.objects.filter(with_content(access) | Q(found_by_id=access.user.pk))


def lead_for(access: Access, pk: int, *, at: datetime) -> Lead:
    """The lead, or Http404. That somebody tried to open a colleague's is kept (E-9.a.2)."""
    found = leads_in_reach(access).select_related(*SHOWN_WITH).filter(pk=pk).first()
    if found is not None:
        return found
    hidden = Lead.objects.filter(pk=pk).first()  # the second wall still stands before it
    if hidden is not None:
        queries.read_by(access, hidden, at=at, refused=True)
    raise Http404("lead")


def reads_content(access: Access, row: Lead) -> bool:
    """Whether the user sees more of it than where it stands: ``with_content`` for one row."""
    return may_head(access, row) or may_work(access, row)


def may_work(access: Access, row: Lead) -> bool:
    """Whether the user does the worker's own steps: the worker or the substitute."""
    return access.may(HANDLING) and row.social_worker_id in access.caseload_of


def may_head(access: Access, row: Lead) -> bool:
    return any(row.unit_path.startswith(path) for path in access.paths_where(HEADING))


def listed(
    access: Access, *, standing: str = "", state: str = "", origin: str = "", worker: int | None = None
) -> QuerySet[Lead]:
    """The list with its filters. ``standing``: ``open``, ``mine``, ``queue`` (waiting for the head), ``closed``."""
    rows = leads_in_reach(access)
    if standing == "open":
        rows = rows.filter(state__in=OPEN_LEADS)
    elif standing == "mine":
        rows = rows.filter(state__in=OPEN_LEADS, social_worker_id__in=access.caseload_of)
    elif standing == "queue":
        rows = rows.filter(_waits_for_head(access))
    elif standing == "closed":
        rows = rows.exclude(state__in=OPEN_LEADS)
    if state:
        rows = rows.filter(state=state)
    if origin:
        rows = rows.filter(origin=origin)
    if worker is not None:
        rows = rows.filter(social_worker_id=worker)
    return rows.select_related("unit", "social_worker")


def _waits_for_head(access: Access) -> Q:
    """Without a worker (E-13.n1), or with one who is no worker of the office any more (A-55)."""
    condition = Q(state=LeadState.NEW)
    for unit in access.units_where(HEADING):
        fit = org.workers_of(unit, on=access.on).values("pk")
        condition |= within((unit.path,)) & Q(state__in=OPEN_LEADS) & ~Q(social_worker_id__in=fit)
    return condition


def waiting_for_head(access: Access) -> int:
    return leads_in_reach(access).filter(_waits_for_head(access)).count() if access.may(HEADING) else 0


def events_of(row: Lead) -> QuerySet[LeadEvent]:
    return LeadEvent.objects.filter(lead=row).order_by("-at", "-pk")


def lead_of(application: Application) -> Lead | None:
    """The lead that an application grew out of."""
    return Lead.objects.filter(application=application).first()


def may_read_reporter(access: Access, row: Lead) -> bool:
    """Who reported is open to whoever holds that permission for the lead's unit, and to nobody else (E-1.2.j.3)."""
    if row.origin != LeadOrigin.PUBLIC_REPORT:
        return False
    return any(row.unit_path.startswith(path) for path in access.paths_where("intake.read_reporters"))


def worker_of(row: Lead, pk: object, *, on: date) -> User | None:
    return queries.worker_of(row.unit, int(str(pk)), on=on) if str(pk or "").isdigit() else None


# What somebody who reported learns


# Files from databases


def extracts_of(units: Iterable[OrgUnit]) -> QuerySet[LeadExtract]:
    return LeadExtract.objects.filter(unit__in=units).order_by("-pk")


def extract_for(units: Iterable[OrgUnit], pk: int) -> LeadExtract:
    """A file of the units, or Http404."""
    found = extracts_of(units).filter(pk=pk).select_related("unit").first()
    if found is None:
        raise Http404("extract")
    return found


def wrong_rows(extract: LeadExtract) -> QuerySet[LeadExtractRow]:
    return extract.rows.filter(state=RowState.WRONG).order_by("number")


def progress_of(extract: LeadExtract) -> dict[str, int]:
    counts = dict(extract.rows.values_list("state").annotate(count=Count("pk")))
    applied, wrong = counts.get(RowState.APPLIED, 0), counts.get(RowState.WRONG, 0)
    return {"total": extract.rows_total, "applied": applied, "wrong": wrong, "ready": counts.get(RowState.READY, 0)}


def findings_of(extract: LeadExtract) -> list[tuple[str, int]]:
    """How many people of the file are known already, and how: never who."""
    counts = dict(extract.rows.exclude(finding="").values_list("finding").annotate(count=Count("pk")))
    return [(str(each), counts[each]) for each in Finding if each in counts]


# Coverage: counts by area (E-D.2)


@dataclass(frozen=True)
class Covered:
    """What was found in one area, in figures only."""

    area: str
    by_origin: dict[str, int]
    open: int
    applied: int
    matched: int
    dismissed: int

    @property
    def total(self) -> int:
        return sum(self.by_origin.values())


def coverage(access: Access, *, since: date | None = None) -> tuple[str, list[Covered]]:
    """Counts by area below the units whose coverage the user sees, and what an area is there: a postal area of an office,
    an office of a province, a province of the country."""
    units = access.units_where("intake.coverage")
    condition = Q(pk__in=[])
    for unit in units:
        condition |= within((unit.path,))
    level = "province" if any(unit.level == "hq" for unit in units) else "area"
    if level == "area" and any(unit.level != "office" for unit in units):
        level = "office"
    with whole_country("counts of leads by area"):  # figures, and not one name, leave this block
        rows = Lead.objects.filter(condition)
        if since is not None:
            rows = rows.filter(found_on__gte=since)
        if level == "area":
            rows = rows.annotate(area=Left("postal_code", POSTAL_AREA))
        else:
            rows = rows.annotate(area=F("unit__province_code" if level == "province" else "unit__title"))
        found = list(rows.values_list("area", "origin", "state").annotate(count=Count("pk")))
    return level, _covered(found, level)


def _covered(found: Iterable[tuple[str, str, str, int]], level: str) -> list[Covered]:
    areas: dict[str, dict[str, Any]] = {}
    for area, origin, state, count in found:
        name = PROVINCES.get(area, area) if level == "province" else area
        kept = areas.setdefault(name, {"origins": {}, "states": {}})
        kept["origins"][origin] = kept["origins"].get(origin, 0) + count
        kept["states"][state] = kept["states"].get(state, 0) + count
    return sorted(
        (
            Covered(
                area=name, by_origin={str(each): kept["origins"].get(each, 0) for each in LeadOrigin},
                open=sum(kept["states"].get(each, 0) for each in OPEN_LEADS),
                applied=kept["states"].get(LeadState.APPLIED, 0), matched=kept["states"].get(LeadState.MATCHED, 0),
                dismissed=kept["states"].get(LeadState.DISMISSED, 0),
            )
            for name, kept in areas.items()
        ),
        key=lambda row: (-row.total, row.area),
    )  # fmt: skip
