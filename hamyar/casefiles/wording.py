"""Persian words of files: refusals, states, events."""

REFUSALS = {
    "casefiles.move_refused": "پرونده «{state}» است و نمی‌شود آن را «{target}» کرد.",
    "casefiles.period_needed": "حمایت بی‌پایان ممکن نیست. پایان دورهٔ حمایت را پس از آغاز آن بگذارید.",
    "casefiles.only_by_application": "پروندهٔ غیرفعال تنها با درخواست تازهٔ پذیرفته‌شده باز می‌شود. نخست درخواست ثبت کنید.",
    "casefiles.reason_needed": "این پرونده در فهرست کار شما نیست. برای دیدن آن علت را بنویسید؛ علت نزد رئیس اداره و خانوار می‌ماند.",
    "casefiles.contact_not_yet": "تماس را پس از انجام و با یادداشتی کوتاه ثبت کنید. روز تماس نباید پس از امروز باشد.",
    "casefiles.already_open": "این خانوار پروندهٔ باز دارد ({number}).",
    "casefiles.not_deserted": "سرپرست این خانوار متارکه، متواری یا مفقود نیست، یا دو دورهٔ شش‌ماهه به پایان رسیده است. برای ادامه، مدرک قضایی و ارزیابی دوباره لازم است.",
    "casefiles.court_document_needed": "پس از دو دورهٔ شش‌ماهه، ادامهٔ حمایت مدرک قضایی می‌خواهد. آن را در صفحهٔ «ادامهٔ حمایت در نبود سرپرست» ثبت کنید.",
    "casefiles.court_document_not_yet": "مدرک قضایی پس از دو دورهٔ شش‌ماهه لازم است. تا آن هنگام، ادامهٔ حمایت با سه نظر است.",
    "casefiles.issued_later": "تاریخ صدور مدرک پس از امروز است. تاریخ روی مدرک را بنویسید.",
    "casefiles.opinions_missing": "دورهٔ ادامهٔ حمایت تنها با نظر موافق مشاور، مددکار و رئیس اداره باز می‌شود. نظرهای مانده را در صفحهٔ «ادامهٔ حمایت» بگیرید.",
    "casefiles.one_parent_lives": "دست‌کم یکی از والدین زنده است؛ گروه فرزندانِ والدین درگذشته مناسب نیست (مادهٔ ۴). گروه‌های مناسب: {groups}. شمار والدین را در مشخصات عضوها بازبینی کنید.",
    "casefiles.group_unfounded": "آنچه در پرونده ثبت شده است با گروه «{group}» نمی‌خواند. نخست اطلاعات خانوار، سرپرستی کودکان یا پیوند خانوارها را درست کنید.",
    "casefiles.level_taken": "سطحی با همین عنوان در فهرست هست. عنوان دیگری بگذارید یا نخست آن سطح را پایان دهید.",
    "casefiles.level_ended": "این سطح امروز در فهرست ستاد نیست. سطح دیگری برگزینید.",
    "casefiles.opinion_given": "نظر شما دربارهٔ این دوره ثبت شده است و تغییر نمی‌کند. برای دورهٔ بعد دوباره پرسیده می‌شود.",
    "casefiles.renewal_not_allowed": "این دوره تمدیدپذیر نیست: حمایتِ این گروه به همان مدتِ نخست محدود است. اگر شرط تازه‌ای پدید آمده است (مانند بیماری یا شصت‌سالگی)، نخست آن را در اطلاعات خانوار ثبت کنید.",
}

STATES = {
    "active": "فعال",
    "update_due": "موعد به‌روزرسانی",
    "suspended": "معلق",
    "in_transfer": "در حال انتقال",
    "exited": "خروج با توانمندی",
    "ended": "پایان حمایت",
    "inactive": "غیرفعال",
}
STATE_TONES = {
    "active": "success",
    "update_due": "warn",
    "suspended": "danger",
    "in_transfer": "info",
    "exited": "neutral",
    "ended": "neutral",
    "inactive": "neutral",
}
DETAIL_WORDS = STATES

EVENTS = {
    "opened": "گشایش پرونده",
    "moved": "تغییر وضعیت",
    "renewed": "تمدید دورهٔ حمایت",
    "reassigned": "تغییر مددکار",
    "reactivated": "فعال‌شدن دوباره با درخواست پذیرفته‌شده",
    "holder_changed": "تغییر صاحب پرونده",
    "target_groups_set": "تعیین گروه هدف",
    "unit_changed": "تغییر اداره",
    "level_set": "تعیین سطح خدمت",
    "court_document": "ثبت مدرک قضایی",
    "absence_reviewed": "بازبینی پس از پایان غیبت سرپرست",
}

CONTACT_SOURCES = {
    "visit": "بازدید از منزل",
    "phone": "تماس تلفنی",
    "office": "دیدار در اداره",
    "portal": "پیام در درگاه",
    "service": "پیگیری خدمت",
}

OPINION_ROLES = {"counsellor": "مشاور", "social_worker": "مددکار", "office_head": "رئیس اداره"}

PERIOD_KINDS = {
    "ordinary": "عادی",
    "aqshar": "اقشار نیازمند (یک سال)",
    "desertion_1": "دورهٔ نخست شش‌ماهه",
    "desertion_2": "دورهٔ دوم شش‌ماهه",
    "released_prisoner": "پس از آزادی از زندان",
    "study": "ادامهٔ تحصیل",
}
