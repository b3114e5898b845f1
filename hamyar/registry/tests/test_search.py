"""Search finds people by what staff have in hand, as people spell it, within their reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamyar.casefiles.tests.factories import make_casefile
from hamyar.org.access import access_of
from hamyar.org.domain import NotPermitted
from hamyar.org.reach import reaching
from hamyar.org.tests.factories import TODAY, make_hq, make_office, make_user, make_worker
from hamyar.registry import queries
from hamyar.registry.tests.factories import make_household, make_person, next_national_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def access(office):
    return access_of(make_worker(office), on=TODAY)


def names(access, text):
    with reaching(access.reach):
        return [hit.person.full_name for hit in queries.search(access, text, on=TODAY)]


@pytest.mark.parametrize("typed", ["علی رضا کاظمی", "عليرضا كاظمي", "علی‌رضا", "کاظمی علی‌رضا", "کاظ"])
def test_a_name_is_found_as_people_spell_it(office, access, typed):
    make_person(office, given_name="علی‌رضا", family_name="کاظمی", sex="male")
    make_person(office, given_name="مینا", family_name="سهرابی")

    assert names(access, typed) == ["علی‌رضا کاظمی"]


def test_signs_of_the_pattern_language_are_plain_signs(office, access):
    make_person(office, given_name="زهرا")

    assert names(access, "%%") == []
    assert names(access, "_ه_ا") == []


def test_a_national_code_in_persian_digits_finds_its_holder(office, access):
    person = make_person(office, national_code=(code := next_national_code()))

    typed = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

    assert names(access, typed) == [person.full_name]


def test_a_postal_code_a_mobile_and_a_file_number_find_the_head(office, access):
    household = make_household(office, dwelling={"postal_code": "7131899999"}, mobile="09121234567")
    casefile = make_casefile(household)

    for typed in (
        "71318-99999".replace("-", ""),
        "+98 912 123 4567",
        casefile.number,
        casefile.number.replace("-", ""),
    ):
        with reaching(access.reach):
            (hit,) = queries.search(access, typed, on=TODAY)
        assert (hit.household_id, hit.casefile_number) == (household.pk, casefile.number)


def test_another_office_finds_nothing(office, access):
    stranger = make_person(make_office(), family_name="دوردست")

    assert names(access, "دوردست") == []
    assert names(access, stranger.national_code) == []


def test_without_a_reach_nothing_is_found(access):
    make_person(make_office(), family_name="دوردست")

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hamyar.reach', '', true)")
    assert queries.search(access, "دوردست", on=TODAY) == []


def test_a_role_without_search_is_refused():
    administrator = make_user(("it_admin", make_hq()))

    with pytest.raises(NotPermitted):
        queries.search(access_of(administrator, on=TODAY), "زهرا", on=TODAY)


def test_a_search_asks_the_database_a_fixed_number_of_times(office, access):
    for number in range(12):
        make_household(office, given_name=f"نام{number}")

    with (
        reaching(access.reach),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        assert len(queries.search(access, "آزمونی", on=TODAY)) == 12

    assert len(asked) == 2
