"""Running the steps of a developer's command: with progress, with a log, and with a sentence when one fails."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".hamyar"
SECONDS_BETWEEN_SIGNS_OF_LIFE = 5
LINES_OF_A_FAILURE = 40


class Stop(Exception):
    """The command cannot go on. The text says what to do; ``status`` is its exit code."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def say(line: str) -> None:
    """One line to whoever waits."""
    print(line, flush=True)


def clean_environment() -> dict[str, str]:
    """Without what would lead the steps astray: another Python's paths, another PostgreSQL's address.

    Nor without bytecode: uv leaves it to the first run, and each start would compile a thousand modules again.
    """
    misleading = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}

    def leads_astray(name: str) -> bool:
        return name in misleading or (name.startswith("PG") and name != "PG_BINDIR")

    return {name: value for name, value in os.environ.items() if not leads_astray(name)}


def step(title: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> None:
    """Run one long step quietly: its title, a line every few seconds, its time; its output only when it fails."""
    status, log = attempt(title, command, env=env)
    if status != 0:
        raise Stop(f"{_tail(log)}\n{title}: failed with status {status}. The whole output is in {shown(log)}.", status)


def attempt(title: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> tuple[int, Path]:
    """Like `step`, for a step that may fail: gives its status and the file with its output."""
    logs = STATE / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / ("".join(letter if letter.isalnum() else "-" for letter in title.lower()).strip("-") + ".log")
    began = time.monotonic()
    say(f"  {title} ...")
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=dict(env) if env is not None else clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        try:
            status = _wait(process, title, began)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    say(f"  {title}: {'done' if status == 0 else 'FAILED'} in {time.monotonic() - began:.1f} s")
    return status, log


def _wait(process: subprocess.Popen[bytes], title: str, began: float) -> int:
    while True:
        try:
            return process.wait(timeout=SECONDS_BETWEEN_SIGNS_OF_LIFE)
        except subprocess.TimeoutExpired:
            say(f"  {title} ... {time.monotonic() - began:.0f} s")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_OF_A_FAILURE:])


def shown(path: Path) -> str:
    """A path as short as the reader needs it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def in_the_open(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
    """Run a command whose output is what the developer asked for; gives its exit code."""
    sys.stdout.flush()
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(env) if env is not None else clean_environment(),
        check=False,
    ).returncode
