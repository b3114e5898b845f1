"""The developer's commands; the Makefile calls them. Needs only Python 3.11 and its standard library."""

import os
import shutil
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the machine calls python3
    newer = next(filter(None, map(shutil.which, ("python3.11", "python3.12", "python3.13"))), None)
    if newer is None:
        sys.exit("Hamyar needs Python 3.11 or later. Name one: make PYTHON=/path/to/python3.11 ...")
    os.execv(newer, [newer, *sys.argv])

import argparse

import checking
import demo
import installing
import testing
from steps import Stop, say


def main(arguments: list[str]) -> int:
    """Run one command; 0 when all is well."""
    commands = {
        "setup": lambda: installing.set_up(for_development=True),
        "demo": demo.run,
        "demo-reset": demo.reset_and_run,
        "test": testing.run,
        "test-all": testing.run_whole,
        "check": checking.check,
        "fix": checking.fix,
        "clauses": testing.clauses,
        "bench": testing.bench,
        "lock": checking.lock,
        "screenshots": demo.screenshots,
    }
    parser = argparse.ArgumentParser(prog="python tools/dev.py", description=__doc__)
    parser.add_argument("command", choices=list(commands))
    try:
        return commands[parser.parse_args(arguments).command]() or 0
    except Stop as stop:
        say(f"\n{stop}")
        return stop.status
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
