"""hamyar work: the worker of the queue."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run background work: messages, inquiries, the tick."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1)
        parser.add_argument("--one-shot", action="store_true", help="end when the queue is empty")

    def handle(self, *_args: Any, **options: Any) -> None:
        words = ["worker", "--concurrency", str(options["concurrency"])]
        if options["one_shot"]:
            words.append("--one-shot")
        call_command("procrastinate", *words)
