"""hamyar verify: what must always be true, checked over the whole database."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from hamyar.audit import chain
from hamyar.guidelines.duties import DUTIES
from hamyar.obligations.models import Obligation
from hamyar.org.reach import whole_country
from hamyar.org.roles import ROLES

# What the constraints cannot say because it spans rows; each query finds offenders and must find none.
NEVER = {
    "a household in use has no head today": """
        select h.id from registry_household h join casefiles_casefile c on c.household_id = h.id
        where c.state in ('active', 'update_due', 'suspended', 'in_transfer') and not exists (
            select from registry_householdmember m
            where m.household_id = h.id and m.relation = 'head' and m.to_on is null)""",
    "a file and its household stand in different units": """
        select c.id from casefiles_casefile c join registry_household h on h.id = c.household_id
        where c.unit_path <> h.unit_path and c.state <> 'in_transfer'""",
    "a unit's path does not continue its parent's": """
        select u.id from org_orgunit u join org_orgunit p on p.id = u.parent_id
        where u.path <> p.path || u.id || '.'""",
    "an open duty stands in another unit than its path says": """
        select o.id from obligations_obligation o join org_orgunit u on u.id = o.unit_id
        where o.state = 'open' and o.unit_path <> u.path""",
    "an open application has no duty to handle it": """
        select a.id from intake_application a
        where a.state in ('assigned', 'inquiring', 'visit_planned', 'assessed', 'incomplete', 'in_commission',
                          'awaiting_permit', 'with_office_head') and not exists (
            select from obligations_obligation o
            where o.subject_type = 'intake.application' and o.subject_id = a.id and o.state = 'open')""",
}


class Command(BaseCommand):
    help = "Check the audit chain, the duties and the references; exit 1 when anything is wrong."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with transaction.atomic(), whole_country("verification reads everything"):
            faults = [*chain.faults(), *unknown_duties(), *orphans(), *offenders()]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise SystemExit(1)
        self.stdout.write("verified: audit chain, duties, references")


def unknown_duties() -> Iterator[str]:
    """Open duties of a kind or role that this version does not know."""
    rows = Obligation.objects.filter(state="open").values_list("pk", "kind", "owner_role")
    for pk, kind, role in rows.iterator():
        if kind not in DUTIES:
            yield f"duty {pk}: kind {kind} is unknown"
        if role not in ROLES:
            yield f"duty {pk}: role {role} is unknown"


def orphans() -> Iterator[str]:
    """Open duties about a record that is not there: duties keep plain identifiers, so no constraint says so."""
    still_open = Obligation.objects.filter(state="open")
    for subject_type in still_open.order_by().values_list("subject_type", flat=True).distinct():
        rows = still_open.filter(subject_type=subject_type)
        try:
            model = apps.get_model(subject_type)
        except (LookupError, ValueError):
            alone = rows
        else:
            alone = rows.exclude(subject_id__in=model._default_manager.order_by().values("pk"))
        for pk, subject_id in alone.order_by("pk").values_list("pk", "subject_id"):
            yield f"duty {pk}: there is no {subject_type} {subject_id}"


def offenders() -> Iterator[str]:
    with connection.cursor() as cursor:
        for rule, sql in NEVER.items():
            cursor.execute(sql)
            for (pk,) in cursor.fetchall():
                yield f"{rule}: {pk}"
