"""``python -m hamyar.operations.postgres start|stop|status|dsn|remove --data DIR``."""

import argparse
import sys
from pathlib import Path

from hamyar.operations.postgres import APP_ROLE, ServerFault, ensure_running, find_running, provision, remove


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 when done, 1 with a sentence when it could not be, 3 when asked about a server that does not run."""
    parser = argparse.ArgumentParser(prog="python -m hamyar.operations.postgres", description=__doc__)
    parser.add_argument("command", choices=["start", "stop", "status", "dsn", "remove"])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--database", default="hamyar", help="for dsn: which database")
    parser.add_argument("--user", default=APP_ROLE, help="for dsn: which role")
    parser.add_argument(
        "--provision", action="append", default=[], metavar="DATABASE", help="for start: create it with its roles"
    )
    parser.add_argument(
        "--relaxed-commits", action="store_true", help="for start, in tests: commits do not wait for the disk"
    )
    asked = parser.parse_args(arguments)
    try:
        return _do(asked)
    except ServerFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1


def _do(asked: argparse.Namespace) -> int:
    if asked.command == "remove":
        remove(asked.data)
        return 0
    if asked.command == "start":
        server = ensure_running(asked.data, relaxed_commits=asked.relaxed_commits)
        for database in asked.provision:
            provision(server, database)
        sys.stdout.write(f"{server.socket_dir}\n")
        return 0
    running = find_running(asked.data)
    if running is None:
        sys.stderr.write(f"No server runs in {asked.data}.\n")
        return 0 if asked.command == "stop" else 3
    if asked.command == "stop":
        running.stop()
    elif asked.command == "status":
        sys.stdout.write(f"running, socket in {running.socket_dir}\n")
    else:
        sys.stdout.write(running.dsn(asked.database, asked.user) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
