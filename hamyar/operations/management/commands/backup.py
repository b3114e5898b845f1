"""hamyar backup: the whole database and the uploaded files in one folder."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hamyar.operations.backups import BackupFault, back_up
from hamyar.org import clock


class Command(BaseCommand):
    help = "Write the whole database and the uploaded files into one new folder. Keep it encrypted, and elsewhere."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            manifest = back_up(
                options["folder"], owner_url=owner_url(), files=Path(settings.MEDIA_ROOT), at=clock.now(),
                say=self.stdout.write,
            )  # fmt: skip
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        size = sum(kept.bytes for kept in manifest.files.values())
        self.stdout.write(
            f"backed up: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables,"
            f" {len(manifest.files) - 1} files, {size / 1e6:.1f} MB, in {options['folder']}"
        )


def owner_url() -> str:
    """The address of the database as its owner: row-level security hides rows from any other role."""
    url = os.environ.get("DATABASE_OWNER_URL", "").strip()
    if not url:
        raise CommandError("DATABASE_OWNER_URL is not set. Set it to the address of the database as its owner.")
    return url
