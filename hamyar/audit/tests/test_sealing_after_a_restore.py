"""A restore brings rows whose transaction numbers belong to another server; they are sealed like any other."""

import psycopg
import pytest

from hamyar.audit import chain
from hamyar.audit.models import AuditRecord
from hamyar.org.tests.factories import NOON


def record(**fields) -> AuditRecord:
    return AuditRecord.objects.create(
        event="test.row.written",
        subject_type="test",
        subject_id="1",
        actor_kind="clock",
        actor_label="clock",
        at=NOON,
        **fields,
    )


def test_a_row_of_another_server_is_sealed(committed, django_db_blocker):
    with django_db_blocker.unblock():
        record(written_in="999999999999")
        record()

        assert chain.seal() == 2
        assert not list(chain.faults())


def test_a_transaction_elsewhere_on_the_server_delays_no_row(committed, database_server, django_db_blocker):
    with psycopg.connect(database_server.dsn("postgres", "postgres")) as elsewhere, django_db_blocker.unblock():
        elsewhere.execute("select pg_current_xact_id()")
        record()

        assert chain.seal() == 1


@pytest.mark.parametrize("times", [2, 3])
def test_sealing_twice_seals_once(committed, django_db_blocker, times):
    with django_db_blocker.unblock():
        record()

        assert sum(chain.seal() for _each in range(times)) == 1
