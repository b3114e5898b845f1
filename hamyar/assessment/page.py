"""What the pages of an application have in common: reach, tabs, refusals, redirects."""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hamyar.assessment import validity, wording
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.assessment")

READING = ("assessment.record", "assessment.decide", "casefiles.read", "intake.oversee")


@dataclass(frozen=True)
class Tab:
    title: str
    url: str
    current: bool


def access_of(request: HttpRequest, *permissions: str) -> Access:
    """The reader's roles; one of the permissions is enough. Raises NotPermitted."""
    access: Access = request.access  # type: ignore[attr-defined]
    if not any(access.may(each) for each in permissions):
        raise NotPermitted(permission=permissions[0])
    return access


def tabs_of(application: Any, current: str) -> list[Tab]:
    pages = (
        ("for_application", "پرسشنامه"),
        ("documents", "مدارک و حضور"),
        ("decision", "تصمیم"),
    )
    return [Tab(title, reverse(f"assessment:{name}", args=[application.pk]), name == current) for name, title in pages]


def stale_titles(application: Any, *, on: date) -> list[str]:
    """The groups of the household's data that have run out, in words (E-8.0.3)."""
    return [wording.DATA_GROUPS[group] for group in validity.expired_groups(application.household, on=on)]


def refused(what: str, refusal: Refusal, **ids: Any) -> str:
    """Log a refusal by its code and give its sentence."""
    log.info("assessment.refused", extra={"what": what, "code": refusal.code, **ids})
    return sentence(refusal)


def see(name: str, *args: Any, anchor: str = "") -> HttpResponse:
    response = redirect(reverse(name, args=args) + anchor)
    response.status_code = 303
    return response


def done(request: HttpRequest, said: str, name: str, *args: Any) -> HttpResponse:
    messages.success(request, said)
    return see(name, *args)


def not_done(request: HttpRequest, said: str, name: str, *args: Any) -> HttpResponse:
    messages.error(request, said)
    return see(name, *args)
