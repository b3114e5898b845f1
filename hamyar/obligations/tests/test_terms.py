"""How terms are reckoned: working days, the end of a day, three quarters of a term."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.obligations.domain import FRIDAY, TEHRAN, add_working_days, end_of_day, warn_moment

WEDNESDAY = date(2025, 10, 1)
THURSDAY, FRIDAY_3, SATURDAY, SUNDAY, MONDAY = (WEDNESDAY + timedelta(days=days) for days in range(1, 6))

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("start", "count", "holidays", "due"),
    [
        (WEDNESDAY, 0, (), WEDNESDAY),
        (WEDNESDAY, 1, (), THURSDAY),
        (WEDNESDAY, 2, (), SATURDAY),
        (THURSDAY, 1, (), SATURDAY),
        (FRIDAY_3, 1, (), SATURDAY),
        (WEDNESDAY, 2, (SATURDAY,), SUNDAY),
        (WEDNESDAY, 2, (THURSDAY, SATURDAY, SUNDAY), MONDAY + timedelta(days=1)),
        (WEDNESDAY, 2, (FRIDAY_3,), SATURDAY),
    ],
)
def test_working_days_pass_over_fridays_and_holidays(start, count, holidays, due):
    assert add_working_days(start, count, holidays) == due


@given(start=days, count=st.integers(1, 40), holidays=st.sets(st.integers(1, 60), max_size=20))
def test_exactly_so_many_working_days_lie_up_to_the_due_day(start, count, holidays):
    off = {start + timedelta(days=number) for number in holidays}

    due = add_working_days(start, count, off)

    passed = (start + timedelta(days=number) for number in range(1, (due - start).days + 1))
    working = [day for day in passed if day.weekday() != FRIDAY and day not in off]
    assert len(working) == count
    assert working[-1] == due


def test_a_term_that_ends_on_a_day_ends_with_that_day_in_tehran():
    end = end_of_day(WEDNESDAY)

    assert end == datetime(2025, 10, 1, 23, 59, 59, tzinfo=TEHRAN)
    assert end.utcoffset() == timedelta(hours=3, minutes=30)


def test_the_warning_comes_when_so_much_of_the_term_has_passed():
    opened = datetime(2025, 10, 1, 12, tzinfo=TEHRAN)

    assert warn_moment(opened, opened + timedelta(days=20), 75) == opened + timedelta(days=15)
