"""What may be done next with a lead, by its state and the reader's role: the buttons of its page."""

from django.urls import reverse

from hamyar.intake import lead_queries
from hamyar.intake.domain import LEAD_MOVES, OPEN_LEADS, WITH_A_WORKER, LeadState
from hamyar.intake.models import Lead
from hamyar.intake.steps import Step
from hamyar.org.access import Access

L = LeadState


def _to(name: str, row: Lead) -> str:
    return reverse(f"intake:lead_{name}", args=[row.pk])


def steps_for(access: Access, row: Lead) -> list[Step]:
    """The steps that the table, the state and the role allow; the first is what is to be done now."""
    state = L(row.state)
    heads, works = lead_queries.may_head(access, row), lead_queries.may_work(access, row)
    if not heads and not works:
        return []
    steps = []
    if heads and state == L.NEW:
        steps.append(Step("سپردن به مددکار", _to("assign", row), main=True))
    if works and L.VISITED in LEAD_MOVES[state]:
        steps.append(Step("ثبت بررسی در محل", _to("visit", row), main=True))
    if works and L.APPLIED in LEAD_MOVES[state]:
        steps.append(Step("آغاز درخواست", _to("apply", row), post=True, main=state == L.VISITED))
    if state in OPEN_LEADS:
        steps.append(Step("پیوند با پرونده یا درخواستِ موجود", _to("match", row)))
        steps.append(Step("اصلاح جا و ارجاع", _to("move", row)))
    if heads and state in WITH_A_WORKER:
        steps.append(Step("تغییر مددکار", _to("assign", row)))
    if state in OPEN_LEADS:
        steps.append(Step("کنار گذاشتن", _to("dismiss", row)))
    if lead_queries.may_read_reporter(access, row):
        steps.append(Step("دیدن گزارش‌دهنده", _to("reporter", row)))
    return steps
