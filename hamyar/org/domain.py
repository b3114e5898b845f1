"""Levels, programmes and the paths of the tree of units."""

from enum import StrEnum

from hamyar.values.refusal import Refusal

ROOT_REACH = "."  # the beginning of every path: the reach of jobs that work for the whole country


class Level(StrEnum):
    HQ = "hq"
    PROVINCE = "province"
    COUNTY = "county"
    OFFICE = "office"
    CENTRE = "centre"


class Programme(StrEnum):
    EMDAD = "emdad"
    HAMYAR = "hamyar"


# Which level may hang under which (A-62: one tree, two lines of responsibility).
PARENT_LEVELS: dict[Level, set[Level | None]] = {
    Level.HQ: {None},
    Level.PROVINCE: {Level.HQ},
    Level.COUNTY: {Level.PROVINCE},
    Level.OFFICE: {Level.PROVINCE, Level.COUNTY},
    Level.CENTRE: {Level.PROVINCE, Level.COUNTY, Level.OFFICE},
}


def path_of(parent_path: str, unit_id: int) -> str:
    """A unit's path ends with its separator, so that ``.1.`` is no prefix of ``.10.``."""
    return f"{parent_path or ROOT_REACH}{unit_id}."


class UnitMisplaced(Refusal):
    code = "org.unit_misplaced"


class RolesIncompatible(Refusal):
    code = "org.roles_incompatible"


class RoleOutsideLevel(Refusal):
    code = "org.role_outside_level"


class SeatTaken(Refusal):
    code = "org.seat_taken"
    clause = "E-3.n2.2"


class TerritoryTaken(Refusal):
    code = "org.territory_taken"
    clause = "E-13.2"


class NotPermitted(Refusal):
    code = "org.not_permitted"


class ResetCodeWrong(Refusal):
    code = "org.reset_code_wrong"


class UsernameTaken(Refusal):
    code = "org.username_taken"


class UnitCodeTaken(Refusal):
    code = "org.unit_code_taken"


class UnitInUse(Refusal):
    """A unit with open units below it, holders of roles or territories is not closed."""

    code = "org.unit_in_use"


class AlreadyEnded(Refusal):
    code = "org.already_ended"


class AbsenceTaken(Refusal):
    """The worker already has a substitute for some of these days."""

    code = "org.absence_taken"
    clause = "E-13.2"


class PeriodEmpty(Refusal):
    code = "org.period_empty"


class AlreadySetUp(Refusal):
    code = "org.already_set_up"


class SetupTokenWrong(Refusal):
    code = "org.setup_token_wrong"


class WorkerUnfit(Refusal):
    """The person is no social worker of that office on that day."""

    code = "org.worker_unfit"
    clause = "E-D.22"
