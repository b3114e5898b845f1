"""Persian words of plans: titles, needs, refusals."""

from hamyar.guidelines.titles import title

STATES = {
    "draft": "پیش‌نویس",
    "in_commission": "در کمیسیون",
    "approved": "تأییدشده",
    "announced": "اعلام‌شده به خانوار",
    "running": "در حال اجرا",
    "review_due": "موعد بازبینی",
    "closed": "پایان‌یافته",
    "stopped": "متوقف‌شده",
}
STATE_TONES = {
    "draft": "neutral", "in_commission": "info", "approved": "info", "announced": "info", "running": "success",
    "review_due": "warn", "closed": "neutral", "stopped": "danger",
}  # fmt: skip
ITEM_STATES = {
    "planned": "برنامه‌ریزی‌شده",
    "running": "در حال اجرا",
    "done": "انجام‌شده",
    "expired": "پایان مهلت",
    "stopped": "متوقف‌شده",
}
ITEM_TONES = {"planned": "neutral", "running": "success", "done": "success", "expired": "warn", "stopped": "danger"}
OUTCOMES = {
    "achieved": "به هدف رسید",
    "partly": "تا اندازه‌ای به هدف رسید",
    "not_achieved": "به هدف نرسید",
    "exited": "خروج از چرخهٔ حمایت",
}
APPROVED_BY = {"social_worker": "مددکار خانواده", "commission": "کمیسیون اداره", "permit": "مجوز ویژهٔ مدیرکل استان"}
ANNOUNCEMENTS = {"message": "با پیامک", "call": "با تماس تلفنی", "in_person": "حضوری"}
ORIGINS = {"default": "پیش‌فرض سامانه، نه از متن دستورالعمل", "office": "تعریف حوزهٔ تخصصی"}
SECTORS = {"education": "پیگیری تحصیل", "employment": "پیگیری اشتغال"}
SATISFACTION = {1: "بسیار ناراضی", 2: "ناراضی", 3: "میانه", 4: "راضی", 5: "بسیار راضی"}

PARTS = {
    "individual": "وضع فردی",
    "family": "وضع خانوادگی",
    "economic": "وضع اقتصادی",
    "cultural": "وضع فرهنگی",
    "social": "وضع اجتماعی",
    "relations": "روابط اعضا",
}
NEED_FOOD = "نیاز خوراکی خانوار"
NEED_NONFOOD = "نیاز غیرخوراکی خانوار"


def need_of_request(service: str) -> str:
    return f"درخواست خانوار: {title('service', service)}"


def need_of_part(part: str, text: str) -> str:
    return f"{PARTS[part]}: {text}"


def need_of_capacity(name: str, text: str) -> str:
    return f"توان {name}: {text}" if name else f"توان عضو: {text}"


REFUSALS = {
    "plans.move_refused": "این برنامه «{state}» است و نمی‌شود آن را «{target}» کرد. صفحه را تازه کنید.",
    "plans.item_move_refused": "این خدمت «{state}» است و نمی‌شود آن را «{target}» کرد. صفحه را تازه کنید.",
    "plans.end_needed": "هیچ خدمتی بی‌پایان نیست (تعریف ۲۵). تاریخ پایان را وارد کنید.",
    "plans.end_before_beginning": "پایان خدمت باید پس از آغاز آن باشد. یکی از دو تاریخ را درست کنید.",
    "plans.service_not_allowed": "ارزیابی این خانوار چنین خدمتی را نمی‌دهد. خدمتی از فهرست خدمات ممکن برگزینید.",
    "plans.livelihood_refused": "معیشت به این خانوار داده نمی‌شود: معیشت ویژهٔ دهک‌های یک تا سه است و اقشار نیازمند را در بر نمی‌گیرد. خدمت دیگری برگزینید.",
    "plans.too_long": "این خدمت از پایان دورهٔ حمایت یا سقف زمانی گروه می‌گذرد. پایان آن را زودتر بگذارید.",
    "plans.not_your_plan": "تأیید این برنامه با شما نیست: مددکارِ مسئول پرونده و تنها در دهک یک تا سه تأیید می‌کند. پرونده را به کمیسیون بفرستید.",
    "plans.empty": "برنامه هنوز کامل نیست. دست‌کم یک هدف، هدف خوداتکایی و یک خدمت بنویسید.",
    "plans.package_mismatch": "این بسته از آنِ خدمت دیگری است. بسته‌ای از همان خدمت برگزینید.",
    "plans.not_a_member": "این شخص امروز عضو خانوار نیست. یکی از اعضا را برگزینید.",
    "plans.not_of_level": "این خدمت در سطح خدمت این پرونده نیست (تعریف ۵). سطح پرونده را بازبینی کنید یا خدمت دیگری برگزینید.",
    "plans.not_served": "این عضو کودکی را نگه می‌دارد یا مشمول خدمت نیست؛ خدمت تنها به کودک می‌رسد (مادهٔ ۶ تبصرهٔ ۲). خود کودک را برگزینید.",
    "plans.service_over": "زمان این خدمت به پایان رسیده است و دیگر داده نمی‌شود (تعریف ۲۵). برای ادامه، تصمیم و برنامهٔ تازه لازم است.",
    "plans.service_not_begun": "این خدمت هنوز آغاز نشده است. پس از آغاز، تحویل آن را ثبت کنید.",
    "plans.reason_needed": "این بخش خالی است. نیاز، علت یا شرح را بنویسید و دوباره ثبت کنید.",
    "plans.exists": "این پرونده برنامهٔ زنده‌ای دارد. نخست آن را پایان دهید.",
}
DETAIL_WORDS = {**STATES, **ITEM_STATES}
