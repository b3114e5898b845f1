"""The tests' database: a private PostgreSQL, one migrated template, a fresh clone for every run.

Tests sign in as the application's role, which owns nothing: row-level security and append-only triggers hold here too.
"""

import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent
DATA = ROOT / ".hamyar" / "test"
os.environ.setdefault("HAMYAR_MODE", "test")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0" * 40)
os.environ.setdefault("DATABASE_URL", "postgresql://hamyar_app@/hamyar_not_yet_cloned?host=/nowhere")
os.environ.setdefault("HAMYAR_FILES", str(DATA / "files"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamyar.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in the test's thread


def pytest_configure() -> None:
    """Tests and factories import models while they are collected: the applications are loaded by then."""
    import django

    django.setup()


def migrations_digest() -> str:
    files = sorted([*ROOT.glob("hamyar/**/migrations/*.py"), ROOT / "requirements.txt"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


@pytest.fixture(scope="session")
def database_server():
    """The private server of the tests; stays up between runs."""
    from hamyar.operations.postgres import ensure_running

    DATA.mkdir(parents=True, exist_ok=True)
    return ensure_running(DATA / "postgres", relaxed_commits=True)


@pytest.fixture(scope="session")
def template_database(database_server) -> str:
    """The name of a migrated, empty database, made anew only when a migration changed."""
    from hamyar.operations.postgres import provision

    name = f"template_{migrations_digest()}"
    with (DATA / "template.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        with psycopg.connect(database_server.dsn("postgres", "postgres"), autocommit=True) as server:
            known = {
                row[0] for row in server.execute("select datname from pg_database where datname like 'template\\_%'")
            }
            ready = {row[0] for row in server.execute("select datname from pg_database where datistemplate")}
            if name not in ready:
                if name in known:
                    server.execute(f'drop database "{name}" with (force)')
                provision(database_server, name)
                migrate = subprocess.run(
                    [sys.executable, "-m", "hamyar.cli", "manage", "migrate", "--verbosity", "0"],
                    cwd=ROOT,
                    env={
                        **os.environ,
                        "DATABASE_OWNER_URL": database_server.dsn(name, "hamyar_owner"),
                        "DATABASE_URL": database_server.dsn(name, "hamyar_app"),
                    },
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert migrate.returncode == 0, migrate.stderr
                server.execute(f'alter database "{name}" is_template true')
    return name


def clone(server, template: str) -> str:
    """A fresh copy of the template; returns its name."""
    name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}" owner hamyar_owner')
        connection.execute(f'grant connect, temporary on database "{name}" to hamyar_app')
    return name


def drop(server, name: str) -> None:
    with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def fresh_database(database_server) -> Iterator[Callable[[str], str]]:
    """Copies of a template by name, for servers that a test starts; all are dropped at the end of the run."""
    made: list[str] = []

    def copy(template: str) -> str:
        made.append(clone(database_server, template))
        return made[-1]

    yield copy
    for name in made:
        drop(database_server, name)


@pytest.fixture(scope="session")
def django_db_setup(database_server, template_database, django_db_blocker) -> Iterator[None]:
    """pytest-django's database for the whole run: a clone, reached as the application's role."""
    from django.db import connection

    name = clone(database_server, template_database)
    dsn = psycopg.conninfo.conninfo_to_dict(database_server.dsn(name, "hamyar_app"))
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(NAME=name, HOST=dsn["host"], USER="hamyar_app", PASSWORD="", PORT="")
    os.environ["DATABASE_URL"] = database_server.dsn(name, "hamyar_app")
    yield
    with django_db_blocker.unblock():
        connection.close()
    drop(database_server, name)


@pytest.fixture
def committed(database_server, template_database, django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of its own for a test that must commit; yields its name. Dropped afterwards."""
    from django.db import connection

    name = clone(database_server, template_database)
    with django_db_blocker.unblock():
        connection.close()
        before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
    drop(database_server, name)


@pytest.fixture(autouse=True)
def _reach_of_tests(request) -> None:
    """Factories and assertions see the whole country; requests of the test client set their own reach."""
    wanted = {"db", "client", "rf"} & set(request.fixturenames) or request.node.get_closest_marker("django_db")
    if wanted and "committed" not in request.fixturenames:
        request.getfixturevalue("db")
        from hamyar.org.reach import EVERYTHING, set_reach

        set_reach(EVERYTHING)
