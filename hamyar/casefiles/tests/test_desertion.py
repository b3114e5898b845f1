"""Fugitive, missing, found; and the three opinions before support goes on (E-D.17, E-D.18, E-6.5.a)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import actions, desertion
from hamyar.casefiles.domain import (
    CourtDocumentNeeded,
    CourtDocumentNotYet,
    IssuedLater,
    NotDeserted,
    OpinionGiven,
    OpinionsMissing,
    PeriodNeeded,
    ReasonNeeded,
    RenewalNotAllowed,
)
from hamyar.casefiles.models import Casefile, CasefileEvent, CourtDocument, DesertionOpinion
from hamyar.casefiles.tasks import run_tick
from hamyar.casefiles.tests.factories import make_casefile
from hamyar.casefiles.views import page_of_file
from hamyar.obligations.models import Obligation
from hamyar.org import clock
from hamyar.org.tests.factories import NOON, TODAY, make_head, make_office, make_user, make_worker, sign_in
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.registry import actions as registry
from hamyar.registry import queries as registry_queries
from hamyar.registry.domain import AbsenceNeedsEvidence, DayTooEarly, NotAbsent
from hamyar.registry.tests.factories import head_of
from hamyar.values import jalali

pytestmark = pytest.mark.django_db
SINCE = TODAY - timedelta(days=20)
EVERYBODY = ("counsellor", "social_worker", "office_head")
MAN = {"sex": "male", "marital_status": "married"}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(office):
    return make_worker(office)


@pytest.fixture
def casefile(office, worker):
    return make_casefile(office=office, worker=worker, head=MAN)


def picture():
    content = BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return SimpleUploadedFile("paper.png", content.getvalue(), "image/png")


def flee(casefile, condition="fugitive", *, since_on=SINCE, at=NOON):
    registry.set_head_condition(
        household=casefile.household, condition=condition, since_on=since_on, evidence="گزارش کلانتری", by=CLOCK, at=at
    )
    deliver(FOLLOWERS, at=at)


def opine(casefile, role, *, favourable=True, at=NOON):
    return actions.give_opinion(
        casefile=casefile, role=role, favourable=favourable, text="درآمد دیگری ندارند", by=CLOCK, at=at
    )


def open_period(casefile, at=NOON):
    return actions.open_desertion_period(casefile=casefile, by=CLOCK, at=at)


def opinions_due():
    rows = Obligation.objects.filter(kind="desertion_opinion", state="open")
    return set(rows.values_list("owner_role", flat=True))


@pytest.mark.clause("E-D.17", "E-D.18")
@pytest.mark.parametrize("condition", ["fugitive", "missing"])
@pytest.mark.parametrize("lacking", [{"since_on": None}, {"evidence": " "}])
def test_a_head_who_is_away_is_recorded_with_day_and_evidence(casefile, condition, lacking):
    given = {"since_on": SINCE, "evidence": "گزارش", **lacking}

    with pytest.raises(AbsenceNeedsEvidence):
        registry.set_head_condition(household=casefile.household, condition=condition, by=CLOCK, at=NOON, **given)


@pytest.mark.clause("E-D.17", "E-6.5.a.1")
@pytest.mark.parametrize("condition", ["fugitive", "missing", "separated"])
def test_three_opinions_are_requested_once(casefile, condition):
    flee(casefile, condition)
    actions.request_opinions(casefile=Casefile.objects.get(pk=casefile.pk), at=NOON)

    assert opinions_due() == set(EVERYBODY)
    assert Obligation.objects.filter(kind="desertion_opinion").count() == 3


@pytest.mark.clause("E-D.17", "E-6.5.a.1")
@pytest.mark.parametrize("missing", EVERYBODY)
def test_the_period_opens_with_all_three_opinions_only(casefile, missing):
    flee(casefile)
    for role in EVERYBODY:
        if role != missing:
            opine(casefile, role)

    with pytest.raises(OpinionsMissing) as refusal:
        open_period(casefile)
    assert refusal.value.details["missing"] == [missing]

    opine(casefile, missing)
    period = open_period(casefile)

    assert (period.kind, period.from_on, period.to_on) == ("desertion_1", TODAY, jalali.add_months(TODAY, 6))
    assert opinions_due() == set()
    assert Obligation.objects.get(kind="desertion_review").state == "open"


def test_the_review_of_the_period_is_done_when_support_goes_on_otherwise(casefile):
    flee(casefile)
    for role in EVERYBODY:
        opine(casefile, role)
    ends_on = open_period(casefile).to_on
    at = NOON + (ends_on - TODAY) - timedelta(days=5)
    run_tick(at=at)
    registry.end_absence(
        household=casefile.household, how="found", on=SINCE + timedelta(days=60), evidence="آمد", by=CLOCK, at=at
    )

    actions.renew(
        casefile=casefile, period_from_on=ends_on, period_to_on=jalali.add_months(ends_on, 12), period_kind="ordinary",
        reason="سرپرست بازگشت", by=CLOCK, at=at,
    )  # fmt: skip

    assert Obligation.objects.get(kind="desertion_review").state == "done"


@pytest.mark.clause("E-6.5.a.1")
def test_an_opinion_against_keeps_the_period_closed(casefile):
    flee(casefile)
    for role in EVERYBODY:
        opine(casefile, role, favourable=role != "counsellor")

    with pytest.raises(OpinionsMissing):
        open_period(casefile)


@pytest.mark.clause("E-6.5.a.2")
def test_a_third_period_is_refused(casefile):
    flee(casefile)
    at, ends = NOON, []
    for kind in ("desertion_1", "desertion_2"):
        for role in EVERYBODY:
            opine(casefile, role, at=at)
        period = open_period(casefile, at=at)
        assert period.kind == kind
        ends.append((period.from_on, period.to_on))
        at += timedelta(days=170)
        run_tick(at=at)
    assert ends[1] == (ends[0][1], jalali.add_months(ends[0][1], 6))  # without a gap

    with pytest.raises(RenewalNotAllowed):
        open_period(casefile, at=at)
    with pytest.raises(NotDeserted):
        opine(casefile, "counsellor", at=at)


def both_periods(casefile):
    """Both periods of six months were opened; three weeks before the end of the second."""
    flee(casefile)
    at = NOON
    for _period in range(2):
        for role in EVERYBODY:
            opine(casefile, role, at=at)
        open_period(casefile, at=at)
        at += timedelta(days=172)
        run_tick(at=at)
    casefile.refresh_from_db()
    return at


def bring_paper(casefile, at, **choice):
    paper = {"title": "حکم غیبت، شعبهٔ ۲", "issued_on": TODAY, **choice}
    return actions.record_court_document(casefile=casefile, by=CLOCK, at=at, **paper)


def renew_as_usual(casefile, at):
    begins_on = max(casefile.period_to_on, at.date())
    return actions.renew(
        casefile=casefile, period_from_on=begins_on, period_to_on=jalali.add_months(begins_on, 6), period_kind="ordinary",
        reason="شرایط برجاست", by=CLOCK, at=at,
    )  # fmt: skip


@pytest.mark.clause("E-6.5.a.3")
def test_before_the_second_period_ends_the_courts_document_is_asked_for(casefile, worker):
    both_periods(casefile)

    duty = Obligation.objects.get(kind="court_documents")
    assert (duty.state, duty.owner, duty.clause) == ("open", worker, "E-6.5.a.3")
    assert opinions_due() == set()


@pytest.mark.clause("E-6.5.a.3")
def test_after_two_periods_support_goes_on_with_the_courts_document_and_not_without(casefile):
    at = both_periods(casefile)

    with pytest.raises(CourtDocumentNeeded):
        renew_as_usual(casefile, at)
    bring_paper(casefile, at)
    row = renew_as_usual(casefile, at)

    assert row.state == "active"
    assert Obligation.objects.get(kind="court_documents").state == "done"


@pytest.mark.clause("E-6.5.a.3")
def test_without_the_courts_document_support_is_suspended_and_waits(casefile):
    at = both_periods(casefile)

    for days in (25, 60, 200):
        run_tick(at=at + timedelta(days=days))
        casefile.refresh_from_db()
        assert casefile.state == "suspended"
    event = CasefileEvent.objects.filter(casefile=casefile, to_state="suspended").get()
    assert event.clause == "E-6.5.a.3"
    assert Obligation.objects.get(kind="court_documents").state == "open"

    late = at + timedelta(days=201)
    bring_paper(casefile, late)
    assert renew_as_usual(casefile, late).state == "active"


def test_suspended_support_does_not_begin_again_without_a_new_period(casefile):
    at = both_periods(casefile) + timedelta(days=25)
    run_tick(at=at)

    with pytest.raises(PeriodNeeded):
        actions.move(casefile=casefile, target="active", reason="x", clause="E-6.5.a.3", by=CLOCK, at=at)


def test_the_courts_document_has_a_title_a_day_and_its_time(casefile):
    flee(casefile)
    with pytest.raises(CourtDocumentNotYet):
        bring_paper(casefile, NOON)

    registry.end_absence(household=casefile.household, how="found", on=TODAY, evidence="آمد", by=CLOCK, at=NOON)
    with pytest.raises(NotDeserted):
        bring_paper(casefile, NOON)


@pytest.mark.parametrize(
    ("choice", "refusal"),
    [({"title": " "}, ReasonNeeded), ({"issued_on": TODAY + timedelta(days=900)}, IssuedLater)],
)
def test_an_empty_or_future_document_of_the_court_is_refused(casefile, choice, refusal):
    at = both_periods(casefile)

    with pytest.raises(refusal):
        bring_paper(casefile, at, **choice)

    assert not CourtDocument.objects.exists()


def test_a_head_who_comes_back_needs_no_document_of_the_court(casefile):
    at = both_periods(casefile)

    registry.end_absence(household=casefile.household, how="found", on=TODAY, evidence="آمد", by=CLOCK, at=at)
    deliver(FOLLOWERS, at=at)

    assert Obligation.objects.get(kind="court_documents").state == "waived"
    assert renew_as_usual(casefile, at).state == "active"


@pytest.mark.clause("E-6.5.a.3")
def test_the_worker_brings_the_courts_document_on_the_page(client, worker, casefile, monkeypatch):
    at = both_periods(casefile)
    monkeypatch.setattr(clock, "now", lambda: at)
    address = reverse("casefiles:continuation", args=[casefile.pk])
    sign_in(client, worker)
    before = client.get(address).content.decode()
    empty = client.post(reverse("casefiles:court_paper", args=[casefile.pk]), {"title": ""}, follow=True)
    sent = client.post(
        reverse("casefiles:court_paper", args=[casefile.pk]),
        {"title": "حکم غیبت", "issued_on": "۱۴۰۴/۰۱/۰۵", "file": picture()},
        follow=True,
    ).content.decode()

    assert "ثبت مدرک قضایی" in before and reverse("plans:renewal", args=[casefile.pk]) not in before
    assert "عنوان مدرک" in empty.content.decode()
    assert "حکم غیبت" in sent and reverse("plans:renewal", args=[casefile.pk]) in sent
    paper = CourtDocument.objects.get()
    assert paper.document is not None and paper.document.kind == "court_document"


def test_the_document_of_the_court_is_kept_as_it_was(casefile):
    bring_paper(casefile, both_periods(casefile))

    with pytest.raises(DatabaseError), transaction.atomic():
        CourtDocument.objects.update(title="دیگر")


@pytest.mark.clause("E-6.5.a.2")
def test_before_the_end_of_the_first_period_the_opinions_for_the_second_are_requested(casefile):
    flee(casefile)
    for role in EVERYBODY:
        opine(casefile, role)
    open_period(casefile)

    run_tick(at=NOON + timedelta(days=165))

    assert opinions_due() == set(EVERYBODY)


def test_an_opinion_is_given_once_signed_and_kept(casefile):
    flee(casefile)
    opine(casefile, "counsellor")

    with pytest.raises(OpinionGiven):
        opine(casefile, "counsellor", favourable=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        DesertionOpinion.objects.update(favourable=False)


def test_without_an_absent_head_there_is_no_opinion(casefile):
    with pytest.raises(NotDeserted):
        opine(casefile, "counsellor")
    with pytest.raises(NotDeserted):
        open_period(casefile)


@pytest.mark.clause("E-D.18")
def test_a_missing_head_who_is_found_ends_the_condition_and_makes_a_review(casefile, worker):
    flee(casefile, "missing")

    registry.end_absence(household=casefile.household, how="found", on=TODAY, evidence="خودش آمد", by=CLOCK, at=NOON)
    deliver(FOLLOWERS, at=NOON)

    casefile.household.refresh_from_db()
    assert casefile.household.head_condition == "present"
    changes = registry_queries.fact_history(casefile.household).filter(field="head_condition")
    assert list(changes.values_list("before", "after")) == [("missing", "present"), ("present", "missing")]
    review = Obligation.objects.get(kind="absence_review")
    assert (review.state, review.owner) == ("open", worker)
    assert opinions_due() == set()


@pytest.mark.clause("E-D.18")
def test_a_court_that_declares_the_death_ends_it_too(casefile):
    flee(casefile, "missing")

    registry.end_absence(
        household=casefile.household, how="declared_dead", on=TODAY, evidence="رأی ۱۲", by=CLOCK, at=NOON
    )

    assert head_of(casefile.household).died_on == TODAY
    casefile.household.refresh_from_db()
    assert casefile.household.head_condition == "absent_other"


@pytest.mark.parametrize(
    ("facts", "refusal"), [({"evidence": ""}, Exception), ({"on": SINCE - timedelta(days=1)}, DayTooEarly)]
)
def test_an_end_needs_evidence_and_cannot_come_before_the_beginning(casefile, facts, refusal):
    flee(casefile)

    with pytest.raises(refusal):
        registry.end_absence(
            household=casefile.household, by=CLOCK, at=NOON, **{"how": "found", "on": TODAY, "evidence": "x", **facts}
        )


def test_nobody_is_found_who_was_not_away(casefile):
    with pytest.raises(NotAbsent):
        registry.end_absence(household=casefile.household, how="found", on=TODAY, evidence="x", by=CLOCK, at=NOON)


@pytest.mark.clause("E-D.18")
def test_the_review_ends_with_what_was_found(casefile):
    flee(casefile)
    registry.end_absence(household=casefile.household, how="found", on=TODAY, evidence="آمد", by=CLOCK, at=NOON)
    deliver(FOLLOWERS, at=NOON)

    with pytest.raises(ReasonNeeded):
        actions.close_absence_review(casefile=casefile, note=" ", by=CLOCK, at=NOON)
    actions.close_absence_review(casefile=casefile, note="برنامه برجاست", by=CLOCK, at=NOON)

    assert Obligation.objects.get(kind="absence_review").state == "done"
    assert CasefileEvent.objects.get(event="absence_reviewed").reason == "برنامه برجاست"


@pytest.mark.clause("E-6.5.a.1")
def test_each_of_the_three_signs_on_the_page_and_the_worker_begins(client, office, worker, casefile):
    flee(casefile)
    address = reverse("casefiles:continuation", args=[casefile.pk])
    for user in (make_user(("counsellor", office)), make_head(office), worker):
        sign_in(client, user)
        before = client.get(address)
        sent = client.post(address, {"favourable": "yes", "text": "نظر موافق دارم"})
        assert (before.status_code, sent.status_code) == (200, 303)
        assert "در انتظار نظر" in before.content.decode()

    page = client.get(address).content.decode()
    began = client.post(reverse("casefiles:open_period", args=[casefile.pk]), follow=True).content.decode()

    assert "آغاز دورهٔ شش‌ماهه" in page
    assert "دورهٔ نخست شش‌ماهه" in began
    signed = dict(DesertionOpinion.objects.values_list("role", "by_label"))
    assert (len(set(signed.values())), signed["social_worker"]) == (3, Actor.staff(worker).label)


def test_the_page_leads_back_to_the_file_whoever_may_read_it(client, office, casefile):
    flee(casefile)
    address = reverse("casefiles:continuation", args=[casefile.pk])
    seen = {}
    for name, user in {"head": make_head(office), "counsellor": make_user(("counsellor", office))}.items():
        sign_in(client, user)
        seen[name] = client.get(address).content.decode()

    way_back = f'href="{page_of_file(casefile.pk)}"'
    assert way_back in seen["head"]
    assert way_back not in seen["counsellor"]


def test_a_counsellor_sees_no_file_without_being_asked(client, office, casefile):
    sign_in(client, make_user(("counsellor", office)))

    assert client.get(reverse("casefiles:continuation", args=[casefile.pk])).status_code == 404


def test_the_worker_ends_the_absence_and_its_review_on_screen(client, worker, casefile):
    flee(casefile)
    sign_in(client, worker)
    household = casefile.household_id

    facts = client.get(reverse("registry:household_edit", args=[household])).content.decode()
    ended = client.post(
        reverse("registry:absence", args=[household]), {"how": "found", "on": "۱۴۰۴/۰۷/۰۹", "evidence": "خودش آمد"}
    )
    deliver(FOLLOWERS, at=NOON)
    asked = client.get(reverse("casefiles:continuation", args=[casefile.pk])).content.decode()
    closed = client.post(reverse("casefiles:review_absence", args=[casefile.pk]), {"note": "برنامه برجاست"})

    assert "پیدا شد یا حکم دادگاه رسید" in facts
    assert (ended.status_code, closed.status_code) == (303, 303)
    assert "نتیجهٔ بازبینی" in asked
    assert desertion.continuation_of(Casefile.objects.get(pk=casefile.pk), TODAY) is None
