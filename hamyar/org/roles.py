"""The roles of CLAUSES.md section 8: a sentence that a manager understands, and what the role may do.

A permission is ``<capability>.<verb>``. ``sees_persons`` says whether the role's units open rows with personal data
(the second wall); ``whole_unit`` whether it reaches every file of its unit or only its own caseload or submissions.
"""

from dataclasses import dataclass, field

from hamyar.org.domain import Level, Programme


@dataclass(frozen=True)
class Role:
    identifier: str
    title: str
    programme: Programme | None
    levels: frozenset[Level]
    sentence: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    sees_persons: bool = False
    whole_unit: bool = False
    second_factor: bool = False
    single_seat: bool = False  # one holder per unit at a time


def _role(
    identifier: str,
    title: str,
    programme: Programme | None,
    levels: tuple[Level, ...],
    sentence: str,
    permissions: str = "",
    **flags: bool,
) -> Role:
    return Role(identifier, title, programme, frozenset(levels), sentence, frozenset(permissions.split()), **flags)


EMDAD, HAMYAR = Programme.EMDAD, Programme.HAMYAR
HQ, PROVINCE, COUNTY, OFFICE, CENTRE = Level.HQ, Level.PROVINCE, Level.COUNTY, Level.OFFICE, Level.CENTRE

ROLES: dict[str, Role] = {
    role.identifier: role
    for role in (
        _role(
            "service_counter", "کاربر دفتر پیشخوان", EMDAD, (CENTRE,),
            "برای کسی که روبه‌رویش نشسته درخواست ثبت می‌کند و فقط درخواست‌هایی را می‌بیند که خودش ثبت کرده است.",
            "intake.submit intake.follow_own",
            sees_persons=True,
        ),
        _role(
            "referrer", "معرف", EMDAD, (CENTRE, OFFICE, PROVINCE),
            "نیازمند معرفی می‌کند و فقط وضع معرفی‌های خودش را می‌بیند، نه محتوای پرونده را.",
            "intake.refer intake.follow_own",
            sees_persons=True,
        ),
        _role(
            "charity_centre", "مرکز نیکوکاری", EMDAD, (CENTRE,),
            "نیازمند معرفی می‌کند و اتباع خارجی را می‌پذیرد و خدمت می‌دهد.",
            "intake.refer intake.follow_own intake.serve_foreigners intake.answer_offers",
            sees_persons=True,
        ),
        _role(
            "social_worker", "مددکار خانواده", EMDAD, (OFFICE,),
            "به پرونده‌های محدودهٔ خودش می‌رسد: استعلام، بازدید، ارزیابی، تصمیم دهک یک تا سه و برنامهٔ کمکی.",
            "intake.submit intake.find intake.handle inquiries.ask visits.record assessment.record assessment.decide "
            "plans.draft registry.edit registry.search casefiles.read documents.upload obligations.work",
            sees_persons=True,
        ),
        _role(
            "counsellor", "مشاور", EMDAD, (OFFICE,),
            "پرونده‌هایی را می‌بیند که به او ارجاع شده‌اند و نظر مشاوره‌ای می‌دهد.",
            "assessment.counsel casefiles.read_referred harms.read obligations.work",
            sees_persons=True,
        ),
        _role(
            "employment_expert", "کارشناس اشتغال و خودکفایی", EMDAD, (OFFICE,),
            "قابلیت اشتغال خانوارهای کمیسیون و برنامه را می‌بیند و در کمیسیون رأی می‌دهد.",
            "commission.vote plans.employment obligations.work",
        ),
        _role(
            "commission_secretary", "دبیر کمیسیون (معاون یا کارشناس مسئول توانمندسازی)", EMDAD, (OFFICE,),
            "کمیسیون را می‌خواند، دستور و صورت‌جلسه را می‌نویسد و آمار فصلی را می‌فرستد؛ به‌تنهایی تصمیم نمی‌گیرد.",
            "commission.run casefiles.read registry.search obligations.work obligations.oversee",
            sees_persons=True, whole_unit=True, single_seat=True,
        ),
        _role(
            "office_head", "رئیس اداره", EMDAD, (OFFICE,),
            "پاسخ‌گوی پذیرش‌های اداره است: ارجاع می‌دهد، نظارت می‌کند، دوره‌ها را تأیید و کمیسیون را اداره می‌کند.",
            "intake.submit intake.find intake.import_leads intake.read_reporters intake.coverage "
            "intake.answer_offers intake.assign intake.re_review intake.oversee registry.search registry.import registry.merge "
            "casefiles.read casefiles.assign casefiles.oversee visits.review obligations.work obligations.oversee "
            "org.manage_office commission.chair documents.upload",
            sees_persons=True, whole_unit=True, second_factor=True, single_seat=True,
        ),
        _role(
            "provincial_admission", "ادارهٔ پذیرش و مددکاری استان", EMDAD, (PROVINCE,),
            "آمار استان و موعدهای گذشته را می‌بیند و یادآوری می‌کند؛ پرونده‌ها را تغییر نمی‌دهد.",
            "obligations.oversee reports.province intake.coverage",
        ),
        _role(
            "emdad.director_general", "مدیرکل استان (امداد)", EMDAD, (PROVINCE,),
            "برای نیازمندِ خارج از ضوابط مجوز ویژه می‌دهد یا نمی‌دهد.",
            "permits.issue casefiles.read registry.search obligations.work obligations.oversee reports.province intake.coverage",
            sees_persons=True, whole_unit=True, second_factor=True, single_seat=True,
        ),
        _role(
            "hq_deputy", "معاونت حمایت و سلامت خانواده", EMDAD, (HQ,),
            "جدول امتیاز، پارامترها، بخشنامه‌ها و ممنوعیت‌ها را منتشر می‌کند و آمار کشور را می‌بیند.",
            "releases.publish releases.draft casefiles.define_levels obligations.oversee obligations.keep_holidays "
            "reports.national intake.coverage",
            second_factor=True,
        ),
        _role(
            "specialist_department", "حوزهٔ تخصصی", EMDAD, (HQ, OFFICE),
            "مدارک و بسته‌های خدمت خودش را تعیین می‌کند.",
            "plans.define_packages documents.define_kinds",
        ),
        _role(
            "it_admin", "مرکز فناوری", None, (HQ,),
            "سامانه و حساب‌های کاربری را اداره می‌کند؛ دادهٔ شخصی و تصمیم پرونده‌ها را نمی‌بیند.",
            "org.manage_users org.manage_units obligations.keep_holidays system.health system.tokens",
            second_factor=True,
        ),
        _role(
            "group_facilitator", "مددکار گروه", HAMYAR, (CENTRE,),
            "گروه را می‌سازد و تسهیل می‌کند؛ رأی نمی‌دهد، امضا نمی‌کند و سند مالی نمی‌زند.",
            "groups.facilitate obligations.work",
            sees_persons=True,
        ),
        _role(
            "centre_manager", "مدیر مرکز", HAMYAR, (CENTRE,),
            "مددکار گروه را می‌گمارد و گروه‌های مرکز را می‌بیند.",
            "groups.manage_centre obligations.work obligations.oversee",
            sees_persons=True, whole_unit=True,
        ),
        _role(
            "county_expert", "کارشناس شهرستان", HAMYAR, (COUNTY,),
            "از گروه‌های شهرستان بازدید و پشتیبانی و گزارش تهیه می‌کند؛ در رأی و دفتر گروه دست نمی‌برد.",
            "groups.supervise obligations.work obligations.oversee",
            sees_persons=True, whole_unit=True,
        ),
        _role(
            "county_head", "رئیس شهرستان (بهزیستی)", HAMYAR, (COUNTY,),
            "بر گروه‌های شهرستان نظارت می‌کند و پاسخ‌گوی گزارش‌های آن است.",
            "groups.supervise obligations.work obligations.oversee",
            sees_persons=True, whole_unit=True, single_seat=True,
        ),
        _role(
            "supervising_expert", "کارشناس ناظر", HAMYAR, (PROVINCE, COUNTY),
            "گروه‌های شهرستان‌های تعیین‌شده را ارزشیابی و راهنمایی می‌کند؛ دادهٔ گروه را تغییر نمی‌دهد.",
            "groups.evaluate obligations.work",
            sees_persons=True, whole_unit=True,
        ),
        _role(
            "provincial_expert", "کارشناس مسئول استان", HAMYAR, (PROVINCE,),
            "شش‌ماه یک‌بار از گروه‌ها بازدید می‌کند، تحلیل می‌نویسد و گزارش استان را می‌فرستد.",
            "groups.supervise obligations.work obligations.oversee reports.province",
            sees_persons=True, whole_unit=True,
        ),
        _role(
            "legal_expert", "کارشناس حقوقی استان", HAMYAR, (PROVINCE,),
            "تسویه‌های خروج را تأیید می‌کند و به پرسش‌های حقوقی گروه‌ها پاسخ می‌دهد.",
            "groups.approve_settlement obligations.work",
        ),
        _role(
            "security_unit", "حراست", HAMYAR, (PROVINCE,),
            "دربارهٔ اردوها هماهنگی و دربارهٔ تخلف مالی اقدام می‌کند.",
            "groups.clear_trip groups.misuse obligations.work",
        ),
        _role(
            "inspection_unit", "بازرسی", HAMYAR, (PROVINCE,),
            "پرونده‌های تخلف مالی را پیگیری می‌کند.",
            "groups.misuse obligations.work",
        ),
        _role(
            "social_deputy", "معاونت اجتماعی استان", HAMYAR, (PROVINCE,),
            "نظارت عالی استان را دارد و به مسائل ارجاع‌شده پاسخ می‌دهد.",
            "groups.oversee obligations.oversee reports.province",
        ),
        _role(
            "hamyar.director_general", "مدیرکل استان (بهزیستی)", HAMYAR, (PROVINCE,),
            "پاسخ‌گوی حسن اجرای برنامه در استان است.",
            "groups.oversee obligations.work obligations.oversee reports.province",
            second_factor=True, single_seat=True,
        ),
        _role(
            "empowerment_office", "دفتر توانمندسازی ستاد", HAMYAR, (HQ,),
            "سیاست، پارامتر، تخصیص و ارزشیابی کشور را اداره می‌کند؛ دادهٔ شخصی را پوشیده می‌بیند.",
            "releases.publish releases.draft groups.oversee obligations.oversee obligations.keep_holidays reports.national",
            second_factor=True,
        ),
    )
}  # fmt: skip

# Roles of people outside the staff: they never hold a seat in a unit. Kept here so that every role of section 8 exists.
PUBLIC_ROLES: dict[str, str] = {
    "applicant": "درخواست خودش، وضع آن، برنامه و پیام‌هایش را می‌بیند؛ ثبت، اصلاح، بارگذاری، انصراف و بازبینی می‌خواهد.",
    "client": "پروندهٔ خانوار خودش، برنامه و تاریخ‌ها را می‌بیند و دربارهٔ خانوار خوداظهاری می‌کند.",
    "donor": "پیشنهاد کمک ثبت می‌کند و جمع مصرف آن را می‌بیند؛ هیچ شخص و پرونده‌ای را نمی‌بیند.",
    "candidate": "مصاحبه و رضایت خودش را می‌بیند.",
    "member": "صورت‌جلسه‌ها، گزارش‌ها و کارت مالی خودش را می‌بیند و رأی می‌دهد.",
    "representative": "پروندهٔ گروه را می‌بیند، جلسه می‌خواند و امضای نخست برداشت را می‌دهد.",
    "treasurer": "دفتر گروه را می‌نویسد و گزارش ماهانه و سالانه می‌دهد.",
    "finance_overseer": "دفتر را بازبینی می‌کند و ماه را می‌بندد؛ سند نمی‌زند.",
}

# Segregation of duties: these two may not be held by one person at a time. Within one unit unless said otherwise.
INCOMPATIBLE_ROLES: tuple[tuple[str, str, str], ...] = (
    ("it_admin", "office_head", "کسی که حساب‌ها را می‌سازد نباید تصمیم بگیرد."),
    ("it_admin", "social_worker", "کسی که حساب‌ها را می‌سازد نباید تصمیم بگیرد."),
    ("it_admin", "emdad.director_general", "کسی که حساب‌ها را می‌سازد نباید مجوز بدهد."),
    ("it_admin", "commission_secretary", "کسی که حساب‌ها را می‌سازد نباید تصمیم بگیرد."),
    ("it_admin", "hq_deputy", "کسی که حساب‌ها را می‌سازد نباید ضوابط را منتشر کند."),
    ("emdad.director_general", "office_head", "صادرکنندهٔ مجوز ویژه نباید خواهان آن هم باشد."),
    ("emdad.director_general", "social_worker", "صادرکنندهٔ مجوز ویژه نباید خواهان آن هم باشد."),
    ("office_head", "social_worker", "ناظر پذیرش‌ها نباید خودش پذیرش کند."),
    ("commission_secretary", "social_worker", "دبیر کمیسیون نباید پروندهٔ خودش را در دستور بگذارد."),
    ("group_facilitator", "legal_expert", "تأییدکنندهٔ تسویه نباید مددکار همان گروه باشد."),
    ("group_facilitator", "supervising_expert", "ناظر نباید کار خودش را ارزشیابی کند."),
    ("group_facilitator", "county_expert", "ناظر نباید کار خودش را ارزشیابی کند."),
)


def incompatible(one: str, other: str) -> str:
    """Why the two roles exclude each other, as a Persian sentence; empty when they do not."""
    for first, second, why in INCOMPATIBLE_ROLES:
        if {first, second} == {one, other}:
            return why
    return ""
