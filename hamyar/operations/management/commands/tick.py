"""hamyar tick: let the legal clocks run; in the demonstration also into the future."""

from argparse import ArgumentParser
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hamyar.obligations.domain import TEHRAN
from hamyar.operations import jobs
from hamyar.org import clock
from hamyar.values import jalali
from hamyar.values.refusal import Refusal


class Command(BaseCommand):
    help = "Run the tick up to now, or, in the demonstration, move the clock day by day to a Solar Hijri date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until", metavar="DATE", help="Solar Hijri, for example 1405/12/01; demonstration only")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["until"]:
            self._move_to(options["until"])
        for day, counts in jobs.catch_up(at=clock.now()):
            done = ", ".join(f"{what} {count}" for what, count in sorted(counts.items()) if count) or "nothing due"
            self.stdout.write(
                f"{jalali.parts(day).year}/{jalali.parts(day).month:02d}/{jalali.parts(day).day:02d}: {done}"
            )

    def _move_to(self, text: str) -> None:
        if not settings.DEMO:
            raise CommandError("--until moves the clock; that is for the demonstration only (HAMYAR_MODE=demo)")
        try:
            day = jalali.parse(text)
        except Refusal as refusal:
            raise CommandError(f"{text!r} is no Solar Hijri date such as 1405/12/01") from refusal
        ahead = datetime.combine(day, time(12), TEHRAN) - clock.now()
        if ahead <= timedelta():
            raise CommandError("the clock only moves forward")
        with transaction.atomic():
            clock.move_forward(ahead)
