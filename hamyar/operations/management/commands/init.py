"""hamyar init: units, territories and staff of an empty installation, from a spreadsheet or through the first-run page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hamyar.org import clock, setting_up, spreadsheet
from hamyar.org.domain import AlreadySetUp


class Command(BaseCommand):
    help = "Set up units, territories and staff of an empty installation: all rows of the spreadsheet or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("file", nargs="?", type=Path, metavar="FILE.xlsx", help="the spreadsheet to read")
        way.add_argument(
            "--template", type=Path, metavar="FILE.xlsx", help="write an empty spreadsheet with its headers"
        )
        way.add_argument("--token", action="store_true", help="print a token that opens the first-run page for a day")
        parser.add_argument(
            "--check", action="store_true", help="only show what FILE.xlsx would set up, and its faults"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["token"]:
            self.stdout.write(setting_up.new_token())
        elif options["template"]:
            options["template"].write_bytes(spreadsheet.template())
            self.stdout.write(f"wrote {options['template']}")
        else:
            self._set_up(options["file"], only_check=options["check"])

    def _set_up(self, file: Path, *, only_check: bool) -> None:
        try:
            with file.open("rb") as opened:
                content = spreadsheet.read(opened)
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}") from fault
        try:
            outcome = (setting_up.preview if only_check else setting_up.apply)(content, at=clock.now())
        except AlreadySetUp as fault:
            raise CommandError("this installation has units already; nothing was changed") from fault
        for each in outcome.faults:
            place = " / ".join(part for part in (each.sheet, str(each.row or ""), each.column) if part)
            self.stderr.write(f"{place}: {each.sentence}")
        if outcome.faults:
            raise CommandError(f"{len(outcome.faults)} faults; nothing was set up")
        verb = "would set up" if only_check else "set up"
        self.stdout.write(f"{verb} {outcome.units} units, {outcome.people} people, {outcome.territories} territories")
        for user, password in outcome.passwords:
            self.stdout.write(f"{user.username}: first password {password} (to be changed at the first sign-in)")
