"""hamyar restore: a backup into an empty database, then verified."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from hamyar.operations.backups import BackupFault, restore
from hamyar.operations.management.commands.backup import owner_url


class Command(BaseCommand):
    help = "Read a backup into an empty database and an empty place for files, and verify it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *_args: Any, **options: Any) -> None:
        known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
        try:
            manifest = restore(
                options["folder"], owner_url=owner_url(), files=Path(settings.MEDIA_ROOT), known_migrations=known,
                say=self.stdout.write,
            )  # fmt: skip
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"restored: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables,"
            f" {len(manifest.files) - 1} files, made at {manifest.made_at} by version {manifest.version}"
        )
        if known - set(manifest.migrations):
            self.stdout.write("This version has newer tables: run `hamyar migrate`, then `hamyar verify`.")
            return
        call_command("verify", stdout=self.stdout, stderr=self.stderr)
