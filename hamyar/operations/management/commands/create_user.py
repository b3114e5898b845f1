"""hamyar create-user: a member of staff with a role; the first password is printed once."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hamyar.audit.actor import Actor
from hamyar.org import actions, clock
from hamyar.org.models import OrgUnit
from hamyar.org.roles import ROLES
from hamyar.values.refusal import Refusal


class Command(BaseCommand):
    help = "Create a member of staff with a role in a unit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--given-name", required=True)
        parser.add_argument("--family-name", required=True)
        parser.add_argument("--sex", choices=["female", "male"], default="")
        parser.add_argument("--mobile", default="")
        parser.add_argument("--role", choices=sorted(ROLES), required=True)
        parser.add_argument("--unit", required=True, metavar="CODE")

    def handle(self, *_args: Any, **options: Any) -> None:
        at, by = clock.now(), Actor.program("hamyar create-user")
        try:
            unit = OrgUnit.objects.get(code=options["unit"])
            with transaction.atomic():
                user, password = actions.create_user(
                    username=options["username"], given_name=options["given_name"], family_name=options["family_name"],
                    sex=options["sex"], mobile=options["mobile"], by=by, at=at,
                )  # fmt: skip
                actions.hold_role(user=user, role=options["role"], unit=unit, from_on=clock.today(), by=by, at=at)
        except OrgUnit.DoesNotExist as fault:
            raise CommandError(f"no unit has the code {options['unit']}") from fault
        except ValidationError as fault:
            raise CommandError("; ".join(fault.messages)) from fault
        except Refusal as refusal:
            raise CommandError(f"refused: {refusal}") from refusal
        self.stdout.write(f"{user.username}: first password {password} (to be changed at the first sign-in)")
