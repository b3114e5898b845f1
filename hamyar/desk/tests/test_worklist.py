"""The worklist shows what is due, from whom, by which clause; superiors see what has passed."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from hamyar.audit.actor import CLOCK
from hamyar.audit.models import AuditRecord
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.intake.tests.factories import make_application
from hamyar.obligations import actions as obligations
from hamyar.obligations.models import Obligation
from hamyar.obligations.monitoring import open_reviews
from hamyar.org import clock
from hamyar.org.actions import hold_role
from hamyar.org.tests.factories import NOON, make_head, make_office, make_user, make_worker
from hamyar.values.digits import to_latin

pytestmark = pytest.mark.django_db


def figures(table: str) -> list[tuple[str, str, str]]:
    """Of each stage its link, and how many are open and late."""
    text = re.sub(r"</?(?:span|svg|use)[^>]*>", "", table)
    found = re.findall(
        r'href="([^"]+)".*?data-label="باز">([^<]+)<.*?data-label="گذشته از مهلت">([^<]+)<', text, re.DOTALL
    )
    return [(link, opened.strip(), late.strip()) for link, opened, late in found]


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


@pytest.mark.clause("E-13.n3")
def test_an_open_application_is_on_its_workers_list_with_its_clause(office, worker):
    application = make_application(office=office, worker=worker, state="assigned")

    page = signed_in(worker).get("/").content.decode()

    assert "رسیدگی به درخواست" in page
    assert f"/intake/{application.pk}/" in page


def test_the_own_list_names_the_people_and_what_superiors_are_told_does_not(office, worker):
    application = make_application(office=office, worker=worker, state="assigned")
    head = make_head(office)
    obligations.tick(at=application.due_at + timedelta(hours=1))

    own = signed_in(worker).get("/").content.decode()
    told = signed_in(head).get("/?whose=told").content.decode()

    assert application.person.full_name in own
    assert "رسیدگی به درخواست" in told and application.person.full_name not in told


def test_who_sees_no_households_is_led_to_the_duty_itself(office, worker):
    department = make_user(("provincial_admission", office.parent))
    application = make_application(office=office, worker=worker, state="assigned")
    duty = Obligation.objects.get(kind="handle_application", subject_id=application.pk)

    page = signed_in(department).get("/?whose=all").content.decode()

    assert f'href="/worklist/{duty.pk}/"' in page and f'href="/intake/{application.pk}/"' not in page
    assert signed_in(department).get(f"/worklist/{duty.pk}/").status_code == 200


def test_only_who_may_search_is_offered_the_search(office, worker):
    clerk = make_user(("provincial_admission", office.parent))

    pages = [signed_in(each).get("/").content.decode() for each in (worker, clerk)]

    assert ['id="site-search"' in page for page in pages] == [True, False]


def test_a_colleagues_duty_is_not_on_the_list(office, worker):
    make_application(office=office, worker=worker, state="assigned")
    colleague = make_worker(office)

    page = signed_in(colleague).get("/").content.decode()

    assert "کار بازی ندارید" in page


@pytest.mark.clause("E-13.n3", "E-7.n")
def test_a_late_application_is_told_to_the_head_and_then_to_the_province(office, worker):
    head = make_head(office)
    department = make_user()
    hold_role(
        user=department, role="provincial_admission", unit=office.parent, from_on=office.opened_on, by=CLOCK,
        at=clock.now(),
    )  # fmt: skip
    application = make_application(office=office, worker=worker, state="assigned")
    late = application.due_at + timedelta(hours=1)

    obligations.tick(at=late)
    after_one_day = [signed_in(each).get("/?whose=told").content.decode() for each in (head, department)]
    obligations.tick(at=late + timedelta(days=4))
    after_five_days = [signed_in(each).get("/?whose=told").content.decode() for each in (head, department)]

    assert ["رسیدگی به درخواست</a>" in page for page in after_one_day] == [True, False]
    assert ["رسیدگی به درخواست</a>" in page for page in after_five_days] == [True, True]


@pytest.mark.clause("E-7.n")
def test_the_head_sees_every_stage_and_the_overdue_ones_by_worker(office, worker):
    head, busy = make_head(office), make_worker(office)
    make_application(office=office, worker=worker, state="assigned", at=clock.now())
    late = make_application(office=office, worker=busy, state="inquiring")
    later = make_application(office=office, worker=busy, state="inquiring", at=NOON + timedelta(days=1))
    elsewhere = make_application(office=make_office(), state="assigned")

    page = signed_in(head).get("/overview/").content.decode()

    stages, workers, overdue = (part.split("</section>")[0] for part in page.split("<h2>")[1:4])
    assert figures(stages) == [("/intake/?state=assigned", "۱", "۰"), ("/intake/?state=inquiring", "۲", "۲")]
    assert workers.index(str(busy)) < workers.index(str(worker))  # the most overdue first
    shown = [to_latin(overdue).find(each.number) for each in (late, later, elsewhere)]
    assert 0 < shown[0] < shown[1] and shown[2] == -1


def test_a_worker_may_not_open_the_overview(worker):
    assert signed_in(worker).get("/overview/").status_code == 403


@pytest.mark.clause("E-9.a.2")
def test_the_search_finds_the_own_caseload_and_no_colleagues(office, worker):
    casefile = make_casefile(office=office, worker=worker)
    number = casefile.number

    own = signed_in(worker).get("/search/", {"q": number}).content.decode()
    colleagues = signed_in(make_worker(office)).get("/search/", {"q": number}).content.decode()

    assert casefile.holder.family_name in own
    assert casefile.holder.family_name not in colleagues


@pytest.mark.parametrize("typed", ["زهرا آزمونی", "زهرا آزموني", "آزمونی", "ازموني"])
def test_the_search_takes_names_as_people_spell_them(office, worker, typed):
    make_casefile(office=office, worker=worker)

    page = signed_in(worker).get("/search/", {"q": typed}).content.decode()

    assert "آزمونی" in page.split("<tbody>", 1)[1]


def test_the_worklist_takes_few_queries_however_long_it_is(office, worker, django_assert_max_num_queries):
    for _ in range(12):
        make_application(office=office, worker=worker, state="assigned")
    client = signed_in(worker)

    with django_assert_max_num_queries(15):
        client.get("/")


@pytest.mark.clause("E-7.n")
def test_the_overview_takes_the_months_review_lists_it_and_keeps_who_looked(office):
    head = make_head(office)
    client = signed_in(head)

    asked = client.get("/overview/").content.decode()
    empty = client.post("/overview/reviewed/", {"note": ""})
    taken = client.post("/overview/reviewed/", {"note": "سه درخواست دیرکرده پیگیری شد."})
    again = client.post("/overview/reviewed/", {"note": "بار دیگر"})
    page, listed = client.get("/overview/").content.decode(), client.get("/overview/reviews/").content.decode()

    assert "بازبینی ماه انجام شد" in asked and (empty.status_code, taken.status_code, again.status_code) == (
        422,
        303,
        422,
    )
    assert "بازبینی این ماه انجام شد" in page and "سه درخواست دیرکرده پیگیری شد." in page
    assert "سه درخواست دیرکرده پیگیری شد." in listed
    views = AuditRecord.objects.filter(event="obligations.overview.viewed", actor_user_id=head.pk)
    assert views.count() == 2 and views.first().subject_id == str(office.pk)


def test_the_duty_to_review_leads_to_the_overview(office):
    open_reviews(at=clock.now())

    page = signed_in(make_head(office)).get("/").content.decode()

    assert "بازبینی ماهانهٔ فرایندهای پذیرش" in page and 'href="/overview/"' in page
