"""Changing what is known of people and households: before and after, from which source, by whom."""

from datetime import date, timedelta

import pytest

from hamyar.audit.actor import CLOCK, Actor
from hamyar.audit.models import AuditRecord
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_worker
from hamyar.registry import actions, display, queries
from hamyar.registry.domain import (
    BornInFuture,
    CodeTaken,
    CodeWrong,
    DayTooEarly,
    DecileNeedsEvidence,
    NotAMember,
    ReasonNeeded,
    ResponsibleIsMinor,
    Source,
)
from hamyar.registry.models import FactChange
from hamyar.registry.tests.factories import add_member, head_of, make_household, make_person, next_national_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def household(office):
    return make_household(office)


def change(person, **changes):
    return actions.change_person(person=person, changes=changes, source=Source.SW_VISIT, by=CLOCK, at=NOON)


@pytest.mark.clause("E-13.3.b")
def test_the_history_shows_the_old_value_and_who_changed_it(office, household):
    worker = make_worker(office)
    head = head_of(household)

    actions.change_person(
        person=head, changes={"family_name": "رضایی"}, source=Source.OFFICE, by=Actor.staff(worker), at=NOON
    )

    kept = queries.fact_history(household).get()
    assert (kept.field, kept.before, kept.after) == ("family_name", "آزمونی", "رضایی")
    assert (kept.by_label, kept.source, kept.at) == (worker.username, "office", NOON)


def test_what_does_not_change_leaves_no_trace(household):
    head = head_of(household)

    change(head, family_name=head.family_name, born_on=head.born_on, covered_by=[])

    assert not FactChange.objects.exists()


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.clause("E-8.j")
def test_every_channel_of_article_eight_is_kept_as_the_source(household, source):
    actions.change_household(household=household, changes={"cannot_earn": True}, source=source, by=CLOCK, at=NOON)

    assert queries.fact_history(household).get().source == source


@pytest.mark.clause("E-8.d")
def test_a_household_never_reads_who_in_the_neighbourhood_said_something(household):
    worker = Actor.staff(make_worker(household.unit))
    actions.change_household(
        household=household, changes={"cannot_earn": True}, source=Source.LOCAL, by=worker, at=NOON
    )
    changes = queries.fact_history(household)

    (staff,), (own,) = display.history(changes), display.history(changes, for_household=True)

    assert (staff.source, own.source, own.by) == ("منبع محلی", "بررسی اداره", "")


def test_the_audit_names_the_fields_and_never_the_values(household):
    change(head_of(household), father_name="حسین", mobile="09121234567")

    kept = AuditRecord.objects.get(event="registry.person.changed")
    assert kept.details["fields"] == ["father_name", "mobile"]
    assert "حسین" not in str(kept.details)


@pytest.mark.clause("E-2.2")
def test_a_wrong_national_code_is_refused(office, household):
    with pytest.raises(CodeWrong):
        change(head_of(household), national_code="1234567890")
    with pytest.raises(CodeWrong):
        actions.register_person(
            unit=office, facts={"national_code": "123", "sex": "male", "born_on": date(1990, 1, 1)}, source="office",
            by=CLOCK, at=NOON,
        )  # fmt: skip


@pytest.mark.clause("E-2.2")
def test_the_national_code_of_another_person_is_refused(office, household):
    taken = make_person(office).national_code

    with pytest.raises(CodeTaken):
        change(head_of(household), national_code=taken)
    with pytest.raises(CodeTaken):
        actions.register_person(
            unit=office, facts={"national_code": taken, "sex": "male", "born_on": date(1990, 1, 1)}, source="office",
            by=CLOCK, at=NOON,
        )  # fmt: skip


@pytest.mark.clause("E-13.1.2")
def test_nobody_is_born_in_the_future(household):
    with pytest.raises(BornInFuture):
        change(head_of(household), born_on=TODAY + timedelta(days=1))


def test_a_right_code_replaces_a_wrong_one(office):
    person = make_person(office, national_code="123")

    row = change(person, national_code=next_national_code())

    assert row.national_code_valid


# The decile


def set_decile(household, **changes):
    values = {"decile": 2, "on": TODAY, "source": Source.OFFICE, "provisional": False, "evidence": "رونوشت سامانه"}
    return actions.set_decile(household=household, by=CLOCK, at=NOON, **{**values, **changes})


@pytest.mark.clause("E-D.26")
def test_a_decile_by_hand_needs_evidence(household):
    with pytest.raises(DecileNeedsEvidence):
        set_decile(household, evidence="  ")


@pytest.mark.clause("E-D.26")
def test_a_decile_by_hand_is_provisional_and_raises_the_task_to_inquire(household):
    row = set_decile(household)

    assert (row.decile, row.decile_provisional) == (2, True)
    duty = Obligation.objects.get(kind="manual_decile_inquiry")
    assert (duty.subject_id, duty.state, duty.clause) == (household.pk, "open", "E-D.26")


@pytest.mark.clause("E-D.26", "E-8.h")
def test_the_answer_of_the_welfare_database_is_certain_and_closes_the_task(household):
    set_decile(household)

    row = set_decile(household, decile=4, source=Source.DATABASE, evidence="")

    assert (row.decile, row.decile_provisional) == (4, False)
    assert Obligation.objects.get(kind="manual_decile_inquiry").state == "done"
    change_of_decile = queries.fact_history(household).filter(field="decile").first()
    assert (change_of_decile.before, change_of_decile.after) == (2, 4)


# Who acts for the household


def name_responsible(household, person, reason="سرپرست بیمار است"):
    return actions.set_responsible_person(
        household=household, person=person, reason=reason, on=TODAY, by=CLOCK, at=NOON
    )


@pytest.mark.clause("E-6.n1", "E-D.10")
def test_a_member_is_named_to_act_for_the_household_with_reason_and_day(household):
    sister = add_member(household, "sibling").person

    row = name_responsible(household, sister)

    assert (row.responsible_person, row.responsible_reason, row.responsible_since_on) == (
        sister,
        "سرپرست بیمار است",
        TODAY,
    )


@pytest.mark.clause("E-13.3.b")
def test_the_history_says_in_persian_who_acts_for_the_household_and_since_when(household):
    sister = add_member(household, "sibling").person

    name_responsible(household, sister)

    told = {line.fact: line.after for line in display.history(queries.fact_history(household))}
    assert told["مسئول خانوار"] == sister.full_name
    assert "مسئول از تاریخ" in told


@pytest.mark.clause("E-6.n1")
def test_nobody_from_outside_acts_for_the_household(office, household):
    with pytest.raises(NotAMember):
        name_responsible(household, make_person(office))


@pytest.mark.clause("E-6.n1")
def test_naming_somebody_needs_a_reason(household):
    with pytest.raises(ReasonNeeded):
        name_responsible(household, add_member(household, "sibling").person, reason=" ")


def test_a_child_does_not_handle_the_households_money(household):
    with pytest.raises(ResponsibleIsMinor):
        name_responsible(household, add_member(household, "child").person)


def test_who_acts_for_the_household_may_be_taken_back(household):
    name_responsible(household, add_member(household, "sibling").person)

    row = name_responsible(household, None, reason="سرپرست بازگشت")

    assert row.responsible_person is None
    assert queries.fact_history(household).filter(field="responsible_person").count() == 2


# Circumstances


@pytest.mark.clause("E-D.15")
@pytest.mark.parametrize("basis", ["sentence", "detention"])
@pytest.mark.parametrize("regime", ["imprisoned", "open_sentence", "electronic_tag"])
def test_imprisonment_is_recorded_with_its_ground_and_regime(household, basis, regime):
    actions.record_prison(
        household=household, facts={"basis": basis, "place": "اوین", "started_on": date(2025, 1, 1)}, by=CLOCK, at=NOON
    )
    actions.set_head_condition(household=household, condition=regime, since_on=date(2025, 1, 1), by=CLOCK, at=NOON)

    facts = queries.household_document(household, on=TODAY)

    assert (facts["prison"]["basis"], facts["head_condition"]) == (basis, regime)


def test_a_later_prison_record_keeps_what_is_known_and_the_one_before(household):
    record = lambda **facts: actions.record_prison(household=household, facts=facts, by=CLOCK, at=NOON)  # noqa: E731
    record(basis="sentence", started_on=date(2024, 1, 1))

    row = record(released_on=date(2025, 9, 1), referral="prisons_department")

    assert (row.basis, row.started_on, row.released_on) == ("sentence", date(2024, 1, 1), date(2025, 9, 1))
    assert household.prison_records.count() == 2


@pytest.mark.clause("E-D.14")
@pytest.mark.parametrize("condition", ["fugitive", "missing", "ineffective_addiction", "ineffective_mental"])
def test_the_heads_condition_is_kept_with_its_day_and_evidence(household, condition):
    row = actions.set_head_condition(
        household=household, condition=condition, since_on=date(2025, 6, 1), evidence="گزارش کلانتری", by=CLOCK, at=NOON
    )

    assert (row.head_condition, row.head_condition_since_on, row.head_condition_evidence) == (
        condition,
        date(2025, 6, 1),
        "گزارش کلانتری",
    )


@pytest.mark.clause("E-D.19")
def test_an_illness_is_recorded_with_disease_class_and_evidence(household):
    head = head_of(household)

    row = actions.record_illness(
        person=head, illness_class="special", disease="دیالیز", evidence="گواهی پزشک", since_on=date(2023, 1, 1),
        on=TODAY, source=Source.SW_VISIT, by=CLOCK, at=NOON,
    )  # fmt: skip

    head.refresh_from_db()
    assert (head.illness_class, head.disease) == ("special", "دیالیز")
    assert row.evidence == "گواهی پزشک"


def test_an_illness_that_ended_is_kept_as_a_closed_record(household):
    head = head_of(household)
    record = lambda kind: actions.record_illness(  # noqa: E731
        person=head, illness_class=kind, on=TODAY, source=Source.OFFICE, by=CLOCK, at=NOON
    )
    record("special")

    record("")

    assert head.illnesses.get().ended_on == TODAY
    head.refresh_from_db()
    assert head.illness_class == ""


# Where the household lives


def test_a_move_closes_the_former_home_and_keeps_it(household):
    actions.move_house(
        household=household,
        dwelling={"tenure": "owned", "condition": "sound", "area_kind": "village", "postal_code": "7131812345"},
        on=TODAY,
        source=Source.SELF,
        by=CLOCK,
        at=NOON,
    )

    assert queries.current_dwelling(household, TODAY - timedelta(days=1)).postal_code == "1135812345"
    assert queries.current_dwelling(household, TODAY).postal_code == "7131812345"
    assert queries.fact_history(household).filter(field="tenure").get().after == "owned"


def test_nobody_moves_before_living_where_they_live(household):
    with pytest.raises(DayTooEarly):
        actions.move_house(
            household=household, dwelling={"tenure": "owned", "condition": "sound", "area_kind": "city"},
            on=date(1999, 1, 1), source=Source.SELF, by=CLOCK, at=NOON,
        )  # fmt: skip


def test_a_village_that_turns_out_to_be_a_city_loses_its_coefficient(office):
    household = make_household(office, dwelling={"area_kind": "village", "village_coefficient": 8})

    row = actions.change_dwelling(
        household=household, changes={"area_kind": "city"}, source=Source.OFFICE, by=CLOCK, at=NOON
    )

    assert row.village_coefficient is None


def test_a_fact_that_no_column_holds_is_a_fault_and_not_lost(household):
    with pytest.raises(ValueError, match="shoe_size"):
        change(head_of(household), shoe_size=40)
