"""Messages that wait, went out, arrived or failed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from hamyar.notifications.domain import MOVES, MessageState
from hamyar.org.database_law import moves_trigger


class Message(models.Model):
    """One short message to one number. The text carries no reason and no poverty wording (E-9.a.2)."""

    mobile = models.CharField("تلفن همراه", max_length=11)
    text = models.CharField("متن", max_length=500)
    template = models.CharField(max_length=40)
    secret = models.BooleanField(default=False)  # a code: its text is not kept once it has gone out
    unit_path = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey("intake.PortalAccount", models.PROTECT, null=True, related_name="+")
    application = models.ForeignKey("intake.Application", models.PROTECT, null=True, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField("وضعیت", max_length=10, default=MessageState.QUEUED)
    created_at = models.DateTimeField("زمان نوشتن")
    attempts = models.PositiveSmallIntegerField("شمار تلاش", default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField("زمان فرستادن", null=True)
    delivered_at = models.DateTimeField("زمان رسیدن", null=True)
    provider_id = models.CharField(max_length=80, blank=True)
    last_fault = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="notifications_known_state", condition=Q(state__in=list(MessageState))),
            models.CheckConstraint(
                name="notifications_sent_means_when",
                condition=Q(state__in=[MessageState.QUEUED, MessageState.FAILED]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notifications_queued_means_next",
                condition=~Q(state=MessageState.QUEUED) | Q(next_attempt_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="notifications_due", condition=Q(state="queued")),
            models.Index(fields=["application", "-id"], name="notifications_of_application"),
            models.Index(fields=["account", "-id"], name="notifications_of_account"),
            models.Index(fields=["provider_id"], name="notifications_by_provider", condition=~Q(provider_id="")),
        ]
        triggers = [
            moves_trigger(MOVES, beginnings=(MessageState.QUEUED,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]
