"""A backup of a small real installation, restored into an empty database: rows, files, rules and rights are back."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import override_settings
from PIL import Image

from hamyar.audit import chain
from hamyar.audit.actor import Actor
from hamyar.documents.actions import upload
from hamyar.obligations.tests.factories import make_duty
from hamyar.operations.backups import BackupFault, back_up, restore
from hamyar.operations.backups.manifest import DUMP, NAME, sha256_of
from hamyar.operations.backups.programs import find
from hamyar.operations.backups.reading import checked
from hamyar.operations.backups.writing import counted
from hamyar.operations.postgres import provision
from hamyar.org.reach import EVERYTHING, set_reach
from hamyar.org.tests.factories import NOON, make_head, make_office, make_territory, make_worker
from hamyar.outbox.actions import publish
from hamyar.registry.tests.factories import make_household

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def installation(
    database_server, template_database, fresh_database, django_db_setup, django_db_blocker, tmp_path_factory
):
    """An office with its worker, two households, a duty, an event, an uploaded picture and a sealed audit."""
    made = Installation(database_server, fresh_database(template_database), tmp_path_factory.mktemp("first") / "files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=str(made.files)):
        connection.close()
        before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], made.database
        try:
            made.office_path = fill()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
    return made


def fill() -> str:
    with transaction.atomic():
        set_reach(EVERYTHING)
        office = make_office()
        worker = make_worker(office)
        make_head(office)
        make_territory(office, worker, "11358")
        household = make_household(office)
        make_household(make_office())
        make_duty(office, owner=worker)
        publish("test.happened", at=NOON)
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        upload(
            file=SimpleUploadedFile("x.png", picture.getvalue()), kind="lease", subject=household,
            unit_path=office.path, reason="نشانی", by=Actor.staff(worker), at=NOON,
        )  # fmt: skip
    chain.seal()
    return office.path


class Installation:
    """One database with its files, and the commands run against it as an operator runs them."""

    def __init__(self, server, database: str, files: Path, office_path: str = "") -> None:
        self.server, self.database, self.files, self.office_path = server, database, files, office_path
        self.owner_url = server.dsn(database, "hamyar_owner")
        self.said = ""

    def session(self, user: str) -> psycopg.Connection:
        return psycopg.connect(self.server.dsn(self.database, user), autocommit=True)

    def hamyar(self, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hamyar.cli", *map(str, words)],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_OWNER_URL": self.owner_url,
                "DATABASE_URL": self.server.dsn(self.database, "hamyar_app"),
                "HAMYAR_FILES": str(self.files),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def is_empty(self) -> bool:
        tables = "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        with self.session("postgres") as session:
            return session.execute(tables).fetchone() == (0,) and not self.files.exists()


@pytest.fixture(scope="module")
def kept(installation, tmp_path_factory) -> Path:
    """The backup, made once by the command; tests look at it or spoil a copy."""
    folder = tmp_path_factory.mktemp("kept") / "backup"
    done = installation.hamyar("backup", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def backup(kept, tmp_path) -> Path:
    """A copy of the backup that a test may spoil."""
    return Path(shutil.copytree(kept, tmp_path / "backup"))


@contextmanager
def an_empty_database(server, files: Path):
    """With its roles, and nothing in it."""
    name = f"restored_{os.getpid()}_{os.urandom(3).hex()}"
    provision(server, name)
    try:
        yield Installation(server, name, files)
    finally:
        with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as session:
            session.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def empty(database_server, tmp_path):
    with an_empty_database(database_server, tmp_path / "restored-files") as made:
        yield made


@pytest.fixture(scope="module")
def restored(database_server, kept, tmp_path_factory):
    """An empty database into which the command has restored the backup; ``said`` is what it printed."""
    with an_empty_database(database_server, tmp_path_factory.mktemp("second") / "files") as made:
        done = made.hamyar("restore", kept)
        assert done.returncode == 0, done.stderr
        made.said = done.stdout
        yield made


def known_migrations(folder: Path) -> tuple[str, ...]:
    return json.loads((folder / NAME).read_text())["migrations"]


def read_into(target: Installation, folder: Path, *, known: tuple[str, ...] = ()) -> None:
    """As the command does, without starting a process for it."""
    restore(folder, owner_url=target.owner_url, files=target.files, known_migrations=known, say=print)


def relisted(folder: Path) -> None:
    """As if somebody had mended the checksum as well: only PostgreSQL can find the fault now."""
    manifest = json.loads((folder / NAME).read_text())
    dump = folder / DUMP
    manifest["files"][DUMP] = {"sha256": sha256_of(dump), "bytes": dump.stat().st_size}
    (folder / NAME).write_text(json.dumps(manifest))


def test_a_restored_installation_holds_the_same_rows_and_files_and_passes_verification(installation, restored):
    before = {path.relative_to(installation.files): sha256_of(path) for path in installation.files.rglob("*.png")}
    after = {path.relative_to(restored.files): sha256_of(path) for path in restored.files.rglob("*.png")}

    assert "verified: audit chain, duties, references" in restored.said
    assert counted(restored.owner_url) == counted(installation.owner_url)
    assert before == after != {}


def test_the_walls_of_the_database_stand_again_after_a_restore(installation, restored):
    with restored.session("hamyar_app") as application:
        assert application.execute("select count(*) from registry_household").fetchone() == (0,)
        application.execute("select set_config('hamyar.reach', %s, false)", [installation.office_path])
        assert application.execute("select count(*) from registry_household").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("update audit_auditrecord set event = 'x'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("create table x (id int)")
        with pytest.raises(psycopg.errors.CheckViolation, match="no move"), application.transaction():
            application.execute("update obligations_obligation set state = 'done', closed_at = now()")
            application.execute("update obligations_obligation set state = 'open', closed_at = null")
    with restored.session("hamyar_owner") as owner, pytest.raises(psycopg.errors.RaiseException):
        owner.execute("update audit_auditrecord set event = 'x'")


# Conditions are compared by what they do, above: PostgreSQL writes one and the same condition differently after a dump.
FACTS = {
    "policies": "select tablename, policyname, roles::text, cmd, permissive from pg_policies order by 1, 2",
    "walls": "select relname, relrowsecurity, relforcerowsecurity from pg_class"
    " where relnamespace = 'public'::regnamespace order by 1",
    "rights on tables": "select relname, grantee::regrole::text, privilege_type from pg_class, aclexplode(relacl)"
    " where relnamespace = 'public'::regnamespace order by 1, 2, 3",
    "rights on functions": "select p.oid::regprocedure::text, grantee, privilege_type from pg_proc p, aclexplode(proacl)"
    " where p.pronamespace = 'public'::regnamespace order by 1, 2, 3",
    "usual rights": "select defaclobjtype::text, grantee::regrole::text, privilege_type"
    " from pg_default_acl, aclexplode(defaclacl) order by 1, 2, 3",
    "triggers": "select c.relname, t.tgname, pg_get_triggerdef(t.oid) from pg_trigger t"
    " join pg_class c on c.oid = t.tgrelid where not t.tgisinternal order by 1, 2",
    "constraints": "select conrelid::regclass::text, conname, contype::text, convalidated, condeferred from pg_constraint"
    " where connamespace = 'public'::regnamespace order by 1, 2",
    "indexes": "select indexrelid::regclass::text, indrelid::regclass::text, indisunique, indisvalid from pg_index"
    " where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) order by 1",
    "functions": "select p.oid::regprocedure::text, p.prosrc, p.prosecdef, proconfig from pg_proc p"
    " where p.pronamespace = 'public'::regnamespace order by 1",
    "extensions": "select extname from pg_extension order by 1",
}


@pytest.mark.parametrize("what", FACTS)
def test_the_restored_database_has_exactly_the_rules_and_rights_of_the_first(installation, restored, what):
    with installation.session("postgres") as first, restored.session("postgres") as second:
        expected = first.execute(FACTS[what]).fetchall()

        assert expected
        assert second.execute(FACTS[what]).fetchall() == expected


def test_work_goes_on_after_a_restore_and_the_chain_with_it(backup, empty):
    read_into(empty, backup, known=known_migrations(backup))

    ticked, verified = empty.hamyar("tick"), empty.hamyar("verify")

    assert ticked.returncode == 0, ticked.stderr
    assert verified.returncode == 0, verified.stderr
    with empty.session("hamyar_app") as application:
        assert application.execute("select count(*) from operations_tickrun").fetchone() == (1,)


def test_a_backup_of_an_older_version_says_to_migrate(backup, empty):
    older = [name for name in known_migrations(backup) if name != "operations.0001_initial"]
    manifest = json.loads((backup / NAME).read_text())
    (backup / NAME).write_text(json.dumps({**manifest, "migrations": older}))

    done = empty.hamyar("restore", backup)

    assert done.returncode == 0, done.stderr
    assert "hamyar migrate" in done.stdout
    assert "verified" not in done.stdout


def test_the_manifest_lists_every_file_with_its_checksum_and_every_table_with_its_rows(installation, kept):
    manifest = checked(kept, say=print)

    files = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()} - {NAME}
    assert set(manifest.files) == files
    assert all(sha256_of(kept / path) == facts.sha256 for path, facts in manifest.files.items())
    assert manifest.rows == counted(installation.owner_url)
    assert manifest.rows["registry_household"] == 2
    assert any(name.startswith("audit.0001") for name in manifest.migrations)


def test_the_manifest_names_the_version_of_the_product(kept):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert checked(kept, say=print).version == project["version"]


def test_nobody_else_may_open_a_backup(kept):
    assert kept.stat().st_mode & 0o077 == 0


def test_a_database_in_use_is_not_restored_over(installation, kept, tmp_path):
    before = counted(installation.owner_url)

    done = installation.hamyar("restore", kept, HAMYAR_FILES=str(tmp_path / "elsewhere"))

    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert "Traceback" not in done.stderr
    assert counted(installation.owner_url) == before
    assert not (tmp_path / "elsewhere").exists()


def test_a_place_with_files_is_not_restored_over(empty, backup):
    empty.files.mkdir()
    (empty.files / "kept.txt").write_text("kept")

    with pytest.raises(BackupFault, match="not empty"):
        read_into(empty, backup, known=known_migrations(backup))

    assert (empty.files / "kept.txt").read_text() == "kept"
    shutil.rmtree(empty.files)
    assert empty.is_empty()


def cut_off(folder: Path) -> None:
    dump = folder / DUMP
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 2 // 3])


def one_byte_changed(folder: Path) -> None:
    content = bytearray((folder / DUMP).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / DUMP).write_bytes(content)


def no_manifest(folder: Path) -> None:
    (folder / NAME).unlink()


def manifest_of_no_json(folder: Path) -> None:
    (folder / NAME).write_text('{"format": 1, "rows"')


def manifest_without_the_dump(folder: Path) -> None:
    manifest = json.loads((folder / NAME).read_text())
    del manifest["files"][DUMP]
    (folder / NAME).write_text(json.dumps(manifest))


def manifest_that_leads_outside(folder: Path) -> None:
    manifest = json.loads((folder / NAME).read_text())
    manifest["files"]["files/../../x"] = {"sha256": "0" * 64, "bytes": 1}
    (folder / NAME).write_text(json.dumps(manifest))


def another_format(folder: Path) -> None:
    manifest = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps({**manifest, "format": 2}))


def a_newer_version(folder: Path) -> None:
    manifest = json.loads((folder / NAME).read_text())
    manifest["migrations"].append("registry.9999_from_the_future")
    (folder / NAME).write_text(json.dumps(manifest))


def a_file_missing(folder: Path) -> None:
    next((folder / "files").rglob("*.png")).unlink()


def a_file_changed(folder: Path) -> None:
    next((folder / "files").rglob("*.png")).write_bytes(b"something else")


def a_file_added(folder: Path) -> None:
    (folder / "files" / "more.png").write_bytes(b"more")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (cut_off, "database.dump was changed or cut off"),
        (one_byte_changed, "database.dump was changed or cut off"),
        (no_manifest, "holds no manifest.json"),
        (manifest_of_no_json, "is broken"),
        (manifest_without_the_dump, "is broken"),
        (manifest_that_leads_outside, "is broken"),
        (another_format, "has format 2"),
        (a_newer_version, "registry.9999_from_the_future"),
        (a_file_missing, "is missing"),
        (a_file_changed, "was changed or cut off"),
        (a_file_added, "is not in its manifest"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_broken_backup_is_refused_and_nothing_is_written(empty, backup, broken, says):
    known = known_migrations(backup)
    broken(backup)

    with pytest.raises(BackupFault, match=re.escape(says)):
        read_into(empty, backup, known=known)

    assert empty.is_empty()


def test_a_dump_that_breaks_off_half_way_leaves_nothing_behind(empty, backup):
    cut_off(backup)
    relisted(backup)

    done = empty.hamyar("restore", backup)

    assert done.returncode == 1
    assert "pg_restore ended with status" in done.stderr
    assert "Traceback" not in done.stderr
    assert empty.is_empty()
    assert not list(empty.files.parent.glob(f".{empty.files.name}.*"))


def test_after_a_dump_that_breaks_off_the_whole_one_can_be_restored(empty, backup, kept, installation):
    cut_off(backup)
    relisted(backup)
    with pytest.raises(BackupFault, match="pg_restore"):
        read_into(empty, backup, known=known_migrations(backup))

    read_into(empty, kept, known=known_migrations(kept))

    assert counted(empty.owner_url) == counted(installation.owner_url)


def test_a_backup_is_not_written_into_a_folder_that_holds_something(installation, backup):
    before = sorted(path.name for path in backup.iterdir())

    with pytest.raises(BackupFault, match="not empty"):
        back_up(backup, owner_url=installation.owner_url, files=installation.files, at=NOON, say=print)

    assert sorted(path.name for path in backup.iterdir()) == before


def test_a_backup_that_fails_leaves_nothing_behind(installation, tmp_path):
    nobody = installation.server.dsn("no_such_database", "hamyar_owner")

    with pytest.raises(BackupFault, match="could not be read"):
        back_up(tmp_path / "backup", owner_url=nobody, files=installation.files, at=NOON, say=print)

    assert list(tmp_path.iterdir()) == []


def test_the_applications_role_cannot_make_a_backup(installation, tmp_path):
    as_application = installation.server.dsn(installation.database, "hamyar_app")

    with pytest.raises(BackupFault):
        back_up(tmp_path / "backup", owner_url=as_application, files=installation.files, at=NOON, say=print)

    assert not (tmp_path / "backup").exists()


def test_without_the_owners_address_the_command_says_what_to_set(installation, tmp_path):
    done = installation.hamyar("backup", tmp_path / "backup", DATABASE_OWNER_URL="")

    assert done.returncode == 1
    assert "DATABASE_OWNER_URL is not set" in done.stderr


def test_the_programs_are_found_on_the_path_where_there_is_no_server(monkeypatch, tmp_path):
    from hamyar.operations.backups import programs

    def nowhere():
        raise programs.ServerFault("none")

    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setattr(programs, "find_binaries", nowhere)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find("pg_dump") == tool
    with pytest.raises(BackupFault, match="pg_restore was not found"):
        find("pg_restore")
