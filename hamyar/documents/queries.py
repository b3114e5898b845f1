"""Documents about a record, and who opened them. The caller has already found the record within the reader's reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.http import Http404

from hamyar.audit.models import FileReading
from hamyar.documents import subjects
from hamyar.documents.models import Document
from hamyar.documents.subjects import Subject
from hamyar.org.access import Access
from hamyar.org.models import User
from hamyar.org.roles import ROLES


@dataclass(frozen=True)
class Opening:
    """Somebody opened a document."""

    at: datetime
    reader: str
    role: str


def about(subject: models.Model) -> QuerySet[Document]:
    return (
        Document.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .select_related("requested_by")
        .order_by("uploaded_at", "pk")
    )


def document_for(access: Access, pk: UUID) -> tuple[Document, Subject]:
    """A document with its record, or Http404 when the record is outside the reach."""
    document = Document.objects.select_related("requested_by").filter(pk=pk).first()
    if document is None:
        raise Http404("document")
    return document, subjects.subject_for(access, document.subject_type, document.subject_id)


def openings_of(document: Document, *, limit: int = 50) -> list[Opening]:
    """Who opened the document, the latest first (E-5.2.2)."""
    rows = FileReading.objects.filter(
        subject_type=document._meta.label_lower, subject_id=str(document.pk), refused=False
    ).order_by("-at", "-pk")[:limit]
    return _named(list(rows))


def _named(rows: Iterable[FileReading]) -> list[Opening]:
    rows = list(rows)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={row.reader_user_id for row in rows})}
    return [
        Opening(
            row.at, names.get(row.reader_user_id, ""), ROLES[row.reader_role].title if row.reader_role in ROLES else ""
        )
        for row in rows
    ]
