"""The one place where the machine's clock is read. In demo mode it can be moved forward, never back."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from hamyar.org.models import DemoClock
from hamyar.outbox.jobs import TICK, enqueue


def now() -> datetime:
    """The time of the system, aware. Read in views, endpoints, commands and jobs; passed on as ``at``."""
    real = timezone.now()
    if not settings.DEMO:
        return real
    moved = DemoClock.objects.filter(pk=1).values_list("ahead", flat=True).first()
    return real + (moved or timedelta())


def today() -> date:
    """The day in Tehran."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """The day in Tehran of a moment."""
    return timezone.localtime(at).date()


def move_forward(by: timedelta) -> None:
    """Demo mode only: let time pass for every process of this installation. The tick follows at once."""
    if not settings.DEMO or by < timedelta():
        raise RuntimeError("the clock moves only in demo mode, and only forward")
    clock, _ = DemoClock.objects.select_for_update().get_or_create(pk=1)
    clock.ahead += by
    clock.save(update_fields=["ahead"])
    enqueue(TICK)
