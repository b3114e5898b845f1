"""A pytest plugin for `make test`: which tests run, and how they spread over the processes.

Tests of one file stay together, because they share fixtures that are dear to make; all journeys stay together, because
a browser gains nothing from a second one. What is marked ``slow`` is sampled, unless HAMYAR_TESTS=whole.
"""

import os
import zlib
from collections import defaultdict

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

JOURNEYS = "tests/journeys/"
ONE_OF = 10


class ByFile(LoadScopeScheduling):
    """One scope per file, one for all journeys."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Called by pytest-xdist."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep every tenth case of each slow test, the same ones every time, and at least one."""
    if os.environ.get("HAMYAR_TESTS") == "whole":
        return
    cases = defaultdict(list)
    for item in items:
        if item.get_closest_marker("slow"):
            cases[item.nodeid.split("[", 1)[0]].append(item)
    left_out = set()
    for group in cases.values():
        by_chance = sorted(group, key=lambda item: zlib.crc32(item.nodeid.encode()))
        left_out.update(by_chance[max(1, len(by_chance) // ONE_OF) :])
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
