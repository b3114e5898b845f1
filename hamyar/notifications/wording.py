"""The messages themselves, and the words around them. No message says why, and none names a need (E-9.a.2)."""

from hamyar.notifications.domain import MessageState as S

TEMPLATES = {
    "portal_code": "کد ورود به درگاه همیار: {code}\nتا {minutes} دقیقه معتبر است. آن را به کسی نگویید.",
    "mobile_check": "کد تأیید شمارهٔ شما: {code}\nآن را فقط به کسی بگویید که اکنون درخواست شما را ثبت می‌کند.",
    "password_reset": "کد تعیین گذرواژهٔ تازهٔ همیار: {code}\nآن را به کسی نگویید.",
    "application_submitted": "درخواست شما با شمارهٔ {number} ثبت شد و تا {due} به آن پاسخ داده می‌شود. "
    "ثبت درخواست رایگان است و هیچ مدرک کاغذی از شما گرفته نمی‌شود.",
    "items_asked": "برای پیشرفت درخواست {number} به چند مورد نیاز داریم. در درگاه همیار ببینید یا به اداره زنگ بزنید.",
    "application_accepted": "درخواست {number} پذیرفته شد. مددکار برای گام بعد با شما هماهنگ می‌کند.",
    "application_rejected": "درخواست {number} در این نوبت پذیرفته نشد. شرح پاسخ و راه بازبینی را در درگاه همیار یا در اداره ببینید.",
    "application_referred_out": "درخواست {number} برای ادامهٔ کار به «{unit}» سپرده شد.",
    "application_withdrawn": "انصراف از درخواست {number} ثبت شد. هر زمان بخواهید می‌توانید دوباره درخواست دهید.",
    "re_review_asked": "درخواست بازبینی شما برای {number} ثبت شد و تا {due} پاسخ داده می‌شود.",
    "visit_announced": "قرار دیدار مددکار با شما برای {day} گذاشته شد. اگر این روز مناسب نیست، به اداره خبر دهید.",
    "visit_feedback": "از دیدار {day} سپاسگزاریم. اگر بخواهید، نظرتان دربارهٔ رفتار ما را در این نشانی بنویسید: {link}\n"
    "پاسخ شما را تنها رئیس اداره می‌خواند.",
    "visit_feedback_portal": "از دیدار {day} سپاسگزاریم. اگر بخواهید، نظرتان دربارهٔ رفتار ما را در درگاه همیار، بخش «پیگیری»، "
    "بنویسید. پاسخ شما را تنها رئیس اداره می‌خواند.",
    "plan_announced": "برنامهٔ خدمت خانوار شما آماده است. تاریخ‌ها را در درگاه همیار ببینید یا از اداره بپرسید.",
    "offer_answered": "به پیشنهاد کمک شما پاسخ داده شد. پاسخ را در درگاه همیار، بخش «پیشنهادهای من»، ببینید. سپاسگزاریم.",
    "member_service_ended": "خدمت یکی از اعضای خانوار شما تغییر کرده است؛ خدمت دیگر اعضا برجاست. برای پرسش به اداره زنگ بزنید.",
}
TITLES = {
    "portal_code": "کد ورود به درگاه",
    "mobile_check": "تأیید شماره",
    "password_reset": "کد گذرواژه",
    "application_submitted": "ثبت درخواست",
    "items_asked": "موارد خواسته‌شده",
    "application_accepted": "پذیرش",
    "application_rejected": "اعلام نتیجه",
    "application_referred_out": "سپردن به مرکز نیکوکاری",
    "application_withdrawn": "انصراف",
    "re_review_asked": "بازبینی",
    "visit_announced": "قرار دیدار",
    "visit_feedback": "نظر پس از دیدار",
    "visit_feedback_portal": "نظر پس از دیدار",
    "plan_announced": "برنامهٔ خدمت",
    "offer_answered": "پاسخ به پیشنهاد کمک",
    "member_service_ended": "تغییر خدمت یک عضو",
}
FORGOTTEN = "این پیام یک کد یا نشانی یک‌بارمصرف داشت و متن آن نگه داشته نمی‌شود."
STATES: dict[str, str] = {
    S.QUEUED: "در صف",
    S.SENT: "فرستاده شد",
    S.DELIVERED: "رسید",
    S.FAILED: "نرسید",
}
TONES: dict[str, str] = {S.QUEUED: "info", S.SENT: "success", S.DELIVERED: "success", S.FAILED: "danger"}

REFUSALS = {
    "notifications.move_refused": "این پیام در این وضعیت دوباره فرستاده نمی‌شود. فهرست را تازه کنید.",
}
