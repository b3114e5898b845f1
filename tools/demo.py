"""`make demo`: from a clone to running pages with made-up households, and everything stopped again on Ctrl-C."""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import database
import installing
from installing import HAMYAR
from steps import ROOT, STATE, Stop, clean_environment, in_the_open, say, shown, step

DEMO = STATE / "demo"
DATA = DEMO / "postgres"
LOGS = DEMO / "logs"
FACTS = DEMO / "register-facts.json"  # what the simulated registers know of the made-up families
SECONDS_TO_COME_UP = 90
SECONDS_TO_STOP = 15


def run() -> int:
    """Set up, fill when empty, run until interrupted; the data stays for the next time."""
    port = _number("PORT", 8000, highest=65534)
    with _only_one():
        _check_ports(port)
        installing.set_up(for_development=False)
        return _serve(port)


def reset_and_run() -> int:
    """Forget the demo's data, then start over."""
    port = _number("PORT", 8000, highest=65534)
    with _only_one():
        _check_ports(port)
        installing.set_up(for_development=False)
        if DEMO.exists():
            database.remove(DATA)
            shutil.rmtree(DEMO)
        return _serve(port)


def screenshots() -> int:
    """Pictures of the main pages, taken from the running demo, for the README and the docs."""
    installing.set_up(for_development=True)
    return in_the_open([installing.PYTHON, ROOT / "tools" / "screenshots.py", *os.environ.get("PAGES", "").split()])


def _serve(port: int) -> int:
    DEMO.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    with _interrupted_by_signals():
        try:
            env = _environment(port)
            _fill(env)
            for name, words in _parts(port).items():
                processes[name] = _launch(name, words, env)
            _wait_for_pages(port, processes)
            in_the_open([HAMYAR, "demo-accounts"], env=env)
            say(f"\n  Hamyar runs at http://127.0.0.1:{port}/   (logs in {shown(LOGS)}/; stop with Ctrl-C)")
            _watch(processes)
            return 0
        except KeyboardInterrupt:
            return 0
        finally:
            _stop(processes)


def _parts(port: int) -> dict[str, list[str]]:
    return {
        "registers": ["registers", "--port", str(port + 1), *(["--facts", str(FACTS)] if FACTS.exists() else [])],
        "web": ["serve", "--port", str(port)],
        "worker": ["work"],
    }


def _environment(port: int) -> dict[str, str]:
    addresses = database.start(DATA, title="Private PostgreSQL of the demo")
    return clean_environment() | {
        "HAMYAR_MODE": "demo",
        "HAMYAR_ALLOWED_HOSTS": os.environ.get("HAMYAR_ALLOWED_HOSTS", "localhost,127.0.0.1"),
        "HAMYAR_ADDRESS": f"http://127.0.0.1:{port}",
        "HAMYAR_FILES": str(DEMO / "files"),
        "HAMYAR_REGISTERS_URL": f"http://127.0.0.1:{port + 1}",
        "HAMYAR_REGISTER_FACTS": str(FACTS),
        "SECRET_KEY": _secret_key(),
        **addresses,
    }


def _secret_key() -> str:
    kept = DEMO / "secret_key"
    if not kept.exists():
        draft = DEMO / "secret_key.new"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        draft.rename(kept)
    return kept.read_text(encoding="ascii")


def _fill(env: dict[str, str]) -> None:
    """Bring the tables up to date when the source has changed, and make households the first time."""
    source = ROOT / "hamyar"
    parts = ("*.py", "*.toml", "*.sql", "*.json")
    files = (path for part in parts for path in sorted(source.rglob(part)) if "dist" not in path.parts)
    made_of = installing.digest(files)
    migrated = DEMO / "migrated"
    if not migrated.exists() or migrated.read_text(encoding="ascii") != made_of:
        step("Tables of the database", [HAMYAR, "migrate"], env=env)
        migrated.write_text(made_of, encoding="ascii")
    filled = DEMO / "households"
    wanted = str(_number("DEMO_HOUSEHOLDS", 1000, highest=10_000_000))
    if not filled.exists():
        step(f"{wanted} made-up households", [HAMYAR, "demo-data", "--households", wanted], env=env)
        filled.write_text(wanted, encoding="ascii")
    elif os.environ.get("DEMO_HOUSEHOLDS") and filled.read_text(encoding="ascii") != wanted:
        kept = filled.read_text(encoding="ascii")
        say(f"  The data of the last time is kept: {kept} households. `make demo-reset` starts over with {wanted}.")


def _launch(name: str, words: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches this process only, which then stops the parts one by one."""
    with (LOGS / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            [str(HAMYAR), *words],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_for_pages(port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    began = time.monotonic()
    say("  Web server ...")
    while time.monotonic() - began < SECONDS_TO_COME_UP:
        _check_alive(processes)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
        except urllib.error.HTTPError as answered:
            answered.close()
        except OSError:
            time.sleep(0.1)
            continue
        say(f"  Web server: answers after {time.monotonic() - began:.1f} s")
        return
    raise Stop(f"The web server has not answered for {SECONDS_TO_COME_UP} s. See {shown(LOGS / 'web.log')}.")


def _watch(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _check_alive(processes)
        time.sleep(0.5)


def _check_alive(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        status = process.poll()
        if status is not None:
            log = LOGS / f"{name}.log"
            tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
            raise Stop(f"{tail}\n\nThe {name} ended by itself with status {status}. Its whole log is {shown(log)}.")


def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Politely, then not; the database last, when nobody uses it any more."""
    say("\n  Stopping ...")
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    database.stop(DATA)
    say("  Stopped. The data is kept for the next `make demo`.")


@contextmanager
def _interrupted_by_signals() -> Iterator[None]:
    """Ctrl-C, a polite kill and a closed terminal all end the demo alike, also where a shell made it ignore Ctrl-C.

    Only the first one counts: a second, impatient one must not leave half of the parts running.
    """
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(_number: int, _frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _only_one() -> Iterator[None]:
    """Two demos in one clone would share a database that the first to stop takes away."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise Stop(
                "The demo of this clone is already running. Stop it first with Ctrl-C in its terminal."
            ) from busy
        yield


def _check_ports(port: int) -> None:
    for each, part in ((port, "the pages"), (port + 1, "the registers")):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", each))
            except OSError as taken:
                raise Stop(
                    f"Port {each}, which {part} of the demo need, is in use. Stop what listens there, or choose"
                    f" another port: make demo PORT={port + 10}"
                ) from taken


def _number(name: str, default: int, *, highest: int) -> int:
    raw = os.environ.get(name) or str(default)
    if not raw.isdecimal() or not 1 <= int(raw) <= highest:
        raise Stop(f"{name}={raw} is not a whole number from 1 to {highest}.")
    return int(raw)
