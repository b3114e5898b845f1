"""Documents of an application: how they are reached."""

from django.http import Http404
from django.urls import reverse

from hamyar.documents.subjects import Subject
from hamyar.intake import queries
from hamyar.org.access import Access


def application(access: Access, pk: int) -> Subject:
    """An application whose content the user works with, or Http404: who sees its status only sees no document."""
    row = queries.application_for(access, pk)
    if not queries.reads_content(access, row):
        raise Http404("application")
    address = reverse("intake:application", args=[row.pk])
    return Subject(row, row.unit_path, f"درخواست {row.number}", address, account_id=row.account_id)
