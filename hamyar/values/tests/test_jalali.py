"""The Solar Hijri calendar as people live by it."""

from datetime import date, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from hamyar.values import jalali
from hamyar.values.age import age_on, comes_of_age_on

NOWRUZ_1300, NOWRUZ_1501 = date(1921, 3, 21), jdatetime.date(1501, 1, 1).togregorian()
DAYS = st.dates(NOWRUZ_1300, NOWRUZ_1501 - timedelta(days=1))


def test_every_day_from_1300_to_1500_agrees_with_a_second_calendar_library():
    day = NOWRUZ_1300
    assert jalali.parts(day) == (1300, 1, 1)
    while day < NOWRUZ_1501:
        other = JalaliDate(day)
        assert jalali.parts(day) == (other.year, other.month, other.day)
        assert jalali.from_parts(other.year, other.month, other.day) == day
        day += timedelta(days=1)


@pytest.mark.parametrize("typed", ["۱۴۰۳/۰۲/۰۵", "1403/2/5", "1403-02-05", "١٤٠٣.٢.٥", " 1403 / 02 / 05 "])
def test_a_day_may_be_typed_in_many_ways(typed):
    assert jalali.parse(typed) == date(2024, 4, 24)


@pytest.mark.parametrize(
    "typed", ["", "1403/13/01", "1403/07/31", "1404/12/30", "2024/04/24", "03/02/05", "1403/02", "1403/0/1", "دیروز"]
)
def test_a_day_that_does_not_exist_is_refused(typed):
    with pytest.raises(jalali.DateRefused):
        jalali.parse(typed)


def test_leap_years_have_thirty_days_in_esfand():
    assert jalali.month_length(1403, 12) == 30
    assert jalali.month_length(1404, 12) == 29
    assert jalali.parse("1403/12/30") == date(2025, 3, 20)


def test_days_are_written_short_and_long():
    day = date(2024, 4, 24)

    assert jalali.format_short(day) == "۱۴۰۳/۰۲/۰۵"
    assert jalali.format_long(day) == "۵ اردیبهشت ۱۴۰۳"
    assert jalali.format_long(day, weekday=True) == "چهارشنبه ۵ اردیبهشت ۱۴۰۳"
    assert jalali.format_month(day) == "اردیبهشت ۱۴۰۳"


@given(DAYS)
def test_what_is_written_can_be_read_back(day):
    assert jalali.parse(jalali.format_short(day)) == day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("1403/02/05", 1, "1403/03/05"),
        ("1403/06/31", 1, "1403/07/30"),
        ("1403/11/30", 1, "1403/12/30"),
        ("1404/11/30", 1, "1404/12/29"),
        ("1403/12/30", 12, "1404/12/29"),
        ("1403/12/15", 1, "1404/01/15"),
        ("1403/01/31", -1, "1402/12/29"),
        ("1403/05/31", 6, "1403/11/30"),
        ("1403/05/10", 0, "1403/05/10"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_day_of_the_month(start, months, end):
    assert jalali.add_months(jalali.parse(start), months) == jalali.parse(end)


@given(DAYS, st.integers(0, 240))
def test_months_between_undoes_adding_months(day, months):
    later = jalali.add_months(day, months)

    assert jalali.months_between(day, later) == months
    assert jalali.months_between(day, later - timedelta(days=1)) == months - 1
    assert jalali.month_period(*jalali.parts(later)[:2]).from_on <= later


@given(DAYS)
def test_every_day_lies_in_its_season_and_its_year(day):
    season, year = jalali.season_of(day), jalali.year_of(day)

    assert season.start_on <= day <= season.end_on
    assert day in season.period
    assert day in jalali.year_period(year)
    assert season.next().previous() == season
    assert jalali.start_of_year(year) <= season.start_on <= season.end_on <= jalali.end_of_year(year)


def test_seasons_have_names():
    assert jalali.season_of(date(2024, 10, 1)).title == "پاییز ۱۴۰۳"
    assert jalali.season_of(jalali.parse("1403/12/30")) == (1403, 4)


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(1964, 5, 1), date(2024, 4, 30), 59),
        (date(1964, 5, 1), date(2024, 5, 1), 60),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2024, 4, 24), date(2024, 4, 24), 0),
    ],
)
def test_age_is_counted_in_completed_years(born_on, on, age):
    assert age_on(born_on, on) == age
    assert jalali.age_on(born_on, on) == age


@given(st.dates(date(1900, 1, 1), date(2010, 1, 1)), st.integers(1, 100))
def test_an_age_is_reached_exactly_on_its_day(born_on, years):
    day = comes_of_age_on(born_on, years)

    assert age_on(born_on, day) == years
    assert age_on(born_on, day - timedelta(days=1)) == years - 1
