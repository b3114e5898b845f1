"""An accepted household reads its plan and its score at the portal: in neutral words, and nothing of the worker's notes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamyar.audit.actor import Actor
from hamyar.intake.models import Application, PortalAccount
from hamyar.notifications.models import Message
from hamyar.org.tests.factories import make_office, make_worker
from hamyar.outbox.actions import deliver
from hamyar.plans import actions
from hamyar.plans.domain import Announcement
from hamyar.plans.tests.factories import START, make_approved, make_running
from hamyar.portal.tests.test_applying import sign_in_at_portal
from hamyar.reactions import FOLLOWERS

pytestmark = pytest.mark.django_db
MAN = {"sex": "male", "marital_status": "married", "born_on": START.date().replace(year=1985), "request": ("training",)}


@pytest.fixture
def worker():
    return make_worker(make_office())


def read_by_the_family(client, plan):
    account = PortalAccount.objects.get(mobile=sign_in_at_portal(client))
    Application.objects.filter(pk=plan.application_id).update(account=account)
    answer = client.get(f"/portal/follow/{plan.application_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("E-9.a.1", "E-9.a.2")
def test_the_score_is_explained_in_neutral_words(client, worker):
    page = read_by_the_family(client, make_running(worker.holdings.get().unit, worker, **MAN))

    assert "امتیاز اولویت درخواست شما" in page and "چه چیزی این امتیاز را تغییر می‌دهد؟" in page
    for avoided in ("نیازمند", "بدسرپرست", "فقر", "A-0", "مددکار خانوار را"):
        assert avoided not in page


@pytest.mark.clause("E-9.a.1", "E-9.a.2")
def test_a_family_whose_head_is_without_effect_reads_neither_the_cause_nor_the_offices_word_for_it(client, worker):
    known = {"household": {"head_condition": "ineffective_addiction"}, "reasons": {"E-13.3.hh.1": "مدرکی نبود."}}

    page = read_by_the_family(client, make_running(worker.holdings.get().unit, worker, **MAN, **known))

    assert "نیازمند توجه ویژه" in page
    assert not [word for word in ("فاقد صلاحیت", "بدسرپرست", "بی‌اثر", "اعتیاد", "معتاد") if word in page]


@pytest.mark.clause("E-D.25", "E-9.a.2")
def test_the_plan_shows_goals_services_and_their_end_but_not_what_the_worker_noted(client, worker):
    plan = make_running(worker.holdings.get().unit, worker)
    item = plan.items.get()
    item.package, item.need_text = None, "یادداشت مددکار"
    item.save()

    page = read_by_the_family(client, plan)

    assert "برنامهٔ کمکی شما" in page and "درآمد پایدار" in page and "معیشت" in page
    assert "یادداشت مددکار" not in page


@pytest.mark.clause("E-11.2.j")
def test_the_family_is_told_that_its_plan_is_announced_and_reads_it_at_the_portal_from_then_on(client, worker):
    plan = make_approved(worker.holdings.get().unit, worker)
    before = read_by_the_family(client, plan)

    actions.announce(plan=plan, how=Announcement.MESSAGE, by=Actor.staff(worker), at=START)
    deliver(FOLLOWERS, at=START)
    after = client.get(f"/portal/follow/{plan.application_id}/").content.decode()

    assert "برنامهٔ کمکی شما" not in before and "برنامهٔ کمکی شما" in after
    assert Message.objects.get(template="plan_announced").mobile == plan.application.mobile


def test_the_page_asks_the_database_few_questions(client, worker):
    plan = make_running(worker.holdings.get().unit, worker)
    read_by_the_family(client, plan)

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/portal/follow/{plan.application_id}/")

    assert len([query for query in asked.captured_queries if " FROM " in query["sql"]]) <= 15
