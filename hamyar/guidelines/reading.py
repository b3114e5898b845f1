"""Household documents out of a stream of bytes, one at a time: one JSON value, an array, or JSON lines.

Memory holds one document, however long the stream. A fault belongs to the document in which it stands; after it the reader
goes on with the next one if it can find it, and otherwise ends.
"""

import io
import json
import re
from collections import deque
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from hamyar.guidelines.document import DocumentRefused, shown_name

DEEPEST = 64
_BOM = b"\xef\xbb\xbf"
_WHITESPACE = " \t\r\n"
_BLANKS = _WHITESPACE.encode()
_HUGE = 10**31  # stands for every larger number: no field of the format can tell them apart
_CHUNK = 1 << 16
_PATIENCE = 256  # lines of one document after which its end is no longer guessed, so that no text is parsed too often
_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
_NOT_A_NUMBER = object()
_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class EmptyInput(DocumentRefused):
    """No document at all."""

    code = "guidelines.document.empty"


class NotJson(DocumentRefused):
    """Text that is no JSON; ``line`` and ``column`` count from 1 in the whole input."""

    code = "guidelines.document.not_json"


class NotUtf8(DocumentRefused):
    """Bytes that are no UTF-8."""

    code = "guidelines.document.not_utf8"


class NotANumber(DocumentRefused):
    """NaN or Infinity, which JSON does not have."""

    code = "guidelines.document.not_a_number"


class TooDeep(DocumentRefused):
    """More nested than any document can be."""

    code = "guidelines.document.too_deep"


class NotOneDocument(DocumentRefused):
    """Several documents one after the other where only one, or an array, is taken."""

    code = "guidelines.document.not_one"


class Read(NamedTuple):
    """A document's value, or why there is none."""

    value: Any
    refusal: DocumentRefused | None = None


class _Decoder:
    """``json`` as strict as the standard: whole numbers stay whole however they are written, NaN is noticed."""

    def __init__(self) -> None:
        self._saw_nan = False
        self._json = json.JSONDecoder(
            parse_constant=self._note_constant, parse_float=_exact_number, parse_int=_whole_number
        )

    def _note_constant(self, _: str) -> object:
        self._saw_nan = True
        return _NOT_A_NUMBER

    def raw_decode(self, text: str, start: int) -> tuple[Read, int]:
        """The value that begins at ``start`` and where it ends. Raises JSONDecodeError and RecursionError."""
        self._saw_nan = False
        value, end = self._json.raw_decode(text, start)
        if self._saw_nan:
            return Read(None, NotANumber(path=_place_of_nan(value))), end
        return Read(value), end


def _place_of_nan(value: Any) -> str:
    """Where the first NaN or Infinity stands; the document itself when a later value of the same name has replaced it."""
    waiting = [("$", value)]
    while waiting:
        path, one = waiting.pop()
        if one is _NOT_A_NUMBER:
            return path
        if isinstance(one, dict):
            waiting.extend((f"{path}.{shown_name(name)}", inner) for name, inner in reversed(one.items()))
        elif isinstance(one, list):
            waiting.extend((f"{path}[{index}]", inner) for index, inner in reversed(list(enumerate(one))))
    return "$"


def _whole_number(text: str) -> int:
    if len(text) <= 30:
        return int(text)
    return -_HUGE if text.startswith("-") else _HUGE


def _exact_number(text: str) -> int | float:
    """``1.0`` and ``1e3`` are whole numbers, ``1.00000000000000000001`` is none: as JSON Schema counts them."""
    if not text.lower().partition("e")[0].strip("-0."):
        return 0  # whatever its exponent
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond everything
        number = Decimal("0.1") if "e-" in text.lower() else Decimal(-_HUGE if text.startswith("-") else _HUGE)
    if number != number.to_integral_value():
        return 0.5  # no field takes a fraction, so which one does not matter
    if number.adjusted() > 30:
        return -_HUGE if number < 0 else _HUGE
    return int(number)


def documents(stream: io.BufferedIOBase) -> tuple[str, Iterator[Read]]:
    """The layout, ``array`` or ``lines``, and the documents. A single document is lines with one document.

    A document is given as soon as it has arrived: never is more of the stream waited for than the next one takes.
    """
    lines_before = 0
    start = stream.read1(_CHUNK)
    while 0 < len(start) < len(_BOM) and (more := stream.read1(_CHUNK)):
        start += more
    start = start.removeprefix(_BOM)
    while not start.strip(_BLANKS) and (more := stream.read1(_CHUNK)):
        lines_before += start.count(b"\n")
        start = more
    if not start.strip(_BLANKS):
        return "lines", iter([Read(None, EmptyInput(path="$"))])
    if start.lstrip(_BLANKS).startswith(b"["):
        return "array", _Array(start, stream, lines_before).documents()
    return "lines", _Lines(start, stream, lines_before).documents()


class _Lines:
    """One document on each line, or documents over several lines each."""

    def __init__(self, first: bytes, stream: io.BufferedIOBase, lines_before: int) -> None:
        self._waiting = deque(_LINES.findall(first))
        self._stream = stream
        self._line_number = lines_before
        self._decoder = _Decoder()

    def documents(self) -> Iterator[Read]:
        """Every document in order."""
        while line := self._next_line():
            if line.strip(_BLANKS):
                yield self._document(line)

    def _next_line(self) -> bytes:
        line = self._waiting.popleft() if self._waiting else b""
        if not self._waiting and not line.endswith(b"\n"):
            line += self._stream.readline()
        self._line_number += bool(line)
        return line

    def _document(self, first: bytes) -> Read:
        """The document that begins on this line; more lines are read only while it is not whole."""
        begun_on, more, text = self._line_number, list[bytes](), ""
        while True:
            try:
                text = b"".join([first, *more]).decode()
                read, end = self._decoder.raw_decode(text, len(text) - len(text.lstrip(_WHITESPACE)))
            except UnicodeDecodeError:
                self._resume(more, begun_on, anywhere=not more)
                return Read(None, NotUtf8(path="$"))
            except json.JSONDecodeError as fault:
                if _is_incomplete(fault, text) and self._gather(more, len(text)):
                    continue
                self._resume(more, begun_on, anywhere=fault.lineno == 1)
                return Read(None, NotJson(path="$", line=begun_on + fault.lineno - 1, column=fault.colno))
            except RecursionError:
                self._resume(more, begun_on, anywhere=not more)
                return Read(None, TooDeep(path="$", deepest=DEEPEST))
            return self._ended(read, text, end, begun_on)

    def _ended(self, read: Read, text: str, end: int, begun_on: int) -> Read:
        """A value has been read: nothing else may stand on its last line, and what follows waits for its turn."""
        beside, _, further = text[end:].partition("\n")
        lines = [line.encode() for line in re.findall(r"[^\n]*\n|[^\n]+", further)] if further else []
        self._give_back(lines)
        if not beside.strip(_WHITESPACE):
            return read
        line = begun_on + text.count("\n", 0, end)
        column = end - text.rfind("\n", 0, end) + len(beside) - len(beside.lstrip(_WHITESPACE))
        return Read(None, NotJson(path="$", line=line, column=column))

    def _gather(self, more: list[bytes], wanted: int) -> bool:
        """Read further lines, about as much as there is already, so that long documents are not parsed too often."""
        gathered = 0
        while gathered <= wanted and (line := self._next_line()):
            more.append(line)
            gathered += len(line)
            if len(more) <= _PATIENCE and line.rstrip() == b"}":
                break  # most likely the end of the document, and the next one may be long in coming
        return gathered > 0

    def _give_back(self, lines: list[bytes]) -> None:
        self._waiting.extendleft(reversed(lines))
        self._line_number -= len(lines)

    def _resume(self, more: list[bytes], begun_on: int, *, anywhere: bool) -> None:
        """After a fault: go on with the next line, or, inside a document of several lines, with the next line that
        begins one at its very first sign."""
        self._give_back(more)
        self._line_number = begun_on
        while not anywhere and (line := self._next_line()):
            if line.startswith(b"{"):
                self._give_back([line])
                return


class _Array:
    """The elements of one array, decoded as its text arrives."""

    def __init__(self, first: bytes, stream: io.BufferedIOBase, lines_before: int) -> None:
        self._stream = stream
        self._bytes = first
        self._text, self._at = "", 0
        self._lines_before, self._column_before = lines_before, 0
        self._ended, self._broken = False, False
        self._decoder = _Decoder()

    def documents(self) -> Iterator[Read]:
        """Every element in order; a fault that hides where the next element begins ends the array."""
        try:
            self._decode()
            self._skip_whitespace()
            self._at += 1  # the bracket that made this an array
            if self._skip_whitespace() == "]":
                self._at += 1
            else:
                yield from self._elements()
            if self._skip_whitespace():
                yield self._not_json(self._at)
        except _NotUtf8Here:
            yield Read(None, NotUtf8(path="$"))
        except json.JSONDecodeError as fault:
            yield self._not_json(fault.pos)

    def _elements(self) -> Iterator[Read]:
        while True:
            self._forget()
            self._skip_whitespace()
            yield self._element()
            sign = self._skip_whitespace()
            if sign not in (",", "]") or not sign:
                raise json.JSONDecodeError("Expecting ',' delimiter", self._text, self._at)
            self._at += 1
            if sign == "]":
                return

    def _element(self) -> Read:
        while True:
            try:
                read, self._at = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as fault:
                if _is_incomplete(fault, self._text) and self._more():
                    continue
                return self._pass_over(self._not_json(fault.pos), fault)
            except RecursionError:
                return self._pass_over(Read(None, TooDeep(path="$", deepest=DEEPEST)), None)
            return read

    def _pass_over(self, refused: Read, fault: json.JSONDecodeError | None) -> Read:
        """Leave a broken element by its brackets; without a closing one nothing after it can be trusted."""
        if self._text[self._at : self._at + 1] not in ("{", "["):
            raise fault or json.JSONDecodeError("Expecting value", self._text, self._at)
        end = _end_of_value(self._text, self._at)
        while end is None and self._more():
            end = _end_of_value(self._text, self._at)
        if end is None:
            raise fault or json.JSONDecodeError("Expecting ',' delimiter", self._text, self._at)
        self._at = end
        return refused

    def _not_json(self, position: int) -> Read:
        before = self._text[:position]
        line = self._lines_before + before.count("\n") + 1
        column = position - before.rfind("\n") + (self._column_before if "\n" not in before else 0)
        return Read(None, NotJson(path="$", line=line, column=column))

    def _skip_whitespace(self) -> str:
        """Move to the next sign and return it; empty at the end of the input."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _WHITESPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def _forget(self) -> None:
        """Drop the text that has been used."""
        used = self._text[: self._at]
        newlines = used.count("\n")
        self._lines_before += newlines
        self._column_before = len(used) - used.rfind("\n") - 1 if newlines else self._column_before + len(used)
        self._text, self._at = self._text[self._at :], 0

    def _more(self) -> bool:
        """Read on: what has arrived, or of a long element about half as much as there is already, so that it is not parsed
        too often. False at the end of the input."""
        if self._broken:
            raise _NotUtf8Here
        if self._ended:
            return False
        wanted = len(self._bytes) + (len(self._text) // 2 if len(self._text) > _CHUNK else 0)
        while len(self._bytes) <= wanted and not self._ended:
            chunk = self._stream.read1(_CHUNK)
            self._ended = not chunk
            self._bytes += chunk
        return self._decode() or self._broken or not self._ended

    def _decode(self) -> bool:
        """Turn what has arrived into text, but for a last letter that has not arrived whole."""
        try:
            text, self._bytes = self._bytes.decode(), b""
        except UnicodeDecodeError as fault:
            text, self._bytes = self._bytes[: fault.start].decode(), self._bytes[fault.start :]
            self._broken = self._ended or len(self._bytes) > 3
        self._text += text
        return bool(text)


class _NotUtf8Here(Exception):
    pass


def _is_incomplete(fault: json.JSONDecodeError, text: str) -> bool:
    """May the fault be that not all has arrived yet? A literal, a number or an escape is cut within its last 16 signs."""
    return fault.pos >= len(text.rstrip(_WHITESPACE)) - 16 or fault.msg.startswith("Unterminated string")


def _end_of_value(text: str, start: int) -> int | None:
    """Where the object or array that begins at ``start`` closes, by its brackets alone; None if it does not."""
    depth = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text, start):
        sign = found.group()
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
            if depth <= 0:
                return found.end() if depth == 0 else None
    return None


def is_too_deep(value: Any) -> bool:
    """Is the value nested more deeply than 64?"""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
