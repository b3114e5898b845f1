"""The small language in which the rows of Table 1 say when they hold: ``young >= 2``, ``is_village and metropolis_margin``.

A condition is one term or several joined by ``and``; a term is a measure alone, or a measure, an operator and a
literal. Kept as data, not as Python, because it is edited on a screen, and because the bulk engine turns the same
terms into SQL.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TERM = re.compile(r"([a-z_0-9]+)(?:\s+(==|>=|<=|in|not in)\s+(.+))?")


@dataclass(frozen=True, slots=True)
class Term:
    """``measure operator literal``; a measure alone has the operator ``is`` and must be true."""

    measure: str
    operator: str
    literal: Any

    def holds(self, measures: Mapping[str, Any]) -> bool:
        """Is the term true of this household? An unknown measure (None) makes every term false."""
        value = measures[self.measure]
        if value is None:
            return False
        match self.operator:
            case "is":
                return value is True
            case "==":
                return bool(value == self.literal)
            case ">=":
                return bool(value >= self.literal)
            case "<=":
                return bool(value <= self.literal)
            case "in":
                return value in self.literal
            case _:
                return value not in self.literal


@dataclass(frozen=True, slots=True)
class Condition:
    """All its terms must hold."""

    terms: tuple[Term, ...]

    def holds(self, measures: Mapping[str, Any]) -> bool:
        """Does every term hold?"""
        return all(term.holds(measures) for term in self.terms)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that it looks at."""
        return tuple(term.measure for term in self.terms)


def parse(text: str) -> Condition:
    """The condition that a row's ``when`` spells. Raises ValueError with the part that cannot be read."""
    return Condition(tuple(_parse_term(part.strip()) for part in text.split(" and ")))


def _parse_term(text: str) -> Term:
    parsed = _TERM.fullmatch(text)
    if parsed is None:
        raise ValueError(f"cannot read the condition {text!r}")
    measure, operator, literal = parsed.groups()
    if operator is None:
        return Term(measure, "is", True)
    try:
        value = ast.literal_eval(literal)
    except (ValueError, SyntaxError):
        raise ValueError(f"cannot read the value {literal!r} in the condition {text!r}") from None
    if isinstance(value, list):
        value = tuple(value)
    if (operator in ("in", "not in")) is not isinstance(value, tuple):
        raise ValueError(f"the value {literal!r} does not go with {operator!r}")
    return Term(measure, operator, value)
