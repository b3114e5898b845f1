"""The pages of visits as people use them: forms, refusals in place, other roles kept out."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from hamyar.audit.actor import Actor
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.org import clock
from hamyar.org.tests.factories import make_head, make_office, make_user, make_worker, sign_in
from hamyar.values import digits, jalali
from hamyar.visits import actions, tasks
from hamyar.visits.models import HomeVisit
from hamyar.visits.tests.factories import (
    make_announced_visit,
    make_done_visit,
    make_due_visit,
    make_inquiring,
    make_planned_visit,
    settle_inquiries,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def now():
    return clock.now()


def application(office, worker, now, **facts):
    return make_inquiring(office, worker, submitted_at=now - timedelta(days=3), **facts)


def a_plan(worker, **changes):
    tomorrow = jalali.format_short(clock.today() + timedelta(days=1))
    return {"on": tomorrow, "hour": "10:00", "worker": worker.pk, "companion": "", **changes}


def test_a_visit_is_planned_announced_and_recorded_by_plain_forms(client, office, worker, now):
    row = application(office, worker, now)
    settle_inquiries(row.household, at=now)
    sign_in(client, worker)

    opened = client.post(reverse("visits:open_visit", args=[row.pk]))
    visit = row.visits.get()
    planned = client.post(reverse("visits:plan", args=[visit.pk]), a_plan(worker))
    announced = client.post(reverse("visits:announce", args=[visit.pk]), {"how": "call"})
    recorded = client.post(
        reverse("visits:record", args=[visit.pk]),
        {
            "on": jalali.format_short(now.date()),
            "hour": "07:00",
            "met": "head",
            "findings": "خانه دیده شد.",
            "risk": "none",
        },
    )

    visit.refresh_from_db()
    assert [each.status_code for each in (opened, planned, announced)] == [303, 303, 303]
    assert recorded.status_code in (303, 422)  # before seven in the morning the hour has not come yet
    assert visit.state == ("done" if recorded.status_code == 303 else "announced")


@pytest.mark.parametrize("late_by", [-20, 0, 5])
def test_the_proposed_appointment_is_never_in_the_past(client, office, worker, now, late_by):
    visit = make_due_visit(application(office, worker, now), at=now)
    visit.due_on = clock.today() - timedelta(days=late_by)
    visit.save(update_fields=["due_on"])
    settle_inquiries(visit.household, at=now)
    sign_in(client, worker)

    proposed = client.get(reverse("visits:visit", args=[visit.pk])).context["forms"]["plan"].initial
    planned = client.post(
        reverse("visits:plan", args=[visit.pk]),
        a_plan(worker, on=jalali.format_short(proposed["on"]), hour=proposed["hour"]),
    )

    assert planned.status_code == 303


@pytest.mark.clause("E-9.j")
def test_a_woman_is_proposed_to_a_young_woman_and_the_page_says_why(client, office, now):
    own, woman = make_worker(office, sex="male"), make_worker(office, sex="female")
    visit = make_due_visit(application(office, own, now, sex="female", born_on=date(1990, 5, 1)), at=now)
    sign_in(client, own)

    page = client.get(reverse("visits:visit", args=[visit.pk]))

    assert page.context["forms"]["plan"].fields["worker"].choices[0][0] == woman.pk
    assert "مددکار زن سفارش شده است" in page.content.decode()


@pytest.mark.clause("E-9.d")
def test_a_soft_rule_shows_its_warning_with_a_box_and_takes_the_reason(client, office, worker, now):
    visit = make_due_visit(application(office, worker, now, dwelling={"high_risk": True}), at=now)
    sign_in(client, worker)
    url = reverse("visits:plan", args=[visit.pk])

    refused = client.post(url, a_plan(worker))
    taken = client.post(url, a_plan(worker, reason_E_9_d="همراهی در دسترس نبود."))

    assert refused.status_code == 422
    assert "این محدوده پرخطر ثبت شده است" in refused.content.decode()
    assert taken.status_code == 303 and visit.exceptions.get().reason == "همراهی در دسترس نبود."


@pytest.mark.clause("E-7.2")
def test_recording_while_an_inquiry_waits_is_refused_on_the_page(client, office, worker, now):
    visit = make_planned_visit(application(office, worker, now), at=now - timedelta(days=2))
    sign_in(client, worker)

    answer = client.post(
        reverse("visits:record", args=[visit.pk]),
        {"on": jalali.format_short(now.date() - timedelta(days=1)), "hour": "10:00", "met": "head", "findings": "دیده شد",
         "risk": "none", "reason_E_9_b": "علت"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "پیش از بازدید باید پاسخ استعلام‌ها رسیده" in answer.content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-13-45", ""])
def test_the_route_sheet_opens_for_whatever_day_the_address_names(client, office, worker, day):
    sign_in(client, worker)

    assert client.get(reverse("visits:route_sheet"), {"day": day}).status_code == 200


@pytest.mark.clause("E-9.a.1", "E-5.2.1")
def test_the_form_reminds_of_dignity_and_offers_no_photo_of_persons(client, office, worker, now):
    visit = make_announced_visit(application(office, worker, now), at=now - timedelta(days=1))
    sign_in(client, worker)

    page = client.get(reverse("visits:visit", args=[visit.pk])).content.decode()

    assert "از افراد عکس نگیرید" in page and "هیچ برگهٔ کاغذی از خانواده نمی‌گیریم" in page


@pytest.mark.clause("E-9.0")
def test_the_planner_proposes_what_is_due_by_area_within_the_query_budget(
    client, office, worker, now, django_assert_max_num_queries
):
    for _ in range(3):
        make_due_visit(application(office, worker, now), at=now)
    make_announced_visit(application(office, worker, now), at=now)
    sign_in(client, worker)

    with django_assert_max_num_queries(15):
        page = client.get(reverse("visits:planner")).content.decode()

    assert "محدودهٔ کدپستی" in page and "۳ بازدید" in page


@pytest.mark.parametrize("name", ["planner", "route_sheet", "exceptions"])
def test_pages_of_the_planner_open(client, office, worker, name, now):
    make_announced_visit(application(office, worker, now), at=now)
    sign_in(client, make_head(office))

    assert client.get(reverse(f"visits:{name}")).status_code == 200


def test_the_route_sheet_lists_the_days_visits(client, office, worker, now):
    visit = make_announced_visit(application(office, worker, now), at=now)
    sign_in(client, worker)

    page = client.get(
        reverse("visits:route_sheet"), {"day": clock.day_of(visit.appointment_at).isoformat()}
    ).content.decode()

    assert "زهرا آزمونی" in page


@pytest.mark.clause("E-9.a.2")
def test_others_get_404_and_roles_without_the_verb_403(client, office, worker, now):
    visit = make_done_visit(application(office, worker, now), at=now - timedelta(days=3))
    url, review = reverse("visits:visit", args=[visit.pk]), reverse("visits:review", args=[visit.pk])
    codes = {}

    for name, user in {
        "colleague": make_worker(office), "other_head": make_head(make_office()), "head": make_head(office),
        "counsellor": make_user(("counsellor", office)), "worker": worker,
    }.items():  # fmt: skip
        sign_in(client, user)
        codes[name] = (client.get(url).status_code, client.post(review).status_code)

    assert codes == {
        "colleague": (404, 403), "other_head": (404, 404), "head": (200, 303), "counsellor": (403, 403),
        "worker": (200, 403),
    }  # fmt: skip


def test_an_anonymous_reader_is_sent_to_sign_in(client):
    assert client.get(reverse("visits:planner")).status_code == 302


@pytest.fixture
def round_of_a_file(office, worker, now):
    """A file that has long been open, with the round that this year owes it."""
    file = make_casefile(office=office, worker=worker, opened_at=now - timedelta(days=400))
    tasks.run_tick(at=now - timedelta(days=2))
    return file.visits.get()


@pytest.mark.clause("E-9.0", "E-9.h.1")
def test_a_round_of_a_file_is_planned_announced_and_recorded_without_an_application(
    client, worker, now, round_of_a_file
):
    visit, by = round_of_a_file, Actor.staff(worker)
    sign_in(client, worker)

    planned = client.post(reverse("visits:plan", args=[visit.pk]), a_plan(worker))
    announced = client.post(reverse("visits:announce", args=[visit.pk]), {"how": "message"})
    postponed = client.post(reverse("visits:postpone", args=[visit.pk]), {"reason": "راه بسته بود."})
    actions.plan_visit(visit=visit, worker=worker, appointment_at=now, by=by, at=now - timedelta(days=1))
    recorded = client.post(
        reverse("visits:record", args=[visit.pk]),
        {"on": jalali.format_short(clock.today() - timedelta(days=1)), "hour": "10:00", "met": "head", "risk": "none",
         "findings": "خانه دیده شد.", "reason_E_9_b": "همان روز خبر دادیم."},
    )  # fmt: skip
    page = client.get(reverse("visits:visit", args=[visit.pk])).content.decode()

    assert [each.status_code for each in (planned, announced, postponed)] == [303, 303, 303]
    assert recorded.status_code == 303
    assert "انجام‌شده" in page and "پروندهٔ" in page and "نوبت ۱ سال" in page


@pytest.mark.clause("E-9.0")
def test_the_planner_lists_rounds_by_week_and_area_as_the_address_asks(client, office, worker, round_of_a_file):
    HomeVisit.objects.filter(pk=round_of_a_file.pk).update(due_on=clock.today() + timedelta(days=60))
    sign_in(client, make_head(office))
    url, number = reverse("visits:planner"), digits.to_persian(round_of_a_file.casefile.number)

    pages = {
        asked: client.get(f"{url}?{asked}").content.decode()
        for asked in ("", "until=90", "until=all&kind=periodic", "until=all&kind=admission", "until=all&area=99",
                      f"until=all&worker={worker.pk}", "until=ن&area=۱۱۳")
    }  # fmt: skip

    shown = [asked for asked, page in pages.items() if number in page]
    assert shown == ["until=90", "until=all&kind=periodic", f"until=all&worker={worker.pk}"]
    assert "محدودهٔ کدپستی" in pages["until=90"] and "هفتهٔ" in pages["until=90"]
    assert "پالایش را پاک کنید" in pages["until=all&area=99"]


def test_a_round_that_was_laid_down_says_so_and_offers_nothing(client, worker, now, round_of_a_file):
    HomeVisit.objects.filter(pk=round_of_a_file.pk).update(
        lapsed_at=now, lapsed_reason="این سال به بازدید دیگری نیاز نیست."
    )
    sign_in(client, worker)

    page = client.get(reverse("visits:visit", args=[round_of_a_file.pk])).content.decode()

    assert "این نوبت کنار گذاشته شد" in page and "ثبت زمان بازدید" not in page
