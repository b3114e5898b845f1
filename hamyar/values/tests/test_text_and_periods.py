"""Persian spelling, and dated periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.values import digits, text
from hamyar.values.period import Period, PeriodRefused, first_overlap

PERSIAN_TEXT = st.text("ابپتآأإيىیكکگةۀهؤئ ًٌَُِّـ\u200c\u200f \t۰۱٢9aB-", max_size=30)
DAY = date(2024, 4, 24)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("علي‌رضا", "علیرضا"),
        ("علی رضا", "علیرضا"),
        ("كاظمي", "کاظمی"),
        ("آقایی", "اقایی"),
        ("أحمد", "احمد"),
        ("إسماعیل", "اسماعیل"),
        ("فاطمة", "فاطمه"),
        ("خانۀ", "خانه"),
        ("خانهٔ", "خانه"),
        ("مُحَمَّد", "محمد"),
        ("مصطفى", "مصطفی"),
        ("۱۲۳", "١٢٣"),
        ("۱۲۳", "123"),
        ("محـــمد", "محمد"),
        ("Ali", "ALI"),
        ("مؤمن", "مومن"),
        ("رئیسی", "رییسی"),
        ("ﻋﻠﻲ", "علی"),
    ],
)
def test_two_spellings_of_one_name_fold_to_one_key(left, right):
    assert text.fold(left) == text.fold(right)


def test_different_names_stay_different():
    assert text.fold("علی") != text.fold("علا")


@given(PERSIAN_TEXT)
def test_folding_and_cleaning_twice_changes_nothing(written):
    assert text.fold(text.fold(written)) == text.fold(written)
    assert text.clean(text.clean(written)) == text.clean(written)
    assert text.fold(text.clean(written)) == text.fold(written)
    assert not set("\u200c \t") & set(text.fold(written))


def test_stored_text_keeps_its_half_spaces_and_loses_stray_spaces():
    assert text.clean("  علي‌رضا \u200c  كريمي\u200c ") == "علی‌رضا کریمی"
    assert text.clean("می\u200c\u200cروم\n\tخانه\u200f") == "می‌روم خانه"


def test_lines_of_a_note_stay_lines():
    assert text.clean_lines("\n یک  دو \r\n\n\n\nسه ") == "یک دو\n\nسه"


@given(st.text(max_size=40))
def test_digits_go_to_latin_and_to_persian_without_loss(written):
    assert digits.to_latin(digits.to_persian(digits.to_latin(written))) == digits.to_latin(written)


def test_only_latin_digits_are_latin_digits():
    assert digits.are_latin_digits("0123")
    assert not any(map(digits.are_latin_digits, ["", "۱", "1²", " 1", "٣"]))
    assert digits.to_persian(1403) == "۱۴۰۳"


def test_a_period_includes_its_first_day_and_not_its_end():
    period = Period(DAY, DAY + timedelta(days=2))

    assert DAY in period and DAY + timedelta(days=1) in period
    assert DAY + timedelta(days=2) not in period and DAY - timedelta(days=1) not in period
    assert period.last_on == DAY + timedelta(days=1)
    assert Period.through(DAY, DAY + timedelta(days=1)) == period
    assert list(period) == [DAY, DAY + timedelta(days=1)]


def test_a_period_cannot_end_before_it_begins():
    with pytest.raises(PeriodRefused):
        Period(DAY, DAY)


PERIODS = st.builds(
    lambda start, days: Period(
        DAY + timedelta(days=start), None if days is None else DAY + timedelta(days=start + days)
    ),
    st.integers(0, 20),
    st.one_of(st.none(), st.integers(1, 10)),
)


@given(PERIODS, PERIODS)
def test_two_periods_overlap_when_they_share_a_day(one, other):
    window = [DAY + timedelta(days=offset) for offset in range(60)]
    shared = [day for day in window if day in one and day in other]

    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
    both = one.intersection(other)
    assert (both is None) == (not shared)
    assert both is None or [day for day in window if day in both] == shared


@given(st.lists(PERIODS, max_size=6))
def test_the_first_overlap_is_found_if_there_is_one(periods):
    found = first_overlap(periods)
    pairs = [(a, b) for index, a in enumerate(periods) for b in periods[index + 1 :] if a.overlaps(b)]

    assert (found is not None) == bool(pairs)
    assert found is None or found[0].overlaps(found[1])
