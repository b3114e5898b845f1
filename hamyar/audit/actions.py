"""Writing audit rows and readings."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models

from hamyar.audit.actor import Actor
from hamyar.audit.models import AuditRecord, FileReading

ROWS_AT_ONCE = 2000
_waiting: ContextVar[list[AuditRecord] | None] = ContextVar("audit rows that wait to be written together", default=None)


def record(event: str, *, about: models.Model, by: Actor, at: datetime, **details: Any) -> AuditRecord:
    """Record that ``event`` happened to ``about``, in the caller's transaction.

    ``details`` hold identifiers, states, clause IDs and field names: never a name, a code or an answer of a person.
    """
    row = _row(event, about, by, at, details)
    waiting = _waiting.get()
    if waiting is None:
        row.save(force_insert=True)
        return row
    waiting.append(row)
    if len(waiting) >= ROWS_AT_ONCE:
        _write(waiting)
    return row


def record_all(event: str, *, about: Iterable[tuple[models.Model, dict[str, Any]]], by: Actor, at: datetime) -> None:
    """The same event of many records at once, each with its own details: what the clock does by the thousand."""
    rows = [_row(event, subject, by, at, details) for subject, details in about]
    waiting = _waiting.get()
    if waiting is None:
        _write(rows)
    else:
        waiting += rows


@contextmanager
def written_together() -> Iterator[None]:
    """What is audited in this block is written in few statements, in its order, at the latest where the block ends.

    For a long job in one transaction that every fault ends whole: of a part that was taken back alone, the rows would
    be written all the same.
    """
    rows: list[AuditRecord] = []
    before = _waiting.set(rows)
    try:
        yield
        _write(rows)
    finally:
        _waiting.reset(before)


def _row(event: str, about: models.Model, by: Actor, at: datetime, details: dict[str, Any]) -> AuditRecord:
    return AuditRecord(
        event=event, subject_type=about._meta.label_lower, subject_id=str(about.pk), actor_kind=by.kind,
        actor_label=by.label, actor_user_id=by.user_id, at=at, details=details,
    )  # fmt: skip


def _write(rows: list[AuditRecord]) -> None:
    AuditRecord.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    rows.clear()


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
