"""A stored file as an answer: named by us, never run by the browser, never kept by it."""

from django.http import FileResponse

from hamyar.documents.domain import ALLOWED_TYPES, IMAGE_TYPES
from hamyar.documents.models import Document


def response_for(document: Document, *, inside_page: bool = False) -> FileResponse:
    """The file for saving; a picture also for looking at, ``inside_page``. The caller has checked and recorded the access."""
    shown = inside_page and document.content_type in IMAGE_TYPES
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=not shown,
        filename=f"{document.kind}-{str(document.pk)[:8]}.{ALLOWED_TYPES[document.content_type]}",
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
