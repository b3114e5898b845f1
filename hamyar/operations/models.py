"""When the clocks last ran."""

from django.db import models
from django.db.models.functions import Now


class TickRun(models.Model):
    """One run of the tick: up to which moment, and what it did (counts only)."""

    upto = models.DateTimeField()
    ran_at = models.DateTimeField(db_default=Now())
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-upto"], name="operations_last_tick")]
