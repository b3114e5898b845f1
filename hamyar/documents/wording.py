"""Persian words of documents: refusals, kinds, sizes."""

from hamyar.values import digits

REFUSALS = {
    "documents.file_type_refused": "فقط عکس (JPG، PNG، WebP) یا PDF پذیرفته می‌شود؛ نوع پرونده از محتوای آن شناخته می‌شود. عکس تازه‌ای بگیرید یا به PDF تبدیل کنید.",
    "documents.file_too_large": "این پرونده بزرگ‌تر از اندازهٔ مجاز ({limit_megabytes} مگابایت) است. عکس را کوچک‌تر کنید و دوباره بفرستید.",
    "documents.file_broken": "این پرونده خوانده نشد؛ شاید هنگام فرستادن آسیب دیده است. دوباره بفرستید.",
    "documents.reason_needed": "بنویسید این مدرک برای چه خواسته شده است (ماده ۵ بند ۲-۵).",
}

KINDS = {
    "national_card": "کارت ملی",
    "birth_certificate": "شناسنامه",
    "residence": "مدرک محل سکونت",
    "military_card": "کارت پایان خدمت یا معافیت",
    "divorce_official": "سند رسمی طلاق",
    "divorce_customary": "مدرک عرفی طلاق",
    "death": "گواهی فوت",
    "court_ruling": "حکم یا مدرک قضایی",
    "medical": "مدرک پزشکی",
    "treatment": "مدرک بستری برای ترک اعتیاد",
    "income": "مدرک درآمد یا مستمری",
    "education": "گواهی تحصیل",
    "prison": "مدرک زندان",
    "prison_referral": "معرفی‌نامهٔ انجمن حمایت زندانیان یا زندان‌ها",
    "referral_letter": "معرفی‌نامه",
    "other": "مدرک دیگر",
}
# Kinds that another page gives; nobody chooses them here.
GIVEN_KINDS = {
    "applicant": "مدرک فرستادهٔ متقاضی",
    "inquiry_evidence": "مستند پاسخ استعلام",
    "visit_evidence": "مدرک بازدید",
}


def kind_title(kind: str) -> str:
    """The Persian title of a kind of document."""
    return {**KINDS, **GIVEN_KINDS}.get(kind, KINDS["other"])


def size_title(size_bytes: int) -> str:
    """«۳۴۰ کیلوبایت», «۲٫۱ مگابایت»."""
    if size_bytes < 1024 * 1024:
        return f"{digits.to_persian(max(1, round(size_bytes / 1024)))} کیلوبایت"
    return f"{digits.to_persian(f'{size_bytes / 1024 / 1024:.1f}').replace('.', '٫')} مگابایت"
