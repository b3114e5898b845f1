"""Drafting, approving, announcing, running and ending plans (CLAUSES.md 6.4): one function per verb."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hamyar.assessment import actions as assessment_actions
from hamyar.assessment import queries as assessment
from hamyar.assessment import service_requests
from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.models import Casefile
from hamyar.intake.models import Application
from hamyar.obligations.actions import close_duties, open_duty, waive_duties
from hamyar.obligations.domain import end_of_day
from hamyar.org import queries as org
from hamyar.org.clock import day_of
from hamyar.outbox.actions import publish
from hamyar.plans import queries, sectors
from hamyar.plans.domain import (
    AT_WORK,
    LIVE_STATES,
    OPEN_ITEMS,
    Announcement,
    ApprovedBy,
    ItemState,
    NotAMember,
    NotOfLevel,
    NotServed,
    NotYourPlan,
    Outcome,
    PackageMismatch,
    PlanEmpty,
    PlanExists,
    PlanState,
    ReasonNeeded,
    SectionNotFresh,
    ServiceNotBegun,
    ServiceOver,
    check_item_move,
    check_move,
    check_period,
    check_service,
)
from hamyar.plans.models import FollowUp, PlanEvent, PlanItem, ServicePackage, ServicePlan
from hamyar.registry import queries as registry
from hamyar.registry.models import Person
from hamyar.values import jalali

FOLLOW_UP = "plan_item_follow_up"


def locked(plan: ServicePlan) -> ServicePlan:
    return (
        ServicePlan.objects.select_for_update(of=("self",))
        .select_related("household__unit", "casefile__unit", "casefile__social_worker", "assessment", "questionnaire")
        .get(pk=plan.pk)
    )


def _advance(plan: ServicePlan, target: PlanState, *, by: Actor, at: datetime, reason: str = "", **fields: Any) -> None:
    before = PlanState(plan.state)
    check_move(before, target)
    plan.state = target
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save(update_fields=["state", *fields])
    PlanEvent.objects.create(
        plan=plan, at=at, from_state=before, to_state=target, reason=reason.strip()[:300], by_label=by.label
    )
    audit.record(f"plans.plan.{target}", about=plan, by=by, at=at, **{"from": str(before)})


@transaction.atomic
def accept_with_plan(
    *, application: Application, by: Actor, at: datetime, period_to_on: date | None = None
) -> ServicePlan:
    """Accept an application, open the draft of its plan (E-7.3.v.1) and the follow-ups of E-14: all or nothing.

    Raises what ``assessment.actions.accept`` raises.
    """
    casefile = assessment_actions.accept(application=application, period_to_on=period_to_on, by=by, at=at)
    application.refresh_from_db()
    sectors.open_follow_ups(casefile=casefile, at=at)
    return draft(casefile=casefile, application=application, by=by, at=at)


@transaction.atomic
def draft(
    *,
    casefile: Casefile,
    by: Actor,
    at: datetime,
    application: Application | None = None,
    renews: ServicePlan | None = None,
) -> ServicePlan:
    """A draft for the rest of the period of support, with the household's requests as proposals (E-13.3.h).

    A plan that is at work may be renewed before it ends, for the time after it (E-D.25). Raises PlanExists while any other
    plan of the file is alive, ReasonNeeded where nothing has been assessed, NotYourPlan where nobody answers for the file.
    """
    casefile = (
        Casefile.objects.select_for_update(of=("self",)).select_related("household__unit", "unit").get(pk=casefile.pk)
    )
    on = day_of(at)
    from_on = max(on, casefile.period_from_on)
    alive = ServicePlan.objects.filter(casefile=casefile, state__in=LIVE_STATES)
    if renews is not None:
        alive = alive.exclude(pk=renews.pk, state__in=AT_WORK, to_on__lte=from_on)
    if alive.exists():
        raise PlanExists()
    stored = assessment.latest_assessment(casefile.household)
    if stored is None:
        raise ReasonNeeded(clause="E-3.1.1")
    worker = casefile.social_worker
    if worker is None:
        raise NotYourPlan()
    questionnaire = casefile.household.questionnaires.filter(state="closed").order_by("-pk").first()
    plan = ServicePlan.objects.create(
        household=casefile.household, casefile=casefile, application=application, assessment=stored,
        questionnaire=questionnaire, renews=renews, unit=casefile.unit, owner=worker,
        from_on=from_on, to_on=casefile.period_to_on, drafted_at=at,
    )  # fmt: skip
    PlanEvent.objects.create(plan=plan, at=at, to_state=plan.state, by_label=by.label)
    audit.record("plans.plan.draft", about=plan, by=by, at=at, casefile=casefile.pk)
    _propose(plan, at=at)
    return plan


def _propose(plan: ServicePlan, *, at: datetime) -> None:
    """What was asked for and may be given stands in the draft already, to be changed or taken out by the worker."""
    allowed = queries.services_proposed(plan, on=day_of(at))
    for need in queries.needs_of(plan.questionnaire):
        if need.kind != "request" or need.key not in allowed:
            continue
        package = queries.packages(on=day_of(at), service=need.key).first()
        months = package.months if package and package.months else None
        to_on = min(jalali.add_months(plan.from_on, months), plan.to_on) if months else plan.to_on
        PlanItem.objects.create(
            plan=plan, service=need.key, package=package, need_kind=need.kind, need_key=need.key, need_text=need.text,
            quantity="مطابق بسته", from_on=plan.from_on, to_on=to_on, follow_up_on=_first_follow_up(plan.from_on, to_on),
        )  # fmt: skip


def _first_follow_up(from_on: date, to_on: date) -> date:
    return min(jalali.add_months(from_on, 3), to_on)


@transaction.atomic
def set_goals(
    *, plan: ServicePlan, goals: Sequence[str], independence_goal: str, by: Actor, at: datetime
) -> ServicePlan:
    """The goals of a draft, and the one towards standing on own feet (E-D.21). Raises MoveRefused after approval."""
    row = locked(plan)
    _require_draft(row)
    row.goals = [goal.strip()[:300] for goal in goals if goal.strip()]
    row.independence_goal = independence_goal.strip()
    row.save(update_fields=["goals", "independence_goal"])
    audit.record("plans.plan.goals_set", about=row, by=by, at=at)
    return row


def _require_draft(plan: ServicePlan) -> None:
    if plan.state != PlanState.DRAFT:
        check_move(PlanState(plan.state), PlanState.DRAFT)


@transaction.atomic
def add_item(
    *,
    plan: ServicePlan,
    service: str,
    need: str,
    quantity: str,
    from_on: date,
    to_on: date | None,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    package: ServicePackage | None = None,
    follow_up_on: date | None = None,
) -> PlanItem:
    """Put a service into a draft, for a need that was found (E-D.23), with beginning and end (E-D.25).

    ``need`` is the code of one of ``queries.needs_of``. Raises LivelihoodRefused, ServiceNotAllowed (E-3.2.2, E-D.12),
    SectionNotFresh (E-8.0.2), EndNeeded, EndBeforeBeginning, TooLong (a 13th month of aqshar), PackageMismatch, NotAMember,
    ReasonNeeded, MoveRefused.
    """
    row = locked(plan)
    _require_draft(row)
    _check_service(row, service, from_on, to_on, on=day_of(at))
    assert to_on is not None  # check_period refuses an open end
    found = queries.need_by_code(row.questionnaire, need)
    if found is None:
        raise ReasonNeeded(clause="E-D.23")
    if package is not None and package.service != service:
        raise PackageMismatch()
    membership = registry.membership_of(row.household, person, day_of(at)) if person is not None else None
    if person is not None and membership is None:
        raise NotAMember()
    if membership is not None and not membership.receives_service:
        raise NotServed()
    item = PlanItem.objects.create(
        plan=row, person=person, service=service, package=package, need_kind=found.kind, need_key=found.key,
        need_text=found.text[:300], quantity=quantity.strip()[:100], from_on=from_on, to_on=to_on,
        follow_up_on=follow_up_on or _first_follow_up(from_on, to_on),
    )  # fmt: skip
    audit.record("plans.item.added", about=row, by=by, at=at, item=item.pk, service=service)
    return item


def _check_service(plan: ServicePlan, service: str, from_on: date, to_on: date | None, *, on: date) -> None:
    """What holds for every service of a plan, when it is added and when the plan is approved."""
    stored, aqshar = plan.assessment, queries.is_aqshar_only(plan.assessment)
    # What the assessment allows is narrowed by the level of the file (E-D.5).
    if service in stored.services_allowed and service not in queries.services_allowed(plan, on=on):
        raise NotOfLevel(service=service)
    # A service that was newly asked for waits until its section of the household's data is refreshed (E-8.0.2).
    if service in service_requests.waiting(plan.casefile):
        raise SectionNotFresh(service=service)
    check_service(service, allowed=stored.services_allowed, aqshar_only=aqshar)
    check_period(
        from_on, to_on, limit_months=stored.support_limit_months, counted_from=plan.casefile.period_from_on,
        period_to_on=plan.casefile.period_to_on, limit_clause="E-D.12" if aqshar else "E-6.4.3",
    )  # fmt: skip


@transaction.atomic
def remove_item(*, item: PlanItem, by: Actor, at: datetime) -> None:
    """Take a service out of a draft. Raises MoveRefused once the plan is approved."""
    plan = locked(item.plan)
    _require_draft(plan)
    audit.record("plans.item.removed", about=plan, by=by, at=at, item=item.pk, service=item.service)
    item.delete()


@transaction.atomic
def approve(*, plan: ServicePlan, kept_words: Collection[str] = (), by: Actor, at: datetime) -> ServicePlan:
    """The worker's approval, on the path of the social worker alone (E-3.2.1). Every service is checked once more.

    ``kept_words``: keys of words that households do not read, which the worker let stand in the plan.
    Raises NotYourPlan, PlanEmpty without goal, independence goal or service, and what ``add_item`` raises.
    """
    row = locked(plan)
    check_move(PlanState(row.state), PlanState.APPROVED)
    worker = row.casefile.social_worker
    if row.assessment.path != "social_worker" or worker is None or not works_for(row.casefile, by, on=day_of(at)):
        raise NotYourPlan()
    items = list(row.items.all())
    if not items or not row.goals or not row.independence_goal.strip():
        raise PlanEmpty()
    for item in items:
        _check_service(row, item.service, item.from_on, item.to_on, on=day_of(at))
    _advance(
        row, PlanState.APPROVED, by=by, at=at,
        approved_by=ApprovedBy.SOCIAL_WORKER, approver_id=by.user_id, approved_at=at,
    )  # fmt: skip
    if kept_words:
        audit.record("plans.plan.words_kept", about=row, by=by, at=at, words=list(kept_words))
    publish("plans.plan.approved", at=at, plan_id=row.pk, casefile_id=row.casefile_id)
    return row


def works_for(casefile: Casefile, by: Actor, *, on: date) -> bool:
    """Is the actor the worker of the file, or who stands in that day (A-55)?"""
    worker = casefile.social_worker
    if by.user_id is None or worker is None:
        return False
    present = org.present_or_substitute(worker, unit=casefile.unit, on=on)
    return by.user_id in {worker.pk, present.pk if present else None}


@transaction.atomic
def announce(*, plan: ServicePlan, how: Announcement, by: Actor, at: datetime) -> ServicePlan:
    """The head is told of the plan (E-11.2.j); from now on the household reads it. Raises MoveRefused."""
    row = locked(plan)
    _advance(row, PlanState.ANNOUNCED, by=by, at=at, announced_at=at, announced_how=how)
    publish("plans.plan.announced", at=at, plan_id=row.pk, household_id=row.household_id, how=str(how))
    return row


@transaction.atomic
def start(*, plan: ServicePlan, by: Actor, at: datetime) -> ServicePlan:
    """The first service begins: the plan runs, and each service has its follow-up duty (E-13.3.v).

    Raises MoveRefused, and PlanExists while the plan that it renews is still at work.
    """
    row = locked(plan)
    if ServicePlan.objects.filter(casefile=row.casefile, state__in=AT_WORK).exclude(pk=row.pk).exists():
        raise PlanExists()
    _advance(row, PlanState.RUNNING, by=by, at=at, started_at=at)
    on = day_of(at)
    for item in row.items.filter(state=ItemState.PLANNED):
        if item.from_on <= on:
            item.state = ItemState.RUNNING
            item.save(update_fields=["state"])
        _open_follow_up(row, item, at=at)
    publish("plans.plan.started", at=at, plan_id=row.pk, casefile_id=row.casefile_id)
    return row


def _open_follow_up(plan: ServicePlan, item: PlanItem, *, at: datetime) -> None:
    due_on = item.follow_up_on or item.to_on
    open_duty(
        kind=FOLLOW_UP, subject=item, label=plan.casefile.number, unit=plan.casefile.unit,
        owner=plan.casefile.social_worker, due_at=end_of_day(due_on), at=at, period_key=due_on.isoformat(),
    )  # fmt: skip


@transaction.atomic
def follow_up(
    *,
    item: PlanItem,
    note: str,
    progress: int,
    by: Actor,
    at: datetime,
    delivered: bool = False,
    next_on: date | None = None,
) -> FollowUp:
    """One line of the log: what was done, what was delivered, when to look again (E-13.3.v).

    After its end a service cannot be delivered, nor before it began: raises ServiceOver, ServiceNotBegun, ReasonNeeded.
    """
    row = PlanItem.objects.select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)
    plan = locked(row.plan)
    on = day_of(at)
    if not note.strip():
        raise ReasonNeeded(clause="E-13.3.v")
    if delivered and (row.state in (ItemState.EXPIRED, ItemState.STOPPED, ItemState.DONE) or on >= row.to_on):
        raise ServiceOver(until=row.to_on)
    if delivered and (row.state != ItemState.RUNNING or on < row.from_on):
        raise ServiceNotBegun(from_on=row.from_on)
    row.progress = max(0, min(100, progress))
    row.follow_up_on = min(next_on, row.to_on) if next_on else row.to_on
    row.save(update_fields=["progress", "follow_up_on"])
    line = FollowUp.objects.create(
        item=row, at=at, note=note.strip()[:500], delivered=delivered, progress=row.progress, next_on=row.follow_up_on,
        by_label=by.label,
    )  # fmt: skip
    close_duties(kind=FOLLOW_UP, subject=row, by=by, at=at)
    if row.state in OPEN_ITEMS and plan.state in (PlanState.RUNNING, PlanState.REVIEW_DUE) and row.follow_up_on > on:
        _open_follow_up(plan, row, at=at)
    casefiles.record_contact(casefile=plan.casefile, on=on, source=ContactSource.SERVICE, by=by, at=at)
    audit.record("plans.item.followed_up", about=plan, by=by, at=at, item=row.pk, delivered=delivered)
    return line


@transaction.atomic
def finish_item(*, item: PlanItem, note: str, by: Actor, at: datetime) -> PlanItem:
    """The service has done what it was for. Raises ItemMoveRefused, ReasonNeeded."""
    return _end_item(item, ItemState.DONE, note, by=by, at=at)


@transaction.atomic
def stop_item(*, item: PlanItem, note: str, by: Actor, at: datetime) -> PlanItem:
    """The service ends before its time, with the reason. Raises ItemMoveRefused, ReasonNeeded."""
    return _end_item(item, ItemState.STOPPED, note, by=by, at=at)


def _end_item(item: PlanItem, target: ItemState, note: str, *, by: Actor, at: datetime) -> PlanItem:
    row = PlanItem.objects.select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)
    check_item_move(ItemState(row.state), target)
    if not note.strip():
        raise ReasonNeeded(clause="E-D.23")
    row.state, row.outcome_note = target, note.strip()[:300]
    row.progress = 100 if target == ItemState.DONE else row.progress
    row.save(update_fields=["state", "outcome_note", "progress"])
    close_duties(kind=FOLLOW_UP, subject=row, by=by, at=at)
    audit.record(f"plans.item.{target}", about=row.plan, by=by, at=at, item=row.pk)
    _review_when_over(row.plan, at=at)
    return row


def _review_when_over(plan: ServicePlan, *, at: datetime) -> None:
    """A running plan none of whose services is left is due for review."""
    row = locked(plan)
    if row.state == PlanState.RUNNING and not row.items.filter(state__in=OPEN_ITEMS).exists():
        _advance(row, PlanState.REVIEW_DUE, by=CLOCK, at=at, reason="پایان همهٔ خدمت‌ها")
        publish("plans.plan.review_due", at=at, plan_id=row.pk, casefile_id=row.casefile_id)


@transaction.atomic
def continue_plan(*, plan: ServicePlan, reason: str, by: Actor, at: datetime) -> ServicePlan:
    """After a review the plan goes on with the services that still run. Nothing gets a later end: that is a new plan
    (E-D.25). Raises MoveRefused, ReasonNeeded, ServiceOver when nothing is left or the period has ended.
    """
    row = locked(plan)
    check_move(PlanState(row.state), PlanState.RUNNING)
    if not reason.strip():
        raise ReasonNeeded(clause="E-13.3.v")
    if day_of(at) >= row.to_on or not row.items.filter(state__in=OPEN_ITEMS).exists():
        raise ServiceOver(until=row.to_on)
    _advance(row, PlanState.RUNNING, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def close(*, plan: ServicePlan, outcome: Outcome, satisfaction: int, note: str, by: Actor, at: datetime) -> ServicePlan:
    """Outcome and the client's satisfaction are recorded when a plan ends (E-D.21). Raises MoveRefused, ReasonNeeded."""
    row = locked(plan)
    check_move(PlanState(row.state), PlanState.CLOSED)
    if not note.strip() or not 1 <= satisfaction <= 5:
        raise ReasonNeeded(clause="E-D.21")
    for item in row.items.filter(state__in=OPEN_ITEMS):
        _stop_quietly(item, "پایان برنامه", by=by, at=at)
    _advance(
        row, PlanState.CLOSED, by=by, at=at,
        outcome=outcome, satisfaction=satisfaction, closing_note=note.strip(), ended_at=at,
    )  # fmt: skip
    publish("plans.plan.closed", at=at, plan_id=row.pk, casefile_id=row.casefile_id, outcome=str(outcome))
    return row


@transaction.atomic
def stop(*, plan: ServicePlan, reason: str, by: Actor, at: datetime) -> ServicePlan:
    """A condition is lost: the plan ends before its time, with the reason, and the household is told.

    Raises MoveRefused, ReasonNeeded.
    """
    row = locked(plan)
    check_move(PlanState(row.state), PlanState.STOPPED)
    if not reason.strip():
        raise ReasonNeeded()
    for item in row.items.filter(state__in=OPEN_ITEMS):
        _stop_quietly(item, reason, by=by, at=at)
    _advance(row, PlanState.STOPPED, by=by, at=at, reason=reason, closing_note=reason.strip(), ended_at=at)
    publish("plans.plan.stopped", at=at, plan_id=row.pk, household_id=row.household_id)
    return row


def _stop_quietly(item: PlanItem, reason: str, *, by: Actor, at: datetime) -> None:
    item.state, item.outcome_note = ItemState.STOPPED, reason.strip()[:300]
    item.save(update_fields=["state", "outcome_note"])
    waive_duties(subject=item, kind=FOLLOW_UP, reason=reason, by=by, at=at)


@transaction.atomic
def run_clock(*, at: datetime, batch: int = 2000) -> dict[str, int]:
    """Services whose day has come begin, those whose end has come expire, and their plans fall due for review (E-D.25,
    E-10.2). Idempotent: safe to run twice or late."""
    on = day_of(at)
    counts = {"begun": 0, "expired": 0, "review_due": 0}
    live = PlanItem.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        plan__state__in=[PlanState.RUNNING, PlanState.REVIEW_DUE]
    )
    for item in live.filter(state__in=OPEN_ITEMS, to_on__lte=on).select_related("plan")[:batch]:
        item.state = ItemState.EXPIRED
        item.save(update_fields=["state"])
        audit.record("plans.item.expired", about=item.plan, by=CLOCK, at=at, item=item.pk)
        counts["expired"] += 1
    for item in live.filter(state=ItemState.PLANNED, from_on__lte=on)[:batch]:
        item.state = ItemState.RUNNING
        item.save(update_fields=["state"])
        counts["begun"] += 1
    running = ServicePlan.objects.filter(state=PlanState.RUNNING)
    over = running.filter(to_on__lte=on) | running.exclude(items__state__in=OPEN_ITEMS)
    for plan in over.distinct()[:batch]:
        row = locked(plan)
        if row.state == PlanState.RUNNING:
            _advance(row, PlanState.REVIEW_DUE, by=CLOCK, at=at, reason="پایان زمان خدمت")
            publish("plans.plan.review_due", at=at, plan_id=row.pk, casefile_id=row.casefile_id)
            counts["review_due"] += 1
    return counts
