"""The clauses and the readings that rules cite: reference, paraphrase, and how a clause binds."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

PROGRAMMES = {"emdad": "E", "hamyar": "H"}


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest part of a guideline that can be cited."""

    id: str
    chapter: str
    reference: str
    text: str
    kind: str
    force: str
    soft_when: str = ""

    @property
    def programme(self) -> str:
        """``emdad`` or ``hamyar``."""
        return "emdad" if self.id.startswith("E-") else "hamyar"


@dataclass(frozen=True, slots=True)
class Reading:
    """What this system takes the guidelines to say where they leave something open; the screen shows it."""

    id: str
    text: str
    clauses: tuple[str, ...]
    parameters: tuple[str, ...]


def load_toml(path: str) -> dict[str, Any]:
    """A packaged TOML file of this capability; the path is relative to it, with slashes."""
    return tomllib.loads(resources.files(__package__).joinpath(path).read_text(encoding="utf-8"))


@cache
def clauses_of(programme: str) -> dict[str, Clause]:
    """All clauses of one programme by ID, in the order of the guideline."""
    return {row["id"]: Clause(**row) for row in load_toml(f"clauses/{programme}.toml")["clause"]}


def all_clauses() -> dict[str, Clause]:
    """All clauses of both programmes by ID."""
    return clauses_of("emdad") | clauses_of("hamyar")


@cache
def clause(clause_id: str) -> Clause:
    """One clause. KeyError when no clause has this ID."""
    return clauses_of("emdad" if clause_id.startswith("E-") else "hamyar")[clause_id]


def is_clause(clause_id: str) -> bool:
    """Does a clause have this ID?"""
    return clause_id in clauses_of("emdad" if clause_id.startswith("E-") else "hamyar")


@cache
def readings() -> dict[str, Reading]:
    """All readings by ID."""
    return {
        row["id"]: Reading(row["id"], row["text"], tuple(row["clauses"]), tuple(row["parameters"]))
        for row in load_toml("readings.toml")["reading"]
    }


def readings_on(clause_id: str) -> list[Reading]:
    """The readings that concern a clause."""
    return [reading for reading in readings().values() if clause_id in reading.clauses]
