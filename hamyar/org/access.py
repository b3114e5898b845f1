"""What one member of staff holds on one day, worked out once per request."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q
from django_otp.plugins.otp_totp.models import TOTPDevice

from hamyar.org.domain import NotPermitted, Programme
from hamyar.org.models import OrgUnit, RoleHolding, Substitution, User
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
    """The user's roles on a day. One query, for every page asks it; call once per request."""
    in_force = Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gt=on))
    absent = Substitution.objects.filter(substitute=user, from_on__lte=on, to_on__gt=on)
    devices = TOTPDevice.objects.filter(user=user, confirmed=True)
    holdings = list(
        RoleHolding.objects.filter(in_force, user=user)
        .select_related("unit")
        .annotate(stands_in_for=ArraySubquery(absent.values("absent_id")), has_second_factor=Exists(devices))
        .order_by("pk")
    )
    if not holdings:  # nobody without a role stands in for anybody
        return Access(user=user, on=on, held=(), stands_in_for=frozenset(), has_second_factor=devices.exists())
    return Access(
        user=user,
        on=on,
        held=tuple(Held(ROLES[each.role], each.unit) for each in holdings),
        stands_in_for=frozenset(holdings[0].stands_in_for),
        has_second_factor=holdings[0].has_second_factor,
    )
