"""The staff's pages: who sees what, search before create, the steps, both figures of the term."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import salted_hmac

from hamyar.audit.actor import CLOCK
from hamyar.audit.models import AuditRecord, FileReading
from hamyar.casefiles.domain import CasefileState
from hamyar.guidelines.citations import clause
from hamyar.intake import actions
from hamyar.intake.domain import ApplicationState, Channel
from hamyar.intake.models import Application, MobileCode
from hamyar.intake.tests.factories import (
    ANSWERS,
    head_of,
    make_application,
    make_casefile,
    make_household,
    new_code,
)
from hamyar.notifications.tasks import send_due
from hamyar.org import clock
from hamyar.org.domain import Level
from hamyar.org.tests.factories import (
    NOON,
    make_head,
    make_office,
    make_substitution,
    make_territory,
    make_unit,
    make_user,
    make_worker,
    sign_in,
)
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.values.digits import to_latin
from hamyar.web.templatetags.hamyar import days_left

S = ApplicationState


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


FORM = {
    "channel": "in_person", "referrer_type": "", "mobile": "09121234567", "mobile_holder": "self",
    "nomad_status": "none", "mobile_unverified_reason": "تلفن همراهش نبود",
    **{name: value for name, value in ANSWERS.items() if name not in ("nationality", "born_on")},
    "nationality": "iranian", "born_on": "۱۳۶۵/۰۲/۱۱",
}  # fmt: skip


# Who sees what


@pytest.mark.clause("E-9.a.2")
def test_a_worker_sees_the_own_caseload_and_a_colleagues_is_404_and_kept(client, office, worker):
    mine = make_application(office=office, worker=worker)
    colleague = make_worker(office)
    actions.reassign(
        application=(other := make_application(office=office, worker=worker)),
        worker=colleague,
        reason="بار کار",
        by=CLOCK,
        at=NOON,
    )
    sign_in(client, worker)

    listed = to_latin(page_of(client, "/intake/"))

    assert to_latin(mine.number) in listed
    assert to_latin(other.number) not in listed
    assert client.get(f"/intake/{other.pk}/").status_code == 404
    assert FileReading.objects.filter(subject_id=str(other.pk), reader_user_id=worker.pk, refused=True).exists()


def test_a_substitute_sees_the_absent_workers_applications(client, office, worker):
    application = make_application(office=office, worker=worker)
    substitute = make_worker(office)
    make_substitution(worker, substitute, office, days=10_000)
    sign_in(client, substitute)

    assert client.get(f"/intake/{application.pk}/").status_code == 200


def test_a_head_sees_the_whole_office_and_no_other(client, office, worker):
    application = make_application(office=office, worker=worker)
    elsewhere = make_application()
    sign_in(client, make_head(office))

    assert client.get(f"/intake/{application.pk}/").status_code == 200
    assert client.get(f"/intake/{elsewhere.pk}/").status_code == 404


@pytest.mark.clause("E-1.2.b.2", "E-1.2.j.1", "E-1.2.j.2")
@pytest.mark.parametrize("role", ["service_counter", "referrer", "charity_centre"])
def test_who_only_brings_requests_sees_the_status_of_the_own_ones_and_no_content(client, office, worker, role):
    centre = make_unit(Level.CENTRE, parent=office, title="دفتر", kind="service_counter")
    user = make_user((role, centre))
    own = make_application(office=office, worker=worker, submitted_by=user)
    other = make_application(office=office, worker=worker)
    sign_in(client, user)

    page = page_of(client, f"/intake/{own.pk}/")

    assert to_latin(own.number) in to_latin(page)
    assert own.address not in page
    assert own.person.full_name not in page
    assert client.get(f"/intake/{other.pk}/").status_code == 404
    assert own.address not in page_of(client, f"/intake/{own.pk}/print/")


@pytest.mark.parametrize("step", ["withdraw", "ask-items", "assign", "reroute"])
def test_who_only_brings_requests_takes_no_step(client, office, worker, step):
    user = make_user(("service_counter", make_unit(Level.CENTRE, parent=office, title="دفتر")))
    own = make_application(office=office, worker=worker, submitted_by=user)
    sign_in(client, user)

    assert client.get(f"/intake/{own.pk}/{step}/").status_code == 403


@pytest.mark.clause("E-4.n2")
def test_a_charity_centre_has_its_foreign_nationals_in_a_list_of_its_own(client, office, worker):
    centre = make_unit(Level.CENTRE, parent=office, title="مرکز نیکوکاری نور", kind="nikookari_centre")
    theirs = make_application(office=office, worker=worker, state=S.REFERRED_OUT)
    sign_in(client, make_user(("charity_centre", centre)))

    listed, page = page_of(client, "/intake/?standing=ended"), page_of(client, f"/intake/{theirs.pk}/")

    assert to_latin(theirs.number) in to_latin(listed)
    assert theirs.address in page


def test_the_second_wall_hides_another_office_even_without_the_filter(client, office, worker, monkeypatch):
    mine, elsewhere = make_application(office=office, worker=worker), make_application()
    from hamyar.intake import queries

    monkeypatch.setattr(queries, "applications_in_reach", lambda access: Application.objects.exclude(state=S.DRAFT))
    sign_in(client, worker)

    page = to_latin(page_of(client, "/intake/"))

    assert to_latin(mine.number) in page
    assert to_latin(elsewhere.number) not in page
    assert client.get(f"/intake/{elsewhere.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/intake/", "/intake/queue/", "/intake/start/", "/intake/1/", "/intake/caseload/"])
def test_nobody_gets_in_without_signing_in(client, db, address):
    assert client.get(address).status_code == 302


def test_a_role_without_the_verb_is_refused(client, office):
    sign_in(client, make_user(("employment_expert", office)))

    assert client.get("/intake/").status_code == 403
    assert client.get("/intake/queue/").status_code == 403


# Search before create


@pytest.mark.clause("E-2.2", "E-13.n4.1")
def test_a_known_person_is_shown_with_file_and_office_before_anything_is_begun(client, office, worker):
    household = make_household(make_office(title="ادارهٔ دور"))
    file = make_casefile(household, state=CasefileState.INACTIVE)
    sign_in(client, worker)

    answer = client.post("/intake/start/", {"national_code": head_of(household).national_code})

    page = answer.content.decode()
    assert to_latin(file.number) in to_latin(page)
    assert "ادارهٔ دور" in page
    assert "پروندهٔ پیشین دارد" in page
    assert AuditRecord.objects.filter(event="registry.person.looked_up", actor_user_id=worker.pk).exists()


@pytest.mark.clause("E-2.2")
def test_nothing_is_begun_for_somebody_with_an_active_file_or_an_open_application(client, office, worker):
    active = make_household(office)
    make_casefile(active)
    waiting = make_application(office=office, worker=worker)
    sign_in(client, worker)

    for person in (head_of(active), waiting.person):
        answer = client.post("/intake/start/", {"national_code": person.national_code, "begin": "1"})
        assert answer.status_code == 200
        assert "آغاز درخواست</button>" not in answer.content.decode().split("متقاضی ایرانی نیست")[0]
    assert not Application.objects.filter(state=S.DRAFT).exists()


def begin(client, code=None):
    key = "6f1e1b1e-3b1a-4c40-9b39-0c2f2fd9a001"
    return client.post("/intake/start/", {"national_code": code or new_code(), "begin": "1", "start_key": key})


def test_beginning_twice_with_one_page_begins_one_draft(client, worker):
    sign_in(client, worker)
    code = new_code()

    first, second = begin(client, code), begin(client, code)

    assert first.headers["Location"] == second.headers["Location"]
    assert Application.objects.filter(state=S.DRAFT).count() == 1


@pytest.mark.clause("E-1.2.a", "E-13.1.1")
def test_the_office_sends_a_request_for_somebody_who_sits_there(client, worker):
    sign_in(client, worker)
    draft = begin(client).headers["Location"]
    code = Application.objects.get(state=S.DRAFT).draft["national_code"]

    answer = client.post(draft, {**FORM, "national_code": code, "send": "1"}, follow=True)

    application = Application.objects.get(submitted_by=worker)
    assert answer.status_code == 200
    assert (application.state, application.channel) == (S.ASSIGNED, Channel.IN_PERSON)
    assert to_latin(application.number) in to_latin(answer.content.decode())


@pytest.mark.clause("E-1.2.j.1")
def test_a_referral_without_its_referrer_is_asked_for_it(client, worker):
    sign_in(client, worker)
    draft = begin(client).headers["Location"]

    answer = client.post(draft, {**FORM, "channel": "referral", "national_code": new_code(), "send": "1"})

    assert answer.status_code == 422
    assert "نوع معرف را برگزینید" in answer.content.decode()


@pytest.mark.clause("E-13.1.2")
def test_a_code_goes_to_the_telephone_in_the_form_and_proves_it(client, worker):
    sign_in(client, worker)
    address = begin(client).headers["Location"]
    given = {**FORM, "national_code": new_code(), "mobile_unverified_reason": ""}
    client.post(address, {**given, "send_code": "1"})
    deliver(FOLLOWERS, at=NOON.replace(year=2100))
    send_due(at=NOON.replace(year=2100))
    code = MobileCode.objects.get(mobile="09121234567")
    code.digest = salted_hmac("intake.mobile_code", "09121234567:123456", algorithm="sha256").hexdigest()
    code.save()

    refused = client.post(address, {**given, "send": "1"})
    client.post(address, {**given, "mobile_code": "۱۲۳۴۵۶", "send": "1"})

    assert refused.status_code == 422
    assert Application.objects.get(submitted_by=worker).mobile_verified_at is not None


def test_another_persons_draft_is_404(client, office, worker):
    sign_in(client, worker)
    address = begin(client).headers["Location"]
    sign_in(client, make_worker(office))

    assert client.get(address).status_code == 404


# The steps


STEPS = {
    S.WITH_OFFICE_HEAD: ["assign", "reroute", "withdraw"],
    S.ASSIGNED: ["reassign", "reroute", "withdraw"],
    S.INQUIRING: ["reassign", "reroute", "withdraw"],
    S.VISIT_PLANNED: ["reassign", "withdraw"],
    S.ASSESSED: ["reassign", "withdraw"],
    S.INCOMPLETE: ["reassign", "withdraw"],
    S.IN_COMMISSION: ["reassign", "withdraw"],
    S.AWAITING_PERMIT: ["reassign", "withdraw"],
    S.RE_REVIEW: ["re-review", "withdraw"],
    S.REJECTED: ["ask-re-review"],
    S.ACCEPTED: [],
    S.WITHDRAWN: [],
}


@pytest.mark.parametrize("state", STEPS)
def test_the_head_is_offered_exactly_the_steps_of_the_table(client, office, worker, state):
    application = make_application(office=office, worker=worker, state=state)
    if state == S.WITH_OFFICE_HEAD:
        office.routes_automatically = False
        office.save()
        application = make_application(office=office, worker=worker, state=state)
    sign_in(client, make_head(office))

    page = page_of(client, f"/intake/{application.pk}/")

    every = ["assign", "reassign", "ask-items", "reroute", "withdraw", "re-review", "ask-re-review", "refer-out"]
    offered = [step for step in every if f'"/intake/{application.pk}/{step}/"' in page]
    assert sorted(offered) == sorted(STEPS[state])
    for step in offered:
        assert client.get(f"/intake/{application.pk}/{step}/").status_code == 200


@pytest.mark.parametrize(
    ("state", "own"),
    [
        (S.ASSIGNED, ["begin-inquiries", "ask-items", "reroute", "withdraw"]),
        (S.INQUIRING, ["ask-items", "reroute", "withdraw"]),
        (S.VISIT_PLANNED, ["ask-items", "withdraw"]),
        (S.INCOMPLETE, ["items-supplied", "withdraw"]),
        (S.IN_COMMISSION, ["withdraw"]),
        (S.RE_REVIEW, ["withdraw"]),
        (S.ACCEPTED, ["told"]),
    ],
)
def test_the_worker_is_offered_exactly_the_own_steps(client, office, worker, state, own):
    application = make_application(office=office, worker=worker, state=state)
    sign_in(client, worker)

    page = page_of(client, f"/intake/{application.pk}/")

    every = [
        "begin-inquiries",
        "items-supplied",
        "told",
        "assign",
        "reassign",
        "ask-items",
        "reroute",
        "withdraw",
        "re-review",
    ]
    assert sorted(step for step in every if f'"/intake/{application.pk}/{step}/"' in page) == sorted(own)


@pytest.mark.parametrize("step", ["begin-inquiries", "ask-items", "items-supplied"])
def test_the_head_does_not_take_the_workers_own_steps(client, office, worker, step):
    application = make_application(office=office, worker=worker, state=S.ASSIGNED)
    sign_in(client, make_head(office))

    assert client.post(f"/intake/{application.pk}/{step}/").status_code == 403


@pytest.mark.clause("E-13.n1")
def test_the_head_hands_on_from_the_queue(client, office):
    worker, head = make_worker(office), make_head(office)
    application = make_application(office=office, worker=worker, state=S.WITH_OFFICE_HEAD)
    sign_in(client, head)

    assert to_latin(application.number) in to_latin(page_of(client, "/intake/queue/"))
    answer = client.post(f"/intake/{application.pk}/assign/", {"worker": worker.pk, "reason": ""})

    application.refresh_from_db()
    assert answer.status_code == 303
    assert (application.state, application.social_worker) == (S.ASSIGNED, worker)


@pytest.mark.clause("E-13.n4.2")
def test_the_queue_puts_the_poorest_decile_first(client, office):
    head = make_head(office)
    numbers = []
    for decile in (5, None, 2):
        household = make_household(office)
        household.decile = decile
        household.save()
        application = make_application(office=office, state=S.WITH_OFFICE_HEAD, household=household)
        numbers.append(to_latin(application.number))
    sign_in(client, head)

    page = to_latin(page_of(client, "/intake/queue/"))

    assert page.index(numbers[2]) < page.index(numbers[0]) < page.index(numbers[1])


@pytest.mark.clause("E-13.n4.2")
def test_the_head_reads_the_history_of_somebody_who_was_here_before(client, office, worker):
    household = make_household(office)
    household.decile = 2
    household.save()
    file = make_casefile(household, state=CasefileState.INACTIVE)
    application = make_application(office=office, household=household, state=S.WITH_OFFICE_HEAD, earlier_casefile=file)
    sign_in(client, make_head(office))

    page = page_of(client, f"/intake/{application.pk}/")

    assert "پروندهٔ پیشین دارد" in page and "دهک: ۲" in page
    assert to_latin(file.number) in to_latin(page)


def test_a_step_that_is_refused_says_why_and_stays(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.ASSIGNED)
    sign_in(client, worker)

    answer = client.post(
        f"/intake/{application.pk}/reroute/",
        {"postal_code": "9999999999", "address": "", "office": "", "reason": "جابه‌جایی"},
    )

    assert answer.status_code == 422
    assert "در محدودهٔ هیچ اداره‌ای ثبت نشده است" in answer.content.decode()


@pytest.mark.clause("E-5.2.1")
def test_no_form_of_the_office_offers_to_keep_paper(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.ASSIGNED)
    sign_in(client, worker)
    draft = begin(client).headers["Location"]

    assert "هیچ مدرک کاغذی نگیرید" in page_of(client, draft)
    assert "هیچ کاغذی گرفته نمی‌شود" in page_of(client, f"/intake/{application.pk}/ask-items/")


@pytest.mark.clause("E-13.n3")
def test_both_figures_of_the_term_are_shown(client, office, worker):
    from datetime import timedelta

    from hamyar.intake import queries

    application = make_application(office=office, worker=worker, state=S.ASSIGNED)
    asked = actions.ask_for_items(application=application, items="اجاره‌نامه", by=CLOCK, at=NOON + timedelta(days=2))
    actions.supply_items(application=asked, by=CLOCK, at=NOON + timedelta(days=7))
    application.refresh_from_db()

    sign_in(client, worker)

    term = queries.term_of(application, at=NOON + timedelta(days=10))
    page = page_of(client, f"/intake/{application.pk}/")

    assert (term.days_left, term.waited_days) == (20, 5)
    assert days_left(application.due_at, clock.today()) in page.split("</header>")[1]
    assert "۵ روز" in page.split("در انتظار متقاضی یا دیگران")[1].split("</dd>")[0]


def test_a_late_application_is_found_by_the_filter(client, office, worker):
    late = make_application(office=office, worker=worker)  # submitted in the past of the machine's clock
    sign_in(client, worker)

    assert to_latin(late.number) in to_latin(page_of(client, "/intake/?standing=late"))
    assert to_latin(late.number) not in to_latin(page_of(client, "/intake/?standing=ended"))
    assert "پالایش را پاک کنید" in page_of(client, "/intake/?state=accepted")


@pytest.mark.clause("E-7.3.v.2")
def test_the_decision_is_printed_for_people_without_a_telephone(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.REJECTED)
    sign_in(client, worker)

    page = page_of(client, f"/intake/{application.pk}/print/")

    assert application.reason_text in page
    assert clause(application.reason_clause).text in page
    assert "بازبینی" in page


def test_the_worker_records_that_the_answer_was_given_by_word(client, office, worker):
    application = make_application(office=office, worker=worker, state=S.REJECTED)
    sign_in(client, worker)

    client.post(f"/intake/{application.pk}/told/")

    application.refresh_from_db()
    assert application.notified_at is not None


def test_a_whole_caseload_is_handed_over_on_one_page(client, office, worker):
    application = make_application(office=office, worker=worker)
    other = make_worker(office)
    sign_in(client, make_head(office))

    answer = client.post("/intake/caseload/", {"leaving": worker.pk, "worker": other.pk, "reason": "انتقال"})

    application.refresh_from_db()
    assert answer.status_code == 303
    assert application.social_worker == other


def test_the_queue_goes_on_on_a_second_page(client, office, worker):
    numbers = {make_application(office=office, worker=worker, state=S.WITH_OFFICE_HEAD).number for _each in range(27)}
    sign_in(client, make_head(office))

    pages = [to_latin(page_of(client, f"/intake/queue/?page={number}")) for number in (1, 2)]

    found = [{number for number in numbers if number in page} for page in pages]
    assert all("a-54" in page.lower() for page in pages)  # the order is a reading, and the page says so
    assert [len(each) for each in found] == [25, 2]
    assert found[0] | found[1] == numbers


@pytest.mark.parametrize("address", ["/intake/", "/intake/queue/", "/intake/{pk}/"])
def test_a_page_asks_the_database_few_questions_however_long_the_list(client, office, worker, address):
    applications = [make_application(office=office, worker=worker, state=S.WITH_OFFICE_HEAD) for _each in range(8)]
    sign_in(client, make_head(office))
    page = address.format(pk=applications[0].pk)
    client.get(page)

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)

    assert answer.status_code == 200
    assert len([query for query in asked.captured_queries if " FROM " in query["sql"]]) <= 15


def test_messages_about_an_application_are_shown_to_its_worker_only(client, office, worker):
    application = make_application(office=office, worker=worker)
    deliver(FOLLOWERS, at=NOON)
    sign_in(client, worker)

    assert "هیچ مدرک کاغذی از شما" in page_of(client, f"/messages/applications/{application.pk}/")
    sign_in(client, make_worker(office))
    assert client.get(f"/messages/applications/{application.pk}/").status_code == 404


@pytest.mark.parametrize("role", ["commission_secretary", "emdad.director_general"])
def test_who_decides_later_reads_the_applications_of_the_unit_and_takes_no_step(client, office, worker, role):
    application = make_application(office=office, worker=worker, state=S.IN_COMMISSION)
    elsewhere = make_application(office=(other := make_office()), worker=make_worker(other))
    reader = make_user((role, office if role == "commission_secretary" else office.parent))
    sign_in(client, reader)

    page = page_of(client, f"/intake/{application.pk}/")

    assert application.person.full_name in page
    assert not [step for step in (*STEPS[S.INQUIRING], "told") if f"/intake/{application.pk}/{step}/" in page]
    assert client.post(f"/intake/{application.pk}/withdraw/", {"reason": "نه"}).status_code in (403, 404)
    assert client.get(f"/intake/{elsewhere.pk}/").status_code == 404
    assert FileReading.objects.filter(subject_id=str(application.pk), reader_user_id=reader.pk, refused=False).exists()


@pytest.mark.parametrize(
    ("state", "next_step"),
    [
        (S.ASSIGNED, "درخواست استعلام‌ها"),
        (S.INQUIRING, "پیگیری استعلام‌ها"),
        (S.VISIT_PLANNED, "بازدید از منزل"),
        (S.ASSESSED, "تصمیم دربارهٔ درخواست"),
        (S.INCOMPLETE, "موارد خواسته‌شده رسید"),
        (S.ACCEPTED, "پروندهٔ خانوار"),
    ],
)
def test_the_worker_sees_first_what_comes_next(client, office, worker, state, next_step):
    application = make_application(office=office, worker=worker, state=state)
    sign_in(client, worker)

    page = page_of(client, f"/intake/{application.pk}/")

    main = page[page.index("button--primary") :]
    assert main[main.index(">") + 1 : main.index("</")] == next_step
