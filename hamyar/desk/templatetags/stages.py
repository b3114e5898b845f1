"""States of other capabilities in words."""

from django import template

from hamyar.casefiles.wording import STATES as CASEFILE_STATES
from hamyar.intake.wording import STATES as APPLICATION_STATES

register = template.Library()


@register.filter
def application_state(value: str) -> str:
    return str(APPLICATION_STATES.get(value, value))  # type: ignore[call-overload]


@register.filter
def casefile_state(value: str) -> str:
    return str(CASEFILE_STATES.get(value, value))  # type: ignore[call-overload]
