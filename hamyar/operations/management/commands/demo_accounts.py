"""hamyar demo-accounts: where the demonstration is, and who can sign in."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hamyar.operations.demo.organisation import PASSWORD
from hamyar.org import clock
from hamyar.org.models import RoleHolding
from hamyar.org.roles import ROLES


class Command(BaseCommand):
    help = "Print the demonstration's address and one account per role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

    def handle(self, *_args: Any, **options: Any) -> None:
        today = clock.today()
        first: dict[str, RoleHolding] = {}
        for holding in RoleHolding.objects.filter(from_on__lte=today).select_related("user", "unit").order_by("pk"):
            first.setdefault(holding.role, holding)
        width = max((len(holding.user.username) for holding in first.values()), default=10)
        self.stdout.write(f"\n  {options['address']}/          staff; every password is {PASSWORD}")
        self.stdout.write(f"  {options['address']}/portal/   applicants; codes are shown at /messages/\n\n")
        for role in ROLES:
            if role in first:
                holding = first[role]
                self.stdout.write(f"  {holding.user.username:<{width}}  {ROLES[role].title} ({holding.unit.title})")
        self.stdout.write("")
