"""Journeys walk the running system: web server, worker and register server on a copy of the small demonstration.

The journeys of one module share a system, each with families of its own.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.conftest import demo_environment
from tests.journeys.family import EVERYBODY, facts_of
from tests.journeys.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
HAMYAR = [sys.executable, "-m", "hamyar.cli"]
SECONDS_TO_COME_UP = 90


def chromium() -> str:
    """The browser of this machine; HAMYAR_CHROMIUM names another one."""
    if named := os.environ.get("HAMYAR_CHROMIUM"):
        return named
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

    port: int
    registers_port: int
    environment: dict[str, str]
    ask: Callable[..., list[tuple]]  # facts that no page shows a visitor (who is where), read as the superuser
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *command: str) -> None:
        self.processes.append(subprocess.Popen([*HAMYAR, *command], cwd=ROOT, env=self.environment))

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_COME_UP
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.address}/ready/", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the web server did not come up")

    def switch_register(self, body: str, mode: str) -> None:
        """Give a body of the register server a fault, or none («off»)."""
        request = Request(
            f"http://127.0.0.1:{self.registers_port}/faults", json.dumps({"body": body, "mode": mode}).encode()
        )
        with urlopen(request, timeout=10) as answer:
            assert answer.status == 200

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def system(database_server, demo_template, fresh_database, tmp_path_factory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("system")
    (folder / "facts.json").write_text(json.dumps(facts_of(EVERYBODY)), encoding="utf-8")
    database = fresh_database(demo_template)

    def ask(sql: str, *parameters: object) -> list[tuple]:
        with psycopg.connect(database_server.dsn(database, "postgres"), autocommit=True) as connection:
            return connection.execute(sql, parameters).fetchall()

    registers_port = free_port()
    running = System(
        port=free_port(), registers_port=registers_port, ask=ask,
        environment=demo_environment(database_server, database, folder / "files", registers_port),
    )  # fmt: skip
    try:
        running.start("registers", "--port", str(registers_port), "--facts", str(folder / "facts.json"))
        running.start("serve", "--host", "127.0.0.1", "--port", str(running.port), "--workers", "1")
        running.start("work")
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture(params=["with script", "without script"])
def script(request) -> bool:
    """Each journey is walked twice: the pages work without JavaScript."""
    return request.param == "with script"


@pytest.fixture
def somebody(browser, system, script) -> Iterator[Callable[[], Visitor]]:
    """A new person at a browser. At the end every page that anybody saw has to be sound."""
    here: list[Visitor] = []

    def arrive() -> Visitor:
        here.append(Visitor(browser, system.address, script=script))
        return here[-1]

    yield arrive
    faults = [fault for visitor in here for fault in visitor.faults]
    for visitor in here:
        visitor.leave()
    assert not faults, "\n".join(faults)
