"""A file whose period of support ends: a new decision on fresh data, with new dates and a new plan (E-10.2, E-D.25)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from hamyar.assessment import validity
from hamyar.assessment.domain import DataGroup
from hamyar.audit.actor import CLOCK, Actor
from hamyar.audit.models import AuditRecord
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles import queries as casefiles_queries
from hamyar.casefiles import tasks
from hamyar.casefiles.domain import RenewalNotAllowed
from hamyar.casefiles.models import Casefile
from hamyar.desk.addresses import page_for
from hamyar.obligations.models import Obligation
from hamyar.org import clock
from hamyar.org.access import access_of
from hamyar.org.tests.factories import make_head, make_office, make_worker, sign_in
from hamyar.plans import actions, renewing
from hamyar.plans.domain import (
    NotYourRenewal,
    PlanExists,
    ReasonNeeded,
    RenewalBlocked,
    RenewalNotDue,
    RenewalPeriodRefused,
)
from hamyar.plans.models import ServicePlan
from hamyar.plans.tests.factories import make_draft, make_running
from hamyar.registry.domain import Source
from hamyar.registry.models import Household
from hamyar.values import jalali

pytestmark = pytest.mark.django_db
MAN = {"sex": "male", "marital_status": "married", "born_on": date(1980, 3, 1), "work_status": "unemployed"}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def noon_before(casefile, days=10):
    return datetime.combine(casefile.period_to_on - timedelta(days=days), time(9), UTC)


def ask(household, at):
    """The worker asks the household again about everything."""
    validity.confirm(household=household, groups=list(DataGroup), source=Source.PHONE, by=CLOCK, at=at)


def ending(office, worker, *, make=make_running, fresh=True, **facts):
    """A plan and its file ten days before the end of the period, the update asked for, the data asked again."""
    plan = make(office, worker, **facts)
    casefile, at = plan.casefile, noon_before(plan.casefile)
    casefiles.mark_update_due(casefile=casefile, at=at)
    if fresh:
        ask(casefile.household, at)
    casefile.refresh_from_db()
    return plan, casefile, at


def renew(casefile, at, **choice):
    return renewing.renew_with_plan(
        **{
            "casefile": casefile, "period_to_on": jalali.add_months(casefile.period_to_on, 6), "still_needy": True,
            "reason": "نیاز به معیشت مانده است", "by": Actor.staff(casefile.social_worker), "at": at, **choice,
        }
    )  # fmt: skip


@pytest.mark.clause("E-10.2", "E-D.25")
def test_a_renewal_is_a_new_period_with_a_new_plan_while_the_former_runs_to_its_end(office, worker):
    former, casefile, at = ending(office, worker)
    ends_on = casefile.period_to_on

    plan = renew(casefile, at)

    former.refresh_from_db()
    casefile.refresh_from_db()
    assert (casefile.state, casefile.period_from_on, casefile.period_to_on) == (
        "active", ends_on, jalali.add_months(ends_on, 6),
    )  # fmt: skip
    assert (plan.state, plan.renews, plan.from_on, plan.to_on) == ("draft", former, ends_on, casefile.period_to_on)
    assert (former.state, former.to_on) == ("running", ends_on)
    assert plan.assessment.because == "renewal"
    assert casefiles_queries.periods_of(casefile).count() == 2
    assert Obligation.objects.get(kind="period_end").state == "done"
    assert AuditRecord.objects.filter(event="plans.casefile.renewed").exists()


@pytest.mark.clause("E-10.2")
def test_stale_data_block_the_renewal_until_they_are_asked_again(office, worker):
    _plan, casefile, at = ending(office, worker, fresh=False)

    with pytest.raises(RenewalBlocked) as refused:
        renew(casefile, at)
    ask(casefile.household, at)
    plan = renew(casefile, at)

    assert (refused.value.clause, refused.value.details["lines"]) == ("E-10.2", ["fresh"])
    assert plan.state == "draft"


@pytest.mark.clause("E-D.12")
def test_the_year_of_aqshar_is_not_renewed(office, worker):
    _plan, casefile, at = ending(office, worker, make=make_draft, **MAN)

    with pytest.raises(RenewalNotAllowed) as refused:
        renew(casefile, at)

    assert refused.value.clause == "E-D.12"


@pytest.mark.clause("E-D.12")
def test_a_new_ground_opens_another_group_after_the_year_of_aqshar(office, worker):
    _plan, casefile, at = ending(office, worker, make=make_draft, **MAN)
    head = casefile.holder
    head.illness_class = "special"
    head.save(update_fields=["illness_class"])

    renew(casefile, at)

    casefile.refresh_from_db()
    assert casefile.target_groups[0] == "male_ill"
    assert casefiles_queries.periods_of(casefile).first().kind == "ordinary"


@pytest.mark.clause("E-3.2.1", "E-3.2.2")
def test_a_household_that_left_the_first_three_deciles_is_not_renewed_by_the_worker(office, worker):
    _plan, casefile, at = ending(office, worker)
    Household.objects.filter(pk=casefile.household_id).update(decile=5)

    with pytest.raises(NotYourRenewal) as refused:
        renew(casefile, at)

    assert refused.value.details["room"] == "commission"


@pytest.mark.clause("E-6.5.a.1")
def test_while_the_head_is_away_support_goes_on_by_three_opinions_alone(office, worker):
    _plan, casefile, at = ending(office, worker)
    Household.objects.filter(pk=casefile.household_id).update(head_condition="missing")

    with pytest.raises(NotYourRenewal) as refused:
        renew(casefile, at)

    assert refused.value.details["room"] == "continuation"


@pytest.mark.clause("E-6.5.a.3")
@pytest.mark.parametrize("suspended", [False, True])
def test_after_both_periods_the_courts_document_and_a_new_assessment_bring_ordinary_support(office, worker, suspended):
    _plan, casefile, at = ending(office, worker)
    away_since = casefile.period_from_on
    Household.objects.filter(pk=casefile.household_id).update(
        head_condition="missing", head_condition_since_on=away_since, head_condition_evidence="کلانتری"
    )
    middle = away_since + (casefile.period_to_on - away_since) / 2
    casefile.periods.update(kind="desertion_2", from_on=middle)
    casefile.periods.create(kind="desertion_1", from_on=away_since, to_on=middle, decided_at=at)
    if suspended:
        at += timedelta(days=20)
        tasks.run_tick(at=at)
        casefile.refresh_from_db()
    casefile = Casefile.objects.get(pk=casefile.pk)

    with pytest.raises(RenewalNotDue if suspended else NotYourRenewal):
        renew(casefile, at)
    casefiles.record_court_document(casefile=casefile, title="حکم غیبت", issued_on=away_since, by=CLOCK, at=at)
    plan = renew(casefile, at)

    casefile.refresh_from_db()
    assert (casefile.state, casefile.periods.order_by("-from_on")[0].kind) == ("active", "ordinary")
    assert plan.assessment.because == "renewal"


def test_only_the_worker_of_the_file_renews_it(office, worker):
    _plan, casefile, at = ending(office, worker)

    for stranger in (make_worker(office), make_head(office)):
        with pytest.raises(NotYourRenewal):
            renew(casefile, at, by=Actor.staff(stranger))


def test_a_file_is_renewed_once(office, worker):
    _plan, casefile, at = ending(office, worker)
    renew(casefile, at)

    with pytest.raises(RenewalNotDue):
        renew(casefile, at)

    assert casefiles_queries.periods_of(casefile).count() == 2


@pytest.mark.clause("E-D.25")
def test_the_new_period_has_an_end_within_a_year(office, worker):
    _plan, casefile, at = ending(office, worker)

    for day in (casefile.period_to_on, jalali.add_months(casefile.period_to_on, 12) + timedelta(days=1)):
        with pytest.raises(RenewalPeriodRefused):
            renew(casefile, at, period_to_on=day)

    assert renew(casefile, at, period_to_on=jalali.add_months(casefile.period_to_on, 12))


@pytest.mark.clause("E-D.1")
def test_the_worker_says_that_the_need_stands_and_why(office, worker):
    _plan, casefile, at = ending(office, worker)

    with pytest.raises(ReasonNeeded) as refused:
        renew(casefile, at, still_needy=False)
    with pytest.raises(ReasonNeeded):
        renew(casefile, at, reason=" ")

    assert refused.value.clause == "E-D.1"


def test_a_draft_that_nobody_approved_becomes_the_draft_of_the_new_period(office, worker):
    former, casefile, at = ending(office, worker, make=make_draft)
    ends_on = casefile.period_to_on

    plan = renew(casefile, at)

    assert (plan.pk, plan.from_on, plan.assessment.because) == (former.pk, ends_on, "renewal")
    assert not plan.items.filter(from_on__lt=ends_on).exists()
    assert ServicePlan.objects.filter(casefile=casefile).count() == 1


def test_the_new_plan_does_not_start_before_the_former_has_ended(office, worker):
    _former, casefile, at = ending(office, worker)
    plan = renew(casefile, at)

    with pytest.raises(PlanExists):
        actions.start(plan=plan, by=Actor.staff(worker), at=at)


# On screen


@pytest.fixture
def now_ending(office, worker, monkeypatch):
    _plan, casefile, at = ending(office, worker)
    monkeypatch.setattr(clock, "now", lambda: at)
    return casefile


@pytest.mark.clause("E-10.2", "E-D.25")
def test_the_worker_renews_on_the_page_and_comes_to_the_new_plan(client, worker, now_ending):
    sign_in(client, worker)
    address = reverse("plans:renewal", args=[now_ending.pk])
    page = client.get(address)
    said = {
        "still_needy": "on",
        "period_to_on": page.context["form"]["period_to_on"].value(),
        "reason": "نیاز مانده است",
    }

    answer = client.post(address, said | {"period_to_on": jalali.format_short(said["period_to_on"])})
    again = client.post(address, said | {"period_to_on": jalali.format_short(said["period_to_on"])})

    plan = ServicePlan.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (303, reverse("plans:plan", args=[plan.pk]))
    assert again["Location"] == reverse("desk:file", args=[now_ending.pk])
    assert plan.to_on == jalali.add_months(plan.from_on, 12)


@pytest.mark.clause("E-10.2")
def test_the_page_leads_to_the_data_that_are_too_old(client, office, worker, monkeypatch):
    _plan, casefile, at = ending(office, worker, fresh=False)
    monkeypatch.setattr(clock, "now", lambda: at)
    sign_in(client, worker)

    page = client.get(reverse("plans:renewal", args=[casefile.pk])).content.decode()

    assert reverse("assessment:validity", args=[casefile.household_id]) in page
    assert "still_needy" not in page


def test_file_and_worklist_lead_the_worker_to_the_page_and_the_head_to_the_file(client, office, worker, now_ending):
    head = make_head(office)
    address = reverse("plans:renewal", args=[now_ending.pk])

    sign_in(client, worker)
    assert address in client.get(reverse("desk:file", args=[now_ending.pk])).content.decode()
    assert address in client.get("/").content.decode()
    superior = access_of(head, on=clock.today())
    assert page_for(superior, "casefiles.casefile", now_ending.pk, "period_end") == reverse(
        "desk:file", args=[now_ending.pk]
    )
