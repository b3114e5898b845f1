"""Merging two records of one person, and taking that back exactly (DESIGN.md section 6). Callers use ``registry.actions``."""

from datetime import datetime

from django.db import IntegrityError, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.outbox.actions import publish
from hamyar.registry import queries
from hamyar.registry.domain import AlreadyMerged, CodeTaken, NotMerged, ReasonNeeded, TwoCodes
from hamyar.registry.models import HouseholdMember, Person, PersonMerge


@transaction.atomic
def merge_people(*, survivor: Person, merged: Person, reason: str, by: Actor, at: datetime) -> PersonMerge:
    """From now on ``merged`` leads to ``survivor``: search, file and score know one person. No row is re-pointed.

    Raises ReasonNeeded, TwoCodes for two different valid national codes, AlreadyMerged for chains and for one record twice.
    """
    if not reason.strip():
        raise ReasonNeeded(clause="E-2.2")
    ids = sorted({survivor.pk, merged.pk})
    rows = {row.pk: row for row in Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")}
    if len(rows) < 2 or any(row.merged_into_id for row in rows.values()):
        raise AlreadyMerged()
    keeps, leads = rows[survivor.pk], rows[merged.pk]
    if keeps.national_code_valid and leads.national_code_valid and keeps.national_code != leads.national_code:
        raise TwoCodes()
    if Person.objects.filter(merged_into=leads).exists():
        raise AlreadyMerged()
    leads.merged_into = keeps
    leads.save(update_fields=["merged_into"])
    row = PersonMerge.objects.create(
        merged=leads, survivor=keeps, reason=reason.strip()[:300], merged_at=at, merged_by=by.label
    )
    audit.record("registry.people.merged", about=keeps, by=by, at=at, merged=leads.pk)
    _tell(row, at=at)
    return row


@transaction.atomic
def unmerge_people(*, merge: PersonMerge, reason: str, by: Actor, at: datetime) -> PersonMerge:
    """They are two people after all: everything is again as it was. Raises ReasonNeeded, NotMerged, CodeTaken."""
    if not reason.strip():
        raise ReasonNeeded(clause="E-2.2")
    row = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if row.undone_at is not None:
        raise NotMerged()
    try:
        with transaction.atomic():
            Person.objects.filter(pk=row.merged_id).update(merged_into=None)
    except IntegrityError as fault:
        raise CodeTaken() from fault
    row.undone_at, row.undone_reason, row.undone_by = at, reason.strip()[:300], by.label
    row.save(update_fields=["undone_at", "undone_reason", "undone_by"])
    audit.record("registry.people.unmerged", about=row.survivor, by=by, at=at, merged=row.merged_id)
    _tell(row, at=at)
    return row


def _tell(row: PersonMerge, *, at: datetime) -> None:
    """The households of both records are assessed anew."""
    members = HouseholdMember.objects.filter(
        queries.in_force(clock.day_of(at)), person__in=[row.merged_id, row.survivor_id]
    )
    for household in set(members.values_list("household_id", flat=True)):
        publish("registry.facts.changed", at=at, household_id=household, fields=["merged_into"])
