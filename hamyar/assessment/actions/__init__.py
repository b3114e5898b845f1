"""What is done in an assessment: one verb each, all keyword-only, all in one transaction."""

from hamyar.assessment.actions.decisions import accept, ask_permit, reject, send_to_commission
from hamyar.assessment.actions.evidence import (
    attach_document,
    define_service_document,
    end_service_document,
    record_presence,
    see_document,
    untick_document,
)
from hamyar.assessment.actions.harms import end_harm, mark_screened, record_denomination, record_harm
from hamyar.assessment.actions.questionnaire import (
    close_questionnaire,
    members_changed,
    save_capacities,
    save_conclusion,
    save_section,
    start_questionnaire,
)
from hamyar.assessment.actions.referrals import (
    accept_referral,
    record_result,
    refer,
    refer_after_visit,
    refuse_referral,
)
from hamyar.assessment.actions.scoring import assess, assess_anew

__all__ = [
    "accept",
    "accept_referral",
    "ask_permit",
    "assess",
    "assess_anew",
    "attach_document",
    "close_questionnaire",
    "define_service_document",
    "end_harm",
    "end_service_document",
    "mark_screened",
    "members_changed",
    "record_denomination",
    "record_harm",
    "record_presence",
    "record_result",
    "refer",
    "refer_after_visit",
    "refuse_referral",
    "reject",
    "save_capacities",
    "save_conclusion",
    "save_section",
    "see_document",
    "send_to_commission",
    "start_questionnaire",
    "untick_document",
]
