"""What can be done with an application: one verb each, all keyword-only, all in one transaction."""

from hamyar.intake.actions.codes import ask_mobile_check, issue_code, use_code, verify_mobile
from hamyar.intake.actions.drafts import discard_draft, save_draft, start_draft
from hamyar.intake.actions.inquiring import begin_inquiries, run_checks
from hamyar.intake.actions.moves import ask_for_items, move, supply_items
from hamyar.intake.actions.outcomes import (
    ask_re_review,
    decide_re_review,
    mark_notified,
    notice_lost,
    record_outcome,
    refer_out,
    withdraw,
)
from hamyar.intake.actions.rerouting import reroute
from hamyar.intake.actions.routing import assign, reassign, reassign_caseload, route
from hamyar.intake.actions.submission import correct, submit

__all__ = [
    "ask_for_items",
    "ask_mobile_check",
    "ask_re_review",
    "assign",
    "begin_inquiries",
    "correct",
    "decide_re_review",
    "discard_draft",
    "issue_code",
    "mark_notified",
    "move",
    "notice_lost",
    "reassign",
    "reassign_caseload",
    "record_outcome",
    "refer_out",
    "reroute",
    "route",
    "run_checks",
    "save_draft",
    "start_draft",
    "submit",
    "supply_items",
    "use_code",
    "verify_mobile",
    "withdraw",
]
