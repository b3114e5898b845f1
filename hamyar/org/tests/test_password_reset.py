"""A forgotten password: by a code to the mobile, or by the administrator."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hamyar.audit.actor import CLOCK
from hamyar.org import actions
from hamyar.org.domain import ResetCodeWrong
from hamyar.org.tests.factories import NOON, PASSWORD, make_office, make_user, make_worker
from hamyar.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db
NEW = "three unrelated words"


def requests_of_codes() -> int:
    return OutboxEvent.objects.filter(name="org.password_reset.requested").count()


def test_the_answer_is_the_same_whether_the_name_exists_or_not(client):
    worker = make_worker(make_office(), mobile="09120000001")

    known = client.post(reverse("org:forgotten"), {"username": worker.username})
    unknown = client.post(reverse("org:forgotten"), {"username": "nobody"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (303, reverse("org:reset_by_code"))
    assert requests_of_codes() == 1
    assert OutboxEvent.objects.get(name="org.password_reset.requested").payload == {"user_id": worker.pk}


def test_no_code_is_asked_for_an_account_without_mobile_or_a_closed_one():
    without = make_worker(make_office())
    closed = make_worker(make_office(), mobile="09120000002")
    actions.set_active(user=closed, active=False, by=CLOCK, at=NOON)

    actions.request_reset_code(username=without.username, at=NOON)
    actions.request_reset_code(username=closed.username, at=NOON)

    assert requests_of_codes() == 0


def test_a_telephone_is_not_flooded():
    worker = make_worker(make_office(), mobile="09120000001")

    for second in range(0, 3600, 30):
        actions.request_reset_code(username=worker.username, at=NOON + timedelta(seconds=second))

    assert requests_of_codes() == actions.RESET_CODES_AN_HOUR
    actions.request_reset_code(username=worker.username, at=NOON + timedelta(hours=2))
    assert requests_of_codes() == actions.RESET_CODES_AN_HOUR + 1


def test_the_code_sets_a_new_password_once(client):
    worker = make_worker(make_office(), mobile="09120000001")
    from hamyar.org import clock

    code = actions.issue_reset_code(user=worker, at=clock.now())
    typed = {"username": worker.username, "code": code, "password": NEW, "repeated": NEW}

    first = client.post(reverse("org:reset_by_code"), typed)
    again = client.post(reverse("org:reset_by_code"), typed)

    worker.refresh_from_db()
    assert first.status_code == 200 and worker.check_password(NEW)
    assert again.status_code == 422


def use(worker, code, *, at=NOON, password=NEW):
    return actions.use_reset_code(username=worker.username, code=code, password=password, by=CLOCK, at=at)


def test_a_later_code_ends_the_earlier_one():
    worker = make_worker(make_office(), mobile="09120000001")
    earlier = actions.issue_reset_code(user=worker, at=NOON)
    later = actions.issue_reset_code(user=worker, at=NOON + timedelta(minutes=1))

    if earlier != later:
        with pytest.raises(ResetCodeWrong):
            use(worker, earlier, at=NOON + timedelta(minutes=2))
    assert use(worker, later, at=NOON + timedelta(minutes=2)).check_password(NEW)


def test_a_code_ends_after_ten_minutes():
    worker = make_worker(make_office(), mobile="09120000001")
    code = actions.issue_reset_code(user=worker, at=NOON)

    with pytest.raises(ResetCodeWrong):
        use(worker, code, at=NOON + timedelta(minutes=10, seconds=1))


def test_a_code_takes_five_wrong_tries_and_then_no_right_one():
    worker = make_worker(make_office(), mobile="09120000001")
    code = actions.issue_reset_code(user=worker, at=NOON)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _try in range(actions.RESET_CODE_TRIES):
        with pytest.raises(ResetCodeWrong):
            use(worker, wrong)

    with pytest.raises(ResetCodeWrong):
        use(worker, code)


def test_a_request_that_is_not_sent_yet_opens_nothing():
    worker = make_worker(make_office(), mobile="09120000001")
    actions.request_reset_code(username=worker.username, at=NOON)

    with pytest.raises(ResetCodeWrong):
        use(worker, "000000")


def test_an_administrator_sets_a_first_password_that_must_be_changed():
    worker = make_worker(make_office())

    password = actions.reset_password(user=worker, by=CLOCK, at=NOON)

    worker.refresh_from_db()
    assert worker.check_password(password) and not worker.check_password(PASSWORD)
    assert worker.must_change_password


def test_an_account_that_gets_its_password_by_code_has_none_before():
    user, password = actions.create_user(
        username="by.code",
        given_name="مریم",
        family_name="آزمون",
        mobile="09120000001",
        by_code=True,
        by=CLOCK,
        at=NOON,
    )

    assert password == "" and not user.has_usable_password()
    assert use(user, actions.issue_reset_code(user=user, at=NOON)).check_password(NEW)


def test_a_user_name_is_taken_once_however_it_is_written():
    from hamyar.org.domain import UsernameTaken

    make_user(username="m.ahmadi")

    with pytest.raises(UsernameTaken):
        make_user(username="M.Ahmadi")
