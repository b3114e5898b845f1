"""The pages about units, territories and substitutions."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hamyar.org import clock, queries
from hamyar.org.domain import Level, Programme
from hamyar.org.models import OrgUnit, Substitution, Territory
from hamyar.org.tests.factories import (
    make_head,
    make_hq,
    make_office,
    make_province,
    make_territory,
    make_unit,
    make_user,
    make_worker,
    sign_in,
)
from hamyar.values.jalali import format_short

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    return sign_in(client, make_user(("it_admin", make_hq())))


@pytest.fixture
def office():
    return make_office(title="ادارهٔ نمونه")


def day(days: int = 0) -> str:
    return format_short(clock.today() + timedelta(days=days))


def test_the_tree_opens_level_by_level(client, administrator):
    hq = make_hq()
    province = make_province(hq, title="استان نمونه")
    make_office(province, title="ادارهٔ نمونه")

    top = client.get(reverse("org:units")).content.decode()
    below = client.get(reverse("org:units"), {"below": province.pk}).content.decode()

    assert hq.title in top and "ادارهٔ نمونه" not in top
    assert "ادارهٔ نمونه" in below


@pytest.mark.clause("H-2S.4")
def test_a_private_rural_clinic_is_opened_under_its_county_with_all_three_attributes(client, administrator):
    county = make_unit(Level.COUNTY, parent=make_province(programme=Programme.HAMYAR))

    answer = client.post(
        reverse("org:new_unit"),
        {
            "title": "کلینیک مددکاری روستا", "code": "C-۷", "level": "centre", "programme": "hamyar",
            "parent": county.pk, "kind": "clinic", "setting": "rural", "ownership": "private", "opened_on": day(),
        },
    )  # fmt: skip

    clinic = OrgUnit.objects.get(code="C-7")
    assert (answer.status_code, answer.url) == (303, reverse("org:unit", args=[clinic.pk]))
    assert (clinic.parent, clinic.kind, clinic.setting, clinic.ownership) == (county, "clinic", "rural", "private")
    shown = client.get(answer.url).content.decode()
    assert all(word in shown for word in ("کلینیک مددکاری", "روستایی", "غیردولتی"))


def test_a_unit_where_its_level_does_not_belong_is_refused_with_its_sentence(client, administrator, office):
    answer = client.post(
        reverse("org:new_unit"),
        {
            "title": "استان",
            "code": "P9",
            "level": "province",
            "programme": "emdad",
            "parent": office.pk,
            "opened_on": day(),
        },
    )

    assert answer.status_code == 422
    assert "زیر این واحد جا نمی‌گیرد" in answer.content.decode()


def test_a_unit_is_closed_only_when_nothing_hangs_on_it(client, administrator, office):
    worker = make_worker(office)

    refused = client.post(reverse("org:close_unit", args=[office.pk]), {"close-on": day()})
    worker.holdings.all().update(to_on=clock.today())
    closed = client.post(reverse("org:close_unit", args=[office.pk]), {"close-on": day()})

    assert refused.status_code == 422 and "هنوز واحد زیرمجموعه" in refused.content.decode()
    assert closed.status_code == 303


def test_a_head_draws_the_territories_of_the_own_office(client, office):
    worker = make_worker(office)
    sign_in(client, make_head(office))

    answer = client.post(
        reverse("org:assign_territory", args=[office.pk]),
        {"territory-postal_prefix": "۱۱۳۵۸", "territory-worker": worker.pk, "territory-from_on": day()},
    )

    assert answer.status_code == 303
    assert queries.route_for("1135812345", on=clock.today()).worker == worker
    assert worker.get_full_name() in client.get(answer.url).content.decode()


def test_a_head_does_not_take_a_prefix_of_another_office(client, office):
    other = make_office()
    make_territory(other, None, "11358")
    sign_in(client, make_head(office))

    answer = client.post(
        reverse("org:assign_territory", args=[office.pk]),
        {"territory-postal_prefix": "11358", "territory-from_on": day()},
    )

    assert answer.status_code == 422
    assert "از آنِ ادارهٔ دیگری است" in answer.content.decode()
    assert Territory.objects.get().office == other


def test_the_it_centre_moves_a_prefix_between_offices(client, administrator, office):
    other = make_office()
    make_territory(other, None, "11358")

    client.post(
        reverse("org:assign_territory", args=[office.pk]),
        {"territory-postal_prefix": "11358", "territory-from_on": day()},
    )

    assert queries.route_for("1135812345", on=clock.today()).office == office


def test_a_territory_that_ends_leads_nowhere(client, administrator, office):
    territory = make_territory(office, None, "11358")

    client.post(reverse("org:end_territory", args=[office.pk, territory.pk]))

    assert queries.route_for("1135812345", on=clock.today()) is None


@pytest.mark.clause("E-13.2")
def test_a_head_sets_a_substitute_and_ends_the_absence(client, office):
    absent, present = make_worker(office), make_worker(office)
    make_territory(office, absent, "11358")
    sign_in(client, make_head(office))

    client.post(
        reverse("org:substitute", args=[office.pk]),
        {
            "substitute-absent": absent.pk, "substitute-substitute": present.pk,
            "substitute-from_on": day(-1), "substitute-to_on": day(10), "substitute-reason": "مرخصی",
        },
    )  # fmt: skip
    during = queries.route_for("1135812345", on=clock.today()).worker
    client.post(reverse("org:end_substitution", args=[office.pk, Substitution.objects.get().pk]))

    assert during == present
    assert queries.route_for("1135812345", on=clock.today()).worker == absent


def test_a_second_substitute_for_the_same_days_is_refused(client, office):
    absent, one, other = make_worker(office), make_worker(office), make_worker(office)
    sign_in(client, make_head(office))
    answers = [
        client.post(
            reverse("org:substitute", args=[office.pk]),
            {
                "substitute-absent": absent.pk, "substitute-substitute": each.pk,
                "substitute-from_on": day(), "substitute-to_on": day(5), "substitute-reason": "مرخصی",
            },
        )
        for each in (one, other)
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "جانشین دیگری ثبت شده" in answers[1].content.decode()


def test_routing_is_switched_by_the_head(client, office):
    sign_in(client, make_head(office))

    client.post(reverse("org:set_routing", args=[office.pk]), {"automatically": "no"})

    office.refresh_from_db()
    assert not office.routes_automatically


def test_a_head_sees_no_unit_of_another_office_and_opens_none(client, office):
    other = make_office(title="ادارهٔ دیگر")
    sign_in(client, make_head(office))

    assert "ادارهٔ دیگر" not in client.get(reverse("org:units")).content.decode()
    assert client.get(reverse("org:unit", args=[other.pk])).status_code == 404
    assert client.post(reverse("org:assign_territory", args=[other.pk])).status_code == 404
    assert client.get(reverse("org:new_unit")).status_code == 403
    assert client.post(reverse("org:change_unit", args=[office.pk])).status_code == 403


def test_the_page_of_a_unit_takes_few_queries(client, administrator, office, django_assert_max_num_queries):
    for prefix in range(11350, 11360):
        make_territory(office, make_worker(office), str(prefix))

    with django_assert_max_num_queries(15):
        assert client.get(reverse("org:unit", args=[office.pk])).status_code == 200
