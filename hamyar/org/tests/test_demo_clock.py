"""The clock: the machine's own, and in a demonstration one that can be moved forward."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hamyar.org import clock

pytestmark = pytest.mark.django_db


def test_in_a_demonstration_time_moves_forward_for_everybody(settings):
    settings.DEMO = True

    clock.move_forward(timedelta(days=30))
    clock.move_forward(timedelta(days=1))

    assert timedelta(days=31) <= clock.now() - timezone.now() + timedelta(seconds=5) < timedelta(days=31, seconds=10)


def test_it_never_moves_back_nor_outside_a_demonstration(settings):
    settings.DEMO = True
    with pytest.raises(RuntimeError):
        clock.move_forward(timedelta(days=-1))

    settings.DEMO = False
    with pytest.raises(RuntimeError):
        clock.move_forward(timedelta(days=1))


def test_a_day_begins_and_ends_in_tehran():
    from datetime import UTC, date, datetime

    assert clock.day_of(datetime(2025, 10, 1, 20, 29, tzinfo=UTC)) == date(2025, 10, 1)
    assert clock.day_of(datetime(2025, 10, 1, 20, 31, tzinfo=UTC)) == date(2025, 10, 2)
