"""The questionnaire with its answers, what was seen and found, and the stored assessments."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hamyar.assessment.domain import (
    QUESTIONNAIRE_MOVES,
    REFERRAL_MOVES,
    AbsenceReason,
    CapacityKind,
    DataGroup,
    Denomination,
    HarmKind,
    Match,
    Present,
    QuestionnaireState,
    ReferralGround,
    ReferralState,
    ReferralTarget,
    Response,
    Section,
    Severity,
)
from hamyar.documents.domain import Handling
from hamyar.org.database_law import moves_trigger

NEVER_CHANGED = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
KEPT = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)


class Questionnaire(models.Model):
    """The household questionnaire of one application (E-7.3). Closing it signs the worker's report (E-3.n2.1)."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="questionnaires")
    application = models.ForeignKey("intake.Application", models.PROTECT, null=True, related_name="questionnaires")
    state = models.CharField(max_length=8, default=QuestionnaireState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    food_need = models.BooleanField("نیاز خوراکی", null=True)
    nonfood_need = models.BooleanField("نیاز غیرخوراکی", null=True)
    is_needy = models.BooleanField("نیازمند است", null=True)
    conclusion = models.TextField("گزارش و نظر مددکار", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_state", condition=Q(state__in=list(QuestionnaireState))),
            models.CheckConstraint(
                name="assessment_closed_means_signed",
                condition=Q(state=QuestionnaireState.OPEN, closed_at__isnull=True, closed_by__isnull=True)
                | (
                    Q(
                        state=QuestionnaireState.CLOSED,
                        closed_at__isnull=False,
                        closed_by__isnull=False,
                        food_need__isnull=False,
                        nonfood_need__isnull=False,
                        is_needy__isnull=False,
                    )
                    & ~Q(conclusion="")
                ),
            ),
            models.UniqueConstraint(
                name="assessment_one_open", fields=["household"], condition=Q(state=QuestionnaireState.OPEN)
            ),
        ]
        indexes = [models.Index(fields=["application", "-id"], name="assessment_of_application")]
        triggers = [moves_trigger(QUESTIONNAIRE_MOVES, beginnings=(QuestionnaireState.OPEN,)), KEPT]

    @property
    def is_open(self) -> bool:
        return self.state == QuestionnaireState.OPEN


class SectionRecord(models.Model):
    """What was saved of one section: the match with the request, the marks and lines of its parts, the members covered."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="sections")
    section = models.CharField(max_length=20)
    match = models.CharField("تطبیق", max_length=8, blank=True)
    parts = models.JSONField(default=dict, blank=True)  # {part: {"standing": …, "text": …}}
    covered_people = ArrayField(models.BigIntegerField(), default=list, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_section", condition=Q(section__in=list(Section))),
            models.CheckConstraint(name="assessment_known_match", condition=Q(match__in=["", *Match])),
            models.UniqueConstraint(name="assessment_section_once", fields=["questionnaire", "section"]),
        ]
        triggers = [KEPT]


class Answer(models.Model):
    """One question: what the household stated and what the worker verified, each with its source and date."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers")
    section = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    self_value = models.JSONField("خوداظهاری", null=True)
    self_source = models.CharField(max_length=10, blank=True)
    self_on = models.DateField(null=True)
    verified = models.BooleanField(default=False)
    verified_value = models.JSONField("تأییدشده", null=True)
    verified_source = models.CharField(max_length=10, blank=True)
    verified_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_answer_section", condition=Q(section__in=list(Section))),
            models.UniqueConstraint(
                name="assessment_answer_once", fields=["questionnaire", "key", "person"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="assessment_verified_means_when",
                condition=Q(verified=False) | (Q(verified_on__isnull=False) & ~Q(verified_source="")),
            ),
        ]
        triggers = [KEPT]

    @property
    def differs(self) -> bool:
        return self.verified and self.self_value != self.verified_value


class DataValidity(models.Model):
    """Until when one group of a household's data may be relied on (E-8.0.3); what was said when stands in the audit."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="data_validity")
    group = models.CharField(max_length=10)
    confirmed_on = models.DateField()
    source = models.CharField(max_length=10)
    valid_until = models.DateField()  # the first day on which it is too old
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_group", condition=Q(group__in=list(DataGroup))),
            models.CheckConstraint(name="assessment_valid_for_a_while", condition=Q(valid_until__gt=F("confirmed_on"))),
            models.UniqueConstraint(name="assessment_group_once", fields=["household", "group"]),
        ]
        indexes = [models.Index(fields=["valid_until"], name="assessment_running_out")]
        triggers = [KEPT]


class Harm(models.Model):
    """A harm found about the household or a member (E-D.24). Restricted: its own permission, its own policy."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="harms")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="harms")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    kind = models.CharField("آسیب", max_length=16)
    severity = models.CharField("شدت", max_length=8)
    cause = models.CharField("علت", max_length=300)
    response = models.CharField("پاسخ", max_length=8)
    note = models.TextField("شرح", blank=True)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)  # recorded by mistake, or no longer there
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_harm", condition=Q(kind__in=list(HarmKind))),
            models.CheckConstraint(name="assessment_known_severity", condition=Q(severity__in=list(Severity))),
            models.CheckConstraint(name="assessment_known_response", condition=Q(response__in=list(Response))),
            models.CheckConstraint(
                name="assessment_ended_harm_means_why", condition=Q(ended_at__isnull=True) | ~Q(ended_reason="")
            ),
        ]
        indexes = [models.Index(fields=["household"], name="assessment_harms_now", condition=Q(ended_at__isnull=True))]
        triggers = [KEPT]


class DenominationNote(models.Model):
    """Asked of a woman with customary divorce documents alone (E-5.n2.1). Restricted."""

    application = models.OneToOneField("intake.Application", models.PROTECT, related_name="+")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    denomination = models.CharField("مذهب", max_length=20)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_known_denomination", condition=Q(denomination__in=list(Denomination))
            )
        ]
        triggers = [KEPT]


class Capacity(models.Model):
    """What a member can do, has, or would like to do (E-7.3.h)."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="capacities")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14)
    text = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_capacity", condition=Q(kind__in=list(CapacityKind))),
            models.CheckConstraint(
                name="assessment_capacity_says_what", condition=Q(kind=CapacityKind.NONE_FOUND) | ~Q(text="")
            ),
        ]
        indexes = [models.Index(fields=["questionnaire", "person"], name="assessment_capacity_of")]


class DocumentCheck(models.Model):
    """A document that was seen or uploaded (E-5.1, E-5.2). There is no third way: no paper is ever kept."""

    application = models.ForeignKey("intake.Application", models.PROTECT, related_name="document_checks")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    handling = models.CharField(max_length=8)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_handling", condition=Q(handling__in=list(Handling))),
            models.CheckConstraint(
                name="assessment_uploaded_means_file",
                condition=Q(handling=Handling.UPLOADED, document__isnull=False)
                | Q(handling=Handling.SEEN, document__isnull=True),
            ),
            models.UniqueConstraint(
                name="assessment_document_once", fields=["application", "item", "person"], nulls_distinct=False
            ),
        ]


class ServiceDocument(models.Model):
    """A further document that a specialised department asks for with its service (E-5.n1)."""

    service = models.CharField("خدمت", max_length=20)
    title = models.CharField("مدرک", max_length=150)
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    defined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_service_document_period", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            )
        ]

    @property
    def item(self) -> str:
        return f"service_{self.pk}"


class Presence(models.Model):
    """Who was there at admission, when, and how identified (E-6.1). The latest row holds. Append-only."""

    application = models.ForeignKey("intake.Application", models.PROTECT, related_name="presences")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    who = models.CharField("چه کسی حاضر بود", max_length=20)
    reason = models.CharField("علت نبودن", max_length=12, blank=True)
    note = models.CharField("توضیح", max_length=300, blank=True)
    identified_by = models.CharField("شیوهٔ احراز هویت", max_length=150, blank=True)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_presence", condition=Q(who__in=list(Present))),
            models.CheckConstraint(name="assessment_known_absence", condition=Q(reason__in=["", *AbsenceReason])),
            models.CheckConstraint(
                name="assessment_absence_means_why",
                condition=(Q(who=Present.NONE) & ~Q(reason="")) | (~Q(who=Present.NONE) & Q(reason="")),
            ),
        ]
        triggers = [NEVER_CHANGED]


class Referral(models.Model):
    """A household handed to a counsellor or another unit (E-13.3.z, E-13.3.hh.2)."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="referrals")
    application = models.ForeignKey("intake.Application", models.PROTECT, null=True, related_name="referrals")
    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120)
    target = models.CharField(max_length=12, default=ReferralTarget.COUNSELLOR)
    ground = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=ReferralState.OPEN)
    label = models.CharField(max_length=60)  # the number of the application or file
    note = models.TextField("شرح ارجاع", blank=True)
    referred_at = models.DateTimeField()
    referred_by_label = models.CharField(max_length=150)
    social_worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    counsellor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    result = models.TextField("نظر و نتیجه", blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_known_target", condition=Q(target__in=list(ReferralTarget))),
            models.CheckConstraint(name="assessment_known_ground", condition=Q(ground__in=list(ReferralGround))),
            models.CheckConstraint(name="assessment_referral_state", condition=Q(state__in=list(ReferralState))),
            models.CheckConstraint(
                name="assessment_referral_ends_with_result",
                condition=Q(state__in=[ReferralState.OPEN, ReferralState.ACCEPTED], closed_at__isnull=True)
                | (Q(state__in=[ReferralState.DONE, ReferralState.REFUSED], closed_at__isnull=False) & ~Q(result="")),
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state", "-id"], name="assessment_referrals"),
            models.Index(fields=["household"], name="assessment_referral_of"),
        ]
        triggers = [moves_trigger(REFERRAL_MOVES, beginnings=(ReferralState.OPEN,)), KEPT]


class Assessment(models.Model):
    """What the rules in force said of one household document: facts in, result out, both stored whole. Immutable.

    No column can be typed: the only writer computes it (E-10.1). It can be replayed under the same release.
    """

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="assessments")
    application = models.ForeignKey("intake.Application", models.PROTECT, null=True, related_name="assessments")
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    because = models.CharField(max_length=40)  # what had happened: facts_changed, questionnaire_closed, asked …
    by_label = models.CharField(max_length=150)
    release = models.CharField(max_length=60)
    digest = models.CharField(max_length=80)
    document = models.JSONField()
    result = models.JSONField()
    total = models.PositiveSmallIntegerField()
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    complete = models.BooleanField()
    path = models.CharField(max_length=20)
    target_groups = ArrayField(models.CharField(max_length=40), default=list)
    services_allowed = ArrayField(models.CharField(max_length=20), default=list)
    support_limit_months = models.PositiveSmallIntegerField(null=True)
    provisional_decile = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_total_in_table", condition=Q(total__lte=1000)),
            models.CheckConstraint(
                name="assessment_range_holds_total",
                condition=Q(lowest__lte=F("highest"), total__range=(F("lowest"), F("highest"))),
            ),
            models.CheckConstraint(
                name="assessment_complete_means_one_total",
                condition=Q(complete=True, lowest=F("highest")) | (Q(complete=False) & ~Q(lowest=F("highest"))),
            ),
        ]
        indexes = [models.Index(fields=["household", "-id"], name="assessment_latest")]
        triggers = [NEVER_CHANGED]


class FieldReport(models.Model):
    """The worker's field report for what the worker may not decide: commission or special permit (E-D.28). Append-only."""

    application = models.ForeignKey("intake.Application", models.PROTECT, related_name="field_reports")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    to = models.CharField(max_length=12)  # commission or permit
    unmet_clauses = ArrayField(models.CharField(max_length=20), default=list)
    services = ArrayField(models.CharField(max_length=20), default=list)
    text = models.TextField("گزارش میدانی")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_report_to", condition=Q(to__in=["commission", "permit"])),
            models.CheckConstraint(name="assessment_report_says", condition=~Q(text="")),
        ]
        triggers = [NEVER_CHANGED]
