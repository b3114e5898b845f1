"""Reads of units, territories, workers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Length, Trim

from hamyar.org.access import Access
from hamyar.org.database_law import FaFold, FaKey
from hamyar.org.domain import ROOT_REACH
from hamyar.org.models import ApiToken, OrgUnit, RoleHolding, SignIn, Substitution, Territory, User
from hamyar.values.text import fold

WAY_UP = ("parent__parent__parent__parent",)  # the levels above a centre: a breadcrumb asks no more questions


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


def offices(*, on: date) -> QuerySet[OrgUnit]:
    """The open Emdad offices, by province and title."""
    return (
        OrgUnit.objects.filter(level="office", programme="emdad", opened_on__lte=on)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
        .order_by("province_code", "title")
    )


def names_of(labels: Iterable[str]) -> dict[str, str]:
    """How people read who acted: histories keep user names, screens show names; the clock and the portal have none."""
    wanted = set(labels)
    names = {user.username: str(user) for user in User.objects.filter(username__in=wanted)}
    return {label: names.get(label) or _name_without_user(label) for label in wanted}


def _name_without_user(label: str) -> str:
    return "متقاضی" if label.startswith("portal:") else "سامانه" if label == "clock" else label


def with_names(rows: QuerySet[Any], column: str = "by_label") -> QuerySet[Any]:
    """Rows of a history with the name of who acted beside them, for ``name_beside``: no further question for the names."""
    users = User.objects.filter(username=OuterRef(column))
    name = Trim(Concat("given_name", Value(" "), "family_name"))
    return rows.annotate(by_name=Subquery(users.annotate(name=name).values("name")[:1]))


def name_beside(row: Any, column: str = "by_label") -> str:
    """How people read who acted, of a row of ``with_names``."""
    return row.by_name or _name_without_user(getattr(row, column))


def may_manage(access: Access, unit: OrgUnit) -> bool:
    """Whether the user keeps territories and substitutions of the unit: the IT centre everywhere, a head at home."""
    if access.may("org.manage_units"):
        return True
    return any(unit.path.startswith(path) for path in access.paths_where("org.manage_office"))


def units_for(access: Access) -> QuerySet[OrgUnit]:
    """The units whose page the user may open, in the order of the tree."""
    if access.may("org.manage_units"):
        return OrgUnit.objects.select_related(*WAY_UP).order_by("path")
    condition = Q(pk__in=[])
    for path in access.paths_where("org.manage_office"):
        condition |= Q(path__startswith=path)
    return OrgUnit.objects.filter(condition).select_related(*WAY_UP).order_by("path")


def users_for(access: Access) -> QuerySet[User]:
    """The members of staff whose page the user may open: all for the IT centre, those of the own office for a head."""
    if access.may("org.manage_users"):
        return User.objects.all()
    condition = Q(pk__in=[])
    for path in access.paths_where("org.manage_office"):
        condition |= Q(unit__path__startswith=path)
    return User.objects.filter(pk__in=RoleHolding.objects.filter(condition).values("user_id"))


def matching(users: QuerySet[User], *, text: str = "", role: str = "", active: str = "", on: date) -> QuerySet[User]:
    """Staff by name as people spell it, or user name; by a role held on the day; by whether the account is open."""
    for word in text.split():
        folded = fold(word)
        if folded:
            users = users.filter(Q(folded_name__contains=folded) | Q(username__icontains=word))
    if role:
        users = users.filter(pk__in=RoleHolding.objects.filter(in_force(on), role=role).values("user_id"))
    if active:
        users = users.filter(is_active=active == "yes")
    return users


def in_order(users: QuerySet[User]) -> QuerySet[User]:
    """With the keys that order and find names: ``order_key`` and ``folded_name``."""
    return users.annotate(
        order_key=FaKey(Concat("family_name", Value(" "), "given_name")),
        folded_name=FaFold(Concat("given_name", "family_name")),
    )


def roles_held(users: Iterable[User], *, on: date) -> dict[int, list[RoleHolding]]:
    """The roles in force of several users, in one query."""
    held: dict[int, list[RoleHolding]] = {}
    rows = RoleHolding.objects.filter(in_force(on), user__in=[user.pk for user in users]).select_related("unit")
    for holding in rows.order_by("pk"):
        held.setdefault(holding.user_id, []).append(holding)
    return held


def holdings_of(user: User) -> QuerySet[RoleHolding]:
    """All roles of a user, the running ones first, then the latest."""
    return user.holdings.select_related("unit").order_by(F("to_on").desc(nulls_first=True), "-from_on", "-pk")


def holders_in(unit: OrgUnit, *, on: date) -> QuerySet[RoleHolding]:
    """Who works in a unit today."""
    return (
        RoleHolding.objects.filter(in_force(on), unit=unit)
        .select_related("user")
        .order_by("role", FaKey("user__family_name"), "pk")
    )


def territories_of(unit: OrgUnit, *, on: date) -> QuerySet[Territory]:
    """The prefixes of an office that are in force or still to come."""
    return (
        unit.territories.filter(Q(to_on__isnull=True) | Q(to_on__gt=on))
        .select_related("social_worker")
        .order_by("postal_prefix", "from_on")
    )


def substitutions_in(unit: OrgUnit, *, on: date) -> QuerySet[Substitution]:
    """Who stands in for whom, today or later."""
    return (
        Substitution.objects.filter(unit=unit, to_on__gt=on)
        .select_related("absent", "substitute")
        .order_by("from_on", "pk")
    )


def in_use(unit: OrgUnit, *, on: date) -> bool:
    """Whether open units, roles or territories still hang on the unit on a day."""
    open_after = Q(to_on__isnull=True) | Q(to_on__gt=on)
    return (
        unit.children.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on)).exists()
        or unit.holdings.filter(open_after).exists()
        or unit.territories.filter(open_after).exists()
    )


def open_sessions(user: User, *, at: datetime) -> list[SignIn]:
    """The sign-ins of a user whose session is still open, the latest first."""
    rows = list(user.sign_ins.order_by("-at"))
    alive = set(
        Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=at).values_list(
            "session_key", flat=True
        )
    )
    return [row for row in rows if row.session_key in alive]


def users_by_id(numbers: Iterable[int]) -> list[User]:
    return list(User.objects.filter(pk__in=list(numbers)).order_by("pk"))


def is_set_up() -> bool:
    """Whether the organisation has any unit yet."""
    return OrgUnit.objects.exists()


def tokens() -> QuerySet[ApiToken]:
    """The programs with a key, those that still work first."""
    return ApiToken.objects.select_related("created_by").order_by(F("revoked_at").desc(nulls_first=True), "-created_at")


def branch(access: Access, *, below: OrgUnit | None, on: date) -> QuerySet[OrgUnit]:
    """The units one step below ``below``, or the topmost ones in sight, with what hangs on each."""
    shown = units_for(access)
    if below is not None:
        shown = shown.filter(parent=below)
    else:
        shown = shown.exclude(parent__in=units_for(access).order_by().values("pk"))
    still_open = Q(children__closed_on__isnull=True) | Q(children__closed_on__gt=on)
    return shown.annotate(branches=Count("children", filter=still_open, distinct=True)).order_by(
        F("closed_on").desc(nulls_first=True), FaKey("title"), "pk"
    )


def above(access: Access, unit: OrgUnit) -> list[OrgUnit]:
    """The units from the top of what the user may see down to the parent of ``unit``."""
    if access.may("org.manage_units"):
        sight: tuple[str, ...] = (ROOT_REACH,)
    else:
        sight = access.paths_where("org.manage_office")
    way: list[OrgUnit] = []
    parent = unit.parent
    while parent is not None and parent.path.startswith(sight):
        way.insert(0, parent)
        parent = parent.parent
    return way


def may_move_prefix(access: Access, postal_prefix: str, *, on: date) -> bool:
    """A head moves prefixes within the own office or takes a free one; between offices the IT centre does."""
    owner = Territory.objects.filter(in_force(on), postal_prefix=postal_prefix).select_related("office").first()
    return owner is None or may_manage(access, owner.office)
