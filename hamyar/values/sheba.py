"""Sheba, the Iranian bank account number: ``IR``, two check digits, 22 digits (ISO 13616, modulo 97)."""

from typing import ClassVar

from hamyar.values import digits
from hamyar.values.refusal import Refusal

_IR = "1827"  # I and R as numbers, I = 18 and R = 27


class ShebaRefused(Refusal):
    """The text is no Sheba: wrong length, other signs than digits after IR, or wrong check digits."""

    code: ClassVar[str] = "values.sheba"


def is_valid(sheba: str) -> bool:
    """``IR`` and 24 Latin digits that leave 1 when divided by 97."""
    if len(sheba) != 26 or not sheba.startswith("IR") or not digits.are_latin_digits(sheba[2:]):
        return False
    return int(sheba[4:] + _IR + sheba[2:4]) % 97 == 1


def parse(text: str) -> str:
    """What somebody typed, with or without ``IR`` and spaces, in any digits. Raises ShebaRefused."""
    sheba = digits.to_latin(text).upper().replace(" ", "").replace("-", "")
    if len(sheba) == 24 and digits.are_latin_digits(sheba):
        sheba = "IR" + sheba
    if not is_valid(sheba):
        raise ShebaRefused(length=len(sheba))
    return sheba


def make(account: str) -> str:
    """The valid Sheba of 22 Latin digits of bank and account."""
    if len(account) != 22 or not digits.are_latin_digits(account):
        raise ValueError("22 Latin digits are needed")
    return f"IR{98 - int(account + _IR + '00') % 97:02d}{account}"


def spoken(sheba: str) -> str:
    """The Sheba in groups of four, as banks print it. Put it in ``<bdi>``."""
    return " ".join(sheba[start : start + 4] for start in range(0, len(sheba), 4))
