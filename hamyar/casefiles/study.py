"""Unmarried sons over 18: support goes on while they study without a break, until their studies end (E-6.n3).

Each school term asks for a proof of enrolment (A-47: the first intake after the eighteenth birthday, then the one after each
term that was proven). Who gives none until that day, ends his studies or marries is served no longer; the support of the
household goes on. Daughters are asked for nothing: the text is silent about them. Callers use ``casefiles.actions``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.domain import (
    CasefileState,
    EvidenceNeeded,
    FileNotOpen,
    NotAnAdultSon,
    StudyBroken,
    StudyEnd,
    TermNotOffered,
    study_deadline,
)
from hamyar.casefiles.models import Casefile, CasefileEvent, StudyProof
from hamyar.casefiles.wording import NO_ADULT_SON, STUDY_ENDS
from hamyar.documents.models import Document
from hamyar.obligations import actions as obligations
from hamyar.obligations.domain import ObligationState, end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org import clock
from hamyar.org.queries import in_force
from hamyar.registry import actions as registry
from hamyar.registry.domain import STUDY_ENDED, EducationStatus, MaritalStatus, Relation, Sex, Source
from hamyar.registry.models import HouseholdMember, Person
from hamyar.releases.queries import rules_on
from hamyar.values.age import age_on, birthday_in
from hamyar.values.school import next_term, term_of

Row = TypeVar("Row")
DUTY, CLAUSE = "study_evidence", "E-6.n3"
MARRIED = (MaritalStatus.MARRIED, MaritalStatus.SEPARATED, MaritalStatus.SPOUSE_MISSING)
OPEN = (CasefileState.ACTIVE, CasefileState.UPDATE_DUE, CasefileState.SUSPENDED)
ASKED = (CasefileState.ACTIVE, CasefileState.UPDATE_DUE)
SONS_AT_ONCE = 500


@dataclass(frozen=True)
class Son:
    """An adult son of the household: what was proven, and by when the next proof is awaited."""

    member: HouseholdMember
    proofs: list[StudyProof]  # the latest first
    begins_by: date  # in which intake at the latest he must be enrolled, for his studies to be unbroken
    asked: bool

    @property
    def person(self) -> Person:
        return self.member.person

    @property
    def served(self) -> bool:
        return self.member.receives_service

    @property
    def ended(self) -> bool:
        return self.member.service_ended_clause == STUDY_ENDED


def _batched(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[first : first + size] for first in range(0, len(rows), size))


def terms_offered(on: date) -> list[tuple[date, date]]:
    """The terms for which a proof is taken: the one in which the day lies, and the next."""
    now = term_of(on)
    return [now, term_of(now[1])]


def sons_of(casefile: Casefile, on: date) -> list[Son]:
    """Every adult son of the household on a day, the eldest first; those who are married are none any more."""
    members = list(_adult_sons(on).filter(household=casefile.household).exclude(person__marital_status__in=MARRIED))
    return _told(members, {casefile.household_id: casefile}, on)


def _adult_sons(on: date) -> QuerySet[HouseholdMember]:
    adult = int(rules_on(on).value("age.adult"))
    rows = HouseholdMember.objects.filter(
        in_force(on), relation=Relation.CHILD, person__sex=Sex.MALE, person__died_on=None, person__merged_into=None,
        person__born_on__lte=birthday_in(on, on.year - adult),
    )  # fmt: skip
    return rows.select_related("person").order_by("person__born_on", "pk")


def _told(members: Iterable[HouseholdMember], files: dict[int, Casefile], on: date) -> list[Son]:
    """The sons with their proofs and days, in a fixed number of questions."""
    rules = rules_on(on)
    adult, gap = int(rules.value("age.adult")), int(rules.value("study.gap"))
    sons = [each for each in members if age_on(each.person.born_on, on) >= adult]
    proofs: dict[int, list[StudyProof]] = {}
    for proof in StudyProof.objects.filter(person__in=[each.person_id for each in sons]).order_by("-from_on"):
        proofs.setdefault(proof.person_id, []).append(proof)
    asked: dict[str, date] = {}
    waiting = set()
    subjects = [files[each.household_id].pk for each in sons]
    for duty in Obligation.objects.filter(
        kind=DUTY, subject_type=Casefile._meta.label_lower, subject_id__in=subjects
    ).order_by("due_at"):
        asked[duty.period_key] = clock.day_of(duty.due_at)
        lifted_for_now = duty.state == ObligationState.WAIVED and asked[duty.period_key] >= on
        if duty.state == ObligationState.OPEN or lifted_for_now:
            waiting.add(duty.period_key)
    found = []
    for each in sons:
        given, key = proofs.get(each.person_id, []), str(each.person_id)
        grown_on = birthday_in(each.person.born_on, each.person.born_on.year + adult)
        since = given[0].until_on if given else max(grown_on, clock.day_of(files[each.household_id].opened_at))
        never_asked = study_deadline(on, 1)  # an intake that passed before anybody was asked gives way to the next
        begins_by = max(study_deadline(since, gap), asked.get(key, never_asked))
        found.append(Son(each, given, begins_by, key in waiting))
    return found


@transaction.atomic
def ask_for_proofs(*, at: datetime) -> int:
    """The clock's part: every served son who has turned 18, or whose proven term ends, is a duty. Returns how many are new."""
    on = clock.day_of(at)
    served = _adult_sons(on).filter(receives_service=True).exclude(person__marital_status__in=MARRIED)
    asked = set(Obligation.objects.filter(kind=DUTY, state=ObligationState.OPEN).values_list("period_key", flat=True))
    waiting = [row for row in served.values_list("household_id", "pk", "person_id") if str(row[2]) not in asked]
    opened = 0
    for some in _batched(waiting, SONS_AT_ONCE):
        files = _files_of({household for household, _pk, _person in some})
        members = served.filter(pk__in=[pk for household, pk, _person in some if household in files])
        owed = [_owed(files[son.member.household_id], son, on) for son in _told(members, files, on) if not son.asked]
        opened += len(obligations.open_duties(kind=DUTY, owed=owed, at=at))
    return opened


def _files_of(households: Collection[int]) -> dict[int, Casefile]:
    """The files in support of these households. Asked by numbers: the clock passes here every hour, over the whole country."""
    files = Casefile.objects.filter(household__in=households, state__in=ASKED).select_related("unit", "social_worker")
    return {each.household_id: each for each in files}


def _owed(casefile: Casefile, son: Son, on: date) -> obligations.Owed:
    """Due on the first day of the intake; after a duty that was lifted, on that of the next."""
    due_on = son.begins_by if son.begins_by >= on else next_term(on)
    return obligations.Owed(
        subject=casefile, label=casefile.number, unit=casefile.unit, owner=casefile.social_worker,
        due_at=end_of_day(due_on), period_key=str(son.member.person_id),
    )  # fmt: skip


@transaction.atomic
def end_unproven(*, at: datetime) -> int:
    """The clock's part: sons who were asked in vain, and those who have married, are served no longer; returns how many."""
    ended = 0
    late = Obligation.objects.filter(kind=DUTY, state=ObligationState.OPEN, due_at__lt=at)
    for subject_id, key in list(late.order_by("pk").values_list("subject_id", "period_key")):
        ended += _end(subject_id, int(key), StudyEnd.GAP, at=at)
    on = clock.day_of(at)
    married = _adult_sons(on).filter(receives_service=True, person__marital_status__in=MARRIED)
    for some in _batched(list(married.values_list("household_id", "person_id")), SONS_AT_ONCE):
        files = _files_of({household for household, _person in some})
        for household_id, person_id in some:
            if household_id in files:
                ended += _end(files[household_id].pk, person_id, StudyEnd.MARRIAGE, at=at)
    return ended


def _end(casefile_id: int, person_id: int, why: StudyEnd, *, at: datetime) -> bool:
    row, person = _locked(casefile_id), Person.objects.get(pk=person_id)
    member = _adult_sons(clock.day_of(at)).filter(household=row.household, person=person).first()
    if row.state not in OPEN or member is None or not member.receives_service:
        obligations.waive_duties(
            subject=row, kind=DUTY, period_key=str(person_id), reason=NO_ADULT_SON, by=CLOCK, at=at
        )
        return False
    _write_end(row, person, why, note="", by=CLOCK, at=at)
    return True


@transaction.atomic
def record_study(
    *,
    casefile: Casefile,
    person: Person,
    from_on: date,
    institution: str,
    status: str,
    by: Actor,
    at: datetime,
    document: Document | None = None,
) -> StudyProof:
    """A proof that a son is enrolled for a term, as pupil or student: his support goes on, and the next term is asked for.

    Support that had ended for want of the proof comes back while the studies are unbroken. Raises FileNotOpen, NotAnAdultSon,
    TermNotOffered, EvidenceNeeded, StudyBroken.
    """
    row, on = _locked(casefile.pk), clock.day_of(at)
    son = _son(row, person, on)
    sent_before = StudyProof.objects.filter(person=person, from_on=from_on).first()
    if sent_before is not None:
        return sent_before
    until_on = dict(terms_offered(on)).get(from_on)
    if until_on is None:
        raise TermNotOffered()
    if not institution.strip():
        raise EvidenceNeeded(clause=CLAUSE)
    if from_on > son.begins_by:
        raise StudyBroken(by_day=son.begins_by)
    proof = StudyProof.objects.create(
        casefile=row, person=person, from_on=from_on, until_on=until_on, institution=institution.strip()[:160],
        status=EducationStatus(status), document=document, recorded_at=at, by_label=by.label,
    )  # fmt: skip
    studies = {"education_status": proof.status}
    registry.change_person(person=person, changes=studies, source=Source.OFFICE, by=by, at=at)
    if son.ended:
        registry.resume_service(household=row.household, person=person, by=by, at=at)
    obligations.close_duties(kind=DUTY, subject=row, period_key=str(person.pk), by=by, at=at)
    asked = [_owed(row, each, on) for each in sons_of(row, on) if each.person.pk == person.pk and each.served]
    obligations.open_duties(kind=DUTY, owed=asked, at=at)
    _keep(row, "study_proven", f"{person.full_name}، {proof.institution}", by=by, at=at)
    audit.record("casefiles.study.proven", about=row, by=by, at=at, person=person.pk, until=until_on.isoformat())
    return proof


@transaction.atomic
def end_study(*, casefile: Casefile, person: Person, why: str, note: str, by: Actor, at: datetime) -> Casefile:
    """His studies ended or broke off, or he married: he is served no longer, the household is told (E-6.n3).

    Raises FileNotOpen, NotAnAdultSon, EvidenceNeeded.
    """
    row = _locked(casefile.pk)
    son = _son(row, person, clock.day_of(at))
    if not note.strip():
        raise EvidenceNeeded(clause=CLAUSE)
    if son.ended:
        return row  # sent twice
    if why == StudyEnd.MARRIAGE:
        married = {"marital_status": MaritalStatus.MARRIED}
        registry.change_person(person=person, changes=married, source=Source.OFFICE, by=by, at=at)
    _write_end(row, person, StudyEnd(why), note=note.strip(), by=by, at=at)
    return row


def _write_end(row: Casefile, person: Person, why: StudyEnd, *, note: str, by: Actor, at: datetime) -> None:
    registry.end_service(household=row.household, person=person, clause=STUDY_ENDED, by=by, at=at)
    said = STUDY_ENDS[why]
    obligations.waive_duties(subject=row, kind=DUTY, period_key=str(person.pk), reason=said, by=by, at=at)
    _keep(row, "study_ended", f"{person.full_name}: {said}{'؛ ' + note if note else ''}", by=by, at=at)
    audit.record("casefiles.study.ended", about=row, by=by, at=at, person=person.pk, why=str(why))


def _keep(row: Casefile, event: str, reason: str, *, by: Actor, at: datetime) -> None:
    CasefileEvent.objects.create(
        casefile=row, at=at, event=event, reason=reason[:300], clause=CLAUSE, by_label=by.label
    )


def _locked(casefile_id: int) -> Casefile:
    rows = Casefile.objects.select_for_update(of=("self",)).select_related("household", "unit", "social_worker")
    return rows.get(pk=casefile_id)


def _son(row: Casefile, person: Person, on: date) -> Son:
    if row.state not in OPEN:
        raise FileNotOpen(clause=CLAUSE, state=row.state)
    son = next((each for each in sons_of(row, on) if each.person.pk == person.pk), None)
    if son is None:
        raise NotAnAdultSon()
    return son
