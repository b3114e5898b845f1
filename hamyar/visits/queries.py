"""Reads of visits, each only as far as the reader reaches, and what the soft rules look at."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse

from hamyar.casefiles.domain import OPEN_STATES as OPEN_FILES
from hamyar.documents import queries as documents
from hamyar.documents.subjects import Subject
from hamyar.inquiries import queries as inquiries
from hamyar.intake.domain import FINAL_STATES
from hamyar.intake.models import Application
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User
from hamyar.registry import queries as registry
from hamyar.registry.models import Dwelling, Household, HouseholdMember
from hamyar.releases.queries import rules_on
from hamyar.values import jalali
from hamyar.values.age import age_on
from hamyar.visits.domain import (
    DONE_STATES,
    ILL_HEADED_CONDITIONS,
    OPEN_STATES,
    Met,
    Visited,
    VisitKind,
    VisitState,
    planning_rules,
    recording_rules,
)
from hamyar.visits.models import HomeVisit, VisitException, VisitYear
from hamyar.visits.schedule import Share, kind_for, times_a_year

WEEK = timedelta(days=7)


def visits_for(access: Access) -> QuerySet[HomeVisit]:
    """The visits of the user's caseload, those the user goes to, and for superiors those of the office."""
    condition = (
        Q(social_worker_id__in=access.caseload_of)
        | Q(application__social_worker_id__in=access.caseload_of)
        | Q(casefile__social_worker_id__in=access.caseload_of)
    )
    for path in access.paths_where("visits.review", whole_unit=True):
        condition |= Q(unit_path__startswith=path)
    return HomeVisit.objects.filter(condition).select_related(
        "household", "application", "casefile", "social_worker", "unit", "done_by"
    )


def visit_for(access: Access, pk: int) -> HomeVisit:
    """One visit in reach; 404 else."""
    visit = visits_for(access).filter(pk=pk).first()
    if visit is None:
        raise Http404
    return visit


def of_application(application: Application) -> QuerySet[HomeVisit]:
    """The visits of an application, the latest first."""
    return HomeVisit.objects.filter(application=application).select_related("social_worker").order_by("-pk")


def open_visit_of(application: Application) -> HomeVisit | None:
    return of_application(application).filter(state__in=OPEN_STATES, kind=VisitKind.ADMISSION).first()


@dataclass(frozen=True)
class Went:
    """What the visits of an application say of it."""

    admission_done: bool  # a visit was done, and none still has to be (E-13.3.d)
    somebody_met: bool  # head or responsible person was met at home


def went(application: Application) -> Went:
    """One query for both."""
    rows = list(HomeVisit.objects.filter(application=application).values_list("kind", "state", "met"))
    states = {state for kind, state, _met in rows if kind == VisitKind.ADMISSION}
    return Went(
        admission_done=bool(states & set(DONE_STATES)) and not states & set(OPEN_STATES),
        somebody_met=any(
            state in DONE_STATES and met in (Met.HEAD, Met.RESPONSIBLE_PERSON) for _kind, state, met in rows
        ),
    )


def admission_visit_is_done(application: Application) -> bool:
    """Is there a visit that was done, and none that still has to be (E-13.3.d)?"""
    return went(application).admission_done


def presence_at_visit(application: Application) -> HomeVisit | None:
    """The done visit at which head or responsible person was met, if there is one (A-67)."""
    return (
        HomeVisit.objects.filter(
            application=application, state__in=DONE_STATES, met__in=[Met.HEAD, Met.RESPONSIBLE_PERSON]
        )
        .order_by("-done_at")
        .first()
    )


def of_household(household: Household) -> QuerySet[HomeVisit]:
    return HomeVisit.objects.filter(household=household).select_related("social_worker", "done_by").order_by("-pk")


def visited(household: Household, *, on: date, seen: registry.Snapshot | None = None) -> Visited:
    """What the soft rules look at, as the registry holds it on a day (E-9.j with A-43, E-9.d)."""
    seen = seen or registry.snapshot(household, on=on)
    members, dwelling = seen.members, seen.dwelling
    by_relation = {each.relation: each.person for each in members}
    head = by_relation.get("head")
    woman = head if head is not None and head.sex == "female" else None
    if woman is None and household.head_condition != "present":
        runner = next((each.person for each in members if each.person_id == household.responsible_person_id), None)
        runner = runner or by_relation.get("spouse")
        woman = runner if runner is not None and runner.sex == "female" else None
    return Visited(
        woman_age=age_on(woman.born_on, on) if woman is not None else None,
        high_risk_area=bool(dwelling and dwelling.high_risk),
        ill_headed=household.head_condition in ILL_HEADED_CONDITIONS,
    )


def rules_for_planning(household: Household, *, worker: User, companion: str, on: date) -> tuple[str, ...]:
    return planning_rules(
        visited(household, on=on),
        worker_sex=worker.sex,
        companion=companion,
        female_visit_below=rules_on(on).value("age.female_visit"),
    )


def rules_for_recording(visit: HomeVisit, *, on: date, seen: registry.Snapshot | None = None) -> tuple[str, ...]:
    """The soft rules that would ask for a reason if the visit were recorded now; those excused before are left out."""
    since = spaced_from(visit)
    rules = recording_rules(
        visited(visit.household, on=on, seen=seen),
        announced=visit.state == VisitState.ANNOUNCED,
        unavailable=visit.application_id is not None and bool(inquiries.recorded_unavailable(visit.household)),
        evidence=documents.about(visit).count(),
        too_soon=since is not None and on < since,
    )
    excused = set(visit.exceptions.values_list("clause", flat=True))
    return tuple(rule for rule in rules if rule not in excused)


def workers_to_choose(unit: OrgUnit, *, household: Household, own: User | None, on: date) -> list[User]:
    """The office's workers in the order the planner proposes: a woman first where the rule asks for one, then the own."""
    from_office = list(org.workers_of(unit, on=on))
    woman_age = visited(household, on=on).woman_age
    wants_woman = woman_age is not None and woman_age < rules_on(on).value("age.female_visit")
    own_pk = own.pk if own else None

    def order(worker: User) -> tuple[bool, bool]:
        return (wants_woman and worker.sex != "female", worker.pk != own_pk)

    return sorted(from_office, key=order)


def with_area(rows: QuerySet[HomeVisit]) -> QuerySet[HomeVisit]:
    """Each visit with the postal code and address of the present dwelling, and the name of the head."""
    dwelling = Dwelling.objects.filter(household_id=OuterRef("household_id"), to_on__isnull=True).order_by("-pk")
    head = HouseholdMember.objects.filter(
        household_id=OuterRef("household_id"), to_on__isnull=True, relation="head"
    ).order_by("-pk")
    return rows.annotate(
        postal_code=Subquery(dwelling.values("postal_code")[:1]),
        address=Subquery(dwelling.values("address")[:1]),
        high_risk=Subquery(dwelling.values("high_risk")[:1]),
        head_given_name=Subquery(head.values("person__given_name")[:1]),
        head_family_name=Subquery(head.values("person__family_name")[:1]),
        head_mobile=Subquery(head.values("person__mobile")[:1]),
    )


def of_week(access: Access, *, start_on: date, worker_id: int | None = None) -> list[HomeVisit]:
    """The visits with an appointment in the week, by time."""
    rows = visits_for(access).filter(
        appointment_at__date__gte=start_on, appointment_at__date__lt=start_on + WEEK
    ).exclude(state=VisitState.DUE)  # fmt: skip
    if worker_id:
        rows = rows.filter(social_worker_id=worker_id)
    return list(with_area(rows).order_by("appointment_at", "pk")[:200])


def waiting(access: Access, asked: Mapping[str, Any], *, worker_id: int | None, on: date) -> QuerySet[HomeVisit]:
    """The visits that are due and not planned yet: what the planner proposes (E-9.0).

    ``asked``: ``until`` narrows to visits due so many days from now (overdue ones stay), ``kind`` to periodic or admission
    visits, ``area`` to postal codes that begin so.
    """
    rows = visits_for(access).filter(state__in=[VisitState.DUE, VisitState.NOT_HOME], lapsed_at__isnull=True)
    rows = rows.exclude(application__state__in=FINAL_STATES).exclude(
        ~Q(round_key="") & ~Q(casefile__state__in=list(OPEN_FILES))
    )
    if worker_id:
        rows = rows.filter(
            Q(social_worker_id=worker_id)
            | Q(application__social_worker_id=worker_id)
            | Q(casefile__social_worker_id=worker_id)
        )
    if asked.get("until"):
        rows = rows.filter(due_on__lte=on + timedelta(days=int(asked["until"])))
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("area"):
        rows = rows.filter(
            household__dwellings__to_on__isnull=True, household__dwellings__postal_code__startswith=asked["area"]
        )
    return with_area(rows)


def left_behind(access: Access, *, at: datetime) -> list[HomeVisit]:
    """Visits whose appointment has passed and that nobody has recorded."""
    rows = visits_for(access).filter(state__in=[VisitState.PLANNED, VisitState.ANNOUNCED], appointment_at__lt=at)
    return list(with_area(rows).order_by("appointment_at")[:50])


def exceptions_report(access: Access, *, since: date) -> list[tuple[str, int]]:
    """How often each soft rule was not kept in the units that the user oversees (E-9.j, E-9.d, E-9.b, E-13.3.hh.1)."""
    condition = Q(pk__in=[])
    for path in (*access.paths_where("visits.review"), *access.paths_where("obligations.oversee")):
        condition |= Q(visit__unit_path__startswith=path)
    rows = VisitException.objects.filter(condition, at__date__gte=since)
    return sorted(rows.values_list("clause").annotate(count=Count("pk")).values_list("clause", "count"))


def areas(rows: list[HomeVisit]) -> list[tuple[str, list[HomeVisit]]]:
    """Rows that carry ``postal_code``, grouped by its first five digits, the busiest area first."""
    counts = Counter((row.postal_code or "")[:5] for row in rows)  # type: ignore[attr-defined]
    groups = {area: [row for row in rows if (row.postal_code or "")[:5] == area] for area in counts}  # type: ignore[attr-defined]
    return sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))


@dataclass(frozen=True)
class Week:
    """Visits that fall due in one week, by area; ``start_on`` None: those whose day has passed."""

    start_on: date | None
    areas: list[tuple[str, list[HomeVisit]]]


def by_week(rows: Iterable[HomeVisit], *, on: date) -> list[Week]:
    """Rows in the order of their due days, by the week in which they fall due and there by area (E-9.0)."""
    weeks: dict[date | None, list[HomeVisit]] = {}
    for row in rows:
        weeks.setdefault(None if row.due_on < on else start_of_week(row.due_on), []).append(row)
    return [Week(start_on, areas(found)) for start_on, found in weeks.items()]


def start_of_week(day: date) -> date:
    """The Saturday of a day's week."""
    return day - timedelta(days=(day.weekday() + 2) % 7)


@dataclass(frozen=True)
class Course:
    """Where a household stands with its visits: the last one, the next one, and how many each year owes it."""

    last: HomeVisit | None
    next: HomeVisit | None
    next_on: date | None
    times: int


def course_of(seen: Iterable[HomeVisit], *, household: Household, on: date) -> Course:
    """From the household's latest visits and its risk class (E-9.h)."""
    rows = list(seen)
    done = [row for row in rows if row.done_at is not None]
    ahead = sorted((row for row in rows if row.is_open), key=_day_ahead)
    return Course(
        last=max(done, key=lambda row: row.done_at or row.opened_at, default=None),
        next=ahead[0] if ahead else None,
        next_on=_day_ahead(ahead[0]) if ahead else None,
        times=times_a_year(rules_on(on), kind=kind_for(household.risk_class)),
    )


def _day_ahead(visit: HomeVisit) -> date:
    if visit.appointment_at is not None and visit.state != VisitState.DUE:
        return day_of(visit.appointment_at)
    return visit.due_on


def spaced_from(visit: HomeVisit) -> date | None:
    """The first day on which a round of a year that owes several visits may take place (E-9.h.2); None: any day."""
    if not visit.round_key or visit.casefile_id is None:
        return None
    year = int(visit.round_key.partition("-")[0])
    done = HomeVisit.objects.filter(household_id=visit.household_id, state__in=DONE_STATES).exclude(pk=visit.pk)
    shares = VisitYear.objects.filter(casefile_id=visit.casefile_id, year=year, times__gt=1)
    share = shares.annotate(last_at=Subquery(done.order_by("-done_at").values("done_at")[:1])).first()
    if share is None or share.last_at is None or jalali.year_of(day_of(share.last_at)) != year:
        return None
    return Share(year, share.kind, share.times).spaced_from(day_of(share.last_at))


def window_ends_on(visit: HomeVisit) -> date:
    """Until when a family that was not at home may be visited: the due day, for a round of a year the year's end (E-9.h)."""
    if not visit.round_key:
        return visit.due_on
    return max(visit.due_on, jalali.end_of_year(int(visit.round_key.partition("-")[0])))


@dataclass(frozen=True)
class Place:
    """Whom the visit is to, and where: what the worker needs at the door."""

    head_name: str
    mobile: str
    postal_code: str
    address: str
    high_risk: bool


def place_of(visit: HomeVisit, seen: registry.Snapshot) -> Place:
    """``seen``: the household as it stands today."""
    head, dwelling = seen.head, seen.dwelling
    mobile = head.mobile if head else ""
    if not mobile and visit.application is not None:
        mobile = visit.application.mobile
    return Place(
        head_name=head.full_name if head else "",
        mobile=mobile,
        postal_code=dwelling.postal_code if dwelling else "",
        address=dwelling.address if dwelling else "",
        high_risk=bool(dwelling and dwelling.high_risk),
    )


def mobile_of(household: Household, on: date) -> str:
    """Where the household is reached: whoever runs an absent head's home, else the head."""
    runner = household.responsible_person
    head = registry.head_of(household, on)
    return (runner.mobile if runner else "") or (head.mobile if head else "")


def application_for(access: Access, pk: int) -> Application:
    """An application of the user's caseload, or for superiors of the office; 404 else."""
    condition = Q(social_worker_id__in=access.caseload_of)
    for path in access.paths_where("visits.review", whole_unit=True):
        condition |= Q(unit_path__startswith=path)
    row = (
        Application.objects.filter(condition, pk=pk, household__isnull=False)
        .select_related("household__unit", "unit", "social_worker", "person")
        .first()
    )
    if row is None:
        raise Http404
    return row


def subject_of_documents(access: Access, pk: int) -> Subject:
    """A visit as the record that documents hang on; 404 outside the reach."""
    visit = visit_for(access, pk)
    return Subject(row=visit, unit_path=visit.unit_path, title="بازدید", url=reverse("visits:visit", args=[pk]))
