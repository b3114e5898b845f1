"""Pages on which an office head reads a file of a database in: sent, looked at, turned into leads (E-1.1.2)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamyar.audit.actor import Actor
from hamyar.intake import actions, extract_file, lead_forms, lead_queries, wording
from hamyar.intake.steps import address
from hamyar.intake.views import access_of, refused, see_other
from hamyar.org import clock
from hamyar.outbox.jobs import enqueue
from hamyar.registry import spreadsheet
from hamyar.registry.bulk_views import AT_ONCE, SHEET, as_file
from hamyar.registry.domain import BatchState
from hamyar.registry.tasks import AGAIN
from hamyar.registry.wording import BATCH_STATES
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of

IMPORTING = "intake.import_leads"
CRUMBS = (("سرنخ‌ها", "intake:leads"), ("سرنخ از پایگاه داده", "intake:extracts"))


def _units(request: HttpRequest) -> Any:
    return access_of(request, IMPORTING).units_where(IMPORTING)


def _crumbs(count: int) -> list[tuple[str, str]]:
    return [(title, address(name)) for title, name in CRUMBS[:count]]


@require_http_methods(["GET", "HEAD", "POST"])
def extracts(request: HttpRequest) -> HttpResponse:
    """Send a file; it is read and checked, and no lead is opened before somebody has seen the preview."""
    units = _units(request)
    sent = request.method == "POST"
    form = lead_forms.Extract(request.POST, request.FILES) if sent else lead_forms.Extract()
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            row = actions.read_extract(
                name=upload.name, content=upload.read(), source=form.cleaned_data["source"], unit=units[0],
                by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("file", refused(request, "extract", refusal))
        else:
            return see_other("intake:extract", row.pk)
    return render(
        request, "intake/extracts.html",
        {
            "form": form, "earlier": [(each, BATCH_STATES[each.state]) for each in lead_queries.extracts_of(units)[:20]],
            "limit": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024, "crumbs": _crumbs(1),
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@require_safe
def extract(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file holds in figures, what is wrong in which row and column, how far the opening of leads has come."""
    row = lead_queries.extract_for(_units(request), pk)
    pages = page_of(lead_queries.wrong_rows(row), request.GET, by=("number",), size=50)
    findings = [(wording.FINDINGS[each], count) for each, count in lead_queries.findings_of(row)]
    return render(
        request, "intake/extract.html",
        {
            "row": row, "progress": lead_queries.progress_of(row), "state": BATCH_STATES[row.state], "pages": pages,
            "faults": [fault for each in pages.rows for fault in each.faults], "findings": findings,
            "checked": row.state == BatchState.CHECKED, "applying": row.state == BatchState.APPLYING, "crumbs": _crumbs(2),
        },
    )  # fmt: skip


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Open leads for the rows that are right; a large file goes on without the browser."""
    row, at = lead_queries.extract_for(_units(request), pk), clock.now()
    row = actions.start_extract(extract=row, by=Actor.staff(request.user), at=at)
    if row.rows_total > AT_ONCE:
        enqueue(AGAIN)
        messages.info(request, "کار آغاز شد و در پشت صفحه ادامه دارد؛ پیشرفت آن همین‌جا دیده می‌شود.")
    else:
        actions.carry_on_extract(extract=row, at=at)
        messages.success(request, "سرنخ‌ها ثبت شدند و هر کدام به مسئول محدوده رسید.")
    return see_other("intake:extract", pk)


@require_safe
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong rows as a file, with the reason beside each, to be mended and sent again."""
    row = lead_queries.extract_for(_units(request), pk)
    kind, ending = ("application/x-ndjson", "jsonl") if row.kind == "jsonl" else ("text/csv", "csv")
    return as_file(actions.reject_file(row).encode(), f"rejected-leads-{row.pk}.{ending}", f"{kind}; charset=utf-8")


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file with the right headers."""
    _units(request)
    if kind == "xlsx":
        return as_file(spreadsheet.template_xlsx("سرنخ‌ها", extract_file.COLUMNS, None), "leads.xlsx", SHEET)
    if kind == "csv":
        return as_file(spreadsheet.template_csv(extract_file.HEADERS), "leads.csv", "text/csv; charset=utf-8")
    raise Http404("template")
