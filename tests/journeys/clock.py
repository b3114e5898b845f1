"""Days as people type them, on the demonstration's own clock."""

from datetime import timedelta
from typing import Any

from hamyar.values import jalali
from hamyar.values.digits import to_persian


def in_days(system: Any, days: int) -> str:
    """So many days from the demonstration's today, for example «۱۴۰۵/۰۹/۰۳»."""
    ((today,),) = system.ask(
        "select (now() + coalesce((select ahead from org_democlock), interval '0')) at time zone 'Asia/Tehran'"
    )
    return to_persian(jalali.format_short((today + timedelta(days=days)).date()))
