"""States and values of other capabilities in words."""

from django import template

from hamyar.casefiles.wording import STATE_TONES as CASEFILE_TONES
from hamyar.casefiles.wording import STATES as CASEFILE_STATES
from hamyar.guidelines.titles import title
from hamyar.intake.wording import STATES as APPLICATION_STATES
from hamyar.plans.wording import STATES as PLAN_STATES
from hamyar.visits.wording import STATES as VISIT_STATES

register = template.Library()


@register.filter
def application_state(value: str) -> str:
    return str(APPLICATION_STATES.get(value, value))


@register.filter
def casefile_state(value: str) -> str:
    return str(CASEFILE_STATES.get(value, value))


@register.filter
def casefile_tone(value: str) -> str:
    return CASEFILE_TONES.get(value, "neutral")


@register.filter
def plan_state(value: str) -> str:
    return str(PLAN_STATES.get(value, value))


@register.filter
def visit_state(value: str) -> str:
    return str(VISIT_STATES.get(value, value))


@register.filter
def target_group(value: str) -> str:
    return title("target_group", value)
