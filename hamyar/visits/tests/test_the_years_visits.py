"""How many visits a year owes each file, by when, and what the clock does about it (E-9.h, reading A-09)."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.models import Casefile
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.obligations import tasks as obligations
from hamyar.obligations.actions import waive
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import TEHRAN, make_head, make_office, make_worker
from hamyar.registry.models import Household
from hamyar.values import jalali
from hamyar.visits import actions, tasks
from hamyar.visits.domain import Announcement, Met, NoLongerOwed, ReasonsNeeded, TooSoon, VisitKind
from hamyar.visits.models import HomeVisit
from hamyar.visits.schedule import AT_RISK, NORMAL, Share, counted, rounds_owed
from hamyar.visits.tests.factories import make_done_visit, make_inquiring

pytestmark = pytest.mark.django_db
YEAR = 1404


def at(month: int, day: int = 1, *, year: int = YEAR) -> datetime:
    on = jalali.from_parts(year, month, day)
    return datetime(on.year, on.month, on.day, 10, 0, tzinfo=TEHRAN)


def day(month: int, number: int, *, year: int = YEAR) -> date:
    return jalali.from_parts(year, month, number)


NOWRUZ = at(1, 1)
LAST_YEAR = at(5, 10, year=YEAR - 1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def a_file(office, worker, *, opened_at: datetime = LAST_YEAR, risk: str = "normal", **facts) -> Casefile:
    return make_casefile(
        office=office, worker=worker, opened_at=opened_at, head={"household": {"risk_class": risk}, **facts},
        period_from_on=opened_at.date(), period_to_on=day(12, 1, year=YEAR + 1),
    )  # fmt: skip


def rounds_of(file: Casefile) -> list[HomeVisit]:
    return list(
        HomeVisit.objects.filter(casefile=file, lapsed_at__isnull=True).exclude(round_key="").order_by("round_key")
    )


def duties_of(file: Casefile, state: str = "open") -> list[Obligation]:
    kinds = [NORMAL, AT_RISK]
    return list(Obligation.objects.filter(kind__in=kinds, subject_id=file.pk, state=state).order_by("period_key"))


def record(visit: HomeVisit, worker, when: datetime) -> HomeVisit:
    by = Actor.staff(worker)
    actions.plan_visit(visit=visit, worker=worker, appointment_at=when, by=by, at=when)
    actions.announce(visit=visit, how=Announcement.CALL, by=by, at=when)
    return actions.record_done(visit=visit, met=Met.HEAD, findings="خانه دیده شد.", by=by, at=when)


@pytest.mark.clause("E-9.h.1", "E-9.0")
def test_a_normal_household_is_owed_one_visit_a_year_and_the_clock_opens_it_once(office, worker):
    file = a_file(office, worker)

    tasks.run_tick(at=NOWRUZ)
    tasks.run_tick(at=NOWRUZ)
    tasks.run_tick(at=at(3))

    [visit], [duty] = rounds_of(file), duties_of(file)
    assert (visit.state, visit.kind, visit.round_key) == ("due", "periodic", "1404-1")
    assert (visit.due_on, duty.due_at.date()) == (day(5, 10), day(12, 29))  # a reminder when twelve months have passed
    assert (duty.kind, duty.owner, duty.warn_at.date()) == (NORMAL, worker, day(5, 10))


@pytest.mark.clause("E-9.h.2")
@pytest.mark.parametrize("risk", ["at_risk", "harmed"])
def test_a_household_at_risk_is_owed_two_visits_with_half_a_year_each(office, worker, risk):
    file = a_file(office, worker, risk=risk)

    tasks.run_tick(at=NOWRUZ)

    assert [(each.round_key, each.due_on) for each in rounds_of(file)] == [
        ("1404-1", day(1, 1)),
        ("1404-2", day(5, 10)),
    ]
    assert [(duty.kind, duty.due_at.date()) for duty in duties_of(file)] == [
        (AT_RISK, day(6, 31)),
        (AT_RISK, day(12, 29)),
    ]


@pytest.mark.clause("E-9.h.1")
def test_recording_the_visit_closes_the_duty_of_its_round(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)

    record(rounds_of(file)[0], worker, at(4))
    tasks.run_tick(at=at(4, 2))

    [duty] = duties_of(file, "done")
    assert duty.closed_by == worker.get_username() and not duties_of(file)


@pytest.mark.clause("E-9.h.1")
def test_a_visit_that_was_not_made_by_the_years_end_is_late_and_told_to_the_office_head(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)

    obligations.run_tick(at=at(1, 1, year=YEAR + 1))

    [duty] = duties_of(file)
    assert (duty.escalation_step, duty.escalated_to_role) == (1, "office_head")


@pytest.mark.clause("E-9.h.1")
def test_a_round_that_was_missed_is_owed_still_and_does_not_count_for_the_next_year(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)
    tasks.run_tick(at=at(1, 1, year=YEAR + 1))
    late, following = rounds_of(file)

    record(late, worker, at(1, 20, year=YEAR + 1))

    [left] = duties_of(file)
    following.refresh_from_db()
    assert left.period_key == "1405-1" and following.state == "due"
    assert following.due_on == day(12, 29, year=YEAR + 1)  # twelve months later would be after the year's end


@pytest.mark.clause("E-9.h.1", "E-9.h.2")
@pytest.mark.parametrize(("risk", "left"), [("normal", []), ("at_risk", ["1404-2"])])
def test_the_admission_visit_counts_for_the_year_in_which_it_was_made(office, worker, risk, left):
    application = make_inquiring(office, worker, household={"risk_class": risk}, submitted_at=at(2, 1))
    make_done_visit(application, at=at(2, 10))
    file = make_casefile(application.household, worker=worker, opened_at=at(2, 20), period_to_on=day(2, 20, year=1405))

    tasks.run_tick(at=at(2, 21))

    assert [each.round_key for each in rounds_of(file)] == left
    assert [each.due_on for each in rounds_of(file)] == [day(8, 12)] * len(left)  # six months after the visit of 12/2


@pytest.mark.clause("E-9.h.1", "E-9.h.2")
@pytest.mark.parametrize("risk", ["normal", "at_risk"])
def test_a_file_admitted_in_the_last_quarter_owes_only_its_admission_visit(office, worker, risk):
    file = a_file(office, worker, opened_at=at(10, 1), risk=risk)

    tasks.run_tick(at=at(10, 2))
    of_this_year = rounds_of(file)
    tasks.run_tick(at=at(1, 1, year=YEAR + 1))

    assert not of_this_year
    assert {each.round_key for each in rounds_of(file)} >= {"1405-1"}


@pytest.mark.clause("E-8.b", "E-9.h.1")
def test_a_telephone_contact_never_counts_as_a_visit(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)

    casefiles.record_contact(
        casefile=file,
        on=day(4, 1),
        source=ContactSource.PHONE,
        note="حالشان را پرسیدم.",
        by=Actor.staff(worker),
        at=at(4),
    )
    tasks.run_tick(at=at(4, 2))

    assert len(duties_of(file)) == 1 and rounds_of(file)[0].state == "due"


@pytest.mark.clause("E-9.h.2", "E-7.3.d")
def test_a_household_that_comes_to_risk_is_owed_the_second_visit_and_loses_it_again(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)

    Household.objects.filter(pk=file.household_id).update(risk_class="harmed")
    tasks.run_tick(at=at(3))
    at_risk = [(duty.kind, duty.period_key) for duty in duties_of(file)]
    Household.objects.filter(pk=file.household_id).update(risk_class="normal")
    tasks.run_tick(at=at(4))
    normal = [(duty.kind, duty.period_key) for duty in duties_of(file)]
    Household.objects.filter(pk=file.household_id).update(risk_class="at_risk")
    tasks.run_tick(at=at(5))

    assert at_risk == [(AT_RISK, "1404-1"), (AT_RISK, "1404-2")]
    assert normal == [(NORMAL, "1404-1")]
    assert len(rounds_of(file)) == 2 and [duty.kind for duty in duties_of(file)] == [AT_RISK, AT_RISK]
    assert HomeVisit.objects.filter(casefile=file).count() == 2  # laid down and taken up, never doubled


@pytest.mark.clause("E-9.h.1")
def test_closing_the_file_waives_its_rounds(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)

    casefiles.move(
        casefile=file, target="exited", reason="توانمند شد.", clause="E-D.3", by=Actor.staff(worker), at=at(2)
    )
    tasks.run_tick(at=at(2, 2))

    visit = HomeVisit.objects.get(casefile=file)
    assert not duties_of(file) and visit.lapsed_at is not None
    with pytest.raises(NoLongerOwed):
        actions.plan_visit(visit=visit, worker=worker, appointment_at=at(3), by=Actor.staff(worker), at=at(2, 3))


def test_a_duty_that_a_superior_waived_does_not_come_back(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)
    head = make_head(office)

    waive(obligation_id=duties_of(file)[0].pk, reason="خانوار در سفر است.", by=Actor.staff(head), at=at(2))
    Household.objects.filter(pk=file.household_id).update(risk_class="at_risk")
    tasks.run_tick(at=at(3))

    assert [duty.period_key for duty in duties_of(file)] == ["1404-2"]
    assert [each.round_key for each in rounds_of(file)] == ["1404-2"]


@pytest.mark.clause("E-9.h.2")
def test_a_file_that_is_brought_back_in_the_year_owes_its_visits_again(office, worker):
    file = a_file(office, worker, risk="at_risk")
    tasks.run_tick(at=NOWRUZ)
    by = Actor.staff(worker)

    casefiles.move(casefile=file, target="exited", reason="انصراف", clause="E-13.n4.1", by=by, at=at(1, 5))
    tasks.run_tick(at=at(1, 6))
    closed = rounds_of(file), duties_of(file)
    casefiles.reactivate(
        casefile=file, application_number="1404-000777", worker=worker, unit=office, target_groups=["female_widow"],
        period_from_on=day(2, 1), period_to_on=day(2, 1, year=YEAR + 1), period_kind="ordinary", by=by, at=at(2, 1),
    )  # fmt: skip
    tasks.run_tick(at=at(2, 2))

    assert closed == ([], [])
    assert [each.round_key for each in rounds_of(file)] == ["1404-1", "1404-2"]
    assert [duty.period_key for duty in duties_of(file)] == ["1404-1", "1404-2"]


@pytest.mark.clause("E-9.h.2")
def test_the_second_visit_of_a_year_is_not_planned_close_after_the_first(office, worker):
    file = a_file(office, worker, risk="at_risk")
    tasks.run_tick(at=NOWRUZ)
    first, second = rounds_of(file)
    record(first, worker, at(5, 1))

    with pytest.raises(TooSoon) as refusal:
        actions.plan_visit(visit=second, worker=worker, appointment_at=at(6, 1), by=Actor.staff(worker), at=at(5, 2))
    planned = actions.plan_visit(
        visit=second, worker=worker, appointment_at=at(7, 1), by=Actor.staff(worker), at=at(5, 2)
    )

    assert refusal.value.details == {"since": day(7, 1)} and planned.state == "planned"


@pytest.mark.clause("E-9.h.2")
def test_a_second_visit_that_was_made_close_after_the_first_is_recorded_with_a_reason_and_counted(office, worker):
    file = a_file(office, worker, risk="at_risk")
    tasks.run_tick(at=NOWRUZ)
    first, second = rounds_of(file)
    by, made = Actor.staff(worker), at(5, 6)
    actions.plan_visit(visit=second, worker=worker, appointment_at=made, by=by, at=NOWRUZ)
    actions.announce(visit=second, how=Announcement.CALL, by=by, at=NOWRUZ)
    record(first, worker, at(5, 1))
    told = {"visit": second, "met": Met.HEAD, "findings": "خانه دیده شد.", "by": by, "at": made}

    with pytest.raises(ReasonsNeeded) as refusal:
        actions.record_done(**told)
    actions.record_done(**told, reasons={"E-9.h.2": "خانواده در خطر بود و همان هفته دوباره رفتیم."})

    second.refresh_from_db()
    assert refusal.value.rules == ("E-9.h.2",)
    assert second.state == "done" and not duties_of(file)
    assert [each.clause for each in second.exceptions.all()] == ["E-9.h.2"]


@pytest.mark.clause("E-9.h.1")
def test_another_visit_of_the_year_does_the_duty_and_lays_the_round_down(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)

    visit = actions.open_visit(
        household=file.household,
        casefile=file,
        kind=VisitKind.TRANSFER,
        due_on=day(3, 1),
        by=Actor.staff(worker),
        at=at(2),
    )
    record(visit, worker, at(2, 5))

    assert not duties_of(file) and len(duties_of(file, "done")) == 1 and not rounds_of(file)


def test_a_missed_round_of_a_family_that_was_not_at_home_may_wait_until_the_years_end(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)
    [visit] = rounds_of(file)
    actions.plan_visit(visit=visit, worker=worker, appointment_at=at(5, 9), by=Actor.staff(worker), at=at(5, 1))

    row = actions.not_at_home(visit=visit, again_on=day(6, 1), by=Actor.staff(worker), at=at(5, 9))

    assert (row.state, row.again_on) == ("not_home", day(6, 1))


@pytest.mark.clause("E-9.h.1")
def test_the_clock_asks_the_same_number_of_questions_for_many_files(office, worker, django_assert_max_num_queries):
    files = [a_file(office, worker) for _ in range(12)]

    with django_assert_max_num_queries(24):
        tasks.run_tick(at=NOWRUZ)
    with django_assert_max_num_queries(4):
        tasks.run_tick(at=NOWRUZ)

    assert all(len(rounds_of(file)) == 1 for file in files)


def test_two_visits_of_one_month_count_as_one(office):
    share = Share(YEAR, AT_RISK, 2)

    assert counted(share, of_rounds=[day(2, 1)], others=[day(2, 20), day(3, 31), day(4, 1)]) == 1
    assert counted(share, of_rounds=[], others=[day(2, 1), day(2, 2)]) == 1


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_the_rounds_of_a_year_end_with_its_parts(times):
    share = Share(YEAR, AT_RISK, times)

    rounds = rounds_owed(share, admitted_on=day(1, 1, year=1400), done=[], others=0, last_on=None)

    assert [each.number for each in rounds] == list(range(1, times + 1))
    assert rounds[-1].latest_on == share.ends_on
    assert all(share.starts_on <= each.due_on <= each.latest_on for each in rounds)
    assert all(later.latest_on - earlier.latest_on > timedelta(days=80) for earlier, later in pairwise(rounds))


@pytest.mark.clause("E-0.a.2.3")
def test_a_visit_enters_the_contact_log_of_the_file(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOWRUZ)

    record(rounds_of(file)[0], worker, at(4))

    file.refresh_from_db()
    assert file.last_contact_on == day(4, 1) and file.contacts.get().source == "visit"
