"""What is asked before the visit, what answers do, and what holds the visit up (E-7.2, E-2.5, E-8.h, E-D.26)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from hamyar.audit.actor import CLOCK, Actor
from hamyar.inquiries import actions, queries
from hamyar.inquiries.domain import (
    MOVES,
    AnswerUnreadable,
    Body,
    EvidenceNeeded,
    InquiryState,
    MoveRefused,
    NobodyToAskAbout,
    NotAnswered,
    NoteNeeded,
    ReasonNeeded,
)
from hamyar.inquiries.models import Inquiry
from hamyar.inquiries.tests.factories import answer, answer_all, ask, imprison, reply
from hamyar.obligations.actions import open_duty
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_worker
from hamyar.outbox.models import OutboxEvent
from hamyar.registry.models import FactChange, Household, Person
from hamyar.registry.tests.factories import add_member, head_of, make_household

pytestmark = pytest.mark.django_db
MAN = {"sex": "male", "marital_status": "married", "born_on": date(1985, 3, 1)}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return Actor.staff(make_worker(office))


@pytest.fixture
def household(office):
    return make_household(office)


def bodies_asked(household):
    return sorted(Inquiry.objects.filter(household=household).values_list("body", flat=True))


@pytest.mark.clause("E-7.2")
def test_what_a_household_needs_is_asked_before_the_visit(household, worker):
    actions.request_inquiries(household=household, by=worker, at=NOON)

    assert bodies_asked(household) == sorted(
        ["civil_registry", "welfare_decile", "behzisti", "martyrs_foundation", "pension_funds", "post"]
    )


@pytest.mark.clause("E-7.2", "E-5.1.0")
def test_the_civil_registry_is_asked_about_every_iranian_adult(household, worker):
    add_member(household, "child")
    add_member(household, "sibling", nationality="foreign")
    sister = add_member(household, "sibling").person

    actions.request_inquiries(household=household, by=worker, at=NOON)

    asked = Inquiry.objects.filter(household=household, body="civil_registry").values_list("person_id", flat=True)
    assert sorted(asked) == sorted([head_of(household).pk, sister.pk])


@pytest.mark.clause("E-5.1.j")
@pytest.mark.parametrize(
    ("head", "condition", "asked"),
    [
        (MAN, "present", True),
        ({**MAN, "born_on": date(1970, 1, 1)}, "present", False),
        ({**MAN, "illness_class": "special"}, "present", False),
        (MAN, "missing", False),
        ({}, "present", False),
    ],
)
def test_military_service_is_asked_of_a_man_in_scope_only(office, worker, head, condition, asked):
    household = make_household(office, household={"head_condition": condition}, **head)

    actions.request_inquiries(household=household, by=worker, at=NOON)

    assert ("military" in bodies_asked(household)) is asked


@pytest.mark.clause("E-6.4.1", "E-6.4.2")
@pytest.mark.parametrize(("abroad", "body"), [(False, "prisons"), (True, "international")])
def test_an_imprisoned_head_is_asked_after_where_he_is(office, worker, abroad, body):
    household = make_household(office, **MAN)
    imprison(household, abroad=abroad)

    actions.request_inquiries(household=household, by=worker, at=NOON)

    assert set(bodies_asked(household)) & {"prisons", "international"} == {body}


def test_a_foreign_head_is_in_no_register_of_these(office):
    household = make_household(office, nationality="foreign", national_code="")

    assert [need.body for need in queries.needs_of(household, on=TODAY)] == [Body.POST]


def test_asking_twice_doubles_nothing(household, worker):
    first = actions.request_inquiries(household=household, by=worker, at=NOON)

    second = actions.request_inquiries(household=household, by=worker, at=NOON)

    assert {each.pk for each in first} == {each.pk for each in second}
    assert Inquiry.objects.filter(household=household).count() == len(first)


def test_a_fresh_answer_is_not_asked_for_again_but_an_old_one_is(household, worker):
    answer_all(household)

    soon = actions.request_inquiries(household=household, by=worker, at=NOON + timedelta(days=30))
    late = actions.request_inquiries(household=household, by=worker, at=NOON + timedelta(days=200))

    assert soon == []
    assert {each.body for each in late} == {"welfare_decile", "behzisti", "martyrs_foundation", "pension_funds"}


def test_a_body_asked_about_nobody_is_refused(office):
    household = make_household(office, dwelling={"postal_code": ""})

    with pytest.raises(NobodyToAskAbout):
        actions.request_inquiries(household=household, bodies=[Body.POST], by=CLOCK, at=NOON)


@pytest.mark.clause("E-7.2")
def test_the_visit_waits_for_the_last_answer(household):
    answer_all(household)
    assert queries.ready_for_visit(household, on=TODAY)

    again = actions.request_inquiries(household=household, bodies=[Body.BEHZISTI], by=CLOCK, at=NOON)[0]

    assert not queries.ready_for_visit(household, on=TODAY)
    assert list(queries.unanswered(household)) == [again]


@pytest.mark.clause("E-7.2")
def test_a_household_nobody_was_asked_about_is_not_ready(household):
    assert not queries.ready_for_visit(household, on=TODAY)


@pytest.mark.clause("E-7.2")
def test_a_body_recorded_as_unavailable_lets_the_visit_go_ahead_with_a_warning(household, worker):
    inquiries = actions.request_inquiries(household=household, by=worker, at=NOON)
    silent = next(each for each in inquiries if each.body == "behzisti")
    for inquiry in inquiries:
        if inquiry != silent:
            actions.record_answer(inquiry=inquiry, reply=reply(Body(inquiry.body)), at=NOON)
    assert not queries.ready_for_visit(household, on=TODAY)

    actions.record_unavailable(inquiry=silent, reason="سامانه از دیروز قطع است", by=worker, at=NOON)

    assert queries.ready_for_visit(household, on=TODAY)
    assert [each.body for each in queries.recorded_unavailable(household)] == ["behzisti"]


@pytest.mark.clause("E-7.2")
def test_unavailable_without_a_reason_is_refused(household, worker):
    inquiry = ask(household, Body.BEHZISTI)

    with pytest.raises(ReasonNeeded):
        actions.record_unavailable(inquiry=inquiry, reason="  ", by=worker, at=NOON)


@pytest.mark.clause("E-7.2")
def test_the_last_answer_closes_the_duty_and_tells_intake(household, office):
    open_duty(
        kind="inquire_before_visit",
        subject=household,
        label="D-1",
        unit=office,
        due_at=NOON + timedelta(days=7),
        at=NOON,
    )

    answer_all(household)

    assert Obligation.objects.get(kind="inquire_before_visit").state == "done"
    assert OutboxEvent.objects.filter(name="inquiries.ready", payload={"household_id": household.pk}).count() == 1


@pytest.mark.clause("E-2.5")
@pytest.mark.parametrize(
    ("body", "facts"),
    [
        (Body.BEHZISTI, {"support_services": True}),
        (Body.MARTYRS_FOUNDATION, {"covered": True}),
        (Body.PENSION_FUNDS, {"pensioner": True, "fund": "صندوق", "monthly_rials": 90_000_000}),
        (Body.OTHER_SUPPORT, {"covered": True}),
    ],
)
def test_cover_by_another_body_is_positive_and_stands_in_the_registry(household, body, facts):
    inquiry = answer(household, body, **facts)

    assert inquiry.result == "positive"
    assert head_of(household).covered_by == [str(body)]


@pytest.mark.clause("E-2.5")
def test_rehabilitation_services_alone_are_no_cover(household):
    inquiry = answer(household, Body.BEHZISTI, support_services=False, rehabilitation_services=True)

    assert inquiry.result == "negative"
    assert head_of(household).covered_by == []


@pytest.mark.clause("E-2.5", "E-8.h")
def test_cover_that_has_ended_goes_from_the_registry_and_the_change_is_listed(household):
    answer(household, Body.BEHZISTI, support_services=True)

    inquiry = answer(household, Body.BEHZISTI, support_services=False)

    assert head_of(household).covered_by == []
    assert inquiry.changes == [{"field": "covered_by", "before": ["behzisti"], "after": []}]


@pytest.mark.clause("E-4.a.4")
def test_a_pension_is_recorded_with_its_amount(household):
    answer(household, Body.PENSION_FUNDS, pensioner=True, fund="صندوق", monthly_rials=90_000_000)

    assert head_of(household).pension_monthly_rials == 90_000_000


@pytest.mark.clause("E-8.h", "E-D.26")
def test_asking_again_for_the_decile_shows_old_and_new(household):
    answer(household, Body.WELFARE_DECILE, decile=2)

    inquiry = answer(household, Body.WELFARE_DECILE, decile=5)

    household.refresh_from_db()
    assert (household.decile, household.decile_source, household.decile_provisional) == (5, "database", False)
    assert inquiry.changes == [{"field": "decile", "before": 2, "after": 5}]
    assert FactChange.objects.filter(household=household, field="decile", before=2, after=5, source="database").exists()


@pytest.mark.clause("E-D.26")
def test_a_decile_carries_its_day_and_how_long_it_is_valid(household):
    inquiry = answer(household, Body.WELFARE_DECILE, decile=2)

    assert inquiry.valid_until == date(2026, 3, 29)  # six Solar Hijri months after 9 Mehr 1404
    assert Household.objects.get(pk=household.pk).decile_on == TODAY


@pytest.mark.clause("E-D.26")
def test_a_decile_by_hand_is_provisional_and_leaves_a_duty_to_ask_the_database(household, worker):
    inquiry = ask(household, Body.WELFARE_DECILE)

    actions.record_manual_answer(inquiry=inquiry, answer={"decile": 3}, evidence="گواهی ۱۲", by=worker, at=NOON)

    household.refresh_from_db()
    assert (household.decile, household.decile_provisional) == (3, True)
    assert Obligation.objects.get(kind="manual_decile_inquiry").state == "open"

    answer(household, Body.WELFARE_DECILE, decile=3, at=NOON + timedelta(days=1))

    household.refresh_from_db()
    assert household.decile_provisional is False
    assert Obligation.objects.get(kind="manual_decile_inquiry").state == "done"


@pytest.mark.clause("E-D.26")
def test_a_decile_by_hand_without_evidence_is_refused(household, worker):
    inquiry = ask(household, Body.WELFARE_DECILE)

    with pytest.raises(EvidenceNeeded):
        actions.record_manual_answer(inquiry=inquiry, answer={"decile": 3}, evidence=" ", by=worker, at=NOON)


def test_no_decile_in_the_database_leaves_the_old_one_alone(household):
    answer(household, Body.WELFARE_DECILE, decile=4)

    inquiry = answer(household, Body.WELFARE_DECILE, decile=None)

    household.refresh_from_db()
    assert (inquiry.result, household.decile) == ("negative", 4)


def test_an_answer_by_hand_of_another_shape_is_refused(household, worker):
    inquiry = ask(household, Body.WELFARE_DECILE)

    with pytest.raises(AnswerUnreadable):
        actions.record_manual_answer(inquiry=inquiry, answer={"decile": 11}, evidence="نامه", by=worker, at=NOON)


def test_a_body_recorded_as_unavailable_may_still_get_its_answer(household, worker):
    inquiry = ask(household, Body.BEHZISTI)
    actions.record_unavailable(inquiry=inquiry, reason="قطع است", by=worker, at=NOON)

    late = actions.record_answer(inquiry=inquiry, reply=reply(Body.BEHZISTI), at=NOON)

    assert (late.state, late.unavailable_reason) == ("answered", "قطع است")


def test_an_answer_that_comes_twice_changes_nothing(household):
    inquiry = answer(household, Body.WELFARE_DECILE, decile=2)

    again = actions.record_answer(inquiry=inquiry, reply=reply(Body.WELFARE_DECILE, decile=7), at=NOON)

    household.refresh_from_db()
    assert (again.answer, household.decile) == ({"decile": 2}, 2)


def test_an_answer_by_hand_does_not_overwrite_an_answer(household, worker):
    inquiry = answer(household, Body.BEHZISTI)

    with pytest.raises(MoveRefused):
        actions.record_manual_answer(
            inquiry=inquiry, answer={"support_services": True}, evidence="نامه", by=worker, at=NOON
        )


@pytest.mark.parametrize(
    "change",
    [{"answer": {"decile": 1}}, {"result": "negative"}, {"mode": "manual", "evidence": "x"}, {"state": "waiting"}],
)
def test_the_database_itself_keeps_an_answer_as_it_came(household, change):
    inquiry = answer(household, Body.WELFARE_DECILE, decile=2)

    with pytest.raises(DatabaseError), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(**change)


def test_every_move_outside_the_table_is_refused(household, worker):
    states = list(InquiryState)

    refused = {(one, other) for one in states for other in states if other not in MOVES[one]}

    assert refused == {
        ("waiting", "waiting"), ("answered", "waiting"), ("answered", "answered"), ("answered", "unavailable"),
        ("unavailable", "waiting"), ("unavailable", "unavailable"),
    }  # fmt: skip


@pytest.mark.clause("E-4.a.2")
def test_a_widow_whose_husband_lives_by_the_civil_registry_is_a_contradiction(household):
    inquiry = answer(household, Body.CIVIL_REGISTRY, found=True, alive=True, marital_status="married")

    assert inquiry.conflicts == [{"field": "marital_status", "known": "widowed", "answered": "married"}]
    assert queries.contradictions(household) == [inquiry]


@pytest.mark.clause("E-T1.head.deceased")
def test_a_death_known_to_the_civil_registry_enters_the_registry_and_is_a_contradiction(household):
    died_on = date(2025, 6, 1)

    inquiry = answer(household, Body.CIVIL_REGISTRY, found=True, alive=False, died_on=died_on)

    assert head_of(household).died_on == died_on
    assert [each["field"] for each in inquiry.conflicts] == ["alive"]
    assert inquiry.changes == [{"field": "died_on", "before": None, "after": "2025-06-01"}]


def test_another_spelling_of_a_name_is_no_contradiction(office):
    household = make_household(office, given_name="علی‌رضا", family_name="كريمي")

    inquiry = answer(household, Body.CIVIL_REGISTRY, found=True, given_name="علیرضا", family_name="کریمی")

    assert inquiry.conflicts == []


def test_another_name_or_day_of_birth_is_flagged_and_never_overwritten(household):
    before = head_of(household)

    inquiry = answer(household, Body.CIVIL_REGISTRY, found=True, family_name="دیگری", born_on=date(1960, 1, 1))

    assert [each["field"] for each in inquiry.conflicts] == ["family_name", "born_on"]
    after = Person.objects.get(pk=before.pk)
    assert (after.family_name, after.born_on) == (before.family_name, before.born_on)


def test_who_lives_apart_is_married_in_the_civil_registry(office):
    household = make_household(office, marital_status="separated")

    inquiry = answer(household, Body.CIVIL_REGISTRY, found=True, marital_status="married")

    assert inquiry.conflicts == []


@pytest.mark.clause("E-2.3")
def test_the_military_answer_enters_the_registry(office):
    household = make_household(office, **MAN, military_status="")

    answer(household, Body.MILITARY, status="deferred")

    assert head_of(household).military_status == "not_yet_due"


@pytest.mark.clause("E-7.3.b")
def test_the_worker_confirms_an_answer(household, worker):
    inquiry = answer(household, Body.PENSION_FUNDS)

    verified = actions.verify(inquiry=inquiry, verification="confirmed", note="", by=worker, at=NOON)

    assert (verified.verification, verified.verified_by) == ("confirmed", worker.label)


@pytest.mark.clause("E-7.3.b")
def test_doubt_about_an_answer_leaves_a_duty_until_it_is_settled(household, worker):
    inquiry = answer(household, Body.PENSION_FUNDS)

    actions.verify(inquiry=inquiry, verification="uncertain", note="فیش دیده نشد", by=worker, at=NOON)
    duty = Obligation.objects.get(kind="inquiry_doubt")
    assert (duty.state, duty.clause, duty.owner_id) == ("open", "E-7.3.b", worker.user_id)

    actions.verify(inquiry=inquiry, verification="refuted", note="مستمری نمی‌گیرد", by=worker, at=NOON)

    duty.refresh_from_db()
    assert duty.state == "done"


@pytest.mark.clause("E-7.3.b")
def test_only_an_answer_can_be_verified_and_doubt_is_explained(household, worker):
    waiting = ask(household, Body.BEHZISTI)

    with pytest.raises(NotAnswered):
        actions.verify(inquiry=waiting, verification="confirmed", note="", by=worker, at=NOON)
    answered = answer(household, Body.PENSION_FUNDS)
    with pytest.raises(NoteNeeded):
        actions.verify(inquiry=answered, verification="uncertain", note="", by=worker, at=NOON)


def test_a_simulated_answer_is_marked_as_one(household):
    inquiry = actions.record_answer(
        inquiry=ask(household, Body.BEHZISTI), reply=reply(Body.BEHZISTI, simulated=True), at=NOON
    )

    assert inquiry.mode == "simulated"


def test_the_second_wall_hides_another_offices_inquiries(household):
    from hamyar.org.reach import Reach, reaching

    inquiry = answer(household, Body.BEHZISTI)

    with reaching(Reach(paths=(make_office().path,))):
        assert not Inquiry.objects.filter(pk=inquiry.pk).exists()
    with reaching(Reach(paths=(household.unit_path,))):
        assert Inquiry.objects.filter(pk=inquiry.pk).exists()
