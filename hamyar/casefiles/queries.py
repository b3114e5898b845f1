"""Files within the reach of a member of staff, who read them, and their history."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Now
from django.http import Http404

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.audit.models import FileReading
from hamyar.casefiles.domain import OPEN_STATES, ReasonNeeded
from hamyar.casefiles.models import Casefile, CasefileEvent, FileLevel, ServiceLevel, SupportPeriod
from hamyar.casefiles.wording import EVENTS, STATES
from hamyar.obligations.domain import TEHRAN
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.domain import Level
from hamyar.org.models import OrgUnit, User
from hamyar.org.roles import ROLES
from hamyar.registry.models import Household
from hamyar.registry.queries import within

CASEFILE = "casefiles.casefile"


@dataclass(frozen=True)
class Reading:
    """Somebody opened a file, or tried to."""

    at: datetime
    reader: str
    role: str
    reason: str
    refused: bool


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a file's history, as ``web/_timeline.html`` shows it."""

    at: datetime
    title: str
    text: str = ""
    by: str = ""
    clause: str = ""
    tone: str = ""
    url: str = ""


def casefiles_in_reach(access: Access, *, referred: Collection[int] = ()) -> QuerySet[Casefile]:
    """Files the user may open. Roles for a whole unit: the unit's; a social worker: the own caseload and that of workers
    for whom the user stands in; a counsellor: only the files of which ``referred`` holds the numbers."""
    condition = Q(pk__in=[])
    for held in access.held:
        # Files hang on offices, below which there are none: equality keeps the list in the order of its index.
        office = held.unit.level == Level.OFFICE
        path = Q(unit_path=held.unit.path) if office else within((held.unit.path,))
        if "casefiles.read" in held.role.permissions:
            condition |= path if held.role.whole_unit else path & Q(social_worker_id__in=access.caseload_of)
        if referred and "casefiles.read_referred" in held.role.permissions:
            condition |= path & Q(pk__in=referred)
    return Casefile.objects.filter(condition)


def casefile_for(access: Access, pk: int, *, referred: Collection[int] = (), at: datetime | None = None) -> Casefile:
    """The file, or Http404. That somebody tried to open a colleague's file is kept (E-9.a.2).

    The file has its service level of the day as ``level_now``, where there is one (E-D.5). ``at`` is the moment of the
    attempt; without it the database's own time stands.
    """
    related = ("household", "holder", "social_worker", "unit", "accountable_head", "level_now__level")
    levels = Q(levels__from_on__lte=access.on, levels__to_on__gt=access.on)
    rows = casefiles_in_reach(access, referred=referred).annotate(
        level_now=FilteredRelation("levels", condition=levels)
    )
    casefile = rows.select_related(*related).filter(pk=pk).first()
    if casefile is not None:
        return casefile
    hidden = Casefile.objects.filter(pk=pk).first()  # the second wall still stands before it
    if hidden is not None:
        _record(access, hidden, at=at or Now(), refused=True)
    raise Http404("casefile")


def filtered(rows: QuerySet[Casefile], asked: Mapping[str, Any], *, on: date) -> QuerySet[Casefile]:
    """The list narrowed by what the filter form holds."""
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("group"):
        rows = rows.filter(target_groups__contains=[asked["group"]])
    if asked.get("worker") == "none":
        rows = rows.filter(social_worker__isnull=True)
    elif asked.get("worker"):
        rows = rows.filter(social_worker_id=int(asked["worker"]))
    if asked.get("ending"):
        rows = rows.filter(state__in=OPEN_STATES, period_to_on__lte=on + timedelta(days=int(asked["ending"])))
    return rows


def casefile_of(household: Household) -> Casefile | None:
    """The household's file, whatever its state."""
    return Casefile.objects.filter(household=household).select_related("social_worker", "unit").first()


def is_own(access: Access, casefile: Casefile) -> bool:
    return casefile.social_worker_id == access.user.pk


def needs_reason(access: Access, casefile: Casefile) -> bool:
    """Outside the own caseload a reason is given; it holds for the rest of that day for that file."""
    if is_own(access, casefile):
        return False
    return not _reasons_today(access, casefile).exists()


def _reasons_today(access: Access, casefile: Casefile) -> QuerySet[FileReading]:
    midnight = datetime.combine(access.on, time(), TEHRAN)
    return FileReading.objects.filter(
        subject_type=CASEFILE,
        subject_id=str(casefile.pk),
        reader_user_id=access.user.pk,
        at__gte=midnight,
        refused=False,
    ).exclude(reason="")


def open_for_reading(
    access: Access, casefile: Casefile, *, at: datetime, reason: str = "", kept_words: Collection[str] = ()
) -> FileReading:
    """Record that the file was opened. Raises ReasonNeeded outside the own caseload without a reason of this day.

    The household reads the reason; ``kept_words``: keys of words kept from households that the writer let stand in it.
    """
    if not is_own(access, casefile) and not reason.strip():
        given = _reasons_today(access, casefile).order_by("-at").values_list("reason", flat=True).first()
        if given is None:
            raise ReasonNeeded(casefile=casefile.pk)
        reason = given
    if kept_words:
        by = Actor.staff(access.user)
        audit.record("casefiles.casefile.words_kept", about=casefile, by=by, at=at, words=list(kept_words))
    return _record(access, casefile, at=at, reason=reason.strip()[:300])


def _record(access: Access, casefile: Casefile, *, at: Any, reason: str = "", refused: bool = False) -> FileReading:
    role = access.held[0].role.identifier if access.held else ""
    return audit.record_reading(
        about=casefile,
        unit_path=casefile.unit_path,
        reader=access.user,
        role=role,
        at=at,
        reason=reason,
        refused=refused,
    )


def readings_of(casefile: Casefile, *, limit: int = 100) -> list[Reading]:
    """Who read the file, newest first; refused attempts too."""
    rows = FileReading.objects.filter(subject_type=CASEFILE, subject_id=str(casefile.pk)).order_by("-at", "-pk")
    return readings(_with_readers(rows)[:limit])


def readings_in_unit(access: Access) -> QuerySet[FileReading]:
    """Readings of files in the units that the user oversees."""
    return _with_readers(
        FileReading.objects.filter(within(access.paths_where("casefiles.oversee")), subject_type=CASEFILE)
    )


def _with_readers(rows: QuerySet[FileReading]) -> QuerySet[FileReading]:
    """The names beside the rows: the log itself keeps numbers only."""
    readers = User.objects.filter(pk=OuterRef("reader_user_id"))
    name = Concat("given_name", Value(" "), "family_name")
    return rows.annotate(reader_name=Subquery(readers.annotate(name=name).values("name")[:1]))


def readings(rows: Iterable[FileReading]) -> list[Reading]:
    """Rows of the reading log in words."""
    return [
        Reading(
            at=row.at,
            reader=row.reader_name or "",  # type: ignore[attr-defined]
            role=ROLES[row.reader_role].title if row.reader_role in ROLES else "",
            reason=row.reason,
            refused=row.refused,
        )
        for row in rows
    ]


def numbers_of(rows: Iterable[FileReading]) -> dict[str, str]:
    """The file numbers behind rows of the reading log."""
    found = Casefile.objects.filter(pk__in={int(row.subject_id) for row in rows}).values_list("pk", "number")
    return {str(pk): number for pk, number in found}


def timeline(casefile: Casefile) -> list[TimelineEntry]:
    """The file's own history, newest first."""
    events = org.with_names(CasefileEvent.objects.filter(casefile=casefile).order_by("-at", "-pk"))
    return [
        TimelineEntry(
            at=event.at,
            title=f"{EVENTS.get(event.event, event.event)}: {STATES[event.to_state]}"
            if event.event == "moved"
            else EVENTS.get(event.event, event.event),
            text=event.reason,
            by=org.name_beside(event),
            clause=event.clause,
        )
        for event in events
    ]


def periods_of(casefile: Casefile) -> QuerySet[SupportPeriod]:
    return SupportPeriod.objects.filter(casefile=casefile).order_by("-from_on", "-pk")


def open_files_of(worker: User, *, unit_path: str) -> QuerySet[Casefile]:
    """The open files of a worker in one office."""
    return Casefile.objects.filter(social_worker=worker, unit_path=unit_path, state__in=OPEN_STATES)


@dataclass(frozen=True)
class Caseload:
    """How many open files one worker has in an office, and whether the worker still holds the role there."""

    worker: User
    files: int
    holds_role: bool


def caseloads(unit: OrgUnit, *, on: date) -> list[Caseload]:
    """Workers with open files in the office; those who left first, for their files wait for a successor."""
    open_ones = Casefile.objects.filter(unit_path=unit.path, state__in=OPEN_STATES, social_worker__isnull=False)
    counts = dict(open_ones.order_by().values_list("social_worker_id").annotate(files=Count("pk")))
    present = set(org.workers_of(unit, on=on).values_list("pk", flat=True))
    loads = [Caseload(worker, counts[worker.pk], worker.pk in present) for worker in User.objects.filter(pk__in=counts)]
    return sorted(loads, key=lambda load: (load.holds_role, -load.files, load.worker.pk))


def all_levels() -> QuerySet[ServiceLevel]:
    """The headquarters' list, those in force first."""
    return ServiceLevel.objects.order_by("-to_on", "pk")  # descending order has open ends first


def levels_of(casefile: Casefile) -> QuerySet[FileLevel]:
    """The file's levels, the newest first."""
    return FileLevel.objects.filter(casefile=casefile).select_related("level").order_by("-from_on", "-pk")
