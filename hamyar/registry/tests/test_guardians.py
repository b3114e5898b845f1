"""Who answers for a child, by which ruling, and the relative who keeps one (E-D.10, E-6.n1, E-6.n2)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from hamyar.audit.actor import CLOCK
from hamyar.obligations.models import Obligation
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_worker, sign_in
from hamyar.registry import actions, family, queries
from hamyar.registry.domain import (
    ChildOfAge,
    GuardianUnfit,
    KeeperIsRelative,
    NotAMember,
    ReasonNeeded,
    RulingIncomplete,
)
from hamyar.registry.models import Guardianship, Household, Person
from hamyar.registry.tests.factories import add_member, head_of, make_household, make_person, next_national_code

pytestmark = pytest.mark.django_db
RULED = {"ruling": "۱۲۳ شعبهٔ ۴", "ruled_on": date(2025, 1, 1)}
AUNT = {"given_name": "مینا", "family_name": "خاله", "sex": "female", "born_on": date(1980, 1, 1)}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def household(office, worker):
    """A widow with a daughter of ten, entrusted to the worker."""
    return make_household(office, members=(("child", {}),), household={"social_worker": worker})


def child_of(household):
    return household.memberships.get(relation="child").person


def record(household, holder, *, kind="relative", **facts):
    given = {"child": child_of(household), "from_on": TODAY, "by": CLOCK, "at": NOON, **facts}
    return actions.record_guardianship(household=household, holder=holder, kind=kind, **given)


def fall_due(household):
    return actions.rulings_fall_due(household_id=household.pk, at=NOON)


# Guardianship


@pytest.mark.clause("E-6.n2.1")
def test_a_minor_whose_father_died_waits_for_a_ruling_as_a_duty_and_a_warning(household, worker):
    assert fall_due(household) == fall_due(household) == 1

    duty = Obligation.objects.get(kind="guardianship_ruling")
    assert (duty.owner, duty.period_key, duty.clause) == (worker, str(child_of(household).pk), "E-6.n2.1")
    assert family.minors_without_ruling(household, TODAY) == [child_of(household)]


@pytest.mark.clause("E-6.n2.1")
def test_the_ruling_ends_the_duty_and_the_warning(household):
    fall_due(household)

    row = record(household, head_of(household), kind="mother", **RULED)

    assert (row.ruling, row.ruled_on, row.kind) == ("۱۲۳ شعبهٔ ۴", date(2025, 1, 1), "mother")
    assert Obligation.objects.get(kind="guardianship_ruling").state == "done"
    assert family.minors_without_ruling(household, TODAY) == []


@pytest.mark.clause("E-6.n2.1")
def test_a_guardian_without_a_ruling_yet_leaves_the_duty_open(household):
    fall_due(household)

    record(household, head_of(household), kind="mother")

    assert Obligation.objects.get(kind="guardianship_ruling").state == "open"


def test_a_child_of_parents_who_live_together_needs_no_ruling(office, worker):
    household = make_household(
        office, members=(("child", {}),), household={"social_worker": worker}, marital_status="married"
    )

    assert fall_due(household) == 0


def test_a_duty_goes_when_the_child_has_left_the_household(household):
    fall_due(household)
    membership = household.memberships.get(relation="child")

    actions.end_membership(membership=membership, to_on=TODAY, reason="نزد عمو رفت", by=CLOCK, at=NOON)
    fall_due(household)

    assert Obligation.objects.get(kind="guardianship_ruling").state == "done"


def test_a_new_guardian_ends_the_one_before_and_keeps_it(household, office):
    first = record(household, make_person(office), kind="natural_guardian")

    record(household, make_person(office), kind="natural_guardian", from_on=TODAY + timedelta(days=1))

    first.refresh_from_db()
    assert first.to_on == TODAY + timedelta(days=1)
    assert Guardianship.objects.filter(household=household).count() == 2
    assert queries.fact_history(household).filter(field="guardianship").count() == 2


def test_a_guardianship_sent_twice_is_one(household, office):
    uncle = make_person(office)

    assert record(household, uncle) == record(household, uncle)


@pytest.mark.parametrize("holder", ["child", "minor", "dead"])
def test_a_guardian_is_alive_of_age_and_somebody_else(household, office, holder):
    who = {
        "child": child_of(household), "minor": make_person(office, born_on=date(2012, 1, 1)),
        "dead": make_person(office, died_on=date(2024, 1, 1)),
    }[holder]  # fmt: skip

    with pytest.raises(GuardianUnfit):
        record(household, who)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"kind": "mother", "keeps_child": True}, KeeperIsRelative),
        ({"ruling": "۱۲"}, RulingIncomplete),
        ({"ruled_on": TODAY}, RulingIncomplete),
    ],
)
def test_what_cannot_be_recorded_is_refused(household, office, facts, refusal):
    with pytest.raises(refusal):
        record(household, make_person(office), **facts)


def test_the_ward_is_a_member_under_age(household, office):
    sister = add_member(household, "sibling").person

    with pytest.raises(ChildOfAge):
        record(household, head_of(household), child=sister)
    with pytest.raises(NotAMember):
        record(household, head_of(household), child=make_person(office, born_on=date(2015, 1, 1)))


def test_the_database_keeps_what_was_recorded_and_one_guardian_a_day(household, office):
    row = record(household, make_person(office))

    for change in ({"ruling": "x", "ruled_on": TODAY}, {"kind": "mother"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Guardianship.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Guardianship.objects.create(
            household=household, child=row.child, holder=make_person(office), kind="state", from_on=TODAY,
            recorded_at=NOON,
        )  # fmt: skip


# Responsible person


@pytest.mark.clause("E-6.n1", "E-D.10")
def test_a_guardian_who_is_no_member_may_act_for_the_household_from_a_day_on(household, office):
    uncle = make_person(office)
    record(household, uncle, kind="natural_guardian")

    actions.set_responsible_person(
        household=household, person=uncle, reason="مادر بستری است", on=TODAY, by=CLOCK, at=NOON
    )

    household.refresh_from_db()
    assert (family.payee_of(household, TODAY), household.responsible_since_on) == (uncle, TODAY)
    assert queries.household_document(household, on=TODAY)["responsible_person"] is None


@pytest.mark.clause("E-6.n1")
def test_a_stranger_may_not(household, office):
    with pytest.raises(NotAMember):
        actions.set_responsible_person(
            household=household, person=make_person(office), reason="همسایه", on=TODAY, by=CLOCK, at=NOON
        )


@pytest.mark.clause("E-D.10")
def test_when_the_guardianship_ends_money_goes_to_the_head_again(household, office):
    uncle = make_person(office)
    row = record(household, uncle, kind="natural_guardian")
    actions.set_responsible_person(household=household, person=uncle, reason="بیماری", on=TODAY, by=CLOCK, at=NOON)

    actions.end_guardianship(guardianship=row, to_on=TODAY, reason="حکم تازه", by=CLOCK, at=NOON)

    household.refresh_from_db()
    assert family.payee_of(household, TODAY) == head_of(household)


def test_the_end_needs_its_reason(household, office):
    row = record(household, make_person(office))

    with pytest.raises(ReasonNeeded):
        actions.end_guardianship(guardianship=row, to_on=TODAY, reason=" ", by=CLOCK, at=NOON)


# Child keeper


@pytest.mark.clause("E-6.n2.2")
def test_a_relative_who_keeps_the_child_is_responsible_and_only_the_child_receives_services(office):
    household = make_household(office, members=(("child", {}), ("sibling", {})))

    record(household, head_of(household), keeps_child=True)

    receive = household.memberships.filter(receives_service=True).values_list("person_id", flat=True)
    assert list(receive) == [child_of(household).pk]
    household.refresh_from_db()
    assert household.responsible_person == head_of(household)


@pytest.mark.clause("E-6.n2.2")
def test_a_keeper_outside_the_childs_household_is_registered_with_it(household):
    row = record(household, {**AUNT, "national_code": next_national_code()}, keeps_child=True)

    assert (row.holder.full_name, row.kind) == ("مینا خاله", "relative")
    household.refresh_from_db()
    assert household.responsible_person == row.holder
    assert not household.memberships.filter(person=row.holder).exists()


@pytest.mark.clause("E-4.n1")
def test_services_go_to_everybody_again_when_the_keeping_ends(office):
    household = make_household(office, members=(("child", {}), ("spouse", {"nationality": "foreign", "sex": "male"})))
    row = record(household, head_of(household), keeps_child=True)

    actions.end_guardianship(guardianship=row, to_on=TODAY, reason="مادر بازگشت", by=CLOCK, at=NOON)

    without = household.memberships.filter(receives_service=False).values_list("relation", flat=True)
    assert list(without) == ["spouse"]  # a foreign husband has none (E-4.n1)


def test_a_known_guardian_of_another_office_is_the_same_person_and_seen_from_here(household, office):
    elsewhere = make_household(make_office(), given_name="دایی")
    uncle = head_of(elsewhere)

    row = record(household, {**AUNT, "national_code": uncle.national_code})

    assert row.holder_id == uncle.pk
    with reaching(Reach(paths=(office.path,))):
        assert Person.objects.filter(pk=uncle.pk).exists()
        assert not Household.objects.filter(pk=elsewhere.pk).exists()
    with reaching(Reach(paths=(make_office().path,))):
        assert not Guardianship.objects.filter(pk=row.pk).exists()
        assert not Person.objects.filter(pk=uncle.pk).exists()


# Pages


def page(name, household, *more):
    return reverse(f"registry:{name}", args=[household.pk, *more])


def test_the_worker_records_a_keeper_who_is_no_member(client, worker, household):
    sign_in(client, worker)
    given = {
        "child": child_of(household).pk, "kind": "relative", "keeps_child": "on", "holder": "other",
        "national_code": next_national_code(), "given_name": "مینا", "family_name": "خاله", "sex": "female",
        "born_on": "۱۳۶۰/۰۱/۰۱", "mobile": "09121234567", "from_on": "۱۴۰۴/۰۷/۰۱",
    }  # fmt: skip

    before = client.get(page("guardians", household)).content.decode()
    assert client.get(page("add_guardian", household)).status_code == 200
    sent = client.post(page("add_guardian", household), given)
    after = client.get(page("guardians", household)).content.decode()

    assert "حکم سرپرستی نرسیده است" in before
    assert sent.status_code == 303
    assert "مینا خاله" in after
    assert "حکم نرسیده" in after
    assert "مینا خاله" in client.get(page("household_edit", household)).content.decode()


def test_who_is_no_member_is_named_in_full(client, worker, household):
    sign_in(client, worker)
    given = {"child": child_of(household).pk, "kind": "relative", "holder": "other", "from_on": "۱۴۰۴/۰۷/۰۱"}

    sent = client.post(page("add_guardian", household), given)

    assert sent.status_code == 422
    assert "برای کسی که عضو خانوار نیست لازم است" in sent.content.decode()


def test_the_worker_chooses_a_guardian_as_responsible_person_and_ends_it(client, worker, household, office):
    uncle = make_person(office, given_name="دایی")
    row = record(household, uncle, kind="natural_guardian")
    sign_in(client, worker)

    chosen = client.post(
        page("responsible", household), {"person": uncle.pk, "reason": "مادر بیمار است", "on": "۱۴۰۴/۰۷/۱۰"}
    )
    facts = client.get(page("household_edit", household)).content.decode()
    ended = client.post(page("end_guardian", household, row.pk), {"to_on": "۱۴۰۴/۰۸/۰۲", "reason": "حکم تازه"})

    assert (chosen.status_code, ended.status_code) == (303, 303)
    assert "سرپرست قانونی" in facts
    assert client.get(page("end_guardian", household, row.pk)).status_code == 404
