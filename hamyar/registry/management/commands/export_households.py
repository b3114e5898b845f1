"""hamyar export --unit CODE --on DATE: write households as household documents, one a line."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.guidelines.document import as_json
from hamyar.org import clock
from hamyar.org.models import OrgUnit
from hamyar.org.reach import Reach, set_reach
from hamyar.registry import queries
from hamyar.registry.models import Household
from hamyar.values import jalali
from hamyar.values.refusal import Refusal


class Command(BaseCommand):
    help = "Write the households of a unit as they stood on a day: household documents, one a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, help="code of the unit; those below it are included")
        parser.add_argument("--on", metavar="DATE", help="2026-03-21, or Solar Hijri 1405/01/01; today unless given")

    def handle(self, *_args: Any, **options: Any) -> None:
        unit = OrgUnit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"no unit has the code {options['unit']!r}")
        on = self._day(options["on"]) if options["on"] else clock.today()
        left_out = written = 0
        with transaction.atomic():
            set_reach(Reach(paths=(unit.path,)))
            audit.record("registry.unit.exported", about=unit, by=Actor.program("hamyar export"), at=clock.now())
            for household in Household.objects.order_by("pk").iterator(500):
                try:
                    document = queries.household_document(household, on=on)
                except Refusal as refusal:
                    left_out += 1
                    sys.stderr.write(f"household {household.pk}: left out ({refusal.code})\n")
                    continue
                self.stdout.write(as_json(document))
                written += 1
        sys.stderr.write(f"{written} households written, {left_out} left out\n")

    def _day(self, text: str) -> date:
        try:
            return jalali.parse(text) if "/" in text else date.fromisoformat(text)
        except (ValueError, Refusal) as fault:
            raise CommandError(f"{text!r} is no day such as 2026-03-21 or 1405/01/01") from fault
