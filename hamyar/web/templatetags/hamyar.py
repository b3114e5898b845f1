"""What page writers use: ``{% load hamyar %}``. The list with examples stands in docs/how-to/write-a-page.md."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hamyar.values import digits
from hamyar.values import jalali as solar
from hamyar.values import rials as money
from hamyar.web import citations, icons, wording

register = template.Library()

TONES = frozenset({"neutral", "info", "success", "warn", "danger", "accent"})
MISSING = "—"


# Dates. None is shown as a dash, so that a page need not ask first.


def _day(value: date | datetime) -> date:
    """The day here in Iran on which a moment lies; a plain date is its own day."""
    if isinstance(value, datetime):
        return _local(value).date()
    return value


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


@register.filter
def jalali(value: date | datetime | None) -> str:
    """«۵ اردیبهشت ۱۴۰۳»."""
    return solar.format_long(_day(value)) if value else MISSING


@register.filter
def jalali_day(value: date | datetime | None) -> str:
    """«چهارشنبه ۵ اردیبهشت ۱۴۰۳»."""
    return solar.format_long(_day(value), weekday=True) if value else MISSING


@register.filter
def jalali_short(value: date | datetime | None) -> str:
    """«۱۴۰۳/۰۲/۰۵»."""
    return solar.format_short(_day(value)) if value else MISSING


@register.filter
def jalali_month(value: date | datetime | None) -> str:
    """«اردیبهشت ۱۴۰۳»."""
    return solar.format_month(_day(value)) if value else MISSING


@register.filter
def clock_time(value: datetime | None) -> str:
    """«۱۴:۰۵», as clocks in Iran show it."""
    return digits.to_persian(f"{_local(value):%H:%M}") if value else MISSING


@register.filter
def jalali_time(value: datetime | None) -> str:
    """«۵ اردیبهشت ۱۴۰۳، ساعت ۱۴:۰۵»."""
    return wording.MOMENT.format(day=jalali(value), time=clock_time(value)) if value else MISSING


@register.filter
def last_day(until: date | None) -> date | None:
    """The last day of a period that is kept by the first day after it: ``{{ plan.to_on|last_day|jalali }}``."""
    return until - timedelta(days=1) if until else None


@register.filter
def relative_days(value: date | datetime | None, today: date) -> str:
    """«دیروز», «امروز», «۳ روز دیگر»: where a day lies seen from today."""
    if not value:
        return MISSING
    days = (_day(value) - _day(today)).days
    near = {-1: wording.YESTERDAY, 0: wording.TODAY, 1: wording.TOMORROW}
    if days in near:
        return near[days]
    sentence = wording.IN_DAYS if days > 0 else wording.DAYS_AGO
    return sentence.format(days=digits.to_persian(abs(days)))


@register.filter
def days_left(due: date | datetime | None, today: date) -> str:
    """«۵ روز مانده», «امروز پایان مهلت», «۳ روز دیرکرد»: how a term stands."""
    if not due:
        return MISSING
    days = (_day(due) - _day(today)).days
    if days == 0:
        return wording.DUE_TODAY
    sentence = wording.DAYS_LEFT if days > 0 else wording.DAYS_LATE
    return sentence.format(days=digits.to_persian(abs(days)))


@register.filter
def due_tone(due: date | datetime | None, today: date) -> str:
    """The tone in which a term is shown: danger when late, warn within three days, neutral before."""
    if not due:
        return "neutral"
    days = (_day(due) - _day(today)).days
    return "danger" if days < 0 else "warn" if days <= 3 else "neutral"


# Numbers and words


@register.filter
def persian(value: Any) -> str:
    """Every digit as a Persian one: 12 gives ۱۲. Large amounts read better with ``amount``."""
    return "" if value is None else digits.to_persian(value)


@register.filter
def amount(value: int | None) -> str:
    """A whole number in groups of three: ۱٬۲۵۰٬۰۰۰."""
    return MISSING if value is None else money.with_separators(value)


@register.filter
def rials(value: int | None) -> str:
    """«۱٬۲۵۰٬۰۰۰ ریال»."""
    return MISSING if value is None else money.in_rials(value)


@register.filter
def tomans(value: int | None) -> str:
    """«۱۲۵٬۰۰۰ تومان», for reading only."""
    return MISSING if value is None else money.in_tomans(value)


@register.filter
def yes_no(value: bool | None) -> str:
    """بله, خیر, and نامعلوم for what nobody has answered yet."""
    if value is None:
        return wording.UNKNOWN
    return wording.YES if value else wording.NO


@register.filter
def or_dash(value: Any) -> Any:
    """The value, or a dash where there is none. Zero is a value."""
    return MISSING if value is None or value == "" else value


# Pieces of a page


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def code(value: Any) -> str | SafeString:
    """A national code, file number or the like, kept in its own order inside Persian text."""
    if value is None or value == "":
        return MISSING
    text = str(value)
    if not any(character.isascii() and character.isalpha() for character in text):
        text = digits.to_persian(text)
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', text)


@register.simple_tag
def badge(title: str, tone: str = "neutral") -> SafeString:
    """A state in one or two words. The words carry the meaning, the colour only repeats it."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge knows no tone {tone!r}; it knows {', '.join(sorted(TONES))}")
    return format_html('<span class="badge badge--{}">{}</span>', tone, title)


@register.simple_tag
def due_badge(due: date | datetime | None, today: date) -> str | SafeString:
    """A term as a badge: how many days are left or late, in the tone of its urgency."""
    return badge(days_left(due, today), due_tone(due, today)) if due else MISSING


@register.simple_tag(takes_context=True)
def clause(context: Context, clause_id: str) -> str | SafeString:
    """The clause that says so: its reference, linked to its text where the installation shows clauses.

    The staff's page asks for a password and uses the official terms, so everybody else is led to the public one and reads
    the text only there.
    """
    if not clause_id:
        return ""
    public = "portal_navigation" in context or ("request" in context and not context.get("access"))
    reference, text = citations.citation(clause_id)
    if reference == clause_id:
        shown = format_html('<bdi class="code" dir="ltr">{}</bdi>', clause_id)
    else:
        shown = format_html("{}", reference)
    tooltip = format_html(' title="{}"', text) if text and not public else ""
    address = citations.address(clause_id, public=public)
    if not address:
        return format_html('<span class="clause"{}>{}</span>', tooltip, shown)
    return format_html('<a class="clause" href="{}"{}>{}</a>', address, tooltip, shown)


@register.inclusion_tag("web/_empty_state.html")
def empty_state(
    title: str, text: str = "", url: str = "", action: str = "", icon_name: str = "inbox"
) -> dict[str, str]:
    """What an empty list says: why it is empty, and what to do."""
    return {"title": title, "text": text, "url": url, "action": action, "icon_name": icon_name}


@register.inclusion_tag("web/_stat.html")
def stat(title: str, value: Any, url: str = "", tone: str = "neutral", note: str = "") -> dict[str, Any]:
    """One figure of a dashboard."""
    shown = money.with_separators(value) if isinstance(value, int) else value
    return {"title": title, "value": shown, "url": url, "tone": tone, "note": note}


@register.inclusion_tag("web/_alert.html")
def message_alert(message: Message) -> dict[str, Any]:
    tone = "info"
    for level, name in ((levels.SUCCESS, "success"), (levels.WARNING, "warn"), (levels.ERROR, "danger")):
        if message.level >= level:
            tone = name
    return {"tone": tone, "text": message.message, "icon_name": tone, "role": "alert" if tone == "danger" else "status"}


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "") -> SafeString:
    """``{% alert "warn" title="…" %}…{% endalert %}``: a box inside the page that nobody should miss."""
    if tone not in ("info", "success", "warn", "danger"):
        raise template.TemplateSyntaxError(f"alert knows no tone {tone!r}")
    heading = format_html('<p class="alert-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="alert alert--{}">{}<div class="alert-text">{}{}</div></div>',
        tone,
        icons.icon(tone),
        heading,
        content,
    )


@register.inclusion_tag("web/_score_bar.html")
def score_bar(value: int | None, maximum: int, low: int | None = None, high: int | None = None) -> dict[str, Any]:
    """A score as a bar. With ``low`` and ``high`` the range it can still take while something is unknown."""
    if low is not None and high is not None and low != high:
        sentence = wording.SCORE_RANGE.format(
            low=digits.to_persian(low), high=digits.to_persian(high), maximum=digits.to_persian(maximum)
        )
    else:
        low = high = value or 0
        sentence = wording.SCORE.format(value=digits.to_persian(low), maximum=digits.to_persian(maximum))
    sure, possible = (round(1000 * number / maximum) if maximum else 0 for number in (low, high))
    # The bar grows from the right edge, as the text does.
    return {
        "sentence": sentence,
        "sure": sure,
        "sure_from": 1000 - sure,
        "possible": possible,
        "possible_from": 1000 - possible,
    }


@register.inclusion_tag("web/forms/_error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What has to be mended, with links; of several forms that are sent together, in one list.

    One lonely field says it beside itself, so no summary repeats it.
    """
    wrong = [field for form in forms for field in form if field.errors]
    general = [sentence for form in forms for sentence in form.non_field_errors()]
    lonely = sum(len(form.visible_fields()) for form in forms) < 2
    if not general and lonely and not any(field.is_hidden for field in wrong):
        wrong = []
    return {"count": sum(len(field.errors) for field in wrong) + len(general), "general": general, "wrong": wrong}
