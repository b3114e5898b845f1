"""What donors offer: answered by the office or charity centre, its use told in totals (E-D.27, A-68)."""

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hamyar.audit.actor import CLOCK
from hamyar.guidelines.tests.test_rules_as_data import release
from hamyar.intake import actions, offer_queries
from hamyar.intake.domain import (
    OFFER_MOVES,
    DonorsNotServed,
    OfferKind,
    OfferMoveRefused,
    OfferState,
    ReasonNeeded,
    UseOverOffer,
    check_offer_move,
)
from hamyar.intake.models import DonorOffer
from hamyar.intake.tests.factories import make_account
from hamyar.notifications.models import Message
from hamyar.obligations.actions import tick
from hamyar.obligations.domain import end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org.domain import Level
from hamyar.org.reach import NOTHING, Reach, reaching
from hamyar.org.tests.factories import (
    NOON,
    TODAY,
    make_head,
    make_office,
    make_unit,
    make_user,
    make_worker,
    sign_in,
)
from hamyar.outbox.actions import deliver
from hamyar.reactions import FOLLOWERS
from hamyar.releases import queries as releases

S = OfferState
WORTH = 50_000_000


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def donor(db):
    return make_account()


def make_offer(office, donor, **given):
    return actions.register_offer(
        donor=donor, kind=OfferKind.GOODS, amount_rials=WORTH, unit=office, by=CLOCK, at=NOON, **given
    )


@pytest.fixture
def without_donors(monkeypatch):
    monkeypatch.setattr(releases, "releases", lambda: (release(portal__donors="off"),))


def test_an_offer_is_accepted_and_its_use_told_in_totals(office, donor):
    offer = make_offer(office, donor)
    actions.accept_offer(offer=offer, answer="شنبه بیاورید", by=CLOCK, at=NOON)

    actions.use_offer(offer=offer, used_rials=30_000_000, helped_households=4, by=CLOCK, at=NOON)

    offer.refresh_from_db()
    totals = offer_queries.totals_of(donor)
    assert (offer.state, offer.answer) == (S.USED, "شنبه بیاورید")
    assert (totals.offers, totals.offered_rials, totals.used_rials, totals.helped_households) == (
        1,
        WORTH,
        30_000_000,
        4,
    )


def test_an_offer_is_declined_with_a_reason_that_the_donor_reads(office, donor):
    offer = make_offer(office, donor)

    with pytest.raises(ReasonNeeded):
        actions.decline_offer(offer=offer, answer=" ", by=CLOCK, at=NOON)
    offer = actions.decline_offer(offer=offer, answer="انبار جا ندارد", by=CLOCK, at=NOON)

    assert (offer.state, offer.answer) == (S.DECLINED, "انبار جا ندارد")


def test_no_more_is_used_than_was_offered(office, donor):
    offer = actions.accept_offer(offer=make_offer(office, donor), by=CLOCK, at=NOON)

    with pytest.raises(UseOverOffer) as refusal:
        actions.use_offer(offer=offer, used_rials=WORTH + 1, helped_households=1, by=CLOCK, at=NOON)
    with pytest.raises(IntegrityError, match="intake_offer_used"), transaction.atomic():
        DonorOffer.objects.filter(pk=offer.pk).update(
            state=S.USED, used_at=NOON, used_rials=WORTH + 1, helped_households=1
        )

    assert refusal.value.details == {"offered": WORTH}


def test_a_form_sent_twice_makes_one_offer(office, donor):
    key = "7b0c7f3e-6f0e-4bb0-8f2b-8d7f7f0c7a12"

    assert make_offer(office, donor, form_key=key) == make_offer(office, donor, form_key=key)


def test_where_the_portal_serves_no_donors_nothing_is_registered(office, donor, without_donors):
    with pytest.raises(DonorsNotServed):
        make_offer(office, donor)


@pytest.mark.parametrize(("state", "target"), list(itertools.product(OfferState, OfferState)))
def test_only_the_moves_of_the_table_are_made(state, target):
    if target in OFFER_MOVES[state]:
        check_offer_move(state, target)
        return

    with pytest.raises(OfferMoveRefused) as refusal:
        check_offer_move(state, target)

    assert refusal.value.details == {"state": str(state), "target": str(target)}


def test_the_database_refuses_a_move_outside_the_table(office, donor):
    offer = actions.decline_offer(offer=make_offer(office, donor), answer="جا نیست", by=CLOCK, at=NOON)

    with pytest.raises(IntegrityError, match="no move"), transaction.atomic():
        DonorOffer.objects.filter(pk=offer.pk).update(state=S.ACCEPTED)


def test_the_second_wall_shows_a_donor_the_own_offers_only(office, donor):
    own = make_offer(office, donor)
    make_offer(office, make_account())

    with reaching(Reach(account=donor.pk)):
        assert list(DonorOffer.objects.all()) == [own]
    with reaching(NOTHING):
        assert not DonorOffer.objects.exists()


# The answer that is owed


def duties_about(offer):
    return Obligation.objects.filter(kind="answer_offer", subject_type="intake.donoroffer", subject_id=offer.pk)


@pytest.mark.parametrize("answer", [actions.accept_offer, actions.decline_offer])
def test_an_offer_is_owed_an_answer_within_ten_days_and_the_answer_ends_that(office, donor, answer):
    offer = make_offer(office, donor)
    owed = duties_about(offer).get()

    answer(offer=offer, answer="سپاس", by=CLOCK, at=NOON)

    assert (owed.owner_role, owed.unit, owed.due_at) == ("office_head", office, end_of_day(TODAY + timedelta(days=10)))
    assert duties_about(offer).get().state == "done"


def test_an_offer_sent_twice_is_owed_one_answer(office, donor):
    key = "7b0c7f3e-6f0e-4bb0-8f2b-8d7f7f0c7a12"

    offers = [make_offer(office, donor, form_key=key) for _ in range(2)]

    assert duties_about(offers[0]).count() == 1


def test_an_answer_that_is_late_is_told_to_the_province(office, donor):
    offer = make_offer(office, donor)

    tick(at=NOON + timedelta(days=11))

    assert duties_about(offer).get().escalated_to_role == "provincial_admission"


def test_the_donors_own_session_registers_the_offer_with_its_duty(office, donor):
    with reaching(Reach(account=donor.pk)):
        offer = make_offer(office, donor)

    assert duties_about(offer).exists()


@pytest.mark.parametrize("of_centre", [False, True])
def test_the_answer_stands_on_the_worklist_of_whoever_owes_it(client, office, donor, of_centre):
    centre = make_unit(Level.CENTRE, parent=office, title="مرکز", kind="nikookari_centre")
    offer = make_offer(centre if of_centre else office, donor)
    sign_in(client, make_user(("charity_centre", centre)) if of_centre else make_head(office))

    page = client.get("/").content.decode()

    assert "پاسخ به پیشنهاد نیکوکار" in page
    assert f'href="/intake/offers/{offer.pk}/"' in page


@pytest.mark.clause("E-D.27")
def test_the_donor_is_told_by_message_that_an_answer_is_there_and_not_which(office, donor):
    actions.decline_offer(offer=make_offer(office, donor), answer="انبار جا ندارد", by=CLOCK, at=NOON)

    deliver(FOLLOWERS, at=NOON)

    message = Message.objects.get(template="offer_answered")
    assert (message.mobile, message.account) == (donor.mobile, donor)
    assert "انبار" not in message.text and office.title not in message.text


# The pages of those who answer


def test_a_head_answers_offers_to_the_own_office_and_finds_no_other(client, office, donor):
    own, other = make_offer(office, donor), make_offer(make_office(), donor)
    sign_in(client, make_head(office))

    client.post(f"/intake/offers/{own.pk}/accept/", {"answer": "سپاس"})
    client.post(f"/intake/offers/{own.pk}/use/", {"used_rials": "۱٬۰۰۰٬۰۰۰", "helped_households": "۲"})
    page = client.get(f"/intake/offers/{own.pk}/").content.decode()

    own.refresh_from_db()
    assert (own.state, own.used_rials, own.helped_households) == (S.USED, 1_000_000, 2)
    assert "۱٬۰۰۰٬۰۰۰ ریال برای ۲ خانواده" in page
    assert client.get(f"/intake/offers/{other.pk}/").status_code == 404


def test_a_charity_centre_answers_offers_made_to_it(client, office, donor):
    centre = make_unit(Level.CENTRE, parent=office, title="مرکز", kind="nikookari_centre")
    offer = make_offer(centre, donor, donor_name="نیک‌نام")
    sign_in(client, make_user(("charity_centre", centre)))

    page = client.get(f"/intake/offers/{offer.pk}/").content.decode()
    client.post(f"/intake/offers/{offer.pk}/decline/", {"answer": "این کالا لازم نیست"})

    offer.refresh_from_db()
    assert "نیک‌نام" in page
    assert offer.state == S.DECLINED


def test_a_refused_step_is_said_on_its_form(client, office, donor):
    offer = make_offer(office, donor)
    sign_in(client, make_head(office))

    answer = client.post(f"/intake/offers/{offer.pk}/use/", {"used_rials": "10", "helped_households": "1"})

    assert answer.status_code == 422
    assert "«در انتظار پاسخ»" in answer.content.decode()


def test_a_social_worker_has_no_part_in_offers(client, office, donor):
    offer = make_offer(office, donor)
    sign_in(client, make_worker(office))

    assert client.get("/intake/offers/").status_code == 403
    assert client.get(f"/intake/offers/{offer.pk}/").status_code == 403


@pytest.mark.parametrize("address", ["/intake/offers/", "/intake/offers/{pk}/"])
def test_a_page_about_offers_asks_the_database_at_most_fifteen_times(client, office, donor, address):
    offers = [make_offer(office, donor) for _ in range(5)]
    sign_in(client, make_head(office))
    client.get("/intake/offers/")

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address.format(pk=offers[0].pk))

    assert answer.status_code == 200
    assert len([query for query in asked.captured_queries if " FROM " in query["sql"]]) <= 15
