"""The private PostgreSQL servers of the demo and of the tests, through the launcher of `hamyar.operations.postgres`."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installing import PYTHON
from steps import ROOT, STATE, Stop, clean_environment, step

LAUNCHER = [str(PYTHON), "-m", "hamyar.operations.postgres"]
DATABASE = "hamyar"
TEST_DATA = STATE / "test" / "postgres"  # conftest.py names the same folder
# Settings for commands that need Django but no installation: checks and tests. It guards nothing.
TEST_SECRET_KEY = "only-for-checks-and-tests-it-guards-nothing"


def start(data: Path, *, title: str, relaxed_commits: bool = False, name: str = DATABASE) -> dict[str, str]:
    """Start the server of a folder with a database and roles; gives the addresses as Hamyar's settings name them."""
    relaxed = ["--relaxed-commits"] if relaxed_commits else []
    step(title, [*LAUNCHER, "start", "--data", str(data), "--provision", name, *relaxed])
    return {
        "DATABASE_URL": _address(data, "hamyar_app", name),
        "DATABASE_OWNER_URL": _address(data, "hamyar_owner", name),
    }


def is_running(data: Path) -> bool:
    """Does a server run on this folder?"""
    return _ask("status", data).returncode == 0


def stop(data: Path) -> None:
    """Stop the server; committed work is kept."""
    _ask("stop", data)


def remove(data: Path) -> None:
    """Stop the server and delete its data."""
    removed = _ask("remove", data)
    if removed.returncode != 0:
        raise Stop(removed.stderr.strip())


@contextmanager
def for_tests() -> Iterator[dict[str, str]]:
    """The environment of checks and tests, with their server running; a server found running is left running."""
    found_running = is_running(TEST_DATA)
    addresses = start(TEST_DATA, title="Private PostgreSQL for checks and tests", relaxed_commits=True)
    try:
        yield clean_environment() | addresses | {"HAMYAR_MODE": "test", "SECRET_KEY": TEST_SECRET_KEY}
    finally:
        if not found_running:
            stop(TEST_DATA)


def _address(data: Path, role: str, name: str) -> str:
    said = _ask("dsn", data, "--database", name, "--user", role)
    if said.returncode != 0:
        raise Stop(said.stderr.strip())
    return said.stdout.strip()


def _ask(word: str, data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [*LAUNCHER, word, "--data", str(data), *more]
    return subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
