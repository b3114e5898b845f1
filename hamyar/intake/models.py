"""Applications, their history, and the accounts of people at the portal; leads, files of leads; offers of donors."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hamyar.intake.domain import (
    FINAL_STATES,
    LEAD_MOVES,
    MOVES,
    OFFER_MOVES,
    OPEN_LEADS,
    OPEN_STATES,
    WITH_A_WORKER,
    ApplicationState,
    Channel,
    Dismissal,
    Finding,
    Indicator,
    LeadOrigin,
    LeadState,
    MatchedWith,
    MobileHolder,
    OfferKind,
    OfferState,
    Outcome,
    ReferrerType,
    RouteRule,
    Tried,
)
from hamyar.org.database_law import moves_trigger
from hamyar.registry.domain import BATCH_MOVES, BatchState, RowState


class PortalAccount(models.Model):
    """Somebody at the portal, known by a mobile number that answered a code. It may belong to a relative or helper."""

    mobile = models.CharField("تلفن همراه", max_length=11, unique=True)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")


class MobileCode(models.Model):
    """A short-lived code sent to a mobile; only its digest is kept. Also what the rate limits count."""

    mobile = models.CharField(max_length=11)
    address_digest = models.CharField(max_length=64)  # of the network address: limits without keeping it
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["mobile", "-sent_at"], name="intake_codes_of_mobile"),
            models.Index(fields=["address_digest", "-sent_at"], name="intake_codes_of_address"),
        ]


class PortalMismatch(models.Model):
    """Somebody at the portal tried what does not match. Kept for the rate limits to count: digests, and no value."""

    about = models.CharField(max_length=8)
    account = models.ForeignKey(PortalAccount, models.PROTECT, null=True, related_name="+")
    subject_digest = models.CharField(max_length=64, blank=True)  # of the national code that was tried
    address_digest = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_mismatch_about_what",
                condition=(Q(about=Tried.IDENTITY, account__isnull=False) & ~Q(subject_digest=""))
                | Q(about=Tried.TRACKING, account__isnull=True, subject_digest=""),
            )
        ]
        indexes = [
            models.Index(fields=["account", "-tried_at"], name="intake_mismatch_of_account"),
            models.Index(fields=["subject_digest", "-tried_at"], name="intake_mismatch_of_subject"),
            models.Index(fields=["address_digest", "-tried_at"], name="intake_mismatch_of_address"),
        ]


class Application(models.Model):
    """A dated request with a deadline (E-13.1.1, E-13.n3). Filled as a draft, fixed when submitted."""

    number = models.CharField("شمارهٔ درخواست", max_length=20, unique=True, null=True)  # given when submitted
    start_key = models.UUIDField(unique=True, null=True)  # of the form that started it: sent twice, it starts one draft
    state = models.CharField("وضعیت", max_length=20, default=ApplicationState.DRAFT)
    asked_from = models.CharField(max_length=20, blank=True)  # where ``incomplete`` goes back to
    missing_items = models.TextField("موارد خواسته‌شده", blank=True)
    missing_asked_at = models.DateTimeField(null=True)
    channel = models.CharField("مبدأ", max_length=16)
    referrer_type = models.CharField("معرف", max_length=20, blank=True)
    referrer_name = models.CharField("نام معرف", max_length=150, blank=True)
    referrer_letter_number = models.CharField("شمارهٔ نامه", max_length=60, blank=True)
    referrer_letter_on = models.DateField("تاریخ نامه", null=True, blank=True)
    account = models.ForeignKey(PortalAccount, models.PROTECT, null=True, related_name="applications")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    draft = models.JSONField(default=dict, blank=True)  # the form's answers; after sending, what was declared
    proposed = models.JSONField(
        default=dict, blank=True
    )  # answers that the applicant corrects and the worker has not accepted
    proposed_at = models.DateTimeField(null=True)
    proposal_refusal = models.CharField(max_length=500, blank=True)  # why the last correction did not count

    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="applications")
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="applications")
    earlier_casefile = models.ForeignKey("casefiles.Casefile", models.PROTECT, null=True, related_name="applications")
    postal_code = models.CharField("کدپستی", max_length=10, blank=True)
    address = models.TextField("نشانی", blank=True)
    mobile = models.CharField("تلفن همراه", max_length=11, blank=True)
    mobile_holder = models.CharField("دارندهٔ شماره", max_length=10, blank=True)
    mobile_relation = models.CharField("نسبت دارندهٔ شماره", max_length=60, blank=True)
    mobile_verified_at = models.DateTimeField("زمان تأیید شماره", null=True)
    mobile_unverified_reason = models.CharField("علت تأیید نشدن شماره", max_length=200, blank=True)
    request = ArrayField(models.CharField(max_length=20), verbose_name="خواسته‌ها", default=list, blank=True)
    note = models.TextField("توضیح متقاضی", blank=True)
    foreign_national = models.BooleanField(default=False)

    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, null=True, related_name="+")
    unit_path = models.CharField(max_length=120, blank=True)
    social_worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="applications")
    route_rule = models.CharField("شیوهٔ ارجاع", max_length=16, blank=True)

    outcome = models.CharField("نتیجه", max_length=12, blank=True)
    outcome_at = models.DateTimeField(null=True)
    reason_clause = models.CharField("بند", max_length=20, blank=True)
    reason_text = models.TextField("علت", blank=True)  # shown on the page, never sent by message
    notified_at = models.DateTimeField("زمان اعلام", null=True)
    re_review_asked_at = models.DateTimeField(null=True)
    re_review_reason = models.TextField("علت درخواست بازبینی", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_known_state", condition=Q(state__in=list(ApplicationState))),
            models.CheckConstraint(name="intake_known_channel", condition=Q(channel__in=list(Channel))),
            models.CheckConstraint(name="intake_known_referrer", condition=Q(referrer_type__in=["", *ReferrerType])),
            models.CheckConstraint(name="intake_known_route", condition=Q(route_rule__in=["", *RouteRule])),
            models.CheckConstraint(name="intake_known_outcome", condition=Q(outcome__in=["", *Outcome])),
            models.CheckConstraint(
                name="intake_submitted_is_whole",
                condition=Q(state=ApplicationState.DRAFT)
                | (
                    Q(submitted_at__isnull=False, due_at__isnull=False, person__isnull=False, household__isnull=False)
                    & ~Q(postal_code="")
                    & ~Q(mobile="")
                    & ~Q(address="")
                    & Q(unit__isnull=False, number__isnull=False)
                    & (Q(mobile_verified_at__isnull=False) | ~Q(mobile_unverified_reason=""))
                ),
            ),
            models.CheckConstraint(  # E-D.3: every application that ended has exactly one outcome, an open one none
                name="intake_ended_means_outcome",
                condition=(Q(state__in=list(FINAL_STATES)) & ~Q(outcome="") & Q(outcome_at__isnull=False))
                | (~Q(state__in=list(FINAL_STATES)) & Q(outcome="", outcome_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="intake_rejected_means_why",
                condition=~Q(outcome=Outcome.REJECTED) | (~Q(reason_clause="") & ~Q(reason_text="")),
            ),
            models.CheckConstraint(
                name="intake_incomplete_says_what",
                condition=~Q(state=ApplicationState.INCOMPLETE) | ~Q(missing_items=""),
            ),
            models.CheckConstraint(name="intake_known_holder", condition=Q(mobile_holder__in=["", *MobileHolder])),
            models.UniqueConstraint(
                name="intake_one_draft_an_account", fields=["account"], condition=Q(state=ApplicationState.DRAFT)
            ),
            models.UniqueConstraint(
                name="intake_one_open_a_person", fields=["person"], condition=Q(state__in=list(OPEN_STATES))
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state", "due_at"], name="intake_of_unit"),
            models.Index(fields=["social_worker", "state", "due_at"], name="intake_of_worker"),
            models.Index(fields=["submitted_by", "-id"], name="intake_of_submitter"),
            models.Index(fields=["household", "-id"], name="intake_of_household"),
            models.Index(fields=["account", "-id"], name="intake_of_account"),
        ]
        triggers = [
            moves_trigger(MOVES, beginnings=(ApplicationState.DRAFT,)),
            pgtrigger.Protect(
                name="kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__submitted_at__isnull=False)
            ),
        ]


class ApplicationEvent(models.Model):
    """One move of an application: from, to, why, by which clause, by whom. Append-only."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    event = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["application", "at"], name="intake_event_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Lead(models.Model):
    """Somebody found who may be in need, before any application (E-0.a.2.1, E-D.2, E-1.1). Rows are never deleted."""

    number = models.CharField("شمارهٔ سرنخ", max_length=20, unique=True)
    form_key = models.UUIDField(unique=True, null=True)  # of the form that recorded it: sent twice, it records one lead
    state = models.CharField("وضعیت", max_length=10, default=LeadState.NEW)
    origin = models.CharField("مبدأ", max_length=13)
    indicator = models.CharField("نشانه", max_length=16)
    note = models.TextField("توضیح", blank=True)
    found_on = models.DateField("تاریخ شناسایی")
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    source = models.CharField("پایگاه داده", max_length=100, blank=True)
    referrer_type = models.CharField("معرف", max_length=20, blank=True)
    referrer_name = models.CharField("نام معرف", max_length=150, blank=True)

    given_name = models.CharField("نام", max_length=80, blank=True)
    family_name = models.CharField("نام خانوادگی", max_length=80, blank=True)
    national_code = models.CharField("کد ملی", max_length=10, blank=True)
    mobile = models.CharField("تلفن همراه", max_length=11, blank=True)
    postal_code = models.CharField("کدپستی", max_length=10, blank=True)
    area_title = models.CharField("محله یا روستا", max_length=100, blank=True)
    address = models.TextField("نشانی", blank=True)

    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    social_worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")  # registered already
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="lead")
    matched_with = models.CharField(max_length=11, blank=True)
    matched_number = models.CharField(max_length=20, blank=True)
    visited_on = models.DateField("تاریخ بررسی در محل", null=True)
    dismissed_for = models.CharField("علت کنار گذاشتن", max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_lead_state", condition=Q(state__in=list(LeadState))),
            models.CheckConstraint(name="intake_lead_origin", condition=Q(origin__in=list(LeadOrigin))),
            models.CheckConstraint(name="intake_lead_indicator", condition=Q(indicator__in=list(Indicator))),
            models.CheckConstraint(name="intake_lead_referrer", condition=Q(referrer_type__in=["", *ReferrerType])),
            models.CheckConstraint(name="intake_lead_says_where", condition=~Q(postal_code="") | ~Q(area_title="")),
            models.CheckConstraint(
                name="intake_lead_from_somebody",
                condition=Q(origin__in=[LeadOrigin.PUBLIC_REPORT, LeadOrigin.DATABASE]) | Q(found_by__isnull=False),
            ),
            models.CheckConstraint(
                name="intake_lead_names_database", condition=~Q(origin=LeadOrigin.DATABASE) | ~Q(source="")
            ),
            models.CheckConstraint(
                name="intake_lead_has_worker",
                condition=(Q(state__in=list(WITH_A_WORKER)) & Q(social_worker__isnull=False))
                | (Q(state=LeadState.NEW) & Q(social_worker__isnull=True))
                | ~Q(state__in=list(OPEN_LEADS)),
            ),
            models.CheckConstraint(
                name="intake_lead_applied_means_which",
                condition=Q(state=LeadState.APPLIED, application__isnull=False)
                | (~Q(state=LeadState.APPLIED) & Q(application__isnull=True)),
            ),
            models.CheckConstraint(
                name="intake_lead_matched_means_what",
                condition=Q(state=LeadState.MATCHED, person__isnull=False, matched_with__in=list(MatchedWith))
                | (~Q(state=LeadState.MATCHED) & Q(matched_with="")),
            ),
            models.CheckConstraint(
                name="intake_lead_dismissed_means_why",
                condition=Q(state=LeadState.DISMISSED, dismissed_for__in=list(Dismissal))
                | (~Q(state=LeadState.DISMISSED) & Q(dismissed_for="")),
            ),
            models.CheckConstraint(
                name="intake_lead_closed_means_when",
                condition=Q(state__in=list(OPEN_LEADS), closed_at__isnull=True)
                | (~Q(state__in=list(OPEN_LEADS)) & Q(closed_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="intake_one_open_lead_a_code",
                fields=["national_code"],
                condition=Q(state__in=list(OPEN_LEADS)) & ~Q(national_code=""),
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state", "found_on"], name="intake_leads_of_unit"),
            models.Index(fields=["social_worker", "state", "found_on"], name="intake_leads_of_worker"),
            models.Index(fields=["found_by", "-id"], name="intake_leads_of_finder"),
        ]
        triggers = [
            moves_trigger(LEAD_MOVES, beginnings=(LeadState.NEW,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class LeadEvent(models.Model):
    """One line of a lead's history. Append-only."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    event = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    by_label = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["lead", "at"], name="intake_lead_event_order")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class LeadReport(models.Model):
    """What is known of somebody who reported (E-1.2.j.3), apart from the lead: no ordinary request reads this table."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="+")
    tracking = models.CharField("شمارهٔ پیگیری", max_length=10, unique=True)
    reporter_name = models.CharField("نام گزارش‌دهنده", max_length=120, blank=True)
    reporter_mobile = models.CharField("تلفن گزارش‌دهنده", max_length=11, blank=True)
    address_digest = models.CharField(max_length=64)  # of the network address: limits without keeping it
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_digest", "-sent_at"], name="intake_reports_of_address")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class LeadExtract(models.Model):
    """A file of people from a database of the country (E-1.1.2). The same file of the same office is one extract."""

    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    source = models.CharField("پایگاه داده", max_length=100)
    file_name = models.CharField("نام پرونده", max_length=200)
    kind = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("وضعیت", max_length=8, default=BatchState.CHECKED)
    rows_total = models.PositiveIntegerField(default=0)
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()
    started_by = models.CharField(max_length=150, blank=True)
    started_by_user = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_extract_state", condition=Q(state__in=list(BatchState))),
            models.UniqueConstraint(name="intake_extract_once_a_unit", fields=["unit", "sha256"]),
        ]
        triggers = [moves_trigger(BATCH_MOVES, beginnings=(BatchState.CHECKED,))]


class LeadExtractRow(models.Model):
    """One person of the file. Its personal content is emptied as soon as the lead exists."""

    extract = models.ForeignKey(LeadExtract, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # the row in the file
    state = models.CharField(max_length=8, default=RowState.READY)
    content = models.JSONField(default=dict)
    cells = models.JSONField(default=list)  # as they stood in the file, for the reject file
    faults = models.JSONField(default=list)
    finding = models.CharField(max_length=11, blank=True)  # what is known of the person: see ``Finding``
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_extract_row_state", condition=Q(state__in=list(RowState))),
            models.CheckConstraint(name="intake_extract_finding", condition=Q(finding__in=["", *Finding])),
            models.UniqueConstraint(name="intake_extract_row_once", fields=["extract", "number"]),
            models.CheckConstraint(
                name="intake_extract_row_is_empty",
                condition=~Q(state=RowState.APPLIED) | Q(lead__isnull=False, content={}, cells=[]),
            ),
        ]
        indexes = [models.Index(fields=["extract", "state", "number"], name="intake_rows_of_extract")]


class DonorOffer(models.Model):
    """What a donor offers to an office or a charity centre, and what became of it in totals: never persons (E-D.27, A-68)."""

    donor = models.ForeignKey(PortalAccount, models.PROTECT, related_name="offers")
    donor_name = models.CharField("نام نیکوکار", max_length=120, blank=True)
    donor_mobile = models.CharField("تلفن نیکوکار", max_length=11)  # accounts themselves are closed to the staff
    form_key = models.UUIDField(unique=True, null=True)  # of the form that made it: sent twice, it makes one offer
    state = models.CharField("وضعیت", max_length=8, default=OfferState.OFFERED)
    kind = models.CharField("نوع کمک", max_length=8)
    amount_rials = models.BigIntegerField("ارزش")
    area_title = models.CharField("محدوده", max_length=100, blank=True)
    note = models.TextField("توضیح", blank=True)
    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField("پاسخ", max_length=300, blank=True)
    used_at = models.DateTimeField(null=True)
    used_rials = models.BigIntegerField("مصرف‌شده", null=True)
    helped_households = models.PositiveIntegerField("شمار خانواده‌ها", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_offer_state", condition=Q(state__in=list(OfferState))),
            models.CheckConstraint(name="intake_offer_kind", condition=Q(kind__in=list(OfferKind))),
            models.CheckConstraint(name="intake_offer_worth", condition=Q(amount_rials__gt=0)),
            models.CheckConstraint(
                name="intake_offer_answered",
                condition=Q(state=OfferState.OFFERED, answered_at__isnull=True)
                | (~Q(state=OfferState.OFFERED) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="intake_offer_declined_means_why", condition=~Q(state=OfferState.DECLINED) | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="intake_offer_used_means_how_much",
                condition=Q(
                    state=OfferState.USED, used_at__isnull=False, used_rials__gt=0, used_rials__lte=F("amount_rials"),
                    helped_households__gt=0,
                )
                | (~Q(state=OfferState.USED) & Q(used_at=None, used_rials=None, helped_households=None)),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["donor", "-id"], name="intake_offers_of_donor"),
            models.Index(fields=["unit_path", "state", "-id"], name="intake_offers_of_unit"),
        ]
        triggers = [
            moves_trigger(OFFER_MOVES, beginnings=(OfferState.OFFERED,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


NUMBERS = "intake_application_number"  # the database sequence behind ``Application.number``
LEAD_NUMBERS = "intake_lead_number"  # the one behind ``Lead.number``
