"""The household reads its plan and its score in neutral words, and nothing of the worker's own notes."""

import pytest
from django.template.loader import render_to_string

from hamyar.assessment import queries as assessment
from hamyar.org.tests.factories import make_office, make_worker
from hamyar.plans import queries
from hamyar.plans.tests.factories import START, make_running

pytestmark = pytest.mark.django_db


@pytest.mark.clause("E-9.a.1", "E-9.a.2")
def test_the_score_is_explained_in_neutral_words():
    office = make_office()
    man = {
        "sex": "male",
        "marital_status": "married",
        "born_on": START.date().replace(year=1985),
        "request": ("training",),
    }
    plan = make_running(office, make_worker(office), **man)
    stored = plan.assessment

    page = render_to_string(
        "assessment/_explanation_portal.html",
        {"assessment": stored, "explanation": assessment.explanation(stored, for_household=True)},
    )

    assert "امتیاز اولویت درخواست شما" in page
    for avoided in ("نیازمند", "بدسرپرست", "فقر", "A-0", "مددکار خانوار را"):
        assert avoided not in page


@pytest.mark.clause("E-D.25")
def test_the_plan_shows_goals_services_and_their_end():
    office = make_office()
    plan = make_running(office, make_worker(office))

    shown = queries.plans_shown_to(plan.household)
    page = render_to_string("plans/_plan_portal.html", {"plan": shown[0], "today": START.date()})

    assert "برنامهٔ کمکی شما" in page and "درآمد پایدار" in page and "تا" in page
    assert plan.items.get().need_text not in page
