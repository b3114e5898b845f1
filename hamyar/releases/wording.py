"""Persian words for the rules as this installation holds them: origins, values of parameters, where a row comes from."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from hamyar.guidelines.titles import TITLES, title
from hamyar.values.digits import to_persian

PROGRAMMES = {"emdad": "بخش نخست: پذیرش امداد", "hamyar": "بخش دوم: گروه‌های همیار"}
ORIGINS = {"seed": "چاپ‌شده در متن", "reading": "برداشت", "addition": "افزوده"}
ORIGIN_TONES = {"seed": "success", "reading": "warn", "addition": "info"}
FORCE_TONES = {"hard": "danger", "soft": "warn", "permissive": "success"}
COMBINE = {
    "max": "از ردیف‌ها فقط بالاترین شمرده می‌شود.",
    "one_of": "در هر خانوار تنها یکی از ردیف‌ها برقرار است.",
    "sum_capped": "ردیف‌ها با هم جمع می‌شوند، تا سقف عامل.",
}
SUBJECTS = {
    "emdad/eligibility": "شرایط پذیرش",
    "emdad/age": "سن‌ها",
    "emdad/score": "امتیاز اولویت",
    "emdad/household": "وضع خانوار",
    "emdad/intake": "درخواست و رسیدگی",
    "emdad/follow_up": "بازدید، به‌روزرسانی و پیگیری",
    "emdad/commission": "کمیسیون",
    "emdad/transfer": "انتقال پرونده",
    "hamyar/membership": "گروه و عضویت",
    "hamyar/stages": "مراحل تشکیل گروه",
    "hamyar/votes": "رأی‌گیری",
    "hamyar/finance": "امور مالی گروه",
    "hamyar/supervision": "نظارت و ارزشیابی",
}
OTHER_SUBJECT = "پارامترهای دیگر"

# How the codes of choices read. Values of the household document have their titles in the guidelines already.
CHOICES: dict[str, dict[str, str]] = {
    "cross.benefit_check": {"block": "مانع پذیرش است", "warn": "هشدار می‌دهد"},
    "pension.exception_path": {
        "commission": "کمیسیون تصمیم می‌گیرد",
        "social_worker": "مددکار تصمیم می‌گیرد",
        "special_permit": "مجوز ویژه می‌خواهد",
        "blocked": "پذیرفته نمی‌شود",
    },
    "permit.commission_required": {"higher_decile": "تنها برای دهک بالاتر", "always": "همیشه"},
    "military.scope": {"present_male_head": "سرپرست مردِ حاضر"},
    "score.village_1_5": {
        "as_no_coefficient": "مانند روستای بی‌ضریب",
        "interpolate": "میان‌یابی میان ردیف‌ها",
        "zero": "بی‌امتیاز",
    },
    "score.housing_combine": {"max": "فقط بالاترین ردیف", "sum_capped": "جمع ردیف‌ها تا سقف"},
    "score.children_combine": {"max": "فقط بالاترین ردیف", "sum_capped": "جمع ردیف‌ها تا سقف"},
    "score.out_bands_combine": {"sum": "جمع دو ردیف", "max": "فقط بالاترین ردیف"},
    "score.death_scope": {"former_head": "سرپرست پیشین خانوار"},
    "score.unknown_decile": {"incomplete": "امتیاز ناقص می‌ماند و بازهٔ آن نشان داده می‌شود"},
    "score.work_map": {
        "employed": "شاغل",
        "unemployed": "بیکار",
        "employed_with_pension": "شاغل، اگر مستمری می‌گیرد",
    },
    "nomad.route": {"main_province": "استان اصلی سکونت"},
    "daughter.end": {"marriage_or_income": "ازدواج یا درآمد"},
    "desertion.approver": {"office_head": "رئیس اداره"},
    "sla.stop_at": {"outcome": "اعلام نتیجه"},
    "portal.donors": {"off": "بسته", "offers_only": "فقط ثبت پیشنهاد کمک"},
    "inquiry.mode": {"adapter_or_manual": "از سامانهٔ مرجع یا دستی با مستند"},
    "visit.year_basis": {"solar_year": "سال خورشیدی"},
    "harm.non_triggering": {
        "poverty": "فقر",
        "unemployment": "بیکاری",
        "divorce": "طلاق",
        "addiction": "اعتیاد",
        "violence": "خشونت",
        "school_dropout": "ترک تحصیل",
        "mental": "اختلال روان",
        "other": "آسیب‌های دیگر",
    },
    "commission.tie": {"chair": "رأی رئیس جلسه"},
    "commission.redetermine": {"each_period": "یک بار در هر دورهٔ حمایت"},
    "transfer.near_rule": {"same_county_or_statement": "همان شهرستان یا اظهار متقاضی"},
    "transfer.services_during": {"keep_approved": "خدمات تصویب‌شده ادامه دارد"},
    "transfer.same_county": {"reassign": "سپردن به مددکار تازه، بدون انتقال"},
    "group.age_over": {"review": "بازبینی"},
    "dissolution.independent_returns": {
        "legal_decision": "با تصمیم واحد حقوقی",
        "true": "برمی‌گردد",
        "false": "برنمی‌گردد",
    },
    "dissolution.donations": {"legal_decision": "با تصمیم واحد حقوقی"},
    "dissolution.approval": {"members": "اعضا", "facilitator": "مددکار گروه", "county": "شهرستان"},
    "exit.result_basis": {"by_contribution": "به نسبت آورده", "by_activity": "به نسبت فعالیت"},
    "stage.override": {"county": "شهرستان"},
    "vote.basis": {"votes_cast": "آرای داده‌شده", "all_active": "همهٔ اعضای فعال"},
    "vote.quorum": {"more_than_half_present": "حضور بیش از نیم اعضا"},
    "vote.all_active_matters": {"dissolution": "انحلال", "constitution_change": "تغییر اساسنامهٔ گروه"},
    "finance.fiscal_year": {"solar_year": "سال خورشیدی"},
    "finance.gt_gr_same": {"warn": "هشدار می‌دهد", "block": "پذیرفته نمی‌شود"},
    "account.holder_mismatch": {"warn": "هشدار می‌دهد", "block": "پذیرفته نمی‌شود"},
    "contribution.latecomer": {"same_or_plan": "همان مبلغ، یک‌جا یا با برنامه"},
    "loan.base": {"member_funds": "وجوه خود اعضا"},
}
# The titles of the guidelines that the choices of these parameters use.
CHOICES_OF_TITLES = {
    "score.unfit_map": "head_condition",
    "transfer.first_degree": "relation",
}
KEYS_OF_MAPS = {"score.work_map": "work_status"}
LUNAR = {"girl": "دختر", "boy": "پسر"}


def value_in_words(key: str, unit: str, value: Any, *, reference: Callable[[str], str]) -> str:
    """A parameter's value as a sentence part: «۱ ماه», «بله», «یک از سه». ``reference`` names a clause for people."""
    match unit:
        case "flag":
            return "بله" if value else "خیر"
        case "choice":
            return choice_title(key, value)
        case "values":
            return _listed(choice_title(key, each) for each in value)
        case "clauses":
            return _listed(f"«{reference(each)}»" for each in value)
        case "map":
            return _map(key, value)
        case "ratio":
            return _ratio(Fraction(value))
        case "year_bands":
            return " و ".join(to_persian(f"{low} تا {high} سال") for low, high in value)
        case "lunar_year":
            return "، ".join(to_persian(f"{LUNAR[sex]} {years} سال قمری") for sex, years in value.items())
        case "points_or_none":
            return "بدون حد نصاب" if value in (None, "none") else to_persian(f"{value} امتیاز")
        case "percent":
            return to_persian(f"{value} درصد")
        case "decile" | "coefficient":
            return to_persian(f"{title('unit', unit)} {value}")
        case "count":
            return to_persian(value)
    return to_persian(f"{value} {title('unit', unit)}") if value else "همان روز"


def cap_title(cap: int) -> str:
    return to_persian(f"تا {cap} امتیاز")


def choice_title(key: str, value: str) -> str:
    if key in CHOICES_OF_TITLES:
        return title(CHOICES_OF_TITLES[key], value)
    return CHOICES[key][value]


def _ratio(value: Fraction) -> str:
    if value == 0:
        return "صفر"
    return to_persian(f"{value.numerator} از {value.denominator}")


def _map(key: str, value: Mapping[str, str]) -> str:
    """The keys that lead to one value stand together."""
    keys = TITLES[KEYS_OF_MAPS[key]]
    together: dict[str, list[str]] = {}
    for one, target in value.items():
        together.setdefault(target, []).append(keys[one])
    return "؛ ".join(f"{choice_title(key, target)}: {_listed(ones)}" for target, ones in together.items())


def _listed(words: Iterable[str]) -> str:
    return "، ".join(words)
