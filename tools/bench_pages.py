"""Do the staff's pages stay as fast with many households as with few?

    .venv/bin/python tools/bench_pages.py [--few 1000] [--many 20000] [--rounds 25] [--write docs/benchmarks.md]

Fills two databases with the demonstration, the second with many times the files, and opens the same pages in both, turn by
turn in one run. A page asks its tables the same number of questions, 15 at the most, and its median time grows
by three tenths at the most (DESIGN.md section 11).
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import database
from installing import HAMYAR, PYTHON
from steps import ROOT, STATE, clean_environment, step

QUESTIONS = 15
GROWTH = 1.3
DATA = STATE / "bench" / "postgres"
NO_QUESTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "select set_config", "select coalesce(current_")


def filled(households: int) -> dict[str, str]:
    """The environment of a database with so many files, made when it is not there yet."""
    name = f"pages_{households}"
    env = clean_environment() | database.start(DATA, title="Private PostgreSQL of the benchmark", name=name)
    env |= {
        "HAMYAR_MODE": "test",
        "SECRET_KEY": database.TEST_SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "hamyar.config.settings",
    }
    step(f"Tables for {households:,} households", [HAMYAR, "migrate"], env=env)
    step(f"{households:,} households", [HAMYAR, "demo-data", "--households", str(households)], env=env)
    return env


class Reader:
    """A process that opens pages in one database; told a number of rounds, it answers with what they took."""

    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [str(PYTHON), str(Path(__file__)), "--serve"], cwd=ROOT, env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def round(self) -> dict[str, tuple[float, int]]:
        """Seconds and questions of each page, once."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("a page could not be opened")
        return {page: (seconds, questions) for page, seconds, questions in json.loads(answer)}

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def serve() -> None:
    """The other side of `Reader`: signs in once, then opens every page whenever a line comes in."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hamyar.casefiles.models import Casefile
    from hamyar.org.reach import EVERYTHING, reaching

    with transaction.atomic(), reaching(EVERYTHING):
        office = Casefile.objects.filter(state="active").order_by("pk").select_related("unit").first().unit  # type: ignore[union-attr]
        files = Casefile.objects.filter(unit=office, state="active", social_worker__isnull=False)
        file = files.select_related("social_worker", "accountable_head", "holder").order_by("-pk").first()
    assert file is not None
    clients = {}
    for name, user in (("worker", file.social_worker), ("head", file.accountable_head)):
        clients[name] = Client(headers={"host": "localhost"})
        clients[name].force_login(user, backend="hamyar.org.backends.StaffBackend")  # type: ignore[arg-type]
    pages = {
        "worklist": ("worker", "/"),
        "worklist of the office": ("head", "/?whose=all"),
        "overview of the office": ("head", "/overview/"),
        "list of files": ("head", "/files/"),
        "list of applications": ("head", "/intake/"),
        "planner of visits": ("worker", "/visits/"),
        "file": ("worker", f"/file/{file.pk}/"),
        "search by national code": ("head", f"/search/?q={file.holder.national_code}"),
        "search by name": ("head", f"/search/?q={file.holder.given_name} {file.holder.family_name}"),
    }
    from django.db import connection

    for _line in sys.stdin:
        taken = []
        for page, (name, url) in pages.items():
            connection.queries_log.clear()
            with CaptureQueriesContext(connection) as queries:
                begun = time.perf_counter()
                answer = clients[name].get(url)
                seconds = time.perf_counter() - begun
            if answer.status_code != 200:
                sys.exit(f"{page}: {answer.status_code}")
            questions = sum(not each["sql"].startswith(NO_QUESTION) for each in queries.captured_queries)
            taken.append((page, seconds, questions))
        print(json.dumps(taken), flush=True)


def compare(few: Reader, many: Reader, rounds: int) -> list[tuple[str, int, int, float, float]]:
    """Each page: questions and median milliseconds with few and with many households."""
    for each in (few, many):
        each.round()  # templates are compiled, plans are cached
    seen = [(few.round(), many.round()) for _ in range(rounds)]
    rows = []
    for page in seen[0][0]:
        medians = [statistics.median(one[side][page][0] for one in seen) * 1000 for side in (0, 1)]
        questions = [max(one[side][page][1] for one in seen) for side in (0, 1)]
        rows.append((page, questions[0], questions[1], medians[0], medians[1]))
    return rows


def is_kept(_page: str, few: int, many: int, before_ms: float, after_ms: float) -> bool:
    return few == many <= QUESTIONS and after_ms <= before_ms * GROWTH


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--write", type=Path, help="put the figures into the pages section of this file")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve()
        return 0
    try:
        few, many = Reader(filled(asked.few)), Reader(filled(asked.many))
        rows = compare(few, many, asked.rounds)
        few.end()
        many.end()
    finally:
        database.remove(DATA)
        shutil.rmtree(DATA.parent, ignore_errors=True)
    for row in rows:
        page, questions, _same, before_ms, after_ms = row
        verdict = "within" if is_kept(*row) else "BEYOND"
        print(f"{page}: {questions} questions, {after_ms / before_ms:.2f} of its time with few ({verdict} the budget)")
    if asked.write:
        write_section(asked.write, rows, asked)
    return 0 if all(is_kept(*row) for row in rows) else 1


def write_section(path: Path, rows: list[tuple[str, int, int, float, float]], asked: argparse.Namespace) -> None:
    """Replace the pages section of the file, or add it."""
    lines = "\n".join(
        f"| {page} | {few} | {many} | {after_ms / before_ms:.2f} |" for page, few, many, before_ms, after_ms in rows
    )
    section = f"""## Pages of the staff

| page | questions with {asked.few:,} households | with {asked.many:,} | median time, ratio |
|---|---|---|---|
{lines}

Budget: the same number of questions, 15 at the most; ratio 1.3 at the most.
Command: `.venv/bin/python tools/bench_pages.py --few {asked.few} --many {asked.many} --write docs/benchmarks.md`
({asked.rounds} rounds, both databases turn by turn on one shared machine with two cores).
"""
    text = path.read_text(encoding="utf-8")
    found = re.search(r"## Pages of the staff\n.*?(?=\n## |\Z)", text, re.DOTALL)
    text = text[: found.start()] + section + text[found.end() :] if found else text.rstrip("\n") + "\n\n" + section
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    raise SystemExit(main())
