"""The private PostgreSQL server: how it comes up, whom it lets in, what it can do."""

import getpass
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from hamyar.operations.postgres import (
    APP_ROLE,
    OWNER_ROLE,
    ServerFault,
    ensure_running,
    find_running,
    provision,
    remove,
)
from hamyar.operations.postgres.server import LONGEST_SOCKET_FOLDER, SUPERUSER


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = ensure_running(tmp_path_factory.mktemp("private") / "pg")
    provision(server, "hamyar")
    yield server
    server.remove()


@pytest.fixture
def as_owner(server):
    with psycopg.connect(server.dsn("hamyar", OWNER_ROLE), autocommit=True) as connection:
        yield connection


@pytest.fixture
def as_app(server):
    with psycopg.connect(server.dsn("hamyar", APP_ROLE), autocommit=True) as connection:
        yield connection


def test_asking_for_a_running_server_gives_the_same_one(server):
    again = ensure_running(server.data_dir)

    assert again == server


def test_it_listens_on_a_socket_only_and_waits_for_the_disk(server):
    with psycopg.connect(server.dsn("postgres", SUPERUSER)) as connection:
        settings = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("listen_addresses", "fsync", "synchronous_commit", "unix_socket_permissions")
        }

    assert settings == {
        "listen_addresses": "",
        "fsync": "on",
        "synchronous_commit": "on",
        "unix_socket_permissions": "0700",
    }
    assert server.home.stat().st_mode & 0o077 == 0


def test_similar_persian_names_are_found_similar(as_app):
    similarity = as_app.execute("SELECT similarity('محمدرضا', 'محمد رضا')").fetchone()[0]

    assert similarity > 0.4


def test_the_database_refuses_overlapping_periods(as_owner):
    as_owner.execute(
        "CREATE TEMPORARY TABLE stay (person integer, days daterange, EXCLUDE USING gist (person WITH =, days WITH &&))"
    )
    as_owner.execute("INSERT INTO stay VALUES (1, '[2026-01-01,2026-02-01)')")

    with pytest.raises(psycopg.errors.ExclusionViolation):
        as_owner.execute("INSERT INTO stay VALUES (1, '[2026-01-15,2026-03-01)')")


def test_the_app_works_with_what_the_owner_makes_but_makes_nothing(as_owner, as_app):
    as_owner.execute("CREATE TABLE note (id serial PRIMARY KEY, line text)")

    as_app.execute("INSERT INTO note (line) VALUES ('a')")
    as_app.execute("UPDATE note SET line = 'b'")

    assert as_app.execute("SELECT line FROM note").fetchall() == [("b",)]
    for forbidden in ("CREATE TABLE own (id int)", "DROP TABLE note", "TRUNCATE note", "ALTER TABLE note ADD x int"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_app.execute(forbidden)


def test_neither_role_can_step_over_row_level_security(server):
    with psycopg.connect(server.dsn("postgres", SUPERUSER)) as connection:
        powers = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'hamyar%'"
        ).fetchall()
        owned = connection.execute(
            "SELECT count(*) FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE r.rolname = %s", [APP_ROLE]
        ).fetchone()[0]

    assert sorted(powers) == [(APP_ROLE, False, False, False, False), (OWNER_ROLE, False, False, False, True)]
    assert owned == 0


def test_provisioning_again_changes_nothing(server, as_app):
    provision(server, "hamyar")

    assert as_app.execute("SELECT current_user").fetchone() == (APP_ROLE,)


def test_row_values_stay_out_of_the_log(server, as_owner):
    as_owner.execute("CREATE TABLE secret (code text UNIQUE)")
    as_owner.execute("INSERT INTO secret VALUES ('0012345679')")

    with pytest.raises(psycopg.errors.UniqueViolation):
        as_owner.execute("INSERT INTO secret VALUES ('0012345679')")

    log = (server.home / "server.log").read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "0012345679" not in log


@pytest.fixture
def open_folder():
    """A folder that every account can enter, unlike ``tmp_path``."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_path_too_long_for_a_socket_gets_a_short_folder(open_folder):
    deep = open_folder / ("خ" * 60) / ("long" * 20)
    server = ensure_running(deep / "pg")

    try:
        assert server.socket_dir != server.home
        assert len(os.fsencode(server.socket_dir)) <= LONGEST_SOCKET_FOLDER
        assert server.socket_dir.stat().st_mode & 0o077 == 0
        with psycopg.connect(server.dsn("postgres", SUPERUSER)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.remove()
    assert not server.socket_dir.exists()


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear")

    with pytest.raises(ServerFault, match="not empty"):
        ensure_running(tmp_path / "letters")

    assert (tmp_path / "letters" / "a.txt").read_text() == "dear"


def test_a_folder_with_other_things_in_it_is_not_removed_either(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear")

    with pytest.raises(ServerFault, match="nothing was removed"):
        remove(tmp_path / "letters")

    assert (tmp_path / "letters" / "a.txt").read_text() == "dear"


def test_a_wrong_pg_bindir_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))

    with pytest.raises(ServerFault, match="PG_BINDIR"):
        ensure_running(tmp_path / "pg")


def test_in_a_closed_folder_it_never_runs_as_root_and_widens_no_mode(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = ensure_running(closed / "pg")

    try:
        assert server.home.owner() == ("nobody" if os.geteuid() == 0 else getpass.getuser())
        assert closed.stat().st_mode & 0o777 == 0o700
        assert (closed / "pg").resolve() == server.home
        assert find_running(closed / "pg") == server
    finally:
        server.remove()
    assert not os.path.lexists(closed / "pg")


def test_the_command_line_starts_shows_and_stops(tmp_path):
    def ask(*words):
        command = [sys.executable, "-m", "hamyar.operations.postgres", *words, "--data", str(tmp_path / "pg")]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])

    before = ask("status")
    started = ask("start", "--provision", "hamyar")
    dsn = ask("dsn").stdout.strip()
    with psycopg.connect(dsn) as connection:
        user = connection.execute("SELECT current_user").fetchone()[0]
    removed = ask("remove")

    assert (before.returncode, started.returncode, removed.returncode) == (3, 0, 0)
    assert user == APP_ROLE
    assert find_running(tmp_path / "pg") is None
