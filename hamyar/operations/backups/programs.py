"""pg_dump and pg_restore: beside the server's own programs, else on the path."""

import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hamyar.operations.backups.fault import BackupFault
from hamyar.operations.postgres import ServerFault, find_binaries


def find(name: str) -> Path:
    """Raises BackupFault when the machine has no such program."""
    try:
        beside = find_binaries().tool(name)
        if os.access(beside, os.X_OK):
            return beside
    except ServerFault:
        pass  # a machine that only reaches a server elsewhere: its client programs are on the path
    on_path = shutil.which(name)
    if on_path is None:
        raise BackupFault(f"{name} was not found. Run `make setup`, or install PostgreSQL's client programs.")
    return Path(on_path)


def run(name: str, *words: str | Path, url: str) -> None:
    """Run one program against a database. The password goes by the environment: every user sees command lines."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    env = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    command = [str(find(name)), *map(str, words), "--no-password", f"--dbname={make_conninfo('', **parts)}"]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), done.stderr.strip())
        raise BackupFault(f"{name} ended with status {done.returncode}: {said[:500]}")
