"""`make test`, `make test-all`, `make clauses`, `make bench`: what the system does when it runs."""

import os
import shutil
from pathlib import Path

import checking
import database
import installing
from installing import PYTHON
from steps import ROOT, Stop, in_the_open, say, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def run() -> int:
    """All that CI runs: checks, tests with the random parts sampled, and the table of clauses."""
    return _run(whole=False)


def run_whole() -> int:
    """The same with nothing sampled."""
    return _run(whole=True)


def _run(*, whole: bool) -> int:
    installing.set_up(for_development=True)
    browser = find_browser()
    with database.for_tests() as env:
        env |= _of_tests(browser=browser, whole=whole)
        checks_status = _status_of_checks(env)
        clauses_status = in_the_open([PYTHON, ROOT / "tools" / "clauses.py"], env=env)
        say("")
        workers = str(min(2, os.cpu_count() or 1))
        tests_status = in_the_open(
            [PYTHON, "-m", "pytest", "-n", workers, "-p", "spreading", "--durations", "15"], env=env
        )
    return tests_status or checks_status or clauses_status


def _status_of_checks(env: dict[str, str]) -> int:
    """A failed check is told at once and fails the command, but the tests still run: one run shows everything."""
    try:
        return checking.check_with(env)
    except Stop as stop:
        say(f"\n{stop}\n")
        return stop.status


def _of_tests(*, browser: str, whole: bool) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "hamyar.config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the thread of the tests
        "HAMYAR_CHROMIUM": browser,
        "HAMYAR_TESTS": "whole" if whole else "sampled",
        "PYTHONHASHSEED": "0",  # the workers must collect the same tests in the same order
        "PYTHONPATH": str(ROOT / "tools"),  # pytest's workers load the plugin `spreading` from there
    }


def find_browser() -> str:
    """The system's Chromium; installed by apt where root may; else a sentence."""
    found = _browser_here()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        step("List of system packages by apt", ["apt-get", "update", "-q"])
        step("Chromium by apt", ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"])
        found = _browser_here()
    if found is None:
        raise Stop(
            "The browser journeys need Chromium. Install it (Debian: apt install chromium), or name the program in"
            " HAMYAR_CHROMIUM, and run the command again."
        )
    return found


def _browser_here() -> str | None:
    named = os.environ.get("HAMYAR_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise Stop(f"HAMYAR_CHROMIUM={named} is not a program. Correct or unset it.")
        return named
    on_mac = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in ("Chromium", "Google Chrome")]
    return next(filter(None, map(shutil.which, BROWSERS)), None) or next(
        (str(path) for path in on_mac if path.exists()), None
    )


def clauses() -> int:
    """The table clause -> tests."""
    installing.set_up(for_development=True)
    with database.for_tests() as env:
        env |= {"DJANGO_SETTINGS_MODULE": "hamyar.config.settings"}
        return in_the_open([PYTHON, ROOT / "tools" / "clauses.py"], env=env)


def bench() -> int:
    """Every benchmark of tools/bench_*.py, one after the other, alone on the machine."""
    installing.set_up(for_development=True)
    worst = 0
    with database.for_tests() as env:
        for script in sorted((ROOT / "tools").glob("bench_*.py")):
            say(f"\n  {script.name}")
            worst = in_the_open([PYTHON, script], env=env) or worst
    return worst
