"""The counsellor's list and one referral; and the worker's own referral."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.assessment import actions, forms, queries
from hamyar.assessment.domain import ReferralGround
from hamyar.assessment.page import access_of, done, not_done, refused
from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of

STATES = ("open", "accepted", "done", "refused")


def referrals(request: HttpRequest) -> HttpResponse:
    """What was referred to the counsellor in the office (E-13.3.z)."""
    access = access_of(request, "assessment.counsel")
    chosen = request.GET.get("state", "")
    rows = queries.referrals_for(access)
    rows = rows.filter(state=chosen) if chosen in STATES else queries.open_referrals(access)
    pages = page_of(rows, request.GET, by=("-pk",), size=25)
    context = {"rows": pages.rows, "pages": pages, "chosen": chosen, "states": STATES, "today": clock.today()}
    return render(request, "assessment/referrals.html", context)


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """One referral with the harms that caused it; that it was read is kept (E-9.a.2)."""
    access = access_of(request, "assessment.counsel")
    row = queries.referral_for(access, pk)
    audit.record_reading(
        about=row, unit_path=row.unit_path, reader=request.user, role="counsellor", at=clock.now()
    )  # fmt: skip
    return _page(request, access, row)


def _page(request: HttpRequest, access: Access, row: Any, *, status: int = 200, **bound: Any) -> HttpResponse:
    context = {
        "referral": row,
        "members": queries.members(row.household, clock.today()),
        "harms": list(queries.harms_now(row.household)) if access.may("harms.read") else [],
        "result_form": bound.get("result") or forms.ResultForm(),
        "refusal_form": bound.get("refusal") or forms.RefusalForm(),
        "opened": next(iter(bound), ""),
        "today": clock.today(),
    }
    return render(request, "assessment/referral.html", context, status=status)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "assessment.counsel")
    row = queries.referral_for(access, pk)
    try:
        actions.accept_referral(referral=row, by=Actor.staff(request.user), at=clock.now())
    except Refusal as refusal:
        return not_done(request, refused("accept_referral", refusal, referral=pk), "assessment:referral", pk)
    return done(request, "ارجاع نزد شماست. نظر خود را پس از دیدار بنویسید.", "assessment:referral", pk)


@require_POST
def result(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "assessment.counsel")
    row = queries.referral_for(access, pk)
    form = forms.ResultForm(request.POST)
    if form.is_valid():
        try:
            actions.record_result(referral=row, **form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("result", refusal, referral=pk))
        else:
            return done(request, "نظر شما ثبت شد و مددکار آن را می‌بیند.", "assessment:referral", pk)
    return _page(request, access, row, status=422, result=form)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_of(request, "assessment.counsel")
    row = queries.referral_for(access, pk)
    form = forms.RefusalForm(request.POST)
    if form.is_valid():
        try:
            actions.refuse_referral(referral=row, **form.cleaned_data, by=Actor.staff(request.user), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refused("refuse_referral", refusal, referral=pk))
        else:
            return done(request, "ثبت شد و به مددکار برمی‌گردد.", "assessment:referral", pk)
    return _page(request, access, row, status=422, refusal=form)


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """The worker may refer a household that nothing forces to the counsellor (A-69)."""
    access = access_of(request, "assessment.record")
    application = queries.application_for(access, pk)
    household = application.household
    if household is None or not queries.is_responsible(access, application):
        raise Http404
    form = forms.ReferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.refer(
                household=household, application=application, ground=ReferralGround.WORKER,
                note=form.cleaned_data["note"], by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("refer", refusal, application=pk))
        else:
            return done(request, "خانوار به مشاور ارجاع شد.", "assessment:for_application", pk)
    context = {
        "application": application, "form": form, "today": clock.today(),
        "referral": queries.counsellor_referral(household, application),
    }  # fmt: skip
    return render(request, "assessment/refer.html", context, status=422 if form.errors else 200)
