"""The hash chain over audit rows: sealed in batches, so that no write waits for another."""

import hashlib
import json
from collections.abc import Iterator

from django.db import connection, transaction

from hamyar.audit.models import AuditLink, AuditRecord

BEGINNING = "0" * 64


def canonical(record: AuditRecord) -> bytes:
    """The record as bytes that never depend on the time zone, key order or library version."""
    row = [
        record.pk,
        record.event,
        record.subject_type,
        record.subject_id,
        record.actor_kind,
        record.actor_label,
        record.actor_user_id,
        record.at.timestamp().hex(),
        record.details,
    ]
    return json.dumps(row, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def link_digest(previous: str, record: AuditRecord) -> str:
    return hashlib.sha256(previous.encode() + canonical(record)).hexdigest()


@transaction.atomic
def seal(*, batch: int = 5000) -> int:
    """Append committed, unsealed rows to the chain; returns how many. Safe to run twice and side by side.

    What is not visible yet, because its transaction is still open, has no link afterwards either and is taken by a
    later batch, whatever its number: nothing is skipped, and no transaction elsewhere on the server delays a row.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('audit.seal'))")
    last = AuditLink.objects.order_by("-position").first()
    position, digest = (last.position, last.digest) if last else (0, BEGINNING)
    rows = AuditRecord.objects.filter(link__isnull=True)
    links = []
    for record in rows.order_by("pk")[:batch]:
        position, digest = position + 1, link_digest(digest, record)
        links.append(AuditLink(position=position, record=record, digest=digest))
    AuditLink.objects.bulk_create(links)
    return len(links)


def faults() -> Iterator[str]:
    """Every break of the chain, as an English sentence with identifiers only. Empty when the chain is whole."""
    previous, expected = BEGINNING, 1
    for link in AuditLink.objects.select_related("record").order_by("position").iterator(2000):
        if link.position != expected:
            yield f"audit chain: link {expected} is missing"
            expected = link.position
        digest = link_digest(previous, link.record)
        if digest != link.digest:
            yield f"audit chain: record {link.record_id} at link {link.position} was changed"
        previous, expected = link.digest, expected + 1
