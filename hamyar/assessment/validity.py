"""How long a household's data may be relied on, group by group, and who has to look at them again (E-8.0.1, E-8.0.3).

A group is fresh when its section of the questionnaire was verified, or when the worker has asked and confirmed it by visit,
by telephone or at the office (E-8.b). Its validity is a parameter of the day on which that happened.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from hamyar.assessment import queries, service_requests
from hamyar.assessment.domain import DataGroup, NothingConfirmed, QuestionnaireState, Section
from hamyar.assessment.models import DataValidity, Questionnaire
from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.domain import CasefileState, ContactSource
from hamyar.casefiles.models import Casefile
from hamyar.guidelines.ruleset import RuleSet
from hamyar.obligations.actions import Owed, close_duties, open_duties, open_duty
from hamyar.obligations.domain import ObligationState, end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.registry import queries as registry
from hamyar.registry.domain import Source
from hamyar.registry.models import Household, HouseholdMember
from hamyar.releases.queries import rules_on
from hamyar.values import jalali
from hamyar.values.school import next_term

KIND = "questionnaire_update"
IN_SUPPORT = (CasefileState.ACTIVE, CasefileState.UPDATE_DUE)
FILES_AT_ONCE = 500
GROUP_OF: dict[str, DataGroup] = {
    Section.IDENTITY: DataGroup.CONTACT,
    Section.ECONOMIC: DataGroup.INCOME,
    Section.CULTURAL: DataGroup.EDUCATION,
    Section.HEALTH: DataGroup.HEALTH,
    Section.HOUSING: DataGroup.HOUSING,
}
# How asking the household again enters the contact log; a visit enters by itself.
CONTACT_OF = {Source.PHONE: ContactSource.PHONE, Source.OFFICE: ContactSource.OFFICE}


@dataclass(frozen=True)
class Freshness:
    """One group of data: when it was last asked, and the first day on which it is too old."""

    group: DataGroup
    confirmed_on: date
    source: str
    valid_until: date
    expired: bool


def valid_until(group: DataGroup, on: date, rules: RuleSet) -> date:
    """The first day on which data of a day are too old: so many months later, those of school so many terms.

    Who is asked about school while the worker is told that the term ends answers for the coming term: else the duty could
    not be done before the day on which it is late.
    """
    length = int(rules.value(f"validity.{group}"))
    if group != DataGroup.EDUCATION:
        return jalali.add_months(on, length)
    until = on + timedelta(days=int(rules.value("period.lead")))
    for _term in range(length):
        until = next_term(until)
    return until


def freshness_of(household: Household, *, on: date, seen: registry.Snapshot | None = None) -> list[Freshness]:
    """Every group that matters to the household. Where nothing was confirmed yet, the signed questionnaire speaks for all.

    ``seen``: the household as it stands, where it was read before.
    """
    rows = {DataGroup(row.group): row for row in DataValidity.objects.filter(household=household)}
    if rows:
        if DataGroup.EDUCATION in rows and not _has_pupils(household, seen):
            del rows[DataGroup.EDUCATION]  # nobody of the household goes to school any more
        present = [rows[group] for group in DataGroup if group in rows]
        known = [(DataGroup(row.group), row.confirmed_on, row.source, row.valid_until) for row in present]
    else:
        signed = _signed().filter(household=household).first()
        if signed is None or signed.closed_at is None:
            return []
        day = day_of(signed.closed_at)
        known = [
            (group, day, Source.SW_VISIT, valid_until(group, day, rules_on(day)))
            for group in DataGroup
            if group != DataGroup.EDUCATION or _has_pupils(household, seen)
        ]
    return [Freshness(group, day, source, until, until <= on) for group, day, source, until in known]


def expired_groups(household: Household, *, on: date, seen: registry.Snapshot | None = None) -> list[DataGroup]:
    return [each.group for each in freshness_of(household, on=on, seen=seen) if each.expired]


def _signed() -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(state=QuestionnaireState.CLOSED).order_by("-pk")


def _has_pupils(household: Household, seen: registry.Snapshot | None) -> bool:
    if seen is None:
        return bool(_with_pupils([household.pk]))
    return any(each.person.education_status == "pupil" for each in seen.members)


def _with_pupils(households: Collection[int]) -> set[int]:
    """Of these households those with a pupil: only their education can grow old."""
    members = HouseholdMember.objects.filter(household__in=households, to_on__isnull=True)
    return set(members.filter(person__education_status="pupil").values_list("household_id", flat=True))


@transaction.atomic
def confirm(*, household: Household, groups: Collection[DataGroup], source: Source, by: Actor, at: datetime) -> None:
    """The worker has asked again: these groups are as the file holds them (E-8.0.3). Raises NothingConfirmed.

    By telephone or at the office it is a contact too. Closes the duty to update when nothing else is about to expire.
    """
    wanted = set(groups)
    if DataGroup.EDUCATION in wanted and not _with_pupils([household.pk]):
        wanted -= {DataGroup.EDUCATION}
    if not wanted:
        raise NothingConfirmed()
    on = day_of(at)
    _keep(((household.pk, on, source, group) for group in sorted(wanted)), by=by, at=at)
    audit.record("assessment.data.confirmed", about=household, by=by, at=at, fields=sorted(wanted), source=str(source))
    file = Casefile.objects.filter(household=household, programme="emdad", state__in=IN_SUPPORT).first()
    if file is not None and source in CONTACT_OF:
        casefiles.record_contact(
            casefile=file, on=on, source=CONTACT_OF[source], note="اطلاعات خانوار پرسیده و تأیید شد.", by=by, at=at
        )
    if file is not None:
        service_requests.refreshed(casefile=file, groups=wanted, by=by, at=at)
    if file is not None and not _about_to_expire(on).filter(household=household).exists():
        close_duties(kind=KIND, subject=file, by=by, at=at)


def confirm_if_asked(*, household: Household, section: Section, source: Source, by: Actor, at: datetime) -> None:
    """A section of the questionnaire was verified whole: its group is fresh again."""
    group = GROUP_OF.get(section)
    if group is not None and (group != DataGroup.EDUCATION or _with_pupils([household.pk])):
        confirm(
            household=household,
            groups=[group],
            source=Source.SW_VISIT if source == Source.SELF else source,
            by=by,
            at=at,
        )


@transaction.atomic
def services_asked_for(*, household_id: int, services: Collection[str], at: datetime, **_more: Any) -> int:
    """Follower of new requests of a household with a file: the section of each service is opened for refresh, and the worker
    owes it before that service is decided on (E-8.0.2). Returns how many were opened.

    A household without a file in support has its questionnaire for that. The term is that of any request, a month (E-13.n3).
    """
    files = _files().filter(household=household_id).select_related("household", "unit", "social_worker")
    file = files.select_for_update(of=("self",)).first()
    if file is None:
        return 0
    _begin(by=CLOCK, at=at, files=files)
    on = day_of(at)
    due_on = jalali.add_months(on, int(rules_on(on).value("sla.application")))
    groups = set(DataValidity.objects.filter(household=household_id).values_list("group", flat=True))
    if DataGroup.EDUCATION in groups and not _with_pupils([household_id]):
        groups -= {DataGroup.EDUCATION}  # nobody goes to school: there is no section to ask again
    opened = [service for service in sorted(services) if service_requests.GROUP_OF_SERVICE.get(service) in groups]
    for service in opened:
        open_duty(
            kind=service_requests.KIND, subject=file, label=file.number, unit=file.unit, at=at,
            owner=file.social_worker, due_at=end_of_day(due_on), period_key=service,
        )  # fmt: skip
    if opened:
        audit.record("assessment.sections.opened", about=file.household, by=CLOCK, at=at, services=opened)
    return len(opened)


def _keep(said: Iterable[tuple[int, date, str, DataGroup]], *, by: Actor, at: datetime) -> int:
    rows = [
        DataValidity(
            household_id=household, group=group, confirmed_on=on, source=source, recorded_at=at, by_label=by.label,
            valid_until=valid_until(group, on, rules_on(on)),
        )
        for household, on, source, group in said
    ]  # fmt: skip
    DataValidity.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["household", "group"],
        update_fields=["confirmed_on", "source", "valid_until", "recorded_at", "by_label"],
    )  # fmt: skip
    return len(rows)


def _about_to_expire(on: date) -> QuerySet[DataValidity]:
    lead = timedelta(days=int(rules_on(on).value("period.lead")))
    pupils = HouseholdMember.objects.filter(
        household=OuterRef("household"), to_on__isnull=True, person__education_status="pupil"
    )
    ending = DataValidity.objects.filter(valid_until__lte=on + lead)
    return ending.filter(~Q(group=DataGroup.EDUCATION) | Exists(pupils))


# The clock's part


def open_update_duties(*, by: Actor, at: datetime) -> dict[str, int]:
    """Begin to count the validity of files that have none yet, and ask workers to update what runs out (E-8.0.1).

    Idempotent; many files at a time, and only those that need something.
    """
    return {"validity_begun": _begin(by=by, at=at, files=_files()), "updates_due": _open(at=at)}


def _files() -> QuerySet[Casefile]:
    return Casefile.objects.filter(programme="emdad", state__in=IN_SUPPORT).order_by("pk")


def _begin(*, by: Actor, at: datetime, files: QuerySet[Casefile]) -> int:
    signed = _signed().filter(household_id=OuterRef("household_id")).values("closed_at")[:1]
    known = DataValidity.objects.filter(household_id=OuterRef("household_id"))
    missing: QuerySet[Any] = files.exclude(Exists(known)).annotate(signed_at=Subquery(signed))
    begun, last = 0, 0
    while some := list(missing.filter(pk__gt=last).select_for_update(skip_locked=True, of=("self",))[:FILES_AT_ONCE]):
        pupils = _with_pupils([file.household_id for file in some])
        _keep(
            (
                (file.household_id, day_of(file.signed_at or file.opened_at), Source.SW_VISIT, group)
                for file in some
                for group in DataGroup
                if group != DataGroup.EDUCATION or file.household_id in pupils
            ),
            by=by,
            at=at,
        )
        begun, last = begun + len(some), some[-1].pk
    return begun


def _open(*, at: datetime) -> int:
    on = day_of(at)
    open_already = Obligation.objects.filter(
        kind=KIND, subject_type=Casefile._meta.label_lower, subject_id=OuterRef("pk"), state=ObligationState.OPEN
    )
    ending = _about_to_expire(on).filter(household_id=OuterRef("household_id")).order_by()
    earliest = ending.values("household_id").annotate(first=Min("valid_until")).values("first")
    files: QuerySet[Any] = (
        _files()
        .filter(Exists(ending))
        .exclude(Exists(open_already))
        .annotate(ends_on=Subquery(earliest))
        .select_related("unit", "social_worker")
    )
    opened, last = 0, 0
    while found := list(files.filter(pk__gt=last).select_for_update(skip_locked=True, of=("self",))[:FILES_AT_ONCE]):
        owed = [
            Owed(
                subject=file, label=file.number, unit=file.unit, owner=file.social_worker,
                due_at=end_of_day(file.ends_on - timedelta(days=1)),
            )
            for file in found
        ]  # fmt: skip
        opened += len(open_duties(kind=KIND, owed=owed, at=at))
        last = found[-1].pk
    return opened


# For the page


def household_for(access: Access, pk: int) -> tuple[Household, bool]:
    """A household in reach, and whether it is in the user's own caseload; 404 else."""
    household = Household.objects.filter(pk=pk).first()
    if household is None or not queries.reaches(access, household, None):
        raise Http404("household")
    own = Casefile.objects.filter(household=household, social_worker_id__in=access.caseload_of).exists()
    return household, own or household.applications.filter(social_worker_id__in=access.caseload_of).exists()
