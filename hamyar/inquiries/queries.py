"""Which bodies a household needs, what they have answered, what is waiting, what contradicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from hamyar.casefiles import queries as casefiles
from hamyar.casefiles.models import OPEN_STATES, Casefile
from hamyar.inquiries.consequences import Known
from hamyar.inquiries.domain import VALIDITY, Body, HeadFacts, InquiryState, Mode, Verification, bodies_about_head
from hamyar.inquiries.models import Inquiry, RegisterCircuit
from hamyar.inquiries.prison_answers import KnownPrison
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.registry import queries as registry
from hamyar.registry.domain import IMPRISONED
from hamyar.registry.models import Household, Person, Prison
from hamyar.registry.queries import Snapshot
from hamyar.releases.queries import rules_on
from hamyar.values import jalali
from hamyar.values.age import age_on

PRISON_BODIES = (Body.PRISONS, Body.INTERNATIONAL)


@dataclass(frozen=True)
class Need:
    """A question that the household needs answered before the visit; ``person`` None: about its address."""

    body: Body
    person: Person | None

    @property
    def key(self) -> tuple[str, int | None]:
        return str(self.body), self.person.pk if self.person else None


@dataclass(frozen=True)
class Standing:
    """A need, or a question that was asked besides, with its latest inquiry and the ones before."""

    body: Body
    person: Person | None
    latest: Inquiry | None
    earlier: tuple[Inquiry, ...]
    required: bool
    settled: bool


def needs_of(household: Household, *, on: date, seen: Snapshot | None = None) -> list[Need]:
    """What has to be asked (E-7.2): the civil registry of every Iranian adult, the bodies about the head, the address."""
    rules = rules_on(on)
    adult = rules.value("age.adult")
    seen = seen or registry.snapshot(household, on=on)
    needs = [
        Need(Body.CIVIL_REGISTRY, member.person)
        for member in seen.members
        if member.person.nationality == "iranian"
        and member.person.died_on is None
        and age_on(member.person.born_on, on) >= adult
    ]
    head = seen.head
    if head is not None and head.died_on is None:
        scope = range(adult, rules.value("military.max_age"))
        facts = _head_facts(household, head, seen.prison, on)
        needs += [Need(body, head) for body in bodies_about_head(facts, military_age=scope)]
    if seen.dwelling is not None and seen.dwelling.postal_code:
        needs.append(Need(Body.POST, None))
    return needs


def _head_facts(household: Household, head: Person, prison: Prison | None, on: date) -> HeadFacts:
    imprisoned = household.head_condition in IMPRISONED
    return HeadFacts(
        iranian=head.nationality == "iranian",
        male=head.sex == "male",
        age=age_on(head.born_on, on),
        present=household.head_condition == "present",
        imprisoned=imprisoned,
        abroad=imprisoned and prison is not None and prison.abroad,
        ill=bool(head.illness_class),
    )


def postal_code_of(household: Household, on: date) -> str:
    dwelling = registry.current_dwelling(household, on)
    return dwelling.postal_code if dwelling else ""


def valid_until(body: Body, answered_on: date) -> date:
    """The day from which an answer has to be asked for again (E-8.0.3)."""
    months = rules_on(answered_on).value(VALIDITY[body])
    return jalali.add_months(answered_on, months)


def of_household(household: Household) -> QuerySet[Inquiry]:
    """All inquiries, the newest first."""
    return Inquiry.objects.filter(household=household).select_related("person", "document").order_by("-asked_at", "-pk")


def latest(household: Household, asked: Sequence[Inquiry] | None = None) -> list[Inquiry]:
    """The newest inquiry of each question, in the order of the bodies. ``asked``: all of them, where they were read."""
    newest: dict[tuple[str, int | None], Inquiry] = {}
    for inquiry in of_household(household) if asked is None else asked:
        newest.setdefault((inquiry.body, inquiry.person_id), inquiry)
    order = {str(body): place for place, body in enumerate(Body)}
    return sorted(newest.values(), key=lambda inquiry: (order[inquiry.body], inquiry.person_id or 0))


def standings(household: Household, *, on: date) -> list[Standing]:
    """Everything the page shows: each question once, required ones first even when nobody has asked yet."""
    by_question: dict[tuple[str, int | None], list[Inquiry]] = {}
    for inquiry in of_household(household):
        by_question.setdefault((inquiry.body, inquiry.person_id), []).append(inquiry)
    rows = []
    for need in needs_of(household, on=on):
        inquiries = by_question.pop(need.key, [])
        rows.append(_standing(need, inquiries, required=True, on=on))
    for (body, _person), inquiries in by_question.items():
        rows.append(_standing(Need(Body(body), inquiries[0].person), inquiries, required=False, on=on))
    return rows


def _standing(need: Need, inquiries: list[Inquiry], *, required: bool, on: date) -> Standing:
    newest = inquiries[0] if inquiries else None
    return Standing(need.body, need.person, newest, tuple(inquiries[1:]), required, settled=is_settled(newest, on))


def is_settled(inquiry: Inquiry | None, on: date) -> bool:
    """Answered or recorded as unavailable, and still fresh."""
    if inquiry is None or inquiry.state == InquiryState.WAITING:
        return False
    return inquiry.valid_until is None or inquiry.valid_until > on


def open_needs(
    household: Household, *, on: date, seen: Snapshot | None = None, asked: Sequence[Inquiry] | None = None
) -> list[Need]:
    """The needs whose newest inquiry is missing, waiting or out of date."""
    newest = {(inquiry.body, inquiry.person_id): inquiry for inquiry in latest(household, asked)}
    return [need for need in needs_of(household, on=on, seen=seen) if not is_settled(newest.get(need.key), on)]


def ready_for_visit(
    household: Household, *, on: date, seen: Snapshot | None = None, asked: Sequence[Inquiry] | None = None
) -> bool:
    """May the admission visit be recorded? Every required body answered or was recorded as unavailable (E-7.2)."""
    asked = list(of_household(household)) if asked is None else asked
    waiting = any(inquiry.state == InquiryState.WAITING for inquiry in asked)
    return not waiting and not open_needs(household, on=on, seen=seen, asked=asked)


def unanswered(household: Household) -> QuerySet[Inquiry]:
    """Questions that wait for an answer, the oldest first."""
    return (
        Inquiry.objects.filter(household=household, state=InquiryState.WAITING)
        .select_related("person")
        .order_by("asked_at", "pk")
    )


def recorded_unavailable(household: Household) -> list[Inquiry]:
    """Bodies without whose answer the visit goes ahead: whoever visits is warned and gives a reason (E-7.2)."""
    return [inquiry for inquiry in latest(household) if inquiry.state == InquiryState.UNAVAILABLE]


def contradictions(household: Household, asked: Sequence[Inquiry] | None = None) -> list[Inquiry]:
    """The newest answers that contradict the application, unless the social worker has refuted the answer.

    A confirmed answer of the prisons is in the registry by then.
    """
    newest = latest(household, asked)
    return [inquiry for inquiry in newest if inquiry.conflicts and not _is_settled_by_worker(inquiry)]


def _is_settled_by_worker(inquiry: Inquiry) -> bool:
    if inquiry.body in PRISON_BODIES and inquiry.verification == Verification.CONFIRMED:
        return True
    return inquiry.verification == Verification.REFUTED


def inquiry_for(access: Access, pk: int) -> Inquiry:
    """The inquiry, or Http404 when its household is outside the user's reach."""
    inquiry = Inquiry.objects.select_related("household__unit", "person", "document").filter(pk=pk).first()
    if inquiry is None:
        raise Http404("inquiry")
    registry.household_for(access, inquiry.household_id)
    return inquiry


def stale_deciles(access: Access, *, on: date) -> QuerySet[Casefile]:
    """Open files of the user's caseload whose decile is out of date, provisional or missing (E-8.h, A-14)."""
    months = rules_on(on).value(VALIDITY[Body.WELFARE_DECILE])
    stale = (
        Q(household__decile_on__lte=jalali.add_months(on, -months))
        | Q(household__decile__isnull=True)
        | Q(household__decile_provisional=True)
    )
    files = casefiles.casefiles_in_reach(access).filter(stale, state__in=list(OPEN_STATES), programme="emdad")
    return files.annotate(decile_waiting=_asked_for_decile()).select_related("household", "holder", "social_worker")


def deciles_to_ask(access: Access, *, on: date, limit: int) -> list[Household]:
    """The households of those files for which nobody has asked yet."""
    files = stale_deciles(access, on=on).exclude(_asked_for_decile()).order_by("pk")
    return [file.household for file in files[:limit]]


def _asked_for_decile() -> Exists:
    """For a file: whether the welfare database has still to answer about its household."""
    waiting = Inquiry.objects.filter(body=Body.WELFARE_DECILE, state=InquiryState.WAITING)
    return Exists(waiting.filter(household=OuterRef("household_id")))


def known_about(inquiry: Inquiry, on: date) -> Known:
    """What the registry holds of the person, or of the address, that the inquiry is about."""
    household, person = inquiry.household, inquiry.person
    if person is None:
        return Known(postal_code=postal_code_of(household, on))
    asks_prisons = inquiry.body in PRISON_BODIES
    head = registry.head_of(household, on) if asks_prisons else None
    amount = person.pension_monthly_rials
    return Known(
        given_name=person.given_name,
        family_name=person.family_name,
        father_name=person.father_name,
        born_on=person.born_on,
        sex=person.sex,
        died_on=person.died_on,
        marital_status=person.marital_status,
        covered_by=tuple(person.covered_by),
        pension_monthly_rials=None if amount is None else int(amount),
        military_status=person.military_status,
        prison=known_of_prison(household, inquiry) if head is not None and head.pk == person.pk else None,
    )


def known_of_prison(household: Household, inquiry: Inquiry) -> KnownPrison:
    """The prison record in force, and which of it staff vouch for: what they recorded, or an answer they confirmed."""
    record = registry.current_prison(household)
    vouched = registry.recorded_by_staff(household, "prison") | {
        name: on for name, on in registry.recorded_by_staff(household, "household").items() if name == "head_condition"
    }
    confirmed = (
        Inquiry.objects.filter(household=household, person=inquiry.person, body__in=PRISON_BODIES)
        .filter(verification=Verification.CONFIRMED)
        .exclude(pk=inquiry.pk)
        .order_by("-verified_at")
        .first()
    )
    if confirmed is not None and confirmed.answer is not None and confirmed.verified_at is not None:
        on = day_of(confirmed.verified_at)
        vouched |= {name: on for name, value in confirmed.answer.items() if value is not None} | {"head_condition": on}
    return KnownPrison(household.head_condition, registry.prison_facts(record), vouched)


def asked_about(body: Body, household: Household, person: Person | None, *, on: date) -> dict[str, str] | None:
    """What a body needs to find its record; None where the registry does not have it, or no service exists."""
    if body == Body.INTERNATIONAL:
        return None
    if body == Body.POST:
        postal_code = postal_code_of(household, on)
        return {"postal_code": postal_code} if postal_code else None
    if person is None or not person.national_code_valid:
        return None
    about = {"national_code": person.national_code, "born_on": person.born_on.isoformat()}
    if body == Body.CIVIL_REGISTRY:
        about |= {"given_name": person.given_name, "family_name": person.family_name}
    return about


def due_for_a_try(*, at: datetime, limit: int) -> list[int]:
    """Waiting questions whose time has come, the longest waiting first."""
    waiting = Inquiry.objects.filter(state=InquiryState.WAITING, next_attempt_at__lte=at)
    return list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit])


def resting_bodies() -> dict[str, RegisterCircuit]:
    """Bodies whose service is not asked at the moment."""
    return {circuit.body: circuit for circuit in RegisterCircuit.objects.exclude(state="closed")}


def last_answer_of(body: Body, households: Iterable[int]) -> dict[int, Inquiry]:
    """The newest answer of a body, by household."""
    answered = Inquiry.objects.filter(body=body, household__in=households, state=InquiryState.ANSWERED)
    return {inquiry.household_id: inquiry for inquiry in answered.order_by("answered_at", "pk")}


def simulated(inquiries: Iterable[Inquiry]) -> bool:
    return any(inquiry.mode == Mode.SIMULATED for inquiry in inquiries)
