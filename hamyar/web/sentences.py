"""The Persian sentence of a refusal, for whoever shows it: ``from hamyar.web.sentences import sentence``.

``web`` knows no capability, so ``config``, which knows all, hands over their sentences once, at start.
"""

from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any

from hamyar.values import digits
from hamyar.values import jalali as solar
from hamyar.values.refusal import Refusal

UNKNOWN = "این کار انجام نشد. صفحه را تازه کنید و دوباره بکوشید؛ اگر باز هم نشد، به پشتیبانی خبر دهید."
MISSING = "—"

_sentences: dict[str, str] = {}
_words: dict[str, dict[str, str]] = {}


def set_sentences(sentences: Mapping[str, str], words: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Set the sentence of every refusal code. ``words``: by code, how values of its details read in Persian."""
    _sentences.clear()
    _sentences.update(sentences)
    _words.clear()
    _words.update({code: dict(values) for code, values in (words or {}).items()})


def sentence(refusal: Refusal) -> str:
    """What happened, by which rule, and what to do next: the sentence of the refusal, filled with its details."""
    pattern = _sentences.get(refusal.code, UNKNOWN)
    words = _words.get(refusal.code, {})
    wanted = {name for _text, name, _format, _conversion in Formatter().parse(pattern) if name}
    return pattern.format(**{name: in_persian(refusal.details.get(name), words) for name in wanted})


def in_persian(value: Any, words: Mapping[str, str] | None = None) -> str:
    """A detail as a Persian reader expects it: days of the Solar calendar, Persian digits, words for codes."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, datetime):
        return solar.format_long(value.date())
    if isinstance(value, date):
        return solar.format_long(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "، ".join(in_persian(each, words) for each in value)
    if words and str(value) in words:
        return words[str(value)]
    return digits.to_persian(value)
