"""A register server on a free port of this machine, as ``hamyar registers`` runs it."""

from collections.abc import Iterator

import pytest

from hamyar.inquiries.register_client import HttpRegister
from hamyar.operations.registers.server import Registers

HASTE_SECONDS = 0.3  # how long the client of a test waits for an answer


@pytest.fixture
def registers(settings) -> Iterator[Registers]:
    server = Registers(("127.0.0.1", 0), slow_seconds=5.0).start()
    settings.REGISTERS_URL = server.url
    settings.REGISTERS_TOKEN = ""
    yield server
    server.close()


@pytest.fixture
def register(registers) -> Iterator[HttpRegister]:
    with HttpRegister(registers.url, read_seconds=HASTE_SECONDS) as client:
        yield client
