"""Uploaded files."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from hamyar.documents.domain import IMAGE_TYPES


class Document(models.Model):
    """One uploaded file. Who may open it follows from the record it hangs on: an office's path, or the portal account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField("نوع مدرک", max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120)
    account_id = models.BigIntegerField(null=True)
    file = models.FileField(upload_to="documents/%Y/%m", max_length=200)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    requested_reason = models.CharField("علت درخواست", max_length=300)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="documents_reason_given", condition=~Q(requested_reason="")),
            models.CheckConstraint(name="documents_not_empty", condition=Q(size_bytes__gt=0)),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="documents_of_subject")]

    @property
    def is_picture(self) -> bool:
        return self.content_type in IMAGE_TYPES
