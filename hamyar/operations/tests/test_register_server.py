"""``hamyar registers`` as a process of its own: without settings, without a database, well-behaved."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from hamyar.operations.registers.facts import BODIES
from hamyar.operations.registers.faults import Faults, FaultUnknown, from_words
from hamyar.values.national_code import make_test_code

ROOT = Path(__file__).resolve().parents[3]
CODE = make_test_code(3)


@pytest.fixture
def started():
    """Starts the command; gives the process and its address."""
    processes = []

    def start(*options: str):
        bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
        process = subprocess.Popen(
            [sys.executable, "-m", "hamyar.cli", "registers", "--port", "0", *options],
            cwd=ROOT, env=bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        processes.append(process)
        address = re.search(r"http://\S+:\d+", process.stdout.readline())
        assert address, process.stderr.read()
        return process, address[0]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def ask(address: str, body: str, **about: str) -> httpx.Response:
    return httpx.post(f"{address}/v1/{body}", json={"about": about or {"national_code": CODE}})


def test_it_runs_without_django_and_ends_when_it_is_told_to(started):
    process, address = started()

    answered = ask(address, "welfare_decile").json()
    process.send_signal(signal.SIGTERM)

    assert answered["simulated"] is True
    assert answered["asked"] == {"national_code": CODE}
    assert process.wait(timeout=5) == 0


def test_a_slow_answer_does_not_hold_up_its_end(started):
    process, address = started("--slow-seconds", "60", "--faults", "slow:1.0")
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{address}/v1/behzisti", json={"about": {"national_code": CODE}}, timeout=0.3)

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=5) == 0


def test_a_file_of_facts_says_what_is_known_of_single_people(started, tmp_path):
    file = tmp_path / "facts.json"
    file.write_text(
        json.dumps(
            {"people": {CODE: {"welfare_decile": {"decile": 9}}}, "postal_codes": {"1135812345": {"exists": False}}}
        )
    )
    _process, address = started("--facts", str(file))

    assert ask(address, "welfare_decile").json()["facts"] == {"decile": 9}
    assert ask(address, "post", postal_code="1135812345").json()["facts"]["exists"] is False


def test_a_file_of_facts_about_an_unknown_body_is_refused_with_a_sentence(tmp_path):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"people": {CODE: {"astrology": {}}}}))

    ended = subprocess.run(
        [sys.executable, "-m", "hamyar.cli", "registers", "--port", "0", "--facts", str(file)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 2
    assert "astrology" in ended.stderr


def test_questions_out_of_bounds_are_refused(started):
    _process, address = started()

    assert httpx.post(f"{address}/v1/behzisti", content=b"x" * 20_000).status_code == 413
    assert httpx.post(f"{address}/v1/behzisti", content=b"{}").status_code == 400
    assert httpx.post(f"{address}/v1/astrology", json={"about": {}}).status_code == 404
    assert httpx.get(f"{address}/secrets").status_code == 404


def test_the_status_page_speaks_persian_and_switches_faults(started):
    _process, address = started()

    httpx.post(f"{address}/faults", data={"body": "behzisti", "mode": "down"})
    page = httpx.get(address).text

    assert 'dir="rtl"' in page
    assert "بهزیستی: قطع" in page
    assert not re.search(r">[^<]*[A-Za-z]{3,}[^<]*<", re.sub(r"<style>.*?</style>", "", page, flags=re.S))


def test_faults_strike_by_their_share_and_one_of_its_own_goes_first():
    faults = Faults(BODIES, everywhere=from_words("fail:0.5"), seed=7)
    faults.switch("post", "slow", 1.0)

    struck = [faults.strike("behzisti") for _ in range(400)]

    assert 150 < struck.count("fail") < 250
    assert {faults.strike("post") for _ in range(20)} == {"slow"}


def test_switching_everything_off_ends_the_faults_of_the_start_too():
    faults = Faults(BODIES, everywhere=from_words("fail:1.0"))

    faults.switch("all", "off")

    assert faults.strike("behzisti") == "off"


@pytest.mark.parametrize("words", ["tired", "fail:2", "fail:x", "slow:0"])
def test_a_fault_nobody_knows_is_refused(words):
    with pytest.raises(FaultUnknown):
        from_words(words)
