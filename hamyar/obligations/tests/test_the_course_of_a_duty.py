"""A duty opens once, warns before its term ends, is told to one superior after the other, and closes for good."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from hamyar.audit.actor import CLOCK, Actor
from hamyar.audit.models import AuditRecord
from hamyar.obligations import actions, queries, tasks
from hamyar.obligations.domain import AlreadyClosed, ObligationState, ReasonNeeded
from hamyar.obligations.models import Obligation
from hamyar.obligations.tests.factories import TERM, make_duty
from hamyar.org.access import access_of
from hamyar.org.tests.factories import NOON, TODAY, make_head, make_office, make_province, make_user, make_worker
from hamyar.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
PAUSE = actions.ESCALATION_PAUSE


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def office(province):
    return make_office(province)


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def head(office):
    return make_head(office)


@pytest.fixture
def overseer(province):
    """The provincial office for admissions: the second superior of an application's term."""
    return make_user(("provincial_admission", province))


@pytest.fixture
def duty(office, worker):
    """The term of an application: thirty days, warned at three quarters."""
    return make_duty(office, owner=worker)


def told_to(user) -> set[int]:
    return set(queries.escalated_to(access_of(user, on=TODAY)).values_list("pk", flat=True))


def owed_by(user) -> set[int]:
    return set(queries.owed_by(access_of(user, on=TODAY)).values_list("pk", flat=True))


def events(name: str) -> int:
    return OutboxEvent.objects.filter(name=name).count()


def test_a_duty_stands_on_its_clause_and_is_owed_by_its_owner(duty, worker, head):
    assert duty.clause == "E-13.n3"
    assert owed_by(worker) == {duty.pk}
    assert owed_by(head) == set()


@pytest.mark.clause("E-13.n1")
def test_a_request_without_a_territory_is_owed_by_the_head_of_the_office(office, worker, head):
    duty = make_duty(office, kind="assign_application")

    assert duty.clause == "E-13.n1"
    assert owed_by(head) == {duty.pk}
    assert owed_by(worker) == set()


def test_a_duty_left_to_a_role_is_not_owed_in_another_office(province, office):
    elsewhere = make_head(make_office(province))

    make_duty(office, kind="assign_application")

    assert owed_by(elsewhere) == set()


def test_the_same_open_duty_is_returned_and_not_doubled(duty, office, worker):
    again = make_duty(office, owner=worker, at=NOON + MINUTE)

    assert again.pk == duty.pk
    assert Obligation.objects.count() == 1
    assert AuditRecord.objects.filter(event="obligations.opened").count() == 1


def test_another_round_of_a_periodic_duty_is_another_duty(office, worker):
    first = make_duty(office, kind="periodic_visit_normal", owner=worker, period_key="1404")
    second = make_duty(office, kind="periodic_visit_normal", owner=worker, period_key="1405")

    assert first.pk != second.pk


def test_a_second_open_duty_of_the_same_kind_is_refused_by_the_database(duty):
    copy = Obligation.objects.get(pk=duty.pk)
    copy.pk = None

    with pytest.raises(IntegrityError, match="obligations_once_open"), transaction.atomic():
        copy.save(force_insert=True)


def test_a_closed_duty_may_be_opened_again(duty, office, worker):
    actions.close_duties(kind=duty.kind, subject=office, by=Actor.staff(worker), at=NOON + MINUTE)

    again = make_duty(office, owner=worker, at=NOON + 2 * MINUTE)

    assert again.pk != duty.pk


@pytest.mark.clause("E-13.n3")
def test_the_owner_is_warned_once_when_three_quarters_of_the_term_have_passed(duty):
    three_quarters = NOON + TERM * 0.75

    early = actions.tick(at=three_quarters - MINUTE)
    on_time = actions.tick(at=three_quarters)
    again = actions.tick(at=three_quarters + MINUTE)

    assert (early["warned"], on_time["warned"], again["warned"]) == (0, 1, 0)
    assert events("obligations.warned") == 1


@pytest.mark.clause("E-13.n3")
def test_an_overdue_application_is_told_to_the_head_and_after_a_pause_to_the_province(duty, head, overseer):
    actions.tick(at=duty.due_at)
    assert told_to(head) == set()

    actions.tick(at=duty.due_at + MINUTE)
    assert told_to(head) == {duty.pk}
    assert told_to(overseer) == set()

    actions.tick(at=duty.due_at + PAUSE)
    assert told_to(overseer) == set()

    actions.tick(at=duty.due_at + PAUSE + MINUTE)
    assert told_to(overseer) == {duty.pk}
    assert told_to(head) == {duty.pk}, "the nearer superior keeps seeing it"


@pytest.mark.clause("E-13.n3")
def test_a_tick_that_comes_weeks_late_walks_every_step(duty, head, overseer):
    counts = tasks.run_tick(at=duty.due_at + timedelta(days=40))

    assert counts == {"warned": 1, "escalated": 2}
    assert told_to(head) == told_to(overseer) == {duty.pk}
    assert events("obligations.escalated") == 2
    roles = AuditRecord.objects.filter(event="obligations.escalated").order_by("pk").values_list("details", flat=True)
    assert [details["to"] for details in roles] == ["office_head", "provincial_admission"]


def test_a_second_tick_does_nothing_more(duty):
    late = duty.due_at + timedelta(days=40)
    tasks.run_tick(at=late)
    before = Obligation.objects.values().get(pk=duty.pk)

    again = tasks.run_tick(at=late + timedelta(days=400))

    assert again == {"warned": 0, "escalated": 0}
    assert Obligation.objects.values().get(pk=duty.pk) == before
    assert events("obligations.escalated") == 2


def test_ticks_in_small_batches_reach_everything(office, worker):
    for number in range(7):
        make_duty(office, owner=worker, period_key=str(number))

    counts = tasks.run_tick(at=NOON + TERM + MINUTE, batch=3)

    assert counts == {"warned": 7, "escalated": 7}


def test_a_closed_duty_is_neither_warned_about_nor_told(duty, office, worker, head):
    actions.close_duties(kind=duty.kind, subject=office, by=Actor.staff(worker), at=NOON + MINUTE)

    counts = tasks.run_tick(at=duty.due_at + timedelta(days=40))

    assert counts == {"warned": 0, "escalated": 0}
    assert told_to(head) == set()


def test_closing_keeps_who_and_when_and_may_be_said_twice(duty, office, worker):
    closed = actions.close_duties(kind=duty.kind, subject=office, by=Actor.staff(worker), at=NOON + MINUTE)
    again = actions.close_duties(kind=duty.kind, subject=office, by=CLOCK, at=NOON + 2 * MINUTE)

    duty.refresh_from_db()
    assert (closed, again) == (1, 0)
    assert (duty.state, duty.closed_at, duty.closed_by) == (ObligationState.DONE, NOON + MINUTE, worker.username)


def test_a_duty_is_lifted_only_with_a_reason(duty, head):
    with pytest.raises(ReasonNeeded):
        actions.waive(obligation_id=duty.pk, reason="  ", by=Actor.staff(head), at=NOON)

    duty.refresh_from_db()
    assert duty.state == ObligationState.OPEN


def test_the_database_refuses_a_lifted_duty_without_a_reason(duty):
    with pytest.raises(IntegrityError, match="obligations_waived_means_why"), transaction.atomic():
        Obligation.objects.filter(pk=duty.pk).update(state="waived", closed_at=NOON)


def test_a_closed_duty_is_not_lifted(duty, office, worker, head):
    actions.close_duties(kind=duty.kind, subject=office, by=Actor.staff(worker), at=NOON + MINUTE)

    with pytest.raises(AlreadyClosed):
        actions.waive(obligation_id=duty.pk, reason="دیر شد", by=Actor.staff(head), at=NOON + 2 * MINUTE)


@pytest.mark.parametrize("closed", ["done", "waived"])
@pytest.mark.parametrize("target", ["open", "done", "waived"])
def test_no_path_leads_out_of_a_closed_state_in_the_database(duty, closed, target):
    Obligation.objects.filter(pk=duty.pk).update(state=closed, closed_at=NOON, waived_reason="آزمون")
    change = {"state": target, "closed_at": None if target == "open" else NOON}

    if target == closed:
        assert Obligation.objects.filter(pk=duty.pk).update(**change) == 1
        return
    with pytest.raises(DatabaseError, match="no move from"), transaction.atomic():
        Obligation.objects.filter(pk=duty.pk).update(**change)


def test_a_duty_does_not_begin_closed(office, duty):
    fresh = Obligation.objects.get(pk=duty.pk)
    fresh.pk, fresh.period_key, fresh.state, fresh.closed_at = None, "other", ObligationState.DONE, NOON

    with pytest.raises(DatabaseError, match="may not begin"), transaction.atomic():
        fresh.save(force_insert=True)


def test_a_duty_is_never_deleted(duty):
    with pytest.raises(DatabaseError), transaction.atomic():
        duty.delete()

    assert Obligation.objects.filter(pk=duty.pk).exists()


def test_handing_over_moves_the_duties_of_a_worker_and_keeps_their_term(duty, office, worker, province):
    other_office = make_office(province)
    successor = make_worker(other_office)
    of_head = make_duty(office, kind="assign_application")

    moved = actions.hand_over(subject=office, owner=successor, unit=other_office, by=CLOCK, at=NOON + MINUTE)

    duty.refresh_from_db()
    of_head.refresh_from_db()
    assert moved == 1
    assert (duty.owner, duty.unit_path, duty.due_at) == (successor, other_office.path, NOON + TERM)
    assert of_head.unit == office


def test_the_substitute_of_an_absent_worker_owes_what_the_worker_owes(duty, office, worker):
    from hamyar.org.tests.factories import make_substitution

    substitute = make_worker(office)
    make_substitution(worker, substitute, office)

    assert owed_by(substitute) == {duty.pk}
