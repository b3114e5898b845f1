"""Documents are seen or uploaded, never kept; presence is met at the office, at home, or excused by a visit."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from hamyar.assessment import actions, guards, queries
from hamyar.assessment.domain import AbsenceReason, AbsenceReasonNeeded, Holder, Present, document_items
from hamyar.assessment.models import DocumentCheck
from hamyar.assessment.tests.factories import VISITED, make_visited, tick_documents
from hamyar.audit.actor import Actor
from hamyar.org.tests.factories import NOON, make_office, make_user, make_worker, sign_in
from hamyar.registry import actions as registry
from hamyar.registry.tests.factories import add_member
from hamyar.visits.models import HomeVisit
from hamyar.visits.tests.factories import make_done_visit, make_inquiring

pytestmark = pytest.mark.django_db
AGES = (18, 50)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def items(
    *people, condition="present", responsible=None, divorce="", released=False, services=(), service_documents=()
):
    found = document_items(
        people=people, head_condition=condition, responsible=responsible, divorce_evidence=divorce,
        released_prisoner=released, military_ages=AGES, services=services, service_documents=service_documents,
    )  # fmt: skip
    return [(item.key, item.person, item.hard) for item in found]


def head(sex="female", age=40, marital="widowed", **facts):
    return Holder(1, sex, age, "head", marital, facts.get("military", ""), facts.get("ill", False))


def png() -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    return SimpleUploadedFile("card.png", picture.getvalue(), "image/png")


@pytest.mark.clause("E-5.1.a", "E-5.1.b", "E-5.1.j")
def test_a_female_head_shows_her_papers_and_residence_and_no_military_card():
    assert items(head()) == [("birth_certificate", 1, True), ("national_card", 1, True), ("residence", None, True)]


@pytest.mark.clause("E-5.1.j")
@pytest.mark.parametrize(("age", "asked"), [(17, False), (18, True), (49, True), (50, False)])
def test_the_military_card_is_asked_of_a_present_head_of_military_age(age, asked):
    assert (("military_card", 1, True) in items(head("male", age))) is asked


@pytest.mark.clause("E-5.1.j", "E-2.3")
def test_an_adult_sons_card_only_warns():
    son = Holder(2, "male", 20, "child", "never_married", "", False)

    assert ("military_card", 2, False) in items(head(), son)


@pytest.mark.clause("E-5.1.a")
@pytest.mark.parametrize("condition", ["imprisoned", "fugitive", "missing"])
def test_of_an_absent_head_the_registers_answer_and_the_responsible_persons_papers_suffice(condition):
    wife = Holder(2, "female", 30, "spouse", "married", "", False)

    found = items(head("male", 40, "married"), wife, condition=condition, responsible=2)

    assert found[:3] == [("civil_registry_answer", 1, True), ("birth_certificate", 2, True), ("national_card", 2, True)]
    assert ("military_card", 1, False) in found


@pytest.mark.clause("E-5.n2.1")
def test_customary_proof_of_divorce_is_accepted():
    assert ("divorce_customary", 1, True) in items(head(marital="divorced"), divorce="customary")


@pytest.mark.clause("E-6.4.3")
def test_a_released_prisoner_shows_the_referral():
    assert ("prison_referral", None, True) in items(head("male", 60, "married"), released=True)


@pytest.mark.clause("E-5.n1")
def test_a_services_own_document_is_asked_with_that_service_alone(office, worker):
    department = make_user(("specialist_department", office))
    actions.define_service_document(
        service="housing", title="برآورد تعمیر", from_on=NOON.date(), by=Actor.staff(department), at=NOON
    )
    housing, education = (make_visited(office, worker, request=(service,)) for service in ("housing", "education"))

    def asked(application):
        return [item.clause for item, _member, _check in queries.checklist(application, on=VISITED.date())]

    assert "E-5.n1" in asked(housing) and "E-5.n1" not in asked(education)


@pytest.mark.clause("E-5.1.0", "E-13.3.j")
def test_every_hard_item_is_seen_before_the_documents_are_confirmed(office, worker):
    application = make_visited(office, worker)
    assert not queries.documents_confirmed(application, on=VISITED.date())

    tick_documents(application)

    assert queries.documents_confirmed(application, on=VISITED.date())


@pytest.mark.clause("E-5.2.1")
def test_the_database_knows_no_received_paper(office, worker):
    application = make_visited(office, worker)

    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentCheck.objects.create(
            application=application, household=application.household, item="national_card", handling="received",
            seen_at=NOON, seen_by=worker,
        )  # fmt: skip


@pytest.mark.clause("E-5.2.2")
def test_an_uploaded_picture_takes_the_place_of_the_original_with_its_reason(client, office, worker):
    application = make_visited(office, worker)
    item = queries.checklist(application, on=VISITED.date())[0][0]
    sign_in(client, worker)
    url = reverse("assessment:attach_document", args=[application.pk])

    without = client.post(url, {"item": item.key, "person": item.person, "file": png(), "reason": ""})
    done = client.post(url, {"item": item.key, "person": item.person, "file": png(), "reason": "برای بیمه لازم است."})

    check = DocumentCheck.objects.get(application=application)
    assert (without.status_code, done.status_code) == (422, 303)
    assert (check.handling, check.document.requested_reason) == ("uploaded", "برای بیمه لازم است.")


def test_a_line_that_is_not_on_the_checklist_is_not_found(client, office, worker):
    application = make_visited(office, worker)
    sign_in(client, worker)

    answer = client.post(reverse("assessment:see_document", args=[application.pk]), {"item": "passport", "person": ""})

    assert answer.status_code == 404


@pytest.mark.clause("E-5.1.0")
def test_a_tick_set_by_mistake_is_taken_back(client, office, worker):
    application = make_visited(office, worker)
    sign_in(client, worker)
    item = queries.checklist(application, on=VISITED.date())[0][0]
    line = {"item": item.key, "person": item.person}
    client.post(reverse("assessment:see_document", args=[application.pk]), line)
    client.post(reverse("assessment:see_document", args=[application.pk]), line)
    assert DocumentCheck.objects.filter(application=application).count() == 1

    client.post(reverse("assessment:untick_document", args=[application.pk]), line)

    assert not DocumentCheck.objects.filter(application=application).exists()


def present(application, worker, who, **said):
    return actions.record_presence(application=application, who=who, by=Actor.staff(worker), at=NOON, **said)


@pytest.mark.clause("E-6.1.1")
def test_without_anybody_and_without_a_visit_presence_is_not_met(office, worker):
    application = make_inquiring(office, worker)
    assert not guards.presence_ok(application, visited=False, on=NOON.date())

    row = present(application, worker, Present.RESPONSIBLE_PERSON, identified_by="کارت ملی")

    assert guards.presence_ok(application, visited=False, on=NOON.date())
    assert (row.who, row.identified_by, row.at, row.recorded_by) == ("responsible_person", "کارت ملی", NOON, worker)


@pytest.mark.clause("E-6.1.2")
def test_an_absence_needs_a_reason_of_the_list_and_makes_a_visit_due(office, worker):
    application = make_inquiring(office, worker)

    with pytest.raises(AbsenceReasonNeeded):
        present(application, worker, Present.NONE)
    with pytest.raises(AbsenceReasonNeeded):
        present(application, worker, Present.NONE, reason=AbsenceReason.OTHER)
    present(application, worker, Present.NONE, reason=AbsenceReason.PRISON)

    assert HomeVisit.objects.get(application=application).state == "due"
    assert not guards.presence_ok(application, visited=False, on=NOON.date())


@pytest.mark.clause("E-6.1.2")
def test_the_visit_satisfies_presence_once_it_is_done(office, worker):
    application = make_inquiring(office, worker)
    present(application, worker, Present.NONE, reason=AbsenceReason.PRISON)

    make_done_visit(application, met="other_member")

    assert guards.presence_ok(application, visited=True, on=VISITED.date())


@pytest.mark.clause("E-6.1.1")
def test_being_met_at_home_counts_as_presence(office, worker):
    application = make_inquiring(office, worker)
    make_done_visit(application, met="head")

    assert guards.presence_ok(application, visited=True, on=VISITED.date())


@pytest.mark.clause("E-6.1.1")
def test_meeting_another_member_alone_is_no_presence(office, worker):
    application = make_inquiring(office, worker)
    make_done_visit(application, met="other_member")

    assert not guards.presence_ok(application, visited=True, on=VISITED.date())


@pytest.mark.clause("E-7.1.a", "E-7.1.b", "E-7.1.j")
def test_the_cost_factors_are_shown_and_derived(client, office, worker):
    application = make_visited(office, worker, dwelling={"tenure": "rented"})
    child = add_member(application.household, "child", born_on=date(2018, 1, 1), sex="female")
    registry.record_illness(
        person=child.person, illness_class="special", on=NOON.date(), source="sw_visit", by=Actor.staff(worker), at=NOON
    )
    now = queries.computed(application.household, on=(NOON + timedelta(days=3)).date())

    lit = {factor.clause for factor in queries.cost_factors(now, on=NOON.date()) if factor.holds}
    sign_in(client, worker)
    page = client.get(reverse("assessment:decision", args=[application.pk])).content.decode()

    assert {"E-7.1.a", "E-7.1.b", "E-7.1.j"} <= lit
    assert "عامل‌های هزینهٔ خانوار" in page
