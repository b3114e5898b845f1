"""At the portal nobody learns what is registered of a person without knowing when that person was born."""

from datetime import date, timedelta

import pytest

from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.domain import CasefileState
from hamyar.intake import actions
from hamyar.intake.domain import (
    ActiveFileExists,
    ApplicationState,
    IdentityUnproven,
    OpenApplicationExists,
    TooManyMismatches,
)
from hamyar.intake.models import PortalMismatch
from hamyar.intake.tests.factories import (
    head_of,
    make_casefile,
    make_draft,
    make_household,
    new_code,
    own_words,
)
from hamyar.org.tests.factories import NOON, make_office, make_territory, make_worker

S = ApplicationState
OTHER_DAY = "1979-01-01"


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


def send(draft, at=NOON, network="here"):
    return actions.send_from_portal(application=draft, address_digest=network, by=CLOCK, at=at)


def registered(office, standing):
    """Somebody registered: with an active file, a request under way, an ended file, or with nothing of them."""
    household = make_household(office)
    if standing == "file":
        make_casefile(household)
    elif standing == "ended file":
        make_casefile(household, state=CasefileState.INACTIVE)
    elif standing == "request":
        send(make_draft(**own_words(head_of(household))))
    return head_of(household)


@pytest.mark.parametrize("standing", ["nothing", "file", "ended file", "request"])
@pytest.mark.clause("E-9.a.2")
def test_another_birth_date_gets_one_answer_whatever_is_registered(office, worker, standing):
    person = registered(office, standing)
    draft = make_draft(national_code=person.national_code, born_on=OTHER_DAY)

    with pytest.raises(IdentityUnproven) as refusal:
        send(draft)

    assert refusal.value.details == {}
    draft.refresh_from_db()
    assert draft.state == S.DRAFT


@pytest.mark.clause("E-9.a.2", "E-D.6")
def test_whoever_knows_the_birth_date_learns_of_the_file(office, worker):
    person = registered(office, "file")

    with pytest.raises(ActiveFileExists):
        send(make_draft(**own_words(person)))


def test_whoever_knows_the_birth_date_learns_of_the_request_under_way(office, worker):
    person = registered(office, "request")

    with pytest.raises(OpenApplicationExists):
        send(make_draft(**own_words(person)))


def test_somebody_unknown_applies_with_any_birth_date(worker):
    application = send(make_draft(born_on=OTHER_DAY))

    assert application.person.born_on == date.fromisoformat(OTHER_DAY)


def test_of_two_records_of_one_person_either_birth_date_is_the_persons(office, worker):
    survivor = head_of(make_household(office, national_code="", national_code_valid=False))
    other = head_of(make_household(office, born_on=date.fromisoformat(OTHER_DAY)))
    other.merged_into = survivor
    other.save(update_fields=["merged_into"])

    application = send(make_draft(national_code=other.national_code, born_on=OTHER_DAY))

    assert application.person == survivor


@pytest.mark.clause("E-2.2")
def test_the_office_takes_the_request_of_somebody_whose_registered_birth_date_is_wrong(office, worker):
    person = registered(office, "nothing")
    draft = make_draft(
        submitted_by=worker, national_code=person.national_code, born_on=OTHER_DAY, mobile="09121234567",
        mobile_unverified_reason="تلفن همراهش نبود",
    )  # fmt: skip

    application = actions.submit(application=draft, by=Actor.staff(worker), at=NOON)

    assert application.person == person
    assert application.events.filter(event="identity_differs", reason__contains="born_on").exists()


@pytest.mark.clause("E-9.a.2")
def test_naming_a_member_with_an_active_file_gets_the_same_answer_as_naming_a_stranger(office, worker):
    child = {"given_name": "علی", "family_name": "نمونه", "born_on": OTHER_DAY, "sex": "male", "relation": "child"}
    known, unknown = registered(office, "file").national_code, new_code()

    answers = [send(make_draft(members=[{**child, "national_code": code}])) for code in (known, unknown)]

    assert {each.state for each in answers} == {S.ASSIGNED}


# Guessing


def mismatch(person, *, network="here"):
    with pytest.raises(IdentityUnproven):
        send(make_draft(national_code=person.national_code, born_on=OTHER_DAY), network=network)


@pytest.mark.clause("E-9.a.2")
def test_after_five_mismatches_of_one_telephone_the_right_date_waits_too(office, worker):
    draft = make_draft(national_code=registered(office, "file").national_code, born_on=OTHER_DAY)
    for minute in range(5):
        with pytest.raises(IdentityUnproven):
            send(draft, at=NOON + timedelta(minutes=minute), network=f"network {minute}")
    other = own_words(registered(office, "file"))
    actions.save_draft(application=draft, answers=other, by=CLOCK, at=NOON)

    with pytest.raises(TooManyMismatches) as refusal:
        send(draft, at=NOON + timedelta(minutes=5))

    assert refusal.value.details == {"hours": 1}


@pytest.mark.clause("E-9.a.2")
def test_after_five_mismatches_about_one_person_nobody_goes_on_guessing(office, worker):
    person = registered(office, "file")
    for number in range(5):
        mismatch(person, network=f"network {number}")

    with pytest.raises(TooManyMismatches):
        send(make_draft(**own_words(person)), network="another")


def test_one_network_may_not_guess_about_many_people(office, worker):
    for _each in range(30):
        mismatch(registered(office, "nothing"))

    with pytest.raises(TooManyMismatches):
        send(make_draft())


def test_an_hour_later_the_applicant_may_send_again(office, worker):
    person = registered(office, "nothing")
    for _each in range(5):
        mismatch(person)

    application = send(make_draft(**own_words(person)), at=NOON + timedelta(hours=1, minutes=1))

    assert application.person == person


def test_a_mismatch_is_counted_without_keeping_what_was_typed(office, worker):
    person = registered(office, "nothing")

    mismatch(person)

    kept = PortalMismatch.objects.values().get()
    assert person.national_code not in str(kept) and OTHER_DAY not in str(kept)
