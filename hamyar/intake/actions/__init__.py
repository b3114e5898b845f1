"""What can be done with an application, a lead, an offer: one verb each, all keyword-only, all in one transaction."""

from hamyar.intake.actions.codes import ask_mobile_check, issue_code, use_code, verify_mobile
from hamyar.intake.actions.corrections import accept_correction, propose_correction, reject_correction
from hamyar.intake.actions.drafts import discard_draft, save_draft, start_draft
from hamyar.intake.actions.extracts import carry_on_extract, read_extract, reject_file, start_extract
from hamyar.intake.actions.identity import send_from_portal
from hamyar.intake.actions.inquiring import begin_inquiries, run_checks
from hamyar.intake.actions.leads import (
    assign_lead,
    begin_application,
    dismiss_lead,
    follow_report,
    hand_over_leads,
    match_lead,
    move_lead,
    read_reporter,
    record_lead,
    report_publicly,
    visit_lead,
)
from hamyar.intake.actions.moves import ask_for_items, move, supply_items
from hamyar.intake.actions.offers import accept_offer, decline_offer, register_offer, use_offer
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
from hamyar.intake.actions.submission import submit

__all__ = [
    "accept_correction",
    "accept_offer",
    "ask_for_items",
    "ask_mobile_check",
    "ask_re_review",
    "assign",
    "assign_lead",
    "begin_application",
    "begin_inquiries",
    "carry_on_extract",
    "decide_re_review",
    "decline_offer",
    "discard_draft",
    "dismiss_lead",
    "follow_report",
    "hand_over_leads",
    "issue_code",
    "mark_notified",
    "match_lead",
    "move",
    "move_lead",
    "notice_lost",
    "propose_correction",
    "read_extract",
    "read_reporter",
    "reassign",
    "reassign_caseload",
    "record_lead",
    "record_outcome",
    "refer_out",
    "register_offer",
    "reject_correction",
    "reject_file",
    "report_publicly",
    "reroute",
    "route",
    "run_checks",
    "save_draft",
    "send_from_portal",
    "start_draft",
    "start_extract",
    "submit",
    "supply_items",
    "use_code",
    "use_offer",
    "verify_mobile",
    "visit_lead",
    "withdraw",
]
