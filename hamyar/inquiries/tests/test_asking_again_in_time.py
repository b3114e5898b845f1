"""Duties that time brings: prisons at least every six months (E-6.4), deciles before they are out of date (E-8.0.3)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hamyar.casefiles.models import Casefile
from hamyar.inquiries import tasks
from hamyar.inquiries.domain import Body
from hamyar.inquiries.models import Inquiry
from hamyar.inquiries.renewal import next_prison_inquiry
from hamyar.inquiries.tests.factories import answer, imprison
from hamyar.obligations.models import Obligation
from hamyar.org.clock import day_of
from hamyar.org.tests.factories import NOON, OPENED, TODAY, make_office, make_worker, sign_in
from hamyar.registry.tests.factories import head_of, make_household
from hamyar.values.jalali import add_months

pytestmark = pytest.mark.django_db
MAN = {"sex": "male", "marital_status": "married"}


def make_file(*, worker=None, household=None, **head):
    office = worker.holdings.get().unit if worker else make_office()
    worker = worker or make_worker(office)
    row = make_household(office, household={"social_worker": worker, **(household or {})}, **head)
    return Casefile.objects.create(
        number=f"1404-{row.pk:06d}", household=row, holder=head_of(row), social_worker=worker, unit=office,
        unit_path=office.path, period_from_on=OPENED, period_to_on=TODAY.replace(year=2035), opened_at=NOON,
    )  # fmt: skip


def due_day(kind):
    return day_of(Obligation.objects.get(kind=kind, state="open").due_at)


@pytest.mark.clause("E-6.4.1")
def test_a_prisoner_in_the_country_is_asked_after_six_months_after_the_last_answer():
    file = make_file(**MAN)
    imprison(file.household)
    answer(file.household, Body.PRISONS, imprisoned=True)

    tasks.run_tick(at=NOON + timedelta(days=3))

    duty = Obligation.objects.get(kind="prison_inquiry_domestic")
    assert due_day("prison_inquiry_domestic") == add_months(TODAY, 6)
    assert (duty.owner, duty.clause) == (file.social_worker, "E-6.4.1")


@pytest.mark.clause("E-6.4.1")
def test_an_answer_ends_the_duty_and_the_next_one_counts_from_it():
    file = make_file(**MAN)
    imprison(file.household)
    tasks.run_tick(at=NOON)
    later = NOON + timedelta(days=100)

    answer(file.household, Body.PRISONS, at=later, imprisoned=True)
    tasks.run_tick(at=later)

    assert Obligation.objects.filter(kind="prison_inquiry_domestic", state="done").count() == 1
    assert due_day("prison_inquiry_domestic") == add_months(day_of(later), 6)


@pytest.mark.clause("E-6.4.2")
def test_a_prisoner_abroad_is_asked_after_yearly_or_when_the_sentence_ends():
    file = make_file(**MAN)
    ends_on = add_months(TODAY, 5)
    imprison(file.household, abroad=True, expected_release_on=ends_on)
    answer(file.household, Body.INTERNATIONAL, imprisoned=True)

    tasks.run_tick(at=NOON)

    assert due_day("prison_inquiry_abroad") == ends_on
    assert next_prison_inquiry(TODAY, abroad=True, sentence_ends_on=None) == add_months(TODAY, 12)


@pytest.mark.clause("E-8.0.3", "E-D.26")
def test_a_decile_is_asked_for_again_before_it_is_out_of_date():
    file = make_file()
    answer(file.household, Body.WELFARE_DECILE, decile=2)

    tasks.run_tick(at=NOON + timedelta(days=90))
    assert not Obligation.objects.filter(kind="decile_inquiry").exists()
    tasks.run_tick(at=NOON + timedelta(days=170))

    assert due_day("decile_inquiry") == add_months(TODAY, 6)


def test_the_tick_run_twice_opens_nothing_twice():
    file = make_file(**MAN)
    imprison(file.household)
    answer(file.household, Body.WELFARE_DECILE, decile=2)
    at = NOON + timedelta(days=170)

    first, second = tasks.run_tick(at=at), tasks.run_tick(at=at)

    assert (first, second) == ({"prison": 1, "decile": 1}, {"prison": 0, "decile": 0})


@pytest.mark.clause("E-8.h")
def test_the_worker_asks_for_all_stale_deciles_of_the_caseload_at_once(client):
    worker = sign_in(client, make_worker(make_office()))
    stale = make_file(worker=worker, household={"decile": 2, "decile_on": OPENED, "decile_source": "database"})
    fresh = make_file(
        worker=worker, household={"decile": 2, "decile_on": timezone.now().date(), "decile_source": "database"}
    )
    colleagues = make_file(worker=make_worker(worker.holdings.get().unit))

    page = client.get(reverse("inquiries:renewals")).content.decode()
    for _ in range(2):
        assert client.post(reverse("inquiries:renew")).status_code == 303

    asked = Inquiry.objects.filter(body="welfare_decile").values_list("household_id", flat=True)
    assert list(asked) == [stale.household_id]
    assert colleagues.number not in page and fresh.number not in page
