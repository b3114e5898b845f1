"""The contact log of files, and the files that nobody has spoken with for long (E-0.a.2.3; the gap is reading A-58)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from hamyar.casefiles.domain import CasefileState
from hamyar.casefiles.models import Casefile, Contact
from hamyar.casefiles.queries import casefiles_in_reach
from hamyar.casefiles.wording import CONTACT_SOURCES
from hamyar.obligations.actions import Owed, open_duties
from hamyar.obligations.domain import ObligationState, end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.releases.queries import rules_on

KIND = "casefile_contact"
IN_SUPPORT = (CasefileState.ACTIVE, CasefileState.UPDATE_DUE)
TOLD_BEFORE = timedelta(days=14)  # so long before the gap is over the worker is told; an addition
FILES_AT_ONCE = 1000


@dataclass(frozen=True)
class ContactLine:
    """One line of the log as people read it."""

    on: date
    source: str
    note: str
    by: str


def log_of(casefile: Casefile) -> QuerySet[Contact]:
    """The file's contacts with the names of those who recorded them."""
    return org.with_names(Contact.objects.filter(casefile=casefile))


def lines(rows: Iterable[Contact]) -> list[ContactLine]:
    """Rows of ``log_of`` as people read them."""
    return [ContactLine(row.on, CONTACT_SOURCES[row.source], row.note, org.name_beside(row)) for row in rows]


def lines_of(casefile: Casefile, *, limit: int) -> list[ContactLine]:
    """The latest lines, newest first."""
    return lines(log_of(casefile).order_by("-on", "-pk")[:limit])


def gap_on(on: date) -> timedelta:
    return timedelta(days=int(rules_on(on).value("casefile.contact_gap")))


def next_contact_on(casefile: Casefile, *, on: date) -> date:
    """Until when somebody has to speak with the household again."""
    return (casefile.last_contact_on or casefile.period_from_on) + gap_on(on)


def _by_contact(rows: QuerySet[Casefile]) -> QuerySet[Any]:
    """Files in support, with the day from which their gap is counted: the last contact, else the start of support."""
    since = Coalesce("last_contact_on", "period_from_on")
    return rows.filter(state__in=IN_SUPPORT).annotate(contact_since=since)


def without_contact(access: Access, asked: Mapping[str, Any], *, on: date) -> QuerySet[Casefile]:
    """Files within reach whose gap is over; ``asked`` narrows them to a worker or to a longer silence."""
    longer = timedelta(days=int(asked.get("longer") or 0))
    rows: QuerySet[Casefile] = _by_contact(casefiles_in_reach(access)).filter(
        contact_since__lte=on - gap_on(on) - longer
    )
    if asked.get("worker"):
        rows = rows.filter(social_worker_id=int(asked["worker"]))
    return rows


def open_contact_duties(*, at: datetime) -> int:
    """The clock's part: a duty for every file whose gap is nearly over. Idempotent; many files at a time."""
    on = day_of(at)
    gap = gap_on(on)
    open_already = Obligation.objects.filter(
        kind=KIND, subject_type=Casefile._meta.label_lower, subject_id=OuterRef("pk"), state=ObligationState.OPEN
    )
    silent = _by_contact(Casefile.objects.all()).filter(contact_since__lte=on - gap + TOLD_BEFORE)
    silent = silent.exclude(Exists(open_already)).select_related("unit", "social_worker").order_by("pk")
    opened, last = 0, 0
    while files := list(silent.filter(pk__gt=last).select_for_update(skip_locked=True, of=("self",))[:FILES_AT_ONCE]):
        owed = [
            Owed(
                subject=file, label=file.number, unit=file.unit, owner=file.social_worker,
                due_at=end_of_day(file.contact_since + gap),
            )
            for file in files
        ]  # fmt: skip
        opened += len(open_duties(kind=KIND, owed=owed, at=at))
        last = files[-1].pk
    return opened
