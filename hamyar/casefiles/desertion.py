"""Going on with support while the head is separated, fugitive or missing: three opinions before each period (E-6.5.a).

Callers use ``casefiles.actions``. An event is known by the day since when the head is away: the two periods are counted for
each event, not for the family (A-08).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.domain import (
    DESERTED,
    END_DUTIES,
    OPEN_STATES,
    CasefileState,
    CourtDocumentNeeded,
    CourtDocumentNotYet,
    IssuedLater,
    NotDeserted,
    OpinionGiven,
    OpinionRole,
    OpinionsMissing,
    PeriodKind,
    PeriodNeeded,
    ReasonNeeded,
    RenewalNotAllowed,
    check_move,
)
from hamyar.casefiles.models import Casefile, CasefileEvent, CourtDocument, DesertionOpinion, SupportPeriod
from hamyar.documents.models import Document
from hamyar.obligations import actions as obligations
from hamyar.obligations.domain import end_of_day
from hamyar.org import clock
from hamyar.outbox.actions import publish
from hamyar.registry.domain import WHEREABOUTS_UNKNOWN
from hamyar.releases.queries import rules_on
from hamyar.values import jalali

OPINION, REVIEW, PERIOD_REVIEW = "desertion_opinion", "absence_review", "desertion_review"
COURT = "court_documents"
KINDS = (PeriodKind.DESERTION_1, PeriodKind.DESERTION_2)
PERIODS_OVER = "دو دورهٔ ادامهٔ حمایت پایان یافت و مدرک قضایی نرسید."
NO_GROUND = "وضع سرپرست تغییر کرد."


@dataclass(frozen=True)
class Continuation:
    """How far the next period has come: which opinions are there, which are missing."""

    event_on: date
    index: int
    periods: int
    opinions: dict[str, DesertionOpinion]
    court_document: CourtDocument | None = None

    @property
    def proven(self) -> bool:
        """Both periods are used, and the court's document is there: support may go on like any other (E-6.5.a.3)."""
        return self.exhausted and self.court_document is not None

    @property
    def exhausted(self) -> bool:
        return self.index > self.periods

    @property
    def missing(self) -> list[OpinionRole]:
        return [role for role in OpinionRole if role not in self.opinions]

    @property
    def against(self) -> list[str]:
        return [role for role, opinion in self.opinions.items() if not opinion.favourable]

    @property
    def may_open(self) -> bool:
        return not self.exhausted and not self.missing and not self.against


def continuation_of(casefile: Casefile, on: date) -> Continuation | None:
    """The period that may come next; None where the head is not away in one of the three ways."""
    household = casefile.household
    if household.head_condition not in DESERTED:
        return None
    event_on = household.head_condition_since_on or clock.day_of(casefile.opened_at)
    used = SupportPeriod.objects.filter(casefile=casefile, kind__in=KINDS, from_on__gte=event_on)
    index = used.count() + 1
    given = DesertionOpinion.objects.filter(casefile=casefile, event_on=event_on, index=index)
    periods = int(rules_on(on).value("desertion.periods"))
    papers = CourtDocument.objects.filter(casefile=casefile, event_on=event_on).select_related("document")
    paper = papers.order_by("-pk").first() if index > periods else None
    return Continuation(event_on, index, periods, {each.role: each for each in given.order_by("at")}, paper)


def opinion_asked_of(role: OpinionRole, casefile_id: int) -> bool:
    """Has somebody of this role been asked about the file, whether or not the opinion was given since?"""
    return any(key.endswith(f":{role}") for key in obligations.keys_about(OPINION, "casefiles.casefile", casefile_id))


@transaction.atomic
def head_condition_changed(*, household_id: int, condition: str, before: str, at: datetime, **_more: Any) -> None:
    """Follower of every change of the head's condition: opinions are asked for, or the file is looked at anew."""
    files = Casefile.objects.filter(household_id=household_id, state__in=OPEN_STATES)
    row = files.select_related("household", "unit", "social_worker").first()
    if row is None:
        return
    if before in DESERTED and condition != before:
        for duty in (OPINION, COURT):
            obligations.waive_duties(subject=row, kind=duty, reason=NO_GROUND, by=CLOCK, at=at)
    if before in WHEREABOUTS_UNKNOWN and condition not in WHEREABOUTS_UNKNOWN:
        days = int(rules_on(clock.day_of(at)).value("absence.review_days"))
        obligations.open_duty(
            kind=REVIEW, subject=row, label=row.number, unit=row.unit, owner=row.social_worker, at=at,
            due_at=end_of_day(clock.day_of(at) + timedelta(days=days)),
        )  # fmt: skip
    if condition in DESERTED:
        request_opinions(casefile=row, at=at)


@transaction.atomic
def request_opinions(*, casefile: Casefile, at: datetime) -> int:
    """Ask counsellor, social worker and office head, each for an opinion (E-6.5.a.1). Safe to run twice; returns how many."""
    on = clock.day_of(at)
    state = continuation_of(casefile, on)
    if state is None or state.exhausted:
        return 0
    due_on = on + timedelta(days=int(rules_on(on).value("desertion.opinion_days")))
    for role in state.missing:
        obligations.open_duty(
            kind=OPINION, subject=casefile, label=casefile.number, unit=casefile.unit, at=at, due_at=end_of_day(due_on),
            owner=casefile.social_worker if role == OpinionRole.SOCIAL_WORKER else None, owner_role=str(role),
            period_key=_key(state, role),
        )  # fmt: skip
    return len(state.missing)


def _key(state: Continuation, role: OpinionRole) -> str:
    return f"{state.event_on.isoformat()}:{state.index}:{role}"


@transaction.atomic
def give_opinion(
    *, casefile: Casefile, role: str, favourable: bool, text: str, by: Actor, at: datetime
) -> DesertionOpinion:
    """One of the three opinions about the next period, signed. Raises NotDeserted, ReasonNeeded, OpinionGiven."""
    row = _locked(casefile)
    state = continuation_of(row, clock.day_of(at))
    if state is None or state.exhausted:
        raise NotDeserted()
    if not text.strip():
        raise ReasonNeeded(clause="E-6.5.a.1")
    try:
        with transaction.atomic():
            opinion = DesertionOpinion.objects.create(
                casefile=row, event_on=state.event_on, index=state.index, role=OpinionRole(role), favourable=favourable,
                text=text.strip()[:1000], at=at, by_user=by.user_id, by_label=by.label,
            )  # fmt: skip
    except IntegrityError as fault:
        raise OpinionGiven() from fault
    obligations.close_duties(kind=OPINION, subject=row, period_key=_key(state, OpinionRole(role)), by=by, at=at)
    audit.record("casefiles.desertion.opinion", about=row, by=by, at=at, role=str(role), favourable=favourable)
    return opinion


@transaction.atomic
def open_desertion_period(*, casefile: Casefile, by: Actor, at: datetime) -> SupportPeriod:
    """The worker begins the next period of six months: with all three opinions for it, and at most twice (E-6.5.a).

    The first begins today (A-08) and ends what was left of the period before; the second follows it without a gap, and may
    be decided once its update is due. Raises NotDeserted, PeriodNeeded before that, OpinionsMissing,
    RenewalNotAllowed after the second.
    """
    row, on = _locked(casefile), clock.day_of(at)
    state = continuation_of(row, on)
    if state is None:
        raise NotDeserted()
    if state.exhausted:
        raise RenewalNotAllowed(clause="E-6.5.a.2")
    if not state.may_open:
        raise OpinionsMissing(missing=[*(str(role) for role in state.missing), *state.against])
    former = SupportPeriod.objects.filter(casefile=row).order_by("-from_on", "-pk").first()
    follows = former is not None and former.kind in KINDS and on < former.to_on
    if follows and row.state == CasefileState.ACTIVE:
        raise PeriodNeeded(clause="E-6.5.a.2")
    before = row.state
    if row.state != CasefileState.ACTIVE:
        check_move(CasefileState(row.state), CasefileState.ACTIVE)
    months = int(rules_on(on).value("desertion.period_months"))
    begins_on = former.to_on if former is not None and follows else on
    if former is not None and former.from_on < begins_on < former.to_on:
        former.to_on = begins_on
        former.save(update_fields=["to_on"])
    row.period_from_on = row.period_from_on if follows else begins_on
    row.state, row.period_to_on = CasefileState.ACTIVE, jalali.add_months(begins_on, months)
    row.state_since_on = row.state_since_on if before == CasefileState.ACTIVE else on
    row.save(update_fields=["state", "state_since_on", "period_from_on", "period_to_on"])
    period = SupportPeriod.objects.create(
        casefile=row, kind=KINDS[state.index - 1], index=state.index, from_on=begins_on, to_on=row.period_to_on,
        decided_at=at,
    )  # fmt: skip
    CasefileEvent.objects.create(
        casefile=row, at=at, event="renewed", from_state=before, to_state=CasefileState.ACTIVE, clause="E-6.5.a.1",
        by_label=by.label,
    )  # fmt: skip
    close_end_duties(row, by=by, at=at)
    obligations.open_duty(
        kind=PERIOD_REVIEW, subject=row, label=row.number, unit=row.unit, owner=row.social_worker, at=at,
        due_at=end_of_day(row.period_to_on - timedelta(days=1)), period_key=period.kind,
    )  # fmt: skip
    audit.record("casefiles.desertion.period", about=row, by=by, at=at, index=state.index)
    publish("casefiles.casefile.renewed", at=at, casefile_id=row.pk)
    return period


@transaction.atomic
def ask_for_court_document(*, casefile: Casefile, at: datetime) -> bool:
    """The second period nears its end, or has ended: the worker is to bring the court's document (E-6.5.a.3). Safe to run
    twice."""
    state = continuation_of(casefile, clock.day_of(at))
    if state is None or not state.exhausted or state.court_document is not None:
        return False
    obligations.open_duty(
        kind=COURT, subject=casefile, label=casefile.number, unit=casefile.unit, owner=casefile.social_worker, at=at,
        due_at=end_of_day(casefile.period_to_on - timedelta(days=1)), period_key=state.event_on.isoformat(),
    )  # fmt: skip
    return True


@transaction.atomic
def record_court_document(
    *, casefile: Casefile, title: str, issued_on: date, by: Actor, at: datetime, document: Document | None = None
) -> CourtDocument:
    """The court's document about the absence: from then on the file may be renewed like any other (E-6.5.a.3).

    Raises NotDeserted, CourtDocumentNotYet before both periods are used, ReasonNeeded, IssuedLater.
    """
    row, on = _locked(casefile), clock.day_of(at)
    state = continuation_of(row, on)
    if state is None:
        raise NotDeserted()
    if not state.exhausted:
        raise CourtDocumentNotYet()
    if not title.strip():
        raise ReasonNeeded(clause="E-6.5.a.3")
    if issued_on > on:
        raise IssuedLater()
    paper = CourtDocument.objects.create(
        casefile=row, event_on=state.event_on, title=title.strip()[:200], issued_on=issued_on, document=document,
        recorded_at=at, by_label=by.label,
    )  # fmt: skip
    CasefileEvent.objects.create(
        casefile=row, at=at, event="court_document", reason=paper.title, clause="E-6.5.a.3", by_label=by.label
    )
    obligations.close_duties(kind=COURT, subject=row, by=by, at=at)
    audit.record("casefiles.desertion.court_document", about=row, by=by, at=at, paper=paper.pk)
    return paper


def check_court_document(casefile: Casefile, on: date) -> None:
    """Raises OpinionsMissing while support goes on by periods, CourtDocumentNeeded after the second (E-6.5.a)."""
    state = continuation_of(casefile, on)
    if state is not None and not state.exhausted:
        raise OpinionsMissing(missing=[str(role) for role in state.missing])
    if state is not None and not state.proven:
        raise CourtDocumentNeeded()


@transaction.atomic
def close_absence_review(*, casefile: Casefile, note: str, by: Actor, at: datetime) -> Casefile:
    """What the worker found when the file was looked at anew (E-D.18); ends the duty. Raises ReasonNeeded."""
    if not note.strip():
        raise ReasonNeeded(clause="E-D.18")
    row = _locked(casefile)
    CasefileEvent.objects.create(
        casefile=row, at=at, event="absence_reviewed", reason=note.strip()[:300], clause="E-D.18", by_label=by.label
    )
    obligations.close_duties(kind=REVIEW, subject=row, by=by, at=at)
    audit.record("casefiles.absence.reviewed", about=row, by=by, at=at)
    return row


def close_end_duties(casefile: Casefile, *, by: Actor, at: datetime) -> None:
    """A new period was decided: what was owed about the end of the one before is done."""
    for kind in (*END_DUTIES, PERIOD_REVIEW):
        obligations.close_duties(kind=kind, subject=casefile, by=by, at=at)


def _locked(casefile: Casefile) -> Casefile:
    rows = Casefile.objects.select_for_update(of=("self",)).select_related("household", "unit", "social_worker")
    return rows.get(pk=casefile.pk)
