"""The national code: nine digits and a check digit.

No code is refused for its place prefix: lists of prefixes are never complete, and nobody must be shut out for that.
Codes that start with 999 are issued to nobody; demonstrations, tests and the simulated registers use only these.
"""

from typing import ClassVar

from hamyar.values import digits
from hamyar.values.refusal import Refusal

TEST_PREFIX = "999"
_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)


class NationalCodeRefused(Refusal):
    """The text is no national code: not ten digits, all digits equal, or a wrong check digit."""

    code: ClassVar[str] = "values.national_code"
    clause = "E-2.2"


def check_digit(nine: str) -> int:
    """The tenth digit that belongs to the first nine."""
    rest = sum(int(digit) * weight for digit, weight in zip(nine, _WEIGHTS, strict=True)) % 11
    return rest if rest < 2 else 11 - rest


def is_valid(code: str) -> bool:
    """Ten Latin digits, not all equal, right check digit. Nothing is corrected here: Persian digits are not valid."""
    if len(code) != 10 or not digits.are_latin_digits(code) or code == code[0] * 10:
        return False
    return check_digit(code[:9]) == int(code[9])


def parse(text: str) -> str:
    """What somebody typed, as ten Latin digits; spaces, half-spaces and dashes go. Raises NationalCodeRefused."""
    code = digits.unbroken(text)
    if not is_valid(code):
        raise NationalCodeRefused(length=len(code))
    return code


def make(nine: str) -> str:
    """The valid code that starts with these nine Latin digits."""
    if len(nine) != 9 or not digits.are_latin_digits(nine):
        raise ValueError("nine Latin digits are needed")
    code = f"{nine}{check_digit(nine)}"
    if not is_valid(code):
        raise ValueError("these nine digits make a code whose digits are all equal")
    return code


def make_test_code(number: int) -> str:
    """The valid code of the test range with this number, 0 to 999999: never the code of a living person."""
    if not 0 <= number <= 999_999 or number == 999_999:
        raise ValueError("the test range holds the numbers 0 to 999998")
    return make(f"{TEST_PREFIX}{number:06d}")


def is_test_code(code: str) -> bool:
    """Is the code one that demonstrations and tests use?"""
    return code.startswith(TEST_PREFIX) and is_valid(code)
