"""Assessments as a table for people, one row for each household, written as they come."""

import unicodedata
from collections.abc import Iterable, Iterator

from hamyar.guidelines.admission import Assessment
from hamyar.guidelines.explain import Explanation
from hamyar.guidelines.titles import title
from hamyar.values.digits import to_persian

_COLUMNS = (("سند", 6), ("امتیاز", 7), ("بازهٔ ممکن", 11), ("راه تصمیم", 24), ("مدت", 6), ("گروه هدف", 0))


def head() -> str:
    """The titles of the columns, and a line beneath them."""
    line = _line(name for name, _ in _COLUMNS)
    return f"{line}\n{'─' * 78}"


def row(number: int, assessment: Assessment) -> str:
    """One household."""
    score, limit = assessment.score, assessment.support_limit_months
    possible = "کامل" if score.complete else f"{to_persian(score.lowest)} تا {to_persian(score.highest)}"
    groups = "، ".join(title("target_group", group) for group in assessment.target_groups) or "—"
    months = "—" if limit is None else f"{to_persian(limit)} ماه"
    return _line(
        [to_persian(number), to_persian(score.total), possible, title("path", assessment.path), months, groups]
    )


def _line(cells: Iterable[str]) -> str:
    padded = [cell + " " * max(0, width - _width(cell)) for cell, (_, width) in zip(cells, _COLUMNS, strict=True)]
    return " │ ".join(padded).rstrip()


def _width(text: str) -> int:
    """How many cells of a terminal the text takes: half-spaces and vowel signs take none."""
    return sum(unicodedata.category(character) not in ("Cf", "Mn") for character in text)


def sentences(explanation: Explanation) -> Iterator[str]:
    """The explanation of one household, a sentence on each line."""
    yield f"    {explanation.summary}"
    for factor in explanation.factors:
        yield f"    {factor.text}"
        yield from (f"      {row.text}" for row in factor.rows)
    yield from (f"    {finding}" for finding in explanation.findings)
    if explanation.readings:
        yield "    برداشت‌های به‌کاررفته:"
        yield from (f"      {reading.id}: {reading.text}" for reading in explanation.readings)
    if explanation.changes:
        yield "    آنچه نتیجه را دگرگون می‌کند:"
        yield from (f"      {change.text}" for change in explanation.changes)
