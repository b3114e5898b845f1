"""Telling of a household that may need help: open to everybody, and nobody has to say who tells (E-1.2.j.3)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from hamyar.intake import actions, forms, lead_forms, queries, wording
from hamyar.intake.domain import Indicator, OfficeNeeded
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.portal import session
from hamyar.portal.views import refused, see_other
from hamyar.values.refusal import Refusal

SENT = "portal_report"  # the tracking number, kept in this browser's session until another report is sent
ABOUT = ("postal_code", "area_title", "address", "note", "family_name")


@session.open_to_all
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form. What it says becomes a lead that a social worker looks at with respect; it is no application yet."""
    at = clock.now()
    on = clock.day_of(at)
    form = lead_forms.PublicReport(request.POST or None, offices=org.offices(on=on))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sent = actions.report_publicly(
                indicator=Indicator(given["indicator"]), about={name: given[name] for name in ABOUT},
                office=queries.office_named(given["office"], on=on), reporter_name=given["reporter_name"],
                reporter_mobile=given["reporter_mobile"], address_digest=session.network_digest(request),
                form_key=forms.form_key(request.POST.get("form_key", "")), at=at,
            )  # fmt: skip
        except OfficeNeeded as refusal:
            form.add_error("office", refused("report", refusal))
        except Refusal as refusal:
            form.add_error(None, refused("report", refusal))
        else:
            request.session[SENT] = sent.tracking
            return see_other("portal:report_sent")
    return session.page(
        request, "portal/report.html",
        {
            "form": form, "reporter": [form[name] for name in form.about_reporter],
            "form_key": forms.form_key(request.POST.get("form_key", "")),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


@session.open_to_all
@require_GET
def report_sent(request: HttpRequest) -> HttpResponse:
    """The tracking number of the report that this browser has sent."""
    tracking = request.session.get(SENT)
    if not tracking:
        return see_other("portal:report")
    return session.page(request, "portal/report_sent.html", {"tracking": tracking})


@session.open_to_all
@require_http_methods(["GET", "POST"])
def follow_report(request: HttpRequest) -> HttpResponse:
    """Where a report stands: a sentence, and nothing about the household."""
    form = lead_forms.Tracking(request.POST or None)
    said = ""
    if request.method == "POST" and form.is_valid():
        try:
            state = actions.follow_report(
                tracking=form.cleaned_data["tracking"], address_digest=session.network_digest(request), at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refused("follow_report", refusal))
        else:
            if state is None:
                form.add_error("tracking", "گزارشی با این شماره نیست. شماره را بازبینی کنید.")
            else:
                said = wording.FOR_REPORTER[state]
    return session.page(
        request, "portal/report_follow.html", {"form": form, "said": said}, status=422 if form.errors else 200
    )
