"""The worker's way on screen: questionnaire, documents, decision, plan. And everybody else kept out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hamyar.assessment import queries as assessment
from hamyar.assessment.tests.factories import fill
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.tests.factories import make_head, make_office, make_user, make_worker, sign_in
from hamyar.plans import actions
from hamyar.plans.models import ServicePlan
from hamyar.plans.tests.factories import make_draft, make_running
from hamyar.registry.models import Person
from hamyar.values import jalali
from hamyar.visits.tests.factories import make_done_visit, make_inquiring

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def visited(office, worker, **facts):
    """An application visited the day before yesterday, as the machine's clock has it."""
    now = clock.now()
    known = {"decile": 2, "former_head_died_on": now.date() - timedelta(days=400), **facts.pop("household", {})}
    application = make_inquiring(office, worker, submitted_at=now - timedelta(days=9), household=known, **facts)
    make_done_visit(application, at=now - timedelta(days=4))
    application.refresh_from_db()
    return application


def section_data(client, url):
    """What a worker sends who verifies a section as it was stated."""
    form = client.get(url).context["form"]
    data = {"same_as_stated": "on", "source": "sw_visit", "match": "matched"}
    for name in form.fields:
        if name.endswith("_standing"):
            data[name] = "watch"
        elif name.endswith("_text"):
            data[name] = "دیده شد."
    return data


@pytest.mark.clause("E-13.3.a", "E-7.3.v.1")
def test_the_whole_way_from_the_questionnaire_to_a_running_plan(client, office, worker):
    application = visited(office, worker)
    sign_in(client, worker)

    def post(name, *args, **data):
        answer = client.post(reverse(name, args=args), data)
        assert answer.status_code == 303, (
            name,
            getattr(answer.context and answer.context.get("form"), "errors", answer),
        )
        return answer

    post("assessment:start", application.pk)
    row = assessment.questionnaire_of(application)
    for name in (
        "identity",
        "economic",
        "social",
        "cultural",
        "family_relations",
        "health",
        "housing",
        "service_specific",
    ):
        url = reverse("assessment:section", args=[row.pk, name])
        assert client.post(url, section_data(client, url)).status_code == 303
    person = Person.objects.get(memberships__household=application.household)
    post("assessment:screened", row.pk, people=[person.pk])
    post("assessment:capacities", row.pk, **{f"skill_{person.pk}": "خیاطی", f"judged_{person.pk}": "yes"})
    post(
        "assessment:conclusion", row.pk, food_need="yes", nonfood_need="yes", is_needy="yes", conclusion="نیازمند است."
    )
    for item, _member, _check in assessment.checklist(application, on=clock.today()):
        post("assessment:see_document", application.pk, item=item.key, person=item.person or "")
    post("assessment:close", row.pk)
    page = client.get(reverse("assessment:decision", args=[application.pk]))
    last_on = jalali.add_months(clock.today(), 6)
    typed = {"period_to_on": jalali.format_short(last_on)}
    accepted = post("plans:accept", application.pk, **typed)
    again = client.post(reverse("plans:accept", args=[application.pk]), typed)
    plan = ServicePlan.objects.get(casefile__household=application.household)
    post("plans:goals", plan.pk, goals="درآمد پایدار\nتحصیل فرزندان", independence_goal="کار خانگی")
    post("plans:approve", plan.pk)
    post("plans:announce", plan.pk, how="message")
    post("plans:start", plan.pk)
    post("plans:follow_up", plan.items.get().pk, note="نخستین پرداخت", progress="۱۰", delivered="on")

    plan.refresh_from_db()
    assert page.context["standing"].all_green and page.status_code == 200
    assert accepted.url == again.url == reverse("plans:plan", args=[plan.pk])
    assert "افزودهٔ سامانه" in page.content.decode()  # a widow's first year is a limit of ours
    assert plan.casefile.period_to_on == last_on + timedelta(days=1)
    assert f"تا {jalali.format_long(last_on)}" in client.get(accepted.url).content.decode()
    assert (plan.state, plan.goals) == ("running", ["درآمد پایدار", "تحصیل فرزندان"])
    assert plan.items.get().follow_ups.get().delivered


@pytest.mark.clause("E-7.3.0.1")
def test_the_section_shows_both_values_and_marks_the_difference(client, office, worker):
    application = visited(office, worker, dwelling={"tenure": "owned"})
    sign_in(client, worker)
    client.post(reverse("assessment:start", args=[application.pk]))
    row = assessment.questionnaire_of(application)
    url = reverse("assessment:section", args=[row.pk, "housing"])
    answer = row.answers.get(key="tenure")

    client.post(url, {f"a{answer.pk}": "rented", "source": "sw_visit", "stay": "1"})
    page = client.get(url).content.decode()

    assert "ملکی" in page and "با خوداظهاری فرق دارد" in page


def test_what_was_saved_is_there_after_the_connection_was_lost(client, office, worker):
    application = visited(office, worker)
    sign_in(client, worker)
    client.post(reverse("assessment:start", args=[application.pk]))
    row = assessment.questionnaire_of(application)
    url = reverse("assessment:section", args=[row.pk, "social"])
    client.post(url, {**section_data(client, url), "social_text": "همسایگان یاری می‌کنند."})

    page = client.get(url).content.decode()

    assert "همسایگان یاری می‌کنند." in page


@pytest.mark.clause("E-13.3.a")
def test_a_red_guard_names_its_clause_and_offers_no_acceptance(client, office, worker):
    application = visited(office, worker)
    sign_in(client, worker)

    page = client.get(reverse("assessment:decision", args=[application.pk]))
    refused = client.post(reverse("plans:accept", args=[application.pk]), {"period_to_on": "1410/01/01"})

    text = page.content.decode()
    assert "برقرار نیست" in text and "accept_form" not in page.context
    assert refused.status_code == 422 and not ServicePlan.objects.exists()


def test_who_decides_on_a_page_that_is_out_of_date_reads_that_nothing_was_done(client, office, worker):
    plan = make_running(office, worker)
    application = plan.application
    sign_in(client, worker)

    late = client.post(
        reverse("assessment:reject", args=[application.pk]), {"clause": "E-2.1", "reason": "در این میان پذیرفته شد."}
    )

    page = late.content.decode()
    application.refresh_from_db()
    assert late.status_code == 422 and application.outcome == "accepted"
    assert "این کار انجام نشد" in page


@pytest.mark.clause("E-10.1")
def test_the_explanation_shows_every_factor_and_has_no_box_to_type_a_score(client, office, worker):
    application = visited(office, worker)
    actions.assessment_actions.assess(
        household=application.household,
        application=application,
        because="asked",
        by=Actor.staff(worker),
        at=clock.now(),
    )
    stored = assessment.latest_assessment(application.household)
    sign_in(client, worker)

    page = client.get(reverse("assessment:explanation", args=[stored.pk])).content.decode()

    for factor in ("منطقهٔ زندگی", "وضعیت مسکن", "دهک خانوار"):
        assert factor in page
    assert "چه چیزی نتیجه را تغییر می‌دهد" in page and "برداشت‌های سامانه" in page
    assert 'name="total"' not in page and "<textarea" not in page


@pytest.mark.clause("E-3.2.2", "E-13.n2")
def test_another_path_says_who_decides_next_and_takes_the_field_report(client, office, worker):
    application = visited(office, worker, household={"decile": 5})
    row = fill(application, at=clock.now())
    actions.assessment_actions.close_questionnaire(questionnaire=row, by=Actor.staff(worker), at=clock.now())
    sign_in(client, worker)
    url = reverse("assessment:decision", args=[application.pk])

    before = client.get(url).content.decode()
    sent = client.post(
        reverse("assessment:forward", args=[application.pk]), {"text": "دیده شد.", "services": ["housing"]}
    )
    after = client.get(url).content.decode()

    assert "تصمیم با کمیسیون اداره است" in before and sent.status_code == 303
    assert "در انتظار کمیسیون حمایت و توانمندسازی" in after and "پذیرش خانوار" not in after


def test_livelihood_for_decile_five_is_not_even_offered(client, office, worker):
    plan = make_draft(office, worker, request=("training",), sex="male", marital_status="married",
                      born_on=clock.today() - timedelta(days=365 * 40))  # fmt: skip
    sign_in(client, worker)

    offered = dict(client.get(reverse("plans:plan", args=[plan.pk])).context["forms"]["item"].fields["service"].choices)

    assert set(offered) == {"training", "employment_facility", "education"}


@pytest.mark.clause("E-9.a.2")
def test_every_role_sees_what_it_may_and_no_more(client, office, worker):
    plan = make_running(office, worker)
    application = plan.application
    stored = plan.assessment
    people = {
        "worker": worker, "head": make_head(office), "secretary": make_user(("commission_secretary", office)),
        "colleague": make_worker(office), "other_head": make_head(make_office()),
        "counsellor": make_user(("counsellor", office)),
    }  # fmt: skip
    pages = (
        reverse("plans:plan", args=[plan.pk]), reverse("assessment:decision", args=[application.pk]),
        reverse("assessment:explanation", args=[stored.pk]), reverse("assessment:documents", args=[application.pk]),
    )  # fmt: skip
    seen = {}

    for name, user in people.items():
        sign_in(client, user)
        seen[name] = [client.get(page).status_code for page in pages]

    assert seen == {
        "worker": [200, 200, 200, 200], "head": [200, 200, 200, 200], "secretary": [200, 200, 200, 200],
        "colleague": [404, 404, 404, 404], "other_head": [404, 404, 404, 404], "counsellor": [403, 403, 403, 403],
    }  # fmt: skip


def test_the_pages_stay_within_the_query_budget(client, office, worker, django_assert_max_num_queries):
    plan = make_running(office, worker)
    sign_in(client, worker)
    pages = ("plans:plan", plan.pk), ("assessment:explanation", plan.assessment_id)

    for name, pk in pages:
        with django_assert_max_num_queries(15 + 2):  # and the two savepoints of the test's own transaction
            assert client.get(reverse(name, args=[pk])).status_code == 200


def test_only_the_specialised_department_keeps_packages_and_service_documents(client, office, worker):
    department = make_user(("specialist_department", office))
    pages = reverse("plans:packages"), reverse("assessment:service_documents")

    sign_in(client, worker)
    refused = [client.get(page).status_code for page in pages]
    sign_in(client, department)
    allowed = [client.get(page).status_code for page in pages]
    added = client.post(pages[0], {"service": "health", "title": "عینک", "contents": "", "months": "۱۲"})
    asked = client.post(pages[1], {"service": "housing", "title": "برگهٔ برآورد تعمیر"})

    assert (refused, allowed) == ([403, 403], [200, 200])
    assert (added.status_code, asked.status_code) == (303, 303)


@pytest.mark.clause("E-13.3.v")
def test_the_late_list_opens_for_worker_and_head(client, office, worker):
    plan = make_running(office, worker, at=clock.now() - timedelta(days=1))
    plan.items.update(follow_up_on=clock.today() - timedelta(days=1))

    for user in (worker, make_head(office)):
        sign_in(client, user)
        page = client.get(reverse("plans:late")).content.decode()
        assert plan.casefile.number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in page
