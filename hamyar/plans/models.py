"""Plans, their services, and the log of what was done about each."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hamyar.org.database_law import moves_trigger
from hamyar.plans.domain import (
    AT_WORK,
    IN_PREPARATION,
    ITEM_MOVES,
    MOVES,
    OPEN_ITEMS,
    Announcement,
    ApprovedBy,
    ItemState,
    NeedKind,
    Outcome,
    PlanState,
    Sector,
)


class ServicePackage(models.Model):
    """A defined bundle of one service. Reference data, kept by the specialised departments (E-11.2.a, A-35)."""

    service = models.CharField("خدمت", max_length=20)
    title = models.CharField("عنوان", max_length=120)
    contents = models.TextField("شرح", blank=True)
    months = models.PositiveSmallIntegerField("مدت معمول (ماه)", null=True, blank=True)
    origin = models.CharField(max_length=10, default="office")  # default: shipped, not from the text of the guideline
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    changed_by_label = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plans_known_origin", condition=Q(origin__in=["default", "office"])),
            models.CheckConstraint(
                name="plans_package_period", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(
                name="plans_package_once", fields=["service", "title"], condition=Q(to_on__isnull=True)
            ),
        ]


class ServicePlan(models.Model):
    """The time-bound plan of a household's file (E-13.3.h). A renewal is a new plan, decided anew (E-D.25)."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="plans")
    casefile = models.ForeignKey("casefiles.Casefile", models.PROTECT, related_name="plans")
    application = models.ForeignKey("intake.Application", models.PROTECT, null=True, related_name="plans")
    assessment = models.ForeignKey("assessment.Assessment", models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey("assessment.Questionnaire", models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals")
    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    state = models.CharField("وضعیت", max_length=14, default=PlanState.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans")
    from_on = models.DateField("آغاز")
    to_on = models.DateField("پایان")
    goals = ArrayField(models.CharField(max_length=300), verbose_name="هدف‌ها", default=list, blank=True)
    independence_goal = models.TextField("هدف خوداتکایی", blank=True)
    drafted_at = models.DateTimeField()
    approved_by = models.CharField(max_length=14, blank=True)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    announced_how = models.CharField(max_length=12, blank=True)
    started_at = models.DateTimeField(null=True)
    outcome = models.CharField("نتیجه", max_length=14, blank=True)
    satisfaction = models.PositiveSmallIntegerField("رضایت", null=True)
    closing_note = models.TextField("شرح پایان", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plans_known_state", condition=Q(state__in=list(PlanState))),
            models.CheckConstraint(name="plans_plan_ends", condition=Q(to_on__gt=F("from_on"))),
            models.CheckConstraint(name="plans_known_approval", condition=Q(approved_by__in=["", *ApprovedBy])),
            models.CheckConstraint(name="plans_known_announcement", condition=Q(announced_how__in=["", *Announcement])),
            models.CheckConstraint(name="plans_known_outcome", condition=Q(outcome__in=["", *Outcome])),
            models.CheckConstraint(
                name="plans_approved_means_by_whom",
                condition=Q(state__in=[PlanState.DRAFT, PlanState.IN_COMMISSION])
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
            ),
            models.CheckConstraint(
                name="plans_closed_means_outcome",
                condition=~Q(state=PlanState.CLOSED)
                | (Q(satisfaction__range=(1, 5), ended_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="plans_stopped_means_why",
                condition=~Q(state=PlanState.STOPPED) | (Q(ended_at__isnull=False) & ~Q(closing_note="")),
            ),
            models.UniqueConstraint(
                name="plans_one_in_preparation", fields=["casefile"], condition=Q(state__in=list(IN_PREPARATION))
            ),
            models.UniqueConstraint(
                name="plans_one_at_work", fields=["casefile"], condition=Q(state__in=list(AT_WORK))
            ),
        ]
        indexes = [
            models.Index(fields=["casefile", "-id"], name="plans_of_file"),
            models.Index(fields=["household", "-id"], name="plans_of_household"),
            models.Index(fields=["to_on"], name="plans_ending", condition=Q(state=PlanState.RUNNING)),
        ]
        triggers = [
            moves_trigger(MOVES, beginnings=(PlanState.DRAFT,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


class PlanItem(models.Model):
    """One service with a beginning and an end, for a need that was found (E-D.23, E-D.25). ``to_on`` is outside."""

    plan = models.ForeignKey(ServicePlan, models.PROTECT, related_name="items")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    service = models.CharField("خدمت", max_length=20)
    package = models.ForeignKey(ServicePackage, models.PROTECT, null=True, blank=True, related_name="+")
    need_kind = models.CharField(max_length=10)
    need_key = models.CharField(max_length=40)  # of the section, the service or the capacity
    need_text = models.CharField("نیاز", max_length=300)
    quantity = models.CharField("مقدار", max_length=100)
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ")
    state = models.CharField("وضعیت", max_length=8, default=ItemState.PLANNED)
    progress = models.PositiveSmallIntegerField("پیشرفت (درصد)", default=0)
    follow_up_on = models.DateField("پیگیری بعدی", null=True)
    outcome_note = models.CharField("نتیجه", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plans_item_known_state", condition=Q(state__in=list(ItemState))),
            models.CheckConstraint(name="plans_item_ends", condition=Q(to_on__gt=F("from_on"))),
            models.CheckConstraint(name="plans_item_progress", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="plans_item_need", condition=Q(need_kind__in=list(NeedKind)) & ~Q(need_text="")
            ),
        ]
        indexes = [models.Index(fields=["to_on"], name="plans_items_ending", condition=Q(state__in=list(OPEN_ITEMS)))]
        triggers = [
            moves_trigger(ITEM_MOVES, beginnings=(ItemState.PLANNED,)),
            pgtrigger.Protect(
                name="kept_after_draft", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state__df="planned")
            ),
        ]


class FollowUp(models.Model):
    """One line of the follow-up log of a service: what was done or delivered (E-13.3.v). Append-only."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="follow_ups")
    at = models.DateTimeField()
    note = models.CharField(max_length=500)
    delivered = models.BooleanField(default=False)
    progress = models.PositiveSmallIntegerField()
    next_on = models.DateField(null=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["item", "at"], name="plans_follow_up_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class PlanEvent(models.Model):
    """One move of a plan. Append-only."""

    plan = models.ForeignKey(ServicePlan, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    reason = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["plan", "at"], name="plans_event_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class SectorFollowUp(models.Model):
    """What was found about a pupil's education or a member's work after admission (E-14). Append-only."""

    casefile = models.ForeignKey("casefiles.Casefile", models.PROTECT, related_name="sector_follow_ups")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    sector = models.CharField(max_length=10)
    at = models.DateTimeField()
    note = models.CharField(max_length=500)
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plans_known_sector", condition=Q(sector__in=list(Sector))),
            models.CheckConstraint(name="plans_sector_says", condition=~Q(note="")),
        ]
        indexes = [models.Index(fields=["casefile", "-at"], name="plans_sector_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
