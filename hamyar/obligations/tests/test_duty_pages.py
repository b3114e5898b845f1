"""Who sees a duty, who may lift it, and the calendar of working days on screen."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from hamyar.audit.models import AuditRecord
from hamyar.obligations import actions, queries
from hamyar.obligations.domain import FIXED_HOLIDAYS, ObligationState, add_working_days
from hamyar.obligations.models import Holiday
from hamyar.obligations.tests.factories import TERM, make_duty
from hamyar.org.tests.factories import (
    NOON,
    make_head,
    make_hq,
    make_office,
    make_province,
    make_user,
    make_worker,
    sign_in,
)
from hamyar.values import jalali

pytestmark = pytest.mark.django_db

HOLIDAYS = "obligations:holidays"


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def office(province):
    return make_office(province)


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def duty(office, worker):
    return make_duty(office, owner=worker)


@pytest.fixture
def keeper(client):
    """The IT centre, signed in: it keeps the calendar."""
    return sign_in(client, make_user(("it_admin", make_hq())))


def lift(client, duty, reason="درخواست تکراری بود"):
    return client.post(reverse("obligations:waive", args=[duty.pk]), {"reason": reason})


def state_of(duty) -> str:
    duty.refresh_from_db()
    return duty.state


def people_who_see(office, province):
    return {
        "owner's head": make_head(office),
        "province": make_user(("provincial_admission", province)),
        "director general": make_user(("emdad.director_general", province)),
    }


def test_owner_and_overseers_see_a_duty_and_others_do_not(client, duty, worker, office, province):
    for user in [worker, *people_who_see(office, province).values()]:
        sign_in(client, user)
        assert client.get(reverse("obligations:duty", args=[duty.pk])).status_code == 200

    for stranger in (make_worker(office), make_head(make_office(province)), make_user(("it_admin", make_hq()))):
        sign_in(client, stranger)
        assert client.get(reverse("obligations:duty", args=[duty.pk])).status_code == 404
        assert lift(client, duty).status_code == 404
    assert state_of(duty) == ObligationState.OPEN


def test_the_page_says_who_owes_until_when_and_who_was_told(client, duty, worker, office):
    actions.tick(at=duty.due_at + timedelta(minutes=1))
    sign_in(client, make_head(office))

    text = client.get(reverse("obligations:duty", args=[duty.pk])).content.decode()

    assert str(worker) in text
    assert jalali.format_long((NOON + TERM).date()) in text
    assert "رئیس اداره" in text.split("به اطلاع رسیده")[1].split("</div>")[0]
    assert reverse("releases:clause", args=["E-13.n3"]) in text


@pytest.mark.parametrize("who", ["owner's head", "province", "director general"])
def test_an_overseer_lifts_a_duty_with_a_reason(client, duty, office, province, who):
    overseer = sign_in(client, people_who_see(office, province)[who])

    answer = lift(client, duty)

    assert answer.status_code == 303
    assert state_of(duty) == ObligationState.WAIVED
    assert (duty.waived_reason, duty.closed_by) == ("درخواست تکراری بود", overseer.username)
    kept = AuditRecord.objects.get(event="obligations.waived")
    assert (kept.subject_id, kept.actor_user_id) == (str(duty.pk), overseer.pk)


def test_the_owner_does_not_lift_the_own_duty(client, duty, worker):
    sign_in(client, worker)

    page = client.get(reverse("obligations:duty", args=[duty.pk])).content.decode()
    answer = lift(client, duty)

    assert reverse("obligations:waive", args=[duty.pk]) not in page
    assert answer.status_code == 403
    assert state_of(duty) == ObligationState.OPEN


def test_a_head_does_not_lift_what_the_head_owes_but_the_province_does(client, office, province):
    duty = make_duty(office, kind="assign_application")
    sign_in(client, make_head(office))

    by_head = lift(client, duty)

    assert by_head.status_code == 409
    assert "بر عهدهٔ خود شماست" in by_head.content.decode()
    assert state_of(duty) == ObligationState.OPEN

    sign_in(client, make_user(("provincial_admission", province)))

    assert lift(client, duty).status_code == 303
    assert state_of(duty) == ObligationState.WAIVED


def test_without_a_reason_the_duty_stays_open_and_the_page_asks_for_it(client, duty, office):
    sign_in(client, make_head(office))

    answer = lift(client, duty, reason=" ")

    assert answer.status_code == 422
    assert state_of(duty) == ObligationState.OPEN


def test_lifting_twice_is_harmless(client, duty, office):
    sign_in(client, make_head(office))
    lift(client, duty)

    again = lift(client, duty, reason="علت دیگر")

    assert again.status_code == 303
    assert state_of(duty) == ObligationState.WAIVED
    assert duty.waived_reason == "درخواست تکراری بود"
    assert "پیش‌تر بسته شده" in client.get(again.url).content.decode()


@pytest.mark.parametrize("role", ["office_head", "social_worker", "provincial_admission"])
def test_the_calendar_is_kept_by_headquarters_only(client, role, province, office):
    unit = province if role == "provincial_admission" else office
    sign_in(client, make_user((role, unit)))
    day = Holiday.objects.create(on=date(2025, 10, 4), title="آزمون")

    assert client.get(reverse(HOLIDAYS)).status_code == 403
    assert client.post(reverse(HOLIDAYS), {"on": "1404/07/13", "title": "آزمون"}).status_code == 403
    assert client.post(reverse("obligations:add_fixed_holidays"), {"year": "1404"}).status_code == 403
    assert client.post(reverse("obligations:remove_holiday", args=[day.pk])).status_code == 403
    assert Holiday.objects.count() == 1


def test_hq_keeps_the_calendar_too(client):
    sign_in(client, make_user(("hq_deputy", make_hq())))

    assert client.get(reverse(HOLIDAYS)).status_code == 200


def test_a_new_holiday_is_passed_over_by_terms_in_working_days(client, keeper):
    thursday = date(2025, 10, 2)
    assert add_working_days(thursday, 1, queries.holidays()) == date(2025, 10, 4)

    answer = client.post(f"{reverse(HOLIDAYS)}?year=1404", {"on": "۱۴۰۴/۷/۱۲", "title": "تعطیل آزمون"})

    assert answer.status_code == 303
    assert add_working_days(thursday, 1, queries.holidays()) == date(2025, 10, 5)
    assert "تعطیل آزمون" in client.get(answer.url).content.decode()


def test_a_day_is_a_holiday_once(client, keeper):
    Holiday.objects.create(on=date(2025, 10, 4), title="آزمون")

    answer = client.post(f"{reverse(HOLIDAYS)}?year=1404", {"on": "1404/7/12", "title": "دوباره"})

    assert answer.status_code == 422
    assert "پیش‌تر تعطیل ثبت شده" in answer.content.decode()
    assert Holiday.objects.get().title == "آزمون"


def test_a_day_outside_the_year_on_screen_is_refused(client, keeper):
    answer = client.post(f"{reverse(HOLIDAYS)}?year=1404", {"on": "1403/12/30", "title": "آزمون"})

    assert answer.status_code == 422
    assert not Holiday.objects.exists()


def test_the_fixed_holidays_of_a_year_are_entered_at_once_and_only_once(client, keeper):
    Holiday.objects.create(on=jalali.start_of_year(1405), title="عید")

    for _time in range(2):
        client.post(reverse("obligations:add_fixed_holidays"), {"year": "1405"})

    days = list(queries.holidays_of(1405))
    assert [jalali.parts(day.on)[1:] for day in days] == [(month, day) for month, day, _title in FIXED_HOLIDAYS]
    assert days[0].title == "عید"
    assert AuditRecord.objects.filter(event="obligations.holiday.added").count() == len(FIXED_HOLIDAYS) - 1


def test_a_holiday_is_removed_and_removing_it_again_is_harmless(client, keeper):
    day = Holiday.objects.create(on=date(2025, 10, 4), title="آزمون")

    for _time in range(2):
        answer = client.post(reverse("obligations:remove_holiday", args=[day.pk]), {"year": "1404"})
        assert answer.status_code == 303

    assert not Holiday.objects.exists()
    assert AuditRecord.objects.filter(event="obligations.holiday.removed").count() == 1


@pytest.mark.parametrize(("asked", "shown"), [("1405", "۱۴۰۵"), ("۱۴۰۵", "۱۴۰۵"), ("99", None), ("x", None)])
def test_the_year_comes_from_the_address_or_is_this_year(client, keeper, asked, shown):
    text = client.get(reverse(HOLIDAYS), {"year": asked}).content.decode()

    if shown:
        assert f"روزهای تعطیل سال {shown}" in text
    else:
        assert "روزهای تعطیل سال ۱۴" in text
