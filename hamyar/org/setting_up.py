"""The first run: units, territories and staff of an empty installation, all of them or none.

Only who can run commands on the server can make the token that opens it: no page sets up an installation by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from hamyar.audit.actor import Actor
from hamyar.org import actions, queries
from hamyar.org.clock import day_of
from hamyar.org.domain import AlreadySetUp, SetupTokenWrong
from hamyar.org.models import OrgUnit, User
from hamyar.org.spreadsheet import STAFF, TERRITORIES, UNITS, Content, Fault, Row, level_of, programme_of
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

TOKEN_VALID = timedelta(hours=24)
SETUP = Actor("program", label="first-run")


def new_token() -> str:
    """A token for the first-run page, good for a day; nothing is stored."""
    return signing.TimestampSigner(salt="hamyar.first-run").sign("set-up")


def check_token(token: str) -> None:
    """Raises SetupTokenWrong, or AlreadySetUp once there is any unit."""
    if queries.is_set_up():
        raise AlreadySetUp()
    try:
        signing.TimestampSigner(salt="hamyar.first-run").unsign(token.strip(), max_age=TOKEN_VALID)
    except signing.BadSignature:
        raise SetupTokenWrong() from None


@dataclass
class Outcome:
    """What was set up, or every fault; first passwords of those who cannot get a code by message."""

    units: int = 0
    territories: int = 0
    people: int = 0
    faults: list[Fault] = field(default_factory=list)
    passwords: list[tuple[User, str]] = field(default_factory=list)


class _TakeBack(Exception):
    pass


def preview(content: Content, *, at: datetime) -> Outcome:
    """What would be set up, and every fault, row by row. Writes nothing."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            outcome = _apply(content, at=at, with_passwords=False)
            raise _TakeBack
    except _TakeBack:
        return outcome


def apply(content: Content, *, at: datetime) -> Outcome:
    """Set up everything, or nothing when any row has a fault. Raises AlreadySetUp."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            if queries.is_set_up():
                raise AlreadySetUp()
            outcome = _apply(content, at=at, with_passwords=True)
            if outcome.faults:
                raise _TakeBack
    except _TakeBack:
        outcome.passwords.clear()
    return outcome


def _apply(content: Content, *, at: datetime, with_passwords: bool) -> Outcome:
    outcome = Outcome(faults=list(content.faults))
    broken = {(fault.sheet, fault.row) for fault in content.faults}
    units: dict[str, OrgUnit] = {}
    people: dict[str, User] = {}
    on = day_of(at)

    def each(sheet_title: str, rows: list[Row], step: Callable[[Row], bool]) -> int:
        done = 0
        for row in rows:
            if (sheet_title, row.number) in broken:
                continue
            try:
                with transaction.atomic():
                    done += bool(step(row))
            except Refusal as refusal:
                outcome.faults.append(Fault(sheet_title, row.number, "", sentence(refusal)))
            except ValidationError as fault:
                outcome.faults.append(Fault(sheet_title, row.number, "", " ".join(fault.messages)))
            except _Unknown as unknown:
                outcome.faults.append(Fault(sheet_title, row.number, unknown.column, unknown.sentence))
        return done

    def open_unit(row: Row) -> bool:
        said = row.values
        parent = _known(units, said["parent"], "کد واحد بالادست", "واحدها") if said["parent"] else None
        units[said["code"]] = actions.open_unit(
            code=said["code"], title=said["title"], level=level_of(row), programme=programme_of(row), parent=parent,
            opened_on=on, by=SETUP, at=at, province_code=said["province_code"], kind=said["kind"],
            setting=said["setting"], ownership=said["ownership"], address=said["address"], phone=said["phone"],
        )  # fmt: skip
        return True

    def employ(row: Row) -> bool:
        said = row.values
        unit = _known(units, said["unit"], "کد واحد", "واحدها")
        person = people.get(said["username"])
        is_new = person is None
        if person is None:
            by_code = bool(said["mobile"]) and said["role"] != "it_admin"
            person, password = actions.create_user(
                username=said["username"], given_name=said["given_name"], family_name=said["family_name"],
                sex=said["sex"], mobile=said["mobile"], degree_field=said["degree_field"],
                by_code=by_code or not with_passwords, by=SETUP, at=at,
            )  # fmt: skip
            if password:
                outcome.passwords.append((person, password))
        actions.hold_role(user=person, role=said["role"], unit=unit, from_on=on, by=SETUP, at=at)
        people[said["username"]] = person
        return is_new

    def draw(row: Row) -> bool:
        said = row.values
        worker = _known(people, said["worker"], "نام کاربری مددکار", "کارکنان") if said["worker"] else None
        office = _known(units, said["office"], "کد اداره", "واحدها")
        actions.assign_territory(
            postal_prefix=said["postal_prefix"], office=office, worker=worker, from_on=on, by=SETUP, at=at
        )
        return True

    outcome.units = each(UNITS.title, _parents_first(content.units), open_unit)
    outcome.people = each(STAFF.title, content.staff, employ)
    outcome.territories = each(TERRITORIES.title, content.territories, draw)
    if not any(row.values.get("role") == "it_admin" for row in content.staff):
        outcome.faults.append(
            Fault(STAFF.title, 0, "نقش", "دست‌کم یک نفر باید نقش «مرکز فناوری» داشته باشد تا حساب‌ها را اداره کند.")
        )
    order = {"": -1, UNITS.title: 0, TERRITORIES.title: 1, STAFF.title: 2}
    outcome.faults.sort(key=lambda fault: (order[fault.sheet], fault.row))
    return outcome


class _Unknown(Exception):
    def __init__(self, column: str, sentence: str) -> None:
        self.column, self.sentence = column, sentence


def _known(table: dict[str, Any], code: str, column: str, sheet: str) -> Any:
    try:
        return table[code]
    except KeyError:
        raise _Unknown(column, f"«{code}» در برگهٔ {sheet} نیست، یا سطر آن درست نیست.") from None


def _parents_first(rows: list[Row]) -> list[Row]:
    """The rows in an order in which every parent that is in the file comes before its children."""
    placed: dict[str, int] = {}
    by_code = {row.values.get("code", ""): row for row in rows}

    def depth(row: Row, seen: frozenset[str]) -> int:
        code, parent = row.values.get("code", ""), row.values.get("parent", "")
        if code not in placed:
            above = by_code.get(parent)
            placed[code] = 0 if above is None or parent in seen else 1 + depth(above, seen | {code})
        return placed[code]

    return sorted(rows, key=lambda row: (depth(row, frozenset()), row.number))
