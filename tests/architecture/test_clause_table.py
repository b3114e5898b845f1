"""`make clauses` counts what it should, and does not let a misspelt mark pass."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = f"""
import sys
sys.path.insert(0, {str(ROOT / "tools")!r})
import clauses
options = ["-p", "no:django", "-o", "addopts=", "-o", "markers=clause(*ids): x"]
status, found, said = clauses.marked_clauses([*options, "."])
table, verdict = clauses.report(["E-1.1", "E-1.2", "H-1.1"], found)
print(table)
sys.exit(status or verdict)
"""


def table_of(folder, source):
    (folder / "test_some.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run([sys.executable, "-c", TABLE], cwd=folder, capture_output=True, text=True, check=False)


def test_a_marked_clause_is_proven_and_its_cases_count_once(tmp_path):
    shown = table_of(
        tmp_path,
        "import pytest\n"
        "@pytest.mark.clause('E-1.2', 'H-1.1')\n"
        "@pytest.mark.parametrize('case', [1, 2])\n"
        "def test_a(case): pass\n",
    )

    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert shown.stdout.splitlines()[-1] == "proven: E 1/2, H 1/1"
    assert shown.stdout.count("test_some.py::test_a") == 2
    assert "No test yet, part E: E-1.1" in shown.stdout


def test_a_mark_that_names_no_clause_fails(tmp_path):
    shown = table_of(tmp_path, "import pytest\n@pytest.mark.clause('E-9.9')\ndef test_a(): pass\n")

    assert shown.returncode == 1
    assert "UNKNOWN CLAUSE 'E-9.9': test_some.py::test_a" in shown.stdout
