"""The other members in the office's own form: added and taken out one by one, known people shown (E-D.6)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamyar.audit.models import AuditRecord
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.intake.tests.factories import head_of, make_casefile, make_household, new_code
from hamyar.intake.tests.test_pages import FORM
from hamyar.org.tests.factories import make_office, make_territory, make_worker, sign_in
from hamyar.registry.models import HouseholdMember
from hamyar.values.digits import to_latin

SON = {
    "member-given_name": "علی", "member-family_name": "نمونه", "member-relation": "child", "member-sex": "male",
    "member-born_on": "۱۳۹۵/۰۲/۱۱", "member-national_code": "",
}  # fmt: skip


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


@pytest.fixture
def address(client, worker):
    sign_in(client, worker)
    return client.post("/intake/start/", {"national_code": new_code(), "begin": "1"}).headers["Location"]


def draft():
    return Application.objects.get(state=ApplicationState.DRAFT)


def form_with(**given):
    return {**FORM, "national_code": draft().draft["national_code"], **given}


def members():
    return draft().draft.get("members") or []


@pytest.mark.clause("E-D.6")
def test_a_member_is_added_to_the_list_and_the_rest_of_the_form_is_kept(client, address):
    answer = client.post(address, form_with(**SON, add_member="1"))

    assert answer.headers["Location"] == f"{address}#part-members"
    assert members() == [
        {
            "given_name": "علی", "family_name": "نمونه", "relation": "child", "sex": "male", "born_on": "2016-04-30",
            "national_code": "",
        }
    ]  # fmt: skip
    assert draft().draft["address"] == FORM["address"]
    assert "علی نمونه، فرزند" in client.get(address).content.decode()


def test_a_member_is_taken_out_again(client, address):
    client.post(address, form_with(**SON, add_member="1"))
    client.post(address, form_with(**{**SON, "member-given_name": "حسن"}, add_member="1"))

    client.post(address, form_with(remove_member="0"))

    assert [each["given_name"] for each in members()] == ["حسن"]


def test_the_same_member_sent_twice_is_one(client, address):
    for _press in range(2):
        client.post(address, form_with(**SON, add_member="1"))

    assert len(members()) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"member-given_name": ""}, "نام"),
        ({"member-national_code": "1234567890"}, "این شمارهٔ ملی درست نیست"),
        ({"member-born_on": "1500/01/01"}, "تاریخ"),
        ({"member-relation": "head"}, "نسبت"),
    ],
)
def test_a_member_is_checked_as_at_the_portal(client, address, wrong, sentence):
    answer = client.post(address, form_with(**{**SON, **wrong}, add_member="1"))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert members() == []


@pytest.mark.clause("E-2.2")
def test_nobody_is_named_twice_in_one_application(client, address):
    code = new_code()
    client.post(address, form_with(**{**SON, "member-national_code": code}, add_member="1"))

    for again in (code, draft().draft["national_code"]):
        twin = {**SON, "member-given_name": "حسن", "member-national_code": again}
        answer = client.post(address, form_with(**twin, add_member="1"))
        assert "پیش‌تر در همین درخواست نوشته شده است" in answer.content.decode()
    assert len(members()) == 1


def test_a_member_typed_but_not_yet_added_is_sent_along(client, worker, address):
    client.post(address, form_with(**SON, send="1"))

    application = Application.objects.get(submitted_by=worker)
    assert application.household.memberships.filter(relation="child").count() == 1


def test_an_unfinished_member_is_not_lost_by_sending(client, address):
    answer = client.post(address, form_with(**{**SON, "member-born_on": ""}, send="1"))

    assert answer.status_code == 422
    assert 'value="علی"' in answer.content.decode()
    assert draft().state == ApplicationState.DRAFT


@pytest.mark.clause("E-D.6", "E-2.2")
def test_a_known_member_is_shown_with_the_file_that_has_them_and_the_question_is_audited(client, address):
    elsewhere = make_household(make_office())
    number = make_casefile(elsewhere).number
    known = head_of(elsewhere)

    client.post(address, form_with(**{**SON, "member-national_code": known.national_code}, add_member="1"))
    page = client.get(address).content.decode()

    assert "اکنون عضو خانوار دیگری است" in page
    assert number in to_latin(page)
    assert known.full_name not in page  # another office's: file and office, and no more
    assert AuditRecord.objects.filter(event="registry.person.looked_up", subject_id=str(known.pk)).exists()


@pytest.mark.clause("E-D.6")
def test_a_known_member_of_no_household_joins_as_the_same_person(client, office, worker, address):
    household = make_household(office, given_name="علی", family_name="دیگری")
    known = head_of(household)
    HouseholdMember.objects.filter(person=known).update(to_on="2024-01-01")
    client.post(address, form_with(**{**SON, "member-national_code": known.national_code}, add_member="1"))

    page = client.get(address).content.decode()
    client.post(address, form_with(send="1"))

    assert "نام ثبت‌شدهٔ این کد ملی: علی دیگری" in page
    application = Application.objects.get(submitted_by=worker)
    assert application.household.memberships.filter(person=known, relation="child").exists()


def test_the_form_asks_the_database_the_same_few_times_however_many_members(client, address):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    client.post(address, form_with(**{**SON, "member-national_code": new_code()}, add_member="1"))
    one = asked()
    for name in ("حسن", "رضا", "نرگس"):
        more = {**SON, "member-given_name": name, "member-national_code": new_code()}
        client.post(address, form_with(**more, add_member="1"))

    assert asked() == one <= 15


def test_the_list_has_an_end(client, address):
    row = draft()
    row.draft["members"] = [{"given_name": str(n), "family_name": "ن", "relation": "child", "sex": "male",
                             "born_on": "2016-05-01", "national_code": ""} for n in range(20)]  # fmt: skip
    row.save(update_fields=["draft"])

    client.post(address, form_with(**SON, add_member="1"))

    assert len(members()) == 20
    assert "بیش از این در این فرم جا نمی‌شود" in client.get(address).content.decode()
