"""Pages on which an office head reads a file of households in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.outbox.jobs import enqueue
from hamyar.registry import bulk, forms, spreadsheet
from hamyar.registry.domain import BatchState
from hamyar.registry.tasks import AGAIN
from hamyar.registry.wording import BATCH_STATES
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence

AT_ONCE = 100  # so many households are registered while the browser waits; more are left to the worker
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _units(request: HttpRequest) -> Any:
    access = request.access  # type: ignore[attr-defined]
    access.require("registry.import")
    return access.units_where("registry.import")


def _batch(request: HttpRequest, pk: int) -> Any:
    batch = bulk.batch_in_units(_units(request), pk)
    if batch is None:
        raise Http404("batch")
    return batch


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Send a file; it is read and checked, and nothing is registered before somebody has seen the preview."""
    units = _units(request)
    sent = request.method == "POST"
    form = forms.ImportFile(request.POST, request.FILES) if sent else forms.ImportFile()
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = bulk.read_file(
                name=upload.name, content=upload.read(), unit=units[0], by=Actor.staff(request.user), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("file", sentence(refusal))
        else:
            return HttpResponseRedirect(reverse("registry:import_preview", args=[batch.pk]), status=303)
    page = {
        "form": form, "earlier": [(each, BATCH_STATES[each.state]) for each in bulk.batches_of(units)[:20]],
        "limit": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
    }  # fmt: skip
    return render(request, "registry/import.html", page, status=422 if form.is_bound else 200)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file holds, what is wrong in which row and column, and how far the registering has come."""
    batch = _batch(request, pk)
    pages = page_of(bulk.wrong_rows(batch), request.GET, by=("number",), size=50)
    page = {
        "batch": batch, "progress": bulk.progress(batch), "state": BATCH_STATES[batch.state], "pages": pages,
        "faults": [fault for row in pages.rows for fault in row.faults],
        "checked": batch.state == BatchState.CHECKED, "applying": batch.state == BatchState.APPLYING,
    }  # fmt: skip
    return render(request, "registry/import_preview.html", page)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Register everything, or with ``keep_good`` what is right; a large file goes on without the browser."""
    batch, at = _batch(request, pk), clock.now()
    answer = HttpResponseRedirect(reverse("registry:import_preview", args=[pk]), status=303)
    try:
        keep_good = request.POST.get("keep_good") == "on"
        batch = bulk.start(batch=batch, keep_good=keep_good, by=Actor.staff(request.user), at=at)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return answer
    if batch.rows_total > AT_ONCE:
        enqueue(AGAIN)
        messages.info(request, "ثبت آغاز شد و در پشت صفحه ادامه دارد؛ پیشرفت آن همین‌جا دیده می‌شود.")
        return answer
    batch = bulk.carry_on(batch=batch, at=at)
    if batch.state == BatchState.APPLIED:
        messages.success(request, "خانوارها ثبت شدند.")
    else:
        messages.error(request, "یک ردیف پذیرفته نشد و هیچ ردیفی ثبت نشد؛ علت در فهرست زیر است.")
    return answer


@require_safe
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong rows as a file, with the reason beside each, to be mended and sent again."""
    batch = _batch(request, pk)
    kind = "application/x-ndjson" if batch.kind == "jsonl" else "text/csv"
    return as_file(bulk.reject_file(batch).encode(), bulk.reject_name(batch), f"{kind}; charset=utf-8")


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file with the right headers."""
    _units(request)
    if kind == "xlsx":
        return as_file(spreadsheet.template_xlsx(), "households.xlsx", SHEET)
    if kind == "csv":
        return as_file(spreadsheet.template_csv(), "households.csv", "text/csv; charset=utf-8")
    raise Http404("template")


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    """An answer that the browser keeps as a file and nobody else does."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
