"""Renewing a file whose period of support ends (CLAUSES.md 6.2): a new decision on fresh data, with new dates and a new
plan (E-10.2, E-D.25). The social worker decides where the household still stands on that path (E-3.2.1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from hamyar.assessment import actions as assessment_actions
from hamyar.assessment import queries as assessment
from hamyar.assessment import validity
from hamyar.assessment.actions.decisions import PERIOD_KINDS, longest_period
from hamyar.assessment.domain import DataGroup, Guard, red
from hamyar.assessment.guards import room_of
from hamyar.assessment.models import Assessment
from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles import desertion
from hamyar.casefiles import queries as casefiles_queries
from hamyar.casefiles.domain import DESERTED, CasefileState, PeriodKind, RenewalNotAllowed, check_renewal
from hamyar.casefiles.models import Casefile, SupportPeriod
from hamyar.org.clock import day_of
from hamyar.plans import actions
from hamyar.plans.domain import (
    AT_WORK,
    IN_PREPARATION,
    NotYourRenewal,
    PlanState,
    ReasonNeeded,
    RenewalBlocked,
    RenewalNotDue,
    RenewalPeriodRefused,
)
from hamyar.plans.models import ServicePlan
from hamyar.releases.queries import rules_on

WORKER = "worker"


@dataclass(frozen=True)
class Standing:
    """Everything the page shows: the period that ends, today's assessment, the conditions, whose decision it is."""

    due: bool
    former: SupportPeriod | None
    from_on: date  # on which a new period would begin
    latest_on: date | None  # the first day after the longest new period; None where there is none
    kind: str
    now: assessment.Computed | None
    stale: tuple[DataGroup, ...]
    room: str
    limit_clause: str  # why there is no further period, where there is none
    guards: tuple[Guard, ...]
    plan: ServicePlan | None  # the plan that the new one renews
    prepared: ServicePlan | None  # another one that has not begun

    @property
    def ready(self) -> bool:
        return self.due and not red(self.guards)

    @property
    def runs_on(self) -> bool:
        """The former plan is at work and stays so until its own end."""
        return self.plan is not None and self.plan.state in AT_WORK


def standing(casefile: Casefile, *, on: date) -> Standing:
    """The conditions of a renewal on a day (CLAUSES.md 6.2, update_due → active). Each is green or red, none is hidden."""
    household = casefile.household
    periods = list(casefiles_queries.periods_of(casefile))
    now = assessment.computed_if_whole(household, on=on)
    from_on = max(on, casefile.period_to_on)
    groups = tuple(now.result["target_groups"]) if now is not None else ()
    kind = PERIOD_KINDS.get(groups, "ordinary")
    latest_on = _latest(now, from_on=from_on) if now is not None else None
    limit_clause = _limit(periods, kind, latest_on, from_on=from_on)
    fresh = validity.freshness_of(household, on=on)
    stale = tuple(each.group for each in fresh if each.expired)
    asked = household.questionnaires.filter(state="closed").order_by("-pk").values_list("is_needy", flat=True).first()
    plans = list(ServicePlan.objects.filter(casefile=casefile).order_by("-pk"))
    prepared = next((plan for plan in plans if plan.state in IN_PREPARATION), None)
    former = next((plan for plan in plans if plan.state in AT_WORK), None)
    room = _room(casefile, now, on=on)
    return Standing(
        due=may_be_renewed(casefile, on), former=periods[0] if periods else None, from_on=from_on,
        latest_on=None if limit_clause else latest_on, kind=kind, now=now, stale=stale, room=room,
        limit_clause=limit_clause,
        guards=(
            Guard("fresh", "E-10.2", bool(fresh) and not stale),
            Guard("score", "E-3.1.1", now is not None),
            Guard("needy", "E-D.1", asked is not False),
            Guard("limit", limit_clause or "E-D.25", not limit_clause),
            Guard("plan", "E-13.3.h", prepared is None or prepared.state == PlanState.DRAFT),
            Guard("path", "E-3.2.1", room == WORKER),
        ),
        plan=former or next((plan for plan in plans if plan != prepared), None), prepared=prepared,
    )  # fmt: skip


def _latest(now: assessment.Computed, *, from_on: date) -> date:
    """As long as a first period may be, counted from the new beginning (E-D.12, E-6.4.3)."""
    unsaved = Assessment(
        document=now.document, target_groups=now.result["target_groups"],
        support_limit_months=now.result["support_limit_months"],
    )  # fmt: skip
    return longest_period(unsaved, from_on=from_on)


def _limit(periods: list[SupportPeriod], kind: str, latest_on: date | None, *, from_on: date) -> str:
    """The clause by which the group has no further period: aqshar once (E-D.12, A-03), a year after release (E-6.4.3)."""
    try:
        for period in periods:
            check_renewal(PeriodKind(period.kind), PeriodKind(kind))
    except RenewalNotAllowed as refusal:
        return refusal.clause
    return "E-6.4.3" if latest_on is not None and latest_on <= from_on else ""


def _room(casefile: Casefile, now: assessment.Computed | None, *, on: date) -> str:
    """Who decides about going on: three opinions (E-6.5.a) until the court's document is there (E-6.5.a.3), the commission for
    an addicted head (E-6.5.b), else by path."""
    condition = casefile.household.head_condition
    if condition in DESERTED and not _proven(casefile, on):
        return "continuation"
    if condition == "ineffective_addiction":
        return "treatment"
    always = rules_on(on).value("permit.commission_required") == "always"
    return room_of(now.result if now is not None else None, always_commission=always)


def _proven(casefile: Casefile, on: date) -> bool:
    state = desertion.continuation_of(casefile, on)
    return state is not None and state.proven


def may_be_renewed(casefile: Casefile, on: date) -> bool:
    """A period that nears its end, or support that rests until the court's document, once that is there (E-6.5.a.3)."""
    if casefile.state == CasefileState.SUSPENDED:
        return _proven(casefile, on)
    return casefile.state == CasefileState.UPDATE_DUE


@transaction.atomic
def renew_with_plan(
    *, casefile: Casefile, period_to_on: date, still_needy: bool, reason: str, by: Actor, at: datetime
) -> ServicePlan:
    """The worker decides anew: a new dated period, an assessment of today, and the draft of the plan for it (E-10.2, E-D.25).

    ``period_to_on`` is the first day after the new period. The former plan goes on until its own end; a draft that was never
    approved is taken over. Raises NotYourRenewal (another worker, another path), RenewalNotDue (also when it was renewed
    already), RenewalNotAllowed (E-D.12, E-6.4.3), RenewalBlocked with every red line, ReasonNeeded, RenewalPeriodRefused.
    """
    on = day_of(at)
    row = (
        Casefile.objects.select_for_update(of=("self",))
        .select_related("household__unit", "unit", "social_worker")
        .get(pk=casefile.pk)
    )
    if not actions.works_for(row, by, on=on):
        raise NotYourRenewal(room=WORKER)
    if not may_be_renewed(row, on):
        raise RenewalNotDue()
    found = standing(row, on=on)
    _check(found, still_needy=still_needy, reason=reason)
    assert found.latest_on is not None  # a green limit has one
    if not found.from_on < period_to_on <= found.latest_on:
        raise RenewalPeriodRefused(from_on=found.from_on, last_on=found.latest_on - timedelta(days=1))
    stored = assessment_actions.assess(household=row.household, because="renewal", by=by, at=at)
    casefiles.follow_assessment(casefile=row, groups=stored.target_groups, by=by, at=at)
    renewed = casefiles.renew(
        casefile=row, period_from_on=found.from_on, period_to_on=period_to_on, period_kind=found.kind,
        reason=reason.strip(), by=by, at=at,
    )  # fmt: skip
    if found.prepared is not None:
        plan = _take_over(found.prepared, renewed, stored, by=by, at=at)
    else:
        plan = actions.draft(casefile=renewed, renews=found.plan, by=by, at=at)
    audit.record(
        "plans.casefile.renewed", about=row, by=by, at=at, plan=plan.pk, assessment=stored.pk, release=stored.release,
        total=stored.total,
    )  # fmt: skip
    return plan


def _check(found: Standing, *, still_needy: bool, reason: str) -> None:
    red_ones = red(found.guards)
    if found.limit_clause:
        raise RenewalNotAllowed(clause=found.limit_clause, kind=found.kind)
    if [guard.key for guard in red_ones] == ["path"]:
        raise NotYourRenewal(room=found.room)
    if red_ones:
        raise RenewalBlocked(clause=red_ones[0].clause, lines=[guard.key for guard in red_ones])
    if not still_needy:
        raise ReasonNeeded(clause="E-D.1")
    if not reason.strip():
        raise ReasonNeeded(clause="E-10.2")


def _take_over(plan: ServicePlan, casefile: Casefile, stored: Assessment, *, by: Actor, at: datetime) -> ServicePlan:
    """A draft that nobody approved is the draft of the new period; services that would end before it are gone."""
    row = actions.locked(plan)
    row.from_on, row.to_on, row.assessment = casefile.period_from_on, casefile.period_to_on, stored
    row.save(update_fields=["from_on", "to_on", "assessment"])
    for item in row.items.filter(to_on__lte=row.from_on):
        actions.remove_item(item=item, by=by, at=at)
    row.items.filter(from_on__lt=row.from_on).update(from_on=row.from_on)
    audit.record("plans.plan.taken_over", about=row, by=by, at=at)
    return row
