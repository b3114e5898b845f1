"""Journeys walk the running system: web server, worker, register server, each on a copy of one small demonstration."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
HAMYAR = [sys.executable, "-m", "hamyar.cli"]


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("no Chromium on this machine: install the package chromium")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ["--no-sandbox", "--disable-gpu"]}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class System:
    """A running installation of the demonstration."""

    database: str
    port: int
    environment: dict[str, str]
    registers_port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *command: str) -> None:
        self.processes.append(subprocess.Popen([*HAMYAR, *command], cwd=ROOT, env=self.environment))

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [*HAMYAR, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.address}/ready/", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the web server did not come up")

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def environment_for(server, database: str, files: Path, registers_port: int) -> dict[str, str]:
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
def demo_template(database_server, template_database, fresh_database, tmp_path_factory) -> str:
    """A database with the small demonstration, from which each journey gets a copy."""
    name = fresh_database(template_database)
    environment = environment_for(database_server, name, tmp_path_factory.mktemp("files"), free_port())
    made = subprocess.run(
        [*HAMYAR, "demo-data", "--households", "24", "--applications", "16"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return name


@pytest.fixture
def system(database_server, demo_template, fresh_database, tmp_path) -> Iterator[System]:
    database = fresh_database(demo_template)
    registers_port = free_port()
    running = System(
        database=database,
        port=free_port(),
        registers_port=registers_port,
        environment=environment_for(database_server, database, tmp_path, registers_port),
    )
    try:
        running.start("registers", "--port", str(registers_port))
        running.start("serve", "--host", "127.0.0.1", "--port", str(running.port), "--workers", "1")
        running.start("work")
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture
def ask_database(database_server, system) -> Callable[[str], list[tuple]]:
    """Facts that no page shows a visitor, read as the superuser (test numbers, who is where)."""

    def ask(sql: str, *parameters: object) -> list[tuple]:
        with psycopg.connect(database_server.dsn(system.database, "postgres"), autocommit=True) as connection:
            return connection.execute(sql, parameters).fetchall()

    return ask


@pytest.fixture(params=["with script", "without script"])
def script(request) -> bool:
    """Each journey is walked twice: the pages work without JavaScript."""
    return request.param == "with script"
