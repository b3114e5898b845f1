"""Which obligations the Emdad guideline lays on whom: the calendar of CLAUSES.md 7.1 as data.

Capabilities open and close obligations of these kinds; the periods are parameters of the rule set in force. A kind without
a period parameter is due on a day that its subject names (an item's date, the end of a period) or at once.
"""

from dataclasses import dataclass
from enum import StrEnum

SOCIAL_WORKER, OFFICE_HEAD, SECRETARY = "social_worker", "office_head", "commission_secretary"
PROVINCE, HQ_DEPUTY, IT = "provincial_admission", "hq_deputy", "it_admin"


class Anchor(StrEnum):
    """From where the due day is counted."""

    AFTER_EVENT = "after_event"  # so long after what has happened
    BEFORE_DAY = "before_day"  # due on a day that is known, told so long before
    ON_DAY = "on_day"  # due on the day that the subject itself names
    TIMES_A_YEAR = "times_a_year"  # so often in a Solar Hijri year


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of obligation. ``periods`` are parameter keys; ``escalation`` are roles, nearest superior first."""

    kind: str
    title: str
    trigger: str
    clause: str
    anchor: Anchor
    periods: tuple[str, ...]
    owner_role: str
    escalation: tuple[str, ...]
    also: tuple[str, ...] = ()
    warn_percent: int | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        """All clauses that the obligation rests on, the chief one first."""
        return (self.clause, *self.also)


_AFTER, _BEFORE, _ON, _YEARLY = Anchor.AFTER_EVENT, Anchor.BEFORE_DAY, Anchor.ON_DAY, Anchor.TIMES_A_YEAR
_HEAD, _HEAD_THEN_PROVINCE = (OFFICE_HEAD,), (OFFICE_HEAD, PROVINCE)

_ALL = (
    Duty("handle_application", "رسیدگی به درخواست", "ثبت درخواست", "E-13.n3", _AFTER, ("sla.application",),
         SOCIAL_WORKER, _HEAD_THEN_PROVINCE, warn_percent=75),
    Duty("assign_application", "ارجاع درخواست به مددکار", "رسیدن درخواست بی‌محدوده یا دوباره", "E-13.n1", _AFTER,
         ("sla.assign_days",), OFFICE_HEAD, (PROVINCE,), also=("E-13.n4.2",)),
    Duty("follow_up_lead", "پیگیری سرنخ", "رسیدن سرنخ از میدان، پایگاه داده، گزارش مردمی یا معرفی", "E-1.1.1", _AFTER,
         ("lead.follow_up_days",), SOCIAL_WORKER, _HEAD_THEN_PROVINCE, also=("E-0.a.2.1", "E-1.2.j.3"),
         warn_percent=75),
    Duty("answer_offer", "پاسخ به پیشنهاد نیکوکار", "رسیدن پیشنهاد در درگاه", "E-D.27", _AFTER, ("offer.answer_days",),
         OFFICE_HEAD, (PROVINCE,)),
    Duty("inquire_before_visit", "گرفتن استعلام‌ها پیش از بازدید", "ارجاع درخواست به مددکار", "E-7.2", _AFTER,
         ("sla.inquiry_days",), SOCIAL_WORKER, _HEAD),
    Duty("inquiry_doubt", "روشن‌کردن استعلامی که جای تردید دارد", "ثبت تردید در پاسخ استعلام", "E-7.3.b", _AFTER,
         ("sla.inquiry_days",), SOCIAL_WORKER, _HEAD),
    Duty("admission_visit", "بازدید پذیرش", "پایان استعلام‌ها", "E-13.3.d", _AFTER, ("sla.application",),
         SOCIAL_WORKER, _HEAD),
    Duty("notify_refusal", "اعلام نتیجهٔ منفی به متقاضی", "رد درخواست", "E-13.n2", _AFTER, ("notice.refusal_days",),
         SOCIAL_WORKER, _HEAD, also=("E-7.3.v.2",)),
    Duty("re_review", "بازبینی تصمیم به درخواست متقاضی", "درخواست بازبینی", "E-D.3", _AFTER,
         ("appeal.handle_months",), OFFICE_HEAD, (PROVINCE,)),
    Duty("periodic_visit_normal", "بازدید سالانهٔ خانوار عادی", "آغاز سال خورشیدی", "E-9.h.1", _YEARLY,
         ("visit.normal_per_year",), SOCIAL_WORKER, _HEAD),
    Duty("periodic_visit_risk", "بازدید خانوار در معرض آسیب یا آسیب‌دیده", "آغاز سال خورشیدی", "E-9.h.2", _YEARLY,
         ("visit.risk_per_year",), SOCIAL_WORKER, _HEAD),
    Duty("questionnaire_update", "به‌روزرسانی پرسشنامهٔ خانوار", "پایان اعتبار داده", "E-8.0.1", _AFTER,
         ("validity.income", "validity.housing", "validity.health", "validity.contact", "validity.education"),
         SOCIAL_WORKER, _HEAD, also=("E-8.0.3",)),
    Duty("service_section_update", "به‌روزرسانی بخش خدمتِ درخواست‌شده", "درخواست خدمت تازه", "E-8.0.2", _ON, (),
         SOCIAL_WORKER, _HEAD),
    Duty("period_end", "به‌روزرسانی در پایان دورهٔ حمایت", "نزدیک شدن پایان دوره", "E-10.2", _BEFORE,
         ("period.lead",), SOCIAL_WORKER, _HEAD),
    Duty("manual_decile_inquiry", "استعلام دهکِ دستی", "ثبت دستی دهک با مدرک", "E-D.26", _AFTER,
         ("inquiry.manual_decile_days",), SOCIAL_WORKER, _HEAD),
    Duty("decile_inquiry", "استعلام دوبارهٔ دهک", "پایان اعتبار دهک", "E-8.0.3", _AFTER, ("validity.decile",),
         SOCIAL_WORKER, _HEAD, also=("E-D.26",)),
    Duty("prison_inquiry_domestic", "استعلام وضع زندانی داخل کشور", "آخرین پاسخ زندان", "E-6.4.1", _AFTER,
         ("prison.domestic_months",), SOCIAL_WORKER, _HEAD),
    Duty("prison_inquiry_abroad", "استعلام وضع زندانی خارج کشور", "آخرین پاسخ امور بین‌الملل", "E-6.4.2", _AFTER,
         ("prison.abroad_months",), SOCIAL_WORKER, _HEAD),
    Duty("released_prisoner_end", "پایان حمایت پس از آزادی از زندان", "آزادی از زندان", "E-6.4.3", _AFTER,
         ("prison.after_release_months", "period.lead"), SOCIAL_WORKER, _HEAD),
    Duty("aqshar_end", "پایان خدمت به اقشار نیازمند", "آغاز خدمت", "E-D.12", _AFTER, ("aqshar.months", "period.lead"),
         SOCIAL_WORKER, _HEAD),
    Duty("desertion_opinion", "نظر دربارهٔ ادامهٔ حمایت در نبود سرپرست", "ثبت متارکه، متواری یا مفقودی", "E-6.5.a.1", _AFTER,
         ("desertion.opinion_days",), SOCIAL_WORKER, _HEAD_THEN_PROVINCE, also=("E-D.17",)),
    Duty("absence_review", "بازبینی پرونده پس از پیدا شدن سرپرست یا حکم دادگاه", "پایان متواری یا مفقودی", "E-D.18", _AFTER,
         ("absence.review_days",), SOCIAL_WORKER, _HEAD),
    Duty("desertion_review", "بازبینی دورهٔ متارکه، متواری یا مفقودی", "آغاز دوره", "E-6.5.a.2", _AFTER,
         ("desertion.period_months", "desertion.periods"), SOCIAL_WORKER, _HEAD_THEN_PROVINCE,
         also=("E-6.5.a.1",)),
    Duty("court_documents", "گرفتن مدرک قضایی پس از دو دوره", "پایان دورهٔ دوم", "E-6.5.a.3", _ON, (),
         SOCIAL_WORKER, _HEAD),
    Duty("treatment_evidence", "دیدن مدرک بستری برای ترک اعتیاد", "هر ادامهٔ حمایت", "E-6.5.b", _ON, (),
         SOCIAL_WORKER, (SECRETARY,)),
    Duty("guardian_assessment", "بررسی سرپرست تازهٔ فرزندان", "تغییر حضانت", "E-6.2.2", _AFTER, ("custody.grace",),
         SOCIAL_WORKER, _HEAD),
    Duty("guardianship_ruling", "دریافت حکم سرپرستی خردسالان", "فوت پدر یا طلاق", "E-6.n2.1", _AFTER,
         ("guardianship.ruling_days",), SOCIAL_WORKER, _HEAD),
    Duty("child_choice_confirmation", "تأیید زندگی فرزند بالغ", "رسیدن به بلوغ یا جابه‌جایی", "E-6.2.3.3", _AFTER,
         ("maturity.confirm_months",), SOCIAL_WORKER, _HEAD, also=("E-6.2.3.1",)),
    Duty("study_evidence", "دیدن گواهی تحصیل پسر بزرگسال", "هجده‌سالگی و آغاز هر نوبت تحصیلی", "E-6.n3", _ON,
         ("study.gap",), SOCIAL_WORKER, _HEAD),
    Duty("education_follow_up", "پیگیری تحصیل دانش‌آموزان", "پذیرش خانوار و آغاز هر نوبت تحصیلی", "E-14", _AFTER,
         ("validity.education",), SOCIAL_WORKER, _HEAD),
    Duty("employment_follow_up", "پیگیری اشتغال خانوار", "پذیرش خانوار", "E-14", _AFTER,
         ("follow_up.employment_months",), SOCIAL_WORKER, _HEAD),
    Duty("plan_item_follow_up", "پیگیری مورد برنامهٔ کمکی", "موعد مورد", "E-13.3.v", _ON, (), SOCIAL_WORKER, _HEAD),
    Duty("counsellor_referral", "ارجاع به مشاور", "ثبت آسیب یا بازدید خانوار نیازمند توجه ویژه", "E-13.3.z", _AFTER,
         ("referral.counsellor_days",), SOCIAL_WORKER, _HEAD, also=("E-13.3.hh.2",)),
    Duty("casefile_contact", "تماس با خانوار", "آخرین تماس ثبت‌شده", "E-0.a.2.3", _AFTER, ("casefile.contact_gap",),
         SOCIAL_WORKER, _HEAD),
    Duty("commission_session", "برگزاری جلسهٔ کمیسیون", "انتظار پرونده در صف", "E-11.0.2", _AFTER,
         ("commission.max_wait",), SECRETARY, _HEAD),
    Duty("empowerment_cases", "تعیین تکلیف پرونده‌های قابل توانمندسازی", "پروندهٔ تازه در فهرست", "E-11.2.b", _ON, (),
         SECRETARY, _HEAD),
    Duty("commission_statistics", "فرستادن آمار فصلی کمیسیون", "پایان فصل", "E-11.2.d", _AFTER,
         ("report.quarter_lag", "commission.stats_months"), SECRETARY, (PROVINCE,)),
    Duty("table_review", "بازنگری سالانهٔ جدول امتیاز", "پایان سال خورشیدی", "E-3.1.2", _ON, (), HQ_DEPUTY,
         (HQ_DEPUTY,)),
    Duty("transfer_presence", "مراجعهٔ مددجو به ادارهٔ مقصد", "فرستادن پرونده", "E-15.d", _AFTER,
         ("transfer.show_up",), SOCIAL_WORKER, _HEAD),
    Duty("transfer_visit", "بازدید خانهٔ تازه و سطح‌بندی", "مراجعه به مقصد", "E-15.h", _ON, (), SOCIAL_WORKER, _HEAD),
    Duty("monthly_monitoring", "بازبینی ماهانهٔ فرایندهای پذیرش", "آغاز ماه", "E-7.n", _AFTER,
         ("monitoring.admissions_months",), OFFICE_HEAD, (PROVINCE,)),
    Duty("systems_ready", "آماده‌سازی سامانه‌ها", "ابلاغ ضوابط", "E-16", _AFTER, ("systems.ready_months",), IT,
         (HQ_DEPUTY,)),
)  # fmt: skip

DUTIES: dict[str, Duty] = {duty.kind: duty for duty in _ALL}
