"""The register of regulations: number, date, issuer, what each rests on, what it replaced."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from hamyar.guidelines import citations
from hamyar.values import jalali

ARTICLE = re.compile(r"E-([1-9]\d*)(?:\.|$)")
NOTE = re.compile(r"E-([1-9]\d*)\.n(\d*)")


@dataclass(frozen=True, slots=True)
class Text:
    """A law or guideline that a regulation names; number and date where they are printed."""

    title: str
    clause: str
    parts: str = ""
    number: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Regulation:
    """One guideline that the system carries out. An empty number or date is not printed in its text."""

    programme: str
    title: str
    issuer: str
    approved_by: str
    clauses: tuple[str, ...]
    basis: tuple[Text, ...]
    related: tuple[Text, ...]
    number: str = ""
    dated_on: date | None = None
    replaces: str = ""
    replaced_number: str = ""
    replaced_on: date | None = None
    articles: int | None = None
    notes: int | None = None


@cache
def regulations() -> tuple[Regulation, ...]:
    """The regulations in force, in the order of the two parts."""
    return tuple(_regulation(row) for row in citations.load_toml("regulations.toml")["regulation"])


def counted_articles() -> int:
    """The articles of the Emdad guideline that have clauses here: what E-17.1 asks to be compared with the text."""
    return len({found[1] for clause_id in citations.clauses_of("emdad") if (found := ARTICLE.match(clause_id))})


def counted_notes() -> int:
    """Its notes; parts of one note count once (E-3.n2.1 and E-3.n2.2)."""
    return len({found[0] for clause_id in citations.clauses_of("emdad") if (found := NOTE.match(clause_id))})


def _regulation(row: dict[str, Any]) -> Regulation:
    facts = {**row, "clauses": tuple(row["clauses"])}
    facts["dated_on"], facts["replaced_on"] = _day(facts.pop("dated", "")), _day(facts.pop("replaced_dated", ""))
    facts["basis"] = tuple(_text(text) for text in row.get("basis", ()))
    facts["related"] = tuple(_text(text) for text in row.get("related", ()))
    return Regulation(**facts)


def _text(row: dict[str, Any]) -> Text:
    facts = dict(row)
    facts["dated_on"] = _day(facts.pop("dated", ""))
    return Text(**facts)


def _day(text: str) -> date | None:
    return jalali.parse(text) if text else None
