"""Is the server of a data folder alive? What did a dead one leave behind?

The pid file alone cannot say: after a crash or a reboot its number may belong to a zombie or to a stranger.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM

import psutil

from hamyar.operations.postgres.fault import ServerFault

SECONDS_TO_BECOME_READY = 120
SECONDS_PER_WARNING = 3
PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Postmaster:
    """The living first process of a server, as its pid file describes it."""

    pid: int
    socket_dir: Path
    state: str


def find(home: Path) -> Postmaster | None:
    """The living postmaster that the pid file of this folder names."""
    try:
        lines = (home / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(pid, home):
        return None
    lines += [""] * 8  # a server that has just begun has not written all lines yet
    return Postmaster(pid=pid, socket_dir=Path(lines[4].strip() or home), state=lines[7].strip())


def wait_until_ready(home: Path) -> Postmaster | None:
    """The postmaster once it accepts connections; None when there is none, or it is on its way out."""
    deadline = time.monotonic() + SECONDS_TO_BECOME_READY
    while time.monotonic() < deadline:
        found = find(home)
        if found is None or found.state == "ready":
            return found
        if found.state == "stopping":
            wait_until_gone(home, seconds=SECONDS_TO_BECOME_READY)
            return None
        time.sleep(PAUSE_SECONDS)
    raise ServerFault(f"PostgreSQL in {home} is running but has not become ready. See server.log there.")


def wait_until_gone(home: Path, *, seconds: float) -> bool:
    """True as soon as no postmaster of this folder lives."""
    deadline = time.monotonic() + seconds
    while find(home) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def clear_remains(home: Path) -> None:
    """Make a folder whose server died ready to start: no orphan process writes to it, no stale pid file blocks it.

    The order matters. While a backend of the dead server lives, a new server on the same files would destroy them; the
    pid file is what keeps PostgreSQL from starting, so it goes last.
    """
    _end_orphans(home)
    (home / "postmaster.pid").unlink(missing_ok=True)


def _end_orphans(home: Path) -> None:
    """Backends notice by themselves that their postmaster is gone, unless busy; those are told, then ended."""
    for warning in (None, SIGTERM, SIGKILL):
        left = _processes_of(home)
        for process in left:
            if warning is not None:
                with suppress(psutil.Error):
                    process.send_signal(warning)
        deadline = time.monotonic() + (SECONDS_PER_WARNING if left else 0)
        while left and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)
            left = [process for process in left if _serves(process.pid, home)]
        if not left:
            return
    raise ServerFault(
        f"Processes of a dead server in {home} cannot be ended: {[process.pid for process in _processes_of(home)]}."
    )


def _processes_of(home: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _serves(process.pid, home)]


def _serves(pid: int, home: Path) -> bool:
    """Is this a living PostgreSQL process that works in this data folder?"""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
            return False
        return Path(process.cwd()) == home
    except (psutil.Error, OSError, ValueError):
        return False
