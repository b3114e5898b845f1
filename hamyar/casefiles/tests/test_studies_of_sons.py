"""Unmarried sons over 18 stay covered while they study without a break (E-6.n3)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from hamyar.audit.actor import CLOCK
from hamyar.casefiles import actions
from hamyar.casefiles.domain import EvidenceNeeded, FileNotOpen, NotAnAdultSon, StudyBroken, TermNotOffered
from hamyar.casefiles.models import CasefileEvent, StudyProof
from hamyar.casefiles.study import terms_offered
from hamyar.casefiles.tasks import run_tick
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.notifications.models import Message
from hamyar.obligations import actions as obligations
from hamyar.obligations.domain import TEHRAN, end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import NOON, TODAY, make_office, make_worker, sign_in
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.registry import actions as registry
from hamyar.registry.tests.factories import make_household
from hamyar.values import jalali
from hamyar.values.school import next_term, term_of

pytestmark = pytest.mark.django_db
NOW_ON, NEXT_ON = term_of(TODAY)
AFTER = term_of(NEXT_ON)[1]


@pytest.fixture
def worker():
    return make_worker(make_office())


@pytest.fixture
def casefile(worker):
    return file_of(worker)


def file_of(worker, *, mobile="09120000000", **son):
    facts = {"given_name": "علی", "sex": "male", "marital_status": "never_married", "born_on": years_ago(19), **son}
    household = make_household(worker.holdings.get().unit, members=(("child", facts),), mobile=mobile)
    return make_casefile(household, worker=worker, period_to_on=TODAY + timedelta(days=700))


def years_ago(years, *, days=0):
    return TODAY.replace(year=TODAY.year - years) + timedelta(days=days)


def noon(on):
    return datetime.combine(on, time(12), TEHRAN)


def son_of(casefile):
    return casefile.household.memberships.get(relation="child").person


def served(casefile):
    return casefile.household.memberships.get(relation="child").receives_service


def prove(casefile, *, at=NOON, **facts):
    given = {"from_on": NOW_ON, "institution": "دانشگاه زابل", "status": "student", "by": CLOCK, "at": at, **facts}
    return actions.record_study(casefile=casefile, person=son_of(casefile), **given)


def duties(**facts):
    return Obligation.objects.filter(kind="study_evidence", **facts)


def test_school_terms_follow_each_other_without_a_gap():
    begins, ends = term_of(jalali.from_parts(1404, 5, 10))

    assert (begins, ends) == (jalali.from_parts(1403, 11, 1), jalali.from_parts(1404, 7, 1))
    assert term_of(ends)[0] == ends == next_term(begins)


@pytest.mark.clause("E-6.n3")
def test_at_eighteen_a_task_asks_for_the_proof_by_the_next_intake(worker):
    casefile = file_of(worker, born_on=years_ago(18, days=1))
    run_tick(at=NOON)
    assert not duties().exists()

    run_tick(at=NOON + timedelta(days=1))
    run_tick(at=NOON + timedelta(days=2))

    duty = duties().get()
    assert (duty.owner, duty.subject_id, duty.due_at) == (worker, casefile.pk, end_of_day(NEXT_ON))


@pytest.mark.clause("E-6.n3")
def test_a_son_of_19_who_is_enrolled_stays_served_term_by_term(casefile):
    run_tick(at=NOON)

    prove(casefile)
    assert duties(state="open").get().due_at == end_of_day(NEXT_ON)

    prove(casefile, from_on=NEXT_ON, at=noon(NEXT_ON))
    run_tick(at=noon(NEXT_ON + timedelta(days=1)))

    assert served(casefile)
    assert duties(state="open").get().due_at == end_of_day(AFTER)
    assert son_of(casefile).education_status == "student"


@pytest.mark.clause("E-6.n3")
def test_a_son_of_19_who_is_not_enrolled_is_served_no_longer_and_the_household_is_told(casefile):
    run_tick(at=NOON)
    run_tick(at=noon(NEXT_ON))
    assert served(casefile)  # the day itself is still his

    run_tick(at=noon(NEXT_ON + timedelta(days=1)))
    deliver(FOLLOWERS, at=noon(NEXT_ON + timedelta(days=1)))

    member = casefile.household.memberships.get(relation="child")
    assert (member.receives_service, member.service_ended_clause, member.to_on) == (False, "E-6.n3", None)
    assert CasefileEvent.objects.get(casefile=casefile, event="study_ended").clause == "E-6.n3"
    assert Message.objects.get(template="member_service_ended").mobile == "09120000000"
    assert not duties(state="open").exists()


@pytest.mark.clause("E-6.n3")
@pytest.mark.parametrize("why", ["gap", "ended", "marriage"])
def test_the_worker_ends_it_when_he_stops_studying_finishes_or_marries(casefile, why):
    run_tick(at=NOON)

    actions.end_study(casefile=casefile, person=son_of(casefile), why=why, note="خودش گفت", by=CLOCK, at=NOON)
    run_tick(at=NOON + timedelta(days=1))

    assert not served(casefile)
    assert not duties(state="open").exists()
    assert son_of(casefile).marital_status == ("married" if why == "marriage" else "never_married")


@pytest.mark.clause("E-6.n3")
def test_a_marriage_that_is_only_written_down_ends_it_too(casefile):
    prove(casefile)
    registry.change_person(
        person=son_of(casefile), changes={"marital_status": "married"}, source="office", by=CLOCK, at=NOON
    )

    run_tick(at=NOON + timedelta(days=1))

    assert not served(casefile)


@pytest.mark.clause("E-6.n3")
def test_a_term_that_begins_after_the_next_intake_is_a_break(casefile):
    run_tick(at=NOON)
    run_tick(at=noon(NEXT_ON + timedelta(days=1)))

    with pytest.raises(StudyBroken) as refusal:
        prove(casefile, from_on=AFTER, at=noon(NEXT_ON + timedelta(days=30)))

    assert refusal.value.details["by_day"] == NEXT_ON


def test_a_proof_that_came_late_brings_the_support_back_where_the_studies_were_unbroken(casefile):
    run_tick(at=NOON)
    run_tick(at=noon(NEXT_ON + timedelta(days=1)))
    assert not served(casefile)

    prove(casefile, from_on=NEXT_ON, at=noon(NEXT_ON + timedelta(days=9)))

    assert served(casefile)
    assert duties(state="open").get().due_at == end_of_day(AFTER)


@pytest.mark.parametrize(
    "facts",
    [{"born_on": years_ago(17)}, {"sex": "female"}, {"marital_status": "married", "born_on": years_ago(17)}],
)
def test_minors_and_daughters_are_asked_for_nothing(worker, facts):
    casefile = file_of(worker, **facts)

    run_tick(at=NOON)

    assert served(casefile)
    assert not duties().exists()
    with pytest.raises(NotAnAdultSon):
        prove(casefile)


def test_who_lifts_the_duty_lifts_it_until_the_intake(casefile):
    run_tick(at=NOON)
    obligations.waive(obligation_id=duties().get().pk, reason="بیمار است", by=CLOCK, at=NOON)

    run_tick(at=NOON + timedelta(days=1))
    run_tick(at=noon(NEXT_ON + timedelta(days=1)))

    assert served(casefile)
    assert duties(state="open").get().due_at == end_of_day(AFTER)


def test_who_is_served_no_longer_for_another_cause_is_not_asked(casefile):
    casefile.household.memberships.filter(relation="child").update(receives_service=False)

    run_tick(at=NOON)

    assert not duties().exists()


def test_a_son_who_left_the_household_ends_the_duty_and_nothing_else(casefile):
    run_tick(at=NOON)
    registry.end_membership(
        membership=casefile.household.memberships.get(relation="child"), to_on=TODAY, reason="سفر", by=CLOCK, at=NOON
    )

    counts = run_tick(at=noon(NEXT_ON + timedelta(days=1)))

    assert counts["study_ended"] == 0
    assert duties().get().state == "waived"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"from_on": NOW_ON - timedelta(days=1)}, TermNotOffered),
        ({"institution": " "}, EvidenceNeeded),
    ],
)
def test_what_cannot_be_recorded_is_refused(casefile, facts, refusal):
    with pytest.raises(refusal):
        prove(casefile, **facts)


def test_in_a_file_that_has_ended_nothing_is_recorded(casefile):
    actions.move(casefile=casefile, target="ended", reason="پایان", clause="E-D.25", by=CLOCK, at=NOON)

    with pytest.raises(FileNotOpen):
        prove(casefile)


def test_an_end_says_what_was_found(casefile):
    with pytest.raises(EvidenceNeeded):
        actions.end_study(casefile=casefile, person=son_of(casefile), why="ended", note=" ", by=CLOCK, at=NOON)


def test_a_proof_sent_twice_is_one_and_the_database_keeps_it(casefile):
    row = prove(casefile)

    assert prove(casefile) == row
    with pytest.raises(DatabaseError), transaction.atomic():
        StudyProof.objects.filter(pk=row.pk).update(institution="x")


# On the screen


def test_the_worker_sees_the_sons_and_records_a_proof(client, worker, casefile):
    sign_in(client, worker)
    listed = client.get(reverse("casefiles:study", args=[casefile.pk])).content.decode()
    assert "علی" in listed and "در انتظار گواهی" in listed
    address = reverse("casefiles:study_proof", args=[casefile.pk, son_of(casefile).pk])
    begins = client.get(address).context["form"]["from_on"].field.choices[0][0]

    answer = client.post(address, {"from_on": begins, "institution": "دانشگاه زابل", "status": "student"})

    assert (answer.status_code, answer.url) == (303, reverse("casefiles:study", args=[casefile.pk]))
    assert "دانشگاه زابل" in client.get(answer.url).content.decode()


def test_the_worker_ends_it_on_the_page(client, worker, casefile):
    sign_in(client, worker)
    address = reverse("casefiles:study_end", args=[casefile.pk, son_of(casefile).pk])

    assert client.post(address, {"why": "ended"}).status_code == 422
    assert client.post(address, {"why": "ended", "note": "فارغ‌التحصیل شد"}).status_code == 303
    assert not served(casefile)


def test_only_adult_sons_have_such_pages(client, worker, casefile):
    sign_in(client, worker)

    assert client.get(reverse("casefiles:study_proof", args=[casefile.pk, casefile.holder_id])).status_code == 404


def test_a_household_without_adult_sons_is_told_so(client, worker):
    casefile = file_of(worker, born_on=date(2015, 1, 1))
    sign_in(client, worker)

    assert "پسر بزرگسالی نیست" in client.get(reverse("casefiles:study", args=[casefile.pk])).content.decode()


def test_two_terms_are_offered():
    assert [begins for begins, _ends in terms_offered(TODAY)] == [NOW_ON, NEXT_ON]
