"""An answer of the prisons is the head's prison record; what the worker vouches for is not overwritten (E-D.15, E-6.4)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from hamyar.audit.actor import Actor
from hamyar.inquiries import actions, queries
from hamyar.inquiries.domain import Body
from hamyar.inquiries.tests.factories import answer, ask
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_worker
from hamyar.outbox.models import OutboxEvent
from hamyar.registry import actions as registry
from hamyar.registry import queries as registry_queries
from hamyar.registry.domain import Source
from hamyar.registry.models import Prison
from hamyar.registry.tests.factories import add_member, make_household

pytestmark = pytest.mark.django_db
MAN = {"sex": "male", "marital_status": "married", "born_on": date(1985, 3, 1)}
BEGAN = date(2024, 5, 4)
SOON = NOON + timedelta(days=1)
INSIDE = {
    "imprisoned": True, "basis": "sentence", "regime": "closed", "place": "زندان مرکزی", "started_on": BEGAN,
    "expected_release_on": date(2027, 5, 4),
}  # fmt: skip


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return Actor.staff(make_worker(office))


@pytest.fixture
def household(office):
    """The family says that he is in prison; nobody of the office has seen a paper yet."""
    return make_household(office, household={"head_condition": "imprisoned"}, **MAN)


def record_of(household):
    return registry_queries.current_prison(household)


def condition_of(household):
    household.refresh_from_db()
    return household.head_condition, household.head_condition_since_on


def seen_by_worker(household, worker, *, source=Source.SW_VISIT, at=NOON, condition="imprisoned", **facts):
    """The worker recorded it from a paper."""
    registry.set_head_condition(
        household=household, condition=condition, since_on=None, evidence="برگهٔ زندان", source=source, by=worker, at=at
    )
    registry.record_prison(household=household, facts=facts, source=source, by=worker, at=at)


@pytest.mark.clause("E-D.15")
def test_the_answer_becomes_the_prison_record_with_its_source_and_history(household):
    inquiry = answer(household, Body.PRISONS, **INSIDE)

    row = record_of(household)
    assert (row.basis, row.place, row.started_on) == ("sentence", "زندان مرکزی", BEGAN)
    assert (row.expected_release_on, row.regime, row.abroad) == (date(2027, 5, 4), "closed", False)
    sources = registry_queries.fact_history(household).filter(subject="prison").values_list("source", flat=True)
    assert set(sources) == {"database"}
    assert {each["field"] for each in inquiry.changes} == {
        "basis", "place", "started_on", "expected_release_on", "regime",
    }  # fmt: skip


@pytest.mark.clause("E-D.16", "E-6.n5")
@pytest.mark.parametrize(
    ("regime", "condition"), [("closed", "imprisoned"), ("open", "open_sentence"), ("tag", "electronic_tag")]
)
def test_the_regime_of_the_answer_is_the_heads_condition(household, regime, condition):
    answer(household, Body.PRISONS, **{**INSIDE, "regime": regime})

    assert condition_of(household)[0] == condition
    assert queries.known_of_prison(household, ask(household, Body.PRISONS)).inside


@pytest.mark.clause("E-D.15")
def test_a_release_ends_the_imprisonment_and_keeps_its_record(household):
    answer(household, Body.PRISONS, **INSIDE)

    released = answer(household, Body.PRISONS, at=SOON, imprisoned=False, released_on=TODAY)

    row = record_of(household)
    assert (row.released_on, row.basis, row.started_on) == (TODAY, "sentence", BEGAN)
    assert condition_of(household) == ("present", TODAY)
    assert Prison.objects.filter(household=household, ended=True).count() == 1
    assert released.conflicts == []


def test_who_goes_to_prison_again_has_a_new_record_without_the_old_release(household, worker):
    seen_by_worker(
        household, worker, condition="present", started_on=date(2020, 1, 1), released_on=date(2023, 1, 1),
        referral="prisons_department", source=Source.SELF,
    )  # fmt: skip

    answer(household, Body.PRISONS, **INSIDE)

    row = record_of(household)
    assert (row.started_on, row.released_on, row.referral) == (BEGAN, None, "")
    assert condition_of(household)[0] == "imprisoned"


@pytest.mark.clause("E-6.4.2")
def test_an_answer_from_abroad_is_recorded_by_hand_as_abroad(household, worker):
    registry.record_prison(household=household, facts={"abroad": True}, by=worker, at=NOON)
    inquiry = ask(household, Body.INTERNATIONAL)

    actions.record_manual_answer(
        inquiry=inquiry, answer={"imprisoned": True, "place": "دبی"}, evidence="نامهٔ ۱۲", by=worker, at=NOON
    )

    row = record_of(household)
    assert (row.abroad, row.place) == (True, "دبی")


def test_the_head_alone_has_a_prison_record(household):
    brother = add_member(household, "sibling").person
    inquiry = ask(household, Body.PRISONS)
    type(inquiry).objects.filter(pk=inquiry.pk).update(person=brother)

    actions.record_manual_answer(
        inquiry=inquiry, answer=dict(INSIDE), evidence="نامه", by=Actor.staff(make_worker(household.unit)), at=NOON
    )

    assert record_of(household) is None


@pytest.mark.clause("E-7.3.b")
def test_what_the_worker_recorded_is_not_overwritten_but_shown_beside_the_answer(household, worker):
    seen_by_worker(household, worker, basis="detention", started_on=date(2024, 9, 1))

    inquiry = answer(household, Body.PRISONS, **INSIDE)

    row = record_of(household)
    assert (row.basis, row.started_on) == ("detention", date(2024, 9, 1))
    assert row.place == "زندان مرکزی"  # nothing was known of it
    assert [(each["field"], each["known"], each["answered"]) for each in inquiry.conflicts] == [
        ("basis", "detention", "sentence"), ("started_on", "2024-09-01", "2024-05-04"),
    ]  # fmt: skip


@pytest.mark.clause("E-7.3.b")
def test_the_answer_that_the_worker_confirms_takes_the_place_of_what_was_recorded(household, worker):
    seen_by_worker(household, worker, basis="detention")
    inquiry = answer(household, Body.PRISONS, **INSIDE)

    actions.verify(inquiry=inquiry, verification="confirmed", note="", by=worker, at=SOON)

    assert record_of(household).basis == "sentence"
    assert queries.contradictions(household) == []


@pytest.mark.clause("E-7.3.b")
def test_the_answer_that_the_worker_refutes_changes_nothing(household, worker):
    seen_by_worker(household, worker, basis="detention")
    inquiry = answer(household, Body.PRISONS, **INSIDE)

    actions.verify(inquiry=inquiry, verification="refuted", note="برگهٔ بازداشت دیده شد", by=worker, at=SOON)

    assert record_of(household).basis == "detention"


@pytest.mark.clause("E-7.3.b")
def test_a_confirmed_answer_is_vouched_for_against_the_next_one(household, worker):
    actions.verify(
        inquiry=answer(household, Body.PRISONS, **INSIDE), verification="confirmed", note="", by=worker, at=NOON
    )

    later = answer(household, Body.PRISONS, at=SOON, **{**INSIDE, "basis": "detention"})

    assert record_of(household).basis == "sentence"
    assert [each["field"] for each in later.conflicts] == ["basis"]


def test_a_release_before_the_worker_saw_him_inside_is_a_contradiction(household, worker):
    seen_by_worker(household, worker, started_on=BEGAN)

    inquiry = answer(household, Body.PRISONS, imprisoned=False, released_on=TODAY - timedelta(days=30))

    assert condition_of(household)[0] == "imprisoned"
    assert inquiry.conflicts == [{"field": "imprisoned", "known": "yes", "answered": "no"}]


def test_a_release_after_the_worker_saw_him_inside_is_news(household, worker):
    seen_by_worker(household, worker, at=NOON - timedelta(days=90), started_on=BEGAN)

    inquiry = answer(household, Body.PRISONS, imprisoned=False, released_on=TODAY - timedelta(days=3))

    assert condition_of(household)[0] == "present"
    assert inquiry.conflicts == []


def test_not_in_prison_without_a_day_of_release_leaves_the_record_alone(household):
    inquiry = answer(household, Body.PRISONS, imprisoned=False)

    assert condition_of(household)[0] == "imprisoned"
    assert inquiry.conflicts == [{"field": "imprisoned", "known": "yes", "answered": "no"}]


@pytest.mark.parametrize(("vouched", "after"), [(False, "imprisoned"), (True, "fugitive")])
def test_a_head_thought_elsewhere_is_in_prison_unless_the_worker_vouches_for_it(office, worker, vouched, after):
    household = make_household(office, household={"head_condition": "fugitive"}, **MAN)
    if vouched:
        registry.change_household(
            household=household, changes={"head_condition": "separated"}, source=Source.SW_VISIT, by=worker, at=NOON,
        )  # fmt: skip
        registry.set_head_condition(
            household=household, condition="fugitive", since_on=BEGAN, evidence="گزارش", source=Source.SW_VISIT, by=worker,
            at=NOON,
        )  # fmt: skip

    inquiry = answer(household, Body.PRISONS, **INSIDE)

    assert condition_of(household)[0] == after
    assert inquiry.conflicts == [{"field": "imprisoned", "known": "no", "answered": "yes"}]


def test_the_household_is_assessed_anew_after_the_answer(household):
    OutboxEvent.objects.all().delete()

    answer(household, Body.PRISONS, **{**INSIDE, "regime": "tag"})

    assert {"registry.prison.recorded", "registry.facts.changed"} <= set(
        OutboxEvent.objects.values_list("name", flat=True)
    )


def test_the_verification_page_says_what_confirming_does(client, office, household):
    user = make_worker(office)
    household.social_worker = user
    household.save(update_fields=["social_worker"])
    seen_by_worker(household, Actor.staff(user), basis="detention")
    inquiry = answer(household, Body.PRISONS, **INSIDE)
    client.force_login(user)

    page = client.get(reverse("inquiries:verify", args=[inquiry.pk])).content.decode()

    assert "سابقهٔ زندان و وضع سرپرست از روی این پاسخ نو می‌شود" in page
    assert "با درخواست نمی‌خواند" in page and "در پاسخ" in page


def test_the_registry_form_lets_a_release_end_the_heads_imprisonment(household, worker):
    seen_by_worker(household, worker, started_on=BEGAN)

    registry.record_prison(household=household, facts={"released_on": TODAY}, by=worker, at=NOON)

    assert condition_of(household) == ("present", TODAY)
