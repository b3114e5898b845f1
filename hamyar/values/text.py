"""Persian text as it is stored, and as it is compared.

``clean`` makes what somebody typed fit to store: Persian letters in place of their Arabic look-alikes, no stray
spaces, half-spaces kept. ``fold`` makes two spellings of one name equal; it is for search keys, never for display.
"""

import re
import unicodedata

from hamyar.values import digits

HALF_SPACE = "\u200c"

_ARABIC_TO_PERSIAN = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ٱ": "ا", "\u00a0": " ", "\u202f": " "})
# Zero-width joiner and space, byte-order mark, soft hyphen, direction marks: invisible, and never meant by the writer.
_INVISIBLE = dict.fromkeys(
    [0x200B, 0x200D, 0xFEFF, 0x00AD, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_FOLDED_LETTERS = str.maketrans("آأإةۀہەھؤئ", "اااههههه" + "وی", "ءـ")
_SPACES = re.compile(r"\s+")
_HALF_SPACES_AT_AN_EDGE = re.compile(rf"(?:(?<=\s)|^){HALF_SPACE}+|{HALF_SPACE}+(?=\s|$)")
_HALF_SPACES = re.compile(f"{HALF_SPACE}{{2,}}")


def clean(text: str) -> str:
    """One line as it should be stored: Persian ی and ک, single spaces, half-spaces only between letters."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).translate(_ARABIC_TO_PERSIAN)
    text = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
    text = _HALF_SPACES_AT_AN_EDGE.sub("", _SPACES.sub(" ", text))
    return _HALF_SPACES.sub(HALF_SPACE, _SPACES.sub(" ", text)).strip()


def clean_lines(text: str) -> str:
    """Several lines, each as ``clean`` leaves it; blank lines at both ends and repeated blank lines go."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def fold(text: str) -> str:
    """A key under which «علي‌رضا», «علیرضا» and «علی رضا» are one name; digits become Latin, letters lower case."""
    text = unicodedata.normalize("NFKC", text).translate(_ARABIC_TO_PERSIAN).translate(_FOLDED_LETTERS)
    kept = (
        character
        for character in unicodedata.normalize("NFD", text).translate(_FOLDED_LETTERS)
        if not character.isspace() and unicodedata.category(character)[0] not in "MC"
    )
    return digits.to_latin(unicodedata.normalize("NFC", "".join(kept)).casefold())
