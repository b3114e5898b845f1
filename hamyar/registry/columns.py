"""The columns of the spreadsheet: one row a person, the household's own columns on the row of its head.

One table serves the template, the reading, the reject file and the messages. Besides the fields of the household document
it holds what only the registry knows (``beyond``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from hamyar.guidelines.titles import TITLES
from hamyar.registry.wording import VALUES
from hamyar.values import digits, jalali, mobile
from hamyar.values import rials as money
from hamyar.values.refusal import Refusal
from hamyar.values.text import clean, fold

Kind = Literal["text", "code", "postal", "choice", "choices", "day", "whole", "amount", "flag", "mobile"]
Place = Literal["household", "area", "dwelling", "prison", "person", "row"]  # "row": other tables than households

YES = frozenset({"بله", "بلی", "آری", "دارد", "هست", "1", "yes", "true"})
NO = frozenset({"خیر", "نه", "ندارد", "نیست", "0", "no", "false"})
FIRST_GREGORIAN_YEAR = 1700


class CellWrong(Exception):
    """What a cell says cannot be read; the text is the sentence for people."""


@dataclass(frozen=True)
class Column:
    """One column: its header, where its value goes, and how it is read."""

    header: str
    name: str
    place: Place
    kind: Kind
    values: str = ""  # the dictionary's list, where the value is one of it
    beyond: bool = False  # not in the household document
    required: bool = False
    hint: str = ""
    own_titles: Mapping[str, str] = field(default_factory=dict, hash=False)  # a list that is not of the dictionary

    @property
    def of_person(self) -> bool:
        return self.place == "person"

    def titles(self) -> Mapping[str, str]:
        return self.own_titles or VALUES.get(self.values) or TITLES[self.values]


def _column(place: Place, header: str, name: str, kind: Kind = "text", values: str = "", **options: Any) -> Column:
    return Column(header, name, place, kind, values, **options)


GROUP = "شمارهٔ خانوار"
REASONS = "علت رد"
COLUMNS: tuple[Column, ...] = (
    _column("person", "نسبت", "relation", "choice", "relation", required=True),
    _column("person", "کد ملی", "national_code", "code"),
    _column("person", "نام", "given_name"),
    _column("person", "نام خانوادگی", "family_name"),
    _column("person", "نام پدر", "father_name", beyond=True),
    _column("person", "جنس", "sex", "choice", "sex", required=True),
    _column("person", "تاریخ تولد", "born_on", "day", required=True),
    _column("person", "تابعیت", "nationality", "choice", "nationality"),
    _column("person", "کشور", "country", beyond=True),
    _column("person", "نوع شناسهٔ جایگزین", "alt_identifier_kind", beyond=True),
    _column("person", "شناسهٔ جایگزین", "alt_identifier", beyond=True),
    _column("person", "وضعیت تأهل", "marital_status", "choice", "marital_status"),
    _column("person", "وضعیت اشتغال", "work_status", "choice", "work_status"),
    _column("person", "وضعیت تحصیلی", "education_status", "choice", "education_status"),
    _column("person", "وضعیت نظام‌وظیفه", "military_status", "choice", "military_status"),
    _column("person", "دستهٔ بیماری", "illness_class", "choice", "illness_class"),
    _column("person", "بیماری", "disease", beyond=True),
    _column("person", "شمار والدین زنده", "living_parents", "whole"),
    _column("person", "هزینهٔ خود را می‌پردازد", "bears_own_costs", "flag"),
    _column("person", "زیر پوشش", "covered_by", "choices", "covered_by"),
    _column("person", "مستمری ماهانه (ریال)", "pension_monthly_rials", "amount"),
    _column("person", "عضو گروه همیار", "in_hamyar_group", "flag"),
    _column("person", "قابلیت توانمندی", "empowerment_capacity", "choice", "empowerment_capacity", beyond=True),
    _column("person", "تلفن همراه", "mobile", "mobile", beyond=True),
    _column("person", "دارندهٔ شماره", "mobile_holder", "choice", "mobile_holder", beyond=True),
    _column("person", "نسبت دارندهٔ شماره", "mobile_relation", beyond=True),
    _column("person", "مسئول خانوار", "is_responsible", "flag", hint="بله تنها برای یک عضو"),
    _column("household", "تاریخ وضعیت", "as_of", "day", hint="روزی که این اطلاعات درست بوده؛ خالی یعنی امروز"),
    _column("area", "نوع منطقه", "kind", "choice", "area_kind", required=True),
    _column("area", "ضریب محرومیت روستا", "village_coefficient", "whole"),
    _column("area", "حاشیهٔ کلان‌شهر", "metropolis_margin", "flag"),
    _column("area", "منطقهٔ ویژهٔ اجتماعی", "special_social_zone", "flag"),
    _column("area", "مرزی", "is_border", "flag"),
    _column("area", "پرخطر", "high_risk", "flag"),
    _column("dwelling", "نوع تصرف", "tenure", "choice", "tenure", required=True),
    _column("dwelling", "وضع خانه", "condition", "choice", "condition", required=True),
    _column("dwelling", "کدپستی", "postal_code", "postal"),
    _column("dwelling", "نشانی", "address"),
    _column("dwelling", "در محدودهٔ اداره", "in_office_territory", "flag"),
    _column("dwelling", "مدرک سکونت", "evidence_kind", "choice", "evidence_kind", beyond=True),
    _column("household", "دهک", "decile", "whole"),
    _column("household", "طبقهٔ آسیب", "risk_class", "choice", "risk_class"),
    _column("household", "وضع سرپرست", "head_condition", "choice", "head_condition"),
    _column("household", "وضع سرپرست از تاریخ", "head_condition_since_on", "day", beyond=True),
    _column("household", "مستند وضع سرپرست", "head_condition_evidence", beyond=True),
    _column("household", "تاریخ فوت سرپرست پیشین", "former_head_died_on", "day"),
    _column("household", "مدرک بستری ترک اعتیاد", "treatment_evidence", "flag"),
    _column("household", "سرپرست ناتوان از معاش", "cannot_earn", "flag"),
    _column("household", "مدرک طلاق", "divorce_evidence", "choice", "divorce_evidence"),
    _column("household", "خواسته‌ها", "requested_services", "choices", "requested_services"),
    _column("household", "عشایر", "nomad_status", "choice", "nomad_status", beyond=True),
    _column("prison", "مبنای حبس", "basis", "choice", "basis"),
    _column("prison", "نوع نگهداری در زندان", "regime", "choice", "regime", beyond=True),
    _column("prison", "زندان خارج از کشور", "abroad", "flag"),
    _column("prison", "زندان", "place", beyond=True),
    _column("prison", "آغاز حبس", "started_on", "day"),
    _column("prison", "آزادی پیش‌بینی‌شده", "expected_release_on", "day", beyond=True),
    _column("prison", "تاریخ آزادی", "released_on", "day"),
    _column("prison", "معرف زندانی آزادشده", "referral", "choice", "referral"),
)
BY_HEADER: dict[str, Column] = {fold(column.header): column for column in COLUMNS}
HEADERS: tuple[str, ...] = (GROUP, *(column.header for column in COLUMNS))


def known_headers(row: list[Any], headers: Iterable[str] = HEADERS) -> dict[int, str]:
    """Which column stands where: position to header, as people may have spelt it. Others are left out."""
    spelt = {fold(header): header for header in (*headers, REASONS)}
    return {index: spelt[fold(str(cell))] for index, cell in enumerate(row) if fold(str(cell)) in spelt}


def read_cell(column: Column, cell: Any) -> Any:
    """The value of a cell as the document holds it; None where it is empty. Raises CellWrong."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if column.kind == "day":
        return _day(cell).isoformat()
    text = _text(cell)
    match column.kind:
        case "choice":
            return _choice(column, text)
        case "choices":
            parts = [part for part in text.replace("،", ",").replace(";", ",").split(",") if part.strip()]
            return [_choice(column, part) for part in parts]
        case "flag":
            return _flag(text)
        case "whole" | "amount":
            return _whole(text)
        case "code":
            return digits.to_latin(text).replace(" ", "")
        case "postal":
            return _postal_code(text)
        case "mobile":
            return _mobile(text)
        case _:
            return clean(text)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "بله" if cell else "خیر"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().removeprefix("'")


def _choice(column: Column, text: str) -> str:
    wanted = fold(text)
    for value, title in column.titles().items():
        if wanted in (fold(value), fold(title)):
            return value
    raise CellWrong(
        f"«{text.strip()[:40]}» در فهرست نیست. یکی از این‌ها را بنویسید: {'، '.join(column.titles().values())}."
    )


def _flag(text: str) -> bool:
    wanted = fold(text)
    if wanted in YES:
        return True
    if wanted in NO:
        return False
    raise CellWrong("«بله» یا «خیر» بنویسید.")


def _whole(text: str) -> int:
    try:
        return money.parse(text)
    except Refusal:
        raise CellWrong("عددی درست و بی‌ممیز بنویسید.") from None


def _postal_code(text: str) -> str:
    code = digits.to_latin(text).replace(" ", "").replace("-", "")
    if len(code) != 10 or not digits.are_latin_digits(code):
        raise CellWrong("کدپستی باید ده رقم باشد.")
    return code


def _mobile(text: str) -> str:
    plain = digits.to_latin(text)
    try:
        return mobile.parse(f"0{plain}" if plain.startswith("9") else plain)
    except Refusal:
        raise CellWrong("تلفن همراه را یازده‌رقمی و با ۰۹ بنویسید.") from None


def _day(cell: Any) -> date:
    """A Solar Hijri day as text; a real date of the spreadsheet and ISO text are Gregorian."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = digits.to_latin(_text(cell))
    try:
        if len(text) == 10 and text[:4].isdigit() and int(text[:4]) >= FIRST_GREGORIAN_YEAR:
            return date.fromisoformat(text.replace("/", "-"))
        return jalali.parse(text)
    except (Refusal, ValueError):
        raise CellWrong("تاریخ را به شکل ۱۴۰۳/۰۲/۰۵ بنویسید.") from None


def header_of(path: str) -> tuple[int | None, str]:
    """The person's place and the column behind a path of the document: ``$.people[2].born_on`` gives (2, تاریخ تولد)."""
    parts = path.removeprefix("$.").replace("[", ".").replace("]", "").split(".")
    if parts[0] == "people":
        index = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None
        name = parts[2] if len(parts) > 2 else "relation"
        return index, _header("person", name)
    if parts[0] in ("area", "dwelling", "prison"):
        return None, _header(parts[0], parts[1] if len(parts) > 1 else "")
    return None, _header("household", parts[0])


def _header(place: str, name: str) -> str:
    for column in COLUMNS:
        if (column.place, column.name) == (place, name):
            return column.header
    return GROUP
