"""Words that households do not read, each with the neutral one in its place (glossary, section 6; E-9.a.1, A-40).

They are looked for in what staff write, however it is spelled, and only where a word begins: «سقف قیرگونی» names nobody.
"""

import unicodedata
from dataclasses import dataclass

from hamyar.values.text import HALF_SPACE, fold


@dataclass(frozen=True)
class Avoided:
    """``key`` names it where no words are kept, as in the audit."""

    key: str
    word: str
    neutral: str


ILL_HEADED = "خانوار نیازمند توجه ویژه"
APPLICANT = "متقاضی یا خانوار"
AVOIDED = (
    Avoided("ill_headed", "بدسرپرست", ILL_HEADED),
    Avoided("unfit_head", "سرپرست فاقد صلاحیت", ILL_HEADED),
    Avoided("left_unmarried", "بازمانده از ازدواج", "دختر بزرگسال ازدواج‌نکرده"),
    Avoided("divorcee", "مطلقه", "زن طلاق‌گرفته"),
    Avoided("addict", "معتاد", "بستری برای ترک اعتیاد"),
    Avoided("poor", "فقیر", APPLICANT),
    Avoided("poor", "فقرا", APPLICANT),
    Avoided("deprived", "محروم", APPLICANT),
)
WORD_OF = {each.key: each.word for each in reversed(AVOIDED)}
# What a word may end in and still be the same word; «محرومیت» is another one.
ENDINGS = frozenset(
    fold(each)
    for each in (
        "", "ی", "ای", "ان", "ین", "ها", "های", "هایی", "م", "ید", "یم", "ند", "اند", "ست", "است", "تر", "ترین", "ش", "شان",
    )
)  # fmt: skip


def avoided_in(text: str) -> tuple[Avoided, ...]:
    """The words of the list that stand in a text, each once."""
    words = _words_of(text)
    found = {each.key: each for each in reversed(AVOIDED) if any(_begins(each, words[at:]) for at in range(len(words)))}
    return tuple(dict.fromkeys(found[each.key] for each in AVOIDED if each.key in found))


def _words_of(text: str) -> list[str]:
    """Folded words; marks of punctuation part them, half-spaces and vowel signs do not."""
    parted = "".join(
        letter if letter == HALF_SPACE or unicodedata.category(letter)[0] in "LMN" else " " for letter in text
    )
    return [folded for word in parted.split() if (folded := fold(word))]


def _begins(avoided: Avoided, words: list[str]) -> bool:
    """Whether the words begin with the expression, written together or apart."""
    wanted, joined = fold(avoided.word), ""
    for word in words:
        joined += word
        if joined.startswith(wanted):
            return joined[len(wanted) :] in ENDINGS
        if not wanted.startswith(joined):
            return False
    return False
