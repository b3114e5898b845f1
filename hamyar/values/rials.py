"""Money: whole rials, always. Tomans are for reading only; ten rials make one."""

from typing import ClassVar

from hamyar.values import digits
from hamyar.values.refusal import Refusal

THOUSANDS = "٬"
RIAL, TOMAN = "ریال", "تومان"


class RialsRefused(Refusal):
    """What was typed is no whole, non-negative amount of rials."""

    code: ClassVar[str] = "values.rials"


def parse(text: str) -> int:
    """``«۱٬۲۵۰٬۰۰۰ ریال»`` gives 1250000; separators of any script and the word ریال may stand, fractions may not."""
    plain = digits.to_latin(text).strip().removesuffix(RIAL).strip()
    for separator in (THOUSANDS, ",", "،", " ", "_"):
        plain = plain.replace(separator, "")
    if not digits.are_latin_digits(plain) or len(plain) > 18:
        raise RialsRefused
    return int(plain)


def with_separators(amount: int) -> str:
    """``1250000`` gives «۱٬۲۵۰٬۰۰۰»; a negative amount starts with a true minus sign."""
    sign = "−" if amount < 0 else ""
    return sign + digits.to_persian(f"{abs(amount):,}").replace(",", THOUSANDS)


def in_rials(amount_rials: int) -> str:
    """«۱٬۲۵۰٬۰۰۰ ریال»."""
    return f"{with_separators(amount_rials)} {RIAL}"


def in_tomans(amount_rials: int) -> str:
    """«۱۲۵٬۰۰۰ تومان»; a rest below one toman is shown in rials beside it, never rounded away."""
    sign = -1 if amount_rials < 0 else 1
    tomans, rest = divmod(abs(amount_rials), 10)
    if not tomans and rest:
        return in_rials(amount_rials)
    spoken = f"{with_separators(sign * tomans)} {TOMAN}"
    return f"{spoken} و {in_rials(rest)}" if rest else spoken
