"""What a transaction may see: set for it, put back inside it, gone with it."""

import pytest
from django.db import DatabaseError, connection, transaction

from hamyar.org.reach import EVERYTHING, NOTHING, Reach, reaching, set_reach, whole_country


def settings_now() -> list[str]:
    names = ("reach", "households", "person", "account", "user")
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"coalesce(current_setting('hamyar.{name}', true), '')" for name in names))
        return list(cursor.fetchone())


@pytest.mark.django_db
def test_a_reach_inside_another_is_put_back_afterwards():
    set_reach(Reach(paths=(".1.",), user=7))

    with whole_country("a test"):
        inside = settings_now()

    assert inside == [".", "", "", "", ""]
    assert settings_now() == [".1.", "", "", "", "7"]


@pytest.mark.django_db
def test_a_refusal_inside_puts_the_reach_back_too():
    set_reach(NOTHING)

    with pytest.raises(ValueError), reaching(Reach(households=(1, 2), person=3, account=4)):
        assert settings_now() == ["", "1,2", "3", "4", ""]
        raise ValueError

    assert settings_now() == [""] * 5


@pytest.mark.django_db
def test_a_broken_transaction_is_left_as_it_is():
    set_reach(NOTHING)

    with pytest.raises(DatabaseError), transaction.atomic(), reaching(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("select no_such_column")

    assert settings_now() == [""] * 5


def test_nothing_of_a_reach_outlives_its_transaction(committed, django_db_blocker):
    with django_db_blocker.unblock():
        with pytest.raises(RuntimeError):
            set_reach(EVERYTHING)
        with transaction.atomic():
            set_reach(EVERYTHING)
            assert settings_now()[0] == "."

        assert settings_now() == [""] * 5
