"""The steps of an application: each is one form and one action; a refusal comes back as a sentence on the form."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.intake import actions, forms, queries
from hamyar.intake.domain import spoken_number
from hamyar.intake.steps import address
from hamyar.intake.views import access_of, refused, see_other
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.domain import NotPermitted
from hamyar.values import digits
from hamyar.values.refusal import Refusal

HEADS, HANDLERS, WORKERS = ("intake.assign",), ("intake.handle", "intake.assign"), ("intake.handle",)
ALLOWED = {HEADS: queries.may_assign, HANDLERS: queries.may_handle, WORKERS: queries.may_work}


def _row(request: HttpRequest, pk: int, *permissions: str) -> queries.Application:
    """The application the reader works with. Raises NotPermitted for a verb the role lacks, Http404 out of reach."""
    access = access_of(request, *permissions)
    row = queries.application_for(access, pk, at=clock.now())
    if not ALLOWED[permissions](access, row):
        raise NotPermitted(permission=permissions[0])
    return row


def _step(
    request: HttpRequest, row: queries.Application, *, title: str, lead: str, button: str, done: str, form: django_forms.Form,
    act: Callable[[dict[str, Any]], Any], clause: str = "", danger: bool = False,
) -> HttpResponse:  # fmt: skip
    """Show the form of a step; on a good answer do it and go back to the application."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act(form.cleaned_data)
            messages.success(request, done)
            return see_other("intake:application", row.pk) if _still_reached(request, row) else see_other("intake:list")
        except Refusal as refusal:
            form.add_error(None, refused(request, title, refusal, application=row.pk))
    return render(
        request, "intake/step.html",
        {
            "row": row, "title": title, "lead": lead, "button": button, "form": form, "clause_id": clause, "danger": danger,
            "today": clock.today(), "crumbs": crumbs_to(row), "back_url": address("intake:application", row.pk),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def crumbs_to(row: queries.Application) -> list[tuple[str, str]]:
    number = spoken_number(str(row.number))
    return [("درخواست‌ها", address("intake:list")), (f"درخواست {number}", address("intake:application", row.pk))]


def _still_reached(request: HttpRequest, row: queries.Application) -> bool:
    """After a re-route or a new worker the page may no longer be ours."""
    return queries.applications_in_reach(access_of(request)).filter(pk=row.pk).exists()


def _by(request: HttpRequest) -> Actor:
    return Actor.staff(request.user)


def _workers(row: queries.Application) -> list[Any]:
    assert row.unit is not None
    return list(org.workers_of(row.unit, on=clock.today()))


def _chosen_worker(row: queries.Application, pk: str) -> Any:
    assert row.unit is not None
    return queries.worker_of(row.unit, int(pk), on=clock.today()) if pk else None


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HEADS)
    return _step(
        request, row, title="سپردن به مددکار", button="سپردن", done="درخواست به مددکار سپرده شد.", clause="E-13.n1",
        lead="این درخواست محدودهٔ خودکار ندارد. مددکاری از همین اداره برگزینید؛ مهلت رسیدگی از روز ثبت می‌گذرد.",
        form=forms.Assign(request.POST or None, workers=_workers(row)),
        act=lambda given: actions.assign(
            application=row, worker=_chosen_worker(row, given["worker"]), reason=given["reason"], by=_by(request), at=clock.now()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HEADS)
    return _step(
        request, row, title="تغییر مددکار", button="تغییر مددکار", done="مددکار درخواست تغییر کرد.",
        lead="تکلیف‌های باز همین درخواست هم به مددکار تازه می‌رسد. علت نگه داشته می‌شود.",
        form=forms.Assign(request.POST or None, workers=_workers(row), reason_needed=True),
        act=lambda given: actions.reassign(
            application=row, worker=_chosen_worker(row, given["worker"]), reason=given["reason"], by=_by(request), at=clock.now()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reroute(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HANDLERS)
    on = clock.today()

    def act(given: dict[str, Any]) -> queries.Application:
        return actions.reroute(
            application=row, postal_code=given["postal_code"], address=given["address"], reason=given["reason"],
            office=queries.office_named(given["office"], on=on), by=_by(request), at=clock.now(),
        )  # fmt: skip

    return _step(
        request, row, title="ارجاع به ادارهٔ محل سکونت", button="ارجاع", done="درخواست به ادارهٔ محل سکونت رفت.", clause="E-2.4",
        lead="کدپستی درست را بنویسید؛ اداره و مددکار از روی آن شناخته می‌شود. مهلت رسیدگی تغییر نمی‌کند.",
        form=forms.Reroute(request.POST or None, initial={"postal_code": row.postal_code}, offices=org.offices(on=on)), act=act,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def ask_items(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *WORKERS)
    form = forms.AskItems(request.POST or None)
    return _step(
        request, row, title="خواستن موارد از متقاضی", button="خواستن", done="از متقاضی خواسته شد؛ پیام کوتاه هم می‌رود.",
        clause="E-5.2.1", lead="مهلت رسیدگی در این مدت نمی‌ایستد؛ فقط روزهای انتظار جدا نشان داده می‌شود.",
        form=form,
        act=lambda given: actions.ask_for_items(
            application=row, items=given["items"], kept_words=form.kept_words, by=_by(request), at=clock.now()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reject_correction(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HANDLERS)
    form = forms.RejectCorrection(request.POST or None)
    return _step(
        request, row, title="نپذیرفتن اصلاح متقاضی", button="نپذیرفتن", done="به متقاضی گفته شد که چرا.", clause="E-8.a",
        lead="آنچه پیش‌تر گفته شده است برجا می‌ماند. متقاضی علت را در درگاه می‌خواند و می‌تواند دوباره بفرستد.", form=form,
        act=lambda given: actions.reject_correction(
            application=row, reason=given["reason"], kept_words=form.kept_words, by=_by(request), at=clock.now()
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HANDLERS)
    return _step(
        request, row, title="ثبت انصراف متقاضی", button="ثبت انصراف", done="انصراف ثبت شد.", danger=True,
        lead="انصراف خواست خود متقاضی است. بنویسید چه گفت؛ درخواست پایان می‌یابد و با درخواست تازه می‌شود دوباره آغاز کرد.",
        form=forms.Reason(request.POST or None),
        act=lambda given: actions.withdraw(application=row, reason=given["reason"], by=_by(request), at=clock.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refer_out(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HANDLERS)
    return _step(
        request, row, title="سپردن به مرکز نیکوکاری", button="سپردن", done="درخواست به مرکز نیکوکاری سپرده شد.", clause="E-4.n2",
        lead="خدمت به اتباع خارجی از راه مراکز نیکوکاری است. درخواست به نزدیک‌ترین مرکز می‌رود.",
        form=forms.Reason(request.POST or None),
        act=lambda given: actions.refer_out(application=row, reason=given["reason"], by=_by(request), at=clock.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def ask_re_review(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HANDLERS)
    return _step(
        request, row, title="ثبت درخواست بازبینی", button="ثبت", done="بازبینی خواسته شد و نزد رئیس اداره است.",
        lead="متقاضی یک بار می‌تواند بازبینی بخواهد (برداشت سامانه، A-63). گفتهٔ او را بنویسید.",
        form=forms.Reason(request.POST or None),
        act=lambda given: actions.ask_re_review(application=row, reason=given["reason"], by=_by(request), at=clock.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def re_review(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, *HEADS)
    form = forms.ReReview(request.POST or None, workers=_workers(row))

    def act(given: dict[str, Any]) -> queries.Application:
        return actions.decide_re_review(
            application=row, reopen=given["decision"] == "reopen", reason=given["reason"], kept_words=form.kept_words,
            worker=_chosen_worker(row, given["worker"]), by=_by(request), at=clock.now(),
        )  # fmt: skip

    return _step(
        request, row, title="تصمیم دربارهٔ بازبینی", button="ثبت تصمیم", done="تصمیم بازبینی ثبت شد.",
        lead=f"متقاضی می‌گوید: {row.re_review_reason}", form=form, act=act,
    )  # fmt: skip


def _at_once(
    request: HttpRequest,
    pk: int,
    act: Callable[[queries.Application], Any],
    done: str,
    *,
    who: tuple[str, ...] = WORKERS,
) -> HttpResponse:
    """A step without a form."""
    row = _row(request, pk, *who)
    try:
        with transaction.atomic():
            act(row)
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, refused(request, act.__name__, refusal, application=row.pk))
    return see_other("intake:application", row.pk)


@require_POST
def begin_inquiries(request: HttpRequest, pk: int) -> HttpResponse:
    def act(row: queries.Application) -> queries.Application:
        return actions.begin_inquiries(application=row, by=_by(request), at=clock.now())

    return _at_once(request, pk, act, "استعلام‌ها خواسته شد.")


@require_POST
def items_supplied(request: HttpRequest, pk: int) -> HttpResponse:
    def act(row: queries.Application) -> queries.Application:
        return actions.supply_items(application=row, by=_by(request), at=clock.now())

    return _at_once(request, pk, act, "رسیدن موارد ثبت شد و کار ادامه می‌یابد.")


@require_POST
def accept_correction(request: HttpRequest, pk: int) -> HttpResponse:
    def act(row: queries.Application) -> queries.Application:
        return actions.accept_correction(application=row, by=_by(request), at=clock.now())

    return _at_once(request, pk, act, "اصلاح متقاضی پذیرفته شد.", who=HANDLERS)


@require_POST
def told(request: HttpRequest, pk: int) -> HttpResponse:
    def act(row: queries.Application) -> queries.Application:
        return actions.mark_notified(application=row, by=_by(request), at=clock.now())

    return _at_once(request, pk, act, "اعلام نتیجه ثبت شد.", who=HANDLERS)


@require_http_methods(["GET", "POST"])
def caseload(request: HttpRequest) -> HttpResponse:
    """Everything a worker has goes to another one, when the worker leaves (A-55)."""
    access = access_of(request, *HEADS)
    on = clock.today()
    units = access.units_where("intake.assign")
    if not units:
        raise Http404("office")
    unit = units[0]
    form = forms.Caseload(
        request.POST or None, leaving=queries.holders_of_work(unit), workers=org.workers_of(unit, on=on)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        leaving, worker = queries.user_with(int(given["leaving"])), queries.worker_of(unit, int(given["worker"]), on=on)
        try:
            if leaving is None or worker is None:
                raise Http404("worker")
            count = actions.reassign_caseload(
                unit=unit, leaving=leaving, worker=worker, reason=given["reason"], by=_by(request), at=clock.now()
            )
            messages.success(request, f"{digits.to_persian(count)} درخواست و سرنخ به مددکار تازه سپرده شد.")
            return see_other("intake:queue")
        except Refusal as refusal:
            form.add_error(None, refused(request, "caseload", refusal))
    return render(request, "intake/caseload.html", {"form": form, "unit": unit}, status=422 if form.errors else 200)
