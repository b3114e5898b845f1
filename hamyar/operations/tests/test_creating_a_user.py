"""The first account of an installation comes from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hamyar.audit.models import AuditRecord
from hamyar.org import clock
from hamyar.org.models import User
from hamyar.org.tests.factories import make_hq, make_office, make_user

pytestmark = pytest.mark.django_db


def create(username="admin.one", **options) -> str:
    out = StringIO()
    named = {"given_name": "مینا", "family_name": "آزمونی", "role": "it_admin", "unit": "HQ1", **options}
    call_command("create_user", username, stdout=out, **named)
    return out.getvalue()


def test_the_account_has_its_role_from_today_and_a_first_password(client):
    hq = make_hq(code="HQ1")

    said = create()

    user = User.objects.get(username="admin.one")
    holding = user.holdings.get()
    assert (holding.role, holding.unit, holding.from_on) == ("it_admin", hq, clock.today())
    assert user.must_change_password
    password = said.split("first password ")[1].split(" ")[0]
    assert user.check_password(password)


def test_who_made_the_account_is_kept():
    make_hq(code="HQ1")

    create()

    kept = AuditRecord.objects.get(event="org.user.created", subject_id=str(User.objects.get(username="admin.one").pk))
    assert (kept.actor_kind, kept.actor_label) == ("program", "hamyar create-user")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"unit": "NOWHERE"}, "no unit has the code NOWHERE"),
        ({"role": "social_worker"}, "refused"),
        ({"username": "taken"}, "refused"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(options, says):
    make_hq(code="HQ1")
    make_user(username="taken")
    before = User.objects.count()

    with pytest.raises(CommandError, match=says):
        create(**options)

    assert User.objects.count() == before


def test_a_seat_that_somebody_holds_is_not_given_twice():
    office = make_office()
    create("head.one", role="office_head", unit=office.code)

    with pytest.raises(CommandError, match="refused"):
        create("head.two", role="office_head", unit=office.code)

    assert not User.objects.filter(username="head.two").exists()
