"""``hamyar assess FILE|-``: household documents in, assessment documents out, in the same order and one at a time."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Protocol

from hamyar.guidelines import document, reading, table_output, wording
from hamyar.guidelines.admission import Assessment, assess
from hamyar.guidelines.document import DocumentRefused
from hamyar.guidelines.facts import HouseholdFacts
from hamyar.guidelines.ruleset import Release, RuleSet, UnknownRelease
from hamyar.values.digits import to_persian

DONE, NOT_WRITTEN, REFUSED, INTERRUPTED, NOBODY_READS = 0, 1, 2, 130, 141


class NotWritten(Exception):
    """Standard output takes nothing more: its disk is full, or it was closed before the start."""


def main(argv: list[str]) -> int:
    """The command. Exit code 0: every document assessed; 2: the input or one of its documents was refused; 1: the output
    could not be written."""
    options = _options(argv)
    output = io.BufferedWriter(_RawOutput(sys.stdout), 1 << 16)
    try:
        with _few_collections():
            code = _run(options, output)
            output.flush()
            return code
    except BrokenPipeError:
        return NOBODY_READS
    except NotWritten:
        _say("خروجی نوشته نشد. جای خالی دیسک و دسترسی به خروجی را بررسی کنید.")
        return NOT_WRITTEN
    except KeyboardInterrupt:
        return INTERRUPTED


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="hamyar assess",
        description="سند خانوار را با قواعد نافذ می‌سنجد و امتیاز، گروه هدف، راه تصمیم و یافته‌ها را می‌نویسد.",
        epilog="ورودی: یک سند JSON، آرایه‌ای از سندها، یا هر سطر یک سند. کد خروج ۲ یعنی سندی پذیرفته نشد.",
    )
    parser.add_argument("file", metavar="FILE", help="پروندهٔ ورودی؛ «-» یعنی ورودی استاندارد")
    parser.add_argument("--format", choices=("json", "jsonl", "table"), help="شکل خروجی؛ پیش‌فرض همان شکل ورودی است")
    parser.add_argument("--release", metavar="NAME", help="نام نشر قواعد، به‌جای نشر نافذ در روز ارزیابی")
    parser.add_argument("--explain", action="store_true", help="شرح فارسی هر امتیاز، برداشت و دگرگونی ممکن")
    parser.add_argument("--keep-going", action="store_true", help="پس از سند نپذیرفته ادامه بده")
    return parser.parse_args(argv)


def _run(options: argparse.Namespace, output: BinaryIO) -> int:
    if options.release is not None:
        try:
            RuleSet.named(options.release)
        except UnknownRelease as refusal:
            return _fail(wording.refusal_text(refusal))
    try:
        with _opened(options.file, before_waiting=output.flush) as stream:
            layout, documents = reading.documents(stream)
            writer = _writer(options, layout, output)
            return _assess_all(documents, writer, options)
    except BrokenPipeError:
        raise
    except OSError:
        return _fail(f"پروندهٔ «{options.file}» پیدا نشد یا خواندنی نیست. نشانی و دسترسی آن را بررسی کنید.")


def _assess_all(documents: Iterator[reading.Read], writer: "_Writer", options: argparse.Namespace) -> int:
    code = DONE
    for number, read in enumerate(documents, start=1):
        try:
            if read.refusal is not None:
                raise read.refusal
            facts, rules = facts_and_rules(read.value, release=options.release)
            writer.write(number, facts, rules, assess(facts, rules))
        except DocumentRefused as refusal:
            code = REFUSED
            _say(_complaint(number, refusal))
            if not options.keep_going:
                break
            writer.write_error(number, refusal)
    writer.end(refused=code == REFUSED)
    return code


def facts_and_rules(
    value: Any, *, release: str | None = None, among: Sequence[Release] | None = None
) -> tuple[HouseholdFacts, RuleSet]:
    """The facts of a document and the rules for it: of the named release, else of the one in force on ``as_of``. ``among``:
    the releases of an installation; without them the packaged one."""
    try:
        facts = document.read(value)
    except DocumentRefused as refusal:
        if reading.is_too_deep(value):
            raise reading.TooDeep(path=refusal.details["path"], deepest=reading.DEEPEST) from None
        raise
    if release is None:
        return facts, RuleSet.in_force(facts.as_of, among=among)
    return facts, RuleSet.named(release, on=facts.as_of, among=among)


def assess_document(value: Any, *, release: str | None = None, explain: bool = False) -> dict[str, Any]:
    """One household document as ``json`` parses it, to one assessment document. Raises DocumentRefused."""
    facts, rules = facts_and_rules(value, release=release)
    return _explained(facts, rules) if explain else document.write(assess(facts, rules))


def error_object(number: int, refusal: DocumentRefused) -> dict[str, Any]:
    """What stands in place of a refused document's assessment."""
    return {
        "error": {
            "document": number,
            "path": refusal.details["path"],
            "code": refusal.code,
            "reason": wording.refusal_text(refusal),
        }
    }


def _explained(facts: HouseholdFacts, rules: RuleSet) -> dict[str, Any]:
    from hamyar.guidelines.explain import explain

    explanation = explain(facts, rules)
    return {**document.write(explanation.assessment), "explanation": explanation.as_data()}


class _Writer(Protocol):
    def write(self, number: int, facts: HouseholdFacts, rules: RuleSet, assessment: Assessment) -> None: ...
    def write_error(self, number: int, refusal: DocumentRefused) -> None: ...
    def end(self, *, refused: bool) -> None: ...


def _writer(options: argparse.Namespace, layout: str, output: BinaryIO) -> _Writer:
    if options.format == "table":
        return _Table(output, explain=options.explain)
    if options.format == "jsonl" or (options.format is None and layout == "lines"):
        return _JsonLines(output, explain=options.explain)
    return _Json(output, explain=options.explain, array=layout == "array")


class _JsonLines:
    """One document on each line."""

    def __init__(self, output: BinaryIO, *, explain: bool) -> None:
        self._output = output
        self._explain = explain

    def write(self, number: int, facts: HouseholdFacts, rules: RuleSet, assessment: Assessment) -> None:
        if self._explain:
            self._write_text(document.as_json(_explained(facts, rules)))
        else:
            self._write_text(document.write_text(assessment))

    def write_error(self, number: int, refusal: DocumentRefused) -> None:
        self._write_text(document.as_json(error_object(number, refusal)))

    def end(self, *, refused: bool) -> None:
        pass

    def _write_text(self, text: str) -> None:
        self._output.write(f"{text}\n".encode())


class _Json(_JsonLines):
    """One JSON value: an array, or, of a single document that came alone, that document."""

    def __init__(self, output: BinaryIO, *, explain: bool, array: bool) -> None:
        super().__init__(output, explain=explain)
        self._array = array
        self._held: str | None = None
        self._written = 0

    def end(self, *, refused: bool) -> None:
        if self._held is not None:
            self._output.write(f"{self._held}\n".encode())
        elif self._written:
            self._output.write(b"\n]\n")
        elif self._array and not refused:
            self._output.write(b"[]\n")

    def _write_text(self, text: str) -> None:
        if not self._array and not self._written and self._held is None:
            self._held = text  # a second one would make it an array
            return
        for one in (self._held, text):
            if one is not None:
                self._output.write(f"{',' if self._written else '['}\n{one}".encode())
                self._written += 1
        self._held = None


class _Table:
    """One row for each household; with ``explain`` its sentences beneath."""

    def __init__(self, output: BinaryIO, *, explain: bool) -> None:
        self._output = output
        self._explain = explain
        self._begun = False

    def write(self, number: int, facts: HouseholdFacts, rules: RuleSet, assessment: Assessment) -> None:
        self._write_text(table_output.row(number, assessment))
        if self._explain:
            from hamyar.guidelines.explain import explain

            for line in table_output.sentences(explain(facts, rules)):
                self._write_text(line)

    def write_error(self, number: int, refusal: DocumentRefused) -> None:
        self._write_text(_complaint(number, refusal))

    def end(self, *, refused: bool) -> None:
        pass

    def _write_text(self, text: str) -> None:
        if not self._begun:
            self._output.write(f"{table_output.head()}\n".encode())
            self._begun = True
        self._output.write(f"{text}\n".encode())


def _complaint(number: int, refusal: DocumentRefused) -> str:
    place = refusal.details["path"]
    return f"سند {to_persian(number)} پذیرفته نشد: {place}: {wording.refusal_text(refusal)} [{refusal.code}]"


def _fail(sentence: str) -> int:
    _say(sentence)
    return REFUSED


def _say(sentence: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{sentence}\n")


@contextmanager
def _opened(file: str, *, before_waiting: Callable[[], None]) -> Iterator[io.BufferedIOBase]:
    standard_input = 0
    with (
        open(standard_input if file == "-" else file, "rb", buffering=0, closefd=file != "-") as source,
        io.BufferedReader(_RawInput(source, before_waiting), 1 << 16) as stream,
    ):
        yield stream


@contextmanager
def _few_collections() -> Iterator[None]:
    """Households make no reference cycles, so that looking for them after every few hundred objects is time lost."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _RawInput(io.RawIOBase):
    """Bytes from a file or a pipe. Whoever writes them one by one gets every answer before the next bytes are waited for."""

    def __init__(self, source: io.RawIOBase, before_waiting: Callable[[], None]) -> None:
        self._source = source
        self._before_waiting = before_waiting

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._before_waiting()
        return self._source.readinto(buffer)


class _RawOutput(io.RawIOBase):
    """Bytes into standard output, whatever stands behind it; a reader that has gone is told once."""

    def __init__(self, output: Any) -> None:
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self._output is None:
            raise NotWritten
        try:
            self._output.buffer.write(data)
            self._output.flush()
        except OSError as fault:
            # What Python still holds for the reader must not raise once more when the program ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._output.fileno())
            if isinstance(fault, BrokenPipeError):
                raise
            raise NotWritten from fault
        return len(data)
