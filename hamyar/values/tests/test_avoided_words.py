"""Words that households do not read are found however they are spelled, and nothing else is."""

import pytest

from hamyar.values.avoided_words import AVOIDED, WORD_OF, avoided_in


@pytest.mark.parametrize("avoided", AVOIDED)
def test_every_word_of_the_list_is_found_and_no_neutral_one_is(avoided):
    assert [each.key for each in avoided_in(f"این {avoided.word} است.")] == [avoided.key]
    assert avoided_in(avoided.neutral) == ()
    assert avoided.key in WORD_OF


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("خانوار بد سرپرست", "ill_headed"),
        ("بد‌سرپرستی خانوار", "ill_headed"),
        ("خانواده‌های بدسرپرستند", "ill_headed"),
        ("زن مطلّقه، دارای فرزند", "divorcee"),
        ("مطلقه‌ای", "divorcee"),
        ("معتادان", "addict"),
        ("معتاد بی‌بضاعت", "addict"),
        ("فقيرند", "poor"),
        ("(فقرا)", "poor"),
        ("محرومین", "deprived"),
        ("دختران بازماندهٔ از ازدواج", "left_unmarried"),
    ],
)
def test_another_spelling_or_ending_is_the_same_word(text, key):
    assert [each.key for each in avoided_in(text)] == [key]


@pytest.mark.parametrize(
    "text", ["", "سقف قیرگونی دارد", "محرومیت از حقوق اجتماعی", "سرپرست خانوار", "بازمانده از تحصیل", "طلاق مطلق"]
)
def test_words_that_only_look_alike_are_left_alone(text):
    assert avoided_in(text) == ()


def test_each_word_is_named_once():
    assert len(avoided_in("فقیر و فقیر و فقرا")) == 1
