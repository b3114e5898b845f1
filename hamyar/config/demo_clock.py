"""The demonstration's clock: anyone may let days pass, to watch terms warn, escalate and expire."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hamyar.operations import jobs
from hamyar.org import clock
from hamyar.values.digits import to_persian

STEPS = {"1", "7", "30"}


@login_not_required
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move the clock 1, 7 or 30 days forward and run the tick for each day. 404 outside the demonstration."""
    if not settings.DEMO:
        raise Http404
    days = request.POST.get("days", "")
    if days in STEPS:
        clock.move_forward(timedelta(days=int(days)))
        for _day, _counts in jobs.catch_up(at=clock.now()):
            pass
        messages.success(request, f"تاریخ {to_persian(days)} روز جلو رفت و موعدها بررسی شد.")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    response.status_code = 303
    return response
