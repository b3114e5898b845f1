"""One duty with its course, and the calendar of working days."""

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamyar.audit.actor import Actor
from hamyar.guidelines.duties import DUTIES
from hamyar.obligations import actions, forms, queries, wording
from hamyar.obligations.domain import AlreadyClosed
from hamyar.obligations.models import Obligation
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.org.roles import ROLES
from hamyar.values import jalali
from hamyar.values.digits import to_latin, to_persian
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.obligations")

KEEP_HOLIDAYS = "obligations.keep_holidays"


@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Who owes what until when, by which clause, and who has been told."""
    access: Access = request.access  # type: ignore[attr-defined]
    row = queries.duty_for(access, pk)
    return _show_duty(request, row, form=forms.Waive() if queries.may_waive(access, row) else None)


@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a duty that has lost its ground: an overseer of the unit does, with a reason, and never for oneself."""
    access: Access = request.access  # type: ignore[attr-defined]
    row = queries.duty_for(access, pk)
    queries.check_may_waive(access, row)
    form = forms.Waive(request.POST)
    if form.is_valid():
        try:
            actions.waive(
                obligation_id=row.pk, reason=form.cleaned_data["reason"], by=Actor.staff(access.user), at=clock.now()
            )
        except AlreadyClosed as refusal:  # sent twice, or somebody was faster: nothing is left to do
            log.info("obligations.waive.refused", extra={"duty": row.pk, "code": refusal.code})
            messages.warning(request, sentence(refusal))
        else:
            messages.success(request, "تکلیف برداشته شد و علت آن در تاریخچه ماند.")
        return HttpResponseRedirect(reverse("obligations:duty", args=[row.pk]), status=303)
    return _show_duty(request, row, form=form, status=422)


def _show_duty(request: HttpRequest, row: Obligation, *, form: forms.Waive | None, status: int = 200) -> HttpResponse:
    kind = DUTIES.get(row.kind)
    return render(
        request,
        "obligations/duty.html",
        {
            "duty": row,
            "kind": kind,
            "owner": str(row.owner) if row.owner else ROLES[row.owner_role].title,
            "owner_role": ROLES[row.owner_role].title,
            "told": [ROLES[role].title for role in kind.escalation[: row.escalation_step]] if kind else [],
            "state": wording.STATES[row.state],
            "state_tone": wording.STATE_TONES[row.state],
            "form": form,
            "today": clock.today(),
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """The holidays of a year, and a form for one more."""
    access: Access = request.access  # type: ignore[attr-defined]
    access.require(KEEP_HOLIDAYS)
    year = _year(request)
    form = forms.NewHoliday(request.POST or None, year=year, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_holiday(**form.cleaned_data, by=Actor.staff(access.user), at=clock.now())
        except Refusal as refusal:
            log.info("obligations.holiday.refused", extra={"code": refusal.code})
            form.add_error("on", sentence(refusal))
        else:
            messages.success(request, f"{jalali.format_long(form.cleaned_data['on'])} تعطیل ثبت شد.")
            return _back_to(year)
    return render(request, "obligations/holidays.html", _calendar(year, form), status=422 if form.errors else 200)


def _calendar(year: int, form: forms.NewHoliday) -> dict[str, Any]:
    years = [each for each in (year - 1, year, year + 1) if jalali.EARLIEST_YEAR <= each < jalali.LATEST_YEAR]
    address = reverse("obligations:holidays")
    return {
        "year": year,
        "form": form,
        "days": queries.holidays_of(year),
        "today": clock.today(),
        "tabs": [
            {"title": to_persian(each), "url": f"{address}?year={each}", "current": each == year} for each in years
        ],
    }


@require_POST
def add_fixed_holidays(request: HttpRequest) -> HttpResponse:
    """Enter the holidays that every year has."""
    access: Access = request.access  # type: ignore[attr-defined]
    access.require(KEEP_HOLIDAYS)
    year = _year(request)
    count = actions.add_fixed_holidays(year=year, by=Actor.staff(access.user), at=clock.now())
    said = wording.FIXED_ADDED if count else wording.SAME_YEARS
    messages.success(request, said.format(count=to_persian(count), year=to_persian(year)))
    return _back_to(year)


@require_POST
def remove_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a day count again; removing it twice is harmless."""
    access: Access = request.access  # type: ignore[attr-defined]
    access.require(KEEP_HOLIDAYS)
    if actions.remove_holiday(holiday_id=pk, by=Actor.staff(access.user), at=clock.now()):
        messages.success(request, "این روز دوباره روز کاری است.")
    return _back_to(_year(request))


def _year(request: HttpRequest) -> int:
    """The Solar Hijri year that is asked for, in any digits; this year when none is, or none that exists."""
    asked = to_latin(request.POST.get("year", request.GET.get("year", "")))
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if jalali.EARLIEST_YEAR <= year < jalali.LATEST_YEAR else jalali.year_of(clock.today())


def _back_to(year: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('obligations:holidays')}?year={year}", status=303)
