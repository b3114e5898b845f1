"""How the pages speak of the members of a household."""

from datetime import date

import pytest

from hamyar.org.tests.factories import make_office
from hamyar.registry import display
from hamyar.registry.tests.factories import make_household

pytestmark = pytest.mark.django_db
TODAY = date(2025, 11, 1)


def test_nobody_calls_a_child_unemployed():
    pupil = {"born_on": date(2016, 5, 1), "work_status": "unemployed", "education_status": "pupil"}
    household = make_household(make_office(), members=(("child", pupil),))

    head, child = display.members(household, TODAY)

    assert (head.work_status, child.work_status) == ("خانه‌دار", "")
    assert child.education_status == "دانش‌آموز"
