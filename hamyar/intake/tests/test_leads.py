"""Leads: people found before anybody has applied for them, brought to who answers for the place."""

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hamyar.audit.actor import CLOCK, Actor
from hamyar.audit.models import FileReading
from hamyar.casefiles.domain import CasefileState
from hamyar.intake import actions
from hamyar.intake.domain import (
    LEAD_MOVES,
    ActiveFileExists,
    ApplicationState,
    Channel,
    Dismissal,
    Indicator,
    LeadExists,
    LeadMoveRefused,
    LeadOrigin,
    LeadPlaceNeeded,
    LeadState,
    NothingToMatch,
    OfficeNeeded,
    OtherOfficesWorker,
    ReasonNeeded,
    TooManyReports,
    check_lead_move,
)
from hamyar.intake.models import Application, Lead, LeadEvent, LeadReport
from hamyar.intake.tests.factories import (
    ANSWERS,
    head_of,
    make_account,
    make_application,
    make_casefile,
    make_household,
    make_lead,
    new_code,
)
from hamyar.obligations.actions import tick
from hamyar.obligations.models import Obligation
from hamyar.org.reach import NOTHING, Reach, reaching
from hamyar.org.tests.factories import NOON, TODAY, make_head, make_office, make_territory, make_worker

L = LeadState


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


def duty_of(lead):
    return Obligation.objects.get(kind="follow_up_lead", subject_id=lead.pk, state="open")


def is_owed(lead):
    return Obligation.objects.filter(kind="follow_up_lead", subject_id=lead.pk, state="open").exists()


def events_of(lead):
    return list(lead.events.order_by("pk").values_list("event", flat=True))


# Finding


@pytest.mark.clause("E-1.1.1", "E-0.a.2.1")
def test_a_worker_keeps_whom_the_field_has_shown_and_no_application_exists(office, worker):
    lead = actions.record_lead(
        origin=LeadOrigin.FIELD, indicator=Indicator.LONE_ELDERLY, found_on=TODAY - timedelta(days=1),
        about={"postal_code": "1234567890", "note": "سالمندی تنها در خانه‌ای بی‌در"}, found_by=worker,
        by=Actor.staff(worker), at=NOON,
    )  # fmt: skip

    assert (lead.origin, lead.found_on, lead.found_by) == ("field", TODAY - timedelta(days=1), worker)
    assert (lead.state, lead.social_worker, lead.unit) == (L.ASSIGNED, worker, office)
    assert events_of(lead) == ["found", "routed"]
    assert not Application.objects.exists()


@pytest.mark.clause("E-0.a.2.1")
def test_a_place_that_no_territory_covers_waits_for_the_office_head(office, worker):
    lead = make_lead(office, postal_code="", area_title="روستای آزمون")

    assert (lead.state, lead.social_worker) == (L.NEW, None)
    assert (duty_of(lead).owner, duty_of(lead).owner_role) == (None, "office_head")


def test_a_place_in_another_offices_territory_goes_there(office, worker):
    elsewhere = make_office()
    other = make_worker(elsewhere)
    make_territory(elsewhere, other, "54321")

    lead = make_lead(office, postal_code="5432100000", found_by=worker)

    assert (lead.unit, lead.social_worker, lead.state) == (elsewhere, other, L.ASSIGNED)


@pytest.mark.clause("E-D.2")
def test_a_lead_says_where_and_by_which_sign(office, worker):
    with pytest.raises(LeadPlaceNeeded):
        make_lead(office, postal_code="", area_title="")

    with pytest.raises(OfficeNeeded):
        make_lead(None, postal_code="9999999999")
    with pytest.raises(IntegrityError, match="intake_lead_indicator"), transaction.atomic():
        Lead.objects.filter(pk=make_lead(office).pk).update(indicator="")


def test_a_form_sent_twice_keeps_one_lead(office, worker):
    key = "7b0c7f3e-6f0e-4bb0-8f2b-8d7f7f0c7a11"

    first, second = (make_lead(office, form_key=key) for _ in range(2))

    assert first == second


# Nobody twice


@pytest.mark.clause("E-1.1.2")
def test_somebody_with_an_active_file_is_matched_and_not_entered_again(office, worker):
    household = make_household(office)
    file = make_casefile(household)

    lead = make_lead(office, national_code=head_of(household).national_code)

    assert (lead.state, lead.person, lead.matched_number) == (L.MATCHED, head_of(household), file.number)
    assert not is_owed(lead)


@pytest.mark.clause("E-1.1.2")
def test_somebody_with_an_open_application_is_matched_with_it(office, worker):
    application = make_application(office=office, worker=worker)

    lead = make_lead(office, national_code=application.person.national_code)

    assert (lead.state, lead.matched_with, lead.matched_number) == (L.MATCHED, "application", application.number)


def test_somebody_known_without_a_file_is_followed_up_as_the_same_person(office, worker):
    household = make_household(office)
    make_casefile(household, state=CasefileState.INACTIVE)

    lead = make_lead(office, national_code=head_of(household).national_code)

    assert (lead.state, lead.person) == (L.ASSIGNED, head_of(household))


def test_two_leads_about_one_person_are_not_open_at_a_time(office, worker):
    first = make_lead(office, national_code=(code := new_code()))

    with pytest.raises(LeadExists) as refusal:
        make_lead(office, national_code=code)

    assert refusal.value.details == {"number": first.number}


def test_a_lead_ends_where_the_person_applies_without_it(office, worker):
    lead = make_lead(office, national_code=(code := new_code()))
    draft = actions.start_draft(
        channel=Channel.PORTAL, account=make_account(), answers={**ANSWERS, "national_code": code}, by=CLOCK, at=NOON
    )

    application = actions.submit(application=draft, by=CLOCK, at=NOON)

    lead.refresh_from_db()
    assert (lead.state, lead.matched_number) == (L.MATCHED, application.number)
    assert not is_owed(lead)


def test_a_worker_who_learns_of_a_file_matches_the_lead(office, worker):
    household = make_household(office)
    file = make_casefile(household)
    lead = make_lead(office)

    lead = actions.match_lead(lead=lead, national_code=head_of(household).national_code, by=CLOCK, at=NOON)

    assert (lead.state, lead.matched_number) == (L.MATCHED, file.number)


def test_there_must_be_something_to_match_with(office, worker):
    with pytest.raises(NothingToMatch):
        actions.match_lead(lead=make_lead(office), national_code=new_code(), by=CLOCK, at=NOON)


# Following up


def test_a_lead_is_owed_to_who_has_it_until_somebody_acts(office, worker):
    lead = make_lead(office)
    assert duty_of(lead).owner == worker

    actions.visit_lead(lead=lead, on=TODAY, found="کسی در خانه بود", by=CLOCK, at=NOON)
    assert is_owed(lead)
    actions.dismiss_lead(lead=lead, why=Dismissal.NO_NEED, reason="فرزندان خرجی می‌دهند", by=CLOCK, at=NOON)

    assert not is_owed(lead)


def test_a_lead_that_nobody_follows_up_is_told_to_the_head_and_then_to_the_province(office, worker):
    lead = make_lead(office)

    tick(at=NOON + timedelta(days=16))
    first = duty_of(lead).escalated_to_role
    tick(at=NOON + timedelta(days=19))

    assert (first, duty_of(lead).escalated_to_role) == ("office_head", "provincial_admission")


def test_the_head_hands_a_waiting_lead_to_a_worker_of_the_office_only(office, worker):
    lead = make_lead(office, postal_code="", area_title="روستا")

    with pytest.raises(OtherOfficesWorker):
        actions.assign_lead(lead=lead, worker=make_worker(make_office()), by=CLOCK, at=NOON)
    lead = actions.assign_lead(lead=lead, worker=worker, by=CLOCK, at=NOON)

    assert (lead.state, lead.social_worker) == (L.ASSIGNED, worker)
    assert (duty_of(lead).owner, duty_of(lead).owner_role) == (worker, "social_worker")


def test_another_worker_takes_over_with_a_reason_and_the_same_term(office, worker):
    lead = make_lead(office)
    due_at, colleague = duty_of(lead).due_at, make_worker(office)

    with pytest.raises(ReasonNeeded):
        actions.assign_lead(lead=lead, worker=colleague, by=CLOCK, at=NOON)
    actions.assign_lead(lead=lead, worker=colleague, reason="مرخصی", by=CLOCK, at=NOON + timedelta(days=2))

    assert (duty_of(lead).owner, duty_of(lead).due_at) == (colleague, due_at)


def test_the_leads_of_a_worker_who_leaves_go_along_with_the_applications(office, worker):
    lead, colleague = make_lead(office), make_worker(office)

    moved = actions.reassign_caseload(unit=office, leaving=worker, worker=colleague, reason="انتقال", by=CLOCK, at=NOON)

    lead.refresh_from_db()
    assert (moved, lead.social_worker) == (1, colleague)


def test_a_corrected_place_brings_the_lead_to_who_answers_there(office, worker):
    lead, elsewhere = make_lead(office), make_office()
    other = make_worker(elsewhere)
    make_territory(elsewhere, other, "54321")

    lead = actions.move_lead(lead=lead, postal_code="5432100000", reason="کدپستی نادرست بود", by=CLOCK, at=NOON)

    assert (lead.unit, lead.social_worker, lead.state) == (elsewhere, other, L.ASSIGNED)
    assert (duty_of(lead).unit, duty_of(lead).owner) == (elsewhere, other)


def test_whoever_puts_a_lead_aside_says_why(office, worker):
    with pytest.raises(ReasonNeeded):
        actions.dismiss_lead(lead=make_lead(office), why=Dismissal.NOT_FOUND, reason=" ", by=CLOCK, at=NOON)


# From a lead to an application


@pytest.mark.clause("E-0.a.2.1")
@pytest.mark.parametrize(
    ("origin", "referrer", "channel"),
    [
        (LeadOrigin.FIELD, "", Channel.IN_PERSON),
        (LeadOrigin.DATABASE, "", Channel.IN_PERSON),
        (LeadOrigin.PUBLIC_REPORT, "", Channel.PUBLIC_REPORT),
        (LeadOrigin.REFERRAL, "friday_imam", Channel.REFERRAL),
        (LeadOrigin.REFERRAL, "nikookari_centre", Channel.CHARITY),
    ],
)
def test_an_application_begins_when_somebody_acts_by_the_channel_of_the_lead(office, worker, origin, referrer, channel):
    lead = make_lead(office, origin=origin, referrer_type=referrer, given_name="زهرا", national_code=new_code())
    assert not Application.objects.exists()

    draft = actions.begin_application(lead=lead, worker=worker, by=CLOCK, at=NOON)

    lead.refresh_from_db()
    assert (lead.state, lead.application, draft.channel) == (L.APPLIED, draft, channel)
    assert (draft.draft["given_name"], draft.draft["national_code"]) == ("زهرا", lead.national_code)
    assert (draft.state, draft.submitted_by, draft.referrer_type) == (ApplicationState.DRAFT, worker, referrer)


def test_the_lead_stays_owed_until_the_application_is_sent(office, worker):
    lead = make_lead(office)
    draft = actions.begin_application(lead=lead, worker=worker, by=CLOCK, at=NOON)
    assert is_owed(lead)

    answers = {**ANSWERS, "national_code": new_code(), "mobile": "09121234567", "mobile_unverified_reason": "خاموش بود"}
    draft = actions.save_draft(application=draft, answers=answers, by=CLOCK, at=NOON)
    application = actions.submit(application=draft, by=CLOCK, at=NOON)

    assert application.state == ApplicationState.ASSIGNED
    assert not is_owed(lead)
    assert events_of(lead)[-1] == "sent"


def test_a_draft_thrown_away_leaves_the_lead_open_and_owed(office, worker):
    lead = make_lead(office)
    draft = actions.begin_application(lead=lead, worker=worker, by=CLOCK, at=NOON)

    actions.discard_draft(application=draft, by=CLOCK, at=NOON)

    lead.refresh_from_db()
    assert (lead.state, lead.application) == (L.ASSIGNED, None)
    assert is_owed(lead)


@pytest.mark.clause("E-1.1.2")
def test_nobody_is_found_twice_while_the_draft_of_a_lead_is_written(office, worker):
    lead = make_lead(office, national_code=(code := new_code()))
    draft = actions.begin_application(lead=lead, worker=worker, by=CLOCK, at=NOON)

    with pytest.raises(LeadExists) as refusal:
        make_lead(office, national_code=code)
    actions.discard_draft(application=draft, by=CLOCK, at=NOON)

    lead.refresh_from_db()
    assert refusal.value.details == {"number": lead.number} and lead.state == L.ASSIGNED


def test_nobody_applies_anew_for_somebody_with_an_active_file(office, worker):
    lead = make_lead(office, national_code=(code := new_code()))
    make_casefile(make_household(office, national_code=code))

    with pytest.raises(ActiveFileExists):
        actions.begin_application(lead=lead, worker=worker, by=CLOCK, at=NOON)


# The table of moves


@pytest.mark.parametrize(("state", "target"), list(itertools.product(LeadState, LeadState)))
def test_only_the_moves_of_the_table_are_made(state, target):
    if target in LEAD_MOVES[state]:
        check_lead_move(state, target)
        return

    with pytest.raises(LeadMoveRefused) as refusal:
        check_lead_move(state, target)

    assert refusal.value.details == {"state": str(state), "target": str(target)}


def test_the_database_refuses_a_move_outside_the_table(office, worker):
    lead = actions.dismiss_lead(lead=make_lead(office), why=Dismissal.OTHER, reason="آزمون", by=CLOCK, at=NOON)

    with pytest.raises(IntegrityError, match="no move"), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(state=L.ASSIGNED)


# Public reports


def report(office, **given):
    return actions.report_publicly(
        indicator=Indicator.HOUSING, about={"area_title": "محلهٔ آزمون"}, office=office, address_digest="here", at=NOON,
        **given,
    )  # fmt: skip


@pytest.mark.clause("E-1.2.j.3")
def test_a_report_without_a_name_becomes_a_lead_of_the_social_worker(office, worker):
    sent = actions.report_publicly(
        indicator=Indicator.ILLNESS, about={"postal_code": "1234567890"}, address_digest="here", at=NOON
    )

    assert (sent.lead.origin, sent.lead.state, sent.lead.social_worker) == ("public_report", L.ASSIGNED, worker)
    assert (sent.reporter_name, len(sent.tracking)) == ("", 10)
    assert not Application.objects.exists()


@pytest.mark.clause("E-1.2.j.3")
def test_who_reported_is_in_no_row_that_an_office_sees(office, worker):
    sent = report(office, reporter_name="رضا رازدار", reporter_mobile="09121234567")

    with reaching(Reach(paths=(office.path,), user=worker.pk)):
        lead = Lead.objects.get(pk=sent.lead_id)
        seen = [str(getattr(lead, field.attname)) for field in Lead._meta.concrete_fields]
        assert not LeadReport.objects.exists()
    assert not any("رازدار" in value or "09121234567" in value for value in seen)


def test_many_reports_from_one_network_have_to_wait(office):
    for _ in range(10):
        report(office)

    with pytest.raises(TooManyReports) as refusal:
        report(office)

    assert refusal.value.details == {"minutes": 10}


def test_reading_who_reported_needs_a_reason_and_is_kept(office):
    sent, head = report(office, reporter_name="رضا"), make_head(office)

    with pytest.raises(ReasonNeeded):
        actions.read_reporter(lead=sent.lead, reader=head, role="رئیس اداره", reason="", at=NOON)
    read = actions.read_reporter(lead=sent.lead, reader=head, role="رئیس اداره", reason="نشانی پیدا نشد", at=NOON)

    assert read.reporter_name == "رضا"
    assert FileReading.objects.get(subject_type="intake.lead").reason == "نشانی پیدا نشد"


# The second wall


@pytest.mark.parametrize("table", [Lead, LeadEvent], ids=lambda table: table.__name__)
def test_an_office_sees_its_own_leads_and_no_others(table, office, worker):
    make_lead(office)
    own = set(table.objects.values_list("pk", flat=True))
    make_lead(make_office(), postal_code="", area_title="روستا")

    with reaching(Reach(paths=(office.path,))):
        assert set(table.objects.values_list("pk", flat=True)) == own
    with reaching(NOTHING):
        assert not table.objects.exists()
