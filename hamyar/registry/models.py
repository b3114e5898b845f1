"""People, households, memberships, dwellings and circumstances: dated periods, nothing overwritten."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Left, Now

from hamyar.org.database_law import moves_trigger
from hamyar.org.models import SPAN
from hamyar.registry.domain import (
    BATCH_MOVES,
    SECOND_HOUSEHOLD_CLAUSES,
    SERVICE_ENDING_CLAUSES,
    AreaKind,
    BatchState,
    Cover,
    DivorceEvidence,
    DwellingCondition,
    EducationStatus,
    HeadCondition,
    IllnessClass,
    MaritalStatus,
    MilitaryStatus,
    Nationality,
    Relation,
    RiskClass,
    RowState,
    ServiceKind,
    Sex,
    Source,
    Tenure,
    WorkStatus,
)
from hamyar.registry.ties import Guardianship, HouseholdOfMan, PersonMerge

__all__ = [
    "Dwelling", "FactChange", "Guardianship", "Household", "HouseholdMember", "HouseholdOfMan", "Illness", "ImportBatch",
    "ImportRow", "Person", "PersonMerge", "Prison", "Treatment",
]  # fmt: skip


def known(name: str, field: str, values: type, *, empty: bool = False) -> models.CheckConstraint:
    """A check that ``field`` holds one of the dictionary's values (or nothing)."""
    allowed = [str(value) for value in values]  # type: ignore[attr-defined]
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [*allowed, ""] if empty else allowed}))


class Person(models.Model):
    """One record per human. ``merged_into`` points to the survivor of two records; no row is re-pointed.

    Codes and names are as somebody gave them, whatever their length: a wrong code decides a path and is kept.
    """

    national_code = models.TextField("کد ملی", blank=True)
    national_code_valid = models.BooleanField(default=False)
    alt_identifier_kind = models.CharField("نوع شناسهٔ جایگزین", max_length=40, blank=True)
    alt_identifier = models.CharField("شناسهٔ جایگزین", max_length=60, blank=True)
    given_name = models.TextField("نام", blank=True)
    family_name = models.TextField("نام خانوادگی", blank=True)
    father_name = models.CharField("نام پدر", max_length=200, blank=True)
    sex = models.CharField("جنس", max_length=6)
    born_on = models.DateField("تاریخ تولد")
    nationality = models.CharField("تابعیت", max_length=8, default=Nationality.IRANIAN)
    country = models.CharField("کشور", max_length=60, blank=True)
    marital_status = models.CharField("وضعیت تأهل", max_length=16, default=MaritalStatus.NEVER_MARRIED)
    work_status = models.CharField("وضعیت اشتغال", max_length=12, default=WorkStatus.UNEMPLOYED)
    education_status = models.CharField("وضعیت تحصیلی", max_length=16, default=EducationStatus.NONE)
    military_status = models.CharField("وضعیت نظام‌وظیفه", max_length=12, blank=True)
    illness_class = models.CharField("دستهٔ بیماری", max_length=10, blank=True)
    disease = models.CharField("بیماری", max_length=120, blank=True)
    living_parents = models.PositiveSmallIntegerField("شمار والدین در قید حیات", null=True, blank=True)
    bears_own_costs = models.BooleanField("هزینهٔ خود را می‌پردازد", default=False)
    covered_by = ArrayField(models.CharField(max_length=20), verbose_name="زیر پوشش", default=list, blank=True)
    pension_monthly_rials = models.DecimalField(
        "مستمری ماهانه (ریال)", max_digits=30, decimal_places=0, null=True, blank=True
    )
    in_hamyar_group = models.BooleanField("عضو گروه همیار", default=False)
    empowerment_capacity = models.CharField("قابلیت توانمندی", max_length=12, default="not_assessed")
    mobile = models.CharField("تلفن همراه", max_length=11, blank=True)
    mobile_holder = models.CharField("دارندهٔ شماره", max_length=10, blank=True)
    mobile_relation = models.CharField("نسبت دارندهٔ شماره", max_length=60, blank=True)
    died_on = models.DateField("تاریخ فوت", null=True, blank=True)
    given_blank = ArrayField(
        models.CharField(max_length=20), default=list, blank=True
    )  # texts given as empty, not absent
    unit_path = models.CharField(max_length=120, db_collation="C")  # of the office that answers for the person today
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(db_default=Now())
    search_text = models.GeneratedField(
        expression=Func(F("given_name"), F("family_name"), template="fa_fold(%(expressions)s)", arg_joiner=" || "),
        output_field=TextField(),
        db_persist=True,
    )
    sort_key = models.GeneratedField(
        expression=Func(
            Left("family_name", 80),
            Left("given_name", 80),
            template="fa_key(%(expressions)s)",
            arg_joiner=" || ' ' || ",
        ),
        output_field=TextField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registry_one_person_a_code",
                fields=["national_code"],
                condition=Q(national_code_valid=True, merged_into__isnull=True),
            ),
            known("registry_person_sex", "sex", Sex),
            known("registry_person_nationality", "nationality", Nationality),
            known("registry_person_marital", "marital_status", MaritalStatus),
            known("registry_person_work", "work_status", WorkStatus),
            known("registry_person_education", "education_status", EducationStatus),
            known("registry_person_military", "military_status", MilitaryStatus, empty=True),
            known("registry_person_illness", "illness_class", IllnessClass, empty=True),
            models.CheckConstraint(
                name="registry_person_cover", condition=Q(covered_by__contained_by=[str(each) for each in Cover])
            ),
            models.CheckConstraint(
                name="registry_person_parents", condition=Q(living_parents__isnull=True) | Q(living_parents__lte=2)
            ),
            models.CheckConstraint(name="registry_person_not_self", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="registry_person_capacity", condition=Q(empowerment_capacity__in=["yes", "no", "not_assessed"])
            ),
        ]
        indexes = [
            models.Index(fields=["mobile"], name="registry_person_mobile", condition=~Q(mobile="")),
            models.Index(fields=["sort_key", "id"], name="registry_person_order"),
            models.Index(fields=["unit_path"], name="registry_person_unit"),
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="registry_person_names"),
            models.Index(fields=["born_on", "id"], name="registry_person_born"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="merging",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__merged_into__isnull=False),
                declare=[("survivor", "registry_person%ROWTYPE")],
                func=(
                    "SELECT * INTO survivor FROM registry_person WHERE id = NEW.merged_into_id; "
                    "IF survivor.id IS NULL OR survivor.merged_into_id IS NOT NULL "
                    "OR EXISTS (SELECT 1 FROM registry_person WHERE merged_into_id = NEW.id) THEN "
                    "RAISE EXCEPTION 'a merged record leads to its survivor directly' USING ERRCODE = 'check_violation'; "
                    "END IF; "
                    "IF survivor.national_code_valid AND NEW.national_code_valid "
                    "AND survivor.national_code <> NEW.national_code THEN "
                    "RAISE EXCEPTION 'two valid national codes are two people' USING ERRCODE = 'check_violation'; "
                    "END IF; RETURN NEW;"
                ),
            ),
        ]

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or "بدون نام"


class Household(models.Model):
    """People sharing table, home and food (E-D.6), with the facts that belong to all of them together."""

    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    social_worker = models.ForeignKey(  # who answers for the household today: the first wall asks for it
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    head_condition = models.CharField("وضع سرپرست", max_length=24, default=HeadCondition.PRESENT)
    head_condition_since_on = models.DateField("از تاریخ", null=True, blank=True)
    head_condition_evidence = models.CharField("مستند وضع سرپرست", max_length=300, blank=True)
    risk_class = models.CharField("طبقهٔ آسیب", max_length=8, default=RiskClass.NORMAL)
    decile = models.PositiveSmallIntegerField("دهک", null=True, blank=True)
    decile_on = models.DateField("تاریخ دهک", null=True, blank=True)
    decile_source = models.CharField("منبع دهک", max_length=10, blank=True)
    decile_provisional = models.BooleanField("دهک موقت", default=False)
    decile_evidence = models.CharField("مستند دهک", max_length=300, blank=True)
    responsible_person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="مسئول خانوار", null=True, blank=True, related_name="+"
    )
    responsible_reason = models.CharField("علت تعیین مسئول", max_length=300, blank=True)
    responsible_since_on = models.DateField("مسئول از تاریخ", null=True, blank=True)
    former_head_died_on = models.DateField("تاریخ فوت سرپرست پیشین", null=True, blank=True)
    treatment_evidence = models.BooleanField("مدرک بستری ترک اعتیاد", default=False)
    cannot_earn = models.BooleanField("سرپرست ناتوان از معاش", default=False)
    divorce_evidence = models.CharField("مدرک طلاق", max_length=10, blank=True)
    requested_services = ArrayField(models.CharField(max_length=20), verbose_name="خواسته‌ها", default=list, blank=True)
    nomad_status = models.CharField("عشایر", max_length=10, default="none")
    days_by_province = models.JSONField("روزهای اقامت در استان‌ها", default=dict, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    members = models.ManyToManyField(Person, through="HouseholdMember", related_name="households")

    class Meta:
        constraints = [
            known("registry_household_head", "head_condition", HeadCondition),
            known("registry_household_risk", "risk_class", RiskClass),
            known("registry_household_divorce", "divorce_evidence", DivorceEvidence, empty=True),
            known("registry_household_source", "decile_source", Source, empty=True),
            models.CheckConstraint(
                name="registry_household_decile", condition=Q(decile__isnull=True) | Q(decile__range=(1, 10))
            ),
            models.CheckConstraint(
                name="registry_household_services",
                condition=Q(requested_services__contained_by=[str(each) for each in ServiceKind]),
            ),
            models.CheckConstraint(
                name="registry_household_nomads", condition=Q(nomad_status__in=["none", "settled", "migrating"])
            ),
        ]
        indexes = [models.Index(fields=["unit_path", "id"], name="registry_household_unit")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class HouseholdMember(models.Model):
    """A person in a household for a period; the end day is outside."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField("نسبت", max_length=10)
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    exit_reason = models.CharField("علت خروج", max_length=200, blank=True)
    shares_table = models.BooleanField("هم‌سفره", default=True)
    receives_service = models.BooleanField("مشمول خدمت", default=True)
    service_ended_clause = models.CharField("بند پایان خدمت", max_length=20, blank=True)  # an event of Article 6
    exception_clause = models.CharField("بند استثنا", max_length=20, blank=True)
    document_key = models.TextField(null=True, blank=True)  # the person's key in an imported household document

    class Meta:
        constraints = [
            known("registry_member_relation", "relation", Relation),
            models.CheckConstraint(
                name="registry_member_exception",
                condition=Q(exception_clause__in=["", *SECOND_HOUSEHOLD_CLAUSES]),
            ),
            models.CheckConstraint(
                name="registry_member_service_ended",
                condition=Q(service_ended_clause="")
                | Q(receives_service=False, service_ended_clause__in=SERVICE_ENDING_CLAUSES),
            ),
            models.CheckConstraint(
                name="registry_member_period", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            ),
            ExclusionConstraint(
                name="registry_one_active_household",
                expressions=[("person", RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
                condition=Q(exception_clause=""),
            ),
            ExclusionConstraint(
                name="registry_one_head_a_day",
                expressions=[("household", RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
                condition=Q(relation=Relation.HEAD),
            ),
            ExclusionConstraint(
                name="registry_once_in_household",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["household"], name="registry_member_now", condition=Q(to_on__isnull=True))]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Dwelling(models.Model):
    """Where a household lives for a period, and the attributes of the area."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="dwellings")
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    tenure = models.CharField("نوع تصرف", max_length=12)
    condition = models.CharField("وضع خانه", max_length=14)
    postal_code = models.CharField("کدپستی", max_length=10, blank=True)
    address = models.TextField("نشانی", blank=True)
    given_blank = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    evidence_kind = models.CharField("مدرک سکونت", max_length=16, blank=True)
    in_office_territory = models.BooleanField("در محدودهٔ اداره", default=True)
    area_kind = models.CharField("نوع منطقه", max_length=8)
    village_coefficient = models.PositiveSmallIntegerField("ضریب محرومیت روستا", null=True, blank=True)
    metropolis_margin = models.BooleanField("حاشیهٔ کلان‌شهر", default=False)
    special_social_zone = models.BooleanField("منطقهٔ ویژهٔ اجتماعی", default=False)
    is_border = models.BooleanField("مرزی", default=False)
    high_risk = models.BooleanField("پرخطر", default=False)

    class Meta:
        constraints = [
            known("registry_dwelling_tenure", "tenure", Tenure),
            known("registry_dwelling_condition", "condition", DwellingCondition),
            known("registry_dwelling_area", "area_kind", AreaKind),
            models.CheckConstraint(
                name="registry_dwelling_evidence",
                condition=Q(evidence_kind__in=["", "deed", "lease", "council_letter", "visit"]),
            ),
            models.CheckConstraint(
                name="registry_dwelling_coefficient",
                condition=Q(village_coefficient__isnull=True)
                | Q(area_kind=AreaKind.VILLAGE, village_coefficient__range=(1, 9)),
            ),
            ExclusionConstraint(
                name="registry_one_dwelling_a_day",
                expressions=[("household", RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [models.Index(fields=["postal_code"], name="registry_dwelling_postal")]


class Prison(models.Model):
    """The head's imprisonment (E-D.15, E-6.4): while it lasts and after release. A later record ends the one before."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="prison_records")
    basis = models.CharField("مبنا", max_length=10, blank=True)
    regime = models.CharField("نوع نگهداری", max_length=6, blank=True)
    abroad = models.BooleanField("زندان خارج از کشور", default=False)
    place = models.CharField("زندان", max_length=120, blank=True)
    started_on = models.DateField("آغاز", null=True, blank=True)
    expected_release_on = models.DateField("آزادی پیش‌بینی‌شده", null=True, blank=True)
    released_on = models.DateField("تاریخ آزادی", null=True, blank=True)
    referral = models.CharField("معرفی", max_length=32, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    ended = models.BooleanField(default=False)  # a later record took its place

    class Meta:
        constraints = [
            models.CheckConstraint(name="registry_prison_basis", condition=Q(basis__in=["", "sentence", "detention"])),
            models.CheckConstraint(
                name="registry_prison_regime", condition=Q(regime__in=["", "closed", "open", "tag"])
            ),
            models.CheckConstraint(
                name="registry_prison_referral",
                condition=Q(referral__in=["", "prisoners_support_association", "prisons_department"]),
            ),
            models.UniqueConstraint(name="registry_one_prison_record", fields=["household"], condition=Q(ended=False)),
        ]


class Illness(models.Model):
    """A recorded illness of a person (E-D.19); the latest open one is what the person's own columns show."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="illnesses")
    illness_class = models.CharField("دستهٔ بیماری", max_length=10)
    disease = models.CharField("بیماری", max_length=120, blank=True)
    since_on = models.DateField("آغاز", null=True, blank=True)
    expires_on = models.DateField("اعتبار تا", null=True, blank=True)
    evidence = models.CharField("مدرک", max_length=300, blank=True)
    treatment_centre = models.CharField("مرکز درمان", max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    ended_on = models.DateField("پایان", null=True, blank=True)

    class Meta:
        constraints = [
            known("registry_illness_class", "illness_class", IllnessClass),
            models.UniqueConstraint(
                name="registry_one_open_illness", fields=["person"], condition=Q(ended_on__isnull=True)
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Treatment(models.Model):
    """The head's stay in a treatment centre (E-6.5.b)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="treatments")
    centre = models.CharField("مرکز ترک اعتیاد", max_length=120)
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    evidence = models.CharField("مدرک", max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registry_treatment_period", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            ),
            models.CheckConstraint(name="registry_treatment_evidence", condition=~Q(evidence="")),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class FactChange(models.Model):
    """One changed field: before, after, by whom, from which source (E-13.3.b, E-8). Append-only."""

    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="fact_changes")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="fact_changes")
    subject = models.CharField(max_length=20)  # person, household, dwelling, prison, member
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    source = models.CharField("منبع", max_length=10)
    by_label = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            known("registry_change_source", "source", Source),
            models.CheckConstraint(
                name="registry_change_about", condition=Q(household__isnull=False) | Q(person__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-at"], name="registry_change_household"),
            models.Index(fields=["person", "-at"], name="registry_change_person"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class ImportBatch(models.Model):
    """A file of households that somebody read in. The same file of the same office is one batch, however often it is sent."""

    unit = models.ForeignKey("org.OrgUnit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    file_name = models.CharField("نام پرونده", max_length=200)
    kind = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("وضعیت", max_length=8, default=BatchState.CHECKED)
    keep_good = models.BooleanField(default=False)
    rows_total = models.PositiveIntegerField(default=0)
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()
    started_by = models.CharField(max_length=150, blank=True)
    started_by_user = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            known("registry_batch_state", "state", BatchState),
            models.UniqueConstraint(name="registry_file_once_a_unit", fields=["unit", "sha256"]),
        ]
        triggers = [moves_trigger(BATCH_MOVES, beginnings=(BatchState.CHECKED,))]


class ImportRow(models.Model):
    """One household of the file. Its personal content is emptied as soon as the household exists."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # the first row of the household in the file
    state = models.CharField(max_length=8, default=RowState.READY)
    document = models.JSONField(default=dict)
    beyond = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    lines = models.JSONField(default=list)  # the row of each person in the file
    faults = models.JSONField(default=list)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            known("registry_row_state", "state", RowState),
            models.UniqueConstraint(name="registry_row_once", fields=["batch", "number"]),
            models.CheckConstraint(
                name="registry_applied_row_is_empty",
                condition=~Q(state=RowState.APPLIED) | Q(household__isnull=False, document={}, beyond={}, cells=[]),
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "number"], name="registry_rows_of_batch")]
