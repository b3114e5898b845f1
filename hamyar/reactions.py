"""The one table of "when this has happened, also do that": from one capability to another, in place of signals.

A key is the name of an event that some capability publishes to the outbox; its followers are called in order, as
``follower(at=…, **payload)``, after the transaction that published it, each event in one of its own.
"""

from hamyar.intake import actions as intake
from hamyar.notifications import followers as messages
from hamyar.outbox.actions import Follower

FOLLOWERS: dict[str, tuple[Follower, ...]] = {
    "intake.application.submitted": (intake.run_checks, messages.tell_submitted),
    "intake.application.incomplete": (messages.tell_items_asked,),
    "intake.application.accepted": (messages.tell_accepted,),
    "intake.application.rejected": (messages.tell_rejected,),
    "intake.application.referred_out": (messages.tell_referred_out,),
    "intake.application.withdrawn": (messages.tell_withdrawn,),
    "intake.application.re_review": (messages.tell_re_review,),
    "visits.visit.announced": (messages.tell_visit,),
    "plans.plan.announced": (messages.tell_plan,),
    "org.password_reset.requested": (messages.tell_reset_code,),
}
