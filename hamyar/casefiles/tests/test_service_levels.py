"""Levels of service: a list of the headquarters, and the time-bound level of a file (E-D.5)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from hamyar.audit.actor import CLOCK
from hamyar.casefiles import actions, levels, queries
from hamyar.casefiles.domain import LevelEnded, LevelTaken, PeriodNeeded, ReasonNeeded
from hamyar.casefiles.models import Casefile, FileLevel, ServiceLevel
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.org.domain import Level
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_unit, make_user, make_worker, sign_in

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=100)
ALLOWED = ["livelihood", "health", "education"]


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def casefile(office, worker):
    return make_casefile(office=office, worker=worker)


def define(title="سطح یک", services=("livelihood", "health"), **facts):
    given = {"criteria": "خانوار بی‌درآمد", "from_on": TODAY - timedelta(days=9), **facts}
    return actions.define_level(title=title, services=services, by=CLOCK, at=NOON, **given)


def give(casefile, level, *, to_on=UNTIL, reason="درآمد ندارد", at=NOON):
    return actions.set_level(casefile=casefile, level=level, to_on=to_on, reason=reason, by=CLOCK, at=at)


@pytest.mark.clause("E-D.5")
def test_a_new_level_ends_the_old_one_keeps_it_and_the_services_change(casefile):
    give(casefile, define())
    later = NOON + timedelta(days=10)
    assert levels.services_of(casefile, ALLOWED, TODAY) == ["livelihood", "health"]

    give(casefile, define("سطح دو", ("education",)), at=later)

    old, new = FileLevel.objects.order_by("pk")
    assert (old.to_on, new.from_on, new.to_on) == (later.date(), later.date(), UNTIL)
    assert levels.services_of(casefile, ALLOWED, later.date()) == ["education"]
    assert "سطح دو" in queries.timeline(casefile)[0].text


def test_without_a_level_and_after_its_end_everything_that_the_assessment_allows_is_there(casefile):
    assert levels.services_of(casefile, ALLOWED, TODAY) == ALLOWED

    give(casefile, define())

    assert levels.services_of(casefile, ALLOWED, UNTIL) == ALLOWED


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"to_on": TODAY}, PeriodNeeded),
        ({"to_on": TODAY + timedelta(days=301)}, PeriodNeeded),
        ({"reason": " "}, ReasonNeeded),
    ],
)
def test_a_level_has_an_end_inside_the_period_of_support_and_a_reason(casefile, facts, refusal):
    with pytest.raises(refusal):
        give(casefile, define(), **facts)


def test_a_level_that_ended_is_given_to_no_file_any_more(casefile):
    level = actions.end_level(level=define(), to_on=TODAY, by=CLOCK, at=NOON)

    with pytest.raises(LevelEnded):
        give(casefile, level)
    assert define().title == level.title  # the name is free again


def test_a_level_is_named_once_and_has_criteria_and_services():
    define()

    with pytest.raises(LevelTaken):
        define()
    for lacking in ({"criteria": " "}, {"services": ()}):
        with pytest.raises(ReasonNeeded):
            define("سطح سه", **lacking)


def test_the_database_keeps_levels_as_they_were_and_one_a_day(casefile):
    row = give(casefile, define())

    for rows, change in ((ServiceLevel.objects, {"criteria": "x"}), (FileLevel.objects, {"reason": "x"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        FileLevel.objects.create(
            casefile=casefile, level=row.level, from_on=TODAY, to_on=UNTIL, reason="x", set_at=NOON
        )


@pytest.mark.clause("E-D.5")
def test_the_headquarters_keep_the_list_and_the_worker_sets_the_level(client, worker, casefile):
    sign_in(client, make_user(("hq_deputy", make_unit(Level.HQ))))
    listed = reverse("casefiles:levels")
    made = client.post(
        listed, {"title": "سطح یک", "criteria": "بی‌درآمد", "services": ["health"], "from_on": "۱۴۰۴/۰۷/۰۱"}
    )
    assert "سطح یک" in client.get(listed).content.decode()
    sign_in(client, worker)
    address = reverse("casefiles:level", args=[casefile.pk])
    level = ServiceLevel.objects.get()
    Casefile.objects.update(period_to_on=date(2200, 1, 1))  # pages read the real clock

    refused = client.post(address, {"level": level.pk, "to_on": "۱۴۰۳/۰۱/۰۱", "reason": "x"})
    set_now = client.post(address, {"level": level.pk, "to_on": "۱۵۵۰/۱۲/۰۱", "reason": "درآمد ندارد"})

    assert (made.status_code, refused.status_code, set_now.status_code) == (303, 422, 303)
    assert "برقرار" in client.get(address).content.decode()
    assert client.get(listed).status_code == 403
