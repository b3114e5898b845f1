"""Sending an application: five items, number and term, the person known or registered, one at a time."""

from datetime import date, datetime

import pytest

from hamyar.audit.actor import CLOCK, Actor
from hamyar.intake import actions
from hamyar.intake.domain import (
    ActiveFileExists,
    ApplicationState,
    Channel,
    FieldsMissing,
    MobileNotVerified,
    MoveRefused,
    OpenApplicationExists,
    application_number,
    missing_fields,
    term_ends_on,
)
from hamyar.intake.models import Application
from hamyar.intake.tests.factories import (
    ANSWERS,
    head_of,
    make_account,
    make_casefile,
    make_draft,
    make_household,
    new_code,
    own_words,
)
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import NOON, TEHRAN, make_office, make_territory, make_worker
from hamyar.registry.models import Person
from hamyar.values import jalali

S = ApplicationState


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


def submit(draft, at=NOON):
    return actions.submit(application=draft, by=CLOCK, at=at)


@pytest.mark.clause("E-13.1.1", "E-1.2.b.1")
def test_a_request_from_the_portal_gets_a_number_and_a_date_without_help_of_staff(worker):
    draft = make_draft()

    application = submit(draft)

    assert application.number.startswith("1404-")
    assert application.submitted_at == NOON
    assert application.channel == Channel.PORTAL
    assert application.submitted_by is None


@pytest.mark.clause("E-13.1.1")
def test_numbers_are_never_given_twice(worker):
    numbers = {submit(make_draft()).number for _each in range(3)}

    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"national_code": ""}, "national_code"),
        ({"national_code": "1234567890"}, "national_code"),
        ({"born_on": ""}, "born_on"),
        ({"born_on": "1365/05/01x"}, "born_on"),
        ({"postal_code": "12345"}, "postal_code"),
        ({"postal_code": None}, "postal_code"),
        ({"address": "  "}, "address"),
        ({"mobile_holder": "relative"}, "mobile_relation"),
    ],
)
@pytest.mark.clause("E-13.1.2")
def test_each_required_item_that_is_missing_or_ill_formed_is_named(worker, given, named):
    draft = make_draft(**given)

    with pytest.raises(FieldsMissing) as refusal:
        submit(draft)

    assert refusal.value.details == {"fields": [named]}
    draft.refresh_from_db()
    assert draft.state == S.DRAFT


@pytest.mark.parametrize("mobile", ["", "0912", "12345678901", None])
@pytest.mark.clause("E-13.1.2")
def test_a_missing_or_ill_formed_mobile_is_named(mobile):
    assert missing_fields({**ANSWERS, "national_code": new_code()}, mobile_number=mobile) == ["mobile"]


@pytest.mark.clause("E-13.1.2")
def test_a_sisters_number_with_the_relation_is_accepted(worker):
    draft = make_draft(mobile_holder="relative", mobile_relation="خواهر")

    application = submit(draft)

    assert application.mobile == draft.account.mobile
    assert application.person.mobile_holder == "relative"
    assert application.person.mobile_relation == "خواهر"


@pytest.mark.clause("E-13.1.2")
def test_a_number_that_did_not_answer_a_code_needs_a_reason(office, worker):
    draft = make_draft(submitted_by=worker, mobile="09121234567")

    with pytest.raises(MobileNotVerified):
        submit(draft)

    actions.save_draft(
        application=draft, answers={"mobile_unverified_reason": "تلفن همراهش نبود"}, by=Actor.staff(worker), at=NOON
    )
    assert submit(draft).mobile_unverified_reason == "تلفن همراهش نبود"


@pytest.mark.clause("E-13.1.2")
def test_a_number_in_the_staff_form_is_proven_by_the_code_sent_to_it(office, worker):
    draft = make_draft(submitted_by=worker, mobile="09121234567")
    code = actions.issue_code(mobile="09121234567", address_digest="a", at=NOON)

    actions.verify_mobile(application=draft, code=code, by=Actor.staff(worker), at=NOON)

    assert submit(draft).mobile_verified_at == NOON


@pytest.mark.clause("E-2.2")
def test_a_new_person_is_registered_once_and_the_next_request_finds_the_same_one(worker):
    code = new_code()
    first = submit(make_draft(national_code=code))
    actions.withdraw(application=first, reason="خودش نخواست", by=CLOCK, at=NOON)

    second = submit(make_draft(national_code=code))

    assert second.person_id == first.person_id
    assert second.household_id == first.household_id
    assert Person.objects.filter(national_code=code).count() == 1


@pytest.mark.clause("E-2.2", "E-13.1.1")
def test_one_person_has_one_open_application(worker):
    code = new_code()
    submit(make_draft(national_code=code))

    with pytest.raises(OpenApplicationExists):
        submit(make_draft(national_code=code))


def test_a_draft_that_was_sent_cannot_be_sent_again(worker):
    draft = make_draft()
    submit(draft)

    with pytest.raises(MoveRefused):
        submit(draft)

    assert Application.objects.filter(account=draft.account).count() == 1


def test_a_form_that_is_sent_twice_starts_one_draft(worker):
    account = make_account()

    first = actions.start_draft(channel=Channel.PORTAL, account=account, by=CLOCK, at=NOON)
    second = actions.start_draft(channel=Channel.PORTAL, account=account, by=CLOCK, at=NOON)

    assert first.pk == second.pk


def test_answers_of_another_step_stay_when_a_step_is_saved(worker):
    draft = make_draft()

    actions.save_draft(application=draft, answers={"note": "اجاره"}, by=CLOCK, at=NOON)

    draft.refresh_from_db()
    assert draft.draft["note"] == "اجاره"
    assert draft.draft["postal_code"] == ANSWERS["postal_code"]


@pytest.mark.parametrize(
    ("submitted", "ends"),
    [
        ((1404, 1, 31), (1404, 2, 31)),
        ((1404, 6, 31), (1404, 7, 30)),
        ((1404, 7, 9), (1404, 8, 9)),
        ((1404, 11, 30), (1404, 12, 29)),
        ((1403, 11, 30), (1403, 12, 30)),
        ((1404, 12, 29), (1405, 1, 29)),
    ],
)
@pytest.mark.clause("E-13.n3")
def test_the_term_is_one_month_of_the_solar_calendar_to_the_end_of_the_day(submitted, ends):
    assert term_ends_on(jalali.from_parts(*submitted), 1) == jalali.from_parts(*ends)


@pytest.mark.clause("E-13.n3")
def test_the_worker_owes_an_answer_within_the_month_and_is_warned_at_three_quarters(worker):
    application = submit(make_draft())

    duty = Obligation.objects.get(kind="handle_application", subject_id=application.pk)

    assert duty.owner == worker
    assert duty.due_at == application.due_at == datetime(2025, 10, 31, 23, 59, 59, tzinfo=TEHRAN)
    assert duty.warn_at == NOON + (application.due_at - NOON) * 3 / 4


@pytest.mark.clause("E-13.n4.1")
def test_somebody_with_an_active_file_is_shown_it_instead_of_applying_again(worker, office):
    household = make_household(office)
    make_casefile(household)

    with pytest.raises(ActiveFileExists) as refusal:
        submit(make_draft(**own_words(head_of(household))))

    assert refusal.value.details["number"]
    assert refusal.value.details["office"] == office.title


@pytest.mark.clause("E-2.2")
def test_what_the_applicant_declares_does_not_change_somebody_already_registered(worker, office):
    household = make_household(office, given_name="زهرا", family_name="نمونه")
    person = head_of(household)

    application = submit(make_draft(**own_words(person), given_name="مریم"))

    person.refresh_from_db()
    assert person.given_name == "زهرا"
    assert application.events.filter(event="identity_differs", reason__contains="given_name").exists()


@pytest.mark.clause("E-D.6")
def test_a_registered_person_named_as_member_at_the_portal_is_left_to_the_worker(worker, office):
    other = make_household(office)
    member = {
        "given_name": "علی", "family_name": "نمونه", "national_code": head_of(other).national_code,
        "born_on": "2010-01-01", "sex": "male", "relation": "child",
    }  # fmt: skip

    application = submit(make_draft(members=[member]))

    assert application.household.memberships.count() == 1
    assert application.events.filter(event="members_left_out").exists()


def test_named_members_join_the_household(worker):
    child = {"family_name": "نمونه", "sex": "male", "relation": "child"}
    members = [
        {**child, "given_name": "علی", "national_code": new_code(), "born_on": "2010-01-01"},
        {**child, "given_name": "حسن", "national_code": "", "born_on": "2018-01-01"},
    ]

    application = submit(make_draft(members=members))

    assert application.household.memberships.filter(relation="child").count() == 2


def test_the_year_in_the_number_is_the_solar_one():
    assert application_number(date(2025, 3, 20), 7) == "1403-000007"
    assert application_number(date(2025, 3, 21), 7) == "1404-000007"
