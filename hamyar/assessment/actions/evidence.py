"""Documents seen or uploaded, never kept (E-5), and who was present (E-6.1)."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from hamyar.assessment.actions.signing import household_of, signer
from hamyar.assessment.domain import AbsenceReason, AbsenceReasonNeeded, Present, ReasonNeeded
from hamyar.assessment.models import DocumentCheck, Presence, ServiceDocument
from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.documents import actions as documents
from hamyar.documents.domain import Handling
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.org.clock import day_of
from hamyar.org.models import User
from hamyar.visits import actions as visits
from hamyar.visits import queries as visits_queries
from hamyar.visits.domain import VisitKind

BEFORE_DECISION = (ApplicationState.INQUIRING, ApplicationState.VISIT_PLANNED)


@transaction.atomic
def see_document(
    *, application: Application, item: str, by: Actor, at: datetime, person_id: int | None = None
) -> DocumentCheck:
    """The worker has seen the original and given it back (E-5.1.0, E-5.2.1). Seeing it twice changes nothing."""
    check, created = DocumentCheck.objects.get_or_create(
        application=application, item=item, person_id=person_id,  # type: ignore[misc]
        defaults={
            "household": household_of(application), "handling": Handling.SEEN, "seen_at": at, "seen_by_id": signer(by),
        },
    )  # fmt: skip
    if created:
        audit.record("assessment.document.seen", about=check, by=by, at=at, item=item)
    return check


@transaction.atomic
def attach_document(
    *, application: Application, item: str, file: UploadedFile, reason: str, by: Actor, at: datetime,
    person_id: int | None = None, kept_words: Collection[str] = (),
) -> DocumentCheck:  # fmt: skip
    """A picture of the document is uploaded in place of the original (E-5.2.2). Raises what ``documents.upload`` refuses."""
    requested_by = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    uploaded = documents.upload(
        file=file, kind=item, subject=application, unit_path=application.unit_path, reason=reason, by=by, at=at,
        requested_by=requested_by, kept_words=kept_words,
    )  # fmt: skip
    check, _created = DocumentCheck.objects.update_or_create(
        application=application, item=item, person_id=person_id,  # type: ignore[misc]
        defaults={
            "household": household_of(application), "handling": Handling.UPLOADED, "document": uploaded, "seen_at": at,
            "seen_by_id": signer(by),
        },
    )  # fmt: skip
    audit.record("assessment.document.uploaded", about=check, by=by, at=at, item=item, document=str(uploaded.pk))
    return check


@transaction.atomic
def untick_document(*, check: DocumentCheck, by: Actor, at: datetime) -> None:
    """A tick set by mistake is taken back; the audit keeps that it was there."""
    audit.record("assessment.document.unticked", about=check, by=by, at=at, item=check.item)
    check.delete()


@transaction.atomic
def record_presence(
    *,
    application: Application,
    who: Present,
    by: Actor,
    at: datetime,
    reason: AbsenceReason | None = None,
    note: str = "",
    identified_by: str = "",
) -> Presence:
    """Who came to the office, or why neither head nor responsible person can (E-6.1). An absence makes a home visit due,
    which satisfies the rule once it is done (E-6.1.2). Raises AbsenceReasonNeeded; «other» needs a note.
    """
    absent = who == Present.NONE
    if absent and (reason is None or (reason == AbsenceReason.OTHER and not note.strip())):
        raise AbsenceReasonNeeded()
    row = Presence.objects.create(
        application=application, household=household_of(application), who=who, reason=str(reason) if absent else "",
        note=note.strip()[:300], identified_by=identified_by.strip()[:150], at=at, recorded_by_id=signer(by),
    )  # fmt: skip
    audit.record("assessment.presence.recorded", about=row, by=by, at=at, who=str(who), reason=row.reason)
    household = application.household
    if (
        absent
        and household is not None
        and application.due_at is not None
        and application.state in BEFORE_DECISION
        and not visits_queries.admission_visit_is_done(application)
    ):
        visits.open_visit(
            household=household, application=application, kind=VisitKind.ADMISSION, due_on=day_of(application.due_at),
            by=by, at=at,
        )  # fmt: skip
    return row


@transaction.atomic
def define_service_document(*, service: str, title: str, from_on: date, by: Actor, at: datetime) -> ServiceDocument:
    """The specialised department asks for a further document with its service (E-5.n1). Raises ReasonNeeded untitled."""
    if not title.strip():
        raise ReasonNeeded(clause="E-5.n1")
    row = ServiceDocument.objects.create(
        service=service, title=title.strip()[:150], from_on=from_on, defined_by_id=signer(by)
    )
    audit.record("assessment.service_document.defined", about=row, by=by, at=at, service=service)
    return row


@transaction.atomic
def end_service_document(*, document: ServiceDocument, to_on: date, by: Actor, at: datetime) -> ServiceDocument:
    """No longer asked for from a day on; what was seen stays seen."""
    document.to_on = max(to_on, document.from_on)
    document.save(update_fields=["to_on"])
    audit.record("assessment.service_document.ended", about=document, by=by, at=at, service=document.service)
    return document
