"""The office head looks through the admission processes every month: asked, kept, listed, told to the province (E-7.n)."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from hamyar.audit.actor import Actor
from hamyar.obligations import monitoring
from hamyar.obligations.domain import ReasonNeeded, ReviewedAlready
from hamyar.obligations.models import MonthlyReview, Obligation
from hamyar.obligations.tasks import run_tick
from hamyar.obligations.tests.factories import make_duty
from hamyar.org.access import access_of
from hamyar.org.clock import day_of
from hamyar.org.tests.factories import TEHRAN, make_head, make_office, make_user, make_worker
from hamyar.values import jalali

pytestmark = pytest.mark.django_db


def at(month: int, day: int) -> datetime:
    on = jalali.from_parts(1404, month, day)
    return datetime(on.year, on.month, on.day, 10, 0, tzinfo=TEHRAN)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def head(office):
    return make_head(office)


def tick(when):
    monitoring.open_reviews(at=when)
    run_tick(at=when)


def reviews_owed(office, state="open"):
    rows = Obligation.objects.filter(kind="monthly_monitoring", subject_id=office.pk, state=state)
    return list(rows.order_by("period_key").values_list("period_key", flat=True))


def review(office, head, when, note="دو درخواست دیرکرده پیگیری شد."):
    return monitoring.record_review(unit=office, note=note, by=Actor.staff(head), at=when)


@pytest.mark.clause("E-7.n")
def test_the_clock_asks_every_office_once_a_month_until_the_months_end(office):
    other = make_office()

    for when in (at(9, 1), at(9, 1), at(9, 20), at(10, 2)):
        tick(when)

    duty = Obligation.objects.get(subject_id=office.pk, period_key="1404-09", kind="monthly_monitoring")
    assert (reviews_owed(office), reviews_owed(other)) == (["1404-09", "1404-10"], ["1404-09", "1404-10"])
    assert (duty.owner, duty.owner_role, jalali.parts(day_of(duty.due_at))) == (None, "office_head", (1404, 9, 30))


@pytest.mark.clause("E-7.n")
def test_a_review_with_a_note_closes_the_duty_and_is_kept_with_what_was_open(office, head):
    tick(at(9, 1))
    make_duty(office, owner=make_worker(office), at=at(9, 2), due_at=at(9, 5))

    row = review(office, head, at(9, 10))
    tick(at(9, 11))

    assert (reviews_owed(office), reviews_owed(office, "done")) == ([], ["1404-09"])
    assert (row.period_key, row.by, row.open_duties, row.late_duties) == ("1404-09", head, 2, 1)


def test_a_month_is_reviewed_once_and_not_without_a_word(office, head):
    with pytest.raises(ReasonNeeded):
        review(office, head, at(9, 10), note=" ")
    review(office, head, at(9, 10))
    with pytest.raises(ReviewedAlready) as refusal:
        review(office, head, at(9, 30))

    assert refusal.value.details == {"on": day_of(at(9, 10))}


def test_a_review_made_before_the_clock_asked_is_not_asked_for_again(office, head):
    review(office, head, at(9, 1))

    tick(at(9, 2))

    assert reviews_owed(office) == []


@pytest.mark.clause("E-7.n")
def test_a_missed_month_is_told_to_the_province_and_closed_by_the_next_review(office, head):
    tick(at(9, 1))
    tick(at(10, 1))

    missed = Obligation.objects.get(subject_id=office.pk, period_key="1404-09", kind="monthly_monitoring")
    review(office, head, at(10, 5))

    assert missed.escalated_to_role == "provincial_admission"
    assert reviews_owed(office) == [] and reviews_owed(office, "done") == ["1404-09", "1404-10"]


@pytest.mark.clause("E-7.n")
def test_the_province_reads_the_reviews_of_its_offices_and_another_province_does_not(office, head):
    review(office, head, at(9, 10))
    readers = {
        "own": make_user(("provincial_admission", office.parent)), "head": head,
        "other": make_user(("provincial_admission", make_office().parent)), "worker": make_worker(office),
    }  # fmt: skip

    seen = {
        name: monitoring.reviews_for(access_of(user, on=day_of(at(9, 11))), {"period": "1404-09"}).count()
        for name, user in readers.items()
    }

    assert seen == {"own": 1, "head": 1, "other": 0, "worker": 0}


def test_a_review_stays_as_it_was_written(office, head):
    review(office, head, at(9, 10))

    with pytest.raises(ProgrammingError), transaction.atomic():
        MonthlyReview.objects.update(note="چیز دیگری")


def test_periods_of_a_year_are_offered_once_each():
    periods = monitoring.recent_periods(day_of(at(2, 31)))

    assert [key for key, _title in periods][:3] == ["1404-02", "1404-01", "1403-12"]
    assert len(periods) == 12 and periods[0][1] == "اردیبهشت ۱۴۰۴"
    assert monitoring.period_of(day_of(at(6, 31)))[1] - day_of(at(6, 31)) == timedelta()
