"""Persian, Arabic-Indic and Latin digits: people type all three, programs keep Latin, pages show Persian."""

import re

LATIN = "0123456789"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"

_TO_LATIN = str.maketrans(PERSIAN + ARABIC_INDIC, LATIN + LATIN)
_TO_PERSIAN = str.maketrans(LATIN + ARABIC_INDIC, PERSIAN + PERSIAN)
_LATIN_SET = frozenset(LATIN)
# What comes along when a number is copied or read aloud: spaces, dashes, half-spaces, marks that no eye sees.
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u00ad]+")


def to_latin(text: str) -> str:
    """``۱۲٣4`` becomes ``1234``; everything that is no digit stays."""
    return text.translate(_TO_LATIN)


def to_persian(value: object) -> str:
    """``1404`` or ``"1404"`` becomes ``۱۴۰۴``; everything that is no digit stays."""
    return str(value).translate(_TO_PERSIAN)


def are_latin_digits(text: str) -> bool:
    """Does the text hold Latin digits and nothing else? ``str.isdigit`` would also say yes to ``²`` and ``۲``."""
    return bool(text) and _LATIN_SET.issuperset(text)


def unbroken(text: str) -> str:
    """A number or code as it is kept: Latin digits, and nothing of what people put between them."""
    return _SEPARATORS.sub("", to_latin(text))
