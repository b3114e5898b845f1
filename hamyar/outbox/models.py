"""Events that wait for their followers."""

from django.db import models
from django.db.models import Q


class OutboxEvent(models.Model):
    """One thing that happened. The payload holds identifiers only; followers read what they need."""

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="outbox_waiting", condition=Q(delivered_at__isnull=True))]
