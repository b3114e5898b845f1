"""The demonstration's organisation: four provinces, eight offices, twenty-four social workers, every role once."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from mimesis import Person as Names
from mimesis.enums import Gender
from mimesis.locales import Locale

from hamyar.audit.actor import CLOCK
from hamyar.operations.demo.population import Area
from hamyar.org import actions
from hamyar.org.domain import Level, Programme
from hamyar.org.models import OrgUnit, User
from hamyar.org.roles import ROLES
from hamyar.values import text

PASSWORD = "hamyar-demo-1405"  # noqa: S105 - printed by `hamyar demo-accounts`; the demonstration holds no real person
OPENED_ON = date(2020, 3, 20)

# Province: identifier, code, offices. Office: identifier, title, areas of its three workers.
PROVINCES: tuple[tuple[str, str, str, tuple[tuple[str, str, tuple[Area, ...]], ...]], ...] = (
    ("sb", "11", "سیستان و بلوچستان", (
        ("zabol", "ادارهٔ زابل", (
            Area("98611", is_border=True), Area("98621", "village", 8, is_border=True),
            Area("98631", "village", 9, is_border=True, high_risk=True))),
        ("zahedan", "ادارهٔ زاهدان", (
            Area("98131"), Area("98141", metropolis_margin=True, high_risk=True), Area("98151", "village", 7))),
    )),
    ("ea", "03", "آذربایجان شرقی", (
        ("tabriz", "ادارهٔ تبریز", (
            Area("51361"), Area("51371", metropolis_margin=True), Area("51381", special_social_zone=True, high_risk=True))),
        ("ahar", "ادارهٔ اهر", (Area("54511"), Area("54521", "village", 6), Area("54531", "village", 4))),
    )),
    ("th", "23", "تهران", (
        ("tehran12", "ادارهٔ منطقهٔ دوازده تهران", (
            Area("11341"), Area("11361", special_social_zone=True), Area("11471"))),
        ("varamin", "ادارهٔ ورامین", (Area("33711"), Area("33721", metropolis_margin=True), Area("33731", "village", 3))),
    )),
    ("lr", "15", "لرستان", (
        ("khorramabad", "ادارهٔ خرم‌آباد", (Area("68131"), Area("68141"), Area("68151", "village", 7))),
        ("aligudarz", "ادارهٔ الیگودرز", (Area("68611"), Area("68621", "village", 8), Area("68631", "village"))),
    )),
)  # fmt: skip


@dataclass
class Staffed:
    """What was made: offices with their workers and areas, and who to show on the list of accounts."""

    offices: list[OrgUnit] = field(default_factory=list)
    workers: dict[int, list[tuple[User, Area]]] = field(default_factory=dict)
    heads: dict[int, User] = field(default_factory=dict)
    counsellors: dict[int, User] = field(default_factory=dict)
    charity: OrgUnit | None = None
    charity_user: User | None = None
    counter_user: User | None = None

    @property
    def first_desk(self) -> tuple[OrgUnit, User, Area]:
        """The office, area and social worker whose account is shown first: something of everything lies on this desk."""
        office = self.offices[0]
        return office, *self.workers[office.pk][0]


class Founding:
    """Opens units and gives roles through the same actions as the pages."""

    def __init__(self, *, at: datetime, seed: int) -> None:
        self.at = at
        self.on = at.date()
        self._names = Names(Locale.FA, seed=seed)
        self._woman_next = True
        self._users: list[User] = []
        self.staffed = Staffed()

    def unit(
        self, code: str, title: str, level: Level, programme: Programme, parent: OrgUnit | None, **more: str
    ) -> OrgUnit:
        return actions.open_unit(
            code=code, title=title, level=level, programme=programme, parent=parent, opened_on=OPENED_ON, by=CLOCK,
            at=self.at, **more,
        )  # fmt: skip

    def user(self, username: str, role: str, unit: OrgUnit, *, sex: str | None = None, degree: str = "") -> User:
        sex = sex or ("female" if self._woman_next else "male")
        self._woman_next = sex != "female"
        user, _ = actions.create_user(
            username=username,
            given_name=text.clean(self._names.first_name(Gender.FEMALE if sex == "female" else Gender.MALE).strip()),
            family_name=text.clean(self._names.last_name().strip()),
            sex=sex,
            degree_field=degree,
            mobile=f"0999{9_000_000 + len(self._users):07d}",
            by_code=True,
            must_change_password=False,
            by=CLOCK,
            at=self.at,
        )
        self._users.append(user)
        actions.hold_role(user=user, role=role, unit=unit, from_on=OPENED_ON, by=CLOCK, at=self.at)
        return user

    def found(self) -> Staffed:
        hq = self.unit("E-00", "ستاد امداد", Level.HQ, Programme.EMDAD, None)
        self.user("hq.deputy", "hq_deputy", hq)
        self.user("hq.department", "specialist_department", hq)
        self.user("it.admin", "it_admin", hq)
        for identifier, code, title, offices in PROVINCES:
            province = self.unit(
                f"E-{code}", f"ادارهٔ کل {title}", Level.PROVINCE, Programme.EMDAD, hq, province_code=code
            )
            self.user(f"dg.{identifier}", "emdad.director_general", province)
            self.user(f"admission.{identifier}", "provincial_admission", province)
            for place, (name, office_title, areas) in enumerate(offices, start=1):
                self._office(province, f"E-{code}-{place:02d}", name, office_title, areas)
            if identifier == "sb":
                self._outside_bodies(province)
        self._behzisti()
        self._let_in()
        return self.staffed

    def _let_in(self) -> None:
        """Everybody's password is the same: worked out once, since a good digest takes its time."""
        User.objects.filter(pk__in=[user.pk for user in self._users]).update(password=make_password(PASSWORD))

    def _office(self, province: OrgUnit, code: str, name: str, title: str, areas: tuple[Area, ...]) -> None:
        office = self.unit(code, title, Level.OFFICE, Programme.EMDAD, province)
        self.staffed.heads[office.pk] = self.user(f"head.{name}", "office_head", office)
        self.user(f"secretary.{name}", "commission_secretary", office)
        self.staffed.counsellors[office.pk] = self.user(f"counsellor.{name}", "counsellor", office)
        self.user(f"employment.{name}", "employment_expert", office)
        self.staffed.offices.append(office)
        self.staffed.workers[office.pk] = []
        for place, area in enumerate(areas, start=1):
            worker = self.user(f"worker{place}.{name}", "social_worker", office, degree="مددکاری اجتماعی")
            actions.assign_territory(
                postal_prefix=area.postal_prefix, office=office, worker=worker, from_on=OPENED_ON, by=CLOCK, at=self.at
            )
            self.staffed.workers[office.pk].append((worker, area))

    def _outside_bodies(self, province: OrgUnit) -> None:
        counter = self.unit(
            "E-11-C1", "دفتر پیشخوان زابل", Level.CENTRE, Programme.EMDAD, province, kind="service_counter"
        )
        self.staffed.counter_user = self.user("counter.zabol", "service_counter", counter)
        charity = self.unit(
            "E-11-N1", "مرکز نیکوکاری زابل", Level.CENTRE, Programme.EMDAD, province, kind="nikookari_centre"
        )
        self.staffed.charity_user = self.user("charity.zabol", "charity_centre", charity)
        self.user("referrer.zabol", "referrer", charity)
        self.staffed.charity = charity

    def _behzisti(self) -> None:
        """The other programme's line: its roles exist and can sign in; its groups come with their own pages."""
        hq = self.unit("H-00", "ستاد بهزیستی", Level.HQ, Programme.HAMYAR, None)
        self.user("empowerment.office", "empowerment_office", hq)
        province = self.unit(
            "H-11", "بهزیستی سیستان و بلوچستان", Level.PROVINCE, Programme.HAMYAR, hq, province_code="11"
        )
        county = self.unit("H-11-01", "بهزیستی شهرستان زابل", Level.COUNTY, Programme.HAMYAR, province)
        centre = self.unit(
            "H-11-01-1", "مجتمع خدمات بهزیستی زابل", Level.CENTRE, Programme.HAMYAR, county,
            kind="complex", setting="urban", ownership="public",
        )  # fmt: skip
        units = {Level.PROVINCE: province, Level.COUNTY: county, Level.CENTRE: centre}
        for role in ROLES.values():
            if role.programme is Programme.HAMYAR and Level.HQ not in role.levels:
                level = next(each for each in (Level.CENTRE, Level.COUNTY, Level.PROVINCE) if each in role.levels)
                self.user(
                    f"{role.identifier.replace('hamyar.', '').replace('_', '.')}.behzisti",
                    role.identifier,
                    units[level],
                )
