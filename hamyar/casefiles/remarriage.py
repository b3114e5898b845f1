"""A woman who heads the household by divorce or death marries again: her children stay supported, and the file passes to the
eldest of them (E-6.2.1).

The file alone changes its name (A-23): the head of the household is still whoever bears or decides the costs (E-D.9), and
money goes to an adult whom the worker confirms. Callers use ``casefiles.actions``.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.casefiles.domain import (
    CasefileState,
    EvidenceNeeded,
    FileNotOpen,
    NoChildToHold,
    NotAloneBefore,
    NotHerChildrensAdult,
    NotYet,
)
from hamyar.casefiles.models import Casefile, CasefileEvent, HolderChange
from hamyar.org import clock
from hamyar.outbox.actions import publish
from hamyar.registry import actions as registry
from hamyar.registry import family, queries
from hamyar.registry.domain import REMARRIED, MaritalStatus, Sex, Source
from hamyar.registry.family_groups import POLYGAMOUS
from hamyar.registry.models import Person
from hamyar.registry.served import served_children

CLAUSE = "E-6.2.1"
GROUPS = ("female_widow", "female_divorced")
ALONE = (MaritalStatus.WIDOWED, MaritalStatus.DIVORCED)
HAPPENS_IN = (CasefileState.ACTIVE, CasefileState.UPDATE_DUE, CasefileState.SUSPENDED)
RESPONSIBLE_REASON = "سرپرست دوباره ازدواج کرد و پرونده به نام فرزند شد."


@dataclass(frozen=True)
class Passing:
    """What the event would do: whose services end, to whom the file passes, who may act for the children."""

    mother: Person
    children: list[Person]
    adults: list[Person]

    @property
    def heir(self) -> Person | None:
        return self.children[0] if self.children else None


def concerns(casefile: Casefile, head: Person | None) -> bool:
    """Is the file one that her marriage would pass on: of a woman, by divorce or by her husband's death, in her own name?"""
    if head is None or head.sex != Sex.FEMALE or casefile.state not in HAPPENS_IN:
        return False
    if (casefile.holder.merged_into_id or casefile.holder_id) != head.pk:
        return False
    groups = casefile.target_groups
    by_group = (
        any(group in groups for group in GROUPS) and POLYGAMOUS not in groups
    )  # a wife's own household (E-6.6.2.3)
    return head.marital_status in ALONE or by_group


def passing_of(casefile: Casefile, on: date) -> Passing | None:
    """What the event would do on a day; None where the file is not hers by divorce or death."""
    head = queries.head_of(casefile.household, on)
    if head is None or not concerns(casefile, head):
        return None
    children = [each.person for each in served_children(casefile.household, on)]
    guardians = [each.holder for each in family.guardians_of(casefile.household, on)]
    adults = {person.pk: person for person in (head, *guardians) if person.died_on is None}
    return Passing(head, children, list(adults.values()))


def holders_of(casefile: Casefile) -> list[HolderChange]:
    """In whose name the file was before, the latest change first."""
    return list(HolderChange.objects.filter(casefile=casefile).select_related("former", "holder").order_by("-pk"))


@transaction.atomic
def record_remarriage(
    *, casefile: Casefile, on: date, evidence: str, responsible: Person, by: Actor, at: datetime
) -> HolderChange:
    """She married on a day, by some evidence: her services end, the children's go on, the file passes to the eldest of them
    under its number, and ``responsible``, she or a guardian, acts for the children (A-23).

    Raises FileNotOpen, NotAloneBefore, NoChildToHold, NotYet, EvidenceNeeded, NotHerChildrensAdult.
    """
    row = (
        Casefile.objects.select_for_update(of=("self",))
        .select_related("household", "holder", "unit")
        .get(pk=casefile.pk)
    )
    today = clock.day_of(at)
    sent_before = HolderChange.objects.filter(casefile=row, holder=row.holder_id, on=on).first()
    if sent_before is not None:
        return sent_before
    if row.state not in HAPPENS_IN:
        raise FileNotOpen(clause=CLAUSE, state=row.state)
    passing = passing_of(row, today)
    if passing is None:
        raise NotAloneBefore()
    if passing.heir is None:
        raise NoChildToHold()
    if on > today:
        raise NotYet(clause=CLAUSE)
    if not evidence.strip():
        raise EvidenceNeeded(clause=CLAUSE)
    if responsible not in passing.adults:
        raise NotHerChildrensAdult()
    mother, heir = passing.mother, passing.heir
    married = {"marital_status": MaritalStatus.MARRIED}
    registry.change_person(person=mother, changes=married, source=Source.OFFICE, by=by, at=at)
    registry.end_service(household=row.household, person=mother, clause=REMARRIED, by=by, at=at)
    registry.set_responsible_person(
        household=row.household, person=responsible, reason=RESPONSIBLE_REASON, on=today, by=by, at=at
    )
    row.holder = heir
    row.save(update_fields=["holder"])
    change = HolderChange.objects.create(
        casefile=row, former=mother, holder=heir, on=on, evidence=evidence.strip()[:200], recorded_at=at,
        by_label=by.label,
    )  # fmt: skip
    CasefileEvent.objects.create(
        casefile=row, at=at, event="holder_changed", clause=CLAUSE, by_label=by.label,
        reason=f"{mother.full_name} ازدواج کرد؛ پرونده به نام {heir.full_name} شد. مستند: {change.evidence}"[:300],
    )  # fmt: skip
    audit.record("casefiles.holder.changed", about=row, by=by, at=at, former=mother.pk, holder=heir.pk)
    publish("casefiles.holder.changed", at=at, casefile_id=row.pk, household_id=row.household_id)
    casefile.holder = heir
    return change
