"""What belongs to no single capability needs the small demonstration: made once, copied for each that changes it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def demo_environment(server, database: str, files: Path, registers_port: int = 9) -> dict[str, str]:
    """The environment of a demonstration's process. Port 9 answers nobody: no register is asked."""
    return {
        **os.environ,
        "HAMYAR_MODE": "demo",
        "SECRET_KEY": "only-for-tests-" + "0" * 40,
        "DATABASE_URL": server.dsn(database, "hamyar_app"),
        "DATABASE_OWNER_URL": server.dsn(database, "hamyar_owner"),
        "HAMYAR_ALLOWED_HOSTS": "127.0.0.1",
        "HAMYAR_FILES": str(files),
        "HAMYAR_REGISTERS_URL": f"http://127.0.0.1:{registers_port}",
        "HAMYAR_LOG_LEVEL": "WARNING",
    }


@pytest.fixture(scope="session")
def demo_template(database_server, template_database, fresh_database) -> str:
    """A database with the small demonstration; its documents lie with those of the tests.

    HAMYAR_DEMO_TEMPLATE names one that is there already, to save time.
    """
    if ready := os.environ.get("HAMYAR_DEMO_TEMPLATE"):
        return ready
    name = fresh_database(template_database)
    made = subprocess.run(
        [sys.executable, "-m", "hamyar.cli", "demo-data", "--households", "24", "--applications", "30"],
        cwd=ROOT, env=demo_environment(database_server, name, Path(os.environ["HAMYAR_FILES"])),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return name
