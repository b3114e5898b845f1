"""Persian titles of every value that the household document, the score and the decision know.

Staff read the official terms. What a household reads uses the neutral words of the glossary (A-40): ask with
``for_household=True``.
"""

TITLES: dict[str, dict[str, str]] = {
    "area_kind": {"city": "شهر", "village": "روستا"},
    "tenure": {
        "owned": "ملکی",
        "rented": "اجاره‌ای",
        "lent": "امانی",
        "institution": "در اختیار نهاد",
        "none": "بدون خانه",
    },
    "condition": {
        "sound": "سالم",
        "needs_repair": "نیازمند تعمیر",
        "uninhabitable": "غیرقابل‌سکونت",
        "no_suitable": "نبود جای مناسب",
    },
    "risk_class": {"normal": "عادی", "at_risk": "در معرض آسیب", "harmed": "آسیب‌دیده"},
    "head_condition": {
        "present": "حاضر",
        "imprisoned": "زندانی",
        "open_sentence": "زندانی با رأی باز",
        "electronic_tag": "زندانی با پابند الکترونیکی",
        "fugitive": "متواری",
        "missing": "مفقود",
        "separated": "متارکه",
        "ineffective_addiction": "بی‌اثر به‌سبب اعتیاد",
        "ineffective_mental": "بی‌اثر به‌سبب اختلال روان",
        "absent_other": "غایب به علتی دیگر",
    },
    "prison_basis": {"sentence": "حکم دادگاه", "detention": "بازداشت موقت"},
    "prison_referral": {
        "prisoners_support_association": "انجمن حمایت زندانیان",
        "prisons_department": "ادارهٔ کل زندان‌ها",
    },
    "divorce_evidence": {"official": "سند رسمی طلاق", "customary": "مدرک عرفی طلاق", "none": "بدون مدرک"},
    "service": {
        "livelihood": "معیشت",
        "training": "آموزش مهارت",
        "employment_facility": "تسهیلات اشتغال",
        "housing": "مسکن",
        "health": "درمان",
        "education": "تحصیل",
        "counselling": "مشاوره",
        "other": "خدمات دیگر",
    },
    "sex": {"female": "زن", "male": "مرد"},
    "relation": {
        "head": "سرپرست",
        "spouse": "همسر",
        "child": "فرزند",
        "parent": "پدر یا مادر",
        "sibling": "خواهر یا برادر",
        "grandchild": "نوه",
        "other": "نسبت دیگر",
    },
    "nationality": {"iranian": "ایرانی", "foreign": "غیرایرانی"},
    "marital_status": {
        "never_married": "ازدواج‌نکرده",
        "married": "متأهل",
        "divorced": "طلاق‌گرفته",
        "widowed": "همسر درگذشته",
        "separated": "جدا از همسر (متارکه)",
        "spouse_missing": "همسر مفقود",
    },
    "work_status": {
        "employed": "شاغل",
        "unemployed": "بیکار",
        "homemaker": "خانه‌دار",
        "unable": "ناتوان از کار",
        "soldier": "سرباز",
        "retired": "بازنشسته",
        "student": "دانشجو",
        "irregular": "کار گاه‌به‌گاه",
    },
    "education_status": {
        "not_school_age": "پیش از سن مدرسه",
        "pupil": "دانش‌آموز",
        "out_of_school": "بازمانده از تحصیل",
        "student": "دانشجو",
        "graduated": "دانش‌آموخته",
        "none": "بدون تحصیل",
    },
    "illness_class": {"special": "بیماری خاص", "incurable": "بیماری صعب‌العلاج"},
    "military_status": {
        "completed": "پایان خدمت",
        "exempt": "معاف",
        "not_yet_due": "هنوز سررسید نشده",
        "none": "بدون کارت پایان خدمت یا معافیت",
    },
    "covered_by": {
        "behzisti": "بهزیستی",
        "martyrs_foundation": "بنیاد شهید",
        "pension_funds": "صندوق بازنشستگی",
        "other_support": "نهاد حمایتی دیگر",
    },
    "target_group": {
        "female_no_spouse": "زن سرپرست بی‌همسر",
        "female_widow": "زن سرپرستِ همسردرگذشته",
        "female_divorced": "زن سرپرست طلاق‌گرفته",
        "female_needy_pensioner": "زن سرپرستِ مستمری‌بگیر نیازمند",
        "self_supporting_girl": "دختر خودسرپرست",
        "ill_headed": "خانوار بدسرپرست",
        "male_ill": "مرد سرپرستِ بیمار خاص یا صعب‌العلاج",
        "male_elderly": "مرد سرپرست سالمند",
        "male_prisoner": "خانوار مرد زندانی",
        "male_needy_pensioner": "مرد سرپرستِ مستمری‌بگیر نیازمند",
        "male_aqshar": "اقشار نیازمند",
        "orphaned": "فرزندانِ والدین درگذشته",
        "polygamous": "خانوار چندهمسری",
        "iranian_wife_of_foreigner": "زن ایرانیِ همسر مرد غیرایرانی",
        "child_keeper": "کودک نزد نگهدارنده",
        "released_prisoner": "خانوار زندانیِ آزادشده",
        "foreign_national": "اتباع غیرایرانی",
    },
    "path": {
        "social_worker": "تصمیم مددکار",
        "commission": "کمیسیون اداره",
        "special_permit": "مجوز ویژهٔ مدیرکل استان",
        "other_office": "ادارهٔ محل سکونت",
        "incomplete": "کامل نبودن اطلاعات",
        "charity_centre": "مرکز نیکوکاری",
        "refused": "رد درخواست",
    },
    "factor": {
        "region": "منطقهٔ زندگی",
        "head": "ویژگی فردی سرپرست",
        "work": "وضعیت اشتغال سرپرست",
        "health": "بیماری خاص یا صعب‌العلاج اعضا",
        "children": "فرزندان خردسال یا در حال تحصیل",
        "housing": "وضعیت مسکن",
        "decile": "دهک خانوار",
    },
    "result": {
        "met": "برآورده",
        "unmet": "برآورده‌نشده",
        "unknown": "نامعلوم",
        "not_applicable": "ناظر به این خانوار نیست",
    },
    "clause_kind": {
        "definition": "تعریف",
        "eligibility_rule": "شرط استحقاق",
        "score": "امتیاز",
        "deadline": "مهلت یا نوبت",
        "workflow_step": "گام فرایند",
        "role_duty": "وظیفه",
        "document": "مدرک",
        "report": "گزارش",
        "restriction": "منع",
        "governance": "تصمیم‌گیری و اداره",
        "finance_rule": "قاعدهٔ مالی",
    },
    "clause_force": {"hard": "الزامی", "soft": "هشدار با ثبت علت", "permissive": "اختیاری"},
    "origin": {"seed": "متن دستورالعمل", "reading": "برداشت سامانه", "addition": "افزودهٔ سامانه"},
    "level": {"hq": "ستاد", "province": "استان", "office": "اداره", "group": "گروه"},
    "unit": {
        "month": "ماه",
        "day": "روز",
        "year": "سال",
        "term": "نوبت تحصیلی",
        "intake": "نوبت پذیرش",
        "working_day": "روز کاری",
        "minute": "دقیقه",
        "count": "تعداد",
        "percent": "درصد",
        "decile": "دهک",
        "coefficient": "ضریب",
        "flag": "بله یا نه",
        "choice": "گزینه",
        "values": "فهرست",
        "clauses": "بندها",
        "map": "برابرسازی",
        "ratio": "نسبت",
        "year_bands": "بازه‌های سنی",
        "lunar_year": "سال قمری",
        "points_or_none": "امتیاز",
    },
}

# What a household reads in place of the official term (GLOSSARY.md, section 6).
NEUTRAL_TITLES: dict[str, dict[str, str]] = {
    "target_group": {
        "ill_headed": "خانوار نیازمند توجه ویژه",
        "male_aqshar": "متقاضی آموزش و اشتغال",
        "female_needy_pensioner": "زن سرپرستِ مستمری‌بگیر",
        "male_needy_pensioner": "مرد سرپرستِ مستمری‌بگیر",
        "male_prisoner": "خانوارِ سرپرستِ غایب",
        "released_prisoner": "خانوارِ سرپرستِ بازگشته",
    },
    "head_condition": {
        "imprisoned": "غایب",
        "open_sentence": "غایب در بخشی از روز",
        "electronic_tag": "حاضر با محدودیت",
        "fugitive": "غایب",
        "missing": "غایب",
        "ineffective_addiction": "بستری برای درمان",
        "ineffective_mental": "در حال درمان",
    },
    "path": {
        "refused": "پذیرفته نشدن درخواست",
        "special_permit": "بررسی استان",
        "incomplete": "نیاز به تکمیل اطلاعات",
    },
    "risk_class": {"at_risk": "نیازمند همراهی", "harmed": "نیازمند همراهی"},
    "row": {"E-T1.head.unfit": "نیازمند توجه ویژه", "E-T1.head.prisoner": "سرپرست غایب"},
}
# The same inside the text of a clause; the longer expressions come first.
NEUTRAL_WORDS = (
    ("خانوار نیازمند بدسرپرست", "خانوار نیازمند توجه ویژه"),
    ("خانوار بدسرپرست", "خانوار نیازمند توجه ویژه"),
    ("سرپرست فاقد صلاحیت", "سرپرستِ نیازمند توجه ویژه"),
    ("بدسرپرستی", "نیاز به توجه ویژه"),
    ("بدسرپرست", "نیازمند توجه ویژه"),
)


def title(kind: str, value: str | None, *, for_household: bool = False) -> str:
    """The Persian title of a value; «نامعلوم» where it is not known."""
    if value is None:
        return "نامعلوم"
    if for_household and value in NEUTRAL_TITLES.get(kind, {}):
        return NEUTRAL_TITLES[kind][value]
    return TITLES[kind][value]


def choices(kind: str, *, for_household: bool = False) -> list[tuple[str, str]]:
    """Values with their titles, in the order of the document: what a form offers."""
    return [(value, title(kind, value, for_household=for_household)) for value in TITLES[kind]]


def neutral(text: str) -> str:
    """The text of a clause as a household reads it, without the terms that stay on the staff's screens (A-40)."""
    for official, plain in NEUTRAL_WORDS:
        text = text.replace(official, plain)
    return text
