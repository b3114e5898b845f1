"""Asking, recording answers, and looking into them: one function per verb."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.casefiles.models import Casefile
from hamyar.documents.models import Document
from hamyar.inquiries import answers, consequences, prison_answers, queries
from hamyar.inquiries.domain import (
    Body,
    EvidenceNeeded,
    InquiryState,
    Mode,
    NobodyToAskAbout,
    NotAnswered,
    NoteNeeded,
    ReasonNeeded,
    Verification,
    as_rows,
    check_move,
)
from hamyar.inquiries.models import Inquiry
from hamyar.inquiries.queries import Need
from hamyar.inquiries.register_client import Reply
from hamyar.obligations.actions import close_duties, open_duty
from hamyar.obligations.domain import end_of_day
from hamyar.org.clock import day_of
from hamyar.org.models import User
from hamyar.outbox.actions import publish
from hamyar.outbox.jobs import enqueue
from hamyar.registry import actions as registry
from hamyar.registry import queries as registry_queries
from hamyar.registry.domain import Source
from hamyar.registry.models import Household
from hamyar.releases.queries import rules_on

PERFORM = "inquiries.perform"  # the worker's job that asks what is waiting
BY_REGISTER = Actor.program("register")


@transaction.atomic
def request_inquiries(
    *, household: Household, bodies: Iterable[Body | str] | None = None, by: Actor, at: datetime
) -> list[Inquiry]:
    """Ask the bodies that the household needs (E-7.2); returns the questions that wait now.

    Without ``bodies`` everything required that has no fresh answer is asked. A body that is named is asked anew even if
    it has answered: that is a new inquiry beside the old one. A question that is waiting already is not doubled, but
    tried again at once. Raises NobodyToAskAbout.
    """
    on = day_of(at)
    if bodies is None:
        wanted = queries.open_needs(household, on=on)
    else:
        wanted = [need for body in bodies for need in _needs_of_body(household, Body(body), at)]
    asked = [_ask(household, need, by=by, at=at) for need in wanted]
    if asked:
        enqueue(PERFORM)
    return asked


def _needs_of_body(household: Household, body: Body, at: datetime) -> list[Need]:
    on = day_of(at)
    needs = [need for need in queries.needs_of(household, on=on) if need.body == body]
    if needs:
        return needs
    head = registry_queries.head_of(household, on)
    if body == Body.POST or head is None:
        raise NobodyToAskAbout(body=str(body))
    return [Need(body, head)]


def _ask(household: Household, need: Need, *, by: Actor, at: datetime) -> Inquiry:
    can_be_sent = queries.asked_about(need.body, household, need.person, on=day_of(at)) is not None
    next_attempt_at = at if can_be_sent else None
    inquiry, created = Inquiry.objects.get_or_create(
        household=household,
        person=need.person,
        body=need.body,
        state=InquiryState.WAITING,
        defaults={"asked_at": at, "asked_by": by.label, "next_attempt_at": next_attempt_at},
    )
    if created:
        audit.record("inquiries.inquiry.asked", about=inquiry, by=by, at=at, body=str(need.body))
    elif can_be_sent:
        inquiry.next_attempt_at = at
        inquiry.save(update_fields=["next_attempt_at"])
    return inquiry


@transaction.atomic
def ask_again(*, inquiry: Inquiry, by: Actor, at: datetime) -> Inquiry:
    """The same question anew: a new inquiry, or an early try when it is still waiting."""
    asked = _ask(inquiry.household, Need(Body(inquiry.body), inquiry.person), by=by, at=at)
    enqueue(PERFORM)
    return asked


@transaction.atomic
def renew_deciles(*, households: Iterable[Household], by: Actor, at: datetime) -> int:
    """Ask the welfare database again for many households at once (E-8.h); returns for how many."""
    asked = 0
    for household in households:
        asked += len(request_inquiries(household=household, bodies=[Body.WELFARE_DECILE], by=by, at=at))
    return asked


@transaction.atomic
def record_answer(*, inquiry: Inquiry, reply: Reply, at: datetime) -> Inquiry:
    """Keep what a service answered. An answer that comes twice, or after another one, changes nothing."""
    inquiry = _locked(inquiry)
    if inquiry.state == InquiryState.ANSWERED:
        return inquiry
    inquiry.mode = Mode.SIMULATED if reply.simulated else Mode.ADAPTER
    inquiry.source = reply.source
    return _keep(inquiry, reply.facts, source=Source.DATABASE, by=BY_REGISTER, at=at)


@transaction.atomic
def record_manual_answer(
    *,
    inquiry: Inquiry,
    answer: Mapping[str, Any],
    evidence: str,
    by: Actor,
    at: datetime,
    document: Document | None = None,
) -> Inquiry:
    """Keep an answer that came on paper or by telephone (A-56). Raises EvidenceNeeded, AnswerUnreadable, MoveRefused."""
    inquiry = _locked(inquiry)
    check_move(InquiryState(inquiry.state), InquiryState.ANSWERED)
    if not evidence.strip():
        raise EvidenceNeeded(body=inquiry.body)
    facts = answers.read_fields(Body(inquiry.body), dict(answer))
    inquiry.mode, inquiry.evidence, inquiry.document = Mode.MANUAL, evidence.strip()[:300], document
    return _keep(inquiry, facts, source=Source.OFFICE, by=by, at=at)


def _locked(inquiry: Inquiry) -> Inquiry:
    return (
        Inquiry.objects.select_for_update(of=("self",)).select_related("household__unit", "person").get(pk=inquiry.pk)
    )


def _keep(inquiry: Inquiry, facts: answers.Answer, *, source: Source, by: Actor, at: datetime) -> Inquiry:
    on, body = day_of(at), Body(inquiry.body)
    known = queries.known_about(inquiry, on)
    inquiry.conflicts = as_rows(consequences.contradictions(body, facts, known))
    inquiry.changes = _into_registry(inquiry, facts, known, source=source, by=by, at=at)
    inquiry.state, inquiry.answered_at, inquiry.result = InquiryState.ANSWERED, at, facts.result
    inquiry.answer = facts.model_dump(mode="json")
    inquiry.valid_until = queries.valid_until(body, on)
    inquiry.next_attempt_at, inquiry.last_fault, inquiry.closed_by = None, "", by.label
    inquiry.save()
    audit.record(
        "inquiries.inquiry.answered", about=inquiry, by=by, at=at, body=str(body), mode=str(inquiry.mode),
        contradicts=[each["field"] for each in inquiry.conflicts], changed=[each["field"] for each in inquiry.changes],
    )  # fmt: skip
    if body in PRISON_DUTIES:
        close_duties(kind=PRISON_DUTIES[body], subject=inquiry.household, by=by, at=at)
    _tell_when_ready(inquiry.household, by=by, at=at)
    return inquiry


PRISON_DUTIES = {Body.PRISONS: "prison_inquiry_domestic", Body.INTERNATIONAL: "prison_inquiry_abroad"}


def _into_registry(
    inquiry: Inquiry, facts: answers.Answer, known: consequences.Known, *, source: Source, by: Actor, at: datetime
) -> list[dict[str, Any]]:
    """Let the answer flow into the registry; returns what changed, old and new (E-8.h)."""
    if isinstance(facts, answers.DecileAnswer):
        return _set_decile(inquiry, facts, source=source, by=by, at=at)
    if isinstance(facts, answers.PrisonAnswer):
        return _record_prison(inquiry, facts, known, source=source, by=by, at=at)
    changes = consequences.changes_of_person(Body(inquiry.body), facts, known)
    if not changes or inquiry.person is None:
        return []
    before = {name: getattr(known, name) for name in changes}
    registry.change_person(person=inquiry.person, changes=changes, source=source, by=by, at=at)
    return consequences.as_listed(before, changes)


def _set_decile(
    inquiry: Inquiry, facts: answers.DecileAnswer, *, source: Source, by: Actor, at: datetime
) -> list[dict[str, Any]]:
    """From the welfare database firmly; by hand provisionally, which leaves a duty to ask the database (E-D.26, A-14)."""
    household, by_hand = inquiry.household, inquiry.mode == Mode.MANUAL
    if not by_hand:
        close_duties(kind="decile_inquiry", subject=household, by=by, at=at)
    if facts.decile is None:
        return []
    before = {"decile": household.decile}
    registry.set_decile(
        household=household, decile=facts.decile, on=day_of(at), source=source, provisional=by_hand,
        evidence=inquiry.evidence, by=by, at=at, owner=_owner(household, by),
    )  # fmt: skip
    return [] if before["decile"] == facts.decile else consequences.as_listed(before, {"decile": facts.decile})


def _record_prison(
    inquiry: Inquiry, facts: answers.PrisonAnswer, known: consequences.Known, *, source: Source, by: Actor, at: datetime
) -> list[dict[str, Any]]:
    """The prisons' answer becomes the head's prison record and condition, as far as nothing vouched for speaks against it."""
    if known.prison is None:
        return []
    news, _against = prison_answers.told(facts, known.prison, abroad=inquiry.body == Body.INTERNATIONAL)
    if not news:
        return []
    household = inquiry.household
    before = {name: known.prison.record.get(name) for name in news.record}
    after = dict(news.record)
    evidence = inquiry.evidence or inquiry.source
    registry.record_prison(household=household, facts=news.record, evidence=evidence, source=source, by=by, at=at)
    if news.head_condition:
        before["head_condition"], after["head_condition"] = known.prison.head_condition, news.head_condition
    if news.head_condition and household.head_condition != news.head_condition:  # else it followed the record
        registry.set_head_condition(
            household=household, condition=news.head_condition, since_on=news.since_on, evidence=evidence, source=source,
            by=by, at=at,
        )  # fmt: skip
    differing = {name: value for name, value in after.items() if (value or None) != (before.get(name) or None)}
    return consequences.as_listed(before, differing)


def _accept(inquiry: Inquiry, *, by: Actor, at: datetime) -> None:
    """The worker confirms the prisons' latest answer: it takes the place of what was vouched for before it."""
    newest = queries.of_household(inquiry.household).filter(body=inquiry.body, person=inquiry.person).first()
    known = queries.known_about(inquiry, day_of(at))
    if inquiry.answer is None or newest != inquiry or known.prison is None:
        return
    facts = answers.read_stored(Body(inquiry.body), inquiry.answer)
    source = Source.OFFICE if inquiry.mode == Mode.MANUAL else Source.DATABASE
    if isinstance(facts, answers.PrisonAnswer):
        trusting = replace(known, prison=replace(known.prison, vouched={}))
        _record_prison(inquiry, facts, trusting, source=source, by=by, at=at)


@transaction.atomic
def record_unavailable(*, inquiry: Inquiry, reason: str, by: Actor, at: datetime) -> Inquiry:
    """Record that the body cannot answer now, so that the visit need not wait for it (E-7.2). Raises ReasonNeeded."""
    inquiry = _locked(inquiry)
    check_move(InquiryState(inquiry.state), InquiryState.UNAVAILABLE)
    if not reason.strip():
        raise ReasonNeeded(body=inquiry.body)
    inquiry.state, inquiry.unavailable_reason = InquiryState.UNAVAILABLE, reason.strip()[:300]
    inquiry.valid_until = queries.valid_until(Body(inquiry.body), day_of(at))
    inquiry.next_attempt_at, inquiry.closed_by = None, by.label
    inquiry.save(update_fields=["state", "unavailable_reason", "valid_until", "next_attempt_at", "closed_by"])
    audit.record("inquiries.inquiry.recorded_unavailable", about=inquiry, by=by, at=at, body=inquiry.body)
    _tell_when_ready(inquiry.household, by=by, at=at)
    return inquiry


def _tell_when_ready(household: Household, *, by: Actor, at: datetime) -> None:
    """Once nothing is open before the visit: close the duty, and let intake follow."""
    if queries.unanswered(household).exists():
        return  # the commonest case needs no more
    if queries.ready_for_visit(household, on=day_of(at)):
        close_duties(kind="inquire_before_visit", subject=household, by=by, at=at)
        publish("inquiries.ready", at=at, household_id=household.pk)


@transaction.atomic
def verify(*, inquiry: Inquiry, verification: Verification | str, note: str, by: Actor, at: datetime) -> Inquiry:
    """Record what the social worker found of the answer (E-7.3.b); doubt leaves a duty. Raises NotAnswered, NoteNeeded."""
    inquiry, verification = _locked(inquiry), Verification(verification)
    if inquiry.state != InquiryState.ANSWERED:
        raise NotAnswered(inquiry=inquiry.pk)
    if verification != Verification.CONFIRMED and not note.strip():
        raise NoteNeeded(inquiry=inquiry.pk)
    inquiry.verification, inquiry.verification_note = verification, note.strip()[:500]
    inquiry.verified_at, inquiry.verified_by = at, by.label
    inquiry.save(update_fields=["verification", "verification_note", "verified_at", "verified_by"])
    audit.record("inquiries.inquiry.verified", about=inquiry, by=by, at=at, body=inquiry.body, as_=str(verification))
    household, period_key = inquiry.household, str(inquiry.pk)
    if verification == Verification.CONFIRMED and inquiry.body in PRISON_DUTIES:
        _accept(inquiry, by=by, at=at)
    if verification == Verification.UNCERTAIN:
        days = rules_on(day_of(at)).value("sla.inquiry_days")
        open_duty(
            kind="inquiry_doubt", subject=household, label=_label(household), unit=household.unit, at=at,
            due_at=end_of_day(day_of(at) + timedelta(days=days)), owner=_owner(household, by), period_key=period_key,
        )  # fmt: skip
    else:
        close_duties(kind="inquiry_doubt", subject=household, by=by, at=at, period_key=period_key)
    return inquiry


def _owner(household: Household, by: Actor) -> User | None:
    """Whose work the household is: the worker of its file, else the member of staff who acts."""
    casefile = Casefile.objects.filter(household=household, programme="emdad").select_related("social_worker").first()
    if casefile is not None:
        return casefile.social_worker
    return User.objects.filter(pk=by.user_id).first() if by.user_id else None


def _label(household: Household) -> str:
    number = Casefile.objects.filter(household=household, programme="emdad").values_list("number", flat=True).first()
    return number or f"خانوار {household.pk}"
