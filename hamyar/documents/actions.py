"""Taking a file in: checked by content, bounded, without image metadata, under a random name."""

import hashlib
import io
import uuid
from collections.abc import Collection
from datetime import datetime

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.documents.domain import ALLOWED_TYPES, IMAGE_TYPES, FileBroken, FileTooLarge, FileTypeRefused, ReasonNeeded
from hamyar.documents.models import Document
from hamyar.org.models import User

LARGEST_IMAGE_PIXELS = 50_000_000


@transaction.atomic
def upload(
    *,
    file: UploadedFile,
    kind: str,
    subject: models.Model,
    unit_path: str,
    reason: str,
    by: Actor,
    at: datetime,
    account_id: int | None = None,
    requested_by: User | None = None,
    kept_words: Collection[str] = (),
) -> Document:
    """Store an uploaded file about ``subject`` (E-5.2.2). Raises FileTypeRefused, FileTooLarge, FileBroken, ReasonNeeded.

    ``reason``: why the document was asked for; shown to the household. ``kept_words``: keys of words that households do
    not read, which the writer let stand in it. The same file sent twice is kept once.
    """
    if not reason.strip():
        raise ReasonNeeded()
    if file.size is None or file.size > settings.UPLOAD_LIMIT_BYTES:
        raise FileTooLarge(limit_megabytes=settings.UPLOAD_LIMIT_BYTES // 1024 // 1024)
    content = file.read()
    if not content:
        raise FileBroken()
    guess = filetype.guess(content)
    if guess is None or guess.mime not in ALLOWED_TYPES:
        raise FileTypeRefused(found=guess.mime if guess else "unknown")
    if guess.mime in IMAGE_TYPES:
        content = without_metadata(content, guess.mime)
    digest = hashlib.sha256(content).hexdigest()
    sent_twice = Document.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, kind=kind, sha256=digest
    ).first()
    if sent_twice is not None:
        return sent_twice
    document = Document(
        id=uuid.uuid4(), kind=kind, subject_type=subject._meta.label_lower, subject_id=subject.pk, unit_path=unit_path,
        account_id=account_id, content_type=guess.mime, size_bytes=len(content),
        sha256=digest, requested_reason=reason.strip()[:300], requested_by=requested_by,
        uploaded_by=by.label, uploaded_at=at,
    )  # fmt: skip
    document.file.save(f"{document.id}.{ALLOWED_TYPES[guess.mime]}", ContentFile(content), save=False)
    document.save()
    audit.record("documents.uploaded", about=document, by=by, at=at, kind=kind, subject=subject.pk)
    if kept_words:
        audit.record("documents.words_kept", about=document, by=by, at=at, words=list(kept_words))
    return document


def without_metadata(content: bytes, content_type: str) -> bytes:
    """The picture drawn anew: turned as the camera meant, without place, time or device."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > LARGEST_IMAGE_PIXELS:
                raise FileTooLarge(limit_megabytes=settings.UPLOAD_LIMIT_BYTES // 1024 // 1024)
            upright = ImageOps.exif_transpose(image)
            if content_type == "image/jpeg" and upright.mode != "RGB":
                upright = upright.convert("RGB")
            clean = Image.new(upright.mode, upright.size)
            clean.paste(upright)
            if upright.mode == "P" and (palette := upright.getpalette()):
                clean.putpalette(palette)
            out = io.BytesIO()
            clean.save(out, IMAGE_TYPES[content_type])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise FileBroken() from fault
    return out.getvalue()
