"""Who signs, and for which household: what every action of an assessment needs before it writes."""

from hamyar.assessment.domain import NotYourDecision
from hamyar.audit.actor import Actor
from hamyar.intake.models import Application
from hamyar.registry.models import Household


def signer(by: Actor) -> int:
    """The member of staff who signs. Raises NotYourDecision for a program, the portal or the clock."""
    if by.user_id is None:
        raise NotYourDecision(room="worker")
    return by.user_id


def household_of(application: Application) -> Household:
    """The household of an application that was submitted: every one of them has one."""
    assert application.household is not None
    return application.household
