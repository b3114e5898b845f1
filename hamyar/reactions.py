"""The one table of "when this has happened, also do that": from one capability to another, in place of signals.

A key is the name of an event that some capability publishes to the outbox; its followers are called in order, as
``follower(at=…, **payload)``, after the transaction that published it, each event in one of its own.
"""

from hamyar.assessment import actions as assessment
from hamyar.assessment import validity
from hamyar.casefiles import actions as casefiles
from hamyar.intake import actions as intake
from hamyar.notifications import followers as messages
from hamyar.outbox.actions import Follower
from hamyar.plans import unserved as plans
from hamyar.registry import actions as registry
from hamyar.visits import actions as visits

FOLLOWERS: dict[str, tuple[Follower, ...]] = {
    "intake.application.submitted": (intake.run_checks, messages.tell_submitted),
    "intake.application.inquiring": (visits.admission_visit_falls_due,),
    "intake.application.incomplete": (messages.tell_items_asked,),
    "intake.application.accepted": (messages.tell_accepted,),
    "intake.application.rejected": (messages.tell_rejected,),
    "intake.application.referred_out": (messages.tell_referred_out,),
    "intake.application.withdrawn": (messages.tell_withdrawn,),
    "intake.application.re_review": (messages.tell_re_review,),
    "intake.offer.accepted": (messages.tell_donor,),
    "intake.offer.declined": (messages.tell_donor,),
    "visits.visit.announced": (messages.tell_visit,),
    "visits.visit.done": (assessment.refer_after_visit, messages.ask_feedback),
    "casefiles.casefile.opened": (registry.rulings_fall_due,),
    "registry.member.added": (
        assessment.members_changed,
        assessment.assess_anew,
        registry.rulings_fall_due,
        registry.services_attach,
    ),
    "registry.facts.changed": (assessment.assess_anew, registry.rulings_fall_due, registry.services_attach),
    "registry.decile.set": (assessment.assess_anew,),
    "registry.dwelling.moved": (assessment.assess_anew,),
    "registry.member.service_ended": (plans.stop_services_of, messages.tell_service_ended),
    "registry.head.changed": (assessment.assess_anew, registry.rulings_fall_due),
    "registry.head_condition.set": (casefiles.head_condition_changed,),
    "registry.services.requested": (validity.services_asked_for,),
    "registry.prison.recorded": (assessment.assess_anew,),
    "registry.responsible.set": (assessment.assess_anew,),
    "plans.plan.announced": (messages.tell_plan,),
    "intake.mobile_check.requested": (messages.tell_mobile_check,),
    "org.password_reset.requested": (messages.tell_reset_code,),
}
