"""Sending waiting questions to the services of the bodies. The call itself happens outside every transaction.

Two short transactions around one call: the first takes the question up (for ``LEASE``, so that two workers never ask the
same thing at once), the second keeps the answer or the fault. A process that dies in between loses nothing: the lease runs
out, and the key of the question lets the service see that it is the same one.
"""

import logging
from datetime import datetime

from django.db import transaction

from hamyar.inquiries import actions, queries
from hamyar.inquiries.domain import LEASE, Body, CircuitState, InquiryState, next_wait
from hamyar.inquiries.models import Inquiry, RegisterCircuit
from hamyar.inquiries.register_client import Question, Register, RegisterFault, Reply
from hamyar.org.clock import day_of
from hamyar.org.reach import whole_country

log = logging.getLogger("hamyar.inquiries")
PURPOSE = "a register is asked on behalf of any office"


def perform(*, inquiry_id: int, at: datetime, register: Register) -> bool:
    """Ask the body and keep what it says. True when an answer was kept; safe to call twice, late or side by side."""
    question = _take_up(inquiry_id, at)
    if question is None:
        return False
    try:
        reply = register.ask(question)
    except RegisterFault as fault:
        _keep_fault(inquiry_id, question.body, fault, at)
        return False
    _keep_reply(inquiry_id, question.body, reply, at)
    return True


def _take_up(inquiry_id: int, at: datetime) -> Question | None:
    """The question, if it is due, nobody else has it, and the body's service is not resting."""
    with transaction.atomic(), whole_country(PURPOSE):
        due = Inquiry.objects.filter(pk=inquiry_id, state=InquiryState.WAITING, next_attempt_at__lte=at)
        inquiry = due.select_for_update(of=("self",), skip_locked=True).select_related("household", "person").first()
        if inquiry is None:
            return None
        body = Body(inquiry.body)
        about = queries.asked_about(body, inquiry.household, inquiry.person, on=day_of(at))
        if about is None:  # the code has gone since it was asked: only an answer by hand can help
            inquiry.next_attempt_at = None
            inquiry.save(update_fields=["next_attempt_at"])
            return None
        row = _locked_circuit(body)
        if not row.circuit.lets_pass(at):
            inquiry.next_attempt_at, inquiry.last_fault = row.next_try_at, "resting"
            inquiry.save(update_fields=["next_attempt_at", "last_fault"])
            return None
        row.circuit = row.circuit.asked(at)
        row.save()
        inquiry.attempts, inquiry.next_attempt_at = inquiry.attempts + 1, at + LEASE
        inquiry.save(update_fields=["attempts", "next_attempt_at"])
        return Question(body=body, key=inquiry.key, about=about)


def _keep_reply(inquiry_id: int, body: Body, reply: Reply, at: datetime) -> None:
    with transaction.atomic(), whole_country(PURPOSE):
        actions.record_answer(inquiry=Inquiry.objects.get(pk=inquiry_id), reply=reply, at=at)
        row = _locked_circuit(body)
        recovered = row.state != CircuitState.CLOSED
        row.circuit, row.last_answer_at = row.circuit.answered(), at
        row.save()
        if recovered:  # whoever was waiting for the service need not wait any longer
            waiting = Inquiry.objects.filter(body=body, state=InquiryState.WAITING, next_attempt_at__gt=at)
            waiting.update(next_attempt_at=at)
    log.info("inquiries.inquiry.performed", extra={"inquiry": inquiry_id, "body": str(body)})


def _keep_fault(inquiry_id: int, body: Body, fault: RegisterFault, at: datetime) -> None:
    with transaction.atomic(), whole_country(PURPOSE):
        row = _locked_circuit(body)
        row.circuit, row.last_fault, row.last_fault_at = row.circuit.failed(at), fault.kind, at
        row.save()
        inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry_id)
        if inquiry.state == InquiryState.WAITING:
            inquiry.last_fault, inquiry.next_attempt_at = fault.kind, at + next_wait(inquiry.attempts)
            inquiry.save(update_fields=["last_fault", "next_attempt_at"])
    log.warning("inquiries.inquiry.fault", extra={"inquiry": inquiry_id, "body": str(body), "fault": fault.kind})


def _locked_circuit(body: Body) -> RegisterCircuit:
    RegisterCircuit.objects.get_or_create(body=str(body))
    return RegisterCircuit.objects.select_for_update().get(body=str(body))
