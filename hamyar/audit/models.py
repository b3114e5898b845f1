"""Audit rows, their hash chain, and the log of files that were read."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class AuditRecord(models.Model):
    """One event. Plain identifiers instead of foreign keys: the row outlives what it describes (docs/adr/0007)."""

    event = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(max_length=150)
    actor_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    details = models.JSONField(default=dict)
    # The writing transaction: which rows were written together. Means nothing on another server (after a restore).
    written_in = models.TextField(
        db_default=models.Func(function="pg_current_xact_id", template="(%(function)s())::text")
    )

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["actor_user_id", "at"], name="audit_by_user"),
        ]
        triggers = [APPEND_ONLY]


class AuditLink(models.Model):
    """A link of the hash chain: sha256 over the previous link's digest and the record's canonical text."""

    position = models.BigIntegerField(primary_key=True)
    record = models.OneToOneField(AuditRecord, models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = [APPEND_ONLY]


class FileReading(models.Model):
    """Somebody opened a household's file, or was refused. Shown to the office head and to the person (DESIGN.md 6)."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    unit_path = models.CharField(max_length=120)
    reader_user_id = models.BigIntegerField()
    reader_role = models.CharField(max_length=60)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    refused = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="reading_by_subject"),
            models.Index(fields=["unit_path", "-at"], name="reading_by_unit"),
        ]
        triggers = [APPEND_ONLY]
