"""Where an application goes, and who decides when the postal code does not."""

from datetime import date, timedelta

import pytest

from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.domain import CasefileState
from hamyar.intake import actions
from hamyar.intake.domain import (
    ApplicationState,
    Channel,
    MoveRefused,
    OfficeNeeded,
    OtherOfficesWorker,
    Outcome,
    ReasonNeeded,
    RouteRule,
    WrongCounsel,
    main_province,
)
from hamyar.intake.tests.factories import (
    head_of,
    make_application,
    make_casefile,
    make_draft,
    make_household,
    own_words,
)
from hamyar.obligations.actions import tick
from hamyar.obligations.models import Obligation
from hamyar.org.domain import Level
from hamyar.org.tests.factories import (
    NOON,
    TODAY,
    make_head,
    make_office,
    make_province,
    make_substitution,
    make_territory,
    make_unit,
    make_worker,
)
from hamyar.values.postal_code import PostalCodeRefused

S = ApplicationState


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


def submit(draft):
    return actions.submit(application=draft, by=CLOCK, at=NOON)


@pytest.mark.clause("E-13.2")
def test_the_postal_code_brings_a_request_to_its_worker_at_once(office, worker):
    application = submit(make_draft())

    assert application.state == S.ASSIGNED
    assert application.social_worker == worker
    assert application.route_rule == RouteRule.POSTAL_AUTO


@pytest.mark.clause("E-13.2")
def test_the_most_specific_territory_wins(office, worker):
    other = make_office()
    nearer = make_worker(other)
    make_territory(other, nearer, "123456")

    application = submit(make_draft())

    assert application.unit == other
    assert application.social_worker == nearer


@pytest.mark.clause("E-13.2")
def test_an_absent_worker_is_replaced_by_the_substitute(office, worker):
    substitute = make_worker(office)
    make_substitution(worker, substitute, office)

    assert submit(make_draft()).social_worker == substitute


@pytest.mark.clause("E-1.2.a", "E-2.4")
def test_a_request_registered_at_one_office_goes_to_the_office_of_its_postal_code(worker):
    elsewhere = make_office()
    visited = make_worker(elsewhere)

    application = submit(make_draft(submitted_by=visited, mobile="09121234567", mobile_unverified_reason="تلفن نداشت"))

    assert application.channel == Channel.IN_PERSON
    assert application.submitted_by == visited
    assert application.unit == worker.holdings.get().unit
    assert application.social_worker == worker


@pytest.mark.clause("E-13.n1")
def test_an_unmapped_code_lands_with_the_head_of_the_office_that_was_chosen(office):
    head = make_head(office)

    application = submit(make_draft(postal_code="9999999999", office=office.pk))

    assert application.state == S.WITH_OFFICE_HEAD
    assert application.unit == office
    assert application.route_rule == RouteRule.OFFICE_HEAD
    duty = Obligation.objects.get(kind="assign_application", subject_id=application.pk)
    assert (duty.owner, duty.owner_role, duty.unit) == (None, "office_head", head.holdings.get().unit)


@pytest.mark.clause("E-13.n1")
def test_an_unmapped_code_without_an_office_is_asked_for_one(office):
    with pytest.raises(OfficeNeeded):
        submit(make_draft(postal_code="9999999999"))


@pytest.mark.clause("E-13.n1")
def test_an_office_without_automatic_routing_sends_to_its_head(office, worker):
    office.routes_automatically = False
    office.save()

    application = submit(make_draft())

    assert application.state == S.WITH_OFFICE_HEAD
    assert application.social_worker is None


@pytest.mark.clause("E-13.n1")
def test_the_head_has_two_working_days_to_find_a_worker(office):
    application = submit(make_draft(postal_code="9999999999", office=office.pk))

    duty = Obligation.objects.get(kind="assign_application", subject_id=application.pk)

    # Wednesday 1 October; the Friday between does not count.
    assert duty.due_at.astimezone(NOON.tzinfo).date() == date(2025, 10, 4)


@pytest.mark.clause("E-13.n1", "E-13.n3")
def test_assigning_passes_the_running_term_to_the_worker(office):
    application = submit(make_draft(postal_code="9999999999", office=office.pk))
    worker = make_worker(office)

    actions.assign(application=application, worker=worker, by=CLOCK, at=NOON)

    assert not Obligation.objects.filter(kind="assign_application", state="open").exists()
    duty = Obligation.objects.get(kind="handle_application", state="open")
    assert (duty.owner, duty.owner_role) == (worker, "social_worker")
    assert duty.due_at == application.due_at


@pytest.mark.clause("E-13.n1")
def test_only_a_worker_of_the_office_is_assigned(office):
    application = submit(make_draft(postal_code="9999999999", office=office.pk))

    with pytest.raises(OtherOfficesWorker):
        actions.assign(application=application, worker=make_worker(make_office()), by=CLOCK, at=NOON)


@pytest.mark.clause("E-13.n4.1", "E-13.n4.2")
def test_somebody_with_an_inactive_file_applies_like_others_and_goes_to_the_office_head_with_the_history(
    office, worker
):
    household = make_household(office)
    file = make_casefile(household, state=CasefileState.INACTIVE)

    application = submit(make_draft(**own_words(head_of(household))))

    assert application.state == S.WITH_OFFICE_HEAD
    assert application.route_rule == RouteRule.REACTIVATION
    assert application.earlier_casefile == file
    file.refresh_from_db()
    assert file.state == CasefileState.INACTIVE


@pytest.mark.clause("E-13.n4.2")
def test_an_inactive_file_of_another_office_follows_the_postal_code(office, worker):
    household = make_household(make_office())
    make_casefile(household, state=CasefileState.INACTIVE)

    application = submit(make_draft(**own_words(head_of(household))))

    household.refresh_from_db()
    assert application.unit == office
    assert household.unit == office


@pytest.mark.clause("E-6.n4")
def test_the_main_province_is_where_most_days_are_spent():
    assert main_province({"10": 200, "04": 165}) == "10"
    assert main_province({"10": 0}) is None
    assert main_province({}) is None


@pytest.mark.clause("E-6.3", "E-6.n4")
def test_a_migrating_household_is_routed_to_its_main_province(worker):
    province = make_province(province_code="10")
    there = make_office(province)

    application = submit(make_draft(nomad_status="migrating", days_by_province={"10": 200, "23": 165}))

    assert application.unit == there
    assert application.state == S.WITH_OFFICE_HEAD
    assert application.route_rule == RouteRule.NOMAD_PROVINCE


@pytest.mark.clause("E-6.3")
def test_a_settled_household_is_routed_like_others(worker):
    make_office(make_province(province_code="10"))

    application = submit(make_draft(nomad_status="settled", days_by_province={"10": 200, "23": 165}))

    assert application.social_worker == worker
    assert application.route_rule == RouteRule.POSTAL_AUTO


@pytest.mark.clause("E-4.n2", "E-2.1")
def test_a_foreign_national_is_handed_to_the_nearest_charity_centre(office, worker):
    centre = make_unit(Level.CENTRE, parent=office, title="مرکز نیکوکاری نور", kind="nikookari_centre")
    make_unit(Level.CENTRE, parent=make_office(), title="مرکز دور", kind="charity")

    application = submit(
        make_draft(nationality="foreign", national_code="", alt_identifier="A1234567", alt_identifier_kind="گذرنامه")
    )

    assert application.state == S.REFERRED_OUT
    assert application.outcome == Outcome.REFERRED_OUT
    assert application.reason_clause == "E-4.n2"
    assert application.unit == centre
    assert application.social_worker is None


@pytest.mark.clause("E-4.n2")
def test_a_citizens_application_is_not_referred_out(db):
    application = make_application(state=S.ASSIGNED)

    with pytest.raises(WrongCounsel):
        actions.refer_out(application=application, reason="تبعه", by=CLOCK, at=NOON)


@pytest.mark.clause("E-2.4", "E-13.2")
def test_a_residence_outside_the_territory_is_routed_anew(office, worker):
    application = submit(make_draft())
    right = make_office()
    their_worker = make_worker(right)
    make_territory(right, their_worker, "77777")

    moved = actions.reroute(
        application=application,
        postal_code="۷۷۷۷۷۱۲۳۴۵",
        reason="نشانی در شهر دیگری است",
        by=Actor.staff(worker),
        at=NOON,
    )

    assert (moved.state, moved.unit, moved.social_worker) == (S.ASSIGNED, right, their_worker)
    assert moved.due_at == application.due_at
    assert [each.to_state for each in moved.events.order_by("pk")][-2:] == [S.SUBMITTED, S.ASSIGNED]
    moved.household.refresh_from_db()
    assert moved.household.unit == right
    duty = Obligation.objects.get(kind="handle_application", state="open")
    assert (duty.owner, duty.unit) == (their_worker, right)


@pytest.mark.clause("E-2.4")
def test_routed_anew_to_a_place_without_a_worker_a_request_leaves_the_former_one(office, worker):
    application, right = submit(make_draft()), make_office()
    make_territory(right, None, "77777")

    moved = actions.reroute(application=application, postal_code="7777712345", reason="شهر دیگر", by=CLOCK, at=NOON)

    assert (moved.state, moved.unit, moved.social_worker) == (S.WITH_OFFICE_HEAD, right, None)


@pytest.mark.clause("E-2.4")
def test_a_head_passes_a_request_on_to_the_head_of_another_office(office):
    application = submit(make_draft(postal_code="9999999999", office=office.pk))
    other = make_office()

    moved = actions.reroute(
        application=application,
        postal_code="9999999999",
        office=other,
        reason="آن محله با ادارهٔ دیگر است",
        by=CLOCK,
        at=NOON,
    )

    assert (moved.state, moved.unit) == (S.WITH_OFFICE_HEAD, other)
    assert Obligation.objects.get(kind="assign_application", state="open").unit == other


def test_an_application_that_was_visited_is_not_routed_anew(db):
    application = make_application(state=S.VISIT_PLANNED)

    with pytest.raises(MoveRefused):
        actions.reroute(application=application, postal_code="7777712345", reason="جابه‌جایی", by=CLOCK, at=NOON)


def test_re_routing_needs_a_reason_and_a_whole_postal_code(db):
    application = make_application(state=S.ASSIGNED)

    with pytest.raises(ReasonNeeded):
        actions.reroute(application=application, postal_code="7777712345", reason=" ", by=CLOCK, at=NOON)
    with pytest.raises(PostalCodeRefused):
        actions.reroute(application=application, postal_code="77777", reason="جابه‌جایی", by=CLOCK, at=NOON)


@pytest.mark.parametrize("state", [S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.ASSESSED, S.INCOMPLETE, S.IN_COMMISSION])
def test_another_worker_takes_over_with_the_duties_and_the_state_stays(office, state):
    worker, other = make_worker(office), make_worker(office)
    application = make_application(office=office, worker=worker, state=state)

    moved = actions.reassign(application=application, worker=other, reason="مرخصی طولانی", by=CLOCK, at=NOON)

    assert (moved.state, moved.social_worker) == (state, other)
    assert Obligation.objects.get(kind="handle_application", state="open").owner == other


@pytest.mark.parametrize("state", [S.WITH_OFFICE_HEAD, S.ACCEPTED, S.WITHDRAWN, S.RE_REVIEW])
def test_what_no_worker_has_is_not_reassigned(office, state):
    application = make_application(office=office, state=state)

    with pytest.raises(MoveRefused):
        actions.reassign(application=application, worker=make_worker(office), reason="بار کار", by=CLOCK, at=NOON)


def test_the_whole_caseload_of_a_worker_who_leaves_goes_to_another(office):
    leaving, other = make_worker(office), make_worker(office)
    mine = [make_application(office=office, worker=leaving, state=state) for state in (S.ASSIGNED, S.ASSESSED)]
    make_application(office=office, worker=leaving, state=S.ACCEPTED)

    count = actions.reassign_caseload(unit=office, leaving=leaving, worker=other, reason="بازنشستگی", by=CLOCK, at=NOON)

    assert count == 2
    for application in mine:
        application.refresh_from_db()
        assert application.social_worker == other


@pytest.mark.parametrize(
    ("channel", "referrer"),
    [(Channel.REFERRAL, each) for each in ("judiciary", "parliament", "friday_imam", "trusted_person", "other")]
    + [(Channel.CHARITY, "nikookari_centre")],
)
@pytest.mark.clause("E-1.2.j.1", "E-1.2.j.2")
def test_a_referral_keeps_who_referred_and_the_letter(office, worker, channel, referrer):
    draft = actions.start_draft(
        channel=channel, submitted_by=worker, referrer_type=referrer, referrer_name="حجت‌الاسلام کریمی",
        referrer_letter_number="۱۲/۳۴", referrer_letter_on=TODAY, by=CLOCK, at=NOON,
    )  # fmt: skip

    draft.refresh_from_db()
    assert (draft.channel, draft.referrer_type, draft.referrer_letter_number) == (channel, referrer, "۱۲/۳۴")
    assert draft.referrer_letter_on == TODAY


@pytest.mark.clause("E-13.n3")
def test_a_late_application_is_told_to_the_office_head_and_then_to_the_province(office, worker):
    application = submit(make_draft())
    duty = Obligation.objects.get(kind="handle_application", subject_id=application.pk)

    told = []
    for days in (0, 1, 4):
        tick(at=application.due_at + timedelta(days=days, minutes=1))
        duty.refresh_from_db()
        told.append(duty.escalated_to_role)

    assert told == ["office_head", "office_head", "provincial_admission"]
    assert duty.state == "open"
