"""Visits, their moves, and the reasons given where a soft rule was not kept."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from hamyar.org.database_law import moves_trigger
from hamyar.visits.domain import (
    DONE_STATES,
    MOVES,
    OPEN_STATES,
    SOFT_RULES,
    Announcement,
    Met,
    Respect,
    Risk,
    Told,
    VisitKind,
    VisitState,
)
from hamyar.visits.schedule import KINDS


class HomeVisit(models.Model):
    """One visit to a household from the day it becomes due (E-9.0). History is kept: rows are never deleted."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="visits")
    application = models.ForeignKey("intake.Application", models.PROTECT, null=True, related_name="visits")
    casefile = models.ForeignKey("casefiles.Casefile", models.PROTECT, null=True, related_name="visits")
    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120)
    kind = models.CharField("نوع بازدید", max_length=16)
    state = models.CharField("وضعیت", max_length=12, default=VisitState.DUE)
    opened_at = models.DateTimeField()
    due_on = models.DateField("سررسید")
    round_key = models.CharField("نوبت سال", max_length=10, blank=True)  # of a visit that a year owes: «1405-2»
    lapsed_at = models.DateTimeField(null=True)  # since then nobody is owed it any more; it stays as history
    lapsed_reason = models.CharField(max_length=200, blank=True)
    social_worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="visits")
    companion = models.CharField("همراه", max_length=150, blank=True)
    appointment_at = models.DateTimeField("زمان بازدید", null=True)
    announced_at = models.DateTimeField("زمان اعلام به خانواده", null=True)
    announced_how = models.CharField("شیوهٔ اعلام", max_length=12, blank=True)
    not_home_at = models.DateTimeField("زمان نبودن خانواده", null=True)
    again_on = models.DateField("نوبت دوباره", null=True)
    postponed_reason = models.CharField("علت عقب‌افتادن", max_length=300, blank=True)
    done_at = models.DateTimeField("زمان انجام", null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    met = models.CharField("چه کسی حاضر بود", max_length=20, blank=True)
    findings = models.TextField("یافته‌ها", blank=True)
    risk = models.CharField("خطر", max_length=8, blank=True)
    next_step = models.TextField("اقدام لازم", blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="visits_known_state", condition=Q(state__in=list(VisitState))),
            models.CheckConstraint(name="visits_known_kind", condition=Q(kind__in=list(VisitKind))),
            models.CheckConstraint(
                name="visits_known_announcement", condition=Q(announced_how__in=["", *Announcement])
            ),
            models.CheckConstraint(name="visits_known_met", condition=Q(met__in=["", *Met])),
            models.CheckConstraint(name="visits_known_risk", condition=Q(risk__in=["", *Risk])),
            models.CheckConstraint(
                name="visits_done_means_who_and_when",
                condition=(
                    Q(state__in=list(DONE_STATES), done_at__isnull=False, done_by__isnull=False)
                    & ~Q(met="")
                    & ~Q(findings="")
                )
                | (~Q(state__in=list(DONE_STATES)) & Q(done_at__isnull=True, done_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="visits_planned_means_who_and_when",
                condition=Q(state=VisitState.DUE) | Q(social_worker__isnull=False, appointment_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visits_announced_means_how",
                condition=~Q(state=VisitState.ANNOUNCED) | (Q(announced_at__isnull=False) & ~Q(announced_how="")),
            ),
            models.CheckConstraint(
                name="visits_reviewed_means_who",
                condition=~Q(state=VisitState.REVIEWED) | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="visits_one_open_an_application",
                fields=["application", "kind"],
                condition=Q(state__in=list(OPEN_STATES), application__isnull=False),
            ),
            models.UniqueConstraint(
                name="visits_one_a_round", fields=["casefile", "round_key"], condition=~Q(round_key="")
            ),
            models.CheckConstraint(
                name="visits_round_of_a_file",
                condition=Q(round_key="") | Q(casefile__isnull=False, kind=VisitKind.PERIODIC),
            ),
            models.CheckConstraint(
                name="visits_lapsed_means_why",
                condition=Q(lapsed_at__isnull=True)
                | (Q(state__in=[VisitState.DUE, VisitState.NOT_HOME]) & ~Q(lapsed_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state", "due_on"], name="visits_of_unit"),
            models.Index(fields=["social_worker", "state", "appointment_at"], name="visits_of_worker"),
            models.Index(fields=["household", "-id"], name="visits_of_household"),
            models.Index(
                fields=["casefile"],
                name="visits_owed_rounds",
                condition=Q(state__in=[VisitState.DUE, VisitState.NOT_HOME], lapsed_at__isnull=True) & ~Q(round_key=""),
            ),
        ]
        triggers = [
            moves_trigger(MOVES, beginnings=(VisitState.DUE,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES and self.lapsed_at is None

    @property
    def is_done(self) -> bool:
        return self.state in DONE_STATES


class VisitYear(models.Model):
    """What a file was owed in a Solar Hijri year when the clock last looked (E-9.h): a change of it is settled anew."""

    casefile = models.ForeignKey("casefiles.Casefile", models.PROTECT, related_name="visit_years")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24)
    times = models.PositiveSmallIntegerField()
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visits_one_share_a_year", fields=["casefile", "year"]),
            models.CheckConstraint(name="visits_known_share", condition=Q(kind__in=KINDS, times__gte=1)),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class VisitFeedback(models.Model):
    """What the family was asked after a visit, once, and what it answered (E-9.a.1). Kept from the worker who visited."""

    visit = models.OneToOneField(HomeVisit, models.PROTECT, related_name="feedback")
    unit_path = models.CharField(max_length=120)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    account = models.ForeignKey("intake.PortalAccount", models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # of the code in the link; the code itself is not kept
    asked_at = models.DateTimeField()
    open_until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=8, blank=True)
    respect = models.CharField(max_length=8, blank=True)
    comment = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="visits_known_told", condition=Q(told__in=["", *Told])),
            models.CheckConstraint(name="visits_known_respect", condition=Q(respect__in=["", *Respect])),
            models.CheckConstraint(
                name="visits_answered_means_what",
                condition=Q(answered_at__isnull=True, told="", respect="", comment="")
                | (Q(answered_at__isnull=False) & ~Q(told="") & ~Q(respect="")),
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-id"], name="visits_feedback_of_unit"),
            models.Index(fields=["account"], name="visits_feedback_waiting", condition=Q(answered_at__isnull=True)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answered_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__answered_at__isnull=False)
            ),
        ]

    def is_open(self, at: datetime) -> bool:
        return self.answered_at is None and at < self.open_until


class VisitEvent(models.Model):
    """One move of a visit. Append-only."""

    visit = models.ForeignKey(HomeVisit, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["visit", "at"], name="visits_event_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class VisitException(models.Model):
    """Why a soft rule was not kept at a visit: what the report of exceptions counts. Append-only."""

    visit = models.ForeignKey(HomeVisit, models.PROTECT, related_name="exceptions")
    clause = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="visits_known_rule", condition=Q(clause__in=list(SOFT_RULES))),
            models.CheckConstraint(name="visits_exception_means_why", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["clause", "at"], name="visits_exceptions")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
