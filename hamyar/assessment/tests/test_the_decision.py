"""Who decides what, under which guards; and what a stored assessment promises."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamyar.assessment import actions, guards, queries
from hamyar.assessment.actions.decisions import longest_period
from hamyar.assessment.domain import ClauseUnknown, GuardsRed, NotYourDecision, PeriodRefused, ReasonNeeded, Section
from hamyar.assessment.models import Assessment, FieldReport, Questionnaire
from hamyar.assessment.tests.factories import LATER, VISITED, fill, make_assessed, make_visited
from hamyar.audit.actor import Actor
from hamyar.casefiles.models import Casefile, SupportPeriod
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.guidelines.ruleset import Release, packaged_release
from hamyar.intake import actions as intake
from hamyar.intake.models import Application
from hamyar.obligations.models import Obligation
from hamyar.org.access import access_of
from hamyar.org.reach import reaching
from hamyar.org.tests.factories import NOON, make_head, make_office, make_substitution, make_worker
from hamyar.outbox.actions import deliver
from hamyar.outbox.models import OutboxEvent
from hamyar.reactions import FOLLOWERS
from hamyar.registry import actions as registry
from hamyar.registry.tests.factories import head_of, make_household
from hamyar.releases import queries as releases
from hamyar.values import jalali
from hamyar.visits.tests.factories import make_done_visit, make_inquiring

pytestmark = pytest.mark.django_db
MAN = {"sex": "male", "marital_status": "married", "born_on": date(1980, 3, 1), "work_status": "unemployed"}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


def accept(application, **choice):
    return actions.accept(application=application, by=Actor.staff(application.social_worker), at=LATER, **choice)


@pytest.mark.clause("E-3.2.1", "E-13.3.a", "E-D.4", "E-3.n2.2")
def test_decile_two_with_every_guard_green_is_accepted_by_the_worker_for_a_dated_period(office, worker):
    head = make_head(office)
    application = make_assessed(office, worker)

    casefile = accept(application)

    application.refresh_from_db()
    assert (application.state, application.outcome) == ("accepted", "accepted")
    assert (casefile.social_worker, casefile.accountable_head) == (worker, head)
    assert casefile.period_to_on == jalali.add_months(LATER.date(), 12)
    assert OutboxEvent.objects.filter(name="assessment.application.accepted", payload__casefile_id=casefile.pk).exists()


@pytest.mark.clause("E-3.1.1")
def test_the_decision_names_the_assessment_it_rests_on_and_is_refused_without_a_current_one(office, worker):
    application = make_assessed(office, worker)
    assert guards.standing(application, on=LATER.date()).all_green

    registry.change_dwelling(
        household=application.household, changes={"tenure": "owned"}, source="office", by=Actor.staff(worker), at=LATER
    )

    with pytest.raises(GuardsRed) as refusal:
        accept(application)
    assert [guard.key for guard in refusal.value.guards] == ["score"]
    actions.assess_anew(household_id=application.household_id, fields=["tenure"], at=LATER)
    assert accept(application).state == "active"


@pytest.mark.clause("E-5.n2.2")
def test_a_divorce_without_any_proof_waits_for_the_commission(office, worker):
    divorced = {"marital_status": "divorced", "household": {"divorce_evidence": "none", "former_head_died_on": None}}
    application = make_assessed(office, worker, **divorced)

    with pytest.raises(NotYourDecision) as refusal:
        accept(application)
    actions.send_to_commission(application=application, text="سندی نیست.", by=Actor.staff(worker), at=LATER)

    application.refresh_from_db()
    assert refusal.value.details == {"room": "commission"}
    assert (application.state, application.outcome) == ("in_commission", "")
    with pytest.raises((GuardsRed, NotYourDecision)):
        accept(application)


@pytest.mark.clause("E-3.2.2")
@pytest.mark.parametrize("decile", [4, 5])
def test_decile_four_and_five_are_not_the_workers_to_decide(office, worker, decile):
    application = make_assessed(office, worker, decile=decile)

    with pytest.raises(NotYourDecision) as refusal:
        accept(application)

    stored = queries.latest_assessment(application.household)
    assert refusal.value.details == {"room": "commission"}
    assert "livelihood" not in stored.services_allowed


@pytest.mark.clause("E-3.2.2", "E-3.n2.1")
def test_decile_four_goes_to_the_commission_with_the_workers_signed_report(office, worker):
    application = make_assessed(office, worker, decile=4)

    report = actions.send_to_commission(application=application, text="نیاز دیده شد.", by=Actor.staff(worker), at=LATER)

    application.refresh_from_db()
    assert (application.state, report.to, report.signed_by) == ("in_commission", "commission", worker)


@pytest.mark.parametrize(("decile", "first"), [(7, "commission"), (None, "commission")])
def test_a_higher_or_unknown_decile_begins_in_the_commission(office, worker, decile, first):
    application = make_assessed(office, worker, decile=decile)

    standing = guards.standing(application, on=LATER.date())

    assert standing.room == first
    with pytest.raises((NotYourDecision, GuardsRed)):
        accept(application)
    with pytest.raises(NotYourDecision):
        actions.ask_permit(application=application, text="گزارش", by=Actor.staff(worker), at=LATER)


def test_another_unmet_rule_goes_to_the_permit_with_a_field_report_and_never_without(office, worker):
    application = make_assessed(office, worker, covered_by=["behzisti"])

    with pytest.raises(ReasonNeeded):
        actions.ask_permit(application=application, text=" ", by=Actor.staff(worker), at=LATER)
    report = actions.ask_permit(application=application, text="از نزدیک دیده شد.", by=Actor.staff(worker), at=LATER)

    application.refresh_from_db()
    assert application.state == "awaiting_permit"
    assert "E-2.5" in FieldReport.objects.get(pk=report.pk).unmet_clauses


@pytest.mark.clause("E-2.4")
def test_a_home_outside_the_office_is_a_red_guard_that_names_its_clause(office, worker):
    application = make_assessed(office, worker, dwelling={"in_office_territory": False})

    standing = guards.standing(application, on=LATER.date())

    red = {guard.key: guard.clause for guard in standing.guards if not guard.ok}
    assert red == {"E-2.4": "E-2.4", "path": "E-3.2.1"}
    assert standing.room == "other_office"


@pytest.mark.clause("E-D.1")
def test_decile_two_without_the_workers_conclusion_is_not_accepted_as_needy(office, worker):
    application = make_assessed(office, worker, is_needy=False)

    with pytest.raises(GuardsRed) as refusal:
        accept(application)

    assert [(guard.key, guard.clause) for guard in refusal.value.guards] == [("needy", "E-D.1")]


@pytest.mark.clause("E-3.n2.1", "E-13.3.d", "E-13.3.j", "E-6.1.1", "E-3.1.1")
def test_an_application_that_was_only_visited_shows_what_is_missing(office, worker):
    application = make_inquiring(office, worker, state="visit_planned")

    standing = guards.standing(application, on=NOON.date())

    red = {guard.key for guard in standing.guards if not guard.ok}
    assert {"state", "inquiries", "visit", "questionnaire", "documents", "presence", "report", "score"} <= red


@pytest.mark.clause("E-D.12")
def test_aqshar_gets_a_year_and_not_a_month_more(office, worker):
    application = make_assessed(office, worker, **MAN)

    with pytest.raises(PeriodRefused):
        accept(application, period_to_on=jalali.add_months(LATER.date(), 13))
    casefile = accept(application)

    period = SupportPeriod.objects.get(casefile=casefile)
    assert (period.kind, period.to_on) == ("aqshar", jalali.add_months(LATER.date(), 12))
    assert set(queries.latest_assessment(application.household).services_allowed) == {
        "training", "employment_facility", "education",
    }  # fmt: skip


@pytest.mark.clause("E-6.4.3")
def test_a_released_prisoners_period_ends_a_year_after_the_release(office, worker):
    released_on = NOON.date() - timedelta(days=90)
    household = make_household(
        office, household={"decile": 3}, **{**MAN, "born_on": date(1950, 1, 1), "military_status": ""}
    )
    registry.record_prison(
        household=household, facts={"basis": "sentence", "started_on": date(2020, 1, 1), "released_on": released_on,
                                    "referral": "prisons_department"}, by=Actor.staff(worker), at=NOON,
    )  # fmt: skip
    stored = actions.assess(household=household, because="asked", by=Actor.staff(worker), at=NOON)

    assert stored.target_groups == ["released_prisoner"]
    assert longest_period(stored, from_on=NOON.date()) == jalali.add_months(released_on, 12)


@pytest.mark.clause("E-3.2.1")
def test_only_the_responsible_worker_or_the_substitute_decides(office, worker):
    application = make_assessed(office, worker)
    other, stand_in = make_worker(office), make_worker(office)
    make_substitution(worker, stand_in, office, from_on=LATER.date() - timedelta(days=1))

    for stranger in (other, make_head(office)):
        with pytest.raises(NotYourDecision):
            actions.accept(application=application, by=Actor.staff(stranger), at=LATER)
    casefile = actions.accept(application=application, by=Actor.staff(stand_in), at=LATER)

    assert casefile.state == "active"


@pytest.mark.clause("E-13.n4.1")
def test_an_inactive_file_comes_back_under_its_number(office, worker):
    casefile = make_casefile(office=office, worker=worker, state="inactive")
    household = casefile.household
    household.decile, household.former_head_died_on = 2, NOON.date() - timedelta(days=500)
    household.save()
    application = make_inquiring(office, worker, of=household)
    make_done_visit(application)
    application.refresh_from_db()
    actions.close_questionnaire(questionnaire=fill(application), by=Actor.staff(worker), at=VISITED)
    application.refresh_from_db()

    again = accept(application)

    assert (again.pk, again.number, again.state) == (casefile.pk, casefile.number, "active")
    assert Casefile.objects.filter(household=household).count() == 1


@pytest.mark.clause("E-7.3.v.2", "E-13.n2")
def test_a_refusal_needs_clause_and_reason_and_opens_the_duty_to_tell(office, worker):
    application = make_inquiring(office, worker)
    by = Actor.staff(worker)

    with pytest.raises(ClauseUnknown):
        actions.reject(application=application, clause="E-99", reason="علت", by=by, at=LATER)
    with pytest.raises(ReasonNeeded):
        actions.reject(application=application, clause="E-2.5", reason=" ", by=by, at=LATER)
    actions.reject(application=application, clause="E-2.5", reason="زیر پوشش بهزیستی است.", by=by, at=LATER)

    application.refresh_from_db()
    assert (application.state, application.reason_clause) == ("rejected", "E-2.5")
    assert Obligation.objects.filter(kind="notify_refusal", state="open", subject_id=application.pk).exists()


def _grows(household, **by):
    child = {"sex": "male", "born_on": date(2015, 1, 1), "education_status": "pupil", "marital_status": "never_married"}
    registry.add_member(
        household=household, person=child, relation="child", from_on=LATER.date(), source="office", **by
    )  # fmt: skip


CHANGES = {
    "dwelling": lambda row, **by: registry.change_dwelling(
        household=row, changes={"tenure": "owned"}, source="office", **by
    ),
    "decile": lambda row, **by: registry.set_decile(
        household=row, decile=1, on=LATER.date(), source="database", provisional=False, evidence="", **by
    ),
    "illness": lambda row, **by: registry.record_illness(
        person=head_of(row), illness_class="special", on=LATER.date(), source="office", **by
    ),
    "new home": lambda row, **by: registry.move_house(
        household=row, dwelling={"tenure": "owned", "condition": "sound", "area_kind": "city"}, on=LATER.date(),
        source="office", **by,
    ),
    "new member": _grows,
}  # fmt: skip


@pytest.mark.clause("E-10.1")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_in_the_registry_renews_the_score(office, worker, change):
    application = make_assessed(office, worker)
    before = queries.latest_assessment(application.household)
    deliver(FOLLOWERS, at=LATER)

    change(application.household, by=Actor.staff(worker), at=LATER)
    deliver(FOLLOWERS, at=LATER)

    after = queries.latest_assessment(application.household)
    assert after.total != before.total and after.because == "facts_changed"


@pytest.mark.clause("E-17.2")
def test_a_decision_rests_on_the_release_of_its_day_and_on_no_older_one(office, worker, monkeypatch):
    data = packaged_release().as_data() | {"name": "emdad-1405", "from": "2026-03-21"}
    newer = Release.from_data(data)
    monkeypatch.setattr(releases, "releases", lambda: (packaged_release(), newer))
    household, by = make_household(office, household={"decile": 1}), Actor.staff(worker)
    last_day = NOON.replace(year=2026, month=3, day=20)

    names = [
        actions.assess(household=household, because="asked", by=by, at=at).release
        for at in (last_day, last_day + timedelta(days=1))
    ]

    assert names == [packaged_release().name, "emdad-1405"]


@pytest.mark.clause("E-10.1")
def test_a_stored_assessment_is_immutable(office, worker):
    application = make_assessed(office, worker)
    stored = queries.latest_assessment(application.household)

    with pytest.raises(DatabaseError), transaction.atomic():
        Assessment.objects.filter(pk=stored.pk).update(total=1000)


@pytest.mark.clause("E-D.26", "E-T1.decile.cap")
def test_a_provisional_decile_counts_and_is_marked(office, worker):
    application = make_assessed(office, worker, household={"decile_provisional": True, "decile_source": "office"})

    stored = queries.latest_assessment(application.household)

    assert stored.provisional_decile and stored.path == "social_worker"
    assert accept(application).state == "active"


def test_the_same_facts_under_the_same_rules_are_stored_once(office, worker):
    household = make_household(office, household={"decile": 1})
    by = Actor.staff(worker)

    first = actions.assess(household=household, because="asked", by=by, at=NOON)
    again = actions.assess(household=household, because="asked", by=by, at=LATER)

    assert first.pk == again.pk


FACTS = st.fixed_dictionaries(
    {
        "decile": st.one_of(st.none(), st.integers(1, 10)),
        "head_condition": st.sampled_from(
            ["present", "imprisoned", "fugitive", "ineffective_addiction", "absent_other"]
        ),
        "sex": st.sampled_from(["female", "male"]),
        "born_on": st.dates(date(1935, 1, 1), date(2004, 1, 1)),
        "marital_status": st.sampled_from(["never_married", "married", "divorced", "widowed", "separated"]),
        "work_status": st.sampled_from(["employed", "unemployed", "homemaker", "retired"]),
        "tenure": st.sampled_from(["owned", "rented", "lent", "none"]),
        "covered_by": st.lists(st.sampled_from(["behzisti", "pension_funds"]), max_size=1),
        "military_status": st.sampled_from(["", "none", "completed"]),
    }
)


@pytest.mark.clause("E-10.1")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS)
def test_a_stored_assessment_replays_to_the_same_number(office, worker, facts):
    about = dict(facts)
    household = make_household(
        office, household={"decile": about.pop("decile"), "head_condition": about.pop("head_condition")},
        dwelling={"tenure": about.pop("tenure")}, members=(("child", {}),), **about,
    )  # fmt: skip

    stored = actions.assess(household=household, because="asked", by=Actor.staff(worker), at=NOON)

    stored.refresh_from_db()
    assert queries.replays(stored)
    assert queries.is_current(stored, on=NOON.date())
    stored.result["score"]["total"] += 5
    assert not queries.replays(stored)


@pytest.mark.slow
@pytest.mark.clause("E-13.3.a")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=FACTS,
    skipped=st.sets(
        st.sampled_from(["needs", "documents", "capacities", "screening", str(Section.HOUSING)]), max_size=2
    ),
    needy=st.booleans(),
)
def test_nothing_is_accepted_while_a_guard_is_red(office, worker, facts, skipped, needy):
    about = dict(facts)
    known = {"decile": about.pop("decile"), "head_condition": about.pop("head_condition")}
    application = make_visited(
        office, worker, household=known, decile=known["decile"], dwelling={"tenure": about.pop("tenure")},
        reasons={"E-13.3.hh.1": "علت", "E-9.j": "علت"}, **about,
    )  # fmt: skip
    row = fill(application, skip=tuple(skipped), is_needy=needy)
    if not guards.gaps(row, on=VISITED.date()):
        actions.close_questionnaire(questionnaire=row, by=Actor.staff(worker), at=VISITED)
    application.refresh_from_db()
    standing = guards.standing(application, on=LATER.date())

    if standing.all_green:
        assert accept(application).state == "active"
    else:
        with pytest.raises((GuardsRed, NotYourDecision)):
            accept(application)
        application.refresh_from_db()
        assert application.outcome == "" and not Casefile.objects.filter(household=application.household).exists()


@pytest.mark.clause("E-9.a.2")
def test_assessment_and_questionnaire_are_hidden_from_another_office_and_another_worker(office, worker):
    application = make_assessed(office, worker)
    stored = queries.latest_assessment(application.household)
    for stranger in (make_worker(office), make_head(make_office())):
        access = access_of(stranger, on=NOON.date())
        with pytest.raises(Http404):
            queries.assessment_for(access, stored.pk)
        with pytest.raises(Http404):
            queries.application_for(access, application.pk)
    assert queries.assessment_for(access_of(make_head(office), on=NOON.date()), stored.pk) == stored


def test_the_database_hides_assessments_without_any_filter(office, worker):
    make_assessed(office, worker)
    stranger = access_of(make_head(make_office()), on=NOON.date())

    with reaching(stranger.reach):
        seen = (Assessment.objects.exists(), Questionnaire.objects.exists(), FieldReport.objects.exists())

    assert seen == (False, False, False) and Assessment.objects.exists()


@pytest.mark.clause("E-8.a")
def test_nobody_decides_while_a_correction_of_the_applicant_waits(office, worker):
    application = make_assessed(office, worker)
    Application.objects.filter(pk=application.pk).update(proposed={"address": "کوچهٔ بهار"}, proposed_at=LATER)
    by = Actor.staff(worker)

    with pytest.raises(GuardsRed) as accepting:
        actions.accept(application=application, by=by, at=LATER)
    with pytest.raises(GuardsRed) as refusing:
        actions.reject(application=application, clause="E-D.1", reason="x", by=by, at=LATER)

    for refused in (accepting, refusing):
        assert [guard.key for guard in refused.value.guards] == ["correction"]
    intake.accept_correction(application=application, by=by, at=LATER)
    assert actions.accept(application=application, by=by, at=LATER).state == "active"
