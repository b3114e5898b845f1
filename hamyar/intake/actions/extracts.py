"""Files of people from databases of the country: checked first, then turned into leads; nobody twice (E-1.1.2).

They are read as files of households are (``registry.bulk``): the same kinds, preview, row-level faults, reject file.
"""

import hashlib
from datetime import date, datetime
from itertools import islice

from django.db import DatabaseError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake import extract_file
from hamyar.intake.actions.lead_moves import locked_lead, note_lead
from hamyar.intake.actions.leads import Standing, record_lead, standing_of, under_way
from hamyar.intake.domain import Finding, Indicator, LeadOrigin, LeadState
from hamyar.intake.models import Lead, LeadExtract, LeadExtractRow
from hamyar.org import clock
from hamyar.org.models import OrgUnit
from hamyar.org.reach import whole_country
from hamyar.outbox.actions import publish
from hamyar.registry import spreadsheet
from hamyar.registry.bulk import NOT_TAKEN
from hamyar.registry.domain import BatchState, RowState
from hamyar.registry.spreadsheet import Fault
from hamyar.values.digits import to_persian
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

AT_ONCE = 500


@transaction.atomic
def read_extract(*, name: str, content: bytes, source: str, unit: OrgUnit, by: Actor, at: datetime) -> LeadExtract:
    """Read a file and check every row of it; no lead is opened yet. Raises FileUnreadable.

    A file that this office has sent before gives its extract again: what is applied stays, the rest is looked at anew.
    """
    kind = spreadsheet.kind_of(name)
    digest = hashlib.sha256(content).hexdigest()
    OrgUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # two people who send one file at once
    extract = LeadExtract.objects.filter(unit=unit, sha256=digest).first()
    if extract is not None:
        if extract.state == BatchState.CHECKED:
            _look_again(extract)
        return extract
    extract = LeadExtract.objects.create(
        unit=unit, unit_path=unit.path, source=source.strip(), file_name=name[-200:], kind=kind, sha256=digest,
        uploaded_by=by.label, uploaded_at=at,
    )  # fmt: skip
    seen: dict[str, int] = {}
    rows = extract_file.people(kind, content, on=clock.day_of(at))
    while some := [_row(extract, each, seen) for each in islice(rows, AT_ONCE)]:
        LeadExtractRow.objects.bulk_create(some)
        extract.rows_total += len(some)
    extract.save(update_fields=["rows_total"])
    wrong = extract.rows.filter(state=RowState.WRONG).count()
    audit.record("intake.extract.read", about=extract, by=by, at=at, rows=extract.rows_total, wrong=wrong)
    return extract


def _row(extract: LeadExtract, read: extract_file.Row, seen: dict[str, int]) -> LeadExtractRow:
    code = read.content.get("national_code", "")
    if not read.faults and code in seen:
        read.wrong(extract_file.CODE, f"این کد ملی در ردیف {to_persian(seen[code])} همین پرونده هم آمده است.")
    seen.setdefault(code, read.number)
    return LeadExtractRow(
        extract=extract, number=read.number, state=RowState.WRONG if read.faults else RowState.READY,
        content=read.content, cells=read.cells, faults=[fault.as_data() for fault in read.faults],
        finding="" if read.faults else str(standing_of(code).finding),
    )  # fmt: skip


def _look_again(extract: LeadExtract) -> None:
    """What is known of the people may have changed since the file was read."""
    for row in extract.rows.filter(state=RowState.READY):
        row.finding = str(standing_of(row.content["national_code"]).finding)
        row.save(update_fields=["finding"])


@transaction.atomic
def start_extract(*, extract: LeadExtract, by: Actor, at: datetime) -> LeadExtract:
    """Decide to open leads for the rows that are right. One that has been started is returned as it is."""
    row = LeadExtract.objects.select_for_update(of=("self",)).get(pk=extract.pk)
    if row.state != BatchState.CHECKED:
        return row
    row.state, row.started_by, row.started_by_user = BatchState.APPLYING, by.label, by.user_id
    row.save(update_fields=["state", "started_by", "started_by_user"])
    audit.record("intake.extract.started", about=row, by=by, at=at)
    return row


@transaction.atomic
def carry_on_extract(*, extract: LeadExtract, at: datetime, most: int | None = None) -> LeadExtract:
    """Open leads for the next rows, at most so many; ends the extract with its last row."""
    row = LeadExtract.objects.select_for_update(of=("self",)).select_related("unit").get(pk=extract.pk)
    if row.state != BatchState.APPLYING:
        return row
    by = Actor("staff", label=row.started_by, user_id=row.started_by_user)
    ready = row.rows.filter(state=RowState.READY).order_by("number")
    for each in list(ready[:most]):
        _apply(row, each, by=by, at=at)
    if ready.exists():
        return row
    row.state, row.applied_at = BatchState.APPLIED, at
    row.save(update_fields=["state", "applied_at"])
    applied = row.rows.filter(state=RowState.APPLIED).count()
    audit.record("intake.extract.applied", about=row, by=by, at=at, applied=applied)
    publish("intake.extract.applied", at=at, extract_id=row.pk)
    return row


def _apply(extract: LeadExtract, row: LeadExtractRow, *, by: Actor, at: datetime) -> None:
    """One row: a lead, or the mark on the lead that is there already. A row that fails is kept with its reason."""
    try:
        with transaction.atomic(), whole_country("leads of an extract"):
            standing = standing_of(row.content["national_code"])
            row.finding = str(standing.finding)
            row.lead = _named_again(extract, row, standing, by=by, at=at) or _found(extract, row, by=by, at=at)
            row.state, row.content, row.cells = RowState.APPLIED, {}, []
            row.save(update_fields=["finding", "lead", "state", "content", "cells"])
    except (Refusal, DatabaseError) as fault:
        row.refresh_from_db()
        said = sentence(fault) if isinstance(fault, Refusal) else NOT_TAKEN
        row.state, row.faults = RowState.WRONG, [Fault(row.number, "$", said, passing=True).as_data()]
        row.save(update_fields=["state", "faults"])


def _named_again(
    extract: LeadExtract, row: LeadExtractRow, standing: Standing, *, by: Actor, at: datetime
) -> Lead | None:
    """The lead that is there already, open or matched with the same file: a database that names it is added to it."""
    code = row.content["national_code"]
    if standing.finding == Finding.LEAD:
        found = under_way(code).first()
    else:
        matched = Lead.objects.filter(national_code=code)
        found = matched.filter(state=LeadState.MATCHED, matched_number=standing.number).order_by("-pk").first()
    if found is not None:
        note_lead(locked_lead(found), event="named_again", by=by, at=at, reason=extract.source, clause="E-1.1.2")
    return found


def _found(extract: LeadExtract, row: LeadExtractRow, *, by: Actor, at: datetime) -> Lead:
    return record_lead(
        origin=LeadOrigin.DATABASE, indicator=Indicator(row.content["indicator"]),
        found_on=date.fromisoformat(row.content["found_on"]), about=row.content, office=extract.unit,
        source=extract.source, by=by, at=at,
    )  # fmt: skip


def reject_file(extract: LeadExtract) -> str:
    """The wrong rows with the reasons beside them, to be mended and sent again."""
    wrong = extract.rows.filter(state=RowState.WRONG).order_by("number").iterator()
    rejected = (([row.cells], _as_object(row.cells), row.number, row.faults) for row in wrong)
    return spreadsheet.reject_text(extract.kind, rejected, headers=extract_file.HEADERS)


def _as_object(cells: list[str]) -> dict[str, str]:
    columns = zip(extract_file.COLUMNS, cells, strict=False)  # a line that was no object has no cells
    return {column.name: cell for column, cell in columns if cell}
