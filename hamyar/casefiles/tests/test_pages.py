"""The pages of files: the list, the reason, the readings, handing over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamyar.casefiles import queries, views
from hamyar.casefiles.models import Casefile
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.org import clock
from hamyar.org.tests.factories import give_role, make_head, make_hq, make_office, make_user, make_worker, sign_in
from hamyar.registry.tests.factories import make_household

pytestmark = pytest.mark.django_db
LIST = reverse("casefiles:list")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def body(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def persian(number):
    return number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def test_a_worker_finds_the_own_files_in_the_list(client, office, worker):
    own = make_casefile(office=office, worker=worker)
    other = make_casefile(office=office, worker=make_worker(office))
    sign_in(client, worker)

    page = body(client.get(LIST))

    assert persian(own.number) in page
    assert persian(other.number) not in page


@pytest.mark.clause("E-D.22")
def test_the_head_lists_the_files_for_which_no_worker_answers(client, office, worker):
    held, orphan = make_casefile(office=office, worker=worker), make_casefile(office=office, worker=None)
    sign_in(client, make_head(office))

    everything, exceptions = body(client.get(LIST)), body(client.get(LIST, {"worker": "none"}))

    assert "بی‌مددکار</option>" in everything  # the filter is offered
    assert persian(orphan.number) in exceptions
    assert persian(held.number) not in exceptions


def test_an_empty_list_says_what_will_come(client, worker):
    sign_in(client, worker)

    assert "هنوز پرونده‌ای نیست" in body(client.get(LIST))


def test_filters_stand_in_the_address(client, office):
    active = make_casefile(office=office)
    suspended = make_casefile(office=office, state="suspended")
    sign_in(client, make_head(office))

    page = body(client.get(LIST, {"state": "suspended"}))

    assert persian(suspended.number) in page
    assert persian(active.number) not in page
    assert "پرونده‌ای با این ویژگی‌ها نیست" in body(client.get(LIST, {"state": "exited"}))


def test_files_whose_support_ends_soon_can_be_asked_for(client, office):
    soon = make_casefile(office=office, period_to_on=clock.today() + timedelta(days=10))
    late = make_casefile(office=office, period_to_on=clock.today() + timedelta(days=200))
    sign_in(client, make_head(office))

    page = body(client.get(LIST, {"ending": "30"}))

    assert persian(soon.number) in page
    assert persian(late.number) not in page


def test_the_list_asks_the_database_as_often_for_many_files_as_for_few(client, office):
    head = make_head(office)
    sign_in(client, head)
    make_casefile(office=office, worker=make_worker(office))
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(10):
        make_casefile(office=office, worker=make_worker(office))

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(few) <= 15


def test_a_role_without_files_gets_no_list(client):
    sign_in(client, make_user(("it_admin", make_hq())))

    assert client.get(LIST).status_code == 403


@pytest.mark.clause("E-9.a.2")
def test_without_the_first_wall_the_second_still_hides_the_other_office(client, office, monkeypatch):
    own, other = make_casefile(office=office), make_casefile(office=make_office())
    monkeypatch.setattr(queries, "casefiles_in_reach", lambda access, **options: Casefile.objects.all())
    sign_in(client, make_head(office))

    page = body(client.get(LIST))

    assert persian(own.number) in page
    assert persian(other.number) not in page
    assert client.get(reverse("casefiles:reassign", args=[other.pk])).status_code == 404


# The reason


def reason_page(casefile):
    return reverse("casefiles:reason", args=[casefile.pk])


@pytest.mark.clause("E-9.a.2")
def test_a_head_says_why_and_goes_on_to_where_the_file_is(client, office):
    casefile = make_casefile(office=office)
    head = make_head(office)
    sign_in(client, head)

    asked = body(client.get(reason_page(casefile)))
    sent = client.post(reason_page(casefile), {"reason": "رسیدگی به شکایت", "next": LIST})

    assert persian(casefile.number) in asked
    assert (sent.status_code, sent["Location"]) == (303, LIST)
    (reading,) = queries.readings_of(casefile)
    assert (reading.reason, reading.reader) == ("رسیدگی به شکایت", str(head))


def test_an_empty_reason_is_asked_again(client, office):
    casefile = make_casefile(office=office)
    sign_in(client, make_head(office))

    assert client.post(reason_page(casefile), {"reason": " "}).status_code == 422
    assert queries.readings_of(casefile) == []


def test_the_way_on_never_leaves_the_system(client, office):
    casefile = make_casefile(office=office)
    sign_in(client, make_head(office))

    sent = client.post(reason_page(casefile), {"reason": "رسیدگی به شکایت", "next": "https://example.org/"})

    assert sent["Location"] == views.page_of_file(casefile.pk)


def test_the_own_worker_is_never_asked(client, office, worker):
    casefile = make_casefile(office=office, worker=worker)
    sign_in(client, worker)

    assert client.get(reason_page(casefile)).status_code == 303


@pytest.mark.clause("E-9.a.2")
def test_a_colleague_gets_not_found_and_the_head_sees_the_attempt(client, office, worker):
    casefile = make_casefile(office=office, worker=worker)
    colleague = make_worker(office)
    sign_in(client, colleague)

    assert client.get(reason_page(casefile)).status_code == 404

    sign_in(client, make_head(office))
    page = body(client.get(reverse("casefiles:readings"), {"only": "refused"}))
    assert persian(casefile.number) in page and "رد شد" in page and persian(str(colleague)) in persian(page)


def test_nobody_but_the_head_sees_who_read(client, worker):
    sign_in(client, worker)

    assert client.get(reverse("casefiles:readings")).status_code == 403


# Handing over


@pytest.mark.clause("E-D.22")
def test_the_head_gives_a_file_to_another_worker(client, office, worker):
    casefile = make_casefile(office=office, worker=worker)
    successor = make_worker(office)
    sign_in(client, make_head(office))
    address = reverse("casefiles:reassign", args=[casefile.pk])

    assert str(successor) in body(client.get(address))
    for _ in range(2):  # sent twice
        client.post(address, {"worker": successor.pk, "reason": "بار کار"})

    casefile.refresh_from_db()
    assert casefile.social_worker == successor
    assert casefile.household.social_worker == successor
    assert casefile.events.filter(event="reassigned").count() == 1


def test_a_worker_hands_over_nothing(client, office, worker):
    casefile = make_casefile(office=office, worker=worker)
    sign_in(client, worker)

    assert client.get(reverse("casefiles:reassign", args=[casefile.pk])).status_code == 403
    assert client.get(reverse("casefiles:reassign_caseload")).status_code == 403


@pytest.mark.clause("E-D.22")
def test_the_head_gives_a_whole_caseload_to_a_successor(client, office):
    gone = make_user()
    give_role(gone, "social_worker", office, to_on=clock.today())
    files = [make_casefile(make_household(office), worker=gone) for _ in range(2)]
    successor = make_worker(office)
    sign_in(client, make_head(office))
    address = reverse("casefiles:reassign_caseload")

    assert "رفته است" in body(client.get(address))
    sent = client.post(address, {"worker": gone.pk, "successor": successor.pk, "reason": "انتقالی"})

    assert sent.status_code == 303
    assert set(Casefile.objects.filter(social_worker=successor)) == set(files)


def test_a_worker_does_not_succeed_themselves(client, office, worker):
    make_casefile(office=office, worker=worker)
    sign_in(client, make_head(office))

    sent = client.post(
        reverse("casefiles:reassign_caseload"), {"worker": worker.pk, "successor": worker.pk, "reason": "x"}
    )

    assert sent.status_code == 422
