"""Following up education and work after admission (E-14): who is followed, and the log that opens the next duty."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.models import Casefile
from hamyar.obligations.actions import close_duties, open_duty
from hamyar.obligations.domain import end_of_day
from hamyar.org.clock import day_of
from hamyar.plans.domain import NotAMember, ReasonNeeded, Sector, sectors_of
from hamyar.plans.models import SectorFollowUp
from hamyar.registry import queries as registry
from hamyar.registry.models import Person
from hamyar.releases.queries import rules_on
from hamyar.values import jalali
from hamyar.values.age import age_on
from hamyar.values.school import next_term

DUTIES = {Sector.EDUCATION: "education_follow_up", Sector.EMPLOYMENT: "employment_follow_up"}


@dataclass(frozen=True)
class Followed:
    """A member who is followed up in a sector, and what was last found."""

    person: Person
    sector: Sector
    last: SectorFollowUp | None


def followed(casefile: Casefile, *, on: date) -> list[Followed]:
    """Everybody of the household who is followed up, with the latest line of the log."""
    adult = rules_on(on).value("age.adult")
    last: dict[tuple[int, str], SectorFollowUp] = {}
    for line in casefile.sector_follow_ups.order_by("at"):
        last[line.person_id, line.sector] = line
    return [
        Followed(member.person, sector, last.get((member.person_id, sector)))
        for member in registry.members_of(casefile.household, on)
        for sector in sectors_of(
            education_status=member.person.education_status,
            work_status=member.person.work_status,
            empowerment_capacity=member.person.empowerment_capacity,
            adult=age_on(member.person.born_on, on) >= adult,
        )
    ]


@transaction.atomic
def open_follow_ups(*, casefile: Casefile, at: datetime) -> int:
    """Every pupil and every capable adult without work gets a standing duty (E-14). Safe to run twice."""
    rows = followed(casefile, on=day_of(at))
    for row in rows:
        _open(casefile, row.person, row.sector, at=at)
    return len(rows)


def _open(casefile: Casefile, person: Person, sector: Sector, *, at: datetime) -> None:
    on = day_of(at)
    months = rules_on(on).value("follow_up.employment_months")
    due_on = next_term(on) if sector == Sector.EDUCATION else jalali.add_months(on, months)
    open_duty(
        kind=DUTIES[sector], subject=casefile, label=casefile.number, unit=casefile.unit, owner=casefile.social_worker,
        due_at=end_of_day(due_on), at=at, period_key=str(person.pk),
    )  # fmt: skip


@transaction.atomic
def log(*, casefile: Casefile, person: Person, sector: Sector, note: str, by: Actor, at: datetime) -> SectorFollowUp:
    """What was found; closes the duty and opens the next one while the member is still followed up.

    Raises ReasonNeeded without a note, NotAMember for somebody who is not followed up.
    """
    if not note.strip():
        raise ReasonNeeded(clause="E-14")
    row = Casefile.objects.select_for_update(of=("self",)).select_related("household", "unit").get(pk=casefile.pk)
    if registry.membership_of(row.household, person, day_of(at)) is None:
        raise NotAMember()
    line = SectorFollowUp.objects.create(
        casefile=row, person=person, sector=sector, at=at, note=note.strip()[:500], by_label=by.label
    )
    close_duties(kind=DUTIES[sector], subject=row, by=by, at=at, period_key=str(person.pk))
    if any(each.person.pk == person.pk and each.sector == sector for each in followed(row, on=day_of(at))):
        _open(row, person, sector, at=at)
    casefiles.record_contact(casefile=row, on=day_of(at), source=ContactSource.SERVICE, by=by, at=at)
    audit.record("plans.sector.followed_up", about=row, by=by, at=at, sector=str(sector), person=person.pk)
    return line
