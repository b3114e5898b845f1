"""The page on which three people say whether support goes on while the head is away (E-6.5.a)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions, desertion, forms, queries
from hamyar.casefiles.domain import CasefileState, OpinionRole
from hamyar.casefiles.views import page_of_file
from hamyar.casefiles.wording import OPINION_ROLES, PERIOD_KINDS
from hamyar.documents import actions as documents
from hamyar.guidelines.titles import title
from hamyar.obligations import actions as obligations
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

COUNSELLING, HEADING, WORKING = "assessment.counsel", "casefiles.oversee", "registry.edit"


def _access(request: HttpRequest) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    if not any(access.may(each) for each in (COUNSELLING, HEADING, WORKING)):
        raise NotPermitted(permission=WORKING)
    return access


def _file(access: Access, pk: int) -> Any:
    """The worker's own, the head's of the office, and a counsellor's once an opinion was asked for; else Http404."""
    referred = {pk} if access.may(COUNSELLING) and desertion.opinion_asked_of(OpinionRole.COUNSELLOR, pk) else set()
    casefile = queries.casefile_for(access, pk, referred=referred, at=clock.now())
    why = "نظر دربارهٔ ادامهٔ حمایت"
    queries.open_for_reading(access, casefile, at=clock.now(), reason="" if queries.is_own(access, casefile) else why)
    return casefile


def _role_of(access: Access, casefile: Any) -> OpinionRole | None:
    """As whom the reader speaks about this file."""
    if access.may(WORKING) and casefile.social_worker_id in access.caseload_of:
        return OpinionRole.SOCIAL_WORKER
    held = {each.role.identifier for each in access.held if each.unit.path == casefile.unit_path}
    return next((role for role in (OpinionRole.COUNSELLOR, OpinionRole.OFFICE_HEAD) if role in held), None)


@require_http_methods(["GET", "HEAD", "POST"])
def continuation(request: HttpRequest, pk: int) -> HttpResponse:
    """Opinions given and missing; the reader's own is written here."""
    access, at = _access(request), clock.now()
    casefile = _file(access, pk)
    state, role = desertion.continuation_of(casefile, clock.day_of(at)), _role_of(access, casefile)
    form = forms.Opinion(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and role is not None:
        given = form.cleaned_data
        try:
            actions.give_opinion(
                casefile=casefile, role=role, favourable=given["favourable"] == "yes", text=given["text"],
                by=Actor.staff(access.user), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, "نظر شما ثبت شد.")
            return HttpResponseRedirect(reverse("casefiles:continuation", args=[pk]), status=303)
    given_by = org.names_of(each.by_label for each in state.opinions.values()) if state else {}
    asked = state is not None and not state.exhausted
    page = {
        "casefile": casefile, "state": state, "form": form, "today": clock.day_of(at),
        "condition": title("head_condition", casefile.household.head_condition),
        "may_speak": asked and state is not None and role in state.missing, "role": OPINION_ROLES.get(str(role), ""),
        "lines": [
            {"title": OPINION_ROLES[each], "opinion": state.opinions.get(each), "by": given_by.get(_label(state, each), "")}
            for each in OpinionRole
        ] if state and asked else [],
        "may_open": role == OpinionRole.SOCIAL_WORKER, "review_due": desertion.REVIEW in _open_kinds(casefile),
        "periods": [(PERIOD_KINDS[each.kind], each) for each in queries.periods_of(casefile)],
        "review": forms.AbsenceReview(), "is_worker": role == OpinionRole.SOCIAL_WORKER,
        "paper": _paper_form(request, state, role), "renewal_url": _renewal(casefile, state),
        "back_url": page_of_file(pk) if access.may("casefiles.read") else "",
    }  # fmt: skip
    return render(request, "casefiles/continuation.html", page, status=422 if form.errors else 200)


def _paper_form(request: HttpRequest, state: Any, role: OpinionRole | None) -> forms.CourtPaper | None:
    """The form of the court's document, where it is the reader's to bring it and it has its time."""
    asked = state is not None and state.exhausted and not state.proven
    return forms.CourtPaper() if asked and role == OpinionRole.SOCIAL_WORKER else None


def _renewal(casefile: Any, state: Any) -> str:
    """Where the worker renews the file, once the court's document is there and the period's end is near or past."""
    open_to_renew = casefile.state in (CasefileState.UPDATE_DUE, CasefileState.SUSPENDED)
    if state is None or not state.proven or not open_to_renew:
        return ""
    try:
        return reverse("plans:renewal", args=[casefile.pk])
    except NoReverseMatch:  # an installation without plans
        return ""


def _label(state: desertion.Continuation, role: OpinionRole) -> str:
    opinion = state.opinions.get(role)
    return opinion.by_label if opinion else ""


def _open_kinds(casefile: Any) -> set[str]:
    return {desertion.REVIEW} if obligations.open_keys(kind=desertion.REVIEW, subject=casefile) else set()


@require_POST
def open_period(request: HttpRequest, pk: int) -> HttpResponse:
    """The worker begins the next six months."""
    access = _access(request)
    access.require(WORKING)
    casefile = _file(access, pk)
    try:
        actions.open_desertion_period(casefile=casefile, by=Actor.staff(access.user), at=clock.now())
        messages.success(request, "دورهٔ شش‌ماههٔ ادامهٔ حمایت آغاز شد.")
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(reverse("casefiles:continuation", args=[pk]), status=303)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found when the file was looked at anew after the head came back."""
    access = _access(request)
    access.require(WORKING)
    casefile = _file(access, pk)
    form = forms.AbsenceReview(request.POST)
    if form.is_valid():
        actions.close_absence_review(
            casefile=casefile, note=form.cleaned_data["note"], by=Actor.staff(access.user), at=clock.now()
        )
        messages.success(request, "نتیجهٔ بازبینی ثبت شد.")
        return HttpResponseRedirect(page_of_file(pk), status=303)
    messages.error(request, "بنویسید در بازبینی چه یافتید.")
    return HttpResponseRedirect(reverse("casefiles:continuation", args=[pk]), status=303)


@require_POST
def court_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The worker brings the court's document, with its picture or without: both or neither are kept."""
    access, at = _access(request), clock.now()
    access.require(WORKING)
    casefile = _file(access, pk)
    form = forms.CourtPaper(request.POST, request.FILES)
    back = HttpResponseRedirect(reverse("casefiles:continuation", args=[pk]), status=303)
    if not form.is_valid():
        messages.error(request, "عنوان مدرک و تاریخ صدور آن را بنویسید.")
        return back
    try:
        _keep_paper(casefile, form.cleaned_data, user=access.user, at=at)
        messages.success(request, "مدرک قضایی ثبت شد. اکنون خانوار را دوباره ارزیابی و حمایت را تمدید کنید.")
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return back


@transaction.atomic
def _keep_paper(casefile: Any, given: dict[str, Any], *, user: Any, at: datetime) -> None:
    by, document = Actor.staff(user), None
    if given["file"]:
        document = documents.upload(
            file=given["file"], kind="court_document", subject=casefile.household, unit_path=casefile.unit_path, by=by, at=at,
            reason="مدرک قضایی دربارهٔ نبود سرپرست", requested_by=user,
        )  # fmt: skip
    actions.record_court_document(
        casefile=casefile, title=given["title"], issued_on=given["issued_on"], document=document, by=by, at=at
    )
