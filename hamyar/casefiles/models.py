"""Files of households, their history and periods of support."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from hamyar.casefiles.domain import MOVES, OPEN_STATES, CasefileState, ContactSource, OpinionRole
from hamyar.org.database_law import moves_trigger
from hamyar.org.domain import Programme
from hamyar.org.models import SPAN
from hamyar.registry.domain import ServiceKind


class Casefile(models.Model):
    """A household's file. The number is never used again and survives transfer and renaming."""

    number = models.CharField("شمارهٔ پرونده", max_length=20, unique=True)
    programme = models.CharField(max_length=10, default=Programme.EMDAD)
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="casefiles")
    holder = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    state = models.CharField("وضعیت", max_length=12, default=CasefileState.ACTIVE)
    state_since_on = models.DateField("از تاریخ", null=True, blank=True)
    social_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="casefiles"
    )
    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    accountable_head = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    target_groups = ArrayField(models.CharField(max_length=32), default=list)
    period_from_on = models.DateField("آغاز دورهٔ حمایت")
    period_to_on = models.DateField("پایان دورهٔ حمایت")  # the first day without support
    opened_at = models.DateTimeField()
    last_contact_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="casefiles_known_state", condition=Q(state__in=list(CasefileState))),
            models.CheckConstraint(name="casefiles_period_ends", condition=Q(period_to_on__gt=F("period_from_on"))),
            models.UniqueConstraint(name="casefiles_one_a_household", fields=["household", "programme"]),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-id"], name="casefiles_of_unit"),
            models.Index(fields=["unit_path", "state", "-id"], name="casefiles_of_unit_by_state"),
            models.Index(fields=["social_worker", "-id"], name="casefiles_of_worker"),
            models.Index(
                fields=["state", "state_since_on"], name="casefiles_closing", condition=Q(state__in=["exited", "ended"])
            ),
            models.Index(
                F("unit_path"),
                Coalesce("last_contact_on", "period_from_on"),
                name="casefiles_by_contact",
                condition=Q(state__in=[CasefileState.ACTIVE, CasefileState.UPDATE_DUE]),
            ),
            models.Index(fields=["period_to_on"], name="casefiles_ending", condition=Q(state__in=list(OPEN_STATES))),
        ]
        triggers = [
            moves_trigger(MOVES, beginnings=(CasefileState.ACTIVE,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


class CasefileEvent(models.Model):
    """One line of a file's history: what happened, when, by whom, by which clause. Append-only."""

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    event = models.CharField(max_length=40)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["casefile", "-at"], name="casefiles_event_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Contact(models.Model):
    """One line of a file's contact log (E-0.a.2.3). Append-only."""

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="contacts")
    on = models.DateField("روز تماس")
    source = models.CharField("شیوهٔ تماس", max_length=8)
    note = models.CharField("یادداشت", max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="casefiles_known_contact", condition=Q(source__in=list(ContactSource)))
        ]
        indexes = [models.Index(fields=["casefile", "-on", "-id"], name="casefiles_contact_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class SupportPeriod(models.Model):
    """A dated period of support; a renewal is a new row (E-D.25)."""

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=20, default="ordinary")
    index = models.PositiveSmallIntegerField(default=1)
    from_on = models.DateField()
    to_on = models.DateField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casefiles_known_period",
                condition=Q(
                    kind__in=["ordinary", "aqshar", "desertion_1", "desertion_2", "released_prisoner", "study"]
                ),
            ),
            models.CheckConstraint(name="casefiles_support_ends", condition=Q(to_on__gt=F("from_on"))),
        ]


class DesertionOpinion(models.Model):
    """One of the three signed opinions about a period of continued support (E-6.5.a.1). Append-only.

    ``event_on``: since when the head is away; the periods are counted for each such event (A-08).
    """

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="desertion_opinions")
    event_on = models.DateField()
    index = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=14)
    favourable = models.BooleanField()
    text = models.CharField("نظر", max_length=1000)
    at = models.DateTimeField()
    by_user = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="casefiles_known_opinion", condition=Q(role__in=list(OpinionRole))),
            models.CheckConstraint(name="casefiles_opinion_says", condition=~Q(text="")),
            models.UniqueConstraint(
                name="casefiles_one_opinion_each", fields=["casefile", "event_on", "index", "role"]
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class CourtDocument(models.Model):
    """The court's paper about a head who is away, which support needs after its two periods (E-6.5.a.3). Append-only."""

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="court_documents")
    event_on = models.DateField()  # since when the head is away
    title = models.CharField("مدرک قضایی", max_length=200)
    issued_on = models.DateField("تاریخ صدور")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [models.CheckConstraint(name="casefiles_court_document_says", condition=~Q(title=""))]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class HolderChange(models.Model):
    """The file passed from one name to another, under its number (E-6.2.1). Append-only."""

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="holder_changes")
    former = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    holder = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    on = models.DateField("تاریخ ازدواج")
    evidence = models.CharField("مستند", max_length=200)
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="casefiles_holder_change_says", condition=~Q(evidence="")),
            models.CheckConstraint(name="casefiles_holder_changes", condition=~Q(former=F("holder"))),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class StudyProof(models.Model):
    """An adult son is enrolled for a school term (E-6.n3). Append-only; the next term is a new row."""

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="study_proofs")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    from_on = models.DateField("آغاز نوبت تحصیلی")
    until_on = models.DateField()  # the first day of the next term
    institution = models.CharField("آموزشگاه و رشته", max_length=160)
    status = models.CharField("وضعیت تحصیلی", max_length=16)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casefiles_study_proof_says",
                condition=Q(until_on__gt=F("from_on"), status__in=["pupil", "student"]) & ~Q(institution=""),
            ),
            models.UniqueConstraint(name="casefiles_study_proof_once", fields=["person", "from_on"]),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class ServiceLevel(models.Model):
    """One level of the list that the headquarters keep: whom it is for, and which services go with it (E-D.5).

    Reference data without personal content. A changed level is a new one; the old one ends.
    """

    title = models.CharField("عنوان", max_length=80)
    criteria = models.TextField("معیار")
    services = ArrayField(models.CharField(max_length=20), verbose_name="خدمات")
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casefiles_level_period", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="casefiles_level_services",
                condition=Q(services__len__gt=0, services__contained_by=[str(each) for each in ServiceKind]),
            ),
            models.UniqueConstraint(name="casefiles_level_once", fields=["title"], condition=Q(to_on__isnull=True)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="facts_kept", exclude=["to_on"]),
        ]


class FileLevel(models.Model):
    """The level of a file for a time; a new one ends the one before, which stays (E-D.5)."""

    casefile = models.ForeignKey(Casefile, models.PROTECT, related_name="levels")
    level = models.ForeignKey(ServiceLevel, models.PROTECT, related_name="+")
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ")
    reason = models.CharField("علت", max_length=300)
    set_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casefiles_file_level_period", condition=Q(to_on__gte=F("from_on")) & ~Q(reason="")
            ),
            ExclusionConstraint(
                name="casefiles_one_level_a_day",
                expressions=[("casefile", RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="facts_kept", exclude=["to_on"]),
        ]
