"""Reading households from .jsonl, .csv and .xlsx, and writing the template. Nothing here touches the database.

Rows, cells, reject file and template serve other tables of people too, each with columns of its own.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from hamyar.guidelines import document as contract
from hamyar.guidelines import reading
from hamyar.guidelines.wording import refusal_text
from hamyar.registry.columns import (
    BY_HEADER,
    COLUMNS,
    GROUP,
    HEADERS,
    REASONS,
    CellWrong,
    Column,
    header_of,
    known_headers,
    read_cell,
)
from hamyar.registry.domain import FileUnreadable
from hamyar.values.digits import to_persian
from hamyar.values.text import fold

KINDS = ("jsonl", "csv", "xlsx")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


@dataclass
class Fault:
    """What is wrong in one row: its number in the file, the column, and why."""

    row: int
    column: str
    reason: str
    passing: bool = False  # true of the registry today, not of the file: worth another look later

    def as_data(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "reason": self.reason, "passing": self.passing}


@dataclass
class Read:
    """One household of the file: its document, what goes beyond it, the rows it came from, and what is wrong."""

    number: int
    document: dict[str, Any] = field(default_factory=dict)
    beyond: dict[str, Any] = field(default_factory=dict)
    cells: list[list[str]] = field(default_factory=list)  # as they stood in the file, for the reject file
    rows: list[int] = field(default_factory=list)  # the row of each person, in the order of the document
    faults: list[Fault] = field(default_factory=list)

    def fault_at(self, path: str, reason: str, *, passing: bool = False) -> Fault:
        """A fault at a place of the document, told by row and column of the file."""
        if not self.rows:
            return Fault(self.number, path, reason, passing)
        index, header = header_of(path)
        row = self.rows[index] if index is not None and index < len(self.rows) else self.number
        return Fault(row, header, reason, passing)


def kind_of(name: str) -> str:
    """The kind of file by its name. Raises FileUnreadable."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    ending = {"json": "jsonl"}.get(ending, ending)
    if ending not in KINDS:
        raise FileUnreadable(kind=ending[:10])
    return ending


def households(kind: str, content: bytes, *, on: date) -> Iterator[Read]:
    """Every household of the file, in order, checked against the contract. Raises FileUnreadable."""
    if kind == "jsonl":
        yield from _from_documents(content)
        return
    yield from _from_rows(rows_of(kind, content), on=on)


def _from_documents(content: bytes) -> Iterator[Read]:
    _layout, documents = reading.documents(io.BytesIO(content))
    for number, read in enumerate(documents, start=1):
        found = Read(number)
        if read.refusal is not None:
            found.faults.append(Fault(number, str(read.refusal.details.get("path", "$")), refusal_text(read.refusal)))
            yield found
            continue
        value = read.value
        if isinstance(value, dict) and value.keys() == {"row", "reasons", "document"}:
            value = value["document"]  # a line of a reject file, mended
        found.document = value
        _check(found)
        yield found


def _check(found: Read) -> None:
    if reading.is_too_deep(found.document):
        found.faults.append(Fault(found.number, "$", refusal_text(reading.TooDeep(path="$", deepest=reading.DEEPEST))))
        return
    try:
        contract.read(found.document)
    except contract.DocumentRefused as refusal:
        found.faults.append(found.fault_at(str(refusal.details["path"]), refusal_text(refusal)))


def rows_of(kind: str, content: bytes) -> Iterator[list[Any]]:
    """The rows of a .csv or .xlsx file as they stand in it. Raises FileUnreadable."""
    return _csv_rows(content) if kind == "csv" else _xlsx_rows(content)


def _csv_rows(content: bytes) -> Iterator[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t") if text.strip() else csv.excel
        yield from csv.reader(io.StringIO(text, newline=""), dialect)
    except (UnicodeDecodeError, csv.Error) as fault:
        raise FileUnreadable(kind="csv") from fault


def _xlsx_rows(content: bytes) -> Iterator[list[Any]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        yield from workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as fault:
        raise FileUnreadable(kind="xlsx") from fault


def _from_rows(rows: Iterable[list[Any]], *, on: date) -> Iterator[Read]:
    """Neighbouring rows with one household number are one household; without a number a head begins the next."""
    table = enumerate(rows, start=1)
    headers: dict[int, str] = {}
    for _number, row in table:
        headers = known_headers(row)
        if headers:
            break
    if not {GROUP, "نسبت"} <= set(headers.values()):
        raise FileUnreadable(kind="headers")
    group: list[tuple[int, dict[str, Any]]] = []
    current: str | None = None
    for number, row in table:
        cells = {header: row[index] for index, header in headers.items() if index < len(row)}
        if not any(str(value).strip() for value in cells.values() if value is not None):
            continue
        key = fold(str(cells.get(GROUP) or ""))
        if group and key != current:
            yield _household(group, on=on)
            group = []
        current = key
        group.append((number, cells))
    if group:
        yield _household(group, on=on)


def _household(group: list[tuple[int, dict[str, Any]]], *, on: date) -> Read:
    found = Read(group[0][0], rows=[number for number, _cells in group])
    found.cells = [
        [str(cells.get(header) if cells.get(header) is not None else "") for header in HEADERS] for _, cells in group
    ]
    parts: dict[str, dict[str, Any]] = {"household": {}, "area": {}, "dwelling": {}, "prison": {}}
    beyond: dict[str, Any] = {"household": {}, "dwelling": {}, "prison": {}, "people": {}}
    people, responsible, head = [], [], ""
    for place, (number, cells) in enumerate(group, start=1):
        key = str(place)
        person: dict[str, Any] = {"key": key}
        for column in COLUMNS:
            value = _value(found, column, cells, number)
            if value is None:
                continue
            if column.name == "is_responsible":
                responsible += [key] if value else []
            elif column.of_person:
                target = beyond["people"].setdefault(key, {}) if column.beyond else person
                target[column.name] = value
            else:
                target = (
                    beyond["dwelling" if column.place == "area" else column.place]
                    if column.beyond
                    else parts[column.place]
                )
                if column.name in target and target[column.name] != value:
                    found.faults.append(Fault(number, column.header, "با ردیف دیگرِ همین خانوار یکی نیست."))
                target[column.name] = value
        if person.get("relation") == "head":
            head = head or key
        people.append(person)
    if not str(group[0][1].get(GROUP) or "").strip():
        found.faults.append(Fault(found.number, GROUP, "شمارهٔ خانوار را بنویسید؛ برای همهٔ اعضای یک خانوار یکی است."))
    _required(found, group, parts)
    own = parts["household"]
    found.document = {
        "format": contract.HOUSEHOLD_FORMAT,
        "as_of": own.pop("as_of", on.isoformat()),
        "area": parts["area"],
        "dwelling": parts["dwelling"],
        **own,
        "head": head,
        "people": people,
    }
    if responsible:
        found.document["responsible_person"] = responsible[0]
        if len(responsible) > 1:
            found.faults.append(Fault(found.number, "مسئول خانوار", "تنها یک عضو مسئول خانوار است."))
    if parts["prison"] or beyond["prison"]:
        found.document["prison"] = parts["prison"]
    found.beyond = {name: value for name, value in beyond.items() if value}
    if not found.faults:
        _check(found)
    return found


def _value(found: Read, column: Column, cells: dict[str, Any], number: int) -> Any:
    try:
        return read_cell(column, cells.get(column.header))
    except CellWrong as wrong:
        found.faults.append(Fault(number, column.header, str(wrong)))
        return None


def _required(found: Read, group: list[tuple[int, dict[str, Any]]], parts: dict[str, dict[str, Any]]) -> None:
    told = {(fault.row, fault.column) for fault in found.faults}
    for column in COLUMNS:
        if not column.required:
            continue
        if column.of_person:
            missing = [number for number, cells in group if not str(cells.get(column.header) or "").strip()]
        else:
            missing = [found.number] if column.name not in parts[column.place] else []
        found.faults += [
            Fault(number, column.header, "این ستون لازم است.")
            for number in missing
            if (number, column.header) not in told
        ]


def reject_text(
    kind: str,
    rejected: Iterable[tuple[list[list[str]], dict[str, Any], int, list[dict[str, Any]]]],
    *,
    headers: Iterable[str] = HEADERS,
) -> str:
    """The rejected households in the form in which they can be mended and read in again: .csv, or .jsonl."""
    out = io.StringIO(newline="")
    if kind == "jsonl":
        for _cells, document, number, faults in rejected:
            out.write(
                contract.as_json(
                    {"row": number, "reasons": [fault["reason"] for fault in faults], "document": document}
                )
            )
            out.write("\n")
        return out.getvalue()
    writer = csv.writer(out)
    writer.writerow([*headers, REASONS])
    for cells, _document, _number, faults in rejected:
        said = " ".join(f"{fault['column']} (ردیف {to_persian(fault['row'])}): {fault['reason']}" for fault in faults)
        for place, row in enumerate(cells):
            writer.writerow([*map(_harmless, row), said if place == 0 else ""])
    return "\ufeff" + out.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet must not take what somebody typed for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def template_csv(headers: Iterable[str] = HEADERS) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(headers)
    return ("\ufeff" + out.getvalue()).encode()


OF_HOUSEHOLDS = (GROUP, "هر شماره‌ای؛ برای همهٔ اعضای یک خانوار یکی", "هر ردیف")


def template_xlsx(
    title: str = "خانوارها", columns: Sequence[Column] = COLUMNS, first: tuple[str, str, str] | None = OF_HOUSEHOLDS
) -> bytes:
    """The template with Persian headers, lists to choose from, and a sheet that explains every column.

    ``first``: a column before the others, with what to write there and for whom.
    """
    before = [first] if first else []
    headers = [*(explained[0] for explained in before), *(column.header for column in columns)]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
        plain = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(title)
        sheet.right_to_left()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(headers) - 1, 16, plain)
        sheet.write_row(0, 0, headers, bold)
        guide = book.add_worksheet("راهنما")
        guide.right_to_left()
        guide.set_column(0, 0, 28)
        guide.set_column(1, 2, 60)
        guide.write_row(0, 0, ("ستون", "چه بنویسیم", "برای"), bold)
        for row, explained in enumerate(before, start=1):
            guide.write_row(row, 0, explained)
        for index, column in enumerate(columns, start=len(before)):
            guide.write_row(index + 1, 0, (column.header, _hint(column), _whose(column)))
            if column.kind in ("choice", "flag"):
                listed = list(column.titles().values()) if column.kind == "choice" else ["بله", "خیر"]
                if len(",".join(listed)) <= 250:
                    sheet.data_validation(
                        1, index, 20_000, index, {"validate": "list", "source": listed, "error_type": "warning"}
                    )
    return out.getvalue()


def _hint(column: Column) -> str:
    if column.hint:
        return column.hint
    match column.kind:
        case "choice":
            return "یکی از: " + "، ".join(column.titles().values())
        case "choices":
            return "چندتا، با ویرگول: " + "، ".join(column.titles().values())
        case "day":
            return "تاریخ خورشیدی، مانند ۱۴۰۳/۰۲/۰۵"
        case "flag":
            return "بله یا خیر"
        case "whole" | "amount":
            return "عدد"
        case _:
            return "متن"


def _whose(column: Column) -> str:
    if column.place == "row":
        return "هر ردیف" + ("، لازم" if column.required else "")
    return ("هر عضو" if column.of_person else "خانوار؛ در ردیف سرپرست") + ("، لازم" if column.required else "")


assert len(BY_HEADER) == len(COLUMNS), "two columns with one header"
