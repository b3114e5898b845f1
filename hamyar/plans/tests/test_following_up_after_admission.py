"""After admission pupils and members who could work are followed up, each until there is no more need (E-14)."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from hamyar.audit.actor import Actor
from hamyar.obligations.models import Obligation
from hamyar.org.access import access_of
from hamyar.org.tests.factories import make_office, make_worker, sign_in
from hamyar.plans import queries, sectors
from hamyar.plans.domain import ReasonNeeded, Sector, sectors_of
from hamyar.plans.tests.factories import START, make_draft
from hamyar.registry.models import Person
from hamyar.values import jalali
from hamyar.values.school import next_term

pytestmark = pytest.mark.django_db
PUPIL = ("child", {"given_name": "علی", "born_on": date(2015, 5, 1), "education_status": "pupil"})


@pytest.fixture
def worker():
    return make_worker(make_office())


@pytest.fixture
def plan(worker):
    return make_draft(worker.holdings.get().unit, worker, members=(PUPIL,))


@pytest.mark.clause("E-14")
@pytest.mark.parametrize(
    ("on", "term"), [((1404, 6, 31), (1404, 7, 1)), ((1404, 7, 1), (1404, 11, 1)), ((1404, 12, 1), (1405, 7, 1))]
)
def test_the_next_term_begins_with_mehr_or_bahman(on, term):
    assert next_term(jalali.from_parts(*on)) == jalali.from_parts(*term)


@pytest.mark.clause("E-14")
def test_who_is_followed_up():
    def of(**facts):
        usual = {"education_status": "none", "work_status": "unemployed", "empowerment_capacity": "no", "adult": True}
        return sectors_of(**{**usual, **facts})

    assert of(education_status="pupil", adult=False) == (Sector.EDUCATION,)
    assert of(empowerment_capacity="yes") == (Sector.EMPLOYMENT,)
    assert of() == () and of(empowerment_capacity="yes", work_status="employed") == ()
    assert of(empowerment_capacity="yes", adult=False) == ()


@pytest.mark.clause("E-14")
def test_admitting_a_family_with_a_pupil_opens_its_education_follow_up(plan, worker):
    pupil = Person.objects.get(given_name="علی")

    duty = Obligation.objects.get(kind="education_follow_up")

    assert (duty.subject_id, duty.period_key, duty.owner) == (plan.casefile_id, str(pupil.pk), worker)
    assert Obligation.objects.filter(kind="employment_follow_up", state="open").exists()


@pytest.mark.clause("E-14")
def test_a_logged_follow_up_closes_the_duty_and_opens_the_next(plan, worker):
    pupil, by = Person.objects.get(given_name="علی"), Actor.staff(worker)
    after = START + timedelta(days=200)

    with pytest.raises(ReasonNeeded):
        sectors.log(casefile=plan.casefile, person=pupil, sector=Sector.EDUCATION, note=" ", by=by, at=after)
    sectors.log(casefile=plan.casefile, person=pupil, sector=Sector.EDUCATION, note="معدل خوب است.", by=by, at=after)

    states = list(Obligation.objects.filter(kind="education_follow_up").order_by("pk").values_list("state", flat=True))
    assert states == ["done", "open"]


@pytest.mark.clause("E-14")
def test_who_found_work_is_followed_up_no_more(plan, worker):
    head = plan.casefile.holder
    Person.objects.filter(pk=head.pk).update(work_status="employed")

    sectors.log(
        casefile=plan.casefile,
        person=head,
        sector=Sector.EMPLOYMENT,
        note="سر کار رفت.",
        by=Actor.staff(worker),
        at=START,
    )

    assert not Obligation.objects.filter(kind="employment_follow_up", state="open").exists()


def test_the_page_takes_a_note_from_the_own_worker_alone(client, plan, worker):
    pupil = Person.objects.get(given_name="علی")
    url = reverse("plans:follow_ups", args=[plan.casefile_id])
    line = {"person": pupil.pk, "sector": "education", "note": "معلم راضی است."}
    sign_in(client, worker)

    page, empty, kept = client.get(url), client.post(url, {**line, "note": ""}), client.post(url, line)
    colleague = make_worker(worker.holdings.get().unit)

    assert (page.status_code, empty.status_code, kept.status_code) == (200, 422, 303)
    with pytest.raises(Http404):
        queries.casefile_to_read(access_of(colleague, on=START.date()), plan.casefile_id)
