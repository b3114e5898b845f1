"""Reads of units, territories, workers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from hamyar.org.access import Access
from hamyar.org.models import OrgUnit, RoleHolding, Substitution, Territory, User


def in_force(on: date) -> Q:
    """Rows whose ``from_on``/``to_on`` period holds on a day."""
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gt=on))


@dataclass(frozen=True)
class Route:
    """Where a postal code leads: an office, and its worker when one is set and present (or a substitute)."""

    office: OrgUnit
    worker: User | None
    prefix: str


def route_for(postal_code: str, *, on: date) -> Route | None:
    """The most specific territory in force wins (E-13.2, A-55). An absent worker is replaced by the substitute;
    without one the route has no worker. None where no territory covers the code."""
    prefixes = [postal_code[:length] for length in range(2, len(postal_code) + 1)]
    territory = (
        Territory.objects.filter(in_force(on), postal_prefix__in=prefixes)
        .select_related("office", "social_worker")
        .order_by(Length("postal_prefix").desc())
        .first()
    )
    if territory is None:
        return None
    worker = territory.social_worker
    if worker is not None:
        worker = present_or_substitute(worker, unit=territory.office, on=on)
    return Route(office=territory.office, worker=worker, prefix=territory.postal_prefix)


def present_or_substitute(worker: User, *, unit: OrgUnit, on: date) -> User | None:
    """The worker, the substitute while the worker is absent, or None when neither holds the role there that day."""
    absence = (
        Substitution.objects.filter(absent=worker, unit=unit, from_on__lte=on, to_on__gt=on)
        .select_related("substitute")
        .first()
    )
    candidate = absence.substitute if absence else worker
    return candidate if is_worker_of(candidate, unit=unit, on=on) else None


def is_worker_of(user: User, *, unit: OrgUnit, on: date) -> bool:
    return (
        user.is_active and RoleHolding.objects.filter(in_force(on), user=user, unit=unit, role="social_worker").exists()
    )


def workers_of(unit: OrgUnit, *, on: date) -> QuerySet[User]:
    """The active social workers of an office on a day."""
    return User.objects.filter(
        is_active=True,
        pk__in=RoleHolding.objects.filter(in_force(on), unit=unit, role="social_worker").values("user_id"),
    ).order_by("family_name", "given_name", "pk")


def holder_of(role: str, *, unit: OrgUnit, on: date) -> User | None:
    """Who holds a single seat (office head, secretary, director general) in a unit on a day."""
    holding = RoleHolding.objects.filter(in_force(on), unit=unit, role=role).select_related("user").first()
    return holding.user if holding else None


def unit_above_with_role(role: str, *, unit: OrgUnit, on: date) -> OrgUnit | None:
    """The nearest unit, the unit itself or above it, in which somebody holds the role."""
    ancestors = [int(part) for part in unit.path.strip(".").split(".")]
    holding = (
        RoleHolding.objects.filter(in_force(on), unit_id__in=ancestors, role=role)
        .select_related("unit")
        .order_by(Length("unit__path").desc())
        .first()
    )
    return holding.unit if holding else None


def offices(*, on: date) -> QuerySet[OrgUnit]:
    """The open Emdad offices, by province and title."""
    return (
        OrgUnit.objects.filter(level="office", programme="emdad", opened_on__lte=on)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
        .order_by("province_code", "title")
    )


def units_in_reach(access: Access) -> QuerySet[OrgUnit]:
    """The units below (and with) those in which the user holds a role."""
    condition = Q(pk__in=[])
    for path in access.paths:
        condition |= Q(path__startswith=path)
    return OrgUnit.objects.filter(condition).order_by("path")
