"""Uploading, looking at and saving documents of records within the user's reach."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.documents import actions, downloads, forms, queries, subjects
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.documents")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The documents of one record, and the form for one more (E-5.2.2)."""
    access: Access = request.access  # type: ignore[attr-defined]
    access.require("documents.upload")
    subject = subjects.subject_for(access, kind, pk)
    form = forms.Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.upload(
                **form.cleaned_data, subject=subject.row, unit_path=subject.unit_path, account_id=subject.account_id,
                requested_by=access.user, kept_words=form.kept_words, by=Actor.staff(access.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            log.info("documents.upload.refused", extra={"code": refusal.code, **refusal.details})
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "مدرک بارگذاری شد.")
            return HttpResponseRedirect(reverse("documents:upload", args=[kind, pk]), status=303)
    page = {"subject": subject, "form": form, "documents": queries.about(subject.row)}
    return render(request, "documents/upload.html", page, status=422 if form.errors else 200)


@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One document: what it is for, who uploaded it, who opened it."""
    access: Access = request.access  # type: ignore[attr-defined]
    found, subject = queries.document_for(access, pk)
    page = {"document": found, "subject": subject, "openings": queries.openings_of(found)}
    return render(request, "documents/document.html", page)


@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file itself; that it was opened is kept (E-5.2.2)."""
    access: Access = request.access  # type: ignore[attr-defined]
    found, subject = queries.document_for(access, pk)
    audit.record_reading(
        about=found,
        unit_path=subject.unit_path,
        reader=access.user,
        role=access.held[0].role.identifier if access.held else "",
        at=clock.now(),
    )
    return downloads.response_for(found, inside_page=request.GET.get("view") == "1")
