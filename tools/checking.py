"""`make check`, `make fix` and `make lock`: what a machine can say about the source without running it."""

import re
from pathlib import Path

import database
import installing
from installing import HAMYAR, tool
from steps import ROOT, Stop, attempt, clean_environment, say, step

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def check() -> int:
    """Every check, the slow ones too, so that one run shows all there is to mend."""
    installing.set_up(for_development=True)
    with database.for_tests() as env:
        return check_with(env)


def check_with(env: dict[str, str]) -> int:
    """The checks alone, where the database already runs."""
    checks: dict[str, list[str | Path]] = {
        "Style by ruff": [tool("ruff"), "check", "--output-format", "concise"],
        "Layout by ruff": [tool("ruff"), "format", "--check", "--output-format", "concise"],
        "Import arrows by import-linter": [tool("lint-imports"), "--no-logo"],
        "Types by mypy": [tool("mypy")],
        "No change of a model without migration": [HAMYAR, "manage", "makemigrations", "--check", "--dry-run"],
    }
    faults = lock_faults(ROOT)
    for title, command in checks.items():
        status, log = attempt(title, command, env=env)
        if status != 0:
            faults.append(f"{title}:\n{log.read_text(encoding='utf-8', errors='replace').strip()}")
    if faults:
        raise Stop("\n\n".join(faults) + f"\n\n{len(faults)} checks failed; `make fix` mends what a machine can.")
    say("  All checks passed.")
    return 0


def lock_faults(root: Path) -> list[str]:
    """Locks name packages and digests, not the machine they were fetched from: they must install everywhere."""
    faults = []
    for lock in sorted(root.glob("requirements*.txt")):
        text = lock.read_text(encoding="utf-8")
        if "://" in text or re.search(r"^\s*--(extra-)?index-url|^\s*--find-links", text, re.MULTILINE):
            faults.append(f"{lock.name} names an address; compile it with `make lock`.")
    if '"resolved"' in (root / "package-lock.json").read_text(encoding="utf-8"):
        faults.append('package-lock.json has "resolved" addresses; make it anew with the project\'s .npmrc.')
    return faults


def fix() -> int:
    """What ruff can mend by itself."""
    installing.set_up(for_development=True)
    attempt("Style by ruff", [tool("ruff"), "check", "--fix", "--quiet"])
    step("Layout by ruff", [tool("ruff"), "format"])
    return 0


def lock() -> int:
    """Compile the locks anew from the *.in files; versions move only as far as those allow."""
    installing.set_up(for_development=True)
    for name in LOCKS:
        options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
        source = name.replace(".txt", ".in")
        step(f"Lock {name}", [tool("uv"), "pip", "compile", "-q", *options, source, "-o", name])
    step("Lock package-lock.json", ["npm", "install", "--package-lock-only"], env=clean_environment())
    return 0
