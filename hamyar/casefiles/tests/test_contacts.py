"""The contact log of a file, and the files that nobody has spoken with for long (E-0.a.2.3, A-58)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions, contacts, tasks
from hamyar.casefiles.domain import ContactNotYet, ContactSource
from hamyar.casefiles.models import Contact
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.obligations.models import Obligation
from hamyar.org import clock
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, TODAY, make_head, make_office, make_user, make_worker, sign_in
from hamyar.values import digits, jalali

pytestmark = pytest.mark.django_db
GAP = timedelta(days=90)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def silent_file(office, worker, *, days: int, on=TODAY, **fields):
    """A file whose household was last spoken with so many days ago."""
    return make_casefile(office=office, worker=worker, last_contact_on=on - timedelta(days=days), **fields)


def call(file, worker, *, on=TODAY, at=NOON, note="حالشان را پرسیدم."):
    return actions.record_contact(
        casefile=file, on=on, source=ContactSource.PHONE, note=note, by=Actor.staff(worker), at=at
    )


def duties_of(file, state="open"):
    return Obligation.objects.filter(kind="casefile_contact", subject_id=file.pk, state=state)


@pytest.mark.clause("E-0.a.2.3")
def test_a_contact_is_kept_with_its_day_source_and_note_and_moves_the_last_contact(office, worker):
    file = silent_file(office, worker, days=40)

    call(file, worker)

    line = Contact.objects.get(casefile=file)
    file.refresh_from_db()
    assert (line.on, line.source, line.note) == (TODAY, "phone", "حالشان را پرسیدم.")
    assert file.last_contact_on == TODAY


def test_what_other_actions_note_stands_once_a_day_and_words_always(office, worker):
    file, by = silent_file(office, worker, days=40), Actor.staff(worker)

    for note in ("", "", "نوبت درمان گفته شد.", "نوبت درمان گفته شد."):
        actions.record_contact(casefile=file, on=TODAY, source=ContactSource.SERVICE, note=note, by=by, at=NOON)

    assert Contact.objects.filter(casefile=file).count() == 3


def test_a_contact_of_tomorrow_is_refused(office, worker):
    file = silent_file(office, worker, days=1)

    with pytest.raises(ContactNotYet):
        call(file, worker, on=TODAY + timedelta(days=1))


def test_the_log_is_append_only_and_hidden_from_other_offices(office, worker):
    file = silent_file(office, worker, days=1)
    call(file, worker)

    with pytest.raises(ProgrammingError), transaction.atomic():
        Contact.objects.update(note="")
    with reaching(Reach(paths=(make_office().path,))):
        assert not Contact.objects.exists()


@pytest.mark.clause("E-0.a.2.3")
@pytest.mark.parametrize(("days", "opens"), [(75, False), (76, True), (90, True), (200, True)])
def test_the_clock_asks_for_a_contact_before_the_gap_is_over(office, worker, days, opens):
    file = silent_file(office, worker, days=days)

    tasks.run_tick(at=NOON)
    tasks.run_tick(at=NOON)

    assert duties_of(file).count() == int(opens)
    if opens:
        due_on = max(TODAY, TODAY - timedelta(days=days) + GAP)
        assert clock.day_of(duties_of(file).get().due_at) == due_on and duties_of(file).get().owner == worker


@pytest.mark.clause("E-0.a.2.3")
def test_where_nobody_has_ever_called_the_gap_counts_from_the_start_of_support(office, worker):
    file = make_casefile(office=office, worker=worker, period_from_on=TODAY - timedelta(days=80))
    closed = silent_file(office, worker, days=200, state="suspended")

    tasks.run_tick(at=NOON)

    assert duties_of(file).exists() and not duties_of(closed).exists()


@pytest.mark.clause("E-0.a.2.3")
def test_any_contact_closes_the_duty_but_an_old_one_found_in_the_papers_does_not(office, worker):
    file = silent_file(office, worker, days=120)
    tasks.run_tick(at=NOON)

    call(file, worker, on=TODAY - timedelta(days=100))
    still_open = duties_of(file).exists()
    call(file, worker, on=TODAY - timedelta(days=3))

    assert still_open and not duties_of(file).exists() and duties_of(file, "done").count() == 1


def test_the_clock_asks_the_same_number_of_questions_for_many_files(office, worker, django_assert_max_num_queries):
    for _ in range(9):
        silent_file(office, worker, days=100)

    with django_assert_max_num_queries(8):
        opened = contacts.open_contact_duties(at=NOON)

    assert opened == 9


@pytest.mark.clause("E-0.a.2.3")
def test_silent_files_are_listed_longest_first_as_the_address_asks(client, office, worker):
    today, colleague = clock.today(), make_worker(office)
    near = silent_file(office, worker, days=89, on=today)
    over = silent_file(office, worker, days=90, on=today)
    long = silent_file(office, colleague, days=300, on=today)
    sign_in(client, make_head(office))
    url = reverse("casefiles:without_contact")

    def shown(**asked):
        page = client.get(url, asked).content.decode()
        places = {page.find(digits.to_persian(file.number)): file for file in (near, over, long)}
        return [places[place] for place in sorted(places) if place >= 0]

    assert shown() == [long, over]
    assert shown(longer="90") == [long]
    assert shown(worker=worker.pk) == [over]


def test_the_log_is_written_by_worker_and_head_and_read_by_others_with_a_reason(client, office, worker):
    file = silent_file(office, worker, days=10, on=clock.today())
    url = reverse("casefiles:contacts", args=[file.pk])
    told = {"on": jalali.format_short(clock.today()), "source": "office", "note": "آمدند و برگه را نشان دادند."}
    answers = {}

    for name, user in {
        "worker": worker, "head": make_head(office), "secretary": make_user(("commission_secretary", office)),
        "colleague": make_worker(office), "stranger": make_head(make_office()),
    }.items():  # fmt: skip
        sign_in(client, user)
        answers[name] = (client.get(url).status_code, client.post(url, told).status_code)

    assert answers == {
        "worker": (200, 303), "head": (303, 303), "secretary": (303, 403), "colleague": (404, 404), "stranger": (404, 404),
    }  # fmt: skip
    assert Contact.objects.filter(casefile=file).count() == 1  # the head is asked for a reason first


def test_a_contact_without_a_word_or_of_tomorrow_is_refused_on_the_page(client, office, worker):
    file = silent_file(office, worker, days=10, on=clock.today())
    url = reverse("casefiles:contacts", args=[file.pk])
    sign_in(client, worker)
    tomorrow = jalali.format_short(clock.today() + timedelta(days=1))

    empty = client.post(url, {"on": jalali.format_short(clock.today()), "source": "phone", "note": ""})
    early = client.post(url, {"on": tomorrow, "source": "phone", "note": "فردا"})

    assert (empty.status_code, early.status_code) == (422, 422)
    assert "پس از امروز" in early.content.decode()
