"""The spreadsheet of the first run: three sheets with Persian headers, read into rows with the faults of each cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO

import python_calamine
import xlsxwriter

from hamyar.org.domain import Level, Programme
from hamyar.org.provinces import PROVINCES
from hamyar.org.roles import ROLES
from hamyar.org.wording import KINDS, LEVELS, OWNERSHIPS, PROGRAMMES, SETTINGS
from hamyar.values import digits, mobile
from hamyar.values import wording as values_wording
from hamyar.values.refusal import Refusal
from hamyar.values.text import clean, fold

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, one row (``column`` empty) or one sheet (``row`` 0)."""

    sheet: str
    row: int
    column: str
    sentence: str


class CellFault(Exception):
    """The sentence of a cell that cannot be used."""


def _plain(typed: str) -> str:
    return typed


def _code(typed: str) -> str:
    return digits.to_latin(typed)


def _word(words: dict[str, str], *, also: dict[str, str] | None = None) -> Callable[[str], str]:
    """A reader of one of several Persian words (or of the code behind it)."""
    known = {fold(word): code for code, word in words.items()} | {fold(code): code for code in words}
    known |= {fold(word): code for word, code in (also or {}).items()}

    def read(typed: str) -> str:
        try:
            return known[fold(typed)]
        except KeyError:
            raise CellFault(f"«{typed}» شناخته نیست؛ یکی از این‌ها را بنویسید: {'، '.join(words.values())}.") from None

    return read


def _mobile(typed: str) -> str:
    """Spreadsheets drop the zero in front of a number."""
    written = digits.to_latin(typed)
    try:
        return mobile.parse(f"0{written}" if len(written) == 10 and written.startswith("9") else written)
    except Refusal as refusal:
        raise CellFault(values_wording.REFUSALS[refusal.code]) from None


def _prefix(typed: str) -> str:
    prefix = digits.to_latin(typed)
    if not digits.are_latin_digits(prefix) or not 2 <= len(prefix) <= 10:
        raise CellFault("پیش‌شمارهٔ کدپستی دو تا ده رقم است.")
    return prefix


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    read: Callable[[str], str] = _plain
    required: bool = False
    hint: str = ""
    example: str = ""


@dataclass(frozen=True)
class Sheet:
    title: str
    columns: tuple[Column, ...]


SHORT_PROGRAMMES = {"همیار": "hamyar", "بهزیستی": "hamyar"}
UNITS = Sheet(
    "واحدها",
    (
        Column("code", "کد", _code, True, "یگانه در کشور", "HQ"),
        Column("title", "عنوان", required=True, example="ستاد"),
        Column("level", "سطح", _word(LEVELS), True, "، ".join(LEVELS.values()), "ستاد"),
        Column("programme", "برنامه", _word(PROGRAMMES, also=SHORT_PROGRAMMES), True, "امداد یا همیار", "امداد"),
        Column("parent", "کد واحد بالادست", _code, hint="برای ستاد خالی است"),
        Column("province_code", "استان", _word(PROVINCES), hint="نام استان؛ زیر استان لازم نیست"),
        Column("kind", "نوع", _word(KINDS), hint="، ".join(KINDS.values())),
        Column("setting", "شهری یا روستایی", _word(SETTINGS)),
        Column("ownership", "مالکیت", _word(OWNERSHIPS), hint="، ".join(OWNERSHIPS.values())),
        Column("address", "نشانی"),
        Column("phone", "تلفن", _code),
    ),
)  # fmt: skip
TERRITORIES = Sheet(
    "محدوده‌ها",
    (
        Column("postal_prefix", "پیش‌شمارهٔ کدپستی", _prefix, True, "دو تا ده رقم نخست", "11358"),
        Column("office", "کد اداره", _code, True),
        Column("worker", "نام کاربری مددکار", _code, hint="خالی: رئیس اداره ارجاع می‌دهد"),
    ),
)
STAFF = Sheet(
    "کارکنان",
    (
        Column(
            "username", "نام کاربری", _code, True, "حروف لاتین و رقم؛ برای چند نقش، چند سطر با همین نام", "m.ahmadi"
        ),
        Column("given_name", "نام", required=True),
        Column("family_name", "نام خانوادگی", required=True),
        Column("sex", "جنس", _word({"female": "زن", "male": "مرد"})),
        Column("mobile", "تلفن همراه", _mobile, hint="کد ساختن گذرواژه به آن فرستاده می‌شود"),
        Column("degree_field", "رشتهٔ تحصیلی"),
        Column("role", "نقش", _word({role.identifier: role.title for role in ROLES.values()}), True),
        Column("unit", "کد واحد", _code, True),
    ),
)
SHEETS = (UNITS, TERRITORIES, STAFF)


@dataclass(frozen=True)
class Row:
    """``number`` is the row as the spreadsheet program shows it."""

    number: int
    values: dict[str, str]


@dataclass
class Content:
    """The rows of the three sheets, and every fault of their cells."""

    units: list[Row] = field(default_factory=list)
    territories: list[Row] = field(default_factory=list)
    staff: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Plain values, to be carried from the preview to the confirmation."""
        return {
            name: [[row.number, row.values] for row in getattr(self, name)]
            for name in ("units", "territories", "staff")
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Content":
        rows = {name: [Row(number, values) for number, values in lines] for name, lines in data.items()}
        return cls(units=rows["units"], territories=rows["territories"], staff=rows["staff"])


def read(file: BinaryIO) -> Content:
    """The content of a spreadsheet with every fault that can be seen without the database."""
    content = Content()
    try:
        book = python_calamine.load_workbook(file)
    except Exception:  # the reader has a dozen kinds of faults for files that are no spreadsheet
        content.faults.append(Fault("", 0, "", "این پرونده اکسل (xlsx) نیست یا آسیب دیده است."))
        return content
    titles = {fold(title): title for title in book.sheet_names}
    for sheet, rows in ((UNITS, content.units), (TERRITORIES, content.territories), (STAFF, content.staff)):
        title = titles.get(fold(sheet.title))
        if title is None:
            content.faults.append(
                Fault(sheet.title, 0, "", "این برگه در پرونده نیست. الگو را بگیرید و برگه‌ها را در آن پر کنید.")
            )
            continue
        rows.extend(_rows(sheet, book.get_sheet_by_name(title).to_python(skip_empty_area=False), content.faults))
    if not content.faults and not content.units:
        content.faults.append(Fault(UNITS.title, 0, "", "هیچ واحدی نوشته نشده است."))
    return content


def _rows(sheet: Sheet, cells: list[list[Any]], faults: list[Fault]) -> Iterator[Row]:
    header = {fold(_text(cell)): place for place, cell in enumerate(cells[0])} if cells else {}
    places = {column.key: header.get(fold(column.title)) for column in sheet.columns}
    missing = [column.title for column in sheet.columns if column.required and places[column.key] is None]
    if missing:
        faults.append(Fault(sheet.title, 1, "", f"این ستون‌ها در سطر نخست نیست: {'، '.join(missing)}."))
        return
    if len(cells) > MOST_ROWS:
        faults.append(
            Fault(sheet.title, 0, "", f"بیش از {digits.to_persian(MOST_ROWS)} سطر دارد؛ پرونده را چند بخش کنید.")
        )
        return
    for number, line in enumerate(cells[1:], start=2):
        if not any(_text(cell) for cell in line):
            continue
        values = {}
        for column in sheet.columns:
            place = places[column.key]
            typed = _text(line[place]) if place is not None and place < len(line) else ""
            try:
                if column.required and not typed:
                    raise CellFault("خالی است؛ آن را پر کنید.")
                values[column.key] = column.read(typed) if typed else ""
            except CellFault as fault:
                faults.append(Fault(sheet.title, number, column.title, str(fault)))
        yield Row(number, values)


def _text(cell: Any) -> str:
    """A cell as text: numbers that spreadsheets keep as 11358.0 lose the tail."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell)) if cell is not None else ""


def template() -> bytes:
    """An empty spreadsheet with the headers, a line of hints as comments, and one example of a unit."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E7EEF5", "bottom": 1})
        as_text = book.add_format({"num_format": "@"})
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.title)
            page.right_to_left()
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns):
                page.set_column(place, place, max(14, len(column.title) + 6), as_text)
                page.write_string(0, place, column.title, head)
                if column.hint or column.required:
                    note = "، ".join(part for part in ("لازم" if column.required else "", column.hint) if part)
                    page.write_comment(0, place, note)
        page = book.get_worksheet_by_name(UNITS.title)
        for place, column in enumerate(UNITS.columns):
            if column.example:
                page.write_string(1, place, column.example, as_text)
        roles = book.add_worksheet("راهنمای نقش‌ها")
        roles.right_to_left()
        roles.set_column(0, 0, 42)
        roles.set_column(1, 1, 110)
        for place, role in enumerate(ROLES.values()):
            roles.write_string(place, 0, role.title)
            roles.write_string(place, 1, role.sentence)
    return target.getvalue()


def level_of(row: Row) -> Level:
    return Level(row.values["level"])


def programme_of(row: Row) -> Programme:
    return Programme(row.values["programme"])
