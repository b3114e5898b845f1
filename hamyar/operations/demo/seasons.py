"""When the services of a file of long ago were followed up: about every season, and when they ended."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from hamyar.obligations.domain import TEHRAN
from hamyar.operations.demo.past_file import FIRST_FOLLOW_UP_MONTHS, PastFile
from hamyar.operations.demo.stories import next_working_time
from hamyar.org.clock import day_of
from hamyar.plans.models import ServicePackage
from hamyar.values import jalali

LATE_SHARE, LATE_AT_MOST = 0.7, 24  # families of whom the last weeks' follow-up is still to be made, and days


def packages() -> dict[str, ServicePackage]:
    """The package in which the demonstration gives each service."""
    offered = ServicePackage.objects.filter(to_on__isnull=True).order_by("service", "-title")
    return {package.service: package for package in offered}


def end_of(package: ServicePackage | None, *, from_on: date, plan_to_on: date) -> date:
    months = package.months if package else None
    return min(jalali.add_months(from_on, months), plan_to_on) if months else plan_to_on


def ends_of(file: PastFile, offered: Mapping[str, ServicePackage]) -> list[date]:
    """When the services of a file's plan end."""
    services = [each for each in file.document["requested_services"] if each in file.result["services_allowed"]]
    return [end_of(offered.get(each), from_on=file.opened_on, plan_to_on=file.period_to_on) for each in services]


def rounds_of(to_on: date, moments: Sequence[datetime]) -> list[datetime]:
    """The follow-ups of a service: those before its end, and one when it has ended."""
    running = sum(day_of(at) < to_on for at in moments)
    return list(moments[: running + 1])


def note_of(to_on: date, at: datetime) -> str:
    return "خدمت رسید و خانوار راضی است." if day_of(at) < to_on else "خدمت به پایان رسید؛ خانوار به آن نیاز داشت."


def next_follow_up(from_on: date, to_on: date, moments: Sequence[datetime]) -> date:
    last = day_of(moments[-1]) if moments else from_on
    return min(jalali.add_months(last, FIRST_FOLLOW_UP_MONTHS), to_on)


def progress(count: int) -> int:
    return min(90, 30 * count)


def follow_up_moments(
    opened_at: datetime, *, ends: Collection[date], until: datetime, random: Random
) -> list[datetime]:
    """About every three months somebody looks after the family, and on the day on which a service ends, until all have
    ended. Of what would have been done in the last weeks before ``until`` some is late while a service still runs.
    """
    if not ends:
        return []
    moments = [next_working_time(datetime.combine(end, time(8), TEHRAN), random, days=(0, 0)) for end in set(ends)]
    at = opened_at + timedelta(days=random.randint(78, 88))
    while at < until and day_of(at) < max(ends):
        moments.append(at)
        at += timedelta(days=random.randint(78, 88))
    is_late = day_of(until) < max(ends) and random.random() < LATE_SHARE
    late = timedelta(days=random.randint(6, LATE_AT_MOST) if is_late else 0)
    return sorted(moment for moment in moments if moment < until - late)
