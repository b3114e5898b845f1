"""Persian words of visits: titles, refusals, soft rules."""

STATES = {
    "due": "در انتظار برنامه‌ریزی",
    "planned": "برنامه‌ریزی‌شده",
    "announced": "به خانواده اعلام‌شده",
    "done": "انجام‌شده",
    "not_home": "خانواده در خانه نبود",
    "reviewed": "دیده‌شدهٔ رئیس اداره",
}
STATE_TONES = {
    "due": "warn", "planned": "info", "announced": "info", "done": "success", "not_home": "warn", "reviewed": "success",
}  # fmt: skip
KINDS = {
    "admission": "بازدید پذیرش",
    "periodic": "بازدید دوره‌ای",
    "ill_headed": "بازدید خانوار بدسرپرست",
    "transfer": "بازدید پس از انتقال",
    "plan_follow_up": "پیگیری برنامهٔ کمکی",
    "other": "بازدید دیگر",
}
ANNOUNCEMENTS = {"message": "با پیامک", "call": "با تماس تلفنی", "in_person": "حضوری"}
MET = {
    "head": "سرپرست خانوار",
    "responsible_person": "مسئول خانوار",
    "other_member": "عضو دیگری از خانوار",
}
RISKS = {"none": "خطری دیده نشد", "watch": "نیازمند توجه", "urgent": "نیازمند اقدام فوری"}

# What the family is asked after a visit, in the words it reads (GLOSSARY section 6).
TOLD = {"yes": "بله", "no": "نه", "unsure": "یادم نیست"}
RESPECT = {"yes": "بله", "partly": "تا اندازه‌ای", "no": "نه"}
WOMAN_PROPOSED = (
    "زنی که خانوار را اداره می‌کند در سنی است که مددکار زن سفارش شده است؛ از این رو نام او نخست آمده است (مادهٔ ۹ بند ج)."
)

# What a soft rule asks for, as the form shows it above the box for the reason.
SOFT_RULES = {
    "E-9.j": "زنی که خانوار را اداره می‌کند زیر ۵۰ سال است؛ تا جای ممکن مددکار زن به این بازدید برود.",
    "E-9.d": "این محدوده پرخطر ثبت شده است؛ تا جای ممکن یک همراه داشته باشید.",
    "E-9.b": "زمان این بازدید به خانواده اعلام نشده است.",
    "E-7.2": "یکی از استعلام‌ها در دسترس نبوده است.",
    "E-13.3.hh.1": "برای این خانوار مدرکی (عکس یا پرونده) بارگذاری نشده است.",
}

REFUSALS = {
    "visits.move_refused": "این بازدید «{state}» است و نمی‌شود آن را «{target}» کرد. صفحه را تازه کنید؛ برای بازدید دوباره، نوبت تازه بگذارید.",
    "visits.reasons_needed": "این بازدید با یکی از سفارش‌های دستورالعمل نمی‌خواند. علت را در کادرِ همان هشدار بنویسید و دوباره ثبت کنید.",
    "visits.inquiries_waiting": "پیش از بازدید باید پاسخ استعلام‌ها رسیده یا نبودِ دسترسی ثبت شده باشد (بند ۲-۷ مادهٔ ۷). استعلام‌های مانده را در صفحهٔ استعلام‌ها ببینید.",
    "visits.reason_needed": "این بخش خالی است. علت یا یافته‌ها را بنویسید و دوباره ثبت کنید.",
    "visits.appointment_refused": "زمان بازدید گذشته است. روز و ساعتی پس از اکنون برگزینید.",
    "visits.not_in_time": "این زمان پذیرفتنی نیست: بازدید را پس از انجام ثبت کنید و نوبت دوباره را تا سررسید بگذارید.",
    "visits.too_soon": "دو بازدید این سال باید با فاصله باشد (مادهٔ ۹، بند هـ). این بازدید را برای {since} یا پس از آن بگذارید.",
    "visits.no_longer_owed": "این نوبت دیگر لازم نیست و کنار گذاشته شده است. فهرست بازدیدها را تازه کنید.",
    "visits.feedback_closed": "پاسخ این دیدار پیش‌تر ثبت شده یا زمان آن گذشته است. اگر سخنی مانده، با رئیس اداره در میان بگذارید.",
    "visits.worker_of_another_office": "این شخص در آن روز مددکار این اداره نیست. مددکاری از همین اداره برگزینید.",
    "visits.application_not_ready": "این درخواست در مرحلهٔ بازدید نیست. نخست استعلام‌ها را بگیرید.",
}
DETAIL_WORDS = STATES

# Why the clock has laid down a round of the year.
OTHER_VISIT_COUNTED = "بازدید دیگری در این سال به شمار آمد."
SHARE_SMALLER = "این سال به بازدید دیگری نیاز نیست."
GROUND_GONE = "تکلیف این نوبت برداشته شد."
