"""Reads of visits, each only as far as the reader reaches, and what the soft rules look at."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse

from hamyar.documents import queries as documents
from hamyar.documents.subjects import Subject
from hamyar.inquiries import queries as inquiries
from hamyar.intake.domain import FINAL_STATES
from hamyar.intake.models import Application
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.models import OrgUnit, User
from hamyar.registry import queries as registry
from hamyar.registry.models import Dwelling, Household, HouseholdMember
from hamyar.releases.queries import rules_on
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
from hamyar.visits.models import HomeVisit, VisitException

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
    rules = recording_rules(
        visited(visit.household, on=on, seen=seen),
        announced=visit.state == VisitState.ANNOUNCED,
        unavailable=visit.application_id is not None and bool(inquiries.recorded_unavailable(visit.household)),
        evidence=documents.about(visit).count(),
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


def waiting(access: Access, *, worker_id: int | None = None) -> list[HomeVisit]:
    """The visits that are due and not planned yet, by area and due day: what the planner proposes (E-9.0)."""
    rows = visits_for(access).filter(state__in=[VisitState.DUE, VisitState.NOT_HOME])
    rows = rows.exclude(application__state__in=FINAL_STATES)
    if worker_id:
        rows = rows.filter(Q(social_worker_id=worker_id) | Q(application__social_worker_id=worker_id))
    return list(with_area(rows).order_by("postal_code", "due_on", "pk")[:200])  # type: ignore[misc]


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


def has_open_visit() -> Exists:
    """For lists of applications: has it a visit under way?"""
    return Exists(HomeVisit.objects.filter(application_id=OuterRef("pk"), state__in=OPEN_STATES))


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
