"""Bodies that are asked, states of an inquiry, the circuit breaker's decisions, and the refusals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hamyar.values.refusal import Refusal


class Body(StrEnum):
    """Who is asked (CLAUSES.md 5.2, ``inquiry.body``)."""

    CIVIL_REGISTRY = "civil_registry"
    WELFARE_DECILE = "welfare_decile"
    BEHZISTI = "behzisti"
    MARTYRS_FOUNDATION = "martyrs_foundation"
    PENSION_FUNDS = "pension_funds"
    OTHER_SUPPORT = "other_support"
    MILITARY = "military"
    POST = "post"
    PRISONS = "prisons"
    INTERNATIONAL = "international"


# A positive answer of these stands against admission (E-2.5); Behzisti's counts for support services only.
COVERING_BODIES = (Body.BEHZISTI, Body.MARTYRS_FOUNDATION, Body.PENSION_FUNDS, Body.OTHER_SUPPORT)

# How long an answer may be relied on: the parameter of the group of data that it belongs to (E-8.0.3, E-6.4).
VALIDITY: dict[Body, str] = {
    Body.CIVIL_REGISTRY: "validity.contact",
    Body.WELFARE_DECILE: "validity.decile",
    Body.BEHZISTI: "validity.income",
    Body.MARTYRS_FOUNDATION: "validity.income",
    Body.PENSION_FUNDS: "validity.income",
    Body.OTHER_SUPPORT: "validity.income",
    Body.MILITARY: "validity.contact",
    Body.POST: "validity.housing",
    Body.PRISONS: "prison.domestic_months",
    Body.INTERNATIONAL: "prison.abroad_months",
}


class InquiryState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    UNAVAILABLE = "unavailable"


# An answer is never overwritten: to ask again is a new inquiry. One recorded as unavailable may still get its answer.
MOVES: dict[InquiryState, set[InquiryState]] = {
    InquiryState.WAITING: {InquiryState.ANSWERED, InquiryState.UNAVAILABLE},
    InquiryState.UNAVAILABLE: {InquiryState.ANSWERED},
    InquiryState.ANSWERED: set(),
}


class Result(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"


class Mode(StrEnum):
    """How the answer came: from the body's service, by hand with evidence, or from a simulated service (A-56)."""

    ADAPTER = "adapter"
    MANUAL = "manual"
    SIMULATED = "simulated"


class Verification(StrEnum):
    """What the social worker found of the answer in the field (E-7.3.b)."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNCERTAIN = "uncertain"


FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
LEASE = timedelta(minutes=2)  # how long one worker has for one question; after that another may try


def next_wait(attempts: int) -> timedelta:
    """How long a question rests after so many attempts: doubling from half a minute up to two hours."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 12))


class CircuitState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


FAULTS_TO_OPEN = 5
COOL_OFF = timedelta(minutes=1)


@dataclass(frozen=True)
class Circuit:
    """Whether a body's service is asked at the moment. After ``FAULTS_TO_OPEN`` faults in a row it rests, then one
    question goes ahead; its answer closes the circuit, its fault opens it for another ``COOL_OFF``."""

    state: CircuitState = CircuitState.CLOSED
    faults: int = 0
    next_try_at: datetime | None = None

    def lets_pass(self, at: datetime) -> bool:
        return self.state == CircuitState.CLOSED or self.next_try_at is None or self.next_try_at <= at

    def asked(self, at: datetime) -> "Circuit":
        """One question goes ahead. Through an open circuit it is the only one until it is answered or lost."""
        if self.state == CircuitState.CLOSED:
            return self
        return replace(self, state=CircuitState.HALF_OPEN, next_try_at=at + LEASE)

    def answered(self) -> "Circuit":
        return Circuit()

    def failed(self, at: datetime) -> "Circuit":
        faults = self.faults + 1
        if self.state == CircuitState.CLOSED and faults < FAULTS_TO_OPEN:
            return replace(self, faults=faults)
        return Circuit(CircuitState.OPEN, faults, at + COOL_OFF)


@dataclass(frozen=True)
class HeadFacts:
    """What decides which bodies are asked about the head of a household."""

    iranian: bool
    male: bool
    age: int
    present: bool
    imprisoned: bool
    abroad: bool
    ill: bool


def bodies_about_head(head: HeadFacts, *, military_age: range) -> tuple[Body, ...]:
    """The bodies to be asked about the head before the visit (E-7.2).

    Military service is asked of a present man of the age in scope without recorded illness (A-19); prisons of an imprisoned
    head, through the international department when he is abroad (E-6.4). A foreigner is not in these registers (E-4.n2).
    """
    if not head.iranian:
        return ()
    bodies = [Body.WELFARE_DECILE, Body.BEHZISTI, Body.MARTYRS_FOUNDATION, Body.PENSION_FUNDS]
    if head.male and head.present and head.age in military_age and not head.ill:
        bodies.append(Body.MILITARY)
    if head.imprisoned:
        bodies.append(Body.INTERNATIONAL if head.abroad else Body.PRISONS)
    return tuple(bodies)


@dataclass(frozen=True)
class Contradiction:
    """The application says one thing, the register another."""

    field: str
    known: str
    answered: str


def as_rows(contradictions: Sequence[Contradiction]) -> list[dict[str, str]]:
    return [{"field": each.field, "known": each.known, "answered": each.answered} for each in contradictions]


class MoveRefused(Refusal):
    code = "inquiries.move_refused"


class EvidenceNeeded(Refusal):
    """An answer entered by hand needs its evidence (E-D.26, A-56)."""

    code = "inquiries.evidence_needed"
    clause = "E-D.26"


class ReasonNeeded(Refusal):
    """That a body cannot answer is recorded with the reason (E-7.2)."""

    code = "inquiries.reason_needed"
    clause = "E-7.2"


class NoteNeeded(Refusal):
    """An answer that is refuted or in doubt is explained (E-7.3.b)."""

    code = "inquiries.note_needed"
    clause = "E-7.3.b"


class NotAnswered(Refusal):
    """Only an answer can be verified (E-7.3.b)."""

    code = "inquiries.not_answered"
    clause = "E-7.3.b"


class AnswerUnreadable(Refusal):
    """The answer is not one that this body can give. ``field`` names the first part that is wrong."""

    code = "inquiries.answer_unreadable"
    clause = "E-7.2"


class NobodyToAskAbout(Refusal):
    """The body is asked about somebody, or something, that this household does not have."""

    code = "inquiries.nobody_to_ask_about"
    clause = "E-7.2"


def check_move(state: InquiryState, target: InquiryState) -> None:
    """Raises MoveRefused unless the move is in the table."""
    if target not in MOVES[state]:
        raise MoveRefused(state=str(state), target=str(target))
