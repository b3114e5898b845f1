"""What may be done next with an application, by its state and the reader's role: the buttons of its page."""

from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from hamyar.inquiries.queries import ready_for_visit
from hamyar.intake import queries
from hamyar.intake.domain import ASKABLE, MOVES, REASSIGNABLE, ApplicationState
from hamyar.intake.models import Application
from hamyar.org.access import Access

S = ApplicationState
TOLD = "نتیجه به متقاضی گفته شد"
TOLD_INDEED = "آیا نتیجه را خودتان به متقاضی گفتید یا برگهٔ آن را دادید؟"


@dataclass(frozen=True)
class Step:
    """A button. ``post``: it acts at once; else it leads to a page that asks for what the step needs."""

    title: str
    url: str
    post: bool = False
    main: bool = False
    confirm: str = ""


def address(name: str, *args: object) -> str:
    """The address of a page of another capability; empty where it is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def links_of(access: Access, row: Application) -> list[Step]:
    """Pages of other capabilities about the same application, as far as the reader opens them."""
    reads, handles, works = access.may("casefiles.read"), queries.may_handle(access, row), queries.may_work(access, row)
    found = [
        (works, Step("اعضا و وضع خانوار", address("registry:household_edit", row.household_id))),
        (reads, Step("استعلام‌ها", address("inquiries:for_household", row.household_id))),
        (handles, Step("بازدید", address("visits:for_application", row.pk))),
        (reads, Step("ارزیابی و تصمیم", address("assessment:for_application", row.pk))),
        (handles, Step("پیام‌ها", address("notifications:for_application", row.pk))),
    ]
    return [step for offered, step in found if offered and step.url]


def steps_for(access: Access, row: Application, *, on: date) -> list[Step]:
    """The steps that the table, the state and the role allow; the first is what is to be done now."""
    state = S(row.state)
    if not queries.may_handle(access, row):
        return []
    heads = queries.may_assign(access, row)
    steps = [*_of_head(row, state)] if heads else []
    works = queries.may_work(access, row)
    if works:
        steps += _elsewhere(row, state, on=on)
    if works and state == S.ASSIGNED:
        steps.append(Step("درخواست استعلام‌ها", reverse("intake:begin_inquiries", args=[row.pk]), post=True, main=True))
    if works and state == S.INCOMPLETE:
        steps.append(
            Step("موارد خواسته‌شده رسید", reverse("intake:items_supplied", args=[row.pk]), post=True, main=True)
        )
    if works and state in ASKABLE:
        steps.append(Step("خواستن موارد از متقاضی", reverse("intake:ask_items", args=[row.pk])))
    if state == S.WITH_OFFICE_HEAD or S.SUBMITTED in MOVES[state]:
        steps.append(Step("ارجاع به ادارهٔ محل سکونت", reverse("intake:reroute", args=[row.pk])))
    if row.foreign_national and S.REFERRED_OUT in MOVES[state]:
        steps.append(Step("سپردن به مرکز نیکوکاری", reverse("intake:refer_out", args=[row.pk])))
    if S.WITHDRAWN in MOVES[state]:
        steps.append(Step("ثبت انصراف متقاضی", reverse("intake:withdraw", args=[row.pk])))
    if state == S.REJECTED and row.re_review_asked_at is None:
        steps.append(Step("ثبت درخواست بازبینی", reverse("intake:ask_re_review", args=[row.pk])))
    if row.outcome and row.notified_at is None:
        steps.append(Step(TOLD, reverse("intake:told", args=[row.pk]), post=True, confirm=TOLD_INDEED))
    return steps


def _elsewhere(row: Application, state: ApplicationState, *, on: date) -> list[Step]:
    """What the worker does next on a page of another capability."""
    if state == S.INQUIRING and row.household is not None and not ready_for_visit(row.household, on=on):
        found = [Step("پیگیری استعلام‌ها", address("inquiries:for_household", row.household_id), main=True)]
    elif state == S.INQUIRING:
        found = [Step("برنامه‌ریزی بازدید از منزل", address("visits:for_application", row.pk), main=True)]
    elif state == S.VISIT_PLANNED:
        found = [
            Step("بازدید از منزل", address("visits:for_application", row.pk), main=True),
            Step("پرسشنامه و ارزیابی", address("assessment:for_application", row.pk)),
        ]
    elif state == S.ASSESSED:
        found = [Step("تصمیم دربارهٔ درخواست", address("assessment:decision", row.pk), main=True)]
    elif state == S.ACCEPTED:
        found = [Step("پروندهٔ خانوار", address("desk:household", row.household_id), main=True)]
    else:
        found = []
    return [each for each in found if each.url]


def _of_head(row: Application, state: ApplicationState) -> list[Step]:
    steps = []
    if state == S.WITH_OFFICE_HEAD:
        steps.append(Step("سپردن به مددکار", reverse("intake:assign", args=[row.pk]), main=True))
    if state == S.RE_REVIEW:
        steps.append(Step("تصمیم دربارهٔ بازبینی", reverse("intake:re_review", args=[row.pk]), main=True))
    if state in REASSIGNABLE:
        steps.append(Step("تغییر مددکار", reverse("intake:reassign", args=[row.pk])))
    return steps
