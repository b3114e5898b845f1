"""A woman who heads the household by divorce or death marries again (E-6.2.1): whose file it is, who is served, who is paid."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from hamyar.audit.actor import CLOCK
from hamyar.casefiles import actions
from hamyar.casefiles.domain import (
    EvidenceNeeded,
    FileNotOpen,
    NoChildToHold,
    NotAloneBefore,
    NotHerChildrensAdult,
    NotYet,
)
from hamyar.casefiles.models import CasefileEvent, HolderChange
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.casefiles.views import page_of_file
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_worker, sign_in
from hamyar.registry import actions as registry
from hamyar.registry import family, queries
from hamyar.registry.tests.factories import head_of, make_household, make_person

pytestmark = pytest.mark.django_db
MARRIED_ON = TODAY - timedelta(days=9)
ELDER, YOUNGER = {"given_name": "مریم", "born_on": date(2012, 2, 1)}, {"born_on": date(2016, 2, 1)}


@pytest.fixture
def worker():
    return make_worker(make_office())


@pytest.fixture
def casefile(worker):
    return file_of(worker, ("child", YOUNGER), ("child", ELDER))


def file_of(worker, *members, **head):
    office = worker.holdings.get().unit
    return make_casefile(make_household(office, members=members, **head), worker=worker)


def marry(casefile, *, responsible=None, **facts):
    given = {"on": MARRIED_ON, "evidence": "سند ازدواج ۱۲", "by": CLOCK, "at": NOON, **facts}
    return actions.record_remarriage(casefile=casefile, responsible=responsible or head_of(casefile.household), **given)


@pytest.mark.clause("E-6.2.1")
@pytest.mark.parametrize("status", ["widowed", "divorced"])
def test_the_file_passes_to_the_eldest_child_under_its_number_with_its_history(worker, status):
    casefile = file_of(worker, ("child", YOUNGER), ("child", ELDER), marital_status=status)
    number, mother = casefile.number, casefile.holder
    CasefileEvent.objects.create(casefile=casefile, at=NOON, event="opened", by_label="clock")

    marry(casefile)

    casefile.refresh_from_db()
    assert (casefile.holder.given_name, casefile.number, casefile.state) == ("مریم", number, "active")
    assert list(casefile.events.order_by("pk").values_list("event", flat=True)) == ["opened", "holder_changed"]
    change = HolderChange.objects.get(casefile=casefile)
    assert (change.former, change.holder, change.on) == (mother, casefile.holder, MARRIED_ON)


@pytest.mark.clause("E-6.2.1")
def test_the_mother_stays_a_member_without_services_and_the_children_keep_theirs(casefile):
    marry(casefile)

    mother = casefile.household.memberships.get(relation="head")
    assert (mother.receives_service, mother.service_ended_clause, mother.to_on) == (False, "E-6.2.1", None)
    assert mother.person.marital_status == "married"
    assert casefile.household.memberships.filter(relation="child", receives_service=True).count() == 2


def test_a_keeper_who_comes_and_goes_does_not_bring_her_services_back(casefile):
    marry(casefile)
    aunt = make_person(casefile.unit)
    child = casefile.household.memberships.filter(relation="child").first().person
    kept = registry.record_guardianship(
        household=casefile.household, child=child, holder=aunt, kind="relative", keeps_child=True, from_on=TODAY,
        by=CLOCK, at=NOON,
    )  # fmt: skip

    registry.end_guardianship(guardianship=kept, to_on=TODAY, reason="نزد مادر برگشت", by=CLOCK, at=NOON)

    assert not casefile.household.memberships.get(relation="head").receives_service


@pytest.mark.clause("E-6.2.1")
def test_money_goes_to_the_adult_whom_the_worker_confirms_and_never_to_the_child(casefile):
    uncle = make_person(casefile.unit, given_name="رضا")
    child = casefile.household.memberships.filter(relation="child").first().person
    registry.record_guardianship(
        household=casefile.household, child=child, holder=uncle, kind="relative", from_on=TODAY, by=CLOCK, at=NOON
    )

    marry(casefile, responsible=uncle)

    casefile.household.refresh_from_db()
    assert family.payee_of(casefile.household, TODAY) == uncle


@pytest.mark.parametrize("who", ["child", "stranger"])
def test_a_minor_or_a_stranger_does_not_act_for_the_children(casefile, who):
    person = (
        casefile.household.memberships.filter(relation="child").first().person
        if who == "child"
        else make_person(casefile.unit)
    )

    with pytest.raises(NotHerChildrensAdult):
        marry(casefile, responsible=person)


@pytest.mark.clause("E-6.n2.1")
def test_after_the_marriage_a_child_of_divorced_parents_still_needs_its_ruling(worker):
    casefile = file_of(worker, ("child", ELDER), marital_status="divorced")

    marry(casefile)

    assert [each.given_name for each in family.minors_without_ruling(casefile.household, TODAY)] == ["مریم"]


@pytest.mark.clause("E-6.2.1")
def test_a_child_who_is_married_or_not_served_does_not_hold_the_file(worker):
    casefile = file_of(
        worker,
        ("child", {"born_on": date(2001, 1, 1), "marital_status": "married"}),
        ("child", ELDER),
        ("child", YOUNGER),
    )
    casefile.household.memberships.filter(person__given_name="مریم").update(receives_service=False)

    marry(casefile)

    casefile.refresh_from_db()
    assert casefile.holder.born_on == YOUNGER["born_on"]


def test_sent_twice_it_has_happened_once(casefile):
    assert marry(casefile) == marry(casefile)


def test_her_marriage_may_have_been_written_down_before_the_event_is_recorded(casefile):
    registry.change_person(
        person=head_of(casefile.household), changes={"marital_status": "married"}, source="office", by=CLOCK, at=NOON
    )

    assert marry(casefile).holder.given_name == "مریم"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [({"on": TODAY + timedelta(days=1)}, NotYet), ({"evidence": " "}, EvidenceNeeded)],
)
def test_what_cannot_be_recorded_is_refused(casefile, facts, refusal):
    with pytest.raises(refusal):
        marry(casefile, **facts)


def test_a_mans_file_or_a_never_married_womans_does_not_pass_to_a_child(worker):
    his = file_of(worker, ("child", ELDER), sex="male", marital_status="widowed")
    hers = file_of(worker, ("child", YOUNGER), marital_status="never_married")
    hers.target_groups = ["female_no_spouse"]
    hers.save(update_fields=["target_groups"])

    for casefile in (his, hers):
        with pytest.raises(NotAloneBefore):
            marry(casefile)


@pytest.mark.clause("E-6.6.2.3")
def test_a_wife_who_heads_her_own_household_of_one_man_keeps_her_file(worker):
    casefile = file_of(worker, ("child", ELDER), marital_status="married")
    casefile.target_groups = ["female_widow", "polygamous"]
    casefile.save(update_fields=["target_groups"])

    with pytest.raises(NotAloneBefore):
        marry(casefile)


def test_without_a_served_child_nobody_holds_the_file(worker):
    with pytest.raises(NoChildToHold):
        marry(file_of(worker))


def test_an_ended_file_does_not_pass_on(casefile):
    actions.move(casefile=casefile, target="ended", reason="پایان", clause="E-D.25", by=CLOCK, at=NOON)

    with pytest.raises(FileNotOpen):
        marry(casefile)


def test_the_database_keeps_in_whose_name_the_file_was(casefile):
    change = marry(casefile)

    with pytest.raises(DatabaseError), transaction.atomic():
        HolderChange.objects.filter(pk=change.pk).update(evidence="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        casefile.household.memberships.filter(relation="head").update(receives_service=True)


# On the screen


def test_the_worker_records_it_on_the_page_where_the_mother_is_proposed(client, worker, casefile):
    sign_in(client, worker)
    address = reverse("casefiles:remarriage", args=[casefile.pk])
    before = client.get(address)
    assert before.context["form"]["responsible"].initial == head_of(casefile.household).pk

    answer = client.post(
        address,
        {"on": "1404/01/01", "evidence": "سند ۱۲", "responsible": head_of(casefile.household).pk},
    )

    assert (answer.status_code, answer.url) == (303, page_of_file(casefile.pk))
    casefile.refresh_from_db()
    assert casefile.holder.given_name == "مریم"
    assert "صاحبان پیشین پرونده" in client.get(address).content.decode()


def test_a_refusal_is_said_on_the_page(client, worker, casefile):
    sign_in(client, worker)

    answer = client.post(
        reverse("casefiles:remarriage", args=[casefile.pk]),
        {"on": "1500/01/01", "evidence": "سند ۱۲", "responsible": head_of(casefile.household).pk},
    )

    assert answer.status_code == 422


def test_a_colleague_does_not_find_the_page(client, casefile):
    sign_in(client, make_worker(casefile.unit))

    assert client.get(reverse("casefiles:remarriage", args=[casefile.pk])).status_code == 404


def test_where_there_is_no_such_event_the_page_says_so(client, worker):
    casefile = file_of(worker)
    sign_in(client, worker)

    assert "فرزند مشمولی نیست" in client.get(reverse("casefiles:remarriage", args=[casefile.pk])).content.decode()


def test_the_head_of_the_household_does_not_change_with_the_name_of_the_file(casefile):
    marry(casefile)

    assert queries.head_of(casefile.household, TODAY) == head_of(casefile.household)
