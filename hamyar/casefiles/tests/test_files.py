"""A file from its opening to its rest, and back (CLAUSES.md 6.2)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import actions, queries
from hamyar.casefiles.domain import (
    MOVES,
    AlreadyOpen,
    CasefileState,
    MoveRefused,
    OnlyByApplication,
    PeriodNeeded,
    ReasonNeeded,
    RenewalNotAllowed,
)
from hamyar.casefiles.models import Casefile
from hamyar.casefiles.tasks import run_tick
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.obligations.actions import open_duty
from hamyar.obligations.models import Obligation
from hamyar.org.domain import WorkerUnfit
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, TEHRAN, TODAY, make_head, make_office, make_worker
from hamyar.outbox.models import OutboxEvent
from hamyar.registry.tests.factories import head_of, make_household

pytestmark = pytest.mark.django_db
YEAR_LATER = date(2026, 10, 1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def period(**changes):
    return {"period_from_on": TODAY, "period_to_on": YEAR_LATER, "period_kind": "ordinary", **changes}


def open_file(office, worker, household=None, **changes):
    household = household or make_household(office)
    return actions.open_casefile(
        household=household, holder=head_of(household), worker=worker, unit=office, target_groups=["female_widow"],
        by=Actor.staff(worker), at=NOON, **period(**changes),
    )  # fmt: skip


def noon_of(day):
    return datetime.combine(day, time(12), TEHRAN)


@pytest.mark.clause("E-D.4", "E-D.22")
def test_a_file_opens_with_number_worker_and_a_period_that_ends(office, worker):
    casefile = open_file(office, worker)

    assert casefile.number.startswith("1404-")
    assert (casefile.state, casefile.social_worker, casefile.period_to_on) == ("active", worker, YEAR_LATER)
    assert queries.periods_of(casefile).get().to_on == YEAR_LATER


@pytest.mark.clause("E-D.4")
@pytest.mark.parametrize("to_on", [None, TODAY, TODAY - timedelta(days=1)])
def test_support_without_an_end_is_refused(office, worker, to_on):
    with pytest.raises(PeriodNeeded):
        open_file(office, worker, period_to_on=to_on)


@pytest.mark.clause("E-3.n2.2")
def test_the_office_head_of_that_day_answers_for_the_file(office, worker):
    head = make_head(office)

    assert open_file(office, worker).accountable_head == head


def test_every_file_has_a_number_of_its_own(office, worker):
    assert open_file(office, worker).number != open_file(office, worker).number


@pytest.mark.clause("E-D.22")
def test_the_worker_belongs_to_the_office(office):
    with pytest.raises(WorkerUnfit):
        open_file(office, make_worker(make_office()))


@pytest.mark.clause("E-D.6")
def test_a_household_has_one_open_file(office, worker):
    first = open_file(office, worker)

    with pytest.raises(AlreadyOpen) as refusal:
        open_file(office, worker, first.household)

    assert refusal.value.details["number"] == first.number


# States


@pytest.mark.parametrize("state", list(CasefileState))
@pytest.mark.parametrize("target", list(CasefileState))
def test_the_database_knows_every_move_and_no_other(office, state, target):
    casefile = make_casefile(office=office, state=state)

    allowed = target in MOVES[state] or state == target
    try:
        with transaction.atomic():
            Casefile.objects.filter(pk=casefile.pk).update(state=target)
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


def test_a_move_outside_the_table_is_refused_in_words(office):
    casefile = make_casefile(office=office, state="suspended")

    with pytest.raises(MoveRefused) as refusal:
        actions.move(casefile=casefile, target="exited", reason="x", clause="E-11.0.1", by=CLOCK, at=NOON)

    assert refusal.value.details == {"state": "suspended", "target": "exited"}


def test_a_move_is_kept_with_reason_clause_and_day(office):
    casefile = make_casefile(office=office)

    actions.move(casefile=casefile, target="suspended", reason="مدرک نیست", clause="E-6.5.b", by=CLOCK, at=NOON)

    entry = queries.timeline(casefile)[0]
    assert (entry.title, entry.text, entry.clause) == ("تغییر وضعیت: معلق", "مدرک نیست", "E-6.5.b")
    assert casefile.state_since_on == TODAY


def test_a_move_needs_a_reason(office):
    with pytest.raises(ReasonNeeded):
        actions.move(casefile=make_casefile(office=office), target="suspended", reason="", clause="", by=CLOCK, at=NOON)


@pytest.mark.clause("E-13.n4.1")
def test_an_inactive_file_does_not_come_back_by_a_move_nor_by_opening(office, worker):
    casefile = make_casefile(office=office, state="inactive")

    with pytest.raises(OnlyByApplication):
        actions.move(casefile=casefile, target="active", reason="باز", clause="", by=CLOCK, at=NOON)
    with pytest.raises(OnlyByApplication):
        open_file(office, worker, casefile.household)


def reactivate(casefile, office, worker, application="1404-000777"):
    return actions.reactivate(
        casefile=casefile, application_number=application, worker=worker, unit=office, target_groups=["female_widow"],
        by=CLOCK, at=NOON, **period(),
    )  # fmt: skip


@pytest.mark.clause("E-13.n4.1")
def test_an_accepted_application_brings_the_file_back_under_its_number(office, worker):
    casefile = make_casefile(office=office, state="inactive")

    row = reactivate(casefile, office, worker)

    assert (row.number, row.state, row.period_to_on) == (casefile.number, "active", YEAR_LATER)
    assert "1404-000777" in queries.timeline(row)[0].text


@pytest.mark.clause("E-13.n4.1")
def test_without_an_application_nothing_comes_back(office, worker):
    with pytest.raises(OnlyByApplication):
        reactivate(make_casefile(office=office, state="inactive"), office, worker, application=" ")


@pytest.mark.clause("E-13.n4.1")
def test_a_file_of_another_office_comes_back_where_it_was_accepted(office, worker):
    casefile = make_casefile(office=make_office(), state="inactive")

    with reaching(Reach(paths=(office.path,))):
        row = reactivate(casefile, office, worker)

        assert Casefile.objects.get(pk=row.pk).household.unit == office


def test_an_open_file_is_not_brought_back(office, worker):
    with pytest.raises(AlreadyOpen):
        reactivate(make_casefile(office=office), office, worker)


# The clock


@pytest.mark.clause("E-10.2")
def test_thirty_days_before_its_end_the_worker_is_asked_to_update(office, worker):
    casefile = make_casefile(office=office, worker=worker, period_to_on=TODAY + timedelta(days=30))
    later = make_casefile(office=office, worker=worker, period_to_on=TODAY + timedelta(days=31))

    run_tick(at=NOON)

    casefile.refresh_from_db()
    later.refresh_from_db()
    assert (casefile.state, later.state) == ("update_due", "active")
    duty = Obligation.objects.get(kind="period_end")
    assert (duty.owner, duty.subject_label) == (worker, casefile.number)
    assert duty.due_at.astimezone(TEHRAN).date() == casefile.period_to_on - timedelta(days=1)


@pytest.mark.clause("E-D.12", "E-6.4.3")
@pytest.mark.parametrize(
    ("kind", "duty", "clause"),
    [("aqshar", "aqshar_end", "E-D.12"), ("released_prisoner", "released_prisoner_end", "E-6.4.3")],
)
def test_thirty_days_before_support_for_a_year_ends_the_worker_is_told_so_by_its_own_clause(
    office, worker, kind, duty, clause
):
    casefile = make_casefile(office=office, worker=worker, period_to_on=TODAY + timedelta(days=30))
    casefile.periods.update(kind=kind)

    run_tick(at=NOON)

    owed = Obligation.objects.get(subject_type="casefiles.casefile", state="open")
    assert (owed.kind, owed.clause, owed.owner) == (duty, clause, worker)
    assert owed.due_at.astimezone(TEHRAN).date() == casefile.period_to_on - timedelta(days=1)


def test_the_clock_may_run_again_and_again(office, worker):
    make_casefile(office=office, worker=worker, period_to_on=TODAY + timedelta(days=10))

    assert run_tick(at=NOON)["update_due"] == 1
    counts = run_tick(at=NOON)

    assert set(counts.values()) == {0}
    assert Obligation.objects.filter(kind="period_end").count() == 1


@pytest.mark.clause("E-D.25", "E-13.n4.1")
def test_support_that_nobody_renewed_ends_and_the_file_comes_to_rest(office, worker):
    casefile = make_casefile(office=office, worker=worker, period_to_on=TODAY + timedelta(days=2))
    states = []

    for days in range(4):
        run_tick(at=noon_of(TODAY + timedelta(days=days)))
        casefile.refresh_from_db()
        states.append(casefile.state)

    assert states == ["update_due", "update_due", "ended", "inactive"]
    assert Obligation.objects.get(kind="period_end").state == "waived"


@pytest.mark.clause("E-D.25")
def test_nothing_is_owed_about_the_household_of_a_file_that_has_ended(office, worker):
    casefile = make_casefile(office=office, worker=worker)
    duty = open_duty(
        kind="guardianship_ruling",
        subject=casefile.household,
        label="x",
        unit=office,
        due_at=NOON,
        at=NOON,
        owner=worker,
    )

    actions.move(casefile=casefile, target="ended", reason="سقف زمان", clause="E-D.25", by=CLOCK, at=NOON)

    duty.refresh_from_db()
    assert duty.state == "waived"


def test_a_clock_that_comes_months_late_ends_the_same(office):
    casefile = make_casefile(office=office, period_to_on=TODAY + timedelta(days=40))

    run_tick(at=noon_of(TODAY + timedelta(days=200)))
    run_tick(at=noon_of(TODAY + timedelta(days=201)))

    casefile.refresh_from_db()
    assert casefile.state == "inactive"


def renew(casefile, **changes):
    dates = {"period_from_on": casefile.period_to_on, "period_to_on": casefile.period_to_on + timedelta(days=180)}
    return actions.renew(casefile=casefile, reason="به‌روز شد", by=CLOCK, at=NOON, **period(**{**dates, **changes}))


@pytest.mark.clause("E-D.25")
def test_a_renewal_is_a_new_dated_period_and_closes_the_duty(office, worker):
    casefile = make_casefile(office=office, worker=worker, period_to_on=TODAY + timedelta(days=10))
    run_tick(at=NOON)

    row = renew(casefile)

    assert row.state == "active"
    assert queries.periods_of(row).count() == 2
    assert Obligation.objects.get(kind="period_end").state == "done"


def test_a_file_that_is_not_due_is_not_renewed(office):
    with pytest.raises(MoveRefused):
        renew(make_casefile(office=office))


@pytest.mark.clause("E-6.5.a.2", "E-6.4.3", "E-D.12")
@pytest.mark.parametrize("kind", ["aqshar", "released_prisoner", "desertion_2"])
def test_support_limited_to_one_period_is_not_renewed(office, kind):
    casefile = make_casefile(office=office, state="update_due")
    casefile.periods.update(kind=kind)

    with pytest.raises(RenewalNotAllowed):
        renew(casefile, period_kind=kind)


# Workers


@pytest.mark.clause("E-D.22")
def test_a_file_and_its_duties_pass_to_another_worker(office, worker):
    casefile = make_casefile(office=office, worker=worker)
    duty = open_duty(kind="period_end", subject=casefile, label="x", unit=office, due_at=NOON, at=NOON, owner=worker)
    successor = make_worker(office)

    actions.reassign(casefile=casefile, worker=successor, reason="بار کار", by=CLOCK, at=NOON)

    duty.refresh_from_db()
    assert (Casefile.objects.get().social_worker, duty.owner) == (successor, successor)
    assert "بار کار" in queries.timeline(casefile)[0].text


def test_a_file_does_not_pass_to_a_worker_of_another_office(office, worker):
    casefile = make_casefile(office=office, worker=worker)

    with pytest.raises(WorkerUnfit):
        actions.reassign(casefile=casefile, worker=make_worker(make_office()), reason="x", by=CLOCK, at=NOON)


@pytest.mark.clause("E-D.22")
def test_a_whole_caseload_passes_when_a_worker_leaves(office, worker):
    files = [make_casefile(office=office, worker=worker) for _ in range(3)]
    resting = make_casefile(office=office, worker=worker, state="inactive")
    successor = make_worker(office)

    actions.reassign_caseload(worker=worker, successor=successor, unit=office, reason="انتقالی", by=CLOCK, at=NOON)

    assert set(Casefile.objects.filter(social_worker=successor)) == set(files)
    resting.refresh_from_db()
    assert resting.social_worker == worker
    event = OutboxEvent.objects.get(name="casefiles.caseload.reassigned")
    assert event.payload["casefile_ids"] == [each.pk for each in files]


def test_the_latest_contact_stays_the_latest(office):
    casefile = make_casefile(office=office)
    actions.record_contact(casefile=casefile, on=TODAY, source="phone", by=CLOCK, at=NOON)

    row = actions.record_contact(casefile=casefile, on=TODAY - timedelta(days=9), source="office", by=CLOCK, at=NOON)

    assert row.last_contact_on == TODAY
