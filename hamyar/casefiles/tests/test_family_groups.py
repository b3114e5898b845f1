"""Orphans, the households of one man, a child with a keeper: groups by events of the registry (E-4.j, E-4.d, E-6.6.2)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hamyar.audit.actor import CLOCK
from hamyar.casefiles import actions
from hamyar.casefiles.domain import GroupUnfounded, OneParentLives
from hamyar.casefiles.models import Casefile
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.obligations.models import Obligation
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_worker, sign_in
from hamyar.registry import actions as registry
from hamyar.registry import family
from hamyar.registry.domain import (
    IndependentLifeNeeded,
    ManElsewhere,
    NotAMember,
    PermanentMarriageNeeded,
    ReasonNeeded,
    SameDwelling,
    WifeIsHead,
)
from hamyar.registry.models import Dwelling, HouseholdOfMan
from hamyar.registry.tests.factories import add_member, head_of, make_household

pytestmark = pytest.mark.django_db
CHILD = {"marital_status": "never_married", "born_on": date(2012, 1, 1), "living_parents": 0}
MAN = {"sex": "male", "marital_status": "married", "given_name": "احمد"}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def add(casefile, group):
    return actions.add_family_group(casefile=casefile, group=group, by=CLOCK, at=NOON)


# Orphans


@pytest.mark.clause("E-4.j")
def test_children_who_lost_both_parents_are_offered_the_group_and_wait_for_a_guardian(office, worker):
    casefile = make_casefile(office=office, worker=worker, head=CHILD)
    casefile.household.refresh_from_db()

    assert "orphaned" in add(casefile, "orphaned").target_groups
    assert registry.rulings_fall_due(household_id=casefile.household_id, at=NOON) == 1
    assert Obligation.objects.get(kind="guardianship_ruling").owner == worker


@pytest.mark.clause("E-4.j")
@pytest.mark.parametrize("living", [1, 2])
def test_with_one_parent_alive_the_group_is_refused_and_others_are_proposed(office, living):
    household = make_household(office, household={"decile": 2}, **{**CHILD, "living_parents": living, "sex": "female"})
    casefile = make_casefile(household)

    with pytest.raises(OneParentLives) as refusal:
        add(casefile, "orphaned")

    assert refusal.value.details["groups"]


@pytest.mark.clause("E-4.j")
def test_a_grandmother_who_keeps_the_orphans_does_not_stand_against_the_group(office):
    household = make_household(office, members=(("grandchild", CHILD),))
    casefile = make_casefile(household)
    with pytest.raises(GroupUnfounded):
        add(casefile, "orphaned")

    registry.record_guardianship(
        household=household, child=household.memberships.get(relation="grandchild").person, holder=head_of(household),
        kind="relative", keeps_child=True, from_on=TODAY, by=CLOCK, at=NOON,
    )  # fmt: skip

    assert {"orphaned", "child_keeper"} <= {
        *add(casefile, "orphaned").target_groups, *add(casefile, "child_keeper").target_groups
    }  # fmt: skip


def test_a_group_goes_when_its_ground_is_gone_and_not_before(office):
    casefile = make_casefile(office=office, head=CHILD)
    add(casefile, "orphaned")
    drop = lambda: actions.drop_family_group(casefile=casefile, group="orphaned", by=CLOCK, at=NOON)  # noqa: E731
    with pytest.raises(GroupUnfounded):
        drop()

    registry.change_person(
        person=head_of(casefile.household), changes={"living_parents": 1}, source="office", by=CLOCK, at=NOON
    )

    assert "orphaned" not in drop().target_groups


def test_the_groups_of_the_rules_are_not_typed(office):
    with pytest.raises(GroupUnfounded):
        add(make_casefile(office=office), "male_aqshar")


# The households of one man


@pytest.fixture
def first(office):
    """His household: he is head, with his first wife."""
    return make_household(office, members=(("spouse", {"marital_status": "married"}),), **MAN)


@pytest.fixture
def second(office, worker):
    """The other wife's, in another home."""
    return make_household(
        office, household={"social_worker": worker}, dwelling={"address": "تهران، خیابان دیگر، پلاک ۹"},
        marital_status="married", given_name="نرگس",
    )  # fmt: skip


def link(household, man, wife, **facts):
    given = {
        "marriage_kind": "permanent_registered", "evidence": "سند ۱۲", "lives_independently": True,
        "resides_with_man": False, "from_on": TODAY, **facts,
    }  # fmt: skip
    return registry.link_household_of_man(household=household, man=man, wife=wife, by=CLOCK, at=NOON, **given)


def link_both(first, second):
    man = head_of(first)
    link(first, man, first.memberships.get(relation="spouse").person, resides_with_man=True)
    return link(second, man, head_of(second))


@pytest.mark.clause("E-4.d", "E-6.6.2.2", "E-6.6.2.3")
def test_two_households_of_one_man_are_linked_and_the_other_wife_is_head_and_responsible(first, second):
    row = link_both(first, second)

    second.refresh_from_db()
    assert second.responsible_person == head_of(second) == row.wife
    others = family.other_households_of(row)
    assert [(each.office_title, each.resides_with_man) for each in others] == [(first.unit.title, True)]


@pytest.mark.clause("E-4.d")
def test_linked_households_are_offered_the_group(first, second):
    link_both(first, second)

    for household in (first, second):
        assert "polygamous" in add(make_casefile(household), "polygamous").target_groups


def test_a_household_alone_is_not(second):
    with pytest.raises(GroupUnfounded):
        add(make_casefile(second), "polygamous")


@pytest.mark.clause("E-6.6.2.1")
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"marriage_kind": "temporary"}, PermanentMarriageNeeded),
        ({"evidence": " "}, ReasonNeeded),
        ({"lives_independently": False}, IndependentLifeNeeded),
    ],
)
def test_a_wife_is_supported_apart_by_permanent_marriage_and_a_life_of_her_own(first, second, facts, refusal):
    with pytest.raises(refusal):
        link(second, head_of(first), head_of(second), **facts)


@pytest.mark.clause("E-6.6.2.1")
def test_two_wives_in_one_home_are_not_linked(first, second):
    Dwelling.objects.filter(household=second).update(address=first.dwellings.get().address)

    with pytest.raises(SameDwelling):
        link_both(first, second)


@pytest.mark.clause("E-6.6.2.2")
def test_he_mostly_lives_in_one_of_them_only_and_the_database_sees_to_it(office, first, second):
    link_both(first, second)
    third = make_household(office, dwelling={"address": "کرج"}, **{**MAN, "national_code": ""})
    wife = add_member(third, "spouse", marital_status="married").person

    with pytest.raises(WifeIsHead):
        link(second, head_of(first), head_of(second), resides_with_man=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdOfMan.objects.create(
            household=third, man=head_of(first), wife=wife, marriage_kind="permanent_customary", evidence="x",
            resides_with_man=True, from_on=TODAY, recorded_at=NOON,
        )  # fmt: skip
    assert ManElsewhere.clause == "E-6.6.2.2"


@pytest.mark.clause("E-6.6.2.3")
def test_where_he_does_not_live_a_member_who_is_not_head_is_refused(first, second):
    daughter = add_member(second, "child", born_on=date(2000, 1, 1), marital_status="divorced").person

    with pytest.raises(WifeIsHead):
        link(second, head_of(first), daughter)


def test_a_stranger_is_no_wife(first, second):
    with pytest.raises(NotAMember):
        link(second, head_of(first), head_of(make_household(second.unit)))


@pytest.mark.clause("E-4.d")
def test_both_files_show_each_other_across_offices_by_number_and_office_only(client, first, worker, second):
    elsewhere = make_office()
    other = make_household(elsewhere, dwelling={"address": "قم"}, marital_status="married", given_name="پنهان")
    number = make_casefile(other).number
    man = head_of(first)
    link(other, man, head_of(other))
    row = link(second, man, head_of(second))
    casefile = make_casefile(second, worker=worker)
    sign_in(client, worker)

    page = client.get(reverse("desk:file", args=[casefile.pk])).content.decode()

    from hamyar.values.digits import to_latin

    assert number in to_latin(page)
    assert elsewhere.title in page
    assert "پنهان" not in page
    with reaching(Reach(paths=(second.unit_path,))):
        assert HouseholdOfMan.objects.filter(pk=row.pk).exists()
        assert HouseholdOfMan.objects.count() == 1


def test_a_link_ends_with_its_reason_and_stays(first, second):
    row = link_both(first, second)

    registry.unlink_household_of_man(link=row, to_on=TODAY + timedelta(days=1), reason="طلاق", by=CLOCK, at=NOON)

    assert family.husband_of(second) is None
    assert HouseholdOfMan.objects.get(pk=row.pk).end_reason == "طلاق"


# Pages


@pytest.mark.clause("E-4.d", "E-6.6.2.1")
def test_the_worker_links_by_the_mans_code_and_ends_it(client, worker, first, second):
    link(first, head_of(first), first.memberships.get(relation="spouse").person, resides_with_man=True)
    sign_in(client, worker)
    address = reverse("registry:husband", args=[second.pk])
    given = {
        "man_code": head_of(first).national_code, "wife": head_of(second).pk, "marriage_kind": "permanent_customary",
        "evidence": "گواهی شورا", "lives_independently": "on", "from_on": "۱۴۰۴/۰۷/۰۱",
    }  # fmt: skip

    assert client.get(address).status_code == 200
    refused = client.post(address, {**given, "marriage_kind": "temporary"})
    made = client.post(address, given)
    shown = client.get(address).content.decode()
    ended = client.post(reverse("registry:end_husband", args=[second.pk]), {"to_on": "۱۴۰۴/۰۸/۰۱", "reason": "طلاق"})

    assert (refused.status_code, made.status_code, ended.status_code) == (422, 303, 303)
    assert "اقامت مرد" in shown


@pytest.mark.clause("E-4.j")
def test_the_worker_sees_what_is_offered_and_what_is_refused(client, office, worker):
    casefile = make_casefile(office=office, worker=worker, head={**CHILD, "living_parents": 1})
    sign_in(client, worker)
    address = reverse("casefiles:family_groups", args=[casefile.pk])
    choose = reverse("casefiles:set_family_group", args=[casefile.pk, "orphaned"])

    refused = client.post(choose, follow=True).content.decode()
    registry.change_person(
        person=head_of(casefile.household), changes={"living_parents": 0}, source="office", by=CLOCK, at=NOON
    )
    offered = client.get(address).content.decode()
    client.post(choose)

    assert "دست‌کم یکی از والدین زنده است" in refused
    assert "پیشنهاد می‌شود" in offered
    assert "orphaned" in Casefile.objects.get(pk=casefile.pk).target_groups
