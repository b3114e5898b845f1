"""The Persian sentences of the rules: what each clause says of a household, and why a document cannot be used.

A finding becomes one sentence with the reference as a user cites it. The words for the household itself leave out what the
glossary asks to leave out: ask with ``for_household=True``.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from hamyar.guidelines import citations
from hamyar.guidelines.admission import Assessment
from hamyar.guidelines.criteria.finding import Finding
from hamyar.guidelines.ruleset import Factor
from hamyar.guidelines.titles import NEUTRAL_TITLES, TITLES, title
from hamyar.values.digits import to_persian
from hamyar.values.refusal import Refusal

Sentence = str | Callable[[dict[str, Any]], str]
COMMA, AND = "، ", " و "


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else COMMA.join(words[:-1]) + AND + words[-1]


def _other_support(because: dict[str, Any]) -> str:
    said = []
    if bodies := because.get("covered_by"):
        said.append(f"سرپرست از {_joined([title('covered_by', body) for body in bodies])} خدمت می‌گیرد")
    if because.get("in_hamyar_group"):
        said.append("سرپرست عضو گروه همیار است")
    if because.get("pension"):
        said.append("سرپرست مستمری صندوق دارد")
    return AND.join(said)


def _no_other_support(because: dict[str, Any]) -> str:
    if because.get("pension"):
        return "سرپرست مستمری صندوق دارد و به‌عنوان مستمری‌بگیر نیازمند بررسی می‌شود"
    return "سرپرست از نهاد حمایتی دیگری خدمت نمی‌گیرد"


def _permit_needed(because: dict[str, Any]) -> str:
    reasons = [
        "نبودِ گروه هدف" if reason == "no_target_group" else citations.clause(reason).reference
        for reason in because["reasons"]
    ]
    return f"راه عادی به‌سبب {_joined(reasons)} بسته است و پذیرش به مجوز ویژهٔ مدیرکل استان نیاز دارد"


def _no_permit(because: dict[str, Any]) -> str:
    if because.get("waivable") is False:
        return "در این وضع مجوز ویژه راه‌گشا نیست"
    return "به مجوز ویژه نیازی نیست"


def _not_aqshar(because: dict[str, Any]) -> str:
    said = f"سرپرست مردِ {to_persian(because['age'])} ساله"
    if because["decile"] is not None:
        said += f" در دهک {to_persian(because['decile'])}"
    return f"{said} است و از اقشار نیازمند شمرده نمی‌شود"


SENTENCES: dict[tuple[str, str], Sentence] = {
    ("E-2.1", "met"): "سرپرست تابعیت ایران دارد",
    ("E-2.1", "unmet"): "سرپرست تابعیت ایران ندارد",
    ("E-2.2", "met"): "کد ملی سرپرست درست است",
    ("E-2.2", "unmet"): "کد ملی سرپرست نادرست است و از این شرط چشم پوشیده نمی‌شود",
    ("E-2.2", "unknown"): "کد ملی سرپرست ثبت نشده است",
    ("E-2.3", "met"): "وضع خدمت سربازیِ سرپرستِ {age} ساله «{military_status}» است",
    ("E-2.3", "unmet"): "سرپرستِ {age} ساله کارت پایان خدمت یا معافیت ندارد",
    ("E-2.3", "unknown"): "وضع خدمت سربازیِ سرپرستِ {age} ساله معلوم نیست",
    ("E-2.3", "not_applicable"): "شرط خدمت سربازی ناظر به این سرپرست نیست",
    ("E-2.4", "met"): "خانوار در محدودهٔ همین اداره زندگی می‌کند",
    ("E-2.4", "unmet"): "خانه در محدودهٔ این اداره نیست و درخواست باید به ادارهٔ محل سکونت برود",
    ("E-2.5", "met"): _no_other_support,
    ("E-2.5", "unmet"): _other_support,
    ("E-3.1.1", "met"): "امتیاز اولویت خانوار {total} است",
    ("E-3.1.1", "unknown"): "امتیاز خانوار ناقص است و میان {lowest} و {highest} خواهد بود",
    ("E-3.2.1", "met"): "خانوار در دهک {decile} است و با تشخیص مددکار، معیشت و خدمات دیگر ممکن است",
    ("E-3.2.1", "unknown"): "دهک خانوار معلوم نیست",
    ("E-3.2.1", "not_applicable"): "خانوار در دهک {decile} است و این بند ویژهٔ دهک ۱ تا {livelihood_max} است",
    ("E-3.2.2", "met"): "خانوار در دهک {decile} است؛ خدمات غیرمعیشتی با گزارش مددکار و تأیید کمیسیون ممکن است",
    ("E-3.2.2", "unknown"): "دهک خانوار معلوم نیست",
    ("E-3.2.2", "not_applicable"): (
        "خانوار در دهک {decile} است و این بند ویژهٔ دهک‌های پس از {livelihood_max} تا {commission_max} است"
    ),
    ("E-3.n1", "unmet"): (
        "دهک خانوار {decile} است؛ بالاتر از دهک {commission_max} بررسی میدانی، تأیید کمیسیون و مجوز مدیرکل لازم است"
    ),
    ("E-3.n1", "unknown"): "دهک خانوار معلوم نیست و ممکن است مجوز ویژه لازم باشد",
    ("E-3.n1", "not_applicable"): "دهک خانوار {decile} است و از دهک {commission_max} بالاتر نیست",
    ("E-4.n1", "met"): "سرپرست زن ایرانیِ همسر مرد غیرایرانی است و با فرزندانش پذیرفته می‌شود",
    ("E-4.n1", "not_applicable"): "سرپرست زن ایرانیِ همسر مرد غیرایرانی نیست",
    ("E-4.n2", "unmet"): "سرپرست غیرایرانی است و فقط از راه مرکز نیکوکاری خدمت می‌گیرد",
    ("E-4.n2", "not_applicable"): "سرپرست ایرانی است و این بند ناظر به او نیست",
    ("E-5.n2.2", "met"): "طلاق سرپرست با «{divorce_evidence}» نشان داده شده است",
    ("E-5.n2.2", "unmet"): "مدرکی برای طلاق نیست و پذیرش به رأی کمیسیون اداره نیاز دارد",
    ("E-5.n2.2", "unknown"): "معلوم نیست سرپرست مدرک طلاق دارد یا نه",
    ("E-5.n2.2", "not_applicable"): "سرپرست زن طلاق‌گرفته نیست",
    ("E-D.12", "met"): "سرپرست مردِ {age} ساله در دهک {decile} است و از اقشار نیازمند شمرده می‌شود",
    ("E-D.12", "unmet"): _not_aqshar,
    ("E-D.12", "unknown"): "سرپرست مردِ {age} ساله است ولی دهک خانوار معلوم نیست",
    ("E-D.12", "not_applicable"): "سرپرست مرد نیست",
    ("E-D.28", "unmet"): _permit_needed,
    ("E-D.28", "unknown"): "تا کامل شدن اطلاعات، نیاز به مجوز ویژه معلوم نیست",
    ("E-D.28", "not_applicable"): _no_permit,
    ("E-D.10", "unmet"): "سرپرست حاضر نیست و مسئول خانوار هنوز تعیین نشده است",
    ("E-D.20", "unknown"): "معلوم نیست والدین سرپرستِ {age} ساله زنده‌اند یا نه",
    ("E-5.1.j", "unmet"): "{sons_without_card} پسر بزرگسالِ خانوار کارت پایان خدمت یا معافیت ندارد؛ این فقط هشدار است",
    ("E-6.n5", "met"): "وضع سرپرست «{head_condition}» است و حمایت از خانوار ادامه‌پذیر است",
    ("E-7.1.a", "met"): "{ill_people} بیمار خاص یا صعب‌العلاج هزینهٔ خانوار را بالا می‌برد",
    ("E-7.1.b", "met"): "خانه «{tenure}» است و بر هزینهٔ خانوار می‌افزاید",
    ("E-7.1.j", "met"): "خانوار {children} فرزند دارد که {girls} تن از آنان دخترند",
    ("E-7.1.d", "met"): "{learners} دانش‌آموز یا دانشجو در خانوار است",
    ("E-7.1.h", "met"): "خانوار در منطقهٔ محروم، مرزی، روستایی یا حاشیهٔ شهر زندگی می‌کند",
    ("E-7.1.v", "met"): "خانوارِ زن‌سرپرست «{risk_class}» است",
    ("E-7.1.z", "met"): "{grown_daughters} دختر بزرگسالِ ازدواج‌نکرده در خانوار است",
}
FOR_HOUSEHOLDS: dict[tuple[str, str], Sentence] = {
    ("E-2.2", "unmet"): "کد ملیِ ثبت‌شده درست نیست",
    ("E-D.10", "unmet"): "هنوز کسی به‌عنوان مسئول خانوار تعیین نشده است",
    ("E-D.28", "unmet"): "پذیرش این درخواست به بررسی استان نیاز دارد",
    ("E-7.1.v", "met"): "خانوار نیازمند همراهی است",
    ("E-7.1.z", "met"): "{grown_daughters} دختر بزرگسال در خانوار است",
}


def finding_text(finding: Finding, *, for_household: bool = False) -> str:
    """One sentence for the screen, with the reference as a user cites it."""
    return _sentence(finding.clause, finding.result, tuple(finding.because.items()), for_household)


@lru_cache(maxsize=16_384)
def _sentence(clause_id: str, result: str, facts: tuple[tuple[str, Any], ...], for_household: bool) -> str:
    because = dict(facts)
    if "target_group" in because:
        group = title("target_group", because["target_group"], for_household=for_household)
        said = f"خانوار در گروه هدفِ «{group}» است"
    else:
        neutral = FOR_HOUSEHOLDS.get((clause_id, result)) if for_household else None
        sentence = neutral or SENTENCES[clause_id, result]
        said = sentence.format(**_words(because, for_household)) if isinstance(sentence, str) else sentence(because)
    return f"{said} ({citations.clause(clause_id).reference})."


def _words(because: dict[str, Any], for_household: bool) -> dict[str, str]:
    return {name: _word(name, value, for_household) for name, value in because.items()}


def _word(name: str, value: Any, for_household: bool) -> str:
    if name in TITLES and (value is None or value in TITLES[name]):
        return title(name, value, for_household=for_household)
    return to_persian(value)


MEASURES = {
    "is_village": "روستا",
    "village_coefficient": "ضریب محرومیت",
    "metropolis_margin": "حاشیهٔ کلان‌شهر",
    "special_social_zone": "منطقهٔ ویژهٔ اجتماعی",
    "head_elderly": "سالمندی سرپرست",
    "head_ill": "بیماری سرپرست",
    "head_deceased": "فوت سرپرست پیشین",
    "head_divorced_woman": "طلاق سرپرست",
    "head_prisoner": "زندان سرپرست",
    "head_unfit": "وضع سرپرست",
    "head_self_supporting_girl": "دختر خودسرپرست",
    "head_work": "کار سرپرست یا مسئول خانوار",
    "ill_members": "شمار بیماران",
    "young": "شمار خردسالان",
    "pupil": "شمار دانش‌آموزان",
    "student": "شمار دانشجویان",
    "out_6_12": "شمار بازماندگان ۶ تا ۱۲ سال",
    "out_13_18": "شمار بازماندگان ۱۳ تا ۱۸ سال",
    "dwelling_uninhabitable": "خانهٔ غیرقابل‌سکونت",
    "dwelling_needs_repair": "نیاز خانه به تعمیر",
    "dwelling_rented": "اجاره‌نشینی",
    "no_suitable_dwelling": "نبود جای مناسب",
    "decile": "دهک",
}
FACTS = {
    "decile": "دهک خانوار",
    "tenure": "وضع تصرف خانه",
    "condition": "وضع خانه",
    "village_coefficient": "ضریب محرومیت روستا",
    "in_office_territory": "بودن خانه در محدودهٔ این اداره",
    "national_code": "کد ملی سرپرست",
    "head_illness": "بیماری سرپرست",
    "member_illness": "بیماری یکی از اعضا",
    "work_status": "وضع کار",
    "military_status": "وضع خدمت سربازی",
    "divorce_evidence": "مدرک طلاق",
    "cannot_earn": "ناتوانی سرپرست از معاش",
    "living_parents": "شمار والدین زندهٔ سرپرست",
    "pension": "مستمری صندوق",
    "covered_by": "پوشش نهاد حمایتی دیگر",
    "in_hamyar_group": "عضویت در گروه همیار",
    "prison_referral": "معرفی انجمن زندانیان یا زندان‌ها",
    "education_status": "وضع تحصیل فرزند بازمانده",
}


def row_title(factor: Factor, clause_id: str, *, for_household: bool = False) -> str:
    """The short title of a row of Table 1."""
    if for_household and clause_id in NEUTRAL_TITLES["row"]:
        return NEUTRAL_TITLES["row"][clause_id]
    return next(row.title for row in factor.rows if row.clause == clause_id)


def input_text(because: dict[str, Any]) -> str:
    """What a row looked at: «ضریب محرومیت: ۸»."""
    return COMMA.join(f"{MEASURES[name]}: {_measured(name, value)}" for name, value in because.items())


def _measured(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "بله" if value else "خیر"
    if name == "head_work":
        return title("work_status", value)
    if name == "village_coefficient" and value == 0:
        return "ندارد"
    return to_persian(value)


def change_text(fact: str, to: Any, before: Assessment, after: Assessment, *, for_household: bool = False) -> str:
    """What another value of one fact would lead to."""
    said = f"اگر {FACTS[fact]} «{_fact_value(fact, to)}» باشد"
    if before.score.total != after.score.total:
        said += f"، امتیاز از {to_persian(before.score.total)} به {to_persian(after.score.total)} می‌رسد"
    if before.path != after.path:
        old, new = (title("path", one.path, for_household=for_household) for one in (before, after))
        said += f"، راه تصمیم از «{old}» به «{new}» می‌رود"
    return f"{said}."


def _fact_value(fact: str, value: Any) -> str:
    if isinstance(value, bool):
        return "بله" if value else "خیر"
    if fact in ("head_illness", "member_illness"):
        return "نبودِ بیماری" if value is None else title("illness_class", value)
    if fact == "national_code":
        return "درست"
    return _word(fact, value, for_household=False)


def summary(assessment: Assessment, *, for_household: bool = False) -> str:
    """The result in one or two sentences."""
    score = assessment.score
    points = to_persian(score.total)
    if not score.complete:
        points += f" (ناقص؛ میان {to_persian(score.lowest)} و {to_persian(score.highest)})"
    said = f"امتیاز اولویت {points} و راه تصمیم «{title('path', assessment.path, for_household=for_household)}» است."
    if assessment.services_allowed:
        services = _joined([title("service", service) for service in assessment.services_allowed])
        said += f" خدمات ممکن: {services}."
    if assessment.support_limit_months is not None:
        said += f" مدت خدمت حداکثر {to_persian(assessment.support_limit_months)} ماه است."
    return said


TYPES = {
    "object": "شیء",
    "array": "فهرست",
    "string": "متن",
    "integer": "عدد درست",
    "boolean": "درست یا نادرست (true یا false)",
}
REFUSALS = {
    "guidelines.release": (
        "این نشرِ قواعد به‌کاربردنی نیست: در «{file}»، بخش «{key}»: {reason}. آن را درست کنید و دوباره بررسی کنید."
    ),
    "guidelines.unknown_release": "نشری با نام «{name}» نیست. نام یکی از نشرهای موجود را بدهید.",
    "guidelines.no_release_in_force": "در این روز هیچ نشری از قواعد نافذ نیست. تاریخ را بررسی کنید.",
    "guidelines.unknown_parameter": "پارامتری با کلید «{key}» نیست. کلید را از فهرست پارامترها بردارید.",
    "guidelines.document": "سند خانوار پذیرفتنی نیست. آن را با قالب سند خانوار بسنجید.",
    "guidelines.document.empty": "ورودی خالی است. یک سند خانوار بدهید.",
    "guidelines.document.not_json": "این متن JSON درست نیست (سطر {line}، ستون {column}). آن را درست کنید.",
    "guidelines.document.not_utf8": "این متن UTF-8 نیست. آن را با کدگذاری UTF-8 ذخیره کنید.",
    "guidelines.document.not_a_number": "عددِ NaN یا Infinity پذیرفتنی نیست. عددی واقعی یا null بگذارید.",
    "guidelines.document.too_deep": "سند بیش از {deepest} لایه تو در تو است. آن را با قالب سند خانوار بسنجید.",
    "guidelines.document.not_one": "چند سند پشت سر هم آمده است. یک سند، یا همه را در یک آرایه بدهید.",
    "guidelines.document.type": "نوع این مقدار درست نیست؛ اینجا {expected} لازم است.",
    "guidelines.document.required": "این بخش لازم است و در سند نیست. آن را بیفزایید.",
    "guidelines.document.unknown_field": "قالب سند چنین بخشی ندارد. آن را بردارید یا نامش را درست کنید.",
    "guidelines.document.unknown_value": "این مقدار در فهرست مقدارهای مجاز نیست. یکی از مقدارهای قالب را بگذارید.",
    "guidelines.document.range": "این عدد بیرون از بازهٔ مجاز است ({range}). آن را درست کنید.",
    "guidelines.document.day": "این متن روزی از تقویم میلادی به شکل YYYY-MM-DD نیست. آن را درست کنید.",
    "guidelines.document.pattern": "کدپستی باید ده رقم لاتین باشد. آن را درست کنید.",
    "guidelines.document.nobody": "خانوار دست‌کم یک تن دارد. اعضا را بیفزایید.",
    "guidelines.document.same_key": "دو تن یک کلید دارند. برای هر تن کلیدی جدا بگذارید.",
    "guidelines.document.person_not_found": "کسی با این کلید در میان اعضا نیست. کلید یکی از اعضا را بگذارید.",
    "guidelines.document.not_one_head": (
        "باید درست یک تن نسبت «head» داشته باشد و همان کسی باشد که «head» نام می‌برد. نسبت‌ها را درست کنید."
    ),
    "guidelines.document.day_after": "این روز پس از روز ارزیابی (as_of) است. یکی از دو تاریخ را درست کنید.",
    "guidelines.document.coefficient_on_city": "ضریب محرومیت ویژهٔ روستاست. برای شهر آن را بردارید.",
}


def refusal_text(refusal: Refusal) -> str:
    """The sentence of one of this capability's refusals, with its details in words."""
    details = {name: to_persian(value) for name, value in refusal.details.items() if name not in ("file", "key")}
    details |= {name: str(refusal.details[name]) for name in ("file", "key", "name") if name in refusal.details}
    if "expected" in refusal.details:
        details["expected"] = TYPES[refusal.details["expected"]]
    if "low" in refusal.details:
        low, high = refusal.details["low"], refusal.details["high"]
        details["range"] = f"از {to_persian(low)}" + ("" if high is None else f" تا {to_persian(high)}")
    return REFUSALS[refusal.code].format(**details)
