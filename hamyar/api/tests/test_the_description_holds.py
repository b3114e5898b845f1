"""Whatever a program sends, the API answers as its description says: cases made from the description itself.

The calls go over HTTP to a server of their own: the generator keeps threads and connections that a test's transaction
cannot share.
"""

import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from itertools import product
from urllib.request import urlopen

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from hamyar.audit.actor import CLOCK
from hamyar.org import actions, clock
from hamyar.org.reach import EVERYTHING, reaching
from hamyar.org.tests.factories import make_user

SECONDS_TO_COME_UP = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address):
    deadline = time.monotonic() + SECONDS_TO_COME_UP
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not come up")


@pytest.fixture
def token(committed):
    with transaction.atomic(), reaching(EVERYTHING):
        _row, secret = actions.create_token(
            name="آزمون", user=make_user(), expires_on=clock.today() + timedelta(days=2), per_minute=100_000, by=CLOCK,
            at=clock.now(),
        )  # fmt: skip
    return secret


@pytest.fixture
def described(committed, database_server):
    address = f"http://127.0.0.1:{(port := free_port())}/api/v1/openapi.json"
    server = subprocess.Popen(
        [sys.executable, "-m", "hamyar.cli", "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
        env={**os.environ, "DATABASE_URL": database_server.dsn(committed, "hamyar_app")},
    )
    try:
        wait_for(address)
        yield schemathesis.openapi.from_url(address)
    finally:
        server.terminate()
        server.wait()


def wrong_headers(case):
    headers = case.meta.components.get(ParameterLocation.HEADER)
    return headers is not None and headers.mode is GenerationMode.NEGATIVE


def test_every_answer_has_a_described_status_and_shape(described, token):
    for operation, mode in product(described.get_all_operations(), GenerationMode):

        @given(case=operation.ok().as_strategy(generation_mode=mode))
        @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def as_described(case):
            # A call whose headers are wrong on purpose keeps them; every other one is let in.
            let_in = {} if wrong_headers(case) else {"Authorization": f"Bearer {token}"}
            # A document of the right shape may still be refused: its parts must agree with each other.
            case.call_and_validate(headers=let_in, excluded_checks=[positive_data_acceptance])

        as_described()
