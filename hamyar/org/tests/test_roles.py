"""The roles of section 8 of the register, who may hold them, and what they open."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hamyar.audit.actor import CLOCK
from hamyar.org import actions
from hamyar.org.access import access_of
from hamyar.org.domain import (
    AlreadyEnded,
    Level,
    NotPermitted,
    PeriodEmpty,
    Programme,
    RoleOutsideLevel,
    RolesIncompatible,
    SeatTaken,
    UnitMisplaced,
    path_of,
)
from hamyar.org.models import RoleHolding
from hamyar.org.roles import INCOMPATIBLE_ROLES, PUBLIC_ROLES, ROLES, incompatible
from hamyar.org.tests.factories import (
    NOON,
    TODAY,
    give_role,
    make_head,
    make_hq,
    make_office,
    make_province,
    make_unit,
    make_user,
    make_worker,
)

# The identifiers as the register of clauses lists them.
OF_THE_REGISTER = {
    *("applicant", "client", "referrer", "donor", "service_counter", "charity_centre", "social_worker", "counsellor"),
    *("employment_expert", "commission_secretary", "office_head", "provincial_admission", "emdad.director_general"),
    *("hq_deputy", "specialist_department", "it_admin", "candidate", "member", "representative", "treasurer"),
    *("finance_overseer", "group_facilitator", "centre_manager", "county_expert", "county_head", "supervising_expert"),
    *("provincial_expert", "legal_expert", "security_unit", "inspection_unit", "social_deputy"),
    *("hamyar.director_general", "empowerment_office"),
}


def test_every_role_of_the_register_exists_with_a_sentence():
    known = {role.identifier: role.sentence for role in ROLES.values()} | PUBLIC_ROLES

    assert known.keys() == OF_THE_REGISTER
    assert all(sentence.endswith(".") and len(sentence) > 20 for sentence in known.values())


def test_every_pair_of_incompatible_roles_names_two_roles_and_a_reason():
    for one, other, why in INCOMPATIBLE_ROLES:
        assert one in ROLES and other in ROLES and one != other
        assert why.endswith(".")
        assert incompatible(one, other) == incompatible(other, one) == why


def test_the_it_centre_sees_no_personal_data_and_decides_nothing():
    role = ROLES["it_admin"]

    assert not role.sees_persons
    assert not any(permission.startswith(("intake", "assessment", "casefiles")) for permission in role.permissions)


@pytest.mark.parametrize(("one", "other"), [pair[:2] for pair in INCOMPATIBLE_ROLES])
@pytest.mark.django_db
def test_incompatible_roles_are_refused(one, other):
    user = make_user((one, unit_for(one)))

    with pytest.raises(RolesIncompatible):
        give_role(user, other, unit_for(other))


def unit_for(role: str):
    """A unit in which the role exists."""
    definition = ROLES[role]
    return unit_at(sorted(definition.levels)[0], definition.programme or Programme.EMDAD)


def unit_at(level: Level, programme: Programme):
    if level == Level.HQ:
        return make_hq(programme)
    province = make_province(programme=programme)
    return province if level == Level.PROVINCE else make_unit(level, parent=province)


@pytest.mark.django_db
def test_a_role_given_after_the_other_has_ended_is_no_conflict():
    office = make_office()
    user = make_user(("social_worker", office), to_on=TODAY)

    holding = give_role(user, "office_head", office, from_on=TODAY)

    assert holding.pk


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.django_db
def test_each_role_can_be_held_at_its_own_level_and_at_no_other(role):
    user = make_user()
    wrong = next(level for level in Level if level not in ROLES[role].levels and level != Level.HQ)

    give_role(user, role, unit_for(role))

    with pytest.raises(RoleOutsideLevel):
        give_role(make_user(), role, unit_at(wrong, ROLES[role].programme or Programme.EMDAD))


@pytest.mark.django_db
def test_an_office_has_one_head_at_a_time_and_the_database_keeps_it():
    office = make_office()
    first, second = make_head(office), make_user()

    with pytest.raises(SeatTaken):
        give_role(second, "office_head", office, from_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHolding.objects.create(user=second, role="office_head", unit=office, from_on=TODAY)

    actions.end_role(holding=first.holdings.get(), to_on=TODAY, by=CLOCK, at=NOON)
    assert give_role(second, "office_head", office, from_on=TODAY).pk


@pytest.mark.django_db
def test_two_workers_may_sit_in_one_office():
    office = make_office()

    assert make_worker(office).pk != make_worker(office).pk


@pytest.mark.django_db
def test_an_ended_role_opens_nothing_from_that_day_on():
    office = make_office()
    worker = make_worker(office)
    actions.end_role(holding=worker.holdings.get(), to_on=TODAY, by=CLOCK, at=NOON)

    before = access_of(worker, on=TODAY - timedelta(days=1))
    after = access_of(worker, on=TODAY)

    assert before.may("intake.handle") and before.reach.paths == (office.path,)
    assert not after.may("intake.handle") and after.reach.paths == ()


@pytest.mark.django_db
def test_a_role_is_ended_once_and_not_before_it_began():
    worker = make_worker(make_office())
    holding = actions.end_role(holding=worker.holdings.get(), to_on=TODAY, by=CLOCK, at=NOON)

    with pytest.raises(AlreadyEnded):
        actions.end_role(holding=holding, to_on=TODAY, by=CLOCK, at=NOON)
    with pytest.raises(PeriodEmpty):
        give_role(worker, "counsellor", holding.unit, from_on=TODAY, to_on=TODAY)


@pytest.mark.django_db
def test_what_no_role_allows_is_refused():
    access = access_of(make_worker(make_office()), on=TODAY)

    access.require("intake.handle")
    with pytest.raises(NotPermitted):
        access.require("org.manage_users")


def test_a_path_ends_with_its_separator_so_that_one_is_not_ten():
    assert path_of("", 1) == ".1."
    assert not path_of("", 10).startswith(path_of("", 1))
    assert path_of(".1.", 7).startswith(".1.")


@pytest.mark.django_db
def test_the_tree_of_behzisti_runs_from_headquarters_over_province_and_county_to_the_centre():
    hq = make_hq(Programme.HAMYAR)
    province = make_province(hq, programme=Programme.HAMYAR)
    county = make_unit(Level.COUNTY, parent=province)
    centre = make_unit(Level.CENTRE, parent=county)

    assert centre.path == f".{hq.pk}.{province.pk}.{county.pk}.{centre.pk}."
    with pytest.raises(UnitMisplaced):
        make_unit(Level.COUNTY, parent=centre)
    with pytest.raises(UnitMisplaced):
        make_unit(Level.PROVINCE, parent=hq, programme=Programme.EMDAD)
