"""Data of a household run out group by group, are flagged, asked for again, and hold up a new decision (E-8.0)."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from hamyar.assessment import actions, tasks, validity
from hamyar.assessment.domain import DataGroup, GuardsRed, NothingConfirmed
from hamyar.assessment.models import DataValidity
from hamyar.assessment.tests.factories import LATER, make_assessed
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.models import Contact
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.obligations.models import Obligation
from hamyar.org import clock
from hamyar.org.clock import day_of
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, TODAY, make_head, make_office, make_worker, sign_in
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.registry import actions as registry
from hamyar.registry.domain import Source
from hamyar.registry.models import HouseholdMember
from hamyar.releases.queries import rules_on
from hamyar.values import jalali

pytestmark = pytest.mark.django_db
PUPIL = ("child", {"education_status": "pupil", "born_on": date(2013, 5, 1)})


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def a_file(office, worker, *, opened_at=NOON, **facts):
    return make_casefile(
        office=office,
        worker=worker,
        opened_at=opened_at,
        head=facts,
        period_to_on=day_of(opened_at) + timedelta(days=800),
    )


def confirm(file, worker, groups, *, source=Source.PHONE, at=NOON):
    validity.confirm(household=file.household, groups=groups, source=source, by=Actor.staff(worker), at=at)


def duties_of(file, state="open"):
    return list(Obligation.objects.filter(kind="questionnaire_update", subject_id=file.pk, state=state))


def groups_of(file):
    return {row.group: row for row in DataValidity.objects.filter(household=file.household)}


@pytest.mark.clause("E-8.0.3")
@pytest.mark.parametrize(
    ("group", "until"),
    [("income", (1405, 1, 9)), ("housing", (1405, 7, 9)), ("health", (1405, 7, 9)), ("contact", (1405, 7, 9)),
     ("education", (1404, 11, 1))],
)  # fmt: skip
def test_each_group_is_valid_as_long_as_its_parameter_says(group, until):
    assert jalali.parts(validity.valid_until(DataGroup(group), TODAY, rules_on(TODAY))) == until


@pytest.mark.clause("E-8.0.3")
def test_school_is_not_asked_for_any_more_once_nobody_of_the_household_is_a_pupil(office, worker):
    file = a_file(office, worker, members=(PUPIL,))
    tasks.run_tick(at=NOON)
    later = NOON + timedelta(days=150)

    HouseholdMember.objects.filter(household=file.household, relation="child").update(to_on=TODAY + timedelta(days=1))
    confirm(file, worker, [each for each in DataGroup if each != DataGroup.EDUCATION], at=later)
    tasks.run_tick(at=later)

    assert not validity.expired_groups(file.household, on=day_of(later)) and not duties_of(file)


@pytest.mark.clause("E-8.0.3", "E-8.0.1")
def test_the_clock_begins_to_count_and_asks_a_month_before_the_first_group_runs_out(office, worker):
    file = a_file(office, worker)

    tasks.run_tick(at=NOON)
    tasks.run_tick(at=NOON + timedelta(days=140))
    before = duties_of(file)
    for _ in range(2):
        tasks.run_tick(at=NOON + timedelta(days=155))

    [duty] = duties_of(file)
    assert set(groups_of(file)) == {"income", "housing", "health", "contact"} and not before
    assert (duty.owner, day_of(duty.due_at)) == (worker, groups_of(file)["income"].valid_until - timedelta(days=1))


@pytest.mark.clause("E-8.0.3")
def test_only_a_household_with_a_pupil_is_asked_about_school(office, worker):
    with_pupil = a_file(office, worker, members=(PUPIL,))

    tasks.run_tick(at=NOON)

    assert groups_of(with_pupil)["education"].valid_until == jalali.from_parts(1404, 11, 1)


@pytest.mark.clause("E-8.0.1", "E-8.0.3")
def test_school_can_be_asked_about_before_the_term_begins(office, worker):
    file = a_file(office, worker, members=(PUPIL,))
    tasks.run_tick(at=NOON)
    shortly_before = NOON + timedelta(days=(jalali.from_parts(1404, 11, 1) - TODAY).days - 9)
    tasks.run_tick(at=shortly_before)
    asked = len(duties_of(file))

    confirm(file, worker, [DataGroup.EDUCATION], at=shortly_before)
    tasks.run_tick(at=shortly_before + timedelta(days=20))

    assert asked == 1 and duties_of(file) == []
    assert groups_of(file)["education"].valid_until == jalali.from_parts(1405, 7, 1)


@pytest.mark.clause("E-8.0.1", "E-8.b")
def test_confirming_by_telephone_renews_the_groups_closes_the_duty_and_is_a_contact(office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOON)
    late = NOON + timedelta(days=200)
    tasks.run_tick(at=late)

    confirm(file, worker, [DataGroup.HOUSING], at=late)
    still_open = len(duties_of(file))
    confirm(file, worker, [DataGroup.INCOME], at=late)

    assert still_open == 1 and duties_of(file) == [] and len(duties_of(file, "done")) == 1
    assert groups_of(file)["income"].confirmed_on == day_of(late)
    assert set(Contact.objects.filter(casefile=file).values_list("source", flat=True)) == {"phone"}


def test_nothing_is_confirmed_without_a_group_that_matters(office, worker):
    file = a_file(office, worker)

    with pytest.raises(NothingConfirmed):
        confirm(file, worker, [DataGroup.EDUCATION])


def test_the_clock_asks_the_same_number_of_questions_for_many_files(office, worker, django_assert_max_num_queries):
    files = [a_file(office, worker) for _ in range(8)]

    with django_assert_max_num_queries(16):
        tasks.run_tick(at=NOON + timedelta(days=400))
    with django_assert_max_num_queries(4):
        tasks.run_tick(at=NOON + timedelta(days=400))

    assert all(len(duties_of(file)) == 1 for file in files)


@pytest.mark.clause("E-8.0.3")
def test_closing_the_questionnaire_makes_every_group_fresh(office, worker):
    application = make_assessed(office, worker)

    fresh = validity.freshness_of(application.household, on=LATER.date())

    assert {each.group for each in fresh} >= {"income", "housing", "health", "contact"}
    assert not any(each.expired for each in fresh)


@pytest.mark.clause("E-8.0.3")
def test_a_decision_on_data_that_ran_out_waits_for_their_confirmation(office, worker):
    application = make_assessed(office, worker)
    DataValidity.objects.filter(household=application.household, group="income").update(valid_until=LATER.date())

    with pytest.raises(GuardsRed) as refusal:
        actions.accept(application=application, by=Actor.staff(worker), at=LATER)
    validity.confirm(
        household=application.household,
        groups=[DataGroup.INCOME],
        source=Source.PHONE,
        by=Actor.staff(worker),
        at=LATER,
    )

    assert [guard.key for guard in refusal.value.guards] == ["fresh"]
    assert actions.accept(application=application, by=Actor.staff(worker), at=LATER).state == "active"


@pytest.mark.clause("E-8.0.3")
def test_questionnaire_and_decision_flag_what_ran_out_and_lead_to_its_confirmation(client, office, worker):
    application = make_assessed(office, worker)
    DataValidity.objects.filter(household=application.household).update(confirmed_on=TODAY, valid_until=clock.today())
    url = reverse("assessment:validity", args=[application.household_id])
    sign_in(client, worker)

    pages = [
        client.get(reverse(f"assessment:{name}", args=[application.pk])).content.decode()
        for name in ("for_application", "decision")
    ]
    empty = client.post(url, {"source": "phone"})
    confirmed = client.post(url, {"source": "phone", "groups": ["income", "housing"]})
    after = client.get(url).content.decode()

    assert all("اعتبار بخشی از اطلاعات گذشته است" in page and url in page for page in pages)
    assert (empty.status_code, confirmed.status_code) == (422, 303)
    assert after.count("اعتبار گذشته") == 2  # health and contact are still to be asked


def test_others_read_the_page_as_far_as_they_read_files_and_do_not_confirm(client, office, worker):
    file = a_file(office, worker)
    tasks.run_tick(at=NOON)
    url, answers = reverse("assessment:validity", args=[file.household_id]), {}

    for name, user in {
        "worker": worker, "head": make_head(office), "colleague": make_worker(office), "stranger": make_head(make_office()),
    }.items():  # fmt: skip
        sign_in(client, user)
        posted = client.post(url, {"source": "office", "groups": ["income"]})
        answers[name] = (client.get(url).status_code, posted.status_code)

    assert answers == {"worker": (200, 303), "head": (200, 404), "colleague": (404, 404), "stranger": (404, 404)}


def test_the_second_wall_hides_the_rows_of_another_office(office, worker):
    a_file(office, worker)
    tasks.run_tick(at=NOON)

    with reaching(Reach(paths=(make_office().path,))):
        assert not DataValidity.objects.exists()


# A new service


def ask_for(file, *services, at=NOON):
    registry.change_household(
        household=file.household, changes={"requested_services": [*file.household.requested_services, *services]},
        source=Source.OFFICE, by=CLOCK, at=at,
    )  # fmt: skip
    deliver(FOLLOWERS, at=at)


def waiting(file):
    rows = Obligation.objects.filter(kind="service_section_update", subject_id=file.pk, state="open")
    return set(rows.values_list("period_key", flat=True))


@pytest.mark.clause("E-8.0.2")
def test_a_new_service_opens_its_section_and_the_worker_owes_the_refresh(office, worker):
    file = a_file(office, worker)

    ask_for(file, "housing", "other")
    ask_for(file)

    duty = Obligation.objects.get(kind="service_section_update")
    assert (duty.owner, duty.clause, duty.period_key) == (worker, "E-8.0.2", "housing")
    assert day_of(duty.due_at) == jalali.add_months(TODAY, 1)


@pytest.mark.clause("E-8.0.2")
def test_confirming_another_section_is_not_enough(office, worker):
    file = a_file(office, worker)
    ask_for(file, "housing", "health")

    confirm(file, worker, [DataGroup.INCOME])
    after_income = waiting(file)
    confirm(file, worker, [DataGroup.HOUSING])

    assert after_income == {"housing", "health"}
    assert waiting(file) == {"health"}


def test_a_household_without_a_file_has_its_questionnaire_for_that(office, worker):
    application = make_assessed(office, worker)

    registry.change_household(
        household=application.household,
        changes={"requested_services": ["housing"]},
        source=Source.OFFICE,
        by=CLOCK,
        at=LATER,
    )
    deliver(FOLLOWERS, at=LATER)

    assert not Obligation.objects.filter(kind="service_section_update").exists()


def test_school_is_asked_about_where_somebody_goes_to_school(office, worker):
    without, with_pupil = a_file(office, worker), a_file(office, worker, members=(PUPIL,))

    for file in (without, with_pupil):
        ask_for(file, "education")

    assert (waiting(without), waiting(with_pupil)) == (set(), {"education"})


@pytest.mark.clause("E-8.0.2")
def test_the_page_says_which_service_waits_and_takes_the_refresh(client, office, worker):
    file = a_file(office, worker)
    ask_for(file, "housing")
    sign_in(client, worker)
    address = reverse("assessment:validity", args=[file.household_id])

    before = client.get(address).content.decode()
    sent = client.post(address, {"groups": ["housing"], "source": "phone"}, follow=True).content.decode()

    assert "خدمت تازه خواسته شده است" in before and "E-8.0.2" in before
    assert re.search(r'value="housing"[^>]*checked', before)
    assert "خدمت تازه خواسته شده است" not in sent
