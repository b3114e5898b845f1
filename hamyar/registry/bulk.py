"""Reading files of households in: checked first, then applied; the same file never twice."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.models import OrgUnit
from hamyar.outbox.actions import publish
from hamyar.registry import queries, spreadsheet
from hamyar.registry.domain import BatchState, NotStorable, RowState, RowsWrong
from hamyar.registry.exchange import check_storable, import_document
from hamyar.registry.households import entrust
from hamyar.registry.models import Household, ImportBatch, ImportRow
from hamyar.registry.spreadsheet import Fault, Read
from hamyar.values import national_code
from hamyar.values.digits import to_persian
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

AT_ONCE = 500
NOT_TAKEN = "پایگاه داده این ردیف را نپذیرفت. مقدارهای آن را بازبینی کنید."

Told = Callable[[int], None]


def _nobody(_count: int) -> None:
    """Progress that nobody watches."""


@transaction.atomic
def read_file(*, name: str, content: bytes, unit: OrgUnit, by: Actor, at: datetime) -> ImportBatch:
    """Read a file and check every household of it; nothing is registered yet. Raises FileUnreadable.

    A file that this office has sent before gives its batch again: what is applied stays, the rest is looked at anew.
    """
    kind = spreadsheet.kind_of(name)
    digest = hashlib.sha256(content).hexdigest()
    OrgUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # two people who send one file at once
    batch = ImportBatch.objects.filter(unit=unit, sha256=digest).first()
    if batch is not None:
        if batch.state == BatchState.CHECKED:
            _look_again(batch)
        return batch
    batch = ImportBatch.objects.create(
        unit=unit, unit_path=unit.path, file_name=name[-200:], kind=kind, sha256=digest, uploaded_by=by.label,
        uploaded_at=at,
    )  # fmt: skip
    seen: dict[str, int] = {}
    reads = spreadsheet.households(kind, content, on=clock.day_of(at))
    while some := [_row(batch, read, seen) for read in islice(reads, AT_ONCE)]:
        ImportRow.objects.bulk_create(some)
        batch.rows_total += len(some)
    batch.save(update_fields=["rows_total"])
    audit.record(
        "registry.file.read", about=batch, by=by, at=at, rows=batch.rows_total, wrong=wrong_rows(batch).count()
    )
    return batch


def _row(batch: ImportBatch, read: Read, seen: dict[str, int]) -> ImportRow:
    faults = list(read.faults)
    content = {"document": read.document, "beyond": read.beyond, "cells": read.cells}
    for name, value in content.items():
        try:
            check_storable(value)
        except NotStorable as refusal:
            faults.append(read.fault_at(str(refusal.details["path"]), sentence(refusal)))
            content[name] = type(value)()
    if not isinstance(read.document, dict):
        content["document"] = {}
    if not faults:
        faults += _taken(read, seen)
    return ImportRow(
        batch=batch, number=read.number, lines=read.rows, state=RowState.WRONG if faults else RowState.READY,
        faults=[fault.as_data() for fault in faults], **content,
    )  # fmt: skip


def _taken(read: Read, seen: dict[str, int]) -> Iterator[Fault]:
    """People who stand twice in the file, or are in another household already (E-D.6)."""
    on = date.fromisoformat(read.document["as_of"])
    for index, person in enumerate(read.document["people"]):
        code = person.get("national_code") or ""
        if not national_code.is_valid(code):
            continue
        path = f"$.people[{index}].national_code"
        if code in seen:
            yield read.fault_at(path, f"این کد ملی در ردیف {to_persian(seen[code])} همین پرونده هم آمده است.")
        seen.setdefault(code, read.rows[index] if read.rows else read.number)
        known = queries.known_person(code)
        there = queries.active_membership_of(known.person_id, from_on=on) if known else None
        if there is not None:
            number = to_persian(there.casefile_number or "بی‌شماره")
            said = f"این شخص هم‌اکنون عضو خانوار دیگری است (پروندهٔ {number}، {there.office_title})."
            yield read.fault_at(path, said, passing=True)


def _look_again(batch: ImportBatch) -> None:
    """What was wrong because somebody was in another household may be right by now, and the other way about."""
    seen: dict[str, int] = {}
    for row in batch.rows.exclude(state=RowState.APPLIED).order_by("number"):
        if any(not fault["passing"] for fault in row.faults):
            continue
        read = Read(row.number, document=row.document, rows=row.lines)
        faults = list(_taken(read, seen))
        row.state = RowState.WRONG if faults else RowState.READY
        row.faults = [fault.as_data() for fault in faults]
        row.save(update_fields=["state", "faults"])


def wrong_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    return batch.rows.filter(state=RowState.WRONG).order_by("number")


def ready_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    return batch.rows.filter(state=RowState.READY).order_by("number")


@transaction.atomic
def start(*, batch: ImportBatch, keep_good: bool, by: Actor, at: datetime) -> ImportBatch:
    """Decide to register what the file holds: everything or nothing, or the good rows. Raises RowsWrong.

    A batch that has been started is returned as it is.
    """
    row = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.state != BatchState.CHECKED:
        return row
    wrong = wrong_rows(row).count()
    if wrong and not keep_good:
        raise RowsWrong(count=wrong)
    row.state, row.keep_good = BatchState.APPLYING, keep_good
    row.started_by, row.started_by_user = by.label, by.user_id
    row.save(update_fields=["state", "keep_good", "started_by", "started_by_user"])
    audit.record("registry.file.started", about=row, by=by, at=at, keep_good=keep_good)
    return row


@transaction.atomic
def carry_on(*, batch: ImportBatch, at: datetime, most: int | None = None, told: Told = _nobody) -> ImportBatch:
    """Register the next rows, at most so many of them where good rows are kept; ends the batch with its last row.

    All or nothing: either every row is registered in this one step, or none is, and the batch shows which row it was.
    """
    row = ImportBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    if row.state != BatchState.APPLYING:
        return row
    by = Actor("staff", label=row.started_by, user_id=row.started_by_user)
    if row.keep_good:
        for count, each in enumerate(list(ready_rows(row)[:most]), start=1):
            _keep_or_reject(row, each, by=by, at=at)
            told(count)
        if ready_rows(row).exists():
            return row
    elif not _all_or_nothing(row, by=by, at=at, told=told):
        return row
    row.state, row.applied_at = BatchState.APPLIED, at
    row.save(update_fields=["state", "applied_at"])
    applied = row.rows.filter(state=RowState.APPLIED).count()
    audit.record("registry.file.applied", about=row, by=by, at=at, applied=applied, wrong=wrong_rows(row).count())
    publish("registry.file.applied", at=at, batch_id=row.pk)
    return row


class _Stopped(Exception):
    """One row of an all-or-nothing file failed."""

    def __init__(self, row: ImportRow, fault: Fault) -> None:
        self.row, self.fault = row, fault
        super().__init__()


def _all_or_nothing(batch: ImportBatch, *, by: Actor, at: datetime, told: Told) -> bool:
    try:
        with transaction.atomic():
            for count, row in enumerate(list(ready_rows(batch)), start=1):
                fault = _apply(batch, row, by=by, at=at)
                if fault is not None:
                    raise _Stopped(row, fault)
                told(count)
    except _Stopped as stopped:
        _reject(stopped.row, stopped.fault)
        batch.state = BatchState.CHECKED
        batch.save(update_fields=["state"])
        return False
    return True


def _keep_or_reject(batch: ImportBatch, row: ImportRow, *, by: Actor, at: datetime) -> None:
    fault = _apply(batch, row, by=by, at=at)
    if fault is not None:
        _reject(row, fault)


def _reject(row: ImportRow, fault: Fault) -> None:
    row.refresh_from_db()
    row.state, row.faults = RowState.WRONG, [fault.as_data()]
    row.save(update_fields=["state", "faults"])


def _apply(batch: ImportBatch, row: ImportRow, *, by: Actor, at: datetime) -> Fault | None:
    """Register one household in a savepoint of its own; the fault when that failed."""
    read = Read(row.number, document=row.document, rows=row.lines)
    try:
        with transaction.atomic():
            household = import_document(document=row.document, beyond=row.beyond, unit=batch.unit, by=by, at=at)
            _entrust_by_territory(household, row.document["dwelling"].get("postal_code", ""), by=by, at=at)
            row.household, row.state, row.document, row.beyond, row.cells = household, RowState.APPLIED, {}, {}, []
            row.save(update_fields=["household", "state", "document", "beyond", "cells"])
    except Refusal as refusal:
        return read.fault_at(str(refusal.details.get("path", "$")), sentence(refusal), passing=True)
    except DatabaseError:
        return read.fault_at("$", NOT_TAKEN)
    return None


def _entrust_by_territory(household: Household, postal_code: str, *, by: Actor, at: datetime) -> None:
    """The worker of the postal area answers for the household (E-13.2), where that area is this office's."""
    route = org.route_for(postal_code, on=clock.day_of(at)) if postal_code else None
    if route is not None and route.worker is not None and route.office.pk == household.unit_id:
        entrust(household=household, worker=route.worker, by=by, at=at)


def reject_file(batch: ImportBatch) -> str:
    """The wrong rows, to be mended and sent again: .csv for spreadsheets, .jsonl for documents."""
    rows: Iterable[ImportRow] = wrong_rows(batch).iterator()
    return spreadsheet.reject_text(batch.kind, ((row.cells, row.document, row.number, row.faults) for row in rows))


def reject_name(batch: ImportBatch) -> str:
    return f"rejected-{batch.pk}.{'jsonl' if batch.kind == 'jsonl' else 'csv'}"


def progress(batch: ImportBatch) -> dict[str, Any]:
    """How many households are registered, waiting and wrong."""
    applied = batch.rows.filter(state=RowState.APPLIED).count()
    wrong = wrong_rows(batch).count()
    return {"total": batch.rows_total, "applied": applied, "wrong": wrong, "ready": batch.rows_total - applied - wrong}


def batch_in_units(units: Iterable[OrgUnit], pk: int) -> ImportBatch | None:
    return ImportBatch.objects.filter(unit__in=units, pk=pk).select_related("unit").first()


def batches_of(units: Iterable[OrgUnit]) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(unit__in=units).order_by("-pk")
