"""Which office and which worker a postal code leads to (E-13.2, A-55)."""

from datetime import timedelta

import pytest

from hamyar.audit.actor import CLOCK
from hamyar.org import actions, queries
from hamyar.org.domain import TerritoryTaken, WorkerUnfit
from hamyar.org.models import Territory
from hamyar.org.tests.factories import (
    NOON,
    OPENED,
    TODAY,
    give_role,
    make_office,
    make_substitution,
    make_territory,
    make_worker,
)

pytestmark = pytest.mark.django_db


@pytest.mark.clause("E-13.2", "E-D.22")
def test_a_postal_code_leads_to_the_social_worker_of_its_territory():
    office = make_office()
    worker = make_worker(office)
    make_territory(office, worker, "11358")

    route = queries.route_for("1135812345", on=TODAY)

    assert (route.office, route.worker, route.prefix) == (office, worker, "11358")


@pytest.mark.clause("E-13.2")
def test_the_most_specific_territory_wins():
    office, street = make_office(), make_office()
    make_territory(office, make_worker(office), "11358")
    near = make_worker(street)
    make_territory(street, near, "113581")

    route = queries.route_for("1135812345", on=TODAY)

    assert (route.office, route.worker) == (street, near)


@pytest.mark.clause("E-13.2")
def test_a_postal_code_outside_every_territory_leads_nowhere():
    make_territory(make_office(), None, "11358")

    assert queries.route_for("7135812345", on=TODAY) is None


def test_a_territory_without_a_worker_leads_to_the_office_alone():
    office = make_office()
    make_territory(office, None, "11358")

    route = queries.route_for("1135812345", on=TODAY)

    assert (route.office, route.worker) == (office, None)


@pytest.mark.clause("E-13.2")
def test_while_a_worker_is_absent_the_substitute_receives_the_request():
    office = make_office()
    absent, present = make_worker(office), make_worker(office)
    make_territory(office, absent, "11358")
    make_substitution(absent, present, office, days=7)

    during = queries.route_for("1135812345", on=TODAY + timedelta(days=6))
    after = queries.route_for("1135812345", on=TODAY + timedelta(days=7))

    assert during.worker == present
    assert after.worker == absent


def test_a_worker_whose_role_has_ended_receives_nothing_more():
    office = make_office()
    worker = make_worker(office)
    make_territory(office, worker, "11358")
    actions.end_role(holding=worker.holdings.get(), to_on=TODAY, by=CLOCK, at=NOON)

    assert queries.route_for("1135812345", on=TODAY).worker is None
    assert queries.route_for("1135812345", on=TODAY - timedelta(days=1)).worker == worker


@pytest.mark.clause("E-13.2")
def test_one_prefix_has_one_owner_at_a_time():
    office, other = make_office(), make_office()
    make_territory(office, None, "11358", from_on=TODAY + timedelta(days=30))

    with pytest.raises(TerritoryTaken):
        make_territory(other, None, "11358", from_on=TODAY)


def test_moving_a_prefix_ends_the_former_owner_and_keeps_the_history():
    office, other = make_office(), make_office()
    make_territory(office, None, "11358")

    make_territory(other, None, "11358", from_on=TODAY)

    periods = (
        Territory.objects.filter(postal_prefix="11358").order_by("from_on").values_list("office", "from_on", "to_on")
    )
    assert list(periods) == [(office.pk, OPENED, TODAY), (other.pk, TODAY, None)]


@pytest.mark.clause("E-D.22")
def test_only_a_social_worker_of_the_office_receives_a_territory():
    office, other = make_office(), make_office()
    stranger = make_worker(other)

    with pytest.raises(WorkerUnfit):
        make_territory(office, stranger, "11358")


def test_a_worker_of_two_offices_may_hold_territories_in_both():
    office, other = make_office(), make_office()
    worker = make_worker(office)
    give_role(worker, "social_worker", other)

    make_territory(office, worker, "11358")
    make_territory(other, worker, "11359")

    assert queries.route_for("1135912345", on=TODAY).office == other
