"""What one member of staff holds on one day, worked out once per request."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from hamyar.org.domain import NotPermitted, Programme
from hamyar.org.models import OrgUnit, Substitution, User
from hamyar.org.reach import Reach
from hamyar.org.roles import ROLES, Role


@dataclass(frozen=True)
class Held:
    """A role held in a unit on the day."""

    role: Role
    unit: OrgUnit


@dataclass(frozen=True)
class Access:
    """The roles of a user on a day, and what follows from them. Queries take it and return only what it may reach."""

    user: User
    on: date
    held: tuple[Held, ...]
    stands_in_for: frozenset[int]
    has_second_factor: bool = False

    def may(self, permission: str) -> bool:
        return any(permission in each.role.permissions for each in self.held)

    def has_role(self, identifier: str) -> bool:
        return any(each.role.identifier == identifier for each in self.held)

    def units_where(self, permission: str) -> tuple[OrgUnit, ...]:
        """The units in which the user may do ``permission``."""
        return tuple(each.unit for each in self.held if permission in each.role.permissions)

    def paths_where(self, permission: str, *, whole_unit: bool = False) -> tuple[str, ...]:
        """Paths of the units for ``permission``; ``whole_unit``: only through roles reaching every file of a unit."""
        return tuple(
            each.unit.path
            for each in self.held
            if permission in each.role.permissions and (each.role.whole_unit or not whole_unit)
        )

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Paths of all units in which the user holds any role."""
        return tuple(dict.fromkeys(each.unit.path for each in self.held))

    @cached_property
    def programmes(self) -> frozenset[Programme]:
        return frozenset(each.role.programme for each in self.held if each.role.programme)

    @cached_property
    def caseload_of(self) -> frozenset[int]:
        """The user's own number and those of the workers for whom the user stands in today."""
        return frozenset({self.user.pk}) | self.stands_in_for

    @cached_property
    def reach(self) -> Reach:
        """The second wall: paths of the units whose personal data some role of the user opens."""
        paths = tuple(dict.fromkeys(each.unit.path for each in self.held if each.role.sees_persons))
        return Reach(paths=paths, user=self.user.pk)

    @cached_property
    def needs_second_factor(self) -> bool:
        return any(each.role.second_factor for each in self.held)

    @cached_property
    def main_role_title(self) -> str:
        return self.held[0].role.title if self.held else "بدون نقش"

    def require(self, permission: str) -> None:
        """Raises NotPermitted unless some role of the user allows ``permission``."""
        if not self.may(permission):
            raise NotPermitted(permission=permission)


def access_of(user: User, *, on: date) -> Access:
    """The user's roles on a day. One query; a request has them already (see ``user_with_access``)."""
    found = user_with_access(user.pk, on=on)
    access = found.access if found is not None else None
    return replace(access, user=user) if access is not None else Access(user, on, (), frozenset())


def user_with_access(pk: int, *, on: date) -> User | None:
    """The user with the roles of a day as ``user.access``: one query, for every page asks both. None where there is none."""
    in_force = Q(holdings__from_on__lte=on) & (Q(holdings__to_on__isnull=True) | Q(holdings__to_on__gt=on))
    absent = Substitution.objects.filter(substitute=OuterRef("pk"), from_on__lte=on, to_on__gt=on)
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    found: QuerySet[Any] = User.objects.filter(pk=pk).annotate(
        holding=FilteredRelation("holdings", condition=in_force),
        stands_in_for=ArraySubquery(absent.values("absent_id")),
        has_second_factor=Exists(devices),
    )
    rows = list(found.select_related("holding__unit").order_by("holding__pk"))
    if not rows:
        return None
    user: User = rows[0]
    holdings = [row.holding for row in rows if hasattr(row, "holding")]  # an empty join leaves nothing behind
    user.access = Access(
        user=user,
        on=on,
        held=tuple(Held(ROLES[each.role], each.unit) for each in holdings),
        # Nobody without a role stands in for anybody.
        stands_in_for=frozenset(rows[0].stands_in_for) if holdings else frozenset(),
        has_second_factor=rows[0].has_second_factor,
    )
    return user
