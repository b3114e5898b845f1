"""hamyar demo-data: fill an empty database with made-up families, applications and staff."""

import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hamyar.operations.demo import building
from hamyar.org import clock
from hamyar.org.reach import whole_country

HOUSEHOLDS_AT_MOST = 200_000  # the range of test codes holds no more people


class Command(BaseCommand):
    help = "Fill an empty database with made-up families; the same seed makes the same ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=1000, help="families that have a file")
        parser.add_argument("--applications", type=int, default=90, help="applications in all states")
        parser.add_argument("--seed", type=int, default=1405)

    def handle(self, *_args: Any, **options: Any) -> None:
        self._began = time.monotonic()
        if not 1 <= options["households"] <= HOUSEHOLDS_AT_MOST:
            raise CommandError(f"--households must lie between 1 and {HOUSEHOLDS_AT_MOST}")
        if not 0 <= options["applications"] <= HOUSEHOLDS_AT_MOST:
            raise CommandError(f"--applications must lie between 0 and {HOUSEHOLDS_AT_MOST}")
        with transaction.atomic(), whole_country("is the demonstration here?"):
            made = building.is_made()
        if made:
            self._told("the demonstration is here already; nothing is changed")
        else:
            self._build(options)
        building.seal(at=clock.now())
        self._told("audit sealed")

    def _build(self, options: dict[str, Any]) -> None:
        facts_file = os.environ.get("HAMYAR_REGISTER_FACTS")
        wanted = building.Wanted(
            households=options["households"], applications=options["applications"], seed=options["seed"],
            now=clock.now(), facts_file=Path(facts_file) if facts_file else None,
        )  # fmt: skip
        try:
            building.build(wanted, told=self._told)
        except building.NotEmpty as fault:
            raise CommandError("this database is in use: it has units that no demonstration made") from fault

    def _told(self, line: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self._began:5.1f} s  {line}")
        self.stdout.flush()
