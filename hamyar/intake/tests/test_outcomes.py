"""Every application is answered, once; a refusal says why, is told the same day, and may be looked at once more."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hamyar.audit.actor import CLOCK
from hamyar.intake import actions
from hamyar.intake.domain import (
    ApplicationState,
    CodeRefused,
    MoveRefused,
    Outcome,
    ReasonNeeded,
    ReReviewUsed,
    TooManyTries,
)
from hamyar.intake.models import Application, MobileCode, PortalAccount
from hamyar.intake.tests.factories import make_application, new_mobile
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import NOON, TEHRAN, make_office, make_worker
from hamyar.outbox.actions import deliver
from hamyar.outbox.models import OutboxEvent
from hamyar.reactions import FOLLOWERS

S = ApplicationState


def reject(application, *, clause="E-2.5", reason="مستمری صندوق بازنشستگی", at=NOON):
    return actions.record_outcome(
        application=application, outcome=Outcome.REJECTED, clause=clause, reason=reason, by=CLOCK, at=at
    )


@pytest.mark.clause("E-D.3", "E-7.3.v.2")
def test_a_refusal_is_recorded_with_its_clause_and_reason(db):
    application = reject(make_application(state=S.ASSESSED))

    assert (application.outcome, application.reason_clause) == ("rejected", "E-2.5")
    assert application.reason_text == "مستمری صندوق بازنشستگی"
    assert application.events.get(event="rejected").clause == "E-2.5"
    assert OutboxEvent.objects.filter(name="intake.application.rejected").exists()


@pytest.mark.parametrize(("clause", "reason"), [("", "علت"), ("E-2.5", " "), ("E-99.9", "علت")])
@pytest.mark.clause("E-7.3.v.2")
def test_a_refusal_without_a_clause_or_a_reason_is_refused(db, clause, reason):
    application = make_application(state=S.ASSESSED)

    with pytest.raises(ReasonNeeded):
        reject(application, clause=clause, reason=reason)


@pytest.mark.clause("E-D.3")
def test_the_database_keeps_no_refusal_without_a_reason(db):
    application = reject(make_application(state=S.ASSESSED))

    with pytest.raises(IntegrityError, match="intake_rejected_means_why"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(reason_text="")


@pytest.mark.clause("E-D.3")
def test_an_ended_application_has_one_outcome_and_takes_no_second(db):
    application = make_application(state=S.ACCEPTED)

    with pytest.raises(MoveRefused):
        reject(application)


@pytest.mark.clause("E-13.n2", "E-7.3.v.2")
def test_a_refusal_is_owed_to_the_applicant_the_same_day_until_it_is_told(db):
    office = make_office()
    worker = make_worker(office)
    application = reject(make_application(office=office, worker=worker, state=S.ASSESSED))

    duty = Obligation.objects.get(kind="notify_refusal", subject_id=application.pk)
    assert duty.due_at == datetime(2025, 10, 1, 23, 59, 59, tzinfo=TEHRAN)
    assert duty.owner == worker

    actions.mark_notified(application=application, by=CLOCK, at=NOON)

    duty.refresh_from_db()
    assert duty.state == "done"


@pytest.mark.parametrize("state", [S.ACCEPTED, S.REJECTED, S.WITHDRAWN, S.REFERRED_OUT])
@pytest.mark.clause("E-13.n3")
def test_the_term_ends_with_the_outcome(db, state):
    application = make_application(state=state)

    assert not Obligation.objects.filter(
        kind__in=["handle_application", "assign_application"], subject_id=application.pk, state="open"
    ).exists()


def test_a_withdrawal_keeps_its_reason(db):
    with pytest.raises(ReasonNeeded):
        actions.withdraw(application=make_application(state=S.INQUIRING), reason="", by=CLOCK, at=NOON)


def test_what_was_asked_for_brings_the_application_back_to_where_it_was(db):
    application = make_application(state=S.VISIT_PLANNED)

    asked = actions.ask_for_items(application=application, items="اجاره‌نامه", by=CLOCK, at=NOON)
    back = actions.supply_items(application=asked, by=CLOCK, at=NOON)

    assert (back.state, back.missing_items, back.asked_from) == (S.VISIT_PLANNED, "", "")


@pytest.mark.clause("E-13.n3")
def test_the_term_runs_on_while_the_applicant_is_asked(db):
    application = make_application(state=S.ASSIGNED)

    asked = actions.ask_for_items(application=application, items="اجاره‌نامه", by=CLOCK, at=NOON + timedelta(days=3))

    assert asked.due_at == application.due_at
    assert Obligation.objects.get(kind="handle_application", state="open").due_at == application.due_at


def test_an_answer_does_not_jump_to_another_state_than_the_one_it_was_asked_in(db):
    application = make_application(state=S.INCOMPLETE)

    with pytest.raises(MoveRefused):
        actions.move(application=application, target=S.ASSESSED, event="jump", by=CLOCK, at=NOON)


@pytest.mark.clause("E-D.3")
def test_a_re_review_is_asked_for_once(db):
    application = make_application(state=S.RE_REVIEW)
    confirmed = actions.decide_re_review(
        application=application, reopen=False, reason="قطع مستمری ثابت نشد", by=CLOCK, at=NOON
    )

    assert confirmed.state == S.REJECTED
    with pytest.raises(ReReviewUsed):
        actions.ask_re_review(application=confirmed, reason="دوباره", by=CLOCK, at=NOON)


@pytest.mark.clause("E-D.3")
def test_a_re_review_goes_to_the_office_head_with_a_term_of_its_own(db):
    application = make_application(state=S.RE_REVIEW)

    duty = Obligation.objects.get(kind="re_review", subject_id=application.pk)

    assert (duty.owner, duty.owner_role) == (None, "office_head")
    assert duty.due_at == application.due_at


def test_a_reopened_application_goes_on_with_a_worker(db):
    application = make_application(state=S.RE_REVIEW)

    reopened = actions.decide_re_review(
        application=application, reopen=True, reason="نامهٔ صندوق رسید", by=CLOCK, at=NOON
    )

    assert (reopened.state, reopened.outcome) == (S.ASSIGNED, "")
    assert reopened.social_worker is not None
    assert Obligation.objects.get(kind="handle_application", state="open").owner == reopened.social_worker


@pytest.mark.parametrize("state", [S.REJECTED, S.ASSIGNED, S.ACCEPTED])
def test_a_re_review_that_nobody_asked_for_is_not_decided(db, state):
    with pytest.raises(MoveRefused):
        actions.decide_re_review(
            application=make_application(state=state), reopen=True, reason="علت", by=CLOCK, at=NOON
        )


# Codes by message


def test_a_code_signs_in_once(db):
    mobile = new_mobile()
    code = actions.issue_code(mobile=mobile, address_digest="a", at=NOON)

    account = actions.use_code(mobile=mobile, code=code, at=NOON)

    assert (account.mobile, account.verified_at) == (mobile, NOON)
    with pytest.raises(CodeRefused):
        actions.use_code(mobile=mobile, code=code, at=NOON)


def test_a_code_ends_after_five_minutes_and_after_five_wrong_tries(db):
    mobile = new_mobile()
    code = actions.issue_code(mobile=mobile, address_digest="a", at=NOON)
    with pytest.raises(CodeRefused):
        actions.use_code(mobile=mobile, code=code, at=NOON + timedelta(minutes=5))

    for _each in range(5):
        with pytest.raises(CodeRefused):
            actions.use_code(mobile=mobile, code="000000" if code != "000000" else "111111", at=NOON)

    with pytest.raises(CodeRefused):
        actions.use_code(mobile=mobile, code=code, at=NOON)


def test_a_newer_code_ends_the_older_one(db):
    mobile = new_mobile()
    old = actions.issue_code(mobile=mobile, address_digest="a", at=NOON)
    actions.issue_code(mobile=mobile, address_digest="a", at=NOON + timedelta(minutes=2))

    with pytest.raises(CodeRefused):
        actions.use_code(mobile=mobile, code=old, at=NOON + timedelta(minutes=2))


def test_a_number_is_asked_for_few_codes(db):
    mobile = new_mobile()
    for minute in range(0, 10, 2):
        actions.issue_code(mobile=mobile, address_digest=f"a{minute}", at=NOON + timedelta(minutes=minute))

    with pytest.raises(TooManyTries) as refusal:
        actions.issue_code(mobile=mobile, address_digest="b", at=NOON + timedelta(minutes=10))

    assert refusal.value.details == {"minutes": 50}


def test_one_network_address_is_sent_a_bounded_number_of_codes(db):
    for _each in range(30):
        actions.issue_code(mobile=new_mobile(), address_digest="same", at=NOON)

    with pytest.raises(TooManyTries):
        actions.issue_code(mobile=new_mobile(), address_digest="same", at=NOON)

    assert actions.issue_code(mobile=new_mobile(), address_digest="other", at=NOON)


def test_neither_code_nor_network_address_is_stored(db):
    code = actions.issue_code(mobile=new_mobile(), address_digest="a", at=NOON)

    row = MobileCode.objects.latest("pk")

    assert code not in row.digest
    assert len(row.digest) == 64
    assert not PortalAccount.objects.exists()


def test_the_outcome_day_is_kept(db):
    application = make_application(state=S.ACCEPTED)

    assert application.outcome_at.astimezone(TEHRAN).date() == date(2025, 10, 1)


@pytest.mark.clause("E-13.1.3")
def test_registers_are_asked_at_submission_before_anybody_looks(db):
    application = make_application(state=S.ASSIGNED)

    deliver(FOLLOWERS, at=NOON)

    assert application.household.inquiries.exists()
    application.refresh_from_db()
    assert application.state == S.ASSIGNED


@pytest.mark.clause("E-7.2")
def test_the_worker_begins_with_inquiries(db):
    application = make_application(state=S.ASSIGNED)

    begun = actions.begin_inquiries(application=application, by=CLOCK, at=NOON)

    assert begun.state == S.INQUIRING
    assert application.household.inquiries.exists()
    duty = Obligation.objects.get(kind="inquire_before_visit", state="open")
    assert duty.owner == application.social_worker
