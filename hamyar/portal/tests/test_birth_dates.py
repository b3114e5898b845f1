"""What the portal says of somebody who is registered already: nothing before the birth date is right."""

import re

import pytest
from django.test import Client

from hamyar.intake.models import Application
from hamyar.intake.tests.factories import head_of, make_casefile, make_household, new_code
from hamyar.org.tests.factories import make_office, make_territory, make_worker
from hamyar.portal.tests.test_applying import fill, sign_in_at_portal
from hamyar.values.digits import to_latin

OTHER_DAY = "۱۳۵۸/۱۰/۱۱"


@pytest.fixture
def office(db):
    office = make_office()
    make_territory(office, make_worker(office), "12345")
    return office


def registered(office, *, with_file):
    household = make_household(office)
    if with_file:
        make_casefile(household)
    return head_of(household)


def sent(client, code, born_on=OTHER_DAY):
    sign_in_at_portal(client)
    fill(client, national_code=code, born_on=born_on)
    return client.post("/portal/apply/review/")


def without_own_words(answer, code):
    """The page less what differs between any two people: the code, the telephone, the token of the forms."""
    page = to_latin(answer.content.decode()).replace(code, "")
    return re.sub(r"09\d{2}[\d•]+|\b\w{64}\b", "", page)


@pytest.mark.clause("E-9.a.2")
def test_a_wrong_birth_date_is_answered_alike_for_people_with_and_without_a_file(client, office):
    people = [registered(office, with_file=True), registered(office, with_file=False)]

    answers = [sent(Client(), each.national_code) for each in people]

    assert [each.status_code for each in answers] == [422, 422]
    first, second = (
        without_own_words(answer, person.national_code) for answer, person in zip(answers, people, strict=True)
    )
    assert first == second
    page = answers[0].content.decode()
    assert "پرونده" not in page.split("<main")[1].split("section-identity")[0]
    assert "به نزدیک‌ترین اداره بروید" in page
    assert 'href="/portal/apply/identity/"' in page


@pytest.mark.clause("E-9.a.2", "E-D.6")
def test_the_right_birth_date_is_told_of_the_file_without_number_or_office(client, office):
    person = registered(office, with_file=True)

    page = sent(client, person.national_code, "۱۳۵۹/۰۲/۱۱").content.decode()

    assert "پروندهٔ فعال دارد" in page
    assert office.title not in page


def test_no_step_before_sending_says_whether_somebody_is_registered(client, office):
    sign_in_at_portal(client)

    answer = fill(client, national_code=registered(office, with_file=True).national_code, born_on=OTHER_DAY)
    page = client.get("/portal/apply/review/").content.decode()

    assert answer.status_code == 303
    assert "هنوز فرستاده نشد" not in page


def test_guessing_birth_dates_ends_after_five(client, office):
    person = registered(office, with_file=True)
    sent(client, person.national_code)
    for _each in range(4):
        client.post("/portal/apply/review/")

    answer = client.post("/portal/apply/review/")

    assert answer.status_code == 422
    assert "تا ۱ ساعت دیگر" in answer.content.decode()


@pytest.mark.clause("E-9.a.2")
def test_a_member_who_has_an_active_file_is_taken_without_a_word_about_it(client, office):
    sign_in_at_portal(client)
    fill(client, national_code=new_code())
    member = {
        "add": "1", "given_name": "علی", "family_name": "نمونه", "relation": "child", "sex": "male", "born_on": OTHER_DAY,
        "national_code": registered(office, with_file=True).national_code,
    }  # fmt: skip

    named = client.post("/portal/apply/members/", member, follow=True)
    page = client.post("/portal/apply/review/", follow=True).content.decode()

    assert "علی نمونه" in named.content.decode()
    assert "پروندهٔ" not in named.content.decode() + page
    assert Application.objects.get(number__isnull=False).events.filter(event="members_left_out").exists()
