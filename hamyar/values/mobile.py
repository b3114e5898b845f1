"""Iranian mobile numbers, kept as ``09`` and nine more digits."""

from typing import ClassVar

from hamyar.values import digits
from hamyar.values.refusal import Refusal


class MobileRefused(Refusal):
    """The text is no Iranian mobile number."""

    code: ClassVar[str] = "values.mobile"
    clause = "E-13.1.2"


def is_valid(number: str) -> bool:
    """``09`` and nine more Latin digits."""
    return len(number) == 11 and digits.are_latin_digits(number) and number.startswith("09")


def parse(text: str) -> str:
    """``+98 912…``, ``0098912…``, ``98912…``, ``912…``, ``0912…`` in any digits: all become ``0912…``.

    Raises MobileRefused.
    """
    number = digits.unbroken(text).replace("(", "").replace(")", "")
    for prefix in ("+98", "0098", "98"):
        if number.startswith(prefix):
            number = "0" + number.removeprefix(prefix).removeprefix("0")
            break
    if len(number) == 10 and number.startswith("9"):
        number = "0" + number
    if not is_valid(number):
        raise MobileRefused(length=len(number))
    return number


def masked(number: str) -> str:
    """Enough to recognise one's own number by, too little to call it: ``0912•••4567``."""
    return f"{number[:4]}•••{number[-4:]}"
