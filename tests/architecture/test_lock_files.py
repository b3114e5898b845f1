"""The locks install everywhere: they name packages and digests, never the machine they were fetched from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def pins(lock):
    return dict(re.findall(r"^([A-Za-z0-9._\[\]-]+)==([^ ;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def test_there_are_locks_for_running_for_developing_and_for_node():
    assert [lock.name for lock in LOCKS] == ["requirements-dev.txt", "requirements-node.txt", "requirements.txt"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_python_lock_holds_no_address(lock):
    text = lock.read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*--(extra-)?(index-url|find-links)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_of_a_python_lock_has_a_digest(lock):
    text = lock.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())

    assert pins(lock)
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_development_lock_has_every_pin_of_the_runtime_lock():
    runtime, development = pins(ROOT / "requirements.txt"), pins(ROOT / "requirements-dev.txt")

    assert {name: version for name, version in runtime.items() if development.get(name) != version} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_named_requirement_stands_in_its_lock(lock):
    named = re.findall(
        r"^([A-Za-z0-9][A-Za-z0-9._-]*)", lock.with_suffix(".in").read_text(encoding="utf-8"), re.MULTILINE
    )
    locked = {name.split("[")[0].lower() for name in pins(lock)}

    assert {name.lower() for name in named} - locked == set()


def test_the_node_lock_holds_digests_and_no_address_of_a_package():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: package for name, package in packages.items() if name}

    assert fetched
    assert [name for name, package in fetched.items() if "resolved" in package] == []
    assert [name for name, package in fetched.items() if "integrity" not in package and not package.get("link")] == []


def test_locks_that_record_addresses_are_not_kept():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert {"uv.lock", "pylock.toml"} <= set(ignored)
    assert not (ROOT / "uv.lock").exists()
