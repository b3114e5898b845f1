"""What the household questionnaire asks, of whom, and for which service (E-7.3).

The original form is not attached to the guideline: this set is ours (A-35). A question with ``fact`` writes what the worker
verified to the registry; the others stay in the questionnaire. What no requested service needs is not asked (E-7.3.0.2).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from hamyar.assessment.domain import Section


@dataclass(frozen=True)
class Asked:
    """The member a question may be put to, and what of the household decides whether it is."""

    sex: str = ""
    age: int = 0
    is_head: bool = False
    alone: bool = False
    marital_status: str = ""
    head_condition: str = "present"
    village: bool = False


Always = Callable[[Asked], bool]


def always(_asked: Asked) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """``kind``: choice (``choices`` names a list of titles), choices, flag, number, rials, date, text.

    ``subject``: person, household or dwelling. ``nullable``: «ندارد» is an answer. ``service``: asked for that one alone.
    """

    key: str
    section: Section
    subject: str
    label: str
    kind: str
    fact: str = ""
    choices: str = ""
    nullable: bool = False
    service: str = ""
    when: Always = always


def _adult(asked: Asked) -> bool:
    return asked.age >= 15


def _grown_woman_alone(asked: Asked) -> bool:
    return asked.sex == "female" and asked.age >= 18 and asked.alone and asked.marital_status == "never_married"


def _man(asked: Asked) -> bool:
    return asked.sex == "male" and 18 <= asked.age < 50


def _divorced_head(asked: Asked) -> bool:
    return asked.sex == "female" and asked.marital_status == "divorced"


S = Section
_SERVICE = (
    ("livelihood", "monthly_costs_rials", "هزینهٔ ماهانهٔ خانوار", "rials", ""),
    ("livelihood", "debts_rials", "بدهی‌های خانوار", "rials", ""),
    ("training", "training_wish", "آموزشی که می‌خواهند", "text", ""),
    ("training", "training_obstacle", "مانع آموزش (نگه‌داری کودک، راه، سواد)", "text", ""),
    ("employment_facility", "business_idea", "طرح کار و جای آن", "text", ""),
    ("employment_facility", "business_experience", "سابقهٔ همین کار", "text", ""),
    ("housing", "housing_need", "نیاز مسکن", "choice", "housing_need"),
    ("housing", "housing_document", "سند یا قرارداد خانه", "text", ""),
    ("health", "insured", "بیمهٔ درمان دارند", "flag", ""),
    ("health", "treatment_costs_rials", "هزینهٔ ماهانهٔ درمان", "rials", ""),
    ("education", "school_needs", "نیازهای تحصیلی فرزندان", "text", ""),
    ("education", "school_distance", "راه مدرسه و مانع‌های رفتن", "text", ""),
    ("counselling", "counselling_topic", "موضوع مشاوره", "text", ""),
    ("other", "other_need", "شرح نیاز دیگر", "text", ""),
)

QUESTIONS: tuple[Question, ...] = (
    Question("given_name", S.IDENTITY, "person", "نام", "text", "given_name"),
    Question("family_name", S.IDENTITY, "person", "نام خانوادگی", "text", "family_name"),
    Question("born_on", S.IDENTITY, "person", "تاریخ تولد", "date", "born_on"),
    Question(
        "marital_status", S.IDENTITY, "person", "وضعیت تأهل", "choice", "marital_status", "marital_status", when=_adult
    ),
    Question(
        "military_status",
        S.IDENTITY,
        "person",
        "نظام‌وظیفه",
        "choice",
        "military_status",
        "military_status",
        True,
        when=_man,
    ),
    Question(
        "living_parents",
        S.IDENTITY,
        "person",
        "شمار والدین زنده",
        "number",
        "living_parents",
        nullable=True,
        when=_grown_woman_alone,
    ),
    Question(
        "bears_own_costs",
        S.IDENTITY,
        "person",
        "هزینهٔ خود را می‌پردازد",
        "flag",
        "bears_own_costs",
        when=_grown_woman_alone,
    ),
    Question("head_condition", S.IDENTITY, "household", "وضع سرپرست", "choice", "head_condition", "head_condition"),
    Question(
        "former_head_died_on",
        S.IDENTITY,
        "household",
        "تاریخ فوت سرپرست پیشین",
        "date",
        "former_head_died_on",
        nullable=True,
    ),
    Question(
        "divorce_evidence",
        S.IDENTITY,
        "household",
        "مدرک طلاق",
        "choice",
        "divorce_evidence",
        "divorce_evidence",
        True,
        when=_divorced_head,
    ),
    Question("work_status", S.ECONOMIC, "person", "وضعیت اشتغال", "choice", "work_status", "work_status", when=_adult),
    Question("income_monthly_rials", S.ECONOMIC, "person", "درآمد ماهانه", "rials", nullable=True, when=_adult),
    Question(
        "pension_monthly_rials",
        S.ECONOMIC,
        "person",
        "مستمری ماهانهٔ صندوق",
        "rials",
        "pension_monthly_rials",
        nullable=True,
        when=_adult,
    ),
    Question(
        "covered_by",
        S.ECONOMIC,
        "person",
        "زیر پوشش نهاد دیگر",
        "choices",
        "covered_by",
        "covered_by",
        True,
        when=_adult,
    ),
    Question("cannot_earn", S.ECONOMIC, "household", "سرپرست از تأمین معاش ناتوان است", "flag", "cannot_earn"),
    Question(
        "support_network",
        S.SOCIAL,
        "household",
        "چه کسانی به خانوار کمک می‌کنند",
        "choice",
        choices="support_network",
        nullable=True,
    ),
    Question("in_hamyar_group", S.SOCIAL, "person", "عضو گروه همیار", "flag", "in_hamyar_group", when=_adult),
    Question(
        "education_status", S.CULTURAL, "person", "وضعیت تحصیلی", "choice", "education_status", "education_status"
    ),
    Question("literate", S.CULTURAL, "person", "خواندن و نوشتن می‌داند", "flag", when=_adult),
    Question(
        "household_conflict",
        S.FAMILY_RELATIONS,
        "household",
        "کشمکش در خانواده",
        "choice",
        choices="household_conflict",
    ),
    Question("illness_class", S.HEALTH, "person", "دستهٔ بیماری", "choice", "illness_class", "illness_class", True),
    Question("disease", S.HEALTH, "person", "نام بیماری", "text", "disease", nullable=True),
    Question("tenure", S.HOUSING, "dwelling", "نوع تصرف", "choice", "tenure", "tenure"),
    Question("condition", S.HOUSING, "dwelling", "وضع خانه", "choice", "condition", "condition"),
    Question("in_office_territory", S.HOUSING, "dwelling", "در محدودهٔ همین اداره است", "flag", "in_office_territory"),
    Question(
        "village_coefficient",
        S.HOUSING,
        "dwelling",
        "ضریب محرومیت روستا",
        "number",
        "village_coefficient",
        nullable=True,
        when=lambda asked: asked.village,
    ),
    Question("metropolis_margin", S.HOUSING, "dwelling", "حاشیهٔ کلان‌شهر", "flag", "metropolis_margin"),
    Question("special_social_zone", S.HOUSING, "dwelling", "منطقهٔ ویژهٔ اجتماعی", "flag", "special_social_zone"),
    Question("is_border", S.HOUSING, "dwelling", "منطقهٔ مرزی", "flag", "is_border"),
    Question("high_risk", S.HOUSING, "dwelling", "محدودهٔ پرخطر برای بازدید", "flag", "high_risk"),
    *(
        Question(key, S.SERVICE_SPECIFIC, "household", label, kind, choices=choices, nullable=True, service=service)
        for service, key, label, kind, choices in _SERVICE
    ),
)

BY_KEY = {question.key: question for question in QUESTIONS}

# Titles of the choices that the guidelines do not know.
OWN_CHOICES: dict[str, dict[str, str]] = {
    "support_network": {
        "family": "خویشاوندان",
        "neighbours": "همسایگان و اهالی",
        "charity": "خیریه و نیکوکاران",
        "nobody": "هیچ‌کس",
    },
    "household_conflict": {"none": "ندارد", "some": "گاه‌به‌گاه", "serious": "جدی"},
    "housing_need": {
        "rent": "کمک اجاره یا ودیعه",
        "repair": "تعمیر",
        "build": "ساخت یا خرید",
        "safety": "ایمنی و بهداشت خانه",
    },
}


def asked_sections(services: Collection[str]) -> tuple[Section, ...]:
    """All sections; the last only where a requested service has questions of its own (E-7.3.0.2)."""
    needed = any(question.service in services for question in QUESTIONS if question.service)
    return tuple(section for section in Section if section != S.SERVICE_SPECIFIC or needed)


def questions_for(services: Collection[str]) -> tuple[Question, ...]:
    """The questions of a request: the general ones, and those of the services that are asked for."""
    return tuple(question for question in QUESTIONS if not question.service or question.service in services)
