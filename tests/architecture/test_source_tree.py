"""What every file of the tree keeps to, whoever wrote it."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE_LINES = 500
NAMES_WITHOUT_A_SUBJECT = {"utils", "common", "core", "helpers", "misc", "manager"}
LARGEST_FILE_BYTES = 400_000


def kept_files(*patterns):
    """The files of the tree that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def names(files):
    return [str(file.relative_to(ROOT)) for file in files]


def test_no_module_is_too_long_for_one_subject():
    modules = [file for file in kept_files("*.py") if not {"tests", "migrations"} & set(file.parts)]

    assert modules
    assert names(m for m in modules if len(m.read_text("utf-8").splitlines()) > LONGEST_MODULE_LINES) == []


def test_no_module_is_named_for_nothing():
    parts = {file: {file.stem, *file.relative_to(ROOT).parent.parts} for file in kept_files("*.py")}

    assert names(file for file, words in parts.items() if words & NAMES_WITHOUT_A_SUBJECT) == []


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(r"(?<![\w.])/(home|root|work|Users)/[A-Za-z]")
    texts = [
        file for file in kept_files() if file.suffix in {".py", ".toml", ".md", ".html", ".js", ".json", ".css", ".sql"}
    ]

    assert names(file for file in texts if place.search(file.read_text("utf-8"))) == []


def test_nothing_of_third_parties_and_nothing_large_is_kept():
    foreign = re.compile(r"\.min\.(js|css)$|\.(woff2?|ttf|otf)$|(^|/)node_modules/")
    files = kept_files()

    assert [name for name in names(files) if foreign.search(name)] == []
    assert names(file for file in files if file.stat().st_size > LARGEST_FILE_BYTES) == []


def test_every_capability_above_the_releases_asks_them_which_rules_hold():
    """Else a published release would count for one page and not for another."""
    below = {"values", "guidelines", "audit", "outbox", "web", "org", "obligations", "releases"}
    modules = [file for file in kept_files("hamyar/*.py") if "tests" not in file.parts]
    above = [file for file in modules if file.relative_to(ROOT / "hamyar").parts[0] not in below]

    assert above
    assert names(file for file in above if "RuleSet.in_force(" in file.read_text("utf-8")) == []
