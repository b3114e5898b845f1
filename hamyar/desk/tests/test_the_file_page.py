"""A household's file: whole for its worker, with a reason for superiors, not found for anybody else."""

import pytest
from django.test import Client
from django.urls import reverse

from hamyar.assessment import actions as assessment
from hamyar.audit.actor import Actor
from hamyar.audit.models import FileReading
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.desk.file import open_duties
from hamyar.guidelines.titles import title
from hamyar.org import clock
from hamyar.org.access import access_of
from hamyar.org.tests.factories import make_head, make_office, make_user, make_worker
from hamyar.plans.queries import plans_with_services
from hamyar.plans.tests.factories import make_running
from hamyar.registry import actions as registry
from hamyar.values import jalali
from hamyar.visits import tasks

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="hamyar.org.backends.StaffBackend")
    return client


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def casefile(office, worker):
    return make_casefile(office=office, worker=worker)


@pytest.mark.clause("E-9.a.2")
def test_the_worker_reads_the_own_file_and_that_is_recorded(casefile):
    page = signed_in(casefile.social_worker).get(f"/file/{casefile.pk}/")

    assert page.status_code == 200
    assert casefile.holder.family_name in page.content.decode()
    assert FileReading.objects.get().reader_user_id == casefile.social_worker_id


@pytest.mark.clause("E-9.a.2")
def test_a_colleague_does_not_find_it_and_the_attempt_is_kept(casefile):
    colleague = make_worker(casefile.unit)

    assert signed_in(colleague).get(f"/file/{casefile.pk}/").status_code == 404

    assert FileReading.objects.get().refused


@pytest.mark.clause("E-9.a.2")
def test_the_head_is_asked_for_a_reason_first(casefile):
    answer = signed_in(make_head(casefile.unit)).get(f"/file/{casefile.pk}/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/files/{casefile.pk}/reason/"


@pytest.mark.clause("E-3.n2.2")
def test_the_file_names_the_office_head_who_answers_for_the_admission(office, worker):
    head = make_head(office, given_name="پاسخگو")
    plan = make_running(office, worker)

    page = signed_in(worker).get(f"/file/{plan.casefile_id}/").content.decode()

    assert page.split("پاسخ‌گوی پذیرش</dt>")[1].split("</dd>")[0].count(str(head)) == 1


@pytest.mark.clause("E-D.14")
def test_by_what_a_head_is_without_effect_is_read_by_the_own_worker_and_by_no_superior(office, worker):
    head = {"sex": "male", "household": {"head_condition": "ineffective_addiction"}}
    casefile = make_casefile(office=office, worker=worker, head=head)
    read = {}

    superiors = {"head": make_head(office), "secretary": make_user(("commission_secretary", office))}
    for role, user in {"worker": worker, **superiors}.items():
        client = signed_in(user)
        client.post(f"/files/{casefile.pk}/reason/", {"reason": "رسیدگی به پرونده"})
        page = client.get(f"/file/{casefile.pk}/")
        read[role] = (page.status_code, "اعتیاد" in page.content.decode())

    assert read == {"worker": (200, True), "head": (200, False), "secretary": (200, False)}


@pytest.mark.clause("E-13.3.z", "E-9.a.2")
def test_a_counsellor_opens_a_referred_file_while_the_referral_is_open_and_that_is_recorded(office, casefile):
    counsellor = make_user(("counsellor", office))
    client = signed_in(counsellor)
    before = client.get(f"/file/{casefile.pk}/").status_code
    by = Actor.staff(casefile.social_worker)
    referral = assessment.refer(household=casefile.household, ground="worker", by=by, at=clock.now())

    opened = client.get(f"/file/{casefile.pk}/")
    reading = FileReading.objects.get(reader_user_id=counsellor.pk, refused=False)
    assessment.record_result(
        referral=assessment.accept_referral(referral=referral, by=Actor.staff(counsellor), at=clock.now()),
        result="گفت‌وگو شد", by=Actor.staff(counsellor), at=clock.now(),
    )  # fmt: skip

    assert (before, opened.status_code, reading.reason) == (404, 200, "بررسی مشاور")
    assert client.get(f"/file/{casefile.pk}/").status_code == 404


def test_the_file_shows_the_duties_about_its_services_and_leads_to_them(office, worker):
    plan = make_running(office, worker)

    page = signed_in(worker).get(f"/file/{plan.casefile_id}/").content.decode()

    item = plan.items.get()
    duties = page[page.index("کارهای باز") :]
    shown = duties[: duties.index("</section>")]
    assert f'href="/plans/items/{item.pk}/"' in shown and title("service", item.service) in shown


def test_the_duties_of_services_take_as_many_queries_for_many_plans_as_for_one(
    office, worker, django_assert_num_queries
):
    running = [make_running(office, worker) for _ in range(3)]
    access, casefile = access_of(worker, on=clock.today()), running[0].casefile

    with django_assert_num_queries(4):
        written = [each for plan in running for each in plans_with_services(plan.household)]
        duties = open_duties(access, casefile, [], written, [])

    assert {row.obligation.subject_id for row in duties} >= {plan.items.get().pk for plan in running}


@pytest.mark.clause("E-6.n2.1")
def test_the_file_of_a_minor_without_a_ruling_says_that_it_is_not_complete(office, worker):
    orphaned = make_casefile(office=office, worker=worker, head={"members": (("child", {"given_name": "نیما"}),)})
    alone = make_casefile(office=office, worker=worker)

    pages = [signed_in(worker).get(f"/file/{each.pk}/").content.decode() for each in (orphaned, alone)]

    assert ["پرونده ناقص است" in page for page in pages] == [True, False]
    assert "نیما" in pages[0].split("حکم سرپرستی نرسیده است")[1].split("پرونده ناقص است")[0]


@pytest.mark.clause("E-0.a.2.3")
def test_the_service_path_is_the_goals_in_their_order_and_the_services_with_their_dates(office, worker):
    plan = make_running(office, worker)

    page = signed_in(worker).get(f"/file/{plan.casefile_id}/").content.decode()

    path = page[page.index('id="path"') :]
    path, item = path[: path.index("</section>")], plan.items.get()
    assert str(worker) in path
    assert path.index("درآمد پایدار") < path.index("راه‌اندازی کار خانگی") < path.index(title("service", item.service))
    assert f'href="/plans/items/{item.pk}/"' in path and jalali.format_long(item.from_on) in path


def test_another_office_finds_nothing_even_without_the_first_wall(casefile, monkeypatch):
    from hamyar.casefiles import queries
    from hamyar.casefiles.models import Casefile

    monkeypatch.setattr(queries, "casefiles_in_reach", lambda *_args, **_kwargs: Casefile.objects.all())
    stranger = make_worker(make_office())

    assert signed_in(stranger).get(f"/file/{casefile.pk}/").status_code == 404


@pytest.mark.clause("E-0.a.2.3", "E-9.h.1")
def test_the_file_shows_the_service_path_the_contacts_and_its_visits_within_the_query_budget(
    casefile, django_assert_max_num_queries
):
    now, by = clock.now(), Actor.staff(casefile.social_worker)
    casefiles.record_contact(
        casefile=casefile, on=clock.today(), source=ContactSource.PHONE, note="نوبت درمان گفته شد.", by=by, at=now
    )
    tasks.run_tick(at=now)
    client = signed_in(casefile.social_worker)
    client.get(f"/file/{casefile.pk}/")

    with django_assert_max_num_queries(14 + 5):  # and the savepoint and the settings of the reach, which ask no table
        page = client.get(f"/file/{casefile.pk}/").content.decode()

    assert "مسیر خدمت" in page and "نوبت درمان گفته شد." in page and "تماس تلفنی" in page
    assert "آخرین بازدید" in page and "بازدید بعدی" in page


@pytest.mark.clause("E-6.2.1")
def test_the_file_of_a_widow_leads_to_her_marriage_and_asks_for_it_once_she_is_recorded_as_married(casefile, worker):
    address = reverse("casefiles:remarriage", args=[casefile.pk])
    before = signed_in(worker).get(f"/file/{casefile.pk}/").content.decode()

    registry.change_person(
        person=casefile.holder, changes={"marital_status": "married"}, source="office", by=Actor.staff(worker),
        at=clock.now(),
    )  # fmt: skip

    after = signed_in(worker).get(f"/file/{casefile.pk}/").content.decode()
    assert address in before and "سرپرست ازدواج کرده است" not in before
    assert address in after and "سرپرست ازدواج کرده است" in after
