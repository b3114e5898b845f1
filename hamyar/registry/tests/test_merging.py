"""Two records of one person: found, merged, shown as one, and taken apart again exactly (DESIGN.md section 6, E-2.2)."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamyar.audit.actor import CLOCK
from hamyar.audit.models import AuditRecord
from hamyar.org.access import access_of
from hamyar.org.tests.factories import NOON, TODAY, make_head, make_office, make_worker, sign_in
from hamyar.registry import actions, display, duplicates, queries
from hamyar.registry.domain import ActiveElsewhere, AlreadyMerged, CodeTaken, NotMerged, ReasonNeeded, TwoCodes
from hamyar.registry.models import HouseholdMember, Person, PersonMerge
from hamyar.registry.tests.factories import add_member, head_of, make_household, make_person, next_national_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def household(office):
    """Its head came without a code from a file."""
    return make_household(office, national_code="", given_name="زهرا", family_name="یکتا", born_on=date(1980, 1, 1))


@pytest.fixture
def second(office):
    """The same woman, registered once more with her code."""
    return make_person(office, given_name="زهرا", family_name="يكتا", born_on=date(1980, 1, 1))


def merge(survivor, merged, reason="کارت ملی دیده شد"):
    return actions.merge_people(survivor=survivor, merged=merged, reason=reason, by=CLOCK, at=NOON)


def unmerge(row, reason="دو خواهرند"):
    return actions.unmerge_people(merge=row, reason=reason, by=CLOCK, at=NOON)


@pytest.mark.clause("E-2.2")
def test_the_merged_record_leads_to_the_survivor_everywhere(office, household, second):
    merge(second, head_of_row(household))

    assert queries.head_of(household, TODAY) == second
    assert [line.person for line in display.members(household, TODAY)] == [second]
    assert queries.household_document(household, on=TODAY)["people"][0]["national_code"] == second.national_code
    access = access_of(make_head(office), on=TODAY)
    assert queries.person_for(access, head_of_row(household).pk) == second


def head_of_row(household):
    """The record that the membership itself names."""
    return HouseholdMember.objects.get(household=household, relation="head").person


@pytest.mark.clause("E-2.2")
def test_the_code_of_either_record_finds_the_survivor_with_the_file_of_both(office, household, second):
    merged = head_of_row(household)
    coded = second.national_code
    merge(merged, second)  # the record without a code stays

    known = queries.known_person(coded)
    there = queries.active_membership(merged, from_on=TODAY)

    assert known.person_id == merged.pk
    assert there.household_id == household.pk


def test_search_shows_one_person_with_the_household_of_the_merged_record(office, household, second):
    from hamyar.org.reach import Reach, reaching

    merge(second, head_of_row(household))
    access = access_of(make_worker(office), on=TODAY)

    with reaching(Reach(paths=(office.path,))):
        hits = queries.search(access, "زهرا یکتا", on=TODAY)

    assert [(hit.person, hit.household_id) for hit in hits] == [(second, household.pk)]


@pytest.mark.clause("E-D.6")
def test_the_survivor_does_not_join_a_second_household(office, household, second):
    merge(second, head_of_row(household))

    with pytest.raises(ActiveElsewhere):
        actions.add_member(
            household=make_household(office), person=second, relation="sibling", from_on=TODAY, source="office",
            by=CLOCK, at=NOON,
        )  # fmt: skip


def test_somebody_twice_in_one_household_is_counted_once(office):
    household = make_household(office)
    children = [
        add_member(household, "child", national_code="", born_on=date(2015, 1, 1)).person for _twice in range(2)
    ]

    merge(children[0], children[1])

    people = queries.household_document(household, on=TODAY)["people"]
    assert sum(1 for person in people if person["relation"] == "child") == 1


@pytest.mark.clause("E-2.2")
def test_two_different_valid_codes_are_two_people_for_the_action_and_for_the_database(office, second):
    other = make_person(office)

    with pytest.raises(TwoCodes):
        merge(second, other)
    with pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(merged_into=second)


def test_there_are_no_chains_and_no_circles(office):
    first, second, third = (make_person(office, national_code="") for _each in range(3))
    merge(second, first)

    for survivor, merged in ((first, third), (third, second), (third, first), (first, second), (third, third)):
        with pytest.raises(AlreadyMerged):
            merge(survivor, merged)
    for survivor, merged in ((first, third), (third, second), (first, second)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(pk=merged.pk).update(merged_into=survivor)


def test_nothing_is_re_pointed_so_that_taking_back_is_exact(office, household, second):
    def rows():
        return list(HouseholdMember.objects.order_by("pk").values()), list(
            Person.objects.order_by("pk").values("pk", "national_code", "given_name", "unit_path")
        )

    before = rows()
    row = merge(second, head_of_row(household))
    during = rows()
    unmerge(row)

    assert before == during == rows()
    assert head_of(household).merged_into is None
    assert PersonMerge.objects.get().undone_reason == "دو خواهرند"
    events = AuditRecord.objects.filter(event__startswith="registry.people.").order_by("pk")
    assert list(events.values_list("event", flat=True)) == ["registry.people.merged", "registry.people.unmerged"]


def test_both_steps_need_their_reason_and_taking_back_happens_once(office, household, second):
    with pytest.raises(ReasonNeeded):
        merge(second, head_of_row(household), reason=" ")
    row = merge(second, head_of_row(household))
    with pytest.raises(ReasonNeeded):
        unmerge(row, reason="")
    unmerge(row)
    with pytest.raises(NotMerged):
        unmerge(row)


def test_a_code_that_somebody_else_holds_by_now_is_not_given_back(office):
    code = next_national_code()
    survivor, merged = make_person(office, national_code=""), make_person(office, national_code=code)
    row = merge(survivor, merged)
    make_person(office, national_code=code)

    with pytest.raises(CodeTaken):
        unmerge(row)


def test_what_was_merged_is_kept_by_the_database(office, household, second):
    merge(second, head_of_row(household))

    with pytest.raises(DatabaseError), transaction.atomic():
        PersonMerge.objects.update(reason="x")


# Finding and pages


def test_the_same_name_and_day_of_birth_are_suspected_and_two_codes_are_not(office, household, second):
    make_person(office, given_name="زهرا", family_name="یکتا", born_on=date(1980, 1, 1))
    access = access_of(make_head(office), on=TODAY)

    found = list(duplicates.suspects(access))

    assert second in found
    twins = duplicates.earlier_twins(access, found)
    assert twins[second.pk] == head_of_row(household)
    merge(second, head_of_row(household))
    assert list(duplicates.suspects(access)) == []  # two different valid codes are left


def test_the_office_head_merges_on_the_page_and_takes_it_back(client, office, household, second):
    sign_in(client, make_head(office))
    first = head_of_row(household)
    address = reverse("registry:pair", args=[first.pk, second.pk])

    with CaptureQueriesContext(connection) as asked:
        listed = client.get(reverse("registry:duplicates")).content.decode()
    shown = client.get(address).content.decode()
    merged = client.post(address, {"survivor": second.pk, "reason": "کارت ملی دیده شد"})
    after = client.get(address).content.decode()
    undone = client.post(address, {"reason": "دو خواهرند"})

    assert len(asked) <= 15
    assert "زهرا" in listed and "متفاوت" in shown
    assert (merged.status_code, undone.status_code) == (303, 303)
    assert "بازگرداندن ادغام" in after
    assert "دو خواهرند" in client.get(reverse("registry:duplicates")).content.decode()


def test_neither_a_worker_nor_another_offices_head_merges(client, office, household, second):
    address = reverse("registry:pair", args=[head_of_row(household).pk, second.pk])
    sign_in(client, make_worker(office))
    assert client.get(address).status_code == 403
    sign_in(client, make_head(make_office()))
    assert client.get(address).status_code == 404
