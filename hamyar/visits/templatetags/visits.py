"""Words of visits for templates: ``{% load visits %}``."""

from django import template

from hamyar.values import digits
from hamyar.visits import wording

register = template.Library()


@register.filter
def visit_state(state: str) -> str:
    return wording.STATES.get(state, state)


@register.filter
def visit_tone(state: str) -> str:
    return wording.STATE_TONES.get(state, "neutral")


@register.filter
def visit_kind(kind: str) -> str:
    return wording.KINDS.get(kind, kind)


@register.filter
def visit_round(key: str) -> str:
    """«نوبت ۲ از سال ۱۴۰۵» for the key of a round; empty for a visit that is none."""
    year, _, number = key.partition("-")
    return f"نوبت {digits.to_persian(number)} سال {digits.to_persian(year)}" if key else ""


@register.filter
def visit_met(met: str) -> str:
    return wording.MET.get(met, "")


@register.filter
def visit_risk(risk: str) -> str:
    return wording.RISKS.get(risk, "")


@register.filter
def visit_announced(how: str) -> str:
    return wording.ANNOUNCEMENTS.get(how, "")
