"""hamyar import FILE --unit CODE: read households from .jsonl, .csv or .xlsx into an office."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.models import OrgUnit
from hamyar.org.reach import Reach, set_reach
from hamyar.registry import bulk
from hamyar.registry.domain import BatchState
from hamyar.registry.models import ImportBatch
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

ROWS_AT_ONCE = 50
SHOWN_FAULTS = 50


class Command(BaseCommand):
    help = "Read households from .jsonl, .csv or .xlsx: everything or nothing, or with --keep-good what is right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".jsonl (household documents), .csv or .xlsx (the template)")
        parser.add_argument("--unit", required=True, help="code of the office")
        parser.add_argument("--keep-good", action="store_true", help="register the right rows, leave the wrong ones")
        parser.add_argument(
            "--reject", type=Path, metavar="FILE", help="where the wrong rows are written, to be mended"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and tell, register nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        unit = OrgUnit.objects.filter(code=options["unit"], level="office").first()
        if unit is None:
            raise CommandError(f"no office has the code {options['unit']!r}")
        try:
            content = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"{options['file']}: {fault.strerror}") from fault
        if options["dry_run"]:
            with transaction.atomic():
                self._told(self._read(options["file"].name, content, unit), options)
                transaction.set_rollback(True)
            return
        with transaction.atomic():
            batch = self._read(options["file"].name, content, unit)
        self._apply(batch, unit, options)

    def _read(self, name: str, content: bytes, unit: OrgUnit) -> ImportBatch:
        set_reach(Reach(paths=(unit.path,)))
        try:
            return bulk.read_file(name=name, content=content, unit=unit, by=self._by, at=clock.now())
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal

    @property
    def _by(self) -> Actor:
        return Actor.program("hamyar import")

    def _apply(self, batch: ImportBatch, unit: OrgUnit, options: dict[str, Any]) -> None:
        """Step by step where good rows are kept: each step is committed, so that a second run goes on where one broke off."""
        refused = False
        while batch.state != BatchState.APPLIED and not refused:
            with transaction.atomic():
                set_reach(Reach(paths=(unit.path,)))
                try:
                    batch = bulk.start(batch=batch, keep_good=options["keep_good"], by=self._by, at=clock.now())
                    batch = bulk.carry_on(batch=batch, at=clock.now(), most=ROWS_AT_ONCE, told=self._tell_progress)
                    refused = batch.state == BatchState.CHECKED
                except Refusal:
                    refused = True
            self._progress(batch, unit)
        self.stderr.write("")
        with transaction.atomic():
            set_reach(Reach(paths=(unit.path,)))
            self._told(batch, options)
        if refused:
            raise CommandError("nothing was registered: mend the rows above, or use --keep-good")

    def _tell_progress(self, count: int) -> None:
        if count % ROWS_AT_ONCE == 0:
            self.stderr.write(f"\r{count} households", ending="")
            self.stderr.flush()

    def _progress(self, batch: ImportBatch, unit: OrgUnit) -> None:
        with transaction.atomic():
            set_reach(Reach(paths=(unit.path,)))
            done = bulk.progress(batch)
        self.stderr.write(f"\r{done['applied']} of {done['total']} households registered", ending="")
        self.stderr.flush()

    def _told(self, batch: ImportBatch, options: dict[str, Any]) -> None:
        done = bulk.progress(batch)
        faults = [fault for row in bulk.wrong_rows(batch)[:SHOWN_FAULTS] for fault in row.faults]
        for fault in faults:
            self.stdout.write(f"ردیف {fault['row']}، {fault['column']}: {fault['reason']}")
        if done["wrong"] and options["reject"]:
            options["reject"].write_text(bulk.reject_file(batch), encoding="utf-8")
            self.stdout.write(f"wrong rows: {options['reject']}")
        self.stdout.write("households: {total}, registered: {applied}, waiting: {ready}, wrong: {wrong}".format(**done))
