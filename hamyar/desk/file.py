"""What the household's file shows on one page, gathered from the capabilities."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import FilteredRelation

from hamyar.casefiles import contacts, remarriage
from hamyar.casefiles import queries as casefiles
from hamyar.casefiles.contacts import ContactLine
from hamyar.casefiles.domain import DESERTED, CasefileState
from hamyar.casefiles.models import Casefile, FileLevel
from hamyar.casefiles.queries import Reading, TimelineEntry
from hamyar.desk.addresses import OPENED_BY, page_for, page_of
from hamyar.guidelines.duties import DUTIES
from hamyar.guidelines.titles import title
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.intake.wording import STATES as APPLICATION_STATES
from hamyar.obligations import queries as obligations
from hamyar.obligations.models import Obligation
from hamyar.org.access import Access
from hamyar.plans import queries as plans
from hamyar.plans.domain import AT_WORK, LIVE_STATES
from hamyar.plans.models import PlanItem, ServicePlan
from hamyar.registry import display, family
from hamyar.registry.domain import MaritalStatus, Relation, Sex
from hamyar.registry.family import OtherHousehold
from hamyar.registry.models import Household, Person
from hamyar.registry.surroundings import Surroundings, around, surroundings_of
from hamyar.releases.queries import rules_on
from hamyar.values.digits import to_persian
from hamyar.visits import queries as visits
from hamyar.visits.models import HomeVisit
from hamyar.visits.queries import Course


@dataclass(frozen=True)
class OpenDuty:
    """A duty about the file, and the page where it is done."""

    obligation: Obligation
    title: str
    url: str


@dataclass(frozen=True)
class FilePage:
    """Everything the template needs; read in a fixed number of queries."""

    household: Household
    members: list[display.MemberLine]
    facts: list[tuple[str, str]]
    duties: list[OpenDuty]
    assessment: Any
    plans: list[ServicePlan]
    path: ServicePlan | None
    services: list[PlanItem]
    contacts: list[ContactLine]
    visits: list[HomeVisit]
    course: Course
    applications: list[Application]
    timeline: list[TimelineEntry]
    readings: list[Reading]
    may_edit: bool
    opens_visits: bool
    unruled: list[Person]
    head_is_away: bool
    adult_sons: bool
    may_renew: bool
    remarriage: str  # "possible", or "pending" where the head is recorded as married and the file is still hers
    level: FileLevel | None
    other_households: list[OtherHousehold]


def gather(access: Access, casefile: Casefile, *, on: date) -> FilePage:
    """At most nine questions; a list with many lines asks no more than a short one."""
    rows = around(Household.objects.filter(pk=casefile.household_id), on)
    found = rows.annotate(scored=FilteredRelation("assessments")).select_related("scored").order_by("-scored__pk")[0]
    surroundings = surroundings_of(found)
    household = surroundings.household
    seen = list(visits.of_household(household)[:10])
    requests = list(Application.objects.filter(household=household).order_by("-pk")[:10])
    written = plans.plans_with_services(household)
    members = display.members(household, on)
    oversees = access.may("casefiles.oversee") or casefiles.is_own(access, casefile)
    by_state = (
        (plan, services) for states in (AT_WORK, LIVE_STATES) for plan, services in written if plan.state in states
    )
    path, services = next(by_state, (None, []))
    return FilePage(
        household=household,
        members=members,
        facts=facts_of(surroundings, members, plainly=access.may("registry.edit") or access.may("harms.read")),
        duties=open_duties(access, casefile, requests, written, seen),
        assessment=getattr(found, "scored", None),
        plans=[plan for plan, _services in written],
        path=path,
        services=services,
        contacts=contacts.lines_of(casefile, limit=5),
        visits=seen,
        course=visits.course_of(seen, household=household, on=on),
        applications=requests,
        timeline=timeline_of(access, casefile, seen, requests),
        readings=casefiles.readings_of(casefile, limit=10) if oversees else [],
        may_edit=access.may("registry.edit"),
        opens_visits=any(access.may(each) for each in OPENED_BY["visits.homevisit"]),
        unruled=family.minors_without_ruling(household, on, [line.member for line in members]),
        head_is_away=household.head_condition in DESERTED,
        remarriage=_remarriage(casefile, members),
        adult_sons=_has_adult_sons(members, adult=int(rules_on(on).value("age.adult"))),
        may_renew=casefile.state == CasefileState.UPDATE_DUE and plans.may_renew(access, casefile),
        level=getattr(casefile, "level_now", None),
        other_households=surroundings.other_households,
    )


def _remarriage(casefile: Casefile, members: list[display.MemberLine]) -> str:
    """Whether the head's marriage may pass the file to a child (E-6.2.1), or should have done so."""
    head = next((line.person for line in members if line.is_head), None)
    if head is None or not remarriage.concerns(casefile, head):
        return ""
    return "pending" if head.marital_status == MaritalStatus.MARRIED else "possible"


def _has_adult_sons(members: list[display.MemberLine], *, adult: int) -> bool:
    """Somebody whose studies are asked for (E-6.n3)."""
    sons = (line for line in members if line.member.relation == Relation.CHILD and line.person.sex == Sex.MALE)
    return any(line.age >= adult for line in sons)


def facts_of(surroundings: Surroundings, members: list[display.MemberLine], *, plainly: bool) -> list[tuple[str, str]]:
    """Dwelling and circumstances as pairs of label and value. ``plainly``: the cause of a head's absence is named, to
    those whose work it is (E-D.14); others read the neutral words."""
    household, home = surroundings.household, surroundings.home
    pairs = [("وضع سرپرست", title("head_condition", household.head_condition, for_household=not plainly))]
    if home is not None:
        place = title("area_kind", home.area_kind)
        marks = [
            words
            for marked, words in (
                (home.metropolis_margin, "حاشیهٔ کلان‌شهر"),
                (home.special_social_zone, "منطقهٔ ویژهٔ اجتماعی"),
                (home.is_border, "مرزی"),
                (home.high_risk, "پرخطر"),
            )
            if marked
        ]
        pairs += [
            ("نوع تصرف خانه", title("tenure", home.tenure)),
            ("وضع خانه", title("condition", home.condition)),
            ("منطقه", "، ".join([place, *marks])),
            ("نشانی", home.address or "—"),
        ]
    head = next((line.person.full_name for line in members if line.is_head), "—")
    responsible = household.responsible_person
    return [
        *pairs,
        ("طبقهٔ آسیب", title("risk_class", household.risk_class)),
        ("پرداخت و تماس با", f"{responsible.full_name}، {surroundings.acting_as}" if responsible else head),
    ]


def open_duties(
    access: Access,
    casefile: Casefile,
    requests: list[Application],
    written: list[tuple[ServicePlan, list[PlanItem]]],
    seen: list[HomeVisit],
) -> list[OpenDuty]:
    """Open duties about the file, the household, its applications, plans, services and visits, the most pressing first.
    One question."""
    subjects = [("casefiles.casefile", casefile.pk), ("registry.household", casefile.household_id)]
    subjects += [("intake.application", each.pk) for each in requests]
    subjects += [("plans.serviceplan", plan.pk) for plan, _services in written]
    services = {item.pk: item.service for _plan, items in written for item in items}
    subjects += [("plans.planitem", pk) for pk in services]
    subjects += [("visits.homevisit", visit.pk) for visit in seen]
    found = []
    for row in obligations.open_about(subjects):
        service = services.get(row.subject_id) if row.subject_type == "plans.planitem" else None
        said = f"{DUTIES[row.kind].title}: {title('service', service)}" if service else DUTIES[row.kind].title
        found.append(OpenDuty(row, said, page_for(access, row.subject_type, row.subject_id, row.kind)))
    return found


def timeline_of(
    access: Access, casefile: Casefile, seen: list[HomeVisit], requests: list[Application]
) -> list[TimelineEntry]:
    """The file's history with visits and applications in their places, newest first."""
    entries = casefiles.timeline(casefile)
    entries += [
        TimelineEntry(
            at=visit.done_at,
            title="بازدید از منزل",
            by=str(visit.done_by or ""),
            url=page_for(access, "visits.homevisit", visit.pk),
        )
        for visit in seen
        if visit.done_at
    ]
    for each in requests:
        if each.submitted_at:
            entries.append(
                TimelineEntry(at=each.submitted_at, title=f"ثبت درخواست {isolated(each.number)}", url=_page(each))
            )
        if each.outcome_at:
            state = APPLICATION_STATES[ApplicationState(each.state)]
            entries.append(TimelineEntry(at=each.outcome_at, title=f"نتیجهٔ درخواست: {state}", url=_page(each)))
    return sorted(entries, key=_when, reverse=True)


def isolated(code: object) -> str:
    """A code inside a Persian sentence, kept in its own order where no element can carry it."""
    return f"\u2066{to_persian(code)}\u2069"


def _when(entry: TimelineEntry) -> datetime:
    return entry.at


def _page(application: Application) -> str:
    return page_of("intake.application", application.pk)
