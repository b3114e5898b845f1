"""Writing what changed: one row a field, before and after (E-13.3.b). Nothing else writes ``FactChange``."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from hamyar.audit.actor import Actor
from hamyar.registry.models import FactChange, Household, Person


def plain(value: Any) -> Any:
    """A fact as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def differences(row: Model | None, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Fields whose value would really change, with both values. ``None`` as row: everything that is not empty is new."""
    found: dict[str, tuple[Any, Any]] = {}
    for name, value in changes.items():
        before, after = plain(getattr(row, name) if row else None), plain(value)
        if before != after and not (row is None and after in (None, "", [], False)):
            found[name] = (before, after)
    return found


def keep(
    found: Mapping[str, tuple[Any, Any]],
    *,
    subject: str,
    household: Household | None = None,
    person: Person | None = None,
    source: str,
    by: Actor,
    at: datetime,
) -> list[FactChange]:
    """One row for each field that changed."""
    return FactChange.objects.bulk_create(
        FactChange(
            household=household, person=person, subject=subject, field=name, before=before, after=after, source=source,
            by_label=by.label, at=at,
        )
        for name, (before, after) in found.items()
    )  # fmt: skip
