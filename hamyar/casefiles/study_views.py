"""Pages about the studies of adult sons: what was proven, a proof for a term, the end of support (E-6.n3)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions, forms
from hamyar.casefiles.group_views import own_file
from hamyar.casefiles.study import Son, sons_of, terms_offered
from hamyar.casefiles.views import page_of_file
from hamyar.documents import actions as documents
from hamyar.org import clock
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _son(casefile: Any, person_pk: int) -> Son:
    found = next((each for each in sons_of(casefile, clock.today()) if each.member.person_id == person_pk), None)
    if found is None:
        raise Http404("son")
    return found


def _back(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("casefiles:study", args=[pk]), status=303)


@require_safe
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """Every adult son of the household, with the terms that were proven."""
    casefile, on = own_file(request, pk), clock.today()
    page = {"casefile": casefile, "sons": sons_of(casefile, on), "today": on, "back_url": page_of_file(pk)}
    return render(request, "casefiles/study.html", page)


@READ_AND_WRITE
def proof(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    casefile, at = own_file(request, pk), clock.now()
    son = _son(casefile, person_pk)
    posted, terms = request.method == "POST", terms_offered(clock.day_of(at))
    form = forms.StudyTerm(request.POST if posted else None, request.FILES if posted else None, terms=terms)
    if posted and form.is_valid():
        try:
            _record(casefile, son, form.cleaned_data, user=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "گواهی تحصیل ثبت شد و ادامهٔ حمایت برجاست.")
            return _back(pk)
    page = {
        "casefile": casefile, "son": son, "form": form, "title": "ثبت گواهی تحصیل", "submit": "ثبت گواهی", "with_file": True,
        "back_url": reverse("casefiles:study", args=[pk]),
    }  # fmt: skip
    return render(request, "casefiles/study_form.html", page, status=422 if form.errors else 200)


@transaction.atomic
def _record(casefile: Any, son: Son, given: dict[str, Any], *, user: Any, at: datetime) -> None:
    """The proof with its picture, both or neither."""
    by, document = Actor.staff(user), None
    if given["file"]:
        document = documents.upload(
            file=given["file"], kind="study_proof", subject=casefile.household, unit_path=casefile.unit_path, by=by, at=at,
            reason="گواهی تحصیل پسر بزرگسال", requested_by=user,
        )  # fmt: skip
    actions.record_study(
        casefile=casefile, person=son.person, from_on=given["from_on"], institution=given["institution"],
        status=given["status"], document=document, by=by, at=at,
    )  # fmt: skip


@READ_AND_WRITE
def end(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    casefile = own_file(request, pk)
    son = _son(casefile, person_pk)
    form = forms.EndOfStudy(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_study(
                casefile=casefile, person=son.person, by=Actor.staff(request.user), at=clock.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "پایان خدمت این عضو ثبت شد. حمایت از خانوار برجاست و به آن پیام داده می‌شود.")
            return _back(pk)
    page = {
        "casefile": casefile, "son": son, "form": form, "title": "پایان خدمت پسر بزرگسال", "submit": "ثبت پایان",
        "back_url": reverse("casefiles:study", args=[pk]),
    }  # fmt: skip
    return render(request, "casefiles/study_form.html", page, status=422 if form.errors else 200)
