"""Opening units, giving roles, drawing territories, accounts."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import queries
from hamyar.org.domain import (
    PARENT_LEVELS,
    AbsenceTaken,
    AlreadyEnded,
    Level,
    PeriodEmpty,
    Programme,
    ResetCodeWrong,
    RoleOutsideLevel,
    RolesIncompatible,
    SeatTaken,
    TerritoryTaken,
    UnitCodeTaken,
    UnitInUse,
    UnitMisplaced,
    UsernameTaken,
    WorkerUnfit,
    path_of,
)
from hamyar.org.models import ApiToken, OrgUnit, PasswordResetCode, RoleHolding, SignIn, Substitution, Territory, User
from hamyar.org.roles import ROLES, incompatible
from hamyar.outbox.actions import publish

RESET_CODE_VALID = timedelta(minutes=10)
RESET_CODE_TRIES = 5
RESET_CODES_AN_HOUR = 5
RESET_CODE_PAUSE = timedelta(minutes=2)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_unit(
    *,
    code: str,
    title: str,
    level: Level,
    programme: Programme,
    parent: OrgUnit | None,
    opened_on: date,
    by: Actor,
    at: datetime,
    **attributes: str,
) -> OrgUnit:
    """Open a unit under its parent. Raises UnitMisplaced when the level does not belong there or programmes differ."""
    parent_level = Level(parent.level) if parent else None
    if parent_level not in PARENT_LEVELS[level] or (parent and parent.programme != programme):
        raise UnitMisplaced(level=str(level), parent=str(parent_level))
    if OrgUnit.objects.filter(code=code).exists():
        raise UnitCodeTaken(code=code)
    province = attributes.pop("province_code", "") or (parent.province_code if parent else "")
    unit = OrgUnit(
        code=code, title=title, level=level, programme=programme, parent=parent, opened_on=opened_on,
        province_code=province, path=f".new-{secrets.token_hex(8)}.", **attributes,
    )  # fmt: skip
    unit.save()
    unit.path = path_of(parent.path if parent else "", unit.pk)
    unit.save(update_fields=["path"])
    audit.record("org.unit.opened", about=unit, by=by, at=at, level=str(level))
    return unit


@transaction.atomic
def hold_role(
    *, user: User, role: str, unit: OrgUnit, from_on: date, by: Actor, at: datetime, to_on: date | None = None
) -> RoleHolding:
    """Give a role for a period. Raises RoleOutsideLevel, RolesIncompatible, SeatTaken or PeriodEmpty."""
    if to_on is not None and to_on <= from_on:
        raise PeriodEmpty()
    definition = ROLES[role]
    if Level(unit.level) not in definition.levels or definition.programme not in (None, unit.programme):
        raise RoleOutsideLevel(role=role, level=unit.level)
    User.objects.select_for_update().get(pk=user.pk)  # two grants at once must see each other
    overlapping = RoleHolding.objects.filter(user=user)
    if to_on is not None:
        overlapping = overlapping.filter(from_on__lt=to_on)
    for other in overlapping:
        if (other.to_on is None or other.to_on > from_on) and incompatible(role, other.role):
            raise RolesIncompatible(role=role, other=other.role)
    try:
        with transaction.atomic():
            holding = RoleHolding.objects.create(user=user, role=role, unit=unit, from_on=from_on, to_on=to_on)
    except IntegrityError as fault:
        raise SeatTaken(role=role, unit=unit.code) from fault
    audit.record("org.role.given", about=user, by=by, at=at, role=role, unit=unit.pk)
    return holding


@transaction.atomic
def end_role(*, holding: RoleHolding, to_on: date, by: Actor, at: datetime) -> RoleHolding:
    """End a role on a day (that day is the first without it). The row stays: history is kept. Raises AlreadyEnded."""
    holding = RoleHolding.objects.select_for_update(of=("self",)).select_related("user").get(pk=holding.pk)
    if holding.to_on is not None and holding.to_on <= to_on:
        raise AlreadyEnded(holding=holding.pk)
    holding.to_on = max(to_on, holding.from_on + timedelta(days=1))
    holding.save(update_fields=["to_on"])
    audit.record("org.role.ended", about=holding.user, by=by, at=at, role=holding.role, unit=holding.unit_id)
    publish("org.role.ended", at=at, user_id=holding.user_id, unit_id=holding.unit_id, role=holding.role)
    return holding


@transaction.atomic
def change_unit(
    *, unit: OrgUnit, title: str, address: str, phone: str, setting: str, by: Actor, at: datetime
) -> OrgUnit:
    """Correct what is written about a unit. Its code, level and place in the tree do not change."""
    fields = {"title": title, "address": address, "phone": phone, "setting": setting}
    changed = [name for name, value in fields.items() if getattr(unit, name) != value]
    for name in changed:
        setattr(unit, name, fields[name])
    if changed:
        unit.save(update_fields=changed)
        audit.record("org.unit.changed", about=unit, by=by, at=at, fields=changed)
    return unit


@transaction.atomic
def close_unit(*, unit: OrgUnit, on: date, by: Actor, at: datetime) -> OrgUnit:
    """Close a unit from a day on. Raises UnitInUse while anything is open in it, AlreadyEnded when it is closed."""
    unit = OrgUnit.objects.select_for_update().get(pk=unit.pk)
    if unit.closed_on is not None:
        raise AlreadyEnded(unit=unit.pk)
    if queries.in_use(unit, on=on):
        raise UnitInUse(unit=unit.code)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    audit.record("org.unit.closed", about=unit, by=by, at=at)
    return unit


@transaction.atomic
def set_routing(*, unit: OrgUnit, automatically: bool, by: Actor, at: datetime) -> OrgUnit:
    """Whether requests go to the worker of the territory by themselves, or wait for the office head (E-13.2)."""
    unit.routes_automatically = automatically
    unit.save(update_fields=["routes_automatically"])
    audit.record("org.unit.routing_set", about=unit, by=by, at=at, automatically=automatically)
    return unit


@transaction.atomic
def assign_territory(
    *, postal_prefix: str, office: OrgUnit, worker: User | None, from_on: date, by: Actor, at: datetime
) -> Territory:
    """Give the postal codes with a prefix to an office and a worker; ends the prefix's former owner on that day.

    Raises WorkerUnfit unless the worker holds the role in that office, TerritoryTaken when a later row is in the way.
    """
    if worker is not None and not queries.is_worker_of(worker, unit=office, on=from_on):
        raise WorkerUnfit(unit=office.code)
    holding = Territory.objects.select_for_update().filter(queries.in_force(from_on), postal_prefix=postal_prefix)
    before = holding.first()
    if before is not None and before.from_on < from_on:
        before.to_on = from_on
        before.save(update_fields=["to_on"])
    try:
        with transaction.atomic():
            territory = Territory.objects.create(
                postal_prefix=postal_prefix, office=office, social_worker=worker, from_on=from_on
            )
    except IntegrityError as fault:
        raise TerritoryTaken(prefix=postal_prefix) from fault
    audit.record("org.territory.assigned", about=territory, by=by, at=at, prefix=postal_prefix, unit=office.pk)
    return territory


@transaction.atomic
def end_territory(*, territory: Territory, to_on: date, by: Actor, at: datetime) -> Territory:
    """Take a prefix from its office from a day on; its requests then wait for somebody to assign them."""
    territory = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if territory.to_on is not None:
        raise AlreadyEnded(territory=territory.pk)
    territory.to_on = max(to_on, territory.from_on + timedelta(days=1))
    territory.save(update_fields=["to_on"])
    audit.record("org.territory.ended", about=territory, by=by, at=at, prefix=territory.postal_prefix)
    return territory


@transaction.atomic
def substitute(
    *, absent: User, substitute: User, unit: OrgUnit, from_on: date, to_on: date, reason: str, by: Actor, at: datetime
) -> Substitution:
    """Let somebody stand in for an absent worker until ``to_on``, the first day without.

    Raises WorkerUnfit unless both are workers of the unit, AbsenceTaken when another substitute is set for these days.
    """
    if to_on <= from_on:
        raise PeriodEmpty()
    for worker in (absent, substitute):
        if not queries.is_worker_of(worker, unit=unit, on=from_on):
            raise WorkerUnfit(unit=unit.code)
    if absent.pk == substitute.pk:
        raise WorkerUnfit(unit=unit.code)
    try:
        with transaction.atomic():
            row = Substitution.objects.create(
                absent=absent, substitute=substitute, unit=unit, from_on=from_on, to_on=to_on, reason=reason
            )
    except IntegrityError as fault:
        raise AbsenceTaken(unit=unit.code) from fault
    audit.record("org.substitution.set", about=row, by=by, at=at, absent=absent.pk, substitute=substitute.pk)
    return row


@transaction.atomic
def end_substitution(*, row: Substitution, to_on: date, by: Actor, at: datetime) -> Substitution:
    """The absent worker is back earlier: from ``to_on`` on nobody stands in. Raises AlreadyEnded."""
    row = Substitution.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.to_on <= to_on:
        raise AlreadyEnded(substitution=row.pk)
    row.to_on = max(to_on, row.from_on + timedelta(days=1))
    row.save(update_fields=["to_on"])
    audit.record("org.substitution.ended", about=row, by=by, at=at, absent=row.absent_id)
    return row


@transaction.atomic
def create_user(
    *,
    username: str,
    given_name: str,
    family_name: str,
    by: Actor,
    at: datetime,
    password: str | None = None,
    sex: str = "",
    mobile: str = "",
    degree_field: str = "",
    must_change_password: bool = True,
    by_code: bool = False,
) -> tuple[User, str]:
    """Create a member of staff; returns the user and the first password (made here unless given).

    ``by_code``: no first password; the user sets one with a code sent to the mobile. Raises UsernameTaken.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken()
    first_password = "" if by_code else password or secrets.token_urlsafe(12)
    user = User(
        username=username, given_name=given_name, family_name=family_name, sex=sex, mobile=mobile,
        degree_field=degree_field, must_change_password=must_change_password,
    )  # fmt: skip
    user.set_password(first_password or None)
    user.full_clean()
    user.save()
    audit.record("org.user.created", about=user, by=by, at=at)
    return user, first_password


@transaction.atomic
def change_user(*, user: User, by: Actor, at: datetime, **fields: str) -> User:
    """Correct what is written about a member of staff (given_name, family_name, sex, mobile, degree_field).

    The audit keeps which fields changed, not what they held.
    """
    assert fields.keys() <= {"given_name", "family_name", "sex", "mobile", "degree_field"}
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, fields[name])
    if changed:
        user.save(update_fields=changed)
        audit.record("org.user.changed", about=user, by=by, at=at, fields=changed)
    return user


@transaction.atomic
def set_active(*, user: User, active: bool, by: Actor, at: datetime) -> User:
    """Let an account in, or keep it out. Its history and roles stay; whoever is kept out receives no more work."""
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        audit.record("org.user.activated" if active else "org.user.deactivated", about=user, by=by, at=at)
        publish("org.user.activated" if active else "org.user.deactivated", at=at, user_id=user.pk)
    return user


@transaction.atomic
def reset_password(*, user: User, by: Actor, at: datetime) -> str:
    """An administrator sets a new first password; it must be changed at the next sign-in. Returns it once."""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    audit.record("org.password.reset", about=user, by=by, at=at)
    return password


@transaction.atomic
def change_password(*, user: User, password: str, by: Actor, at: datetime) -> User:
    """The user chooses a new password. Raises ValidationError with Persian sentences when it is too weak."""
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record("org.password.changed", about=user, by=by, at=at)
    return user


@transaction.atomic
def request_reset_code(*, username: str, at: datetime) -> None:
    """Ask for a code by message; ``org.password_reset.requested`` follows where one is due.

    Nobody learns from this whether the name exists, nor floods a telephone: one code in two minutes, five in an hour.
    """
    user = User.objects.select_for_update().filter(username=username, is_active=True).exclude(mobile="").first()
    if user is None:
        return
    asked = list(
        user.reset_codes.filter(requested_at__gt=at - timedelta(hours=1)).values_list("requested_at", flat=True)
    )
    if len(asked) >= RESET_CODES_AN_HOUR or any(at - when < RESET_CODE_PAUSE for when in asked):
        return
    PasswordResetCode.objects.create(user=user, requested_at=at, expires_at=at + RESET_CODE_VALID)
    publish("org.password_reset.requested", at=at, user_id=user.pk)


@transaction.atomic
def issue_reset_code(*, user: User, at: datetime) -> str:
    """A six-digit code for the user's mobile; earlier ones end. Only its digest is stored."""
    waiting = user.reset_codes.filter(digest="", expires_at__gt=at).order_by("-pk").first()
    row = waiting or PasswordResetCode(user=user, requested_at=at)
    user.reset_codes.filter(used_at__isnull=True, expires_at__gt=at).exclude(pk=row.pk).update(expires_at=at)
    code = f"{secrets.randbelow(10**6):06d}"
    row.digest, row.expires_at = digest_of(f"{user.pk}:{code}"), at + RESET_CODE_VALID
    row.save()
    return code


def use_reset_code(*, username: str, code: str, password: str, by: Actor, at: datetime) -> User:
    """Set a new password with a code. Raises ResetCodeWrong alike for a wrong name, a wrong code and an old one.

    Not one atomic block: a wrong try is counted although the call refuses.
    """
    row = (
        PasswordResetCode.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user__username=username, user__is_active=True, used_at__isnull=True, expires_at__gt=at)
        .exclude(digest="")
        .order_by("-pk")
        .first()
    )
    if row is None or row.wrong_tries >= RESET_CODE_TRIES:
        raise ResetCodeWrong()
    if not secrets.compare_digest(row.digest, digest_of(f"{row.user_id}:{code}")):
        row.wrong_tries += 1
        row.save(update_fields=["wrong_tries"])
        raise ResetCodeWrong()
    validate_password(password, row.user)
    with transaction.atomic():
        row.used_at = at
        row.save(update_fields=["used_at"])
        row.user.set_password(password)
        row.user.must_change_password = False
        row.user.save(update_fields=["password", "must_change_password"])
        audit.record("org.password.reset_by_code", about=row.user, by=by, at=at)
    return row.user


@transaction.atomic
def remember_sign_in(*, user: User, session_key: str, device: str, at: datetime) -> SignIn:
    """Keep that the user signed in, so that the account page lists where the account is open."""
    row = SignIn.objects.create(user=user, session_key=session_key, device=device[:60], at=at)
    audit.record("org.user.signed_in", about=user, by=Actor.staff(user), at=at)
    return row


@transaction.atomic
def end_sessions(*, user: User, by: Actor, at: datetime, keep: str = "") -> int:
    """End the user's sessions everywhere, but for the one that is ``keep``; returns how many were open."""
    keys = list(user.sign_ins.exclude(session_key=keep).values_list("session_key", flat=True))
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    user.sign_ins.filter(session_key__in=keys).delete()
    audit.record("org.sessions.ended", about=user, by=by, at=at, count=ended)
    return ended


def move_sign_in(*, user: User, before: str, after: str) -> None:
    """Django renews the session's key with the password; the list of sign-ins follows."""
    user.sign_ins.filter(session_key=before).update(session_key=after)


@transaction.atomic
def confirm_second_factor(*, user: User, device: TOTPDevice, by: Actor, at: datetime) -> TOTPDevice:
    """The user has proven to hold the authenticator: from now on it is asked for."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    audit.record("org.second_factor.set", about=user, by=by, at=at)
    return device


@transaction.atomic
def remove_second_factor(*, user: User, by: Actor, at: datetime) -> None:
    """Forget the user's second factor, by the user or because the telephone is lost."""
    TOTPDevice.objects.filter(user=user).delete()
    audit.record("org.second_factor.removed", about=user, by=by, at=at)


@transaction.atomic
def create_token(
    *, name: str, user: User, expires_on: date, per_minute: int, by: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """A program's key to the API; returned once, stored as a digest."""
    token = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        name=name, digest=digest_of(token), created_at=at, created_by=user, expires_on=expires_on, per_minute=per_minute
    )
    audit.record("org.token.created", about=row, by=by, at=at)
    return row, token


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, at: datetime) -> ApiToken:
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    audit.record("org.token.revoked", about=token, by=by, at=at)
    return token
