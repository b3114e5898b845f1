"""Verification finds what no constraint can say, and what somebody with the keys of the server did behind our back."""

from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import transaction

from hamyar.audit import chain
from hamyar.audit.models import AuditRecord
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.obligations.tests.factories import make_duty
from hamyar.operations.management.commands.verify import NEVER
from hamyar.org.reach import EVERYTHING, set_reach
from hamyar.org.tests.factories import make_office, make_worker
from hamyar.registry.tests.factories import make_household


@pytest.fixture
def sound(committed):
    """A small installation in order: an office, a household with its file, a duty, a sealed audit."""
    with transaction.atomic():
        set_reach(EVERYTHING)
        office = make_office()
        worker = make_worker(office)
        make_casefile(make_household(office), worker=worker)
        duty = make_duty(office, owner=worker)
    chain.seal()
    return duty


@pytest.fixture
def as_superuser(committed, database_server):
    """A session that passes every trigger and every policy."""
    with psycopg.connect(database_server.dsn(committed, "postgres"), autocommit=True) as session:
        session.execute("set session_replication_role = replica")
        yield session


def verified() -> tuple[int, str]:
    """The exit code, and what was said of it."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify", stdout=out, stderr=err, no_color=True)
    except SystemExit as end:
        return int(end.code or 0), err.getvalue()
    return 0, out.getvalue()


def test_an_installation_in_order_is_verified(sound):
    code, said = verified()

    assert (code, said.strip()) == (0, "verified: audit chain, duties, references")


def test_a_tampered_audit_row_is_found(sound, as_superuser):
    victim = AuditRecord.objects.order_by("pk").first()

    as_superuser.execute("update audit_auditrecord set actor_label = 'nobody' where id = %s", [victim.pk])

    code, said = verified()
    assert code == 1
    assert f"record {victim.pk} at link 1 was changed" in said


def test_a_deleted_audit_row_is_found(sound, as_superuser):
    as_superuser.execute("delete from audit_auditlink where position = 2")

    code, said = verified()
    assert code == 1
    assert "link 2 is missing" in said


@pytest.mark.parametrize("subject", ["('org.orgunit', 987654)", "('intake.application', 5)", "('no.suchthing', 1)"])
def test_a_duty_about_nothing_is_found(sound, as_superuser, subject):
    as_superuser.execute(
        f"update obligations_obligation set (subject_type, subject_id) = {subject} where id = %s", [sound.pk]
    )

    code, said = verified()
    assert code == 1
    assert f"duty {sound.pk}: there is no " in said


def test_a_closed_duty_may_outlive_its_subject(sound, as_superuser):
    as_superuser.execute(
        "update obligations_obligation set subject_id = 987654, state = 'done', closed_at = now() where id = %s",
        [sound.pk],
    )

    assert verified()[0] == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("update obligations_obligation set kind = 'forgotten'", "kind forgotten is unknown"),
        ("update obligations_obligation set owner_role = 'nobody'", "role nobody is unknown"),
        (
            "update obligations_obligation set unit_path = '.0.'",
            "an open duty stands in another unit than its path says",
        ),
        ("update registry_householdmember set to_on = from_on + 1", "a household in use has no head today"),
        ("update casefiles_casefile set unit_path = '.0.'", "a file and its household stand in different units"),
        ("update org_orgunit set path = '.9.' where level = 'office'", "a unit's path does not continue its parent's"),
    ],
)
def test_what_spans_rows_is_found(sound, as_superuser, change, says):
    as_superuser.execute(change)

    code, said = verified()
    assert code == 1
    assert says in said


def test_every_rule_of_verification_can_be_asked(sound, as_superuser):
    for sql in NEVER.values():
        assert as_superuser.execute(sql).fetchall() == []


def test_the_faults_name_no_person(sound, as_superuser):
    as_superuser.execute("update registry_householdmember set to_on = from_on + 1")

    _code, said = verified()

    assert said.isascii()
