"""The style page: every component with sample text. Shown in demonstrations and while developing only."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamyar.web import specimen

SHELLS = {"staff": "web/components.html", "portal": "web/components_portal.html", "print": "web/components_print.html"}


@login_not_required
@require_safe
def components(request: HttpRequest, shell: str = "staff") -> HttpResponse:
    if not (settings.DEBUG or settings.MODE == "demo") or shell not in SHELLS:
        raise Http404
    return render(request, SHELLS[shell], specimen.context())
