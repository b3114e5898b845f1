"""Messages go out after what happened, are tried again, and end in somebody's task when a telephone stays silent."""

import json
from datetime import timedelta

import httpx
import pytest

from hamyar import reactions
from hamyar.audit.actor import CLOCK
from hamyar.intake import actions as intake
from hamyar.intake.domain import ApplicationState, Outcome
from hamyar.intake.tests.factories import make_application
from hamyar.notifications import actions, tasks, wording
from hamyar.notifications.domain import MOVES, MessageState, MoveRefused, check_move
from hamyar.notifications.models import Message
from hamyar.notifications.providers import ConsoleProvider, FileProvider, HttpProvider, SendFault
from hamyar.obligations.models import Obligation
from hamyar.org.tests.factories import NOON
from hamyar.outbox import actions as outbox

S = ApplicationState


class Gateway:
    """Takes messages, or fails as told."""

    def __init__(self, *faults: SendFault) -> None:
        self.faults, self.sent = list(faults), []

    def send(self, *, mobile, text, key):
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((mobile, text))
        return f"gw-{key}"


def deliver():
    outbox.deliver(reactions.FOLLOWERS, at=NOON)


def the_message(application, template):
    return Message.objects.get(application=application, template=template)


def rejected():
    application = make_application(state=S.ASSESSED)
    return intake.record_outcome(
        application=application,
        outcome=Outcome.REJECTED,
        clause="E-2.5",
        reason="مستمری صندوق بازنشستگی",
        by=CLOCK,
        at=NOON,
    )


@pytest.mark.clause("E-13.1.1")
def test_the_applicant_is_told_number_and_term(db):
    application = make_application(state=S.ASSIGNED)

    deliver()

    message = the_message(application, "application_submitted")
    assert message.mobile == application.mobile
    assert "۱۴۰۴-" in message.text
    assert "۹ آبان ۱۴۰۴" in message.text


@pytest.mark.clause("E-5.2.1")
def test_the_first_message_says_that_no_paper_is_taken(db):
    application = make_application(state=S.ASSIGNED)

    deliver()

    assert "هیچ مدرک کاغذی از شما گرفته نمی‌شود" in the_message(application, "application_submitted").text


@pytest.mark.clause("E-13.n2", "E-7.3.v.2")
def test_a_refusal_is_told_by_message_and_its_delivery_is_kept(db):
    application = rejected()
    deliver()
    gateway = Gateway()

    tasks.send_due(at=NOON, through=gateway)

    message = the_message(application, "application_rejected")
    assert (message.state, message.sent_at) == (MessageState.SENT, NOON)
    application.refresh_from_db()
    assert application.notified_at == NOON
    assert Obligation.objects.get(kind="notify_refusal").state == "done"

    actions.record_delivery(provider_id=message.provider_id, delivered=True, at=NOON)

    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


@pytest.mark.clause("E-9.a.2")
def test_no_message_says_why_nor_names_a_need(db):
    application = rejected()

    deliver()

    text = the_message(application, "application_rejected").text
    assert application.reason_text not in text
    assert application.person.full_name not in text
    forbidden = ("فقیر", "فقر", "محروم", "نیازمند", "بی‌بضاعت", "معتاد", "زندان", "طلاق", "دهک", "مستمری", "بیمار")
    for template in wording.TEMPLATES.values():
        assert not [word for word in forbidden if word in template]


@pytest.mark.clause("E-13.n2")
def test_a_silent_telephone_is_tried_three_times_and_then_stays_the_workers_task(db):
    application = rejected()
    deliver()
    gateway = Gateway(*[SendFault("timeout")] * 9)

    tries = [NOON + timedelta(minutes=minutes) for minutes in (0, 1, 2, 16, 17, 300)]
    for at in tries:
        tasks.send_due(at=at, through=gateway)

    message = the_message(application, "application_rejected")
    assert (message.state, message.attempts) == (MessageState.FAILED, 3)
    assert Obligation.objects.get(kind="notify_refusal").state == "open"
    application.refresh_from_db()
    assert application.notified_at is None


@pytest.mark.clause("E-13.n2")
def test_a_message_that_did_not_arrive_after_all_becomes_a_task_again(db):
    application = rejected()
    deliver()
    tasks.send_due(at=NOON, through=Gateway())

    actions.record_delivery(
        provider_id=the_message(application, "application_rejected").provider_id, delivered=False, at=NOON
    )

    assert Obligation.objects.filter(kind="notify_refusal", state="open").count() == 1


def test_a_failure_waits_before_the_next_try(db):
    application = make_application(state=S.ASSIGNED)
    deliver()
    tasks.send_due(at=NOON, through=Gateway(SendFault("timeout")))

    assert tasks.send_due(at=NOON + timedelta(minutes=1), through=Gateway()) == 0
    assert tasks.send_due(at=NOON + timedelta(minutes=2), through=Gateway()) == 1
    assert the_message(application, "application_submitted").attempts == 2


def test_a_number_that_takes_no_messages_is_not_tried_again(db):
    application = make_application(state=S.ASSIGNED)
    deliver()

    tasks.send_due(at=NOON, through=Gateway(SendFault("status_422", for_good=True)))

    assert the_message(application, "application_submitted").state == MessageState.FAILED


def test_a_message_goes_out_once(db):
    make_application(state=S.ASSIGNED)
    deliver()
    gateway = Gateway()

    for _each in range(3):
        deliver()
        tasks.send_due(at=NOON, through=gateway)

    assert len(gateway.sent) == 1


def test_a_code_is_not_kept_once_it_has_gone_out(db):
    message = actions.queue(
        template="portal_code", mobile="09121234567", secret=True, at=NOON, code="123456", minutes=5
    )
    gateway = Gateway()

    actions.send(message=message, at=NOON, through=gateway)

    message.refresh_from_db()
    assert "۱۲۳۴۵۶" in gateway.sent[0][1]
    assert message.text == wording.FORGOTTEN


def test_a_code_that_is_late_is_not_sent(db):
    message = actions.queue(
        template="portal_code", mobile="09121234567", secret=True, at=NOON, code="123456", minutes=5
    )

    sent = actions.send(message=message, at=NOON + timedelta(minutes=11), through=Gateway())

    assert sent.state == MessageState.FAILED


def test_a_failed_message_is_sent_again_when_somebody_asks(db):
    message = actions.queue(template="items_asked", mobile="09121234567", at=NOON, number="1404-000001")
    actions.send(message=message, at=NOON, through=Gateway(SendFault("status_404", for_good=True)))

    actions.send_again(message=message, by=CLOCK, at=NOON)

    assert tasks.send_due(at=NOON, through=Gateway()) == 1
    with pytest.raises(MoveRefused):
        actions.send_again(message=message, by=CLOCK, at=NOON)


@pytest.mark.parametrize(
    ("state", "target"), [(one, other) for one in MessageState for other in sorted(set(MessageState) - MOVES[one])]
)
def test_a_move_outside_the_table_is_refused(state, target):
    with pytest.raises(MoveRefused):
        check_move(state, target)


def test_every_template_has_a_title():
    assert wording.TEMPLATES.keys() == wording.TITLES.keys()


# Providers


def gateway_answering(answer):
    return HttpProvider("https://sms.example/send", "secret-token", transport=httpx.MockTransport(answer))


def test_the_gateway_is_asked_with_token_and_an_identifier_that_makes_a_repeat_harmless():
    asked = []

    def answer(request):
        asked.append(request)
        return httpx.Response(200, json={"id": 77})

    found = gateway_answering(answer).send(mobile="09121234567", text="سلام", key="hamyar-5")

    assert found == "77"
    assert asked[0].headers["Authorization"] == "Bearer secret-token"
    assert asked[0].headers["Idempotency-Key"] == "hamyar-5"
    assert json.loads(asked[0].content) == {"to": "09121234567", "text": "سلام", "id": "hamyar-5"}


@pytest.mark.parametrize(("status", "for_good"), [(400, True), (422, True), (429, False), (500, False), (503, False)])
def test_a_gateway_that_refuses_is_a_fault_for_now_or_for_good(status, for_good):
    with pytest.raises(SendFault) as fault:
        gateway_answering(lambda _request: httpx.Response(status)).send(mobile="09121234567", text="س", key="k")

    assert fault.value.for_good is for_good


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"{}", b'"x"'])
def test_rubbish_from_the_gateway_is_a_fault(content):
    with pytest.raises(SendFault):
        gateway_answering(lambda _request: httpx.Response(200, content=content)).send(mobile="0912", text="س", key="k")


def test_a_gateway_that_does_not_answer_is_a_fault():
    def answer(request):
        raise httpx.ReadTimeout("slow", request=request)

    with pytest.raises(SendFault) as fault:
        gateway_answering(answer).send(mobile="09121234567", text="س", key="k")

    assert fault.value.kind == "ReadTimeout"


def test_the_file_provider_keeps_messages_for_its_owner_alone(tmp_path):
    FileProvider(str(tmp_path)).send(mobile="09121234567", text="سلام", key="hamyar-1")

    file = tmp_path / "messages.jsonl"
    assert json.loads(file.read_text(encoding="utf-8"))["text"] == "سلام"
    assert file.stat().st_mode & 0o077 == 0


def test_the_console_provider_writes_the_text(capsys):
    ConsoleProvider().send(mobile="09121234567", text="سلام", key="hamyar-1")

    assert "سلام" in capsys.readouterr().out
