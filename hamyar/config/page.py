"""What every page of the staff needs from above its capability: navigation with counts, the demo's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from hamyar.obligations import queries as obligations
from hamyar.org import clock
from hamyar.org.access import Access


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    count: int = 0
    current: bool = False
    section: str = ""


# Title, address, permissions (one is enough; none: everybody), section.
ENTRIES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("کارهای من", "desk:worklist", (), "کار روزانه"),
    (
        "درخواست‌ها",
        "intake:list",
        ("intake.handle", "intake.oversee", "intake.assign", "intake.follow_own"),
        "کار روزانه",
    ),
    (
        "درخواست‌ها به ترتیب امتیاز",
        "assessment:by_score",
        ("assessment.record", "assessment.decide", "casefiles.read"),
        "کار روزانه",
    ),
    ("ثبت درخواست", "intake:start", ("intake.submit", "intake.refer"), "کار روزانه"),
    ("سرنخ‌ها", "intake:leads", ("intake.find", "intake.refer"), "کار روزانه"),
    ("پیشنهادهای نیکوکاران", "intake:offers", ("intake.answer_offers",), "کار روزانه"),
    ("پرونده‌ها", "casefiles:list", ("casefiles.read",), "کار روزانه"),
    ("بازدیدها", "visits:planner", ("visits.record", "visits.review"), "کار روزانه"),
    ("پیگیری‌های عقب‌افتاده", "plans:late", ("plans.draft", "casefiles.oversee"), "کار روزانه"),
    ("ارجاع‌های مشاوره", "assessment:referrals", ("assessment.counsel",), "کار روزانه"),
    ("نمای کلی", "desk:overview", ("obligations.oversee",), "نظارت"),
    ("پوشش شناسایی", "intake:coverage", ("intake.coverage",), "نظارت"),
    ("خوانده‌شدن پرونده‌ها", "casefiles:readings", ("casefiles.oversee",), "نظارت"),
    ("سابقه‌های تکراری", "registry:duplicates", ("registry.merge",), "نظارت"),
    ("بندهای دستورالعمل", "releases:clauses", (), "ضوابط"),
    ("پارامترها", "releases:parameters", (), "ضوابط"),
    ("جدول امتیاز", "releases:table", (), "ضوابط"),
    ("خواندن گروهی خانوارها", "registry:import", ("registry.import",), "سازمان"),
    ("سطح‌های خدمت", "casefiles:levels", ("casefiles.define_levels",), "ضوابط"),
    ("بسته‌های خدمتی", "plans:packages", ("plans.define_packages",), "ضوابط"),
    ("مدارک هر خدمت", "assessment:service_documents", ("documents.define_kinds",), "ضوابط"),
    ("واحدها و محدوده‌ها", "org:units", ("org.manage_units", "org.manage_office"), "سازمان"),
    ("کاربران", "org:users", ("org.manage_users", "org.manage_office"), "سازمان"),
    ("روزهای تعطیل", "obligations:holidays", ("obligations.keep_holidays",), "سازمان"),
    ("برنامه‌های متصل", "org:tokens", ("system.tokens",), "سازمان"),
    ("وضع سامانه", "operations:health", ("system.health",), "سازمان"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the page shell. For staff two queries: the counts of the worklist."""
    access: Access | None = getattr(request, "access", None)
    context: dict[str, Any] = {"demo": _demo(request), "today": clock.today()}
    if access is None:
        return context
    context["navigation"] = list(_navigation(request, access))
    context["access"] = access
    context["may_search"] = access.may("registry.search")
    context["account"] = {
        "name": str(access.user), "role": access.main_role_title,
        "links": [("حساب من", reverse("org:account"))], "sign_out_url": reverse("org:sign_out"),
    }  # fmt: skip
    return context


def _navigation(request: HttpRequest, access: Access) -> Iterator[Link]:
    """The entries the user may open. Where one address lies below another, the nearest one is the current page's."""
    waiting = obligations.owed_by(access).count()
    shown = []
    for title, name, permissions, section in ENTRIES:
        if permissions and not any(access.may(permission) for permission in permissions):
            continue
        try:
            shown.append((title, name, reverse(name), section))
        except NoReverseMatch:
            continue  # a capability that is not installed
    around = [url for _title, _name, url, _section in shown if request.path == url or _lies_below(request.path, url)]
    current = max(around, key=len, default=None)
    for title, name, url, section in shown:
        yield Link(title, url, waiting if name == "desk:worklist" else 0, url == current, section)


def _lies_below(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def _demo(request: HttpRequest) -> dict[str, Any] | None:
    if not settings.DEMO:
        return None
    try:
        links = [{"title": "پیامک‌های فرستاده‌شده", "url": reverse("notifications:outbox")}]
    except NoReverseMatch:
        links = []
    return {"today": clock.today(), "clock_url": reverse("demo_clock"), "links": links}
