"""Writing audit rows and readings."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from hamyar.audit.actor import Actor
from hamyar.audit.models import AuditRecord, FileReading


def record(event: str, *, about: models.Model, by: Actor, at: datetime, **details: Any) -> AuditRecord:
    """Record that ``event`` happened to ``about``, in the caller's transaction.

    ``details`` hold identifiers, states, clause IDs and field names: never a name, a code or an answer of a person.
    """
    return AuditRecord.objects.create(
        event=event,
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        actor_kind=by.kind,
        actor_label=by.label,
        actor_user_id=by.user_id,
        at=at,
        details=details,
    )


def record_all(event: str, *, about: Iterable[tuple[models.Model, dict[str, Any]]], by: Actor, at: datetime) -> None:
    """The same event of many records at once, each with its own details: what the clock does by the thousand."""
    AuditRecord.objects.bulk_create(
        (
            AuditRecord(
                event=event, subject_type=row._meta.label_lower, subject_id=str(row.pk), actor_kind=by.kind,
                actor_label=by.label, actor_user_id=by.user_id, at=at, details=details,
            )
            for row, details in about
        ),
        batch_size=2000,
    )  # fmt: skip


def record_reading(
    *,
    about: models.Model,
    unit_path: str,
    reader: Any,
    role: str,
    at: datetime,
    reason: str = "",
    refused: bool = False,
) -> FileReading:
    """Record that a member of staff opened ``about``, or tried to and got a 404."""
    return FileReading.objects.create(
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        unit_path=unit_path,
        reader_user_id=reader.pk,
        reader_role=role,
        at=at,
        reason=reason,
        refused=refused,
    )
