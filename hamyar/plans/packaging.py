"""The packages that specialised departments offer for plans (E-11.2.a)."""

from datetime import datetime

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org.clock import day_of
from hamyar.plans.domain import ReasonNeeded
from hamyar.plans.models import ServicePackage


@transaction.atomic
def define_package(
    *, service: str, title: str, contents: str, months: int | None, by: Actor, at: datetime
) -> ServicePackage:
    """A specialised department adds a package; one of the same name and service takes the place of the former (E-11.2.a)."""
    if not title.strip():
        raise ReasonNeeded(clause="E-11.2.a")
    on = day_of(at)
    former = ServicePackage.objects.filter(service=service, title=title.strip(), to_on__isnull=True).first()
    if former is not None:
        end_package(package=former, by=by, at=at)
    row = ServicePackage.objects.create(
        service=service, title=title.strip()[:120], contents=contents.strip(), months=months, from_on=on,
        changed_by_label=by.label,
    )  # fmt: skip
    audit.record("plans.package.defined", about=row, by=by, at=at, service=service)
    return row


@transaction.atomic
def end_package(*, package: ServicePackage, by: Actor, at: datetime) -> ServicePackage:
    """No longer offered from today; plans that hold it keep it."""
    package.to_on = max(day_of(at), package.from_on)
    package.changed_by_label = by.label
    package.save(update_fields=["to_on", "changed_by_label"])
    audit.record("plans.package.ended", about=package, by=by, at=at)
    return package
