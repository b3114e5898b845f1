"""Persian words of the registry: refusals, titles of fields and values."""

from datetime import date
from typing import Any

from hamyar.guidelines import titles
from hamyar.values import digits, jalali
from hamyar.values import rials as money

REFUSALS = {
    "registry.active_elsewhere": "این شخص هم‌اکنون عضو خانوار دیگری است (پروندهٔ {number}، {office}). نخست عضویت او در آن خانوار باید پایان یابد؛ با همان اداره هماهنگ کنید.",
    "registry.national_code_taken": "این کد ملی از آنِ شخص دیگری است که پیش‌تر ثبت شده. کد را با کارت ملی برابر کنید یا همان شخص را برگزینید.",
    "registry.national_code_wrong": "این کد ملی درست نیست. ده رقم روی کارت ملی را دوباره وارد کنید.",
    "registry.head_needed": "خانوار بی‌سرپرست نمی‌ماند. نخست سرپرست دیگری از میان اعضا برگزینید؛ سن و جنس شرط نیست.",
    "registry.head_exists": "این خانوار سرپرست دارد. برای تغییر سرپرست، «تغییر سرپرست» را به کار ببرید.",
    "registry.not_a_member": "این شخص در این تاریخ عضو خانوار نیست. یکی از اعضا را برگزینید، یا نخست او را به خانوار بیفزایید، یا سرپرستی قانونی او را ثبت کنید.",
    "registry.already_member": "این شخص هم‌اکنون عضو همین خانوار است.",
    "registry.exception_unknown": "عضویت در دو خانوار تنها در حالت‌های مادهٔ ۶ ممکن است. بند درست را برگزینید یا عضویت پیشین را پایان دهید.",
    "registry.decile_needs_evidence": "دهک را پایگاه رفاه تعیین می‌کند. ثبت دستی تنها با نوشتن مستند ممکن است؛ مستند را بنویسید یا استعلام بگیرید.",
    "registry.born_in_future": "تاریخ تولد نمی‌تواند پس از امروز باشد. تاریخ را از روی شناسنامه درست کنید.",
    "registry.absence_needs_evidence": "سرپرست متواری یا مفقود با تاریخ آغاز و مستند ثبت می‌شود؛ مانند گزارش کلانتری. هر دو را در «وضع سرپرست و خانوار» بنویسید.",
    "registry.not_absent": "سرپرست این خانوار متواری یا مفقود ثبت نشده است. برای تغییر دیگر، «وضع سرپرست و خانوار» را به کار ببرید.",
    "registry.reason_needed": "علت را بنویسید؛ تعیین مسئول خانوار به تشخیص مددکار و با ذکر علت است.",
    "registry.permanent_marriage_needed": "حمایت جداگانهٔ همسران تنها با عقد دائم، رسمی یا عرفی، ممکن است. نوع ازدواج را بازبینی کنید.",
    "registry.independent_life_needed": "این همسر زندگی مستقل ندارد؛ او و فرزندانش عضو همان خانوارند. زندگی مستقل را در بازدید بسنجید.",
    "registry.same_dwelling": "نشانی این خانوار با خانوار دیگر همین مرد یکی است و جدا نمی‌شود. نشانی را درست کنید؛ تفکیک همسرانِ هم‌خانه تنها پس از فوت مرد ممکن است.",
    "registry.man_elsewhere": "این مرد در خانوار دیگری اقامت دارد و تنها یکی از خانوارهای او می‌تواند چنین باشد. نخست پیوند آن خانوار را پایان دهید یا «اقامت با مرد» را بردارید.",
    "registry.wife_is_head": "سرپرستِ خانواری که مرد در آن اقامت دارد خود اوست، و سرپرست خانوار دیگر، همسر است. نخست سرپرست را درست کنید.",
    "registry.two_codes": "این دو سابقه دو کد ملی درست و متفاوت دارند و دو شخص‌اند. اگر یکی از کدها نادرست است، نخست آن را از روی کارت ملی درست کنید.",
    "registry.already_merged": "یکی از این دو سابقه پیش‌تر ادغام شده است. سابقهٔ ماندگار را برگزینید یا نخست ادغام پیشین را بازگردانید.",
    "registry.not_merged": "این ادغام پیش‌تر بازگردانده شده است.",
    "registry.guardian_unfit": "سرپرست قانونی یا نگهدارنده باید زنده، دارای سن قانونی و کسی جز خود کودک باشد. شخص دیگری را برگزینید.",
    "registry.child_of_age": "این عضو به سن قانونی رسیده است و سرپرست قانونی نمی‌خواهد. عضو خردسال را برگزینید.",
    "registry.keeper_is_relative": "نگهدارندهٔ کودک خویشاوندی جز پدر و مادر است. عنوان را «خویشاوند» بگذارید یا نگهدارنده بودن را بردارید.",
    "registry.ruling_incomplete": "شماره یا مرجع حکم و تاریخ آن با هم نوشته می‌شود. اگر حکم هنوز نرسیده است، هر دو را خالی بگذارید.",
    "registry.responsible_is_minor": "مسئول خانوار باید به سن قانونی رسیده باشد. عضو بزرگسال دیگری را برگزینید.",
    "registry.day_too_early": "این تاریخ پیش از آغاز دورهٔ پیشین است. تاریخ دیرتری بگذارید یا دورهٔ پیشین را درست کنید.",
    "registry.document_incomplete": "سرپرست یا محل زندگی این خانوار در این تاریخ ثبت نشده است. نخست آن را کامل کنید.",
    "registry.not_storable": "مقدار «{path}» را نمی‌شود نگه داشت: نویسهٔ نادرست دارد یا بیش از اندازه بزرگ است. آن را درست کنید.",
    "registry.file_unreadable": "این پرونده خوانده نشد. آن را از روی الگوی خواندن گروهی و به شکل jsonl، csv یا xlsx آماده کنید.",
    "registry.rows_wrong": "{count} ردیف نادرست است و هیچ ردیفی ثبت نشد. آن‌ها را درست کنید، یا ثبت ردیف‌های درست را برگزینید.",
}

SOURCES = {
    "self": "خوداظهاری",
    "sw_visit": "بازدید مددکار",
    "phone": "تماس تلفنی",
    "office": "مراجعه به اداره",
    "local": "منبع محلی",
    "database": "بانک داده",
}
# Whom a household sees as the source: never who in the neighbourhood said something (E-8.d).
SOURCES_FOR_HOUSEHOLD = {**SOURCES, "local": "بررسی اداره"}

SUBJECTS = {
    "person": "شخص",
    "household": "خانوار",
    "dwelling": "محل زندگی",
    "prison": "زندان",
    "member": "عضویت",
    "illness": "بیماری",
    "treatment": "درمان",
    "guardianship": "سرپرستی قانونی",
    "husband": "همسر مشترک",
}

VALUES: dict[str, dict[str, str]] = {
    "guardian_kind": {
        "mother": "مادر",
        "father": "پدر",
        "natural_guardian": "ولی قهری (پدر یا پدربزرگ پدری)",
        "relative": "خویشاوند",
        "state": "نهاد عمومی",
    },
    "evidence_kind": {
        "deed": "سند مالکیت",
        "lease": "اجاره‌نامه",
        "council_letter": "نامهٔ شورا",
        "visit": "بازدید مددکار",
    },
    "marriage_kind": {
        "permanent_registered": "دائم، ثبت‌شده",
        "permanent_customary": "دائم، عرفی",
        "temporary": "موقت",
    },
    "absence_end": {
        "found": "پیدا شد",
        "declared_dead": "دادگاه فوت او را اعلام کرد",
    },
    "nomad_status": {"none": "نیست", "settled": "اسکان‌یافته", "migrating": "کوچنده"},
    "mobile_holder": {"self": "خود شخص", "relative": "خویشاوند", "helper": "یاور"},
    "empowerment_capacity": {"yes": "دارد", "no": "ندارد", "not_assessed": "سنجیده نشده"},
    "household_type": {
        "support_only": "حمایتی",
        "support_and_empowerment": "حمایتی و توانمندی",
        "not_assessed": "هنوز سنجیده نشده",
    },
    "exception_clause": {
        "E-6.6.1": "زن جداشده یا بیوهٔ بی‌فرزند، ساکن نزد والدین (مادهٔ ۶ بند ۱-۶-۶)",
        "E-6.6.2.3": "همسر دیگر، خانوار مستقل (مادهٔ ۶ بند ۲-۶-۶)",
    },
    "decile_source": SOURCES,
    "condition": titles.TITLES["condition"],
    "basis": titles.TITLES["prison_basis"],
    "regime": {"closed": "بسته", "open": "رأی باز", "tag": "پابند الکترونیکی"},
    "referral": titles.TITLES["prison_referral"],
    "requested_services": titles.TITLES["service"],
}

BATCH_STATES = {"checked": "بررسی‌شده، ثبت‌نشده", "applying": "در حال ثبت", "applied": "ثبت‌شده"}

COST_FACTORS = {
    "E-7.1.a": "بیمار خاص یا صعب‌العلاج",
    "E-7.1.b": "اجاره‌نشینی یا نداشتن خانه",
    "E-7.1.j": "شمار فرزندان",
    "E-7.1.d": "محصل یا دانشجو",
    "E-7.1.h": "منطقهٔ محروم، مرزی، روستایی یا حاشیهٔ شهر",
    "E-7.1.v": "زن سرپرستِ در معرض آسیب",
    "E-7.1.z": "دختر بزرگسالِ ازدواج‌نکرده",
}


def choices(name: str) -> list[tuple[str, str]]:
    """Values with titles, in the order of the dictionary."""
    return list((VALUES.get(name) or titles.TITLES[name]).items())


def value_title(name: str, value: str) -> str:
    """The Persian title of a value of the dictionary; the value itself where it has none."""
    if not value:
        return "—"
    return (VALUES.get(name) or titles.TITLES.get(name, {})).get(value, value)


def shown(name: str, value: Any) -> str:
    """A stored fact as people read it: titles, Solar Hijri days, Persian digits, yes and no."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return "بله" if value else "خیر"
    if isinstance(value, list):
        return "، ".join(shown(name, each) for each in value)
    if isinstance(value, dict):
        return "، ".join(f"{key}: {digits.to_persian(each)}" for key, each in value.items())
    if isinstance(value, int):
        return money.in_rials(value) if name.endswith("_rials") else digits.to_persian(value)
    if name.endswith("_on"):
        return jalali.format_long(date.fromisoformat(value))
    return digits.to_persian(value_title(name, value))
