"""What the current transaction may see: set for every request and every job, gone with the transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from psycopg.pq import TransactionStatus

from hamyar.org.domain import ROOT_REACH

SETTINGS = ("reach", "households", "person", "account", "user")


@dataclass(frozen=True)
class Reach:
    """Unit paths of a member of staff, or the household, person and account of somebody at the portal."""

    paths: tuple[str, ...] = ()
    households: tuple[int, ...] = ()
    person: int | None = None
    account: int | None = None
    user: int | None = None

    def values(self) -> tuple[str, str, str, str, str]:
        return (
            ",".join(self.paths),
            ",".join(str(pk) for pk in self.households),
            str(self.person or ""),
            str(self.account or ""),
            str(self.user or ""),
        )


NOTHING = Reach()
EVERYTHING = Reach(paths=(ROOT_REACH,))


def _write(values: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(f"set_config('hamyar.{name}', %s, true)" for name in SETTINGS), list(values)
        )


def _exchange(values: Iterable[str]) -> tuple[str, ...]:
    """Set the new values and return the former ones, in one question: every page asks it."""
    former = ", ".join(f"coalesce(current_setting('hamyar.{name}', true), '')" for name in SETTINGS)
    settings = ", ".join(f"set_config('hamyar.{name}', %s, true)" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"select {former}, {settings}", list(values))
        row = cursor.fetchone()
    assert row is not None
    return tuple(row[: len(SETTINGS)])


def set_reach(reach: Reach) -> None:
    """Set the reach for the rest of this transaction. Needs an open transaction: outside one it would not hold."""
    _check_transaction()
    _write(reach.values())


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the reach is set per transaction: open one first")


def _usable() -> bool:
    """Whether the transaction still takes commands. A broken one needs no reset: its settings vanish with it."""
    if connection.needs_rollback or connection.connection is None or connection.connection.closed:
        return False
    return connection.connection.info.transaction_status != TransactionStatus.INERROR


@contextmanager
def reaching(reach: Reach) -> Iterator[None]:
    """Another reach for a block inside the current transaction; the former one is put back."""
    _check_transaction()
    before = _exchange(reach.values())
    try:
        yield
    finally:
        if _usable():  # written back even where it looks unchanged: the block may have set another one
            _write(before)


@contextmanager
def whole_country(purpose: str) -> Iterator[None]:
    """For a step that the law carries across offices (routing, moving, the nightly tick). ``purpose`` is for you."""
    assert purpose
    with reaching(EVERYTHING):
        yield
