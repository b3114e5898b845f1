"""Reads of plans, each only as far as the reader reaches; what may stand in a plan, and what is late."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, Prefetch, Q, QuerySet
from django.http import Http404

from hamyar.assessment.models import Assessment, Questionnaire
from hamyar.assessment.questions import asked_sections
from hamyar.casefiles import levels
from hamyar.casefiles.models import Casefile
from hamyar.obligations.queries import overdue_about
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.plans.domain import LIVE_STATES, OPEN_ITEMS, SHOWN_TO_HOUSEHOLD, NeedKind, PlanState
from hamyar.plans.models import PlanItem, ServicePackage, ServicePlan
from hamyar.plans.wording import NEED_FOOD, NEED_NONFOOD, need_of_capacity, need_of_part, need_of_request
from hamyar.registry import queries as registry
from hamyar.registry.domain import HouseholdType
from hamyar.registry.models import Household

ITEMS = Prefetch(
    "items",
    PlanItem.objects.select_related("person", "package").prefetch_related("follow_ups").order_by("from_on", "pk"),
)


def plans_for(access: Access) -> QuerySet[ServicePlan]:
    """Plans of the user's own files, and for superiors those of the office."""
    condition = Q(casefile__social_worker_id__in=access.caseload_of)
    for permission in ("casefiles.read", "plans.employment"):
        for path in access.paths_where(permission, whole_unit=True):
            condition |= Q(casefile__unit_path__startswith=path)
    return ServicePlan.objects.filter(condition).select_related(
        "household", "casefile__unit", "owner", "assessment", "questionnaire", "application", "approver"
    )


def services_allowed(plan: ServicePlan, *, on: date) -> list[str]:
    """What the assessment allows, narrowed by the level of the file on that day (E-D.5)."""
    return levels.services_of(plan.casefile, plan.assessment.services_allowed, on)


def services_proposed(plan: ServicePlan, *, on: date) -> list[str]:
    """What a draft may begin with: where nobody can be empowered no work is offered of its own accord (E-D.7), though the
    worker may add it."""
    allowed = services_allowed(plan, on=on)
    if registry.type_of(plan.household, on) == HouseholdType.SUPPORT_ONLY:
        return [service for service in allowed if service != "employment_facility"]
    return allowed


def plan_for(access: Access, pk: int) -> ServicePlan:
    """One plan with its services and their log; 404 outside the reach."""
    plan = plans_for(access).prefetch_related(ITEMS).filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


def item_for(access: Access, pk: int) -> PlanItem:
    item = PlanItem.objects.select_related("plan").filter(pk=pk).first()
    if item is None or not plans_for(access).filter(pk=item.plan_id).exists():
        raise Http404
    return item


def casefile_for(access: Access, pk: int) -> Casefile:
    """A file for which the user drafts plans: of the own caseload; 404 else."""
    casefile = (
        Casefile.objects.filter(pk=pk, social_worker_id__in=access.caseload_of)
        .select_related("household", "unit")
        .first()
    )
    if casefile is None:
        raise Http404
    return casefile


def casefile_to_read(access: Access, pk: int) -> Casefile:
    """A file of the own caseload, or for superiors of the office; 404 else."""
    condition = Q(social_worker_id__in=access.caseload_of)
    for path in access.paths_where("casefiles.read", whole_unit=True):
        condition |= Q(unit_path__startswith=path)
    casefile = Casefile.objects.filter(condition, pk=pk).select_related("household", "unit", "social_worker").first()
    if casefile is None:
        raise Http404
    return casefile


def may_work_on(access: Access, plan: ServicePlan) -> bool:
    """Is it the user's own file, as its worker or the one who stands in?"""
    return access.may("plans.draft") and plan.casefile.social_worker_id in access.caseload_of


def may_renew(access: Access, casefile: Casefile) -> bool:
    """Is it the user's own file, as its worker or the one who stands in, to renew or to let end?"""
    return access.may("assessment.decide") and casefile.social_worker_id in access.caseload_of


def plans_of(household: Household) -> list[ServicePlan]:
    """All plans of a household, the latest first."""
    return list(ServicePlan.objects.filter(household=household).select_related("owner", "casefile").order_by("-pk"))


def plans_with_services(household: Household) -> list[tuple[ServicePlan, list[PlanItem]]]:
    """All plans of a household, the latest first, each with its services in their order: one question."""
    rows: QuerySet[Any] = ServicePlan.objects.filter(household=household).annotate(service=FilteredRelation("items"))
    rows = rows.select_related("service").order_by("-pk", "service__from_on", "service__pk")
    found: dict[int, tuple[ServicePlan, list[PlanItem]]] = {}
    for row in rows:
        _plan, services = found.setdefault(row.pk, (row, []))
        if hasattr(row, "service"):  # a plan without services stands once, with nothing beside it
            services.append(row.service)
    return list(found.values())


def plans_shown_to(household: Household) -> list[ServicePlan]:
    """The plans that the household itself has been told of, with their services."""
    rows = ServicePlan.objects.filter(household=household, state__in=SHOWN_TO_HOUSEHOLD)
    return list(rows.select_related("owner", "casefile").prefetch_related(ITEMS).order_by("-pk"))


def live_plan_of(casefile: Casefile) -> ServicePlan | None:
    return ServicePlan.objects.filter(casefile=casefile, state__in=LIVE_STATES).first()


def late_items(access: Access, *, on: date) -> QuerySet[PlanItem]:
    """Services whose end has passed, or whose next follow-up has, without anything done (E-13.3.v); those too that the
    clock has ended meanwhile, as long as their last follow-up is owed."""
    running = Q(state__in=OPEN_ITEMS, plan__state=PlanState.RUNNING)
    owed = overdue_about("plans.planitem", kind="plan_item_follow_up", on=on)
    return (
        PlanItem.objects.filter(plan__in=plans_for(access))
        .filter(running & (Q(to_on__lte=on) | Q(follow_up_on__lt=on)) | Q(Exists(owed)))
        .select_related("plan__casefile__holder", "plan__casefile__social_worker", "person")
        .order_by("to_on", "pk")
    )


def packages(*, on: date, service: str = "") -> QuerySet[ServicePackage]:
    """The packages on offer on a day."""
    rows = ServicePackage.objects.filter(org.in_force(on)).order_by("service", "title")
    return rows.filter(service=service) if service else rows


@dataclass(frozen=True)
class Need:
    """A need that was found, as the plan names it, and the section of the questionnaire where it stands (E-D.23)."""

    kind: str
    key: str
    text: str
    section: str

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.key}"


def needs_of(questionnaire: Questionnaire | None) -> list[Need]:
    """The needs that a closed questionnaire holds: the two findings, the requests, what the parts call critical, capacities
    to build on."""
    if questionnaire is None:
        return []
    found = []
    if questionnaire.food_need:
        found.append(Need(NeedKind.FOOD, "food", NEED_FOOD, "conclusion"))
    if questionnaire.nonfood_need:
        found.append(Need(NeedKind.NONFOOD, "nonfood", NEED_NONFOOD, "conclusion"))
    application = questionnaire.application
    services = list(application.request if application is not None else questionnaire.household.requested_services)
    asked = asked_sections(services)
    found += [Need(NeedKind.REQUEST, service, need_of_request(service), "service_specific") for service in services]
    for record in questionnaire.sections.all():
        for part, said in record.parts.items():
            if record.section in asked and said.get("standing") in ("watch", "critical"):
                found.append(Need(NeedKind.SECTION, part, need_of_part(part, said.get("text", "")), record.section))
    for capacity in questionnaire.capacities.exclude(kind="none_found").select_related("person"):
        text = need_of_capacity(capacity.person.given_name, capacity.text)
        found.append(Need(NeedKind.CAPACITY, str(capacity.pk), text, "capacities"))
    return found


def need_by_code(questionnaire: Questionnaire | None, code: str) -> Need | None:
    return next((need for need in needs_of(questionnaire) if need.code == code), None)


def is_aqshar_only(assessment: Assessment) -> bool:
    return assessment.target_groups == ["male_aqshar"]
