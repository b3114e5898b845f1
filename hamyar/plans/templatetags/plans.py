"""Words of plans for templates: ``{% load plans %}``."""

from django import template

from hamyar.guidelines.titles import title
from hamyar.plans import wording

register = template.Library()


@register.filter
def plan_state(state: str) -> str:
    return wording.STATES.get(state, state)


@register.filter
def plan_tone(state: str) -> str:
    return wording.STATE_TONES.get(state, "neutral")


@register.filter
def item_state(state: str) -> str:
    return wording.ITEM_STATES.get(state, state)


@register.filter
def item_tone(state: str) -> str:
    return wording.ITEM_TONES.get(state, "neutral")


@register.filter
def plan_service(service: str) -> str:
    return title("service", service)


@register.filter
def plan_outcome(outcome: str) -> str:
    return wording.OUTCOMES.get(outcome, "")


@register.filter
def plan_approved_by(who: str) -> str:
    return wording.APPROVED_BY.get(who, "")


@register.filter
def plan_announced(how: str) -> str:
    return wording.ANNOUNCEMENTS.get(how, "")


@register.filter
def satisfaction_title(mark: int) -> str:
    return wording.SATISFACTION.get(mark, "")


@register.filter
def package_origin(origin: str) -> str:
    return wording.ORIGINS.get(origin, "")


@register.filter
def sector_title(sector: str) -> str:
    return wording.SECTORS.get(sector, sector)
