"""The one table of duties: worklist, dashboards, calendar and reminders are views of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hamyar.obligations.domain import MOVES, ObligationState
from hamyar.org.database_law import moves_trigger


class Obligation(models.Model):
    """Something owed by a person or a role in a unit. Overdue is a flag worked out from ``due_at``, never a state.

    The subject is plain identifiers, as in the audit; ``subject_label`` is a number (of a file or an application),
    never a name, so that a superior sees what is late without reading a household's data.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=60)
    period_key = models.CharField(max_length=40, blank=True)  # which round of a periodic duty, else empty
    clause = models.CharField(max_length=20)
    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    owner_role = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=ObligationState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    waived_reason = models.CharField(max_length=300, blank=True)
    warned_at = models.DateTimeField(null=True)
    escalation_step = models.PositiveSmallIntegerField(default=0)
    escalated_to_role = models.CharField(max_length=40, blank=True)
    escalated_at = models.DateTimeField(null=True)
    next_escalation_at = models.DateTimeField(null=True)  # when the next superior is told; null: nobody is left

    class Meta:
        constraints = [
            models.CheckConstraint(name="obligations_known_state", condition=Q(state__in=list(ObligationState))),
            models.CheckConstraint(
                name="obligations_closed_means_when",
                condition=Q(state=ObligationState.OPEN, closed_at__isnull=True)
                | (~Q(state=ObligationState.OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="obligations_waived_means_why", condition=~Q(state=ObligationState.WAIVED) | ~Q(waived_reason="")
            ),
            models.UniqueConstraint(
                name="obligations_once_open",
                fields=["kind", "subject_type", "subject_id", "period_key"],
                condition=Q(state=ObligationState.OPEN),
            ),
            models.CheckConstraint(name="obligations_due_after_opening", condition=Q(due_at__gte=F("opened_at"))),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at"], name="obligations_of_owner", condition=Q(state="open")),
            models.Index(fields=["unit_path", "due_at"], name="obligations_of_unit", condition=Q(state="open")),
            models.Index(fields=["subject_type", "subject_id"], name="obligations_of_subject"),
            models.Index(fields=["next_escalation_at"], name="obligations_to_escalate", condition=Q(state="open")),
        ]
        triggers = [
            moves_trigger(MOVES, beginnings=(ObligationState.OPEN,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


class MonthlyReview(models.Model):
    """An office head has looked through the admission processes of a period (E-7.n), with what was open then. Append-only.

    ``period_key`` names the period by its first Solar Hijri month: «1405-09».
    """

    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120)
    period_key = models.CharField(max_length=7)
    note = models.CharField("یادداشت", max_length=1000)
    open_duties = models.PositiveIntegerField("کارهای باز")
    late_duties = models.PositiveIntegerField("گذشته از موعد")
    reviewed_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="obligations_one_review_a_period", fields=["unit", "period_key"]),
            models.CheckConstraint(name="obligations_review_means_why", condition=~Q(note="")),
        ]
        indexes = [models.Index(fields=["unit_path", "-id"], name="obligations_reviews_of_unit")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Holiday(models.Model):
    """A day that is no working day, editable on screen. Fridays never are; Thursdays by setting of the office."""

    on = models.DateField(unique=True)
    title = models.CharField(max_length=100)
