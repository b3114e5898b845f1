"""Two at the same moment: one person, one draft, one application; the second gets a sentence, not a fault."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from django.db import connection, connections, transaction

from hamyar.audit.actor import CLOCK
from hamyar.intake import actions
from hamyar.intake.domain import Dismissal, Indicator, LeadState, MoveRefused, OfferKind, OpenApplicationExists
from hamyar.intake.models import Application, Lead
from hamyar.intake.tests.factories import make_account, make_draft, make_lead, new_code, new_mobile
from hamyar.org.reach import EVERYTHING, set_reach
from hamyar.org.tests.factories import NOON, make_office, make_territory, make_worker


def together(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread and a transaction of its own, started at one moment; gives results or refusals."""
    name, ready, results = connection.settings_dict["NAME"], threading.Barrier(len(works)), {}

    def run(place: int, work: Callable[[], object]) -> None:
        connections["default"].settings_dict["NAME"] = name
        ready.wait()
        try:
            with transaction.atomic():
                set_reach(EVERYTHING)
                results[place] = work()
        except Exception as fault:
            results[place] = fault
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[place] for place in range(len(works))]


def one_while_the_other_waits(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """The first has written and not committed when the second begins; it commits when the second waits for it."""
    written = threading.Event()

    def writing() -> object:
        try:
            return first()
        finally:
            written.set()
            _until_somebody_waits()

    def following() -> object:
        written.wait()
        return second()

    return together(writing, following)


def _until_somebody_waits() -> None:
    """Long enough on a slow machine; a second that needs no waiting ends it, too."""
    for _each in range(50):
        with connection.cursor() as cursor:
            cursor.execute(
                "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1"
            )
            if cursor.fetchone() is not None:
                return
        time.sleep(0.05)


def prepared(*codes: str) -> list[Application]:
    with transaction.atomic():
        set_reach(EVERYTHING)
        office = make_office()
        make_territory(office, make_worker(office), "12345")
        return [make_draft(national_code=code) for code in codes]


def submit(draft: Application, at: datetime = NOON) -> Application:
    return actions.submit(application=draft, by=CLOCK, at=at)


def test_one_draft_sent_twice_at_once_is_one_application(committed, django_db_blocker):
    with django_db_blocker.unblock():
        (draft,) = prepared(new_code())

        results = together(lambda: submit(draft), lambda: submit(draft))

        assert {type(each) for each in results} == {Application, MoveRefused}


def test_one_person_applying_twice_at_once_has_one_open_application(committed, django_db_blocker):
    with django_db_blocker.unblock():
        code = new_code()
        first, second = prepared(code, code)

        results = together(lambda: submit(first), lambda: submit(second))

        assert {type(each) for each in results} == {Application, OpenApplicationExists}


def test_numbers_given_at_once_differ(committed, django_db_blocker):
    with django_db_blocker.unblock():
        first, second = prepared(new_code(), new_code())

        results = together(lambda: submit(first), lambda: submit(second))

        assert len({each.number for each in results}) == 2


def test_one_code_used_twice_at_once_signs_in_once(committed, django_db_blocker):
    with django_db_blocker.unblock():
        mobile = new_mobile()
        code = together(lambda: actions.issue_code(mobile=mobile, address_digest="a", at=NOON))[0]

        def use():
            return actions.use_code(mobile=mobile, code=code, at=NOON)

        results = together(use, use)

        assert sorted(type(each).__name__ for each in results) == ["CodeSpent", "PortalAccount"]


def test_one_report_sent_twice_at_once_is_one_lead(committed, django_db_blocker):
    with django_db_blocker.unblock():
        prepared()
        key = uuid4()

        def report():
            return actions.report_publicly(
                indicator=Indicator.HOUSING,
                about={"postal_code": "1234567890"},
                address_digest="here",
                form_key=key,
                at=NOON,
            )

        first, second = together(report, report)

        assert first == second and first.tracking == second.tracking


def test_one_offer_sent_twice_at_once_is_one_offer(committed, django_db_blocker):
    with django_db_blocker.unblock():
        with transaction.atomic():
            set_reach(EVERYTHING)
            office, donor, key = make_office(), make_account(), uuid4()

        def offer():
            return actions.register_offer(
                donor=donor, kind=OfferKind.GOODS, amount_rials=1000, unit=office, form_key=key, by=CLOCK, at=NOON
            )

        first, second = together(offer, offer)

        assert first == second


def found(code: str) -> Lead:
    with transaction.atomic():
        set_reach(EVERYTHING)
        return make_lead(make_office(), national_code=code)


def state_now(lead: Lead) -> str:
    with transaction.atomic():
        set_reach(EVERYTHING)
        return Lead.objects.get(pk=lead.pk).state


def test_a_lead_that_is_dismissed_while_its_person_applies_stays_dismissed(committed, django_db_blocker):
    with django_db_blocker.unblock():
        code = new_code()
        (draft,) = prepared(code)
        lead = found(code)

        def dismiss():
            return actions.dismiss_lead(lead=lead, why=Dismissal.NO_NEED, reason="نیازی نبود", by=CLOCK, at=NOON)

        results = one_while_the_other_waits(dismiss, lambda: submit(draft))

        assert [type(each) for each in results] == [Lead, Application]
        assert state_now(lead) == LeadState.DISMISSED


def test_two_applying_for_one_lead_at_once_match_it_once(committed, django_db_blocker):
    with django_db_blocker.unblock():
        code = new_code()
        first, second = prepared(code, code)
        lead = found(code)

        results = one_while_the_other_waits(lambda: submit(first), lambda: submit(second))

        assert [type(each) for each in results] == [Application, OpenApplicationExists]
        with transaction.atomic():
            set_reach(EVERYTHING)
            matched = Lead.objects.get(pk=lead.pk)
            assert (matched.state, matched.matched_number) == (LeadState.MATCHED, results[0].number)
            assert matched.events.filter(event="matched").count() == 1


def test_somebody_found_while_applying_is_matched_with_the_application(committed, django_db_blocker):
    with django_db_blocker.unblock():
        code = new_code()
        (draft,) = prepared(code)

        sent, lead = one_while_the_other_waits(lambda: submit(draft), lambda: make_lead(None, national_code=code))

        assert (state_now(lead), lead.matched_number) == (LeadState.MATCHED, sent.number)


def test_somebody_applying_while_being_found_is_matched_with_the_application(committed, django_db_blocker):
    with django_db_blocker.unblock():
        code = new_code()
        (draft,) = prepared(code)

        lead, _sent = one_while_the_other_waits(lambda: make_lead(None, national_code=code), lambda: submit(draft))

        assert state_now(lead) == LeadState.MATCHED
