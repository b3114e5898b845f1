"""Users, units, roles held, territories."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from hamyar.org.domain import Level, Programme
from hamyar.org.provinces import PROVINCES
from hamyar.org.roles import ROLES


class DateSpan(Func):
    """``daterange(from_on, to_on)``: the end day itself is outside; no end means for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()


SPAN = DateSpan("from_on", "to_on", RangeBoundary())


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. People at the portal have no user (see ``portal.PortalAccount``)."""

    username = models.CharField(
        "نام کاربری",
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-zA-Z0-9._-]{3,60}$", "نام کاربری با حروف لاتین، رقم، نقطه یا خط تیره است.")],
    )
    given_name = models.CharField("نام", max_length=80)
    family_name = models.CharField("نام خانوادگی", max_length=80)
    sex = models.CharField("جنس", max_length=6, choices=[("female", "زن"), ("male", "مرد")], blank=True)
    mobile = models.CharField("تلفن همراه", max_length=11, blank=True)
    degree_field = models.CharField("رشتهٔ تحصیلی", max_length=40, blank=True)
    is_active = models.BooleanField("فعال", default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    access: Any = None  # the roles of today, when the user was read with them (``org.access.user_with_access``)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        constraints = [models.CheckConstraint(name="org_user_known_sex", condition=Q(sex__in=["", "female", "male"]))]

    def get_full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class OrgUnit(models.Model):
    """A node of the organisation tree (H-2S, A-62). ``path`` is written by the actions only."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField("کد", max_length=20, unique=True)
    title = models.CharField("عنوان", max_length=120)
    level = models.CharField("سطح", max_length=10)
    programme = models.CharField("برنامه", max_length=10)
    kind = models.CharField("نوع", max_length=20, blank=True)
    setting = models.CharField("شهری یا روستایی", max_length=5, blank=True)
    ownership = models.CharField("مالکیت", max_length=10, blank=True)
    province_code = models.CharField("استان", max_length=2, blank=True, choices=sorted(PROVINCES.items()))
    address = models.CharField("نشانی", max_length=300, blank=True)
    phone = models.CharField("تلفن", max_length=20, blank=True)
    path = models.CharField(max_length=120, unique=True)
    routes_automatically = models.BooleanField("ارجاع خودکار", default=True)  # p:routing.auto, owner level: office
    opened_on = models.DateField("تاریخ گشایش")
    closed_on = models.DateField("تاریخ بسته‌شدن", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="org_unit_known_level", condition=Q(level__in=list(Level))),
            models.CheckConstraint(name="org_unit_known_programme", condition=Q(programme__in=list(Programme))),
            models.CheckConstraint(
                name="org_unit_known_kind",
                condition=Q(kind__in=["", "complex", "clinic", "nikookari_centre", "charity", "service_counter"]),
            ),
            models.CheckConstraint(name="org_unit_path_ends", condition=Q(path__startswith=".", path__endswith=".")),
        ]

    def __str__(self) -> str:
        return self.title


class RoleHolding(models.Model):
    """A user holds a role in a unit for a period; the end day is outside."""

    user = models.ForeignKey(User, models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="holdings")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="org_holding_known_role", condition=Q(role__in=sorted(ROLES))),
            models.CheckConstraint(
                name="org_holding_period", condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on"))
            ),
            ExclusionConstraint(
                name="org_holding_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="org_one_holder_a_seat",
                expressions=[
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=sorted(role.identifier for role in ROLES.values() if role.single_seat)),
            ),
        ]


class Substitution(models.Model):
    """Somebody stands in for an absent worker in one unit for a period (A-55)."""

    absent = models.ForeignKey(User, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="substitutions")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(name="org_substitution_period", condition=Q(to_on__gt=F("from_on"))),
            models.CheckConstraint(name="org_substitution_of_another", condition=~Q(absent=F("substitute"))),
            ExclusionConstraint(
                name="org_one_substitute",
                expressions=[
                    ("absent", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Territory(models.Model):
    """Postal codes beginning with a prefix belong to an office and, where set, to one social worker (E-13.2)."""

    postal_prefix = models.CharField(
        "پیش‌شمارهٔ کدپستی", max_length=10, validators=[RegexValidator(r"^[0-9]{2,10}$", "دو تا ده رقم بنویسید.")]
    )
    office = models.ForeignKey(OrgUnit, models.PROTECT, related_name="territories")
    social_worker = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="territories")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="org_territory_prefix", condition=Q(postal_prefix__regex=r"^[0-9]{2,10}$")),
            models.CheckConstraint(
                name="org_territory_period", condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on"))
            ),
            ExclusionConstraint(
                name="org_one_owner_a_prefix",
                expressions=[("postal_prefix", RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
            ),
        ]


class ApiToken(models.Model):
    """A program's key to the API. Only its digest is kept; the token itself is shown once."""

    name = models.CharField("نام برنامه", max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_on = models.DateField("پایان اعتبار")
    revoked_at = models.DateTimeField(null=True)
    per_minute = models.PositiveIntegerField("سقف درخواست در دقیقه", default=60)


class TokenUse(models.Model):
    """How many calls a token made in one minute: the rate limit that all processes share."""

    token = models.ForeignKey(ApiToken, models.CASCADE)
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="org_token_minute", fields=["token", "minute"])]


class PasswordResetCode(models.Model):
    """A short-lived code sent to a member of staff; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="reset_codes")
    digest = models.CharField(max_length=64, blank=True)  # empty from the request until the code is sent
    requested_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)


class SignIn(models.Model):
    """Where a user's account was opened: the session's key, and which kind of device it was. Ends with the session."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="org_sign_ins_of_user")]


class DemoClock(models.Model):
    """How far the demo's clock runs ahead of the machine's. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField(default=timedelta)

    class Meta:
        constraints = [models.CheckConstraint(name="org_one_demo_clock", condition=Q(pk=1))]
