"""Persian words of applications, leads and offers: states for staff and for households, channels, refusals."""

from hamyar.intake.domain import ApplicationState as S
from hamyar.intake.domain import (
    Channel,
    Dismissal,
    Finding,
    Indicator,
    LeadOrigin,
    LeadState,
    MatchedWith,
    MobileHolder,
    OfferKind,
    OfferState,
    Outcome,
    ReferrerType,
    RouteRule,
)
from hamyar.values.avoided_words import WORD_OF

STATES: dict[str, str] = {
    S.DRAFT: "پیش‌نویس",
    S.SUBMITTED: "ثبت‌شده",
    S.WITH_OFFICE_HEAD: "نزد رئیس اداره",
    S.ASSIGNED: "ارجاع‌شده به مددکار",
    S.INQUIRING: "در حال استعلام",
    S.VISIT_PLANNED: "بازدید در برنامه",
    S.ASSESSED: "ارزیابی‌شده",
    S.INCOMPLETE: "در انتظار متقاضی",
    S.IN_COMMISSION: "در نوبت کمیسیون",
    S.AWAITING_PERMIT: "در انتظار مجوز ویژه",
    S.ACCEPTED: "پذیرفته‌شده",
    S.REJECTED: "ردشده",
    S.RE_REVIEW: "در بازبینی",
    S.REFERRED_OUT: "ارجاع به مرکز نیکوکاری",
    S.WITHDRAWN: "انصراف متقاضی",
}
TONES: dict[str, str] = {
    S.DRAFT: "neutral",
    S.SUBMITTED: "info",
    S.WITH_OFFICE_HEAD: "warn",
    S.ASSIGNED: "info",
    S.INQUIRING: "info",
    S.VISIT_PLANNED: "info",
    S.ASSESSED: "info",
    S.INCOMPLETE: "warn",
    S.IN_COMMISSION: "accent",
    S.AWAITING_PERMIT: "accent",
    S.ACCEPTED: "success",
    S.REJECTED: "danger",
    S.RE_REVIEW: "warn",
    S.REFERRED_OUT: "neutral",
    S.WITHDRAWN: "neutral",
}
CHANNELS: dict[str, str] = {
    Channel.IN_PERSON: "مراجعهٔ حضوری",
    Channel.PORTAL: "درگاه الکترونیک",
    Channel.SERVICE_COUNTER: "دفتر پیشخوان دولت",
    Channel.REFERRAL: "معرفی نهادها و معتمدان",
    Channel.CHARITY: "خیریه یا مرکز نیکوکاری",
    Channel.PUBLIC_REPORT: "گزارش مردمی",
}
REFERRERS: dict[str, str] = {
    ReferrerType.LEADER_OFFICE: "دفتر مقام معظم رهبری",
    ReferrerType.PRESIDENCY: "نهاد ریاست جمهوری",
    ReferrerType.JUDICIARY: "قوهٔ قضاییه",
    ReferrerType.PARLIAMENT: "نمایندهٔ مجلس",
    ReferrerType.PRISONS_ORG: "سازمان زندان‌ها",
    ReferrerType.FRIDAY_IMAM: "امام جمعه",
    ReferrerType.CONGREGATION_IMAM: "امام جماعت",
    ReferrerType.TRUSTED_PERSON: "معتمد محل",
    ReferrerType.CHARITY: "خیریه",
    ReferrerType.NIKOOKARI_CENTRE: "مرکز نیکوکاری",
    ReferrerType.OTHER: "دیگر",
}
HOLDERS: dict[str, str] = {
    MobileHolder.SELF: "خود متقاضی",
    MobileHolder.RELATIVE: "یکی از نزدیکان",
    MobileHolder.HELPER: "همسایه یا کسی که کمک می‌کند",
}
ROUTES: dict[str, str] = {
    RouteRule.POSTAL_AUTO: "خودکار، از روی کدپستی",
    RouteRule.OFFICE_HEAD: "رئیس اداره، پس از تعیین محدوده",
    RouteRule.REACTIVATION: "رئیس اداره، به سبب پروندهٔ غیرفعال",
    RouteRule.NOMAD_PROVINCE: "استان اصلی عشایر",
}
OUTCOMES: dict[str, str] = {
    Outcome.ACCEPTED: "پذیرفته شد",
    Outcome.REJECTED: "پذیرفته نشد",
    Outcome.REFERRED_OUT: "به مرکز نیکوکاری سپرده شد",
    Outcome.WITHDRAWN: "متقاضی انصراف داد",
}
EVENTS = {
    "submitted": "درخواست ثبت شد",
    "routed": "ارجاع شد",
    "assigned": "رئیس اداره به مددکار سپرد",
    "reassigned": "به مددکار دیگری سپرده شد",
    "rerouted": "به ادارهٔ محل سکونت فرستاده شد",
    "inquiries_requested": "استعلام‌ها خواسته شد",
    "visit_planned": "زمان بازدید به خانواده گفته شد",
    "visited": "بازدید و ارزیابی انجام شد",
    "assessed": "ارزیابی شد",
    "items_asked": "از متقاضی چیزی خواسته شد",
    "items_supplied": "موارد خواسته‌شده رسید",
    "sent_to_commission": "گزارش مددکار به کمیسیون رفت",
    "sent_to_permit": "گزارش مددکار برای مجوز ویژه رفت",
    "accepted": "پذیرفته شد",
    "rejected": "پذیرفته نشد",
    "refusal_confirmed": "نتیجهٔ پیشین برجا ماند",
    "referred_out": "به مرکز نیکوکاری سپرده شد",
    "withdrawn": "متقاضی انصراف داد",
    "re_review_asked": "متقاضی بازبینی خواست",
    "reopened": "دوباره باز شد",
    "corrected": "متقاضی داده‌های خود را اصلاح کرد",  # until corrections waited for the worker
    "correction_proposed": "متقاضی اصلاحی پیشنهاد کرد",
    "correction_taken_back": "متقاضی اصلاح پیشنهادی را پس گرفت",
    "correction_accepted": "اصلاح متقاضی پذیرفته شد",
    "correction_rejected": "اصلاح متقاضی پذیرفته نشد",
    "identity_differs": "گفتهٔ متقاضی با ثبت پیشین فرق دارد",
    "members_left_out": "عضوی که نام برده شد افزوده نشد",
    "words_kept": "واژه‌ای که خانوار نباید بخواند با تأیید نویسنده ماند",
}
TONES_OF_EVENTS = {
    "accepted": "success",
    "rejected": "danger",
    "refusal_confirmed": "danger",
    "items_asked": "warn",
    "identity_differs": "warn",
    "members_left_out": "warn",
    "words_kept": "warn",
    "re_review_asked": "warn",
}
# What a household reads: neutral words, no internal terms.
FOR_HOUSEHOLD: dict[str, str] = {
    S.DRAFT: "هنوز فرستاده نشده",
    S.SUBMITTED: "ثبت شد",
    S.WITH_OFFICE_HEAD: "در انتظار تعیین مددکار",
    S.ASSIGNED: "نزد مددکار",
    S.INQUIRING: "در حال بررسی اطلاعات",
    S.VISIT_PLANNED: "قرار دیدار گذاشته شد",
    S.ASSESSED: "در حال بررسی نهایی",
    S.INCOMPLETE: "در انتظار پاسخ شما",
    S.IN_COMMISSION: "در حال بررسی نهایی",
    S.AWAITING_PERMIT: "در حال بررسی نهایی",
    S.ACCEPTED: "پذیرفته شد",
    S.REJECTED: "پذیرفته نشد",
    S.RE_REVIEW: "در حال بازبینی",
    S.REFERRED_OUT: "به مرکز نیکوکاری سپرده شد",
    S.WITHDRAWN: "با انصراف شما پایان یافت",
}
FIELDS = {
    "national_code": "کد ملی",
    "alt_identifier": "شمارهٔ مدرک شناسایی",
    "born_on": "تاریخ تولد",
    "mobile": "تلفن همراه",
    "postal_code": "کدپستی",
    "address": "نشانی",
    "mobile_relation": "نسبت دارندهٔ شماره",
}
ANSWERS = {
    **FIELDS,
    "nationality": "تابعیت",
    "country": "کشور",
    "alt_identifier_kind": "نوع مدرک شناسایی",
    "given_name": "نام",
    "family_name": "نام خانوادگی",
    "father_name": "نام پدر",
    "sex": "جنس",
    "marital_status": "وضعیت تأهل",
    "work_status": "وضعیت کار",
    "area_kind": "شهر یا روستا",
    "tenure": "مالکیت خانه",
    "condition": "وضع خانه",
    "services": "خواسته‌ها",
    "note": "توضیح",
}

# Leads.
LEAD_STATES: dict[str, str] = {
    LeadState.NEW: "در انتظار رئیس اداره",
    LeadState.ASSIGNED: "نزد مددکار",
    LeadState.VISITED: "بررسی‌شده در محل",
    LeadState.APPLIED: "به درخواست رسید",
    LeadState.MATCHED: "پیش‌تر ثبت شده بود",
    LeadState.DISMISSED: "کنار گذاشته شد",
}
LEAD_TONES: dict[str, str] = {
    LeadState.NEW: "warn",
    LeadState.ASSIGNED: "info",
    LeadState.VISITED: "accent",
    LeadState.APPLIED: "success",
    LeadState.MATCHED: "neutral",
    LeadState.DISMISSED: "neutral",
}
ORIGINS: dict[str, str] = {
    LeadOrigin.FIELD: "بررسی مددکار در محل",
    LeadOrigin.DATABASE: "پایگاه داده",
    LeadOrigin.PUBLIC_REPORT: "گزارش مردمی",
    LeadOrigin.REFERRAL: "معرفی",
}
INDICATORS: dict[str, str] = {
    Indicator.NO_INCOME: "بی‌درآمدی یا درآمد ناچیز",
    Indicator.NO_BREADWINNER: "نبود نان‌آور",
    Indicator.ILLNESS: "بیماری یا ازکارافتادگی",
    Indicator.HOUSING: "نداشتن سرپناه مناسب",
    Indicator.OUT_OF_SCHOOL: "دور ماندن فرزند از مدرسه",
    Indicator.LONE_ELDERLY: "سالمند تنها",
    Indicator.DISASTER: "آسیب از سیل، زلزله یا حادثه",
    Indicator.LOW_DECILE: "دهک پایین در پایگاه داده",
    Indicator.OTHER: "نشانهٔ دیگر",
}
DISMISSALS: dict[str, str] = {
    Dismissal.NOT_FOUND: "نشانی یا خانواده پیدا نشد",
    Dismissal.NO_NEED: "در بررسی نیازی دیده نشد",
    Dismissal.UNWILLING: "خانواده نخواست",
    Dismissal.MOVED_AWAY: "خانواده از اینجا رفته است",
    Dismissal.REPEATED: "تکراری بود",
    Dismissal.OTHER: "علت دیگر",
}
MATCHES: dict[str, str] = {MatchedWith.FILE: "پروندهٔ", MatchedWith.APPLICATION: "درخواست"}
FINDINGS: dict[str, str] = {
    Finding.UNKNOWN: "تازه؛ سرنخ باز می‌شود",
    Finding.REGISTERED: "پیش‌تر ثبت شده، بی‌پروندهٔ فعال؛ سرنخ به همان شخص پیوند می‌خورد",
    Finding.FILE: "پروندهٔ فعال دارد؛ به همان پیوند می‌خورد",
    Finding.APPLICATION: "درخواست در جریان دارد؛ به همان پیوند می‌خورد",
    Finding.LEAD: "سرنخ باز دارد؛ به همان افزوده می‌شود",
}
LEAD_EVENTS: dict[str, str] = {
    "found": "سرنخ ثبت شد",
    "routed": "به مددکار محدوده رسید",
    "assigned": "رئیس اداره به مددکار سپرد",
    "reassigned": "به مددکار دیگری سپرده شد",
    "moved": "جای آن اصلاح شد",
    "visited": "در محل بررسی شد",
    "named_again": "پایگاه داده‌ای هم از او نام برد",
    "applied": "پیش‌نویس درخواست آغاز شد",
    "draft_discarded": "پیش‌نویس درخواست پاک شد؛ سرنخ دوباره باز است",
    "sent": "درخواست ثبت شد",
    "matched": "با آنچه پیش‌تر ثبت شده بود پیوند خورد",
    "dismissed": "کنار گذاشته شد",
}
# What somebody who reported reads: nothing about the household.
FOR_REPORTER: dict[str, str] = {
    LeadState.NEW: "گزارش شما رسیده و در نوبت بررسی است.",
    LeadState.ASSIGNED: "گزارش شما نزد مددکار همان محل است.",
    LeadState.VISITED: "مددکار در حال بررسی گزارش شماست.",
    LeadState.APPLIED: "گزارش شما بررسی شد. سپاسگزاریم.",
    LeadState.MATCHED: "گزارش شما بررسی شد. سپاسگزاریم.",
    LeadState.DISMISSED: "گزارش شما بررسی شد. سپاسگزاریم.",
}
REPORTED = "گزارش مردمی"  # in place of a name, in the history

# Offers of donors.
OFFER_STATES: dict[str, str] = {
    OfferState.OFFERED: "در انتظار پاسخ",
    OfferState.ACCEPTED: "پذیرفته شد",
    OfferState.USED: "به کار رفت",
    OfferState.DECLINED: "پذیرفته نشد",
}
OFFER_TONES: dict[str, str] = {
    OfferState.OFFERED: "info",
    OfferState.ACCEPTED: "accent",
    OfferState.USED: "success",
    OfferState.DECLINED: "neutral",
}
OFFER_KINDS: dict[str, str] = {
    OfferKind.MONEY: "کمک نقدی",
    OfferKind.GOODS: "کالا",
    OfferKind.SERVICE: "خدمت، مانند درمان یا آموزش",
    OfferKind.WORK: "کار و کارآموزی",
}


def event_title(event: str) -> str:
    return EVENTS.get(event) or STATES.get(event, "رویداد")


def event_text(event: str, reason: str) -> str:
    """The text of a line of history; where the line holds names of fields, their Persian titles."""
    if event in ("identity_differs", "corrected", "correction_proposed", "correction_accepted"):
        return "، ".join(ANSWERS.get(name, name) for name in reason.split())
    if event == "members_left_out":
        return "عضو نام‌برده پیش‌تر ثبت شده است؛ پس از بررسی به خانوار افزوده می‌شود."
    if event == "words_kept":
        return "، ".join(f"«{WORD_OF.get(key, key)}»" for key in reason.split())
    return reason


DETAIL_WORDS = {  # how details of refusals read
    **FIELDS,
    **{str(state): title for state, title in (LEAD_STATES | OFFER_STATES).items()},
    **{str(state): title for state, title in STATES.items()},
}

REFUSALS = {
    "intake.move_refused": "درخواست اکنون «{state}» است و این کار از این وضعیت شدنی نیست. صفحه را تازه کنید و گام بعدی را از آن برگزینید.",
    "intake.outcome_needed": "درخواست فقط با ثبت نتیجه پایان می‌یابد. نتیجه را همراه علت ثبت کنید.",
    "intake.fields_missing": "این بخش‌ها خالی یا نادرست است: {fields}. آن‌ها را کامل کنید و دوباره بفرستید.",
    "intake.open_application_exists": "برای این شخص درخواست دیگری در جریان است. همان را پیگیری کنید؛ درخواست تازه پس از پایان آن ثبت می‌شود.",
    "intake.active_file_exists": "این شخص در خانواری است که پروندهٔ فعال دارد. برای خدمت تازه به مددکار همان پرونده مراجعه کنید.",
    "intake.identity_unproven": "با این کد ملی و این تاریخ تولد، درخواست در درگاه ثبت نشد. هر دو را با کارت ملی یا شناسنامه برابر کنید. اگر درست نوشته‌اید، با کارت ملی به نزدیک‌ترین اداره بروید؛ درخواست همان‌جا ثبت می‌شود.",
    "intake.too_many_mismatches": "چند بار پشت سر هم کد ملی و تاریخ تولدی فرستاده شده که پذیرفته نشده است. تا {hours} ساعت دیگر درگاه آن را نمی‌گیرد؛ پاسخ‌های شما نگه داشته می‌شود. اگر زودتر می‌خواهید، با کارت ملی به نزدیک‌ترین اداره بروید.",
    "intake.nothing_proposed": "اصلاحی در انتظار بررسی نیست؛ شاید همین حالا بررسی یا پس گرفته شده است. صفحه را تازه کنید.",
    "intake.draft_gone": "این درخواست پیش‌تر فرستاده شده است. وضع آن را در صفحهٔ پیگیری ببینید.",
    "intake.office_needed": "این کدپستی هنوز در محدودهٔ هیچ اداره‌ای ثبت نشده است. استان و نزدیک‌ترین اداره را برگزینید.",
    "intake.worker_unfit": "این شخص امروز مددکار این اداره نیست. مددکاری از همین اداره برگزینید.",
    "intake.not_foreign": "فقط درخواست اتباع خارجی به مرکز نیکوکاری سپرده می‌شود. برای دیگران تصمیم را در همین اداره ثبت کنید.",
    "intake.reason_needed": "علت را بنویسید؛ رد درخواست افزون بر علت، بند دستورالعمل هم می‌خواهد.",
    "intake.re_review_used": "بازبینی فقط یک بار خواسته می‌شود و برای این درخواست پیش‌تر خواسته شده است. اگر شرایط عوض شده، پس از پاسخ درخواست تازه ثبت کنید.",
    "intake.mobile_not_verified": "شمارهٔ تلفن هنوز تأیید نشده است. کد پیامک‌شده را وارد کنید یا بنویسید چرا تأیید آن ممکن نیست.",
    "intake.code_refused": "این کد درست نیست. شش رقم پیامک را دوباره و با دقت وارد کنید؛ اگر پیامکی نرسیده است، کد تازه بخواهید.",
    "intake.code_spent": "این کد دیگر پذیرفته نمی‌شود، چون زمان آن گذشته یا چند بار نادرست وارد شده است. کد تازه بخواهید.",
    "intake.too_many_tries": "به‌تازگی کد فرستاده شده است. اگر رسیده است همان را وارد کنید؛ وگرنه {minutes} دقیقهٔ دیگر کد تازه بخواهید.",
    "intake.too_many_today": "امروز چند بار کد فرستاده شده است. {hours} ساعت دیگر دوباره بخواهید، یا برای ثبت و پیگیری درخواست به نزدیک‌ترین اداره بروید.",
    "intake.lead_move_refused": "سرنخ اکنون «{state}» است و این کار از این وضعیت شدنی نیست. صفحه را تازه کنید و گام بعدی را از آن برگزینید.",
    "intake.lead_exists": "برای این شخص سرنخ {number} باز است و پیگیری می‌شود. سرنخ تازه لازم نیست.",
    "intake.nothing_to_match": "کسی با این کد ملی پروندهٔ فعال یا درخواست در جریان ندارد. کد را بازبینی کنید یا از سرنخ درخواست آغاز کنید.",
    "intake.lead_place_needed": "جای سرنخ معلوم نیست. کدپستی، یا نام محله و روستا را بنویسید.",
    "intake.too_many_reports": "از این شبکه چند گزارش پشت سر هم فرستاده شده است. {minutes} دقیقهٔ دیگر دوباره بفرستید.",
    "intake.too_many_lookups": "از این شبکه چند شمارهٔ پیگیری نادرست وارد شده است. شماره را با آنچه هنگام گزارش دیدید برابر کنید و {minutes} دقیقهٔ دیگر دوباره بکوشید.",
    "intake.offer_move_refused": "این پیشنهاد اکنون «{state}» است و این کار از این وضعیت شدنی نیست. صفحه را تازه کنید.",
    "intake.donors_not_served": "درگاه اکنون پیشنهاد کمک نمی‌گیرد. برای کمک به نزدیک‌ترین اداره مراجعه کنید.",
    "intake.use_over_offer": "مصرف از آنچه پیشنهاد شده بیشتر است. ارزش پیشنهاد {offered} ریال است؛ مقدار را بازبینی کنید.",
}
