"""Inquiries, and the circuit of each register's service."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from hamyar.inquiries.domain import MOVES, Body, Circuit, CircuitState, InquiryState, Mode, Result, Verification
from hamyar.org.database_law import moves_trigger

ANSWER_FIELDS = (
    "household_id", "person_id", "body", "answer", "result", "answered_at", "mode", "source", "evidence", "asked_at",
)  # fmt: skip


class Inquiry(models.Model):
    """One question about one person (or a household's address) to one body. An answer is never overwritten."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="inquiries")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="inquiries")
    body = models.CharField("مرجع استعلام", max_length=20)
    state = models.CharField("وضعیت", max_length=12, default=InquiryState.WAITING)
    key = models.UUIDField(unique=True, default=uuid.uuid4)  # the service sees a repeated question as the same one
    asked_at = models.DateTimeField("زمان پرسش")
    asked_by = models.CharField("پرسنده", max_length=150)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField("زمان پاسخ", null=True)
    result = models.CharField("نتیجه", max_length=8, blank=True)
    answer = models.JSONField("پاسخ", null=True)
    mode = models.CharField("شیوه", max_length=10, blank=True)
    source = models.CharField("منبع", max_length=120, blank=True)
    valid_until = models.DateField("اعتبار تا", null=True)
    evidence = models.CharField("مستند", max_length=300, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    unavailable_reason = models.CharField("علت در دسترس نبودن", max_length=300, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    conflicts = models.JSONField("ناسازگاری‌ها", default=list)
    changes = models.JSONField("تغییرها", default=list)  # what the answer changed in the registry: field, before, after
    verification = models.CharField("راستی‌آزمایی", max_length=10, blank=True)
    verification_note = models.CharField("توضیح راستی‌آزمایی", max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="inquiries_known_body", condition=Q(body__in=list(Body))),
            models.CheckConstraint(name="inquiries_known_state", condition=Q(state__in=list(InquiryState))),
            models.CheckConstraint(name="inquiries_known_mode", condition=Q(mode__in=["", *Mode])),
            models.CheckConstraint(name="inquiries_known_verification", condition=Q(verification__in=["", *Verification])),
            models.CheckConstraint(
                name="inquiries_answered_is_whole",
                condition=Q(
                    state=InquiryState.ANSWERED, answered_at__isnull=False, answer__isnull=False,
                    result__in=list(Result), mode__in=list(Mode),
                )
                | (~Q(state=InquiryState.ANSWERED) & Q(answer__isnull=True, result="", mode="", answered_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="inquiries_by_hand_means_evidence", condition=~Q(mode=Mode.MANUAL) | ~Q(evidence="")
            ),
            models.CheckConstraint(
                name="inquiries_unavailable_means_why",
                condition=~Q(state=InquiryState.UNAVAILABLE) | ~Q(unavailable_reason=""),
            ),
            models.CheckConstraint(
                name="inquiries_verified_is_whole",
                condition=Q(verification="", verified_at__isnull=True)
                | (Q(state=InquiryState.ANSWERED, verified_at__isnull=False) & ~Q(verification="")),
            ),
            models.CheckConstraint(
                name="inquiries_doubt_means_note",
                condition=Q(verification__in=["", Verification.CONFIRMED]) | ~Q(verification_note=""),
            ),
            models.UniqueConstraint(
                name="inquiries_one_waiting", fields=["household", "body", "person"],
                condition=Q(state=InquiryState.WAITING), nulls_distinct=False,
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["household", "-asked_at", "-id"], name="inquiries_of_household"),
            models.Index(fields=["next_attempt_at", "id"], name="inquiries_waiting", condition=Q(state="waiting")),
        ]
        triggers = [
            moves_trigger(MOVES, beginnings=(InquiryState.WAITING,)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="answer_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=InquiryState.ANSWERED),
                func="IF ({old}) IS DISTINCT FROM ({new}) THEN RAISE EXCEPTION "
                "'an answered inquiry is never overwritten' USING ERRCODE = 'check_violation'; "
                "END IF; RETURN NEW;".format(
                    old=", ".join(f"OLD.{field}" for field in ANSWER_FIELDS),
                    new=", ".join(f"NEW.{field}" for field in ANSWER_FIELDS),
                ),
            ),
        ]


class RegisterCircuit(models.Model):
    """The circuit breaker of one body's service: one row for all processes, so that all of them rest together."""

    body = models.CharField(primary_key=True, max_length=20)
    state = models.CharField(max_length=10, default=CircuitState.CLOSED)
    faults = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=20, blank=True)
    last_fault_at = models.DateTimeField(null=True)
    last_answer_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="inquiries_circuit_body", condition=Q(body__in=list(Body))),
            models.CheckConstraint(name="inquiries_circuit_state", condition=Q(state__in=list(CircuitState))),
        ]

    @property
    def circuit(self) -> Circuit:
        return Circuit(CircuitState(self.state), self.faults, self.next_try_at)

    @circuit.setter
    def circuit(self, now: Circuit) -> None:
        self.state, self.faults, self.next_try_at = now.state, now.faults, now.next_try_at
