"""Units, users and territories for tests of every capability. They go through the actions, as the system does.

``PASSWORD`` signs in every user made here; ``OPENED`` is long before ``NOON``, the moment most tests happen at.
"""

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hamyar.audit.actor import CLOCK
from hamyar.org import actions
from hamyar.org.domain import Level, Programme
from hamyar.org.models import OrgUnit, RoleHolding, Substitution, Territory, User

TEHRAN = ZoneInfo("Asia/Tehran")
OPENED = date(2020, 3, 20)
NOON = datetime(2025, 10, 1, 12, 0, tzinfo=TEHRAN)
TODAY = NOON.date()
PASSWORD = "a-long-test-password-17"

_number = count(1)


def make_hq(programme: Programme = Programme.EMDAD, **attributes) -> OrgUnit:
    """The headquarters of a programme: the one that exists, else a new one."""
    found = OrgUnit.objects.filter(level=Level.HQ, programme=programme).first()
    return found or make_unit(Level.HQ, programme=programme, **{"title": "ستاد", **attributes})


def make_province(
    parent: OrgUnit | None = None,
    *,
    programme: Programme = Programme.EMDAD,
    province_code: str = "23",
    title: str = "ادارهٔ کل استان",
    **attributes,
) -> OrgUnit:
    """A province; under the headquarters of its programme unless a parent is given."""
    parent = parent or make_hq(programme)
    return make_unit(Level.PROVINCE, parent=parent, province_code=province_code, title=title, **attributes)


def make_office(parent: OrgUnit | None = None, **attributes) -> OrgUnit:
    """An Emdad office; under a province of its own unless one is given."""
    return make_unit(Level.OFFICE, parent=parent or make_province(), **{"title": "ادارهٔ آزمون", **attributes})


def make_unit(
    level: Level,
    *,
    parent: OrgUnit | None = None,
    programme: Programme | None = None,
    code: str = "",
    title: str = "واحد",
    **attributes,
) -> OrgUnit:
    return actions.open_unit(
        code=code or f"U{next(_number)}",
        title=title,
        level=level,
        programme=programme or (Programme(parent.programme) if parent else Programme.EMDAD),
        parent=parent,
        opened_on=OPENED,
        by=CLOCK,
        at=NOON,
        **attributes,
    )


def make_user(
    *roles: tuple[str, OrgUnit], username: str = "", from_on: date = OPENED, to_on: date | None = None, **attributes
) -> User:
    """A member of staff who may sign in at once, with roles as pairs: ``make_user(("office_head", office))``."""
    number = next(_number)
    user, _password = actions.create_user(
        **{
            "username": username or f"user{number}",
            "given_name": "مریم",
            "family_name": f"آزمون {number}",
            "password": PASSWORD,
            "must_change_password": False,
            "by": CLOCK,
            "at": NOON,
            **attributes,
        }
    )
    for role, unit in roles:
        give_role(user, role, unit, from_on=from_on, to_on=to_on)
    return user


def give_role(
    user: User, role: str, unit: OrgUnit, *, from_on: date = OPENED, to_on: date | None = None
) -> RoleHolding:
    return actions.hold_role(user=user, role=role, unit=unit, from_on=from_on, to_on=to_on, by=CLOCK, at=NOON)


def make_worker(office: OrgUnit, **attributes) -> User:
    """A social worker of an office; ``sex="female"`` and so on as for ``make_user``."""
    return make_user(("social_worker", office), **{"sex": "female", **attributes})


def make_head(office: OrgUnit, **attributes) -> User:
    return make_user(("office_head", office), **attributes)


def make_territory(office: OrgUnit, worker: User | None, postal_prefix: str, *, from_on: date = OPENED) -> Territory:
    """Postal codes that begin with the prefix belong to the office and the worker."""
    return actions.assign_territory(
        postal_prefix=postal_prefix, office=office, worker=worker, from_on=from_on, by=CLOCK, at=NOON
    )


def make_substitution(
    absent: User, substitute: User, office: OrgUnit, *, from_on: date = TODAY, days: int = 7
) -> Substitution:
    return actions.substitute(
        absent=absent, substitute=substitute, unit=office, from_on=from_on, to_on=from_on + timedelta(days=days),
        reason="مرخصی", by=CLOCK, at=NOON,
    )  # fmt: skip


def sign_in(client, user: User) -> User:
    """Sign the test client in without the password page."""
    client.force_login(user, backend="hamyar.org.backends.StaffBackend")
    return user
