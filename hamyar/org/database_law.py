"""What the database itself refuses: rows outside the reach, moves outside the table.

``ProtectRows`` is the second wall (DESIGN.md section 6). It is keyed by what ``hamyar.org.reach`` sets for the
transaction; an unset or empty setting sees nothing.
"""

from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.db import models
from django.db.migrations.operations import RunSQL

TABLE = "%TABLE%"  # stands for the protected table in a condition


def _setting_list(name: str, kind: str) -> str:
    # The scalar sub-select is planned once per statement; a bare current_setting would run once per row.
    return f"(SELECT string_to_array(NULLIF(current_setting('hamyar.{name}', true), ''), ',')::{kind}[])::{kind}[]"


def _setting(name: str, kind: str) -> str:
    return f"(SELECT NULLIF(current_setting('hamyar.{name}', true), '')::{kind})"


def within_reach(column: str = "unit_path") -> str:
    """SQL condition: the path in ``column`` starts with one of the reader's unit paths."""
    return f"{column} ^@ ANY ({_setting_list('reach', 'text')})"


def own_household(column: str = "household_id") -> str:
    """SQL condition: the row belongs to a household of the person at the portal."""
    return f"{column} = ANY ({_setting_list('households', 'bigint')})"


def own_account(column: str = "account_id") -> str:
    """SQL condition: the row belongs to the portal account of this request."""
    return f"{column} = {_setting('account', 'bigint')}"


def own_person(column: str = "person_id") -> str:
    return f"{column} = {_setting('person', 'bigint')}"


def own_user(column: str) -> str:
    """SQL condition: the row was submitted by the member of staff of this request (service counters, referrers)."""
    return f"{column} = {_setting('user', 'bigint')}"


def through(table: str, column: str) -> str:
    """SQL condition: the row of ``table`` that ``column`` points to is visible under its own policy."""
    return f"EXISTS (SELECT 1 FROM {table} parent WHERE parent.id = {TABLE}.{column})"  # noqa: S608 - names of our own


class ProtectRows(RunSQL):
    """Migration step: row-level security on ``table``; a row is seen and written only where one condition holds."""

    def __init__(self, table: str, *conditions: str) -> None:
        condition = " OR ".join(f"({each})" for each in conditions).replace(TABLE, table)
        super().__init__(
            sql=(
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
                f"DROP POLICY IF EXISTS reach ON {table};"
                f"CREATE POLICY reach ON {table} USING ({condition}) WITH CHECK ({condition});"
            ),
            reverse_sql=f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        )
        self._arguments = (table, *conditions)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, list(self._arguments), {})


class AppendOnly(RunSQL):
    """Migration step: the application's role may add to ``table`` and read it, but not change, delete or empty it.

    On a server without that role (an operator's own naming) the triggers alone refuse.
    """

    def __init__(self, table: str) -> None:
        super().__init__(
            sql=_for_the_application(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM hamyar_app"),
            reverse_sql=_for_the_application(f"GRANT UPDATE, DELETE ON {table} TO hamyar_app"),
        )
        self._table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [self._table], {})


def _for_the_application(statement: str) -> str:
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hamyar_app') THEN {statement}; END IF; END $$;"
    )


def moves_trigger(
    moves: Mapping[Any, Any], *, field: str = "state", beginnings: tuple[Any, ...] = ()
) -> pgtrigger.Trigger:
    """The ``MOVES`` of a ``domain.py`` as a trigger, so that no path outside the law exists.

    ``beginnings``: states in which a row may be inserted; empty allows all.
    """
    pairs = sorted((str(one), str(other)) for one, others in moves.items() for other in others)
    allowed = ",".join(f"('{one}','{other}')" for one, other in pairs) or "('','')"
    first = ",".join(f"'{state}'" for state in beginnings)
    insert_check = (
        f"IF TG_OP = 'INSERT' THEN IF NEW.{field} NOT IN ({first}) THEN "
        f"RAISE EXCEPTION 'a row may not begin in state %', NEW.{field} USING ERRCODE = 'check_violation'; "
        f"END IF; RETURN NEW; END IF; "
        if first
        else ""
    )
    return pgtrigger.Trigger(
        name=f"moves_of_{field}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update if first else pgtrigger.Update,
        func=(
            f"{insert_check}"
            f"IF OLD.{field} IS DISTINCT FROM NEW.{field} AND (OLD.{field}, NEW.{field}) NOT IN ({allowed}) THEN "
            f"RAISE EXCEPTION 'no move from % to %', OLD.{field}, NEW.{field} USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN NEW;"
        ),
    )


class FaKey(models.Func):
    """Persian order: ``order_by(FaKey("family_name"))`` (docs/adr/0004)."""

    function = "fa_key"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'  # the order of bytes, whatever the server's own order is
    output_field = models.TextField()


class FaFold(models.Func):
    """Folded for search: ی/ي, ک/ك, آ/ا, half-spaces and spaces count as the same."""

    function = "fa_fold"
    output_field = models.TextField()
