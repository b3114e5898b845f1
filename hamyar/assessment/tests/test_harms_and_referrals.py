"""Harms are recorded with cause and response, bring the counsellor, and are seen by two roles alone."""

import pytest
from django.urls import reverse

from hamyar.assessment import actions, guards, queries
from hamyar.assessment.domain import (
    Denomination,
    DenominationNotAsked,
    HarmKind,
    MoveRefused,
    NotAMember,
    ReasonNeeded,
    ReferralGround,
    Response,
    ResponseNeeded,
    Severity,
    risk_class,
)
from hamyar.assessment.models import DenominationNote, Harm, Referral
from hamyar.assessment.tests.factories import VISITED, fill, make_visited
from hamyar.audit.actor import Actor
from hamyar.obligations.models import Obligation
from hamyar.org.access import access_of
from hamyar.org.reach import EVERYTHING, reaching, set_reach
from hamyar.org.tests.factories import NOON, make_head, make_office, make_user, make_worker, sign_in
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.registry.tests.factories import make_person
from hamyar.visits.tests.factories import make_done_visit, make_inquiring

pytestmark = pytest.mark.django_db
QUIET = ("poverty", "unemployment")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def opened(office, worker):
    """An open questionnaire of a visited household."""
    application = make_visited(office, worker)
    return actions.start_questionnaire(application=application, by=Actor.staff(worker), at=VISITED)


def record(row, kind=HarmKind.VIOLENCE, *, severity=Severity.PRESENT, response=Response.TREAT, cause="کشمکش", **about):
    by = Actor.staff(row.application.social_worker)
    return actions.record_harm(
        questionnaire=row, kind=kind, severity=severity, cause=cause, response=response, by=by, at=VISITED, **about
    )


@pytest.mark.clause("E-7.3.d", "E-D.24")
@pytest.mark.parametrize(
    ("harms", "expected"),
    [
        ([], "normal"),
        ([("poverty", "acute"), ("unemployment", "present")], "normal"),
        ([("addiction", "possible")], "at_risk"),
        ([("violence", "present")], "harmed"),
        ([("poverty", "acute"), ("mental", "possible")], "at_risk"),
    ],
)
def test_the_risk_class_follows_from_the_harms(harms, expected):
    assert risk_class(harms, non_triggering=QUIET) == expected


@pytest.mark.clause("E-D.24")
def test_a_harm_without_response_or_cause_is_refused(opened):
    with pytest.raises(ResponseNeeded):
        record(opened, response=None)
    with pytest.raises(ResponseNeeded):
        record(opened, cause="  ")


@pytest.mark.clause("E-13.3.z", "E-7.3.d")
def test_violence_brings_the_counsellor_and_raises_the_risk_class(office, opened):
    record(opened)

    referral = Referral.objects.get(household=opened.household)
    opened.household.refresh_from_db()
    duty = Obligation.objects.get(kind="counsellor_referral")
    assert (referral.state, referral.ground, opened.household.risk_class) == ("open", "harm", "harmed")
    assert (duty.owner_role, duty.unit, duty.due_at.date()) == ("counsellor", office, VISITED.date())


@pytest.mark.clause("E-13.3.z", "E-7.3.d")
def test_poverty_and_unemployment_alone_force_nothing(opened):
    record(opened, HarmKind.POVERTY)
    record(opened, HarmKind.UNEMPLOYMENT)

    opened.household.refresh_from_db()
    assert opened.household.risk_class == "normal" and not Referral.objects.exists()
    assert "referral" not in {gap.key for gap in guards.gaps(opened, on=VISITED.date())}


@pytest.mark.clause("E-13.3.z")
def test_the_worker_may_still_refer_a_household_that_nothing_forces(opened, worker):
    referral = actions.refer(
        household=opened.household, application=opened.application, ground=ReferralGround.WORKER, note="خسته است.",
        by=Actor.staff(worker), at=VISITED,
    )  # fmt: skip

    assert referral.ground == "worker" and referral.state == "open"


@pytest.mark.clause("E-13.3.z")
def test_it_cannot_be_closed_with_a_harm_and_no_referral(opened):
    Harm.objects.create(
        household=opened.household, questionnaire=opened, kind="violence", severity="present", cause="علت", response="treat",
        found_at=VISITED, found_by=opened.application.social_worker,
    )  # fmt: skip

    assert ("referral", "E-13.3.z") in {(gap.key, gap.clause) for gap in guards.gaps(opened, on=VISITED.date())}


def test_a_harm_recorded_by_mistake_ends_with_a_reason_and_the_class_goes_back(opened, worker):
    harm = record(opened)

    with pytest.raises(ReasonNeeded):
        actions.end_harm(harm=harm, reason="", by=Actor.staff(worker), at=VISITED)
    actions.end_harm(harm=harm, reason="اشتباه ثبت شد.", by=Actor.staff(worker), at=VISITED)

    opened.household.refresh_from_db()
    assert opened.household.risk_class == "normal" and Harm.objects.filter(pk=harm.pk).exists()


def test_a_harm_of_somebody_outside_the_household_is_refused(office, opened):
    with pytest.raises(NotAMember):
        record(opened, person=make_person(office))


@pytest.mark.clause("E-13.3.hh.2", "E-4.a.6", "E-D.14")
def test_a_visit_to_an_ill_headed_household_refers_by_itself_and_once(office, worker):
    application = make_inquiring(office, worker, household={"head_condition": "ineffective_mental"})
    make_done_visit(application, reasons={"E-13.3.hh.1": "مدرکی نبود."})

    deliver(FOLLOWERS, at=VISITED)
    referral = Referral.objects.get(household=application.household)
    actions.refer_after_visit(at=VISITED, household_id=application.household_id, application_id=application.pk)

    assert referral.ground == "ill_headed" and Referral.objects.count() == 1
    assert Obligation.objects.get(kind="counsellor_referral").owner_role == "counsellor"


@pytest.mark.clause("E-13.3.hh.2")
def test_an_ordinary_household_is_not_referred_after_a_visit(office, worker):
    make_done_visit(make_inquiring(office, worker))

    deliver(FOLLOWERS, at=VISITED)

    assert not Referral.objects.exists()


@pytest.mark.clause("E-D.14", "E-9.a.2")
def test_harms_are_seen_by_the_worker_and_the_counsellor_and_hidden_from_everybody_else(office, worker, opened):
    record(opened)
    counsellor = make_user(("counsellor", office))

    def sees(user):
        with reaching(access_of(user, on=NOON.date()).reach):
            return Harm.objects.exists()

    assert sees(worker) and sees(counsellor)
    assert not sees(make_head(office)) and not sees(make_user(("commission_secretary", office)))
    assert not sees(make_worker(make_office())) and not sees(make_user(("counsellor", make_office())))


@pytest.mark.clause("E-9.a.2")
def test_nobody_but_the_own_worker_opens_the_page_of_harms(client, office, worker, opened):
    record(opened)
    url = reverse("assessment:harms", args=[opened.pk])
    codes = {}

    for name, user in {
        "worker": worker, "colleague": make_worker(office), "head": make_head(office),
        "counsellor": make_user(("counsellor", office)),
    }.items():  # fmt: skip
        sign_in(client, user)
        codes[name] = client.get(url).status_code

    assert codes == {"worker": 200, "colleague": 404, "head": 403, "counsellor": 403}


@pytest.mark.clause("E-13.3.z", "E-13.3.hh.2")
def test_the_referral_appears_in_the_counsellors_list_and_is_answered_there(client, office, opened):
    record(opened, cause="کشمکش خانوادگی")
    referral = Referral.objects.get()
    counsellor = make_user(("counsellor", office))
    sign_in(client, counsellor)

    listed = client.get(reverse("assessment:referrals")).content.decode()
    client.post(reverse("assessment:accept_referral", args=[referral.pk]))
    page = client.get(reverse("assessment:referral", args=[referral.pk])).content.decode()
    empty = client.post(reverse("assessment:record_result", args=[referral.pk]), {"result": ""})
    client.post(reverse("assessment:record_result", args=[referral.pk]), {"result": "سه نشست لازم است."})

    set_reach(EVERYTHING)
    referral.refresh_from_db()
    assert "زهرا آزمونی" in listed and "کشمکش خانوادگی" in page and empty.status_code == 422
    assert (referral.state, referral.counsellor, referral.result) == ("done", counsellor, "سه نشست لازم است.")
    assert Obligation.objects.get(kind="counsellor_referral").state == "done"


def test_a_counsellor_of_another_office_does_not_find_the_referral(client, opened):
    record(opened)
    sign_in(client, make_user(("counsellor", make_office())))

    assert client.get(reverse("assessment:referral", args=[Referral.objects.get().pk])).status_code == 404


def test_a_referral_answered_already_cannot_be_accepted(office, opened):
    record(opened)
    by = Actor.staff(make_user(("counsellor", office)))
    referral = actions.refuse_referral(referral=Referral.objects.get(), result="بیرون از کار مشاور", by=by, at=VISITED)

    with pytest.raises(MoveRefused):
        actions.accept_referral(referral=referral, by=by, at=VISITED)


@pytest.mark.clause("E-5.n2.1")
def test_the_denomination_is_asked_on_the_path_of_customary_divorce_alone_and_kept_restricted(office, worker):
    divorced = {"marital_status": "divorced"}
    customary = make_visited(office, worker, household={"divorce_evidence": "customary"}, **divorced)
    official = make_visited(office, worker, household={"divorce_evidence": "official"}, **divorced)
    by = Actor.staff(worker)

    with pytest.raises(DenominationNotAsked):
        actions.record_denomination(application=official, denomination=Denomination.SUNNI, by=by, at=VISITED)
    actions.record_denomination(application=customary, denomination=Denomination.SUNNI, by=by, at=VISITED)

    with reaching(access_of(make_head(office), on=NOON.date()).reach):
        assert not DenominationNote.objects.exists()
    assert DenominationNote.objects.get().application == customary


@pytest.mark.clause("E-5.n2.1")
def test_the_question_of_denomination_stands_on_no_other_page(client, office, worker):
    divorced = {"marital_status": "divorced"}
    customary, official = (
        make_visited(office, worker, household={"divorce_evidence": evidence}, **divorced)
        for evidence in ("customary", "official")
    )
    widow = make_visited(office, worker)
    sign_in(client, worker)

    asked = [
        "اهل سنت" in client.get(reverse("assessment:documents", args=[application.pk])).content.decode()
        for application in (customary, official, widow)
    ]

    assert asked == [True, False, False]


def test_filling_everything_is_enough_even_after_a_harm(opened, worker):
    record(opened)
    fill(opened.application)

    opened.refresh_from_db()
    assert queries.counsellor_referral(opened.household, opened.application) is not None
    assert guards.gaps(opened, on=VISITED.date()) == []
