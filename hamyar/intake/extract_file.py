"""Files of people from databases of the country (E-1.1.2): their columns, and how a row is read. No database here."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hamyar.guidelines import reading
from hamyar.guidelines.wording import refusal_text
from hamyar.intake.wording import INDICATORS
from hamyar.registry import spreadsheet
from hamyar.registry.columns import CellWrong, Column, known_headers, read_cell
from hamyar.registry.domain import FileUnreadable, NotStorable
from hamyar.registry.exchange import check_storable
from hamyar.registry.spreadsheet import Fault
from hamyar.values import national_code
from hamyar.web.sentences import sentence

CODE = Column("کد ملی", "national_code", "row", "code", required=True)
INDICATOR = Column("نشانه", "indicator", "row", "choice", required=True, own_titles=INDICATORS)
POSTAL_CODE = Column("کدپستی", "postal_code", "row", "postal", hint="ده رقم؛ این یا محله لازم است")
COLUMNS: tuple[Column, ...] = (
    CODE,
    Column("نام", "given_name", "row", "text"),
    Column("نام خانوادگی", "family_name", "row", "text"),
    POSTAL_CODE,
    Column("محله یا روستا", "area_title", "row", "text", hint="این یا کدپستی لازم است"),
    Column("نشانی", "address", "row", "text"),
    Column("تلفن همراه", "mobile", "row", "mobile"),
    INDICATOR,
    Column("توضیح", "note", "row", "text"),
    Column("تاریخ شناسایی", "found_on", "row", "day", hint="خالی یعنی امروز"),
)
HEADERS: tuple[str, ...] = tuple(column.header for column in COLUMNS)
LONGEST = {"given_name": 80, "family_name": 80, "area_title": 100, "address": 300, "note": 500}
NEEDED = "این ستون لازم است."
NO_OBJECT = "هر خط باید اطلاعات یک نفر باشد."
FUTURE = "تاریخ شناسایی از امروز دیرتر است."


@dataclass
class Row:
    """One person of the file: what was read, what stood there, and what is wrong."""

    number: int
    content: dict[str, str] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: Column, reason: str, *, passing: bool = False) -> None:
        self.faults.append(Fault(self.number, column.header, reason, passing))


def people(kind: str, content: bytes, *, on: date) -> Iterator[Row]:
    """Every person of the file, in order. Raises FileUnreadable."""
    yield from _from_lines(content, on=on) if kind == "jsonl" else _from_table(kind, content, on=on)


def _from_table(kind: str, content: bytes, *, on: date) -> Iterator[Row]:
    table = enumerate(spreadsheet.rows_of(kind, content), start=1)
    headers: dict[int, str] = {}
    for _number, cells in table:
        headers = known_headers(cells, HEADERS)
        if headers:
            break
    if not {CODE.header, INDICATOR.header} <= set(headers.values()):
        raise FileUnreadable(kind="headers")
    for number, cells in table:
        given = {header: cells[index] for index, header in headers.items() if index < len(cells)}
        if any(str(value).strip() for value in given.values() if value is not None):
            yield _row(number, {column.name: given.get(column.header) for column in COLUMNS}, on=on)


def _from_lines(content: bytes, *, on: date) -> Iterator[Row]:
    _layout, documents = reading.documents(io.BytesIO(content))
    for number, read in enumerate(documents, start=1):
        value = read.value
        if isinstance(value, dict) and value.keys() == {"row", "reasons", "document"}:
            value = value["document"]  # a line of a reject file, mended
        if read.refusal is not None or not isinstance(value, dict):
            said = refusal_text(read.refusal) if read.refusal else NO_OBJECT
            yield Row(number, faults=[Fault(number, "$", said)])
        else:
            yield _row(number, {column.name: value.get(column.name) for column in COLUMNS}, on=on)


def _row(number: int, given: Mapping[str, Any], *, on: date) -> Row:
    row = Row(number, cells=["" if given[column.name] is None else str(given[column.name]) for column in COLUMNS])
    for place, column in enumerate(COLUMNS):
        try:
            check_storable(row.cells[place])
            value = read_cell(column, given[column.name])
        except CellWrong as wrong:
            row.wrong(column, str(wrong))
            continue
        except NotStorable as refusal:
            row.wrong(column, sentence(refusal))
            row.cells[place] = ""
            continue
        if value is not None:
            row.content[column.name] = value[: LONGEST.get(column.name, 20)]
        elif column.required:
            row.wrong(column, NEEDED)
    _check(row, on=on)
    return row


def _check(row: Row, *, on: date) -> None:
    code = row.content.get(CODE.name)
    if code and not national_code.is_valid(code):
        row.wrong(CODE, "کد ملی درست نیست. ده رقم روی کارت ملی را بنویسید.")
    if not row.faults and not row.content.get("postal_code") and not row.content.get("area_title"):
        row.wrong(POSTAL_CODE, "کدپستی یا نام محله و روستا را بنویسید.")
    if row.content.setdefault("found_on", on.isoformat()) > on.isoformat():
        row.wrong(COLUMNS[-1], FUTURE)
