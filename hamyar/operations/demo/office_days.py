"""What the offices do about the duties that the clock opens for them: most in time, some a little late.

When a duty is done follows from the seed and the duty alone; until then it stands in the worklist. What the offices do
for families with a plan in the rounds of a season is in ``past_files``, the visits of the last fortnight in ``rounds``.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from hamyar.assessment import actions as assessment
from hamyar.assessment import validity
from hamyar.assessment.domain import DataGroup, ReferralState
from hamyar.assessment.models import Referral
from hamyar.audit.actor import Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.models import Casefile
from hamyar.inquiries import actions as inquiries
from hamyar.inquiries.domain import Body
from hamyar.obligations import monitoring
from hamyar.obligations.models import Obligation
from hamyar.operations.demo.interview import COMPANIONS, FINDINGS, REASONS
from hamyar.operations.demo.known_facts import RegisterFacts
from hamyar.operations.demo.papers import show_ruling
from hamyar.operations.demo.stories import next_working_time
from hamyar.operations.demo.timeline import Story
from hamyar.org.clock import day_of
from hamyar.org.models import User
from hamyar.plans import sectors
from hamyar.plans.domain import Sector
from hamyar.registry import queries as registry
from hamyar.registry.domain import Source
from hamyar.registry.models import Household, Person
from hamyar.visits import actions as visits
from hamyar.visits import queries as visit_queries
from hamyar.visits.domain import Announcement, Met, VisitState
from hamyar.visits.models import HomeVisit

LATE_SHARE, LATE_DAYS = 0.08, (1, 12)
SOONEST, ON_THE_DAY = timedelta(days=25), timedelta(hours=16)  # before a duty is due nobody looks at it earlier
DONE_BESIDE = ("casefile_contact", "monthly_monitoring")  # what is done about other duties may close these
REVIEWS = (
    "همهٔ مرحله‌ها دیده شد؛ دو درخواست دیرکرده با مددکارشان پیگیری شد.",
    "درخواست‌های بی‌مددکار ارجاع شد. دیرکرد بازدیدها کم شده است.",
    "استعلام صندوق‌های بازنشستگی کند بود؛ با استان در میان گذاشته شد.",
)
OPINIONS = (
    "با همسر خانوار گفت‌وگو شد؛ درمان سرپرست در مرکز ترک اعتیاد آغاز می‌شود.",
    "دو نشست خانوادگی برگزار شد و فرزندان برای نشست گروهی نام نوشتند.",
    "سرپرست به روان‌پزشک مرکز بهداشت معرفی شد؛ یک ماه دیگر دوباره دیده می‌شود.",
)
CALLS = ("حال خانواده و رسیدن خدمت‌ها پرسیده شد.", "دربارهٔ درمان و تحصیل فرزندان گفت‌وگو شد.")
LESSONS = ("با مدرسه تماس گرفته شد؛ حضور و نمره‌ها خوب است.", "کارنامه دیده شد؛ در ریاضی کمک می‌خواهد.")
WORK = ("در دورهٔ مهارت نام نوشت.", "دو کارفرما معرفی شد؛ هفتهٔ آینده پاسخ می‌دهند.")


class OfficeDays:
    """The offices' own work, up to one moment after the other."""

    def __init__(
        self, *, counsellors: Mapping[int, User], heads: Mapping[int, User], registers: RegisterFacts, seed: int
    ):
        self.counsellors, self.heads, self.registers, self.seed = counsellors, heads, registers, seed
        self._chances: dict[int, datetime] = {}
        self._work: dict[str, Callable[[Obligation, datetime, Random], None]] = {
            "questionnaire_update": self._ask_again, "prison_inquiry_domestic": self._ask_prisons,
            "guardianship_ruling": self._see_ruling, "counsellor_referral": self._counsel,
            "casefile_contact": self._telephone, "monthly_monitoring": self._review,
            "education_follow_up": self._ask_school, "employment_follow_up": self._ask_of_work,
            "periodic_visit_normal": self._visit, "periodic_visit_risk": self._visit,
        }  # fmt: skip

    def until(self, moment: datetime) -> None:
        """Everything whose turn has come, in order."""
        opened = Obligation.objects.filter(kind__in=self._work, state="open", due_at__lte=moment + SOONEST)
        turns = [(self._turn_of(duty), duty) for duty in opened.select_related("unit", "owner")]
        for at, duty in sorted(turns, key=lambda turn: (turn[0], turn[1].pk)):
            if (
                at <= moment and Obligation.objects.filter(pk=duty.pk, state="open").exists()
            ):  # else another one closed it
                self._work[duty.kind](duty, at, self._chance(duty))
        self._counsellors_conclude(moment)

    def _is_open(self, duty: Obligation) -> bool:
        return Obligation.objects.filter(pk=duty.pk, state="open").exists()

    def days(self, *moments: datetime) -> Story:
        for moment in moments:
            self.until((yield moment))

    def _chance(self, duty: Obligation) -> Random:
        return Random(f"{self.seed}:duty:{duty.pk}")  # noqa: S311 - plausible data, no secret

    def _turn_of(self, duty: Obligation) -> datetime:
        """When it is done: in time as a rule, some days too late now and then."""
        if duty.pk not in self._chances:
            chance = self._chance(duty)
            soonest = (
                ON_THE_DAY if duty.kind == "education_follow_up" else SOONEST
            )  # a term's first day, and not before
            first = max(duty.opened_at, duty.due_at - soonest)
            at = first + (duty.due_at - first) * chance.uniform(0.1, 0.95)
            if chance.random() < LATE_SHARE:
                at = next_working_time(duty.due_at, chance, days=LATE_DAYS)
            self._chances[duty.pk] = at
        return self._chances[duty.pk]

    # One kind of duty after the other

    def _ask_again(self, duty: Obligation, at: datetime, chance: Random) -> None:
        file = self._file(duty)
        source = chance.choice((Source.PHONE, Source.PHONE, Source.OFFICE))
        validity.confirm(household=file.household, groups=list(DataGroup), source=source, by=_owner(duty), at=at)

    def _ask_prisons(self, duty: Obligation, at: datetime, _chance: Random) -> None:
        household = self._household(duty)
        inquiries.request_inquiries(household=household, bodies=[Body.PRISONS], by=_owner(duty), at=at)
        self.registers.answer_all(household, at=at)

    def _see_ruling(self, duty: Obligation, at: datetime, chance: Random) -> None:
        household = self._household(duty)
        head = registry.head_of(household, day_of(at))
        if head is not None:
            child = Person.objects.get(pk=int(duty.period_key))
            show_ruling(household, holder=head, children=[child], random=chance, by=_owner(duty), at=at)

    def _counsel(self, duty: Obligation, at: datetime, _chance: Random) -> None:
        counsellor = Actor.staff(self.counsellors[duty.unit_id])
        assessment.accept_referral(referral=Referral.objects.get(pk=duty.subject_id), by=counsellor, at=at)

    def _counsellors_conclude(self, moment: datetime) -> None:
        """Some weeks after a family was taken on."""
        begun = Referral.objects.filter(state=ReferralState.ACCEPTED, accepted_at__lte=moment - timedelta(days=6))
        for referral in begun.select_related("counsellor").order_by("pk"):
            chance = Random(f"{self.seed}:referral:{referral.pk}")  # noqa: S311 - plausible data, no secret
            at = next_working_time(referral.accepted_at or moment, chance, days=(6, 30))
            if at <= moment:
                opinion = chance.choice(OPINIONS)
                assessment.record_result(referral=referral, result=opinion, by=Actor.staff(referral.counsellor), at=at)

    def _telephone(self, duty: Obligation, at: datetime, chance: Random) -> None:
        source = chance.choice((ContactSource.PHONE, ContactSource.PHONE, ContactSource.OFFICE))
        casefiles.record_contact(
            casefile=self._file(duty), on=day_of(at), source=source, note=chance.choice(CALLS), by=_owner(duty), at=at
        )

    def _review(self, duty: Obligation, at: datetime, chance: Random) -> None:
        head = Actor.staff(self.heads[duty.unit_id])
        monitoring.record_review(unit=duty.unit, note=chance.choice(REVIEWS), by=head, at=at)

    def _ask_school(self, duty: Obligation, at: datetime, chance: Random) -> None:
        self._log(duty, Sector.EDUCATION, chance.choice(LESSONS), at)

    def _ask_of_work(self, duty: Obligation, at: datetime, chance: Random) -> None:
        self._log(duty, Sector.EMPLOYMENT, chance.choice(WORK), at)

    def _log(self, duty: Obligation, sector: Sector, note: str, at: datetime) -> None:
        person = Person.objects.get(pk=int(duty.period_key))
        sectors.log(casefile=self._file(duty), person=person, sector=sector, note=note, by=_owner(duty), at=at)

    def _visit(self, duty: Obligation, at: datetime, chance: Random) -> None:
        """The last rounds of a year that nobody has planned before; what is planned already takes its own course."""
        rounds = HomeVisit.objects.filter(
            casefile_id=duty.subject_id, round_key=duty.period_key, lapsed_at__isnull=True
        )
        visit = rounds.filter(state=VisitState.DUE).select_related("household").first()
        if visit is None or duty.owner is None or visit_queries.spaced_from(visit) is not None:
            return
        by, there_at = _owner(duty), at + timedelta(hours=2)
        visits.plan_visit(
            visit=visit, worker=duty.owner, appointment_at=there_at, companion=chance.choice(COMPANIONS), reasons=REASONS,
            by=by, at=at,
        )  # fmt: skip
        visits.announce(visit=visit, how=Announcement.CALL, by=by, at=at)
        met = Met.HEAD if visit.household.head_condition == "present" else Met.RESPONSIBLE_PERSON
        visits.record_done(visit=visit, met=met, findings=chance.choice(FINDINGS), reasons=REASONS, by=by, at=there_at)

    def _file(self, duty: Obligation) -> Casefile:
        return Casefile.objects.select_related("household").get(pk=duty.subject_id)

    def _household(self, duty: Obligation) -> Household:
        return Household.objects.select_related("unit").get(pk=duty.subject_id)


def _owner(duty: Obligation) -> Actor:
    assert duty.owner is not None
    return Actor.staff(duty.owner)
