"""Under which account the database programs run: PostgreSQL refuses to run as root, so root lends it ``nobody``."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from hamyar.operations.postgres.fault import ServerFault

SECONDS_FOR_A_TOOL = 180


def lent_account() -> pwd.struct_passwd | None:
    """The account to switch to, or None when this process is an ordinary user and simply stays what it is."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError as missing:
        raise ServerFault(
            "Started as root, but there is no user 'nobody' to run PostgreSQL as. Start as an ordinary user."
        ) from missing


def run(
    command: list[str | Path], *, output: Path, stdin: str | None = None, extra_env: dict[str, str] | None = None
) -> None:
    """Run one database program to its end, as the lent account, from ``/``.

    Its output goes to a file, never to a pipe: the server that ``pg_ctl`` leaves behind keeps the descriptor open, and
    a reader of a pipe would wait for it for ever.
    """
    with output.open("w+b") as sink:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                input=stdin.encode() if stdin is not None else None,
                stdin=subprocess.DEVNULL if stdin is None else None,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env=clean_environment() | (extra_env or {}),
                timeout=SECONDS_FOR_A_TOOL,
                check=False,
                **_as_lent_account(),
            )
        except (OSError, subprocess.TimeoutExpired) as trouble:
            raise ServerFault(f"{Path(command[0]).name} could not be run: {trouble}") from trouble
        if done.returncode != 0:
            sink.seek(0)
            said = sink.read().decode(errors="replace").strip()[-2000:]
            raise ServerFault(f"{Path(command[0]).name} ended with status {done.returncode}:\n{said}")


def may_enter(folder: Path) -> bool:
    """Can the account that runs the server reach this folder? Found by trying: modes and access lists both count."""
    if lent_account() is None:
        return os.access(folder, os.X_OK)
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0"', str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **_as_lent_account(),
    )
    return asked.returncode == 0


def make_folder(folder: Path) -> None:
    """A new folder that only the account of the server (and root) can open."""
    folder.mkdir(mode=0o700)
    account = lent_account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)


def owns(folder: Path) -> bool:
    """Does this real folder (no symbolic link) belong to the account of the server, closed to everybody else?"""
    facts = folder.lstat()
    account = lent_account()
    owner = os.geteuid() if account is None else account.pw_uid
    return folder.is_dir() and not folder.is_symlink() and facts.st_uid == owner and facts.st_mode & 0o077 == 0


def clean_environment() -> dict[str, str]:
    """This process's environment without the PG* variables, which would redirect the programs to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _as_lent_account() -> dict[str, Any]:
    account = lent_account()
    if account is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
