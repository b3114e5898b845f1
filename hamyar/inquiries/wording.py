"""Persian words of inquiries: refusals, bodies, states, fields, faults."""

from hamyar.guidelines import titles

REFUSALS = {
    "inquiries.move_refused": "این استعلام «{state}» است و نمی‌شود آن را «{target}» کرد. برای پرسش دوباره «استعلام دوباره» را بزنید.",
    "inquiries.evidence_needed": "پاسخ دستی بدون مستند پذیرفته نمی‌شود. شماره و تاریخ گواهی یا نامه را بنویسید یا تصویر آن را بارگذاری کنید.",
    "inquiries.reason_needed": "بنویسید چرا این مرجع پاسخ نمی‌دهد؛ مانند «سامانه از دیروز قطع است». بازدید تنها با ثبت علت ممکن می‌شود.",
    "inquiries.note_needed": "وقتی پاسخ رد می‌شود یا جای تردید دارد، توضیح لازم است. بنویسید در بازدید چه دیدید.",
    "inquiries.not_answered": "هنوز پاسخی نیست که راستی‌آزمایی شود. نخست پاسخ استعلام را بگیرید یا دستی ثبت کنید.",
    "inquiries.answer_unreadable": "این پاسخ برای این مرجع درست نیست. بخش‌های فرم را بازبینی کنید و دوباره بفرستید.",
    "inquiries.nobody_to_ask_about": "این خانوار کسی یا نشانی‌ای ندارد که از این مرجع دربارهٔ آن پرسیده شود. نخست سرپرست یا نشانی را در پروندهٔ خانوار کامل کنید.",
}

BODIES = {
    "civil_registry": "ثبت احوال",
    "welfare_decile": "پایگاه رفاه ایرانیان (دهک)",
    "behzisti": "بهزیستی",
    "martyrs_foundation": "بنیاد شهید",
    "pension_funds": "صندوق‌های بازنشستگی",
    "other_support": "نهادهای حمایتی دیگر",
    "military": "نظام‌وظیفه",
    "post": "پست (کدپستی)",
    "prisons": "زندان‌ها",
    "international": "امور بین‌الملل (زندان خارج از کشور)",
}

STATES = {"waiting": "در انتظار پاسخ", "answered": "پاسخ داده شد", "unavailable": "در دسترس نبود"}
STATE_TONES = {"waiting": "warn", "answered": "success", "unavailable": "neutral"}
MODES = {"adapter": "سامانهٔ مرجع", "manual": "دستی با مستند", "simulated": "شبیه‌سازی‌شده"}
RESULTS = {"positive": "مثبت", "negative": "منفی"}
VERIFICATIONS = {"confirmed": "تأیید شد", "refuted": "رد شد", "uncertain": "نامعلوم ماند"}
VERIFICATION_TONES = {"confirmed": "success", "refuted": "danger", "uncertain": "warn"}
CIRCUITS = {"open": "سامانهٔ این مرجع پاسخ نمی‌دهد", "half_open": "سامانهٔ این مرجع دوباره آزموده می‌شود"}

FAULTS = {
    "unreachable": "به سامانهٔ مرجع نرسیدیم",
    "slow": "سامانهٔ مرجع دیر پاسخ داد",
    "failing": "سامانهٔ مرجع خطا داد",
    "refused": "سامانهٔ مرجع پرسش را نپذیرفت",
    "too_large": "پاسخ سامانهٔ مرجع بزرگ‌تر از اندازه بود",
    "rubbish": "پاسخ سامانهٔ مرجع خواندنی نبود",
    "wrong_person": "پاسخ سامانهٔ مرجع دربارهٔ شخص دیگری بود",
    "resting": "سامانهٔ مرجع پاسخ نمی‌دهد؛ پرسش تا اندکی دیگر تکرار می‌شود",
}

# One sentence for each outcome of a body: positive, negative.
OUTCOMES = {
    "civil_registry": ("هویت در ثبت احوال هست", "کسی با این مشخصات در ثبت احوال نیست"),
    "welfare_decile": ("دهک معلوم است", "برای این خانوار دهکی ثبت نیست"),
    "behzisti": ("خدمت حمایتی می‌گیرد", "خدمت حمایتی نمی‌گیرد"),
    "martyrs_foundation": ("زیر پوشش است", "زیر پوشش نیست"),
    "pension_funds": ("مستمری می‌گیرد", "مستمری نمی‌گیرد"),
    "other_support": ("زیر پوشش است", "زیر پوشش نیست"),
    "military": ("وضع خدمت روشن است", "غایب است"),
    "post": ("کدپستی هست", "چنین کدپستی‌ای نیست"),
    "prisons": ("در زندان است", "در زندان نیست"),
    "international": ("در زندان است", "در زندان نیست"),
}

FIELDS = {
    "found": "در ثبت احوال هست",
    "given_name": "نام",
    "family_name": "نام خانوادگی",
    "father_name": "نام پدر",
    "born_on": "تاریخ تولد",
    "sex": "جنس",
    "alive": "در قید حیات",
    "died_on": "تاریخ فوت",
    "marital_status": "وضعیت تأهل",
    "decile": "دهک",
    "support_services": "خدمت حمایتی",
    "rehabilitation_services": "خدمت توانبخشی",
    "since_on": "از تاریخ",
    "covered": "زیر پوشش",
    "title": "عنوان خدمت یا نهاد",
    "pensioner": "مستمری‌بگیر",
    "fund": "صندوق",
    "monthly_rials": "مستمری ماهانه (ریال)",
    "status": "وضع خدمت",
    "exists": "کدپستی هست",
    "address": "نشانی",
    "province_code": "استان",
    "imprisoned": "در زندان",
    "basis": "مبنا",
    "regime": "نوع نگهداری",
    "place": "زندان",
    "started_on": "آغاز",
    "expected_release_on": "آزادی پیش‌بینی‌شده",
    "released_on": "تاریخ آزادی",
    "covered_by": "زیر پوشش نهادها",
    "pension_monthly_rials": "مستمری ماهانه (ریال)",
    "military_status": "وضع نظام‌وظیفه",
    "head_condition": "وضع سرپرست",
    "abroad": "زندان خارج از کشور",
    "referral": "معرفی",
}

VALUES = {
    **titles.TITLES["head_condition"],
    **titles.TITLES["prison_referral"],
    "female": "زن",
    "male": "مرد",
    "never_married": "ازدواج‌نکرده",
    "married": "متأهل",
    "divorced": "طلاق‌گرفته",
    "widowed": "همسر درگذشته",
    "separated": "جدا از همسر",
    "spouse_missing": "همسر مفقود",
    "completed": "پایان خدمت",
    "exempt": "معاف",
    "deferred": "معافیت تحصیلی",
    "serving": "در حال خدمت",
    "absent": "غایب",
    "not_yet_due": "هنوز موعد نشده یا در حال خدمت",
    "none": "ندارد",
    "sentence": "رأی دادگاه",
    "detention": "بازداشت موقت",
    "closed": "بسته",
    "open": "رأی باز",
    "tag": "پابند الکترونیکی",
    "behzisti": "بهزیستی",
    "martyrs_foundation": "بنیاد شهید",
    "pension_funds": "صندوق بازنشستگی",
    "other_support": "نهاد حمایتی دیگر",
    "alive": "زنده",
    "dead": "درگذشته",
    "yes": "بله",
    "no": "خیر",
}

DETAIL_WORDS = {**STATES, **BODIES}
