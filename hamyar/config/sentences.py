"""Collecting the sentences of every capability. A ``wording.py`` holds ``REFUSALS``: code -> sentence, and where a
detail is a code of its own (a state, a level) ``DETAIL_WORDS``: how that code reads in Persian.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import hamyar


def wordings() -> Iterator[ModuleType]:
    """Every ``wording.py`` of the product."""
    for package in pkgutil.iter_modules(hamyar.__path__):
        if not package.ispkg:
            continue
        name = f"hamyar.{package.name}.wording"
        try:
            yield importlib.import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise


def collected() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """All sentences by code, and the words for details by code. One code in two places is a mistake of ours."""
    sentences: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for module in wordings():
        found: dict[str, str] = getattr(module, "REFUSALS", {})
        doubled = sentences.keys() & found.keys()
        if doubled:
            raise RuntimeError(f"{module.__name__} repeats the sentences of {sorted(doubled)}")
        sentences.update(found)
        detail_words: dict[str, str] = getattr(module, "DETAIL_WORDS", {})
        words.update(dict.fromkeys(found, detail_words))
    return sentences, words
