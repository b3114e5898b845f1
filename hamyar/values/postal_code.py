"""The ten-digit postal code of a dwelling."""

from typing import ClassVar

from hamyar.values import digits
from hamyar.values.refusal import Refusal


class PostalCodeRefused(Refusal):
    """The text is no postal code: not exactly ten digits."""

    code: ClassVar[str] = "values.postal_code"
    clause = "E-13.1.2"


def is_valid(code: str) -> bool:
    """Ten Latin digits, not all zero."""
    return len(code) == 10 and digits.are_latin_digits(code) and code != "0000000000"


def parse(text: str) -> str:
    """What somebody typed, as ten Latin digits; spaces, half-spaces and dashes go. Raises PostalCodeRefused."""
    code = digits.unbroken(text)
    if not is_valid(code):
        raise PostalCodeRefused(length=len(code))
    return code


def spoken(code: str) -> str:
    """The code as it is read aloud, in two groups of five: ``12345-67890``. Put it in ``<bdi>``."""
    return f"{code[:5]}-{code[5:]}"
