"""Real questions to a real server: its answers, every fault it can have, and recovery."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import httpx
import pytest
from django.db import connection, transaction

from hamyar.audit.actor import CLOCK
from hamyar.inquiries import actions, asking, queries, tasks
from hamyar.inquiries.domain import COOL_OFF, FAULTS_TO_OPEN, Body, Result, next_wait
from hamyar.inquiries.models import Inquiry, RegisterCircuit
from hamyar.inquiries.register_client import HttpRegister, Question, RegisterFault
from hamyar.inquiries.tests.factories import ask, reply
from hamyar.operations.registers.facts import BODIES, SOURCES, KnownFacts
from hamyar.org.reach import EVERYTHING, set_reach
from hamyar.org.tests.factories import NOON, TODAY, make_office
from hamyar.registry.models import Household
from hamyar.registry.tests.factories import head_of, make_household
from hamyar.values.national_code import make_test_code

CODE = make_test_code(17)
ABOUT = {"national_code": CODE, "born_on": "1985-03-01", "given_name": "زهرا", "family_name": "آزمونی"}


def question(body: Body = Body.BEHZISTI, **about: str) -> Question:
    if body == Body.POST:
        return Question(body=body, key=uuid4(), about=about or {"postal_code": "1135812345"})
    return Question(body=body, key=uuid4(), about=about or ABOUT)


@pytest.mark.parametrize("body", list(Body))
def test_every_body_answers_in_its_own_shape_and_says_that_it_is_simulated(register, body):
    answered = register.ask(question(body))

    assert answered.simulated
    assert answered.source == SOURCES[str(body)]
    assert answered.facts.result in list(Result)


def test_the_same_code_always_has_the_same_answer_and_another_seed_another_one():
    one, same, other = KnownFacts(seed=1), KnownFacts(seed=1), KnownFacts(seed=2)
    codes = [make_test_code(number) for number in range(40)]

    deciles = [
        [facts.answer("welfare_decile", {"national_code": code}) for code in codes] for facts in (one, same, other)
    ]

    assert deciles[0] == deciles[1] != deciles[2]


@pytest.mark.parametrize("body", list(Body))
def test_a_contradicting_answer_still_has_the_right_shape(registers, register, body):
    registers.faults.switch(str(body), "contradict")

    healthy = registers.facts.answer(str(body), question(body).about)
    answered = register.ask(question(body))

    assert answered.facts.model_dump(mode="json", exclude_unset=True) != healthy


@pytest.mark.parametrize(
    ("mode", "kinds"),
    [("down", {"unreachable"}), ("slow", {"slow"}), ("fail", {"failing"}), ("rubbish", {"rubbish", "wrong_person"})],
)
def test_a_fault_of_the_service_is_told_by_its_kind(registers, register, mode, kinds):
    registers.faults.switch("behzisti", mode)

    found = set()
    for _ in range(12 if mode == "rubbish" else 1):
        with pytest.raises(RegisterFault) as fault:
            register.ask(question())
        found.add(fault.value.kind)

    assert found == kinds


def test_faults_of_the_service_are_tried_again_at_once_and_others_are_not(registers, register):
    registers.faults.switch("behzisti", "fail")
    registers.faults.switch("post", "slow")

    for body in (Body.BEHZISTI, Body.POST):
        with pytest.raises(RegisterFault):
            register.ask(question(body))

    assert (registers.received["behzisti"], registers.received["post"]) == (3, 1)


def test_nobody_at_the_address_is_unreachable():
    with HttpRegister("http://127.0.0.1:9") as register, pytest.raises(RegisterFault) as fault:
        register.ask(question())

    assert fault.value.kind == "unreachable"


def test_a_wrong_token_is_refused(registers):
    registers.token = "right"
    with HttpRegister(registers.url, token="wrong") as register, pytest.raises(RegisterFault) as fault:
        register.ask(question())
    with HttpRegister(registers.url, token="right") as register:
        assert register.ask(question()).simulated

    assert fault.value.kind == "refused"


def test_the_same_key_gets_the_same_answer_even_when_the_facts_have_changed(registers, register):
    asked = question(Body.WELFARE_DECILE)
    registers.facts.people[CODE] = {"welfare_decile": {"decile": 1}}
    first = register.ask(asked)

    registers.facts.people[CODE] = {"welfare_decile": {"decile": 9}}

    assert register.ask(asked).facts == first.facts
    assert register.ask(question(Body.WELFARE_DECILE)).facts != first.facts


# From here on with the database.


@pytest.fixture
def household(db):
    return make_household(make_office())


@pytest.mark.clause("E-7.2")
@pytest.mark.django_db
def test_the_worker_of_the_queue_gets_every_answer(registers, household):
    actions.request_inquiries(household=household, by=CLOCK, at=NOON)

    answered = tasks.perform_waiting(at=NOON)

    assert answered == Inquiry.objects.filter(household=household, state="answered", mode="simulated").count() == 6
    assert queries.ready_for_visit(household, on=TODAY)
    assert Household.objects.get(pk=household.pk).decile is not None


@pytest.mark.django_db
def test_without_an_address_nothing_is_asked_and_answers_come_by_hand(settings, household):
    settings.REGISTERS_URL = ""
    inquiry = ask(household, Body.BEHZISTI)

    assert tasks.perform_waiting(at=NOON) == 0

    actions.record_manual_answer(
        inquiry=inquiry, answer={"support_services": False}, evidence="نامهٔ ۱۲", by=CLOCK, at=NOON
    )
    assert Inquiry.objects.get(pk=inquiry.pk).mode == "manual"


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["down", "slow", "fail", "rubbish"])
def test_a_fault_leaves_the_question_waiting_with_its_reason_and_a_later_try(registers, register, household, mode):
    registers.faults.switch("behzisti", mode)
    inquiry = ask(household, Body.BEHZISTI)

    assert not asking.perform(inquiry_id=inquiry.pk, at=NOON, register=register)

    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.attempts) == ("waiting", 1)
    assert inquiry.last_fault and inquiry.next_attempt_at == NOON + next_wait(1)
    registers.faults.switch("behzisti", "off")
    assert asking.perform(inquiry_id=inquiry.pk, at=NOON + next_wait(1), register=register)


@pytest.mark.clause("E-4.a.2")
@pytest.mark.django_db
def test_an_answer_that_contradicts_the_application_is_kept_and_flagged(registers, register, household):
    registers.faults.switch("civil_registry", "contradict")
    inquiry = ask(household, Body.CIVIL_REGISTRY)

    asking.perform(inquiry_id=inquiry.pk, at=NOON, register=register)

    assert {each["field"] for each in queries.contradictions(household)[0].conflicts} == {
        "family_name",
        "born_on",
        "alive",
    }


@pytest.mark.clause("E-7.2")
@pytest.mark.django_db
def test_an_outage_of_one_body_leaves_the_others_their_answers(registers, register, household):
    registers.faults.switch("behzisti", "down")
    actions.request_inquiries(household=household, by=CLOCK, at=NOON)

    for inquiry_id in queries.due_for_a_try(at=NOON, limit=50):
        asking.perform(inquiry_id=inquiry_id, at=NOON, register=register)

    assert [each.body for each in queries.unanswered(household)] == ["behzisti"]


@pytest.mark.django_db
def test_after_some_faults_the_service_rests_and_its_recovery_wakes_everybody(registers, register):
    office = make_office()
    waiting = [ask(make_household(office), Body.BEHZISTI) for _ in range(FAULTS_TO_OPEN + 3)]
    registers.faults.switch("behzisti", "rubbish")
    for inquiry in waiting:
        asking.perform(inquiry_id=inquiry.pk, at=NOON, register=register)
    circuit = RegisterCircuit.objects.get(body="behzisti")
    assert (circuit.state, registers.received["behzisti"]) == ("open", FAULTS_TO_OPEN)
    resting = Inquiry.objects.get(pk=waiting[-1].pk)
    assert (resting.last_fault, resting.attempts, resting.next_attempt_at) == ("resting", 0, NOON + COOL_OFF)

    registers.faults.switch("behzisti", "off")
    later = NOON + COOL_OFF
    assert asking.perform(inquiry_id=resting.pk, at=later, register=register)

    circuit.refresh_from_db()
    assert circuit.state == "closed"
    assert set(queries.due_for_a_try(at=later, limit=50)) == {each.pk for each in waiting[:-1]}


@pytest.mark.django_db
def test_a_fault_while_the_service_is_tried_out_lets_it_rest_again(registers, register, household):
    RegisterCircuit.objects.create(body="behzisti", state="open", faults=5, next_try_at=NOON)
    registers.faults.switch("behzisti", "fail")
    inquiry = ask(household, Body.BEHZISTI)

    asking.perform(inquiry_id=inquiry.pk, at=NOON, register=register)

    circuit = RegisterCircuit.objects.get(body="behzisti")
    assert (circuit.state, circuit.next_try_at) == ("open", NOON + COOL_OFF)


@pytest.mark.django_db
def test_somebody_without_a_valid_code_is_never_sent_to_a_register(registers, register):
    household = make_household(make_office(), national_code="")
    inquiry = ask(household, Body.BEHZISTI)

    assert inquiry.next_attempt_at is None
    assert tasks.perform_waiting(at=NOON + timedelta(days=1)) == 0
    assert registers.received["behzisti"] == 0


class Recording:
    """A register that says what is open while it is asked."""

    def __init__(self, while_asked=lambda: None):
        self.asked, self.in_transaction, self.while_asked = 0, [], while_asked

    def ask(self, asked):
        self.asked += 1
        self.in_transaction.append(connection.in_atomic_block)
        self.while_asked()
        return reply(asked.body)


def a_waiting_inquiry() -> Inquiry:
    with transaction.atomic():
        set_reach(EVERYTHING)
        return ask(make_household(make_office()), Body.BEHZISTI)


def test_no_transaction_is_open_while_a_register_is_asked(committed):
    inquiry, register = a_waiting_inquiry(), Recording()

    asking.perform(inquiry_id=inquiry.pk, at=NOON, register=register)

    assert register.in_transaction == [False]


def test_two_workers_at_once_ask_once(committed):
    inquiry = a_waiting_inquiry()
    both_here = threading.Barrier(2, timeout=10)
    register = Recording()

    def work():
        both_here.wait()
        asking.perform(inquiry_id=inquiry.pk, at=NOON, register=register)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert register.asked == 1


def test_an_answer_by_hand_that_comes_while_the_register_is_asked_stays(committed):
    inquiry = a_waiting_inquiry()

    def by_hand():
        with transaction.atomic():
            set_reach(EVERYTHING)
            actions.record_manual_answer(
                inquiry=inquiry, answer={"support_services": True}, evidence="نامه", by=CLOCK, at=NOON
            )

    asking.perform(inquiry_id=inquiry.pk, at=NOON, register=Recording(by_hand))

    with transaction.atomic():
        set_reach(EVERYTHING)
        kept = Inquiry.objects.get(pk=inquiry.pk)
        assert (kept.mode, kept.result) == ("manual", "positive")
        assert head_of(kept.household).covered_by == ["behzisti"]


def test_a_worker_that_died_leaves_the_question_to_the_next_one_with_the_same_key(committed):
    inquiry, keys = a_waiting_inquiry(), []

    class Dying:
        def ask(self, asked):
            keys.append(asked.key)
            raise MemoryError

    with pytest.raises(MemoryError):
        asking.perform(inquiry_id=inquiry.pk, at=NOON, register=Dying())
    assert not asking.perform(inquiry_id=inquiry.pk, at=NOON + timedelta(seconds=5), register=Recording())

    class Living(Recording):
        def ask(self, asked):
            keys.append(asked.key)
            return super().ask(asked)

    assert asking.perform(inquiry_id=inquiry.pk, at=NOON + timedelta(minutes=5), register=Living())
    assert keys == [inquiry.key, inquiry.key]


def test_faults_are_switched_over_http_from_this_machine(registers):
    switched = httpx.post(f"{registers.url}/faults", json={"body": "behzisti", "mode": "fail"})
    unknown = httpx.post(f"{registers.url}/faults", json={"body": "behzisti", "mode": "tired"})
    foreign = httpx.post(
        f"{registers.url}/faults", json={"body": "post", "mode": "fail"}, headers={"Origin": "http://elsewhere.example"}
    )
    pressed = httpx.post(f"{registers.url}/faults", data={"body": "military", "mode": "slow"})

    assert (switched.status_code, unknown.status_code, foreign.status_code, pressed.status_code) == (200, 400, 403, 303)
    assert {body for body in BODIES if registers.faults.of(body)} == {"behzisti", "military"}


def test_the_born_on_of_the_question_is_the_one_of_the_registry(db):
    household = make_household(make_office(), born_on=date(1985, 3, 1))

    about = queries.asked_about(Body.CIVIL_REGISTRY, household, head_of(household), on=TODAY)

    assert about == {
        "national_code": head_of(household).national_code, "born_on": "1985-03-01", "given_name": "زهرا", "family_name": "آزمونی",
    }  # fmt: skip
