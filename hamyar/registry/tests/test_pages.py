"""The pages on which a worker changes what is known of a household."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamyar.audit.models import AuditRecord
from hamyar.org import clock
from hamyar.org.tests.factories import make_head, make_office, make_worker, sign_in
from hamyar.registry import queries
from hamyar.registry.models import Household, Person
from hamyar.registry.tests.factories import add_member, head_of, make_household, next_national_code
from hamyar.values import jalali

pytestmark = pytest.mark.django_db

MEMBER = {
    "given_name": "نیما", "family_name": "آزمونی", "father_name": "علی", "sex": "male", "born_on": "۱۳۹۵/۰۱/۱۰",
    "nationality": "iranian", "marital_status": "never_married", "work_status": "unemployed",
    "education_status": "pupil", "empowerment_capacity": "not_assessed", "source": "sw_visit", "relation": "child",
    "from_on": "۱۴۰۲/۰۱/۰۱",
}  # fmt: skip


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(client, office):
    return sign_in(client, make_worker(office))


@pytest.fixture
def household(office, worker):
    return make_household(office, household={"social_worker": worker}, members=(("child", {}),))


def url(name, household, *more):
    return reverse(f"registry:{name}", args=[household.pk, *more])


def today():
    return jalali.format_short(clock.today())


def form_of(client, address):
    """What a browser would send back unchanged."""
    form = client.get(address).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            if value:
                sent[field.html_name] = "on"
        elif value not in (None, ""):
            sent[field.html_name] = field.field.widget.format_value(value) if isinstance(value, date) else value
    return sent


EVERY_PAGE = (
    "household_edit", "circumstances", "dwelling", "move", "decile", "prison", "treatment", "responsible", "head",
    "history", "find_member", "add_member",
)  # fmt: skip
OF_A_PERSON = ("person", "illness", "end_membership")


@pytest.mark.parametrize("name", EVERY_PAGE + OF_A_PERSON)
def test_every_page_opens_for_the_worker_and_for_nobody_else(client, office, household, name):
    address = url(name, household, *([head_of(household).pk] if name in OF_A_PERSON else []))

    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 20 if name == "household_edit" else 15

    sign_in(client, make_worker(office))
    assert client.get(address).status_code == 404
    sign_in(client, make_head(office))
    assert client.get(address).status_code == 403
    sign_in(client, make_worker(make_office()))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", [name for name in EVERY_PAGE if name not in ("household_edit", "history")])
def test_an_empty_form_is_answered_with_what_is_missing(client, household, name):
    answer = client.post(url(name, household), {})

    assert answer.status_code == 422


@pytest.mark.clause("E-13.3.b")
def test_a_correction_shows_what_was_before(client, household):
    address = url("person", household, head_of(household).pk)

    sent = client.post(address, {**form_of(client, address), "family_name": "رضايي", "source": "phone"})
    page = client.get(url("history", household)).content.decode()

    assert sent.status_code == 303
    assert "آزمونی" in page and "رضایی" in page and "تماس تلفنی" in page


def test_a_form_sent_back_unchanged_changes_nothing(client, household):
    for name in ("person", "dwelling", "circumstances"):
        address = url(name, household, *([head_of(household).pk] if name == "person" else []))
        assert client.post(address, {**form_of(client, address), "source": "office"}).status_code == 303

    assert not queries.fact_history(household).exists()


def test_a_wrong_code_that_came_by_an_import_may_stay(client, household):
    person = head_of(household)
    Person.objects.filter(pk=person.pk).update(national_code="12345", national_code_valid=False)
    address = url("person", household, person.pk)

    kept = client.post(address, {**form_of(client, address), "given_name": "نرگس", "source": "office"})
    other = client.post(address, {**form_of(client, address), "national_code": "54321", "source": "office"})

    assert (kept.status_code, other.status_code) == (303, 422)


@pytest.mark.clause("E-4.n1")
def test_a_child_of_a_foreign_father_is_known_by_another_identifier(client, household):
    sent = client.post(
        url("add_member", household), {**MEMBER, "alt_identifier_kind": "گواهی ولادت", "alt_identifier": "ب-۱۲۳"}
    )

    assert sent.status_code == 303
    assert Person.objects.get(given_name="نیما").alt_identifier == "ب-۱۲۳"


def test_the_code_is_looked_for_before_anybody_is_added(client, household):
    sent = client.post(url("find_member", household), {"national_code": (code := next_national_code())})

    page = client.get(sent["Location"])
    assert page.context["form"].initial["national_code"] == code
    assert client.post(sent["Location"], {**MEMBER, "national_code": code}).status_code == 303
    assert queries.known_person(code) is not None


@pytest.mark.clause("E-D.6", "E-2.2")
def test_somebody_known_is_offered_with_file_and_office_and_not_doubled(client, household):
    elsewhere = make_household(make_office(title="ادارهٔ دور"))
    person = head_of(elsewhere)
    address = f"{url('add_member', household)}?code={person.national_code}"

    offered = client.get(address).content.decode()
    refused = client.post(address, {"relation": "sibling", "from_on": today(), "source": "office"})

    assert "ادارهٔ دور" in offered and "پیش‌تر ثبت شده است" in offered
    assert person.family_name not in re.sub(r"<header.*?</header>", "", offered)
    assert refused.status_code == 422
    assert "عضو خانوار دیگری است" in refused.content.decode()
    assert AuditRecord.objects.filter(event="registry.person.looked_up", subject_id=str(person.pk)).exists()


def test_somebody_known_who_is_free_joins(client, household):
    known = make_household(make_office())
    person = head_of(known)
    known.memberships.update(to_on=clock.today())
    address = f"{url('add_member', household)}?code={person.national_code}"

    sent = client.post(address, {"relation": "sibling", "from_on": today(), "source": "office"})

    assert sent.status_code == 303
    assert queries.members_of(household, clock.today()).filter(person=person).exists()


@pytest.mark.clause("E-D.26")
def test_a_decile_by_hand_asks_for_evidence_and_shows_provisional(client, household):
    address = url("decile", household)
    values = {"decile": "2", "on": today(), "source": "office"}

    assert client.post(address, values).status_code == 422
    assert client.post(address, {**values, "evidence": "پیامک سامانهٔ رفاه"}).status_code == 303

    page = client.get(url("household_edit", household)).content.decode()
    assert "دهک ۲" in page and "موقت" in page


@pytest.mark.clause("E-6.n1")
def test_only_members_are_offered_to_act_for_the_household(client, household):
    sister = add_member(household, "sibling").person
    address = url("responsible", household)

    sent = client.post(address, {"person": sister.pk, "reason": "بیماری سرپرست", "on": today()})
    stranger = client.post(address, {"person": sister.pk + 1000, "reason": "x", "on": today()})

    assert (sent.status_code, stranger.status_code) == (303, 422)
    assert Household.objects.get(pk=household.pk).responsible_person == sister


@pytest.mark.clause("E-D.9")
def test_no_head_is_chosen_beforehand(client, household):
    add_member(household, "parent", born_on=date(1940, 1, 1), sex="male")

    page = client.get(url("head", household)).content.decode()

    assert 'name="person"' in page
    assert not re.search(r'name="person"[^>]*checked', page)


def test_a_head_who_leaves_several_people_is_refused_in_words(client, household):
    add_member(household, "sibling")

    answer = client.post(
        url("end_membership", household, head_of(household).pk), {"to_on": today(), "reason": "مهاجرت"}
    )

    assert answer.status_code == 422
    assert "خانوار بی‌سرپرست نمی‌ماند" in answer.content.decode()


def test_a_move_sent_twice_is_one_move(client, household):
    address = url("move", household)
    values = {
        "on": today(), "tenure": "owned", "condition": "sound", "area_kind": "city", "postal_code": "۷۱۳۱۸۱۲۳۴۵",
        "address": "شیراز", "source": "self", "in_office_territory": "on",
    }  # fmt: skip

    for _ in range(2):
        assert client.post(address, values).status_code == 303

    assert household.dwellings.count() == 2
    assert queries.current_dwelling(household, clock.today()).postal_code == "7131812345"
