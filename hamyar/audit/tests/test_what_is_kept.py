"""What was audited stays as it was: in the database for the application's role, and in the chain for everybody else."""

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from hamyar.audit import actions as audit
from hamyar.audit import chain
from hamyar.audit.actor import CLOCK, Actor
from hamyar.audit.models import AuditLink, AuditRecord, FileReading
from hamyar.org.tests.factories import NOON, make_office, make_worker


def record(subject, number: int = 1) -> AuditRecord:
    return audit.record("audit.test.happened", about=subject, by=CLOCK, at=NOON + timedelta(minutes=number), n=number)


@pytest.fixture
def office(db):
    return make_office()


def test_a_record_keeps_identifiers_of_what_and_who(office):
    worker = make_worker(office)

    kept = audit.record("audit.test.happened", about=office, by=Actor.staff(worker), at=NOON, fields=["title"])

    assert (kept.subject_type, kept.subject_id) == ("org.orgunit", str(office.pk))
    assert (kept.actor_kind, kept.actor_label, kept.actor_user_id) == ("staff", worker.username, worker.pk)
    assert (kept.at, kept.details) == (NOON, {"fields": ["title"]})


@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
@pytest.mark.parametrize("table", ["audit_auditrecord", "audit_auditlink", "audit_filereading"])
def test_the_application_may_not_change_delete_or_empty_what_is_kept(office, statement, table):
    statement = statement.replace("id = id", "position = position") if table == "audit_auditlink" else statement
    kept = record(office)
    AuditLink.objects.create(position=10**9, record=kept, digest="0" * 64)
    audit.record_reading(about=office, unit_path=office.path, reader=make_worker(office), role="social_worker", at=NOON)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_what_a_long_job_audits_is_written_together_in_its_order(office, django_assert_num_queries):
    with django_assert_num_queries(1), audit.written_together():
        record(office, 1)
        audit.record_all("audit.test.many", about=[(office, {"n": 2}), (office, {"n": 3})], by=CLOCK, at=NOON)
        record(office, 4)

    rows = AuditRecord.objects.filter(event__startswith="audit.test").order_by("pk")
    assert [row.details["n"] for row in rows] == [1, 2, 3, 4]


def test_what_a_long_job_audits_before_a_fault_is_not_written(office):
    with pytest.raises(ZeroDivisionError), audit.written_together():
        record(office)
        raise ZeroDivisionError

    record(office, 2)

    assert [row.details["n"] for row in AuditRecord.objects.filter(event="audit.test.happened")] == [2]


def test_a_reading_that_was_refused_is_kept_too(office):
    worker = make_worker(office)

    audit.record_reading(
        about=office, unit_path=office.path, reader=worker, role="social_worker", at=NOON, reason="", refused=True
    )

    kept = FileReading.objects.get()
    assert (kept.reader_user_id, kept.refused) == (worker.pk, True)


@pytest.fixture
def written(committed):
    """Five audited events, committed; the chain is empty."""
    with transaction.atomic():
        office = make_office()
        for number in range(5):
            record(office, number)
    return office


@pytest.fixture
def as_superuser(committed, database_server):
    """A session that passes every trigger, as somebody with the keys of the server could open one."""
    with psycopg.connect(database_server.dsn(committed, "postgres"), autocommit=True) as session:
        session.execute("set session_replication_role = replica")
        yield session


def rows() -> int:
    return AuditRecord.objects.count()


def test_sealing_appends_every_row_once(written):
    first, second = chain.seal(), chain.seal()

    assert (first, second) == (rows(), 0)
    assert list(AuditLink.objects.order_by("position").values_list("position", flat=True)) == list(range(1, rows() + 1))
    assert list(chain.faults()) == []


def test_sealing_in_small_batches_gives_the_same_chain(written):
    while chain.seal(batch=2):
        pass
    in_batches = list(AuditLink.objects.order_by("position").values_list("record_id", "digest"))

    expected, digest = [], chain.BEGINNING
    for each in AuditRecord.objects.order_by("pk"):
        digest = chain.link_digest(digest, each)
        expected.append((each.pk, digest))
    assert in_batches == expected


def test_a_row_of_a_transaction_that_is_still_open_waits_and_is_not_skipped(written, database_server, committed):
    chain.seal()
    with psycopg.connect(database_server.dsn(committed, "hamyar_app")) as slow:
        slow.execute(
            "insert into audit_auditrecord (event, subject_type, subject_id, actor_kind, actor_label, at, details)"
            " values ('audit.test.slow', 'x', '1', 'clock', 'clock', now(), '{}')"
        )
        with transaction.atomic():
            record(written, 9)  # a higher number, committed earlier

        while_open = chain.seal()
        slow.commit()
    afterwards = chain.seal()

    assert (while_open, afterwards) == (1, 1)
    sealed = AuditLink.objects.order_by("-position").values_list("record__event", flat=True)[:2]
    assert list(sealed) == ["audit.test.slow", "audit.test.happened"]
    assert list(chain.faults()) == []


def test_a_changed_row_is_found(written, as_superuser):
    chain.seal()
    victim = AuditRecord.objects.order_by("pk")[2]

    as_superuser.execute("update audit_auditrecord set actor_label = 'somebody else' where id = %s", [victim.pk])

    assert list(chain.faults()) == [f"audit chain: record {victim.pk} at link {victim.link.position} was changed"]


@pytest.mark.parametrize(
    "column", ["event", "subject_type", "subject_id", "actor_kind", "actor_label", "actor_user_id", "at", "details"]
)
def test_no_column_of_an_event_can_change_unseen(written, as_superuser, column):
    chain.seal()
    victim = AuditRecord.objects.order_by("pk")[2]
    other = {"actor_user_id": "77", "at": "at + interval '1 microsecond'", "details": """'{"n": 99}'"""}

    as_superuser.execute(
        f"update audit_auditrecord set {column} = {other.get(column, chr(39) + 'other' + chr(39))} where id = %s",
        [victim.pk],
    )

    assert any(f"record {victim.pk}" in fault for fault in chain.faults())


def test_a_missing_link_is_found(written, as_superuser):
    chain.seal()

    as_superuser.execute("delete from audit_auditlink where position = 3")

    faults = list(chain.faults())
    assert "audit chain: link 3 is missing" in faults


def test_a_removed_row_is_found_even_with_its_link(written, as_superuser):
    chain.seal()
    victim = AuditLink.objects.get(position=3).record_id

    as_superuser.execute("delete from audit_auditlink where position = 3")
    as_superuser.execute("delete from audit_auditrecord where id = %s", [victim])

    assert list(chain.faults()) != []


def test_a_link_whose_row_is_gone_is_found(written, as_superuser):
    chain.seal()
    victim = AuditLink.objects.get(position=3).record_id

    as_superuser.execute("delete from audit_auditrecord where id = %s", [victim])

    assert any("3" in fault for fault in chain.faults())


def test_two_sealers_side_by_side_seal_each_row_once(written, database_server, committed):
    """The second waits for the first: both see the same last link otherwise, and one would fail or fork the chain."""
    with psycopg.connect(database_server.dsn(committed, "hamyar_app"), autocommit=True) as other, transaction.atomic():
        sealed = chain.seal()
        free = other.execute("select pg_try_advisory_lock(hashtext('audit.seal'))").fetchone()[0]

    assert sealed == rows()
    assert free is False
    assert chain.seal() == 0
