"""What may be uploaded, and how a document is handled (E-5.2: seen or uploaded, never received)."""

from enum import StrEnum

from hamyar.values.refusal import Refusal


class Handling(StrEnum):
    SEEN = "seen"
    UPLOADED = "uploaded"


# Sniffed from the content, never believed from the name.
ALLOWED_TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
IMAGE_TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class FileTypeRefused(Refusal):
    code = "documents.file_type_refused"
    clause = "E-5.2.2"


class FileTooLarge(Refusal):
    code = "documents.file_too_large"
    clause = "E-5.2.2"


class FileBroken(Refusal):
    code = "documents.file_broken"
    clause = "E-5.2.2"


class ReasonNeeded(Refusal):
    code = "documents.reason_needed"
    clause = "E-5.2.2"
