"""hamyar serve: the web server (granian) over our WSGI door."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the web server."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes")
        parser.add_argument("--threads", type=int, default=4, help="threads that run pages, in each process")

    def handle(self, *_args: Any, **options: Any) -> None:
        # The server takes the place of this process, so that a signal reaches it and nothing is left behind.
        os.execv(  # noqa: S606 - no shell is wanted
            sys.executable,
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options["host"],
                "--port", str(options["port"]), "--workers", str(options["workers"]),
                "--blocking-threads", str(options["threads"]), "--no-ws", "--log-level", "warning",
                "--respawn-failed-workers", "hamyar.config.wsgi:application",
            ],
        )  # fmt: skip
