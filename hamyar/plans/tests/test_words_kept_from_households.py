"""A plan is read by the household: words that are kept from it are named before the plan is approved."""

import pytest
from django.urls import reverse

from hamyar.assessment.tests.factories import LATER
from hamyar.audit.actor import Actor
from hamyar.audit.models import AuditRecord
from hamyar.org.tests.factories import make_office, make_worker, sign_in
from hamyar.plans import actions
from hamyar.plans.tests.factories import add_service, make_draft

pytestmark = pytest.mark.django_db


@pytest.mark.clause("E-9.a.1")
@pytest.mark.parametrize(
    ("goal", "quantity"),
    [("درآمد پایدار", "یک دوره برای خانوار بدسرپرست"), ("توانمندی خانوار بدسرپرست", "یک دوره")],
)
def test_a_plan_with_a_word_kept_from_households_is_approved_only_when_the_worker_says_so(client, goal, quantity):
    office = make_office()
    worker = sign_in(client, make_worker(office))
    plan = make_draft(office, worker)
    add_service(plan, quantity=quantity)
    address = reverse("plans:approve", args=[plan.pk])
    actions.set_goals(plan=plan, goals=[goal], independence_goal="کار خانگی", by=Actor.staff(worker), at=LATER)

    warned = client.post(address)
    client.post(address, {"words_stay": "on"})

    plan.refresh_from_db()
    assert warned.status_code == 422
    assert "«خانوار نیازمند توجه ویژه»" in warned.content.decode()
    assert plan.state == "approved"
    assert AuditRecord.objects.get(event="plans.plan.words_kept").details["words"] == ["ill_headed"]
