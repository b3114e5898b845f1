"""Words of assessments for templates: ``{% load assessment %}``."""

from typing import Any

from django import template

from hamyar.assessment import wording
from hamyar.guidelines.titles import title

register = template.Library()


@register.filter
def section_title(section: str) -> str:
    return wording.SECTIONS.get(section, section)


@register.filter
def match_title(match: str) -> str:
    return wording.MATCHES.get(match, "")


@register.filter
def match_tone(match: str) -> str:
    return wording.MATCH_TONES.get(match, "neutral")


@register.filter
def harm_title(kind: str) -> str:
    return wording.HARMS.get(kind, kind)


@register.filter
def severity_title(severity: str) -> str:
    return wording.SEVERITIES.get(severity, severity)


@register.filter
def response_title(response: str) -> str:
    return wording.RESPONSES.get(response, response)


@register.filter
def handling_title(handling: str) -> str:
    return wording.HANDLINGS.get(handling, handling)


@register.filter
def present_title(who: str) -> str:
    return wording.PRESENT.get(who, who)


@register.filter
def absence_title(reason: str) -> str:
    return wording.ABSENCES.get(reason, "")


@register.filter
def referral_state(state: str) -> str:
    return wording.REFERRAL_STATES.get(state, state)


@register.filter
def referral_tone(state: str) -> str:
    return wording.REFERRAL_TONES.get(state, "neutral")


@register.filter
def ground_title(ground: str) -> str:
    return wording.GROUNDS.get(ground, ground)


@register.filter
def because_title(because: str) -> str:
    return wording.BECAUSE.get(because, because)


@register.filter
def service_title(service: str) -> str:
    return title("service", service)


@register.filter
def group_title(group: str) -> str:
    return title("target_group", group)


@register.filter
def path_title(path: str) -> str:
    return title("path", path)


@register.filter
def cost_title(factor: Any) -> str:
    return wording.COST_FACTORS.get(factor.clause, factor.clause)


@register.filter
def result_title(result: str) -> str:
    return title("result", result)


@register.filter
def result_tone(result: str) -> str:
    return {"met": "success", "unmet": "danger", "unknown": "warn"}.get(result, "neutral")
