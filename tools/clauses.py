"""The table clause -> tests, from the ``clause`` marks of the tests and the list in ``hamyar/guidelines/clauses/``.

Ends with ``proven: E n/229, H m/170``; exit 1 when a mark names a clause that does not exist.
"""

import io
import sys
import tomllib
from collections import defaultdict
from contextlib import redirect_stdout
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CLAUSES = ROOT / "hamyar" / "guidelines" / "clauses"
PARTS = ("E", "H")


class Marks:
    """A pytest plugin that notes which test is marked with which clause."""

    def __init__(self) -> None:
        self.tests_by_clause: dict[str, list[str]] = defaultdict(list)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Cases of one test count once."""
        for item in session.items:
            test = item.nodeid.split("[", 1)[0]
            for mark in item.iter_markers("clause"):
                for clause in mark.args:
                    if test not in self.tests_by_clause[clause]:
                        self.tests_by_clause[clause].append(test)


def known_clauses(folder: Path) -> list[str]:
    """All IDs, in the order of the law."""
    ids = [
        clause["id"]
        for path in sorted(folder.glob("*.toml"))
        for clause in tomllib.loads(path.read_text("utf-8"))["clause"]
    ]
    return sorted(ids, key=lambda clause: PARTS.index(clause[0]) if clause[0] in PARTS else len(PARTS))


def marked_clauses(paths: list[str]) -> tuple[int, dict[str, list[str]], str]:
    """Collect the tests without running them: pytest's status, the tests of each clause, what pytest said."""
    marks = Marks()
    said = io.StringIO()
    with redirect_stdout(said):
        status = pytest.main(["--collect-only", "-qq", "-p", "no:randomly", *paths], plugins=[marks])
    return int(status), dict(marks.tests_by_clause), said.getvalue()


def report(known: list[str], tests_by_clause: dict[str, list[str]]) -> tuple[str, int]:
    """The table with its last line, and the exit code."""
    lines = []
    for clause in known:
        for at, test in enumerate(tests_by_clause.get(clause, [])):
            lines.append(f"{clause if at == 0 else '':<14} {test}")
    lines.append("")
    for part in PARTS:
        left = [clause for clause in known if clause.startswith(f"{part}-") and clause not in tests_by_clause]
        if left:
            lines.append(f"No test yet, part {part}: {', '.join(left)}\n")
    unknown = {clause: tests for clause, tests in tests_by_clause.items() if clause not in set(known)}
    lines += [f"UNKNOWN CLAUSE {clause!r}: {test}" for clause, tests in unknown.items() for test in tests]
    counts = []
    for part in PARTS:
        of_part = [clause for clause in known if clause.startswith(f"{part}-")]
        counts.append(f"{part} {sum(clause in tests_by_clause for clause in of_part)}/{len(of_part)}")
    lines.append(f"proven: {', '.join(counts)}")
    return "\n".join(lines), 1 if unknown else 0


def main(paths: list[str]) -> int:
    """Collect, print, judge."""
    known = known_clauses(CLAUSES)
    if not known:
        print(f"No clauses are listed in {CLAUSES.relative_to(ROOT)}/.")
        return 1
    status, tests_by_clause, said = marked_clauses(paths)
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        print(f"{said}\nThe tests could not be collected, so the table would be wrong.")
        return 1
    table, verdict = report(known, tests_by_clause)
    print(table)
    return verdict


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
