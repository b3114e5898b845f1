"""Filling the questionnaire in parts, and what closing it asks for."""

from datetime import date

import pytest

from hamyar.assessment import actions, guards, queries
from hamyar.assessment.domain import (
    CapacityKind,
    Match,
    MoveRefused,
    NotFinished,
    QuestionnaireClosed,
    Section,
)
from hamyar.assessment.models import Answer
from hamyar.assessment.tests.factories import VISITED, fill, make_assessed, make_visited
from hamyar.audit.actor import Actor
from hamyar.org.tests.factories import NOON, make_office, make_worker
from hamyar.registry.models import FactChange, Person
from hamyar.visits.tests.factories import make_inquiring

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def missing(application, *skip):
    row = fill(application, skip=skip)
    with pytest.raises(NotFinished) as refusal:
        actions.close_questionnaire(questionnaire=row, by=Actor.staff(application.social_worker), at=VISITED)
    return [(gap.key, gap.clause) for gap in refusal.value.missing]


@pytest.mark.clause("E-7.3.0.1")
def test_it_begins_with_what_the_household_stated_and_keeps_both_values(office, worker):
    application = make_visited(office, worker, dwelling={"tenure": "owned"})
    by = Actor.staff(worker)
    row = actions.start_questionnaire(application=application, by=by, at=VISITED)
    answer = row.answers.get(key="tenure")

    actions.save_section(questionnaire=row, section=Section.HOUSING, verified={answer.pk: "rented"}, by=by, at=VISITED)

    answer.refresh_from_db()
    change = FactChange.objects.get(household=application.household, field="tenure")
    assert (answer.self_value, answer.verified_value, answer.differs) == ("owned", "rented", True)
    assert (answer.verified_source, answer.verified_on) == ("sw_visit", VISITED.date())
    assert (change.before, change.after, change.source) == ("owned", "rented", "sw_visit")


@pytest.mark.clause("E-10.1")
def test_a_verified_fact_changes_the_score_at_once(office, worker):
    application = make_visited(office, worker, dwelling={"tenure": "owned"})
    by = Actor.staff(worker)
    row = actions.start_questionnaire(application=application, by=by, at=VISITED)
    before = actions.assess(
        household=application.household, application=application, because="asked", by=by, at=VISITED
    )
    answer = row.answers.get(key="tenure")

    actions.save_section(questionnaire=row, section=Section.HOUSING, verified={answer.pk: "rented"}, by=by, at=VISITED)

    after = queries.latest_assessment(application.household)
    housing = next(one for one in after.result["score"]["factors"] if one["factor"] == "housing")
    assert (after.total - before.total, housing["points"]) == (100, 100)
    assert queries.assessments_of(application.household).count() == 2


def test_what_was_saved_of_one_section_stays_when_another_is_saved(office, worker):
    application = make_visited(office, worker)
    by = Actor.staff(worker)
    row = actions.start_questionnaire(application=application, by=by, at=VISITED)

    actions.save_section(questionnaire=row, section=Section.SOCIAL, match=Match.DIFFERS, by=by, at=VISITED)
    again = actions.start_questionnaire(application=application, by=by, at=VISITED)
    actions.save_section(questionnaire=again, section=Section.CULTURAL, match=Match.MATCHED, by=by, at=VISITED)

    assert again.pk == row.pk
    assert {key: one.match for key, one in queries.sections_of(row).items()} == {
        "social": "differs",
        "cultural": "matched",
    }


@pytest.mark.clause("E-7.3.0.2")
def test_only_the_sections_of_the_requested_services_are_asked(office, worker):
    education = make_visited(office, worker, request=("education",))
    housing = make_visited(office, worker, request=("housing",))
    by = Actor.staff(worker)

    def asked(application):
        row = actions.start_questionnaire(application=application, by=by, at=VISITED)
        return set(row.answers.filter(section="service_specific").values_list("key", flat=True))

    assert asked(education) == {"school_needs", "school_distance"}
    assert asked(housing) == {"housing_need", "housing_document"}


@pytest.mark.clause("E-7.3.a")
@pytest.mark.parametrize("section", ["identity", "economic", "social", "cultural"])
def test_closing_needs_each_of_the_four_sections_matched(office, worker, section):
    application = make_visited(office, worker)
    row = fill(application)
    row.sections.filter(section=section).update(match="")

    with pytest.raises(NotFinished) as refusal:
        actions.close_questionnaire(questionnaire=row, by=Actor.staff(worker), at=VISITED)

    assert [(gap.key, gap.section) for gap in refusal.value.missing] == [("section_not_matched", section)]


@pytest.mark.clause("E-7.3.j")
def test_closing_needs_all_six_parts_marked_and_told(office, worker):
    application = make_visited(office, worker)
    row = fill(application)
    for record in row.sections.all():
        record.parts = {}
        record.save()

    found = {gap.key for gap in guards.gaps(row, on=VISITED.date())}

    assert found == {f"part_{part}" for part in ("individual", "family", "economic", "cultural", "social", "relations")}


@pytest.mark.clause("E-7.3.j")
@pytest.mark.parametrize("said", [{"standing": "watch", "text": " "}, {"standing": "", "text": "دیده شد."}])
def test_a_part_is_marked_and_told_in_words(office, worker, said):
    row = fill(make_visited(office, worker))
    row.sections.filter(section="social").update(parts={"social": said})

    assert [gap.key for gap in guards.gaps(row, on=VISITED.date())] == ["part_social"]


@pytest.mark.clause("E-0.a.2.2", "E-7.3.h")
def test_closing_without_a_capacity_of_every_member_is_refused(office, worker):
    assert missing(make_visited(office, worker), "capacities") == [("capacities", "E-0.a.2.2")]


@pytest.mark.clause("E-7.3.h", "E-D.7")
def test_closing_without_judging_whether_each_member_can_be_empowered_is_refused(office, worker):
    row = fill(make_visited(office, worker))
    Person.objects.filter(memberships__household=row.household).update(empowerment_capacity="not_assessed")

    assert [(gap.key, gap.clause) for gap in guards.gaps(row, on=VISITED.date())] == [("empowerment", "E-7.3.h")]


@pytest.mark.clause("E-0.a.2.2", "E-D.1")
def test_closing_without_the_two_findings_and_the_conclusion_is_refused(office, worker):
    found = missing(make_visited(office, worker), "needs")

    assert found == [("needs", "E-D.1"), ("conclusion", "E-3.n2.1")]


@pytest.mark.clause("E-7.3.d")
def test_closing_without_screening_every_member_is_refused(office, worker):
    assert missing(make_visited(office, worker), "screening") == [("screening", "E-7.3.d")]


@pytest.mark.clause("E-5.1.0", "E-13.3.j")
def test_closing_with_an_unticked_document_is_refused(office, worker):
    assert missing(make_visited(office, worker), "documents") == [("documents", "E-5.1.0")]


@pytest.mark.clause("E-13.3.d")
def test_closing_before_the_visit_is_refused(office, worker):
    application = make_inquiring(office, worker, state="visit_planned")

    found = missing(application)

    assert ("visit", "E-13.3.d") in found and ("presence", "E-6.1.1") in found


@pytest.mark.clause("E-7.3.h", "E-D.7")
def test_capacities_feed_the_type_of_the_household(office, worker):
    application = make_visited(office, worker)
    by = Actor.staff(worker)
    row = actions.start_questionnaire(application=application, by=by, at=VISITED)
    person = Person.objects.get(memberships__household=application.household)

    actions.save_capacities(
        questionnaire=row, capacities={person.pk: [(CapacityKind.SKILL, "قالی‌بافی"), (CapacityKind.INTEREST, "دامداری")]},
        empowerment={person.pk: "yes"}, by=by, at=VISITED,
    )  # fmt: skip

    person.refresh_from_db()
    assert person.empowerment_capacity == "yes"
    assert [each.text for each in queries.current_capacities(row)] == ["قالی‌بافی", "دامداری"]


@pytest.mark.clause("E-3.n2.1")
def test_closing_signs_the_report_moves_the_application_and_stores_the_score(office, worker):
    application = make_assessed(office, worker)

    row = queries.questionnaire_of(application)
    assert (row.state, row.closed_by, row.is_needy) == ("closed", worker, True)
    assert application.state == "assessed"
    assert queries.latest_assessment(application.household).because in ("questionnaire_closed", "facts_changed")


def test_a_closed_questionnaire_takes_no_more_answers(office, worker):
    application = make_assessed(office, worker)
    row = queries.questionnaire_of(application)

    with pytest.raises(QuestionnaireClosed):
        actions.save_section(questionnaire=row, section=Section.SOCIAL, by=Actor.staff(worker), at=VISITED)


def test_a_correction_begins_with_what_was_verified(office, worker):
    application = make_assessed(office, worker)

    again = actions.start_questionnaire(application=application, by=Actor.staff(worker), at=VISITED)

    assert again.is_open and not again.answers.filter(verified=False).exists()
    assert guards.gaps(again, on=VISITED.date()) == []


def test_it_cannot_be_opened_before_the_worker_investigates(office, worker):
    application = make_inquiring(office, worker, state="assigned")

    with pytest.raises(MoveRefused):
        actions.start_questionnaire(application=application, by=Actor.staff(worker), at=NOON)


def test_a_member_who_joins_is_asked_about_too(office, worker):
    from hamyar.registry.tests.factories import add_member

    application = make_visited(office, worker)
    row = actions.start_questionnaire(application=application, by=Actor.staff(worker), at=VISITED)
    child = add_member(application.household, "child", born_on=date(2016, 1, 1))

    actions.members_changed(household_id=application.household_id, person_id=child.person_id, at=VISITED)

    assert Answer.objects.filter(questionnaire=row, person=child.person, key="education_status").exists()
