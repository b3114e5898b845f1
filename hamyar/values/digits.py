"""Persian, Arabic-Indic and Latin digits: people type all three, programs keep Latin, pages show Persian."""

LATIN = "0123456789"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"

_TO_LATIN = str.maketrans(PERSIAN + ARABIC_INDIC, LATIN + LATIN)
_TO_PERSIAN = str.maketrans(LATIN + ARABIC_INDIC, PERSIAN + PERSIAN)
_LATIN_SET = frozenset(LATIN)


def to_latin(text: str) -> str:
    """``۱۲٣4`` becomes ``1234``; everything that is no digit stays."""
    return text.translate(_TO_LATIN)


def to_persian(value: object) -> str:
    """``1404`` or ``"1404"`` becomes ``۱۴۰۴``; everything that is no digit stays."""
    return str(value).translate(_TO_PERSIAN)


def are_latin_digits(text: str) -> bool:
    """Does the text hold Latin digits and nothing else? ``str.isdigit`` would also say yes to ``²`` and ``۲``."""
    return bool(text) and _LATIN_SET.issuperset(text)
