"""Documents about a record. The caller has already found the record within the reader's reach."""

from django.db import models
from django.db.models import QuerySet

from hamyar.documents.models import Document


def about(subject: models.Model) -> QuerySet[Document]:
    return Document.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by(
        "uploaded_at"
    )
