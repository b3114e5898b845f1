"""The rules that hold on a day, and the clauses, readings and parameters as a screen shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from hamyar.guidelines import citations
from hamyar.guidelines.citations import Clause, Reading
from hamyar.guidelines.duties import DUTIES
from hamyar.guidelines.ruleset import Entry, Parameter, Release, RuleSet, packaged_release
from hamyar.values.text import fold


def releases() -> tuple[Release, ...]:
    """The releases of this installation, the oldest first. The packaged one is release 1."""
    return (packaged_release(),)


def rules_on(on: date) -> RuleSet:
    """The rules in force on a day: what every capability asks."""
    return RuleSet.in_force(on, among=releases())


def cited(clause_id: str) -> Clause | None:
    """The clause with its reference and paraphrase; None for an ID that no clause has. Rows of Table 1 are clauses too."""
    return citations.clause(clause_id) if citations.is_clause(clause_id) else None


def clauses(*, part: str = "", kind: str = "", force: str = "", text: str = "") -> list[Clause]:
    """The clauses in the order of the guidelines, narrowed by part (emdad, hamyar), kind, force and words."""
    words = [fold(word) for word in text.split()]
    return [
        clause
        for clause in (citations.clauses_of(part) if part else citations.all_clauses()).values()
        if kind in ("", clause.kind)
        and force in ("", clause.force)
        and all(word in _searchable()[clause.id] for word in words)
    ]


@cache
def _searchable() -> Mapping[str, str]:
    return {
        clause.id: fold(f"{clause.id} {clause.reference} {clause.text} {clause.chapter}")
        for clause in citations.all_clauses().values()
    }


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of clauses that occur, in the order in which they first do."""
    return tuple(dict.fromkeys(clause.kind for clause in citations.all_clauses().values()))


@dataclass(frozen=True)
class TableRow:
    """A row of Table 1 that stands on a clause."""

    factor: str
    title: str
    points: int


@dataclass(frozen=True)
class ClausePage:
    """One clause and everything of this installation that stands on it."""

    clause: Clause
    readings: list[Reading]
    parameters: list[Parameter]
    rows: list[TableRow]
    duties: list[str]
    previous: Clause | None
    following: Clause | None


def clause_page(clause_id: str, *, on: date) -> ClausePage | None:
    """None for an ID that no clause has."""
    clause = cited(clause_id)
    if clause is None:
        return None
    rules = rules_on(on)
    order = list(citations.clauses_of(clause.programme).values())
    place = order.index(clause)
    return ClausePage(
        clause=clause,
        readings=citations.readings_on(clause_id),
        parameters=[parameter for parameter in rules.parameters() if clause_id in parameter.clauses],
        rows=[
            TableRow(factor.title, row.title, row.points)
            for factor in rules.factors
            for row in factor.rows
            if row.clause == clause_id
        ],
        duties=[kind for kind, duty in DUTIES.items() if duty.clause == clause_id],
        previous=order[place - 1] if place else None,
        following=order[place + 1] if place + 1 < len(order) else None,
    )


def history(parameter_key: str) -> list[tuple[date, object]]:
    """What a parameter was worth from which day, in the release that holds now; the latest first."""
    entry: Entry = releases()[-1].entries[parameter_key]
    return list(zip(entry.from_days, entry.values, strict=True))[::-1]


def reading(reading_id: str) -> Reading | None:
    return citations.readings().get(reading_id)
