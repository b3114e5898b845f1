"""Pages for what went wrong before or beside a view. They lead back to where people were, and ask the database nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from hamyar.config.middleware import came_from


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: the page lay open too long, or the browser keeps no cookies."""
    return render(request, "403_csrf.html", {"back_url": came_from(request)}, status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours. No context processor runs: the database may be what is missing."""
    context = {"request": request, "access": getattr(request, "access", None)}
    return HttpResponse(loader.get_template("500.html").render(context), status=500)
