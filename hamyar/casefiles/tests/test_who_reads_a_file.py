"""Who may open a file, who has to say why, and what is kept of it (E-9.a.2)."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from hamyar.audit.models import AuditRecord, FileReading
from hamyar.casefiles import queries
from hamyar.casefiles.domain import ReasonNeeded
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.org.access import access_of
from hamyar.org.reach import reaching
from hamyar.org.tests.factories import (
    NOON,
    TODAY,
    make_head,
    make_office,
    make_province,
    make_substitution,
    make_user,
    make_worker,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def casefile(office, worker):
    return make_casefile(office=office, worker=worker)


def sees(user, **options):
    access = access_of(user, on=TODAY)
    with reaching(access.reach):
        return list(queries.casefiles_in_reach(access, **options))


@pytest.mark.clause("E-D.22", "E-9.a.2")
def test_a_worker_sees_the_own_caseload_only(office, worker, casefile):
    assert sees(worker) == [casefile]
    assert sees(make_worker(office)) == []


@pytest.mark.clause("E-9.a.2")
def test_a_colleagues_file_is_not_found_and_the_attempt_is_kept(office, casefile):
    colleague = access_of(make_worker(office), on=TODAY)

    with reaching(colleague.reach), pytest.raises(Http404):
        queries.casefile_for(colleague, casefile.pk, at=NOON)

    (attempt,) = queries.readings_of(casefile)
    assert (attempt.refused, attempt.reader, attempt.at) == (True, str(colleague.user), NOON)


def test_of_a_file_of_another_office_not_even_the_attempt_is_known(casefile):
    stranger = access_of(make_worker(make_office()), on=TODAY)

    with reaching(stranger.reach), pytest.raises(Http404):
        queries.casefile_for(stranger, casefile.pk, at=NOON)

    assert queries.readings_of(casefile) == []


def test_whole_unit_roles_see_their_units_files_and_no_others(casefile):
    province = casefile.unit.parent
    make_casefile(office=make_office(make_province()))

    for user in (
        make_head(casefile.unit),
        make_user(("commission_secretary", casefile.unit)),
        make_user(("emdad.director_general", province)),
    ):
        assert sees(user) == [casefile]


def test_a_counsellor_sees_only_what_was_referred(office, casefile):
    counsellor = make_user(("counsellor", office))
    make_casefile(office=office)

    assert sees(counsellor) == []
    assert sees(counsellor, referred=[casefile.pk]) == [casefile]


def test_a_social_worker_gains_nothing_by_a_referral(office, casefile):
    assert sees(make_worker(office), referred=[casefile.pk]) == []


def test_a_substitute_sees_the_absent_workers_files_while_the_absence_lasts(office, worker, casefile):
    stand_in = make_worker(office)
    make_substitution(worker, stand_in, office, days=3)

    assert sees(stand_in) == [casefile]
    after = access_of(stand_in, on=TODAY + timedelta(days=3))
    assert list(queries.casefiles_in_reach(after)) == []


def test_the_own_worker_reads_without_a_reason_and_it_is_recorded(worker, casefile):
    access = access_of(worker, on=TODAY)

    assert not queries.needs_reason(access, casefile)
    queries.open_for_reading(access, casefile, at=NOON)

    (reading,) = queries.readings_of(casefile)
    assert (reading.reader, reading.role, reading.refused) == (str(worker), "مددکار خانواده", False)


@pytest.mark.clause("E-9.a.2")
def test_a_head_gives_a_reason_that_holds_for_the_day_and_the_file(office, casefile):
    access = access_of(make_head(office), on=TODAY)
    other = make_casefile(office=office)

    with pytest.raises(ReasonNeeded):
        queries.open_for_reading(access, casefile, at=NOON)
    queries.open_for_reading(access, casefile, at=NOON, reason="رسیدگی به شکایت")

    assert not queries.needs_reason(access, casefile)
    assert queries.needs_reason(access, other)
    assert queries.needs_reason(access_of(access.user, on=TODAY + timedelta(days=1)), casefile)
    again = queries.open_for_reading(access, casefile, at=NOON + timedelta(hours=2))
    assert again.reason == "رسیدگی به شکایت"


@pytest.mark.clause("E-9.a.1")
def test_the_household_reads_the_reason_so_words_kept_from_it_are_named(client, office, casefile):
    sign_in(client, make_head(office))
    address, given = reverse("casefiles:reason", args=[casefile.pk]), {"reason": "پیگیری خانوار بدسرپرست"}

    warned = client.post(address, given)
    client.post(address, {**given, "words_stay": "on"})

    assert warned.status_code == 422
    assert "«خانوار نیازمند توجه ویژه»" in warned.content.decode()
    assert FileReading.objects.filter(reason=given["reason"]).exists()
    assert AuditRecord.objects.get(event="casefiles.casefile.words_kept").details["words"] == ["ill_headed"]


def test_a_substitute_gives_a_reason_too(office, worker, casefile):
    stand_in = make_worker(office)
    make_substitution(worker, stand_in, office)

    assert queries.needs_reason(access_of(stand_in, on=TODAY), casefile)


def test_the_office_head_sees_who_read_in_the_office(office, worker, casefile):
    queries.open_for_reading(access_of(worker, on=TODAY), casefile, at=NOON)
    elsewhere = make_casefile(office=make_office(), worker=None)
    queries.open_for_reading(access_of(make_head(elsewhere.unit), on=TODAY), elsewhere, at=NOON, reason="بررسی")

    rows = queries.readings_in_unit(access_of(make_head(office), on=TODAY))

    assert [row.subject_id for row in rows] == [str(casefile.pk)]
