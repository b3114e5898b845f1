"""Fills an empty database with the demonstration: who works where, families with files, applications under way.

One transaction: either everything is there or nothing, so that a second try after a failure begins from nothing.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.db import connection, transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK
from hamyar.audit.models import AuditRecord
from hamyar.casefiles.models import Casefile
from hamyar.guidelines import admission
from hamyar.guidelines import document as contract
from hamyar.intake.domain import ApplicationState, Channel
from hamyar.obligations.domain import TEHRAN, end_of_day
from hamyar.operations import jobs
from hamyar.operations.demo import donors, found_people, papers, past_files, seasons
from hamyar.operations.demo.family_facts import FamilyFacts
from hamyar.operations.demo.interview import CONCLUSIONS, FINDINGS
from hamyar.operations.demo.known_facts import RegisterFacts
from hamyar.operations.demo.office_days import OfficeDays
from hamyar.operations.demo.organisation import Founding, Staffed
from hamyar.operations.demo.past_file import PastFile
from hamyar.operations.demo.population import Area, Document, Population
from hamyar.operations.demo.rounds import families_answer, rounds_of, telephone
from hamyar.operations.demo.stories import GOALS, INDEPENDENCE, Applicant, Clerk, next_working_time, story_of
from hamyar.operations.demo.timeline import Timeline, follow, ticks
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User
from hamyar.org.reach import whole_country
from hamyar.plans.models import ServicePackage
from hamyar.releases.queries import rules_on

S = ApplicationState
MADE = "operations.demonstration.made"
OLDEST_FILE = timedelta(days=440)
OLDEST_APPLICATION = timedelta(days=80)
OLD_FILES = 5  # at least so many have run out, for families who come back
FIRST_DESK = range(OLD_FILES, OLD_FILES + 4)  # these lie with one worker; the period of the first of them ends soon

# Of 120 applications: where they rest, and how long ago they were sent (days), from the youngest to the oldest.
SHARES: dict[ApplicationState, tuple[int, tuple[int, int]]] = {
    S.DRAFT: (9, (0, 12)),
    S.WITH_OFFICE_HEAD: (11, (0, 2)),
    S.ASSIGNED: (14, (0, 5)),
    S.INQUIRING: (17, (5, 18)),
    S.VISIT_PLANNED: (16, (15, 26)),
    S.ASSESSED: (8, (21, 29)),
    S.INCOMPLETE: (7, (6, 24)),
    S.IN_COMMISSION: (5, (26, 40)),
    S.AWAITING_PERMIT: (3, (26, 40)),
    S.ACCEPTED: (12, (32, 78)),
    S.REJECTED: (7, (18, 60)),
    S.RE_REVIEW: (3, (24, 45)),
    S.REFERRED_OUT: (3, (2, 50)),
    S.WITHDRAWN: (5, (15, 60)),
}
LATE_STATES = (S.WITH_OFFICE_HEAD, S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.INCOMPLETE)
LATE = (38, 58)  # days ago: the term of a month has passed, both superiors have been told of the oldest
SERVICES = (
    ("livelihood", "health"),
    ("health", "education"),
    ("livelihood", "housing"),
    ("training", "employment_facility"),
)


class NotEmpty(Exception):
    """The database already holds an organisation that is no demonstration."""


@dataclass(frozen=True)
class Wanted:
    households: int
    applications: int
    seed: int
    now: datetime
    facts_file: Path | None = None


Told = Callable[[str], None]  # one line of progress


def is_made() -> bool:
    """Is the demonstration in this database already, whole?"""
    return AuditRecord.objects.filter(event=MADE).exists()


def build(wanted: Wanted, *, told: Told) -> None:
    """Everything. Raises NotEmpty on a database that is in use."""
    together = audit.written_together()
    with transaction.atomic(), whole_country("the demonstration is made"), _without_ceremony(), together:
        if OrgUnit.objects.exists():
            raise NotEmpty
        _Building(wanted, told).build()


@contextmanager
def _without_ceremony() -> Iterator[None]:
    """No savepoints inside the one transaction, since whatever fails ends it all; no search for garbage on the way."""
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        connection.features.uses_savepoints = before


class _Building:
    def __init__(self, wanted: Wanted, told: Told) -> None:
        self.wanted = wanted
        self.told = told
        self.now = wanted.now
        self.random = Random(wanted.seed)  # noqa: S311 - plausible data, no secret
        self.population = Population(seed=wanted.seed, as_of=day_of(wanted.now))
        self.registers = RegisterFacts(seed=wanted.seed)
        self.staffed = Staffed()
        self.packages: dict[str, ServicePackage] = {}
        self.returning: list[tuple[PastFile, Casefile]] = []

    def build(self) -> None:
        self.staffed = Founding(at=self.now - timedelta(days=800), seed=self.wanted.seed).found()
        self.told(f"organisation: {User.objects.count()} accounts in {OrgUnit.objects.count()} units")
        self.packages = seasons.packages()
        self.office_days = OfficeDays(
            counsellors=self.staffed.counsellors,
            heads=self.staffed.heads,
            registers=self.registers,
            seed=self.wanted.seed,
        )
        self._past()
        self._present()
        FamilyFacts(population=self.population, heads=self.staffed.heads, at=self.now).tell()
        follow(at=self.now)
        if self.wanted.facts_file is not None:
            self.registers.write(self.wanted.facts_file)
        audit.record(
            MADE, about=self.staffed.offices[0], by=CLOCK, at=self.now, households=self.wanted.households,
            applications=self.wanted.applications, seed=self.wanted.seed,
        )  # fmt: skip

    # Families with files

    def _past(self) -> None:
        """Month by month: the files of a month are opened, then the clock does what it does at a month's end."""
        files = sorted(self._files(), key=lambda file: file.opened_at)
        month, done = timedelta(days=30), 0
        end = self.now - OLDEST_FILE
        while end < self.now:
            end = min(end + month, self.now)
            opened = [file for file in files[done:] if file.opened_at <= end]
            past_files.write(opened)
            done += len(opened)
            follow(at=end)
            if end < self.now - OLDEST_APPLICATION:
                self.office_days.until(end)
                jobs.tick(at=end)
                follow(at=end)
            self.told(f"families with a file: {done} of {len(files)}")
        households = {file.document["people"][0]["national_code"]: file for file in files}
        inactive = Casefile.objects.filter(state="inactive").select_related("holder").order_by("pk")
        self.returning = [(households[row.holder.national_code], row) for row in inactive]

    def _files(self) -> Iterator[PastFile]:
        for place in range(self.wanted.households):
            opened_at = self._opening_of(place)
            on_first_desk = place in FIRST_DESK
            office, worker, area = self.staffed.first_desk if on_first_desk else self._somewhere()
            self.population.as_of = day_of(opened_at)
            paths = ("social_worker",) if place % 12 else ("commission",)
            kinds = ("widow", "ill_man") if on_first_desk else ()
            document = self._family(area, on=day_of(opened_at), paths=paths, kinds=kinds)
            self.registers.add(document)
            yield self._file(document, office, worker, opened_at, with_plan=paths == ("social_worker",))

    def _opening_of(self, place: int) -> datetime:
        """Most files are of the last months; some have run out since. The first ones have, however few there are."""
        lot = 1.0 if place < OLD_FILES else 0.9 if place == FIRST_DESK[0] else self.random.random()
        youngest, oldest = (
            (12, 150) if lot < 0.64 else (150, 330) if lot < 0.88 else (336, 362) if lot < 0.92 else (372, 438)
        )
        return next_working_time(self.now - timedelta(days=oldest), self.random, days=(0, oldest - youngest))

    def _somewhere(self) -> tuple[OrgUnit, User, Area]:
        office = self.random.choice(self.staffed.offices)
        worker, area = self.random.choice(self.staffed.workers[office.pk])
        return office, worker, area

    def _family(self, area: Area, *, on: date, paths: Sequence[str], kinds: Sequence[str] = ()) -> Document:
        """A family in an area on whom one of these decides."""
        rules = rules_on(on)
        while True:
            kind = self.random.choice(kinds) if kinds else self.population.any_kind()
            document = self.population.household(kind, area)
            if kind != "aqshar":
                document["requested_services"] = list(self.random.choice(SERVICES))
            if not paths or admission.assess(contract.read(document), rules).path in paths:
                return document

    def _file(
        self, document: Document, office: OrgUnit, worker: User, opened_at: datetime, *, with_plan: bool
    ) -> PastFile:
        random = self.random
        file = PastFile(
            document=document, unit=office, worker=worker, head=self.staffed.heads[office.pk], opened_at=opened_at,
            goals=random.sample(GOALS, k=2), independence_goal=random.choice(INDEPENDENCE),
            conclusion=random.choice(CONCLUSIONS), findings=random.choice(FINDINGS), with_plan=with_plan,
        )  # fmt: skip
        end = min(self.now, end_of_day(file.period_to_on))
        if with_plan:
            file.followed_up_at = seasons.follow_up_moments(
                opened_at,
                ends=seasons.ends_of(file, self.packages),
                random=random,
                until=min(self.now, end_of_day(file.period_to_on) + timedelta(days=1)),
            )
        if file.fatherless and random.random() < 0.9:
            file.ruling, file.ruled_on = papers.title_of_ruling(random), papers.day_of_ruling(file.opened_on, random)
        late = (
            random.randint(0, 40) if random.random() < 0.4 else 0
        )  # days since the decile might have been asked again
        on = file.opened_on + timedelta(days=145)
        while on < day_of(end) - timedelta(days=late):
            file.refreshed_on.append(on)
            on += timedelta(days=145)
        if end - opened_at > timedelta(days=60) and random.random() < 0.7:
            file.visited_at = next_working_time(opened_at, random, days=(25, (end - opened_at).days - 12))
        return file

    # Applications

    def _present(self) -> None:
        timeline = Timeline()
        clerk = Clerk(
            heads=self.staffed.heads,
            workers={unit: [worker for worker, _area in workers] for unit, workers in self.staffed.workers.items()},
        )
        applicants = list(self._applicants())
        for who in applicants:
            timeline.tell(story_of(who, clerk=clerk, registers=self.registers))
        seed = self.wanted.seed
        found = found_people.stories_of(
            self.staffed, self.population, applications=self.wanted.applications, seed=seed, now=self.now
        )
        for story in (*found, *donors.stories_of(self.staffed, seed=seed, now=self.now)):
            timeline.tell(story)
        nights = [self.now - timedelta(days=days) for days in range(OLDEST_APPLICATION.days, 0, -1) if _ticks_on(days)]
        timeline.tell(ticks(*(night.astimezone(TEHRAN).replace(hour=23, minute=50) for night in nights)))
        for pairs in self.staffed.workers.values():
            for worker, _area in pairs:
                chance = Random(f"{self.wanted.seed}:rounds:{worker.pk}")  # noqa: S311 - plausible data, no secret
                timeline.tell(rounds_of(worker, from_at=self.now - timedelta(days=9), now=self.now, random=chance))
        since = self.now - OLDEST_APPLICATION
        afternoons = [since + timedelta(days=days) for days in range(1, OLDEST_APPLICATION.days)]
        timeline.tell(self.office_days.days(*(day.astimezone(TEHRAN).replace(hour=16, minute=0) for day in afternoons)))
        whole = len(timeline)
        every = max(1, whole // 6)

        def told(ended: int) -> None:
            if ended % every == 0 or ended == whole:
                self.told(f"applications, leads, offers and rounds: {ended} of {whole}")

        timeline.run(until=self.now, told=told)
        telephone(now=self.now, random=self.random)
        jobs.tick(at=self.now)
        follow(at=self.now)
        families_answer(now=self.now, random=self.random)

    def _applicants(self) -> Iterator[Applicant]:
        number = 0
        for state, count in shares_of(self.wanted.applications).items():
            _share, (youngest, oldest) = SHARES[state]
            for place in range(count):
                number += 1
                late = state in LATE_STATES and (place % 8 == 1 or (count == 1 and state == S.ASSIGNED))
                ago = self.random.randint(*LATE) if late else self.random.randint(youngest, oldest)
                submitted_at = next_working_time(self.now - timedelta(days=ago + 1), self.random, days=(0, 1))
                submitted_at = min(submitted_at, self.now - timedelta(hours=3))
                yield self._applicant(number, state, place, submitted_at)

    def _applicant(self, number: int, state: ApplicationState, place: int, submitted_at: datetime) -> Applicant:
        random = Random(f"{self.wanted.seed}:{number}")  # noqa: S311 - each story has its own chance, whatever others do
        self.population.as_of = day_of(submitted_at)
        on_first_desk = state == S.ASSESSED and place == 0
        office, worker, area = self.staffed.first_desk if on_first_desk else self._somewhere()
        who = Applicant(
            number=number, target=state, document={}, channel=Channel.PORTAL, submitted_at=submitted_at, random=random,
            father_name=self.population.given_name("male"),
        )  # fmt: skip
        if state == S.WITH_OFFICE_HEAD and self.returning and place % 3 != 1:
            return self._come_back(who)
        who.document = self._family_for(state, area, on=day_of(submitted_at), place=place)
        if state == S.WITH_OFFICE_HEAD:
            self._outside_all_territories(who, office)
        self.registers.add(who.document)
        if state in (S.ASSIGNED, S.VISIT_PLANNED) and place % 4 == 3:
            self.registers.contradict(who.document, self.random)
        if state in (S.INQUIRING, S.VISIT_PLANNED) and place % 4 == 2:
            who.outage = self.random.choice(("behzisti", "pension_funds", "martyrs_foundation"))
        if not on_first_desk:
            self._choose_channel(who, worker)
        return who

    def _family_for(self, state: ApplicationState, area: Area, *, on: date, place: int) -> Document:
        if state == S.REFERRED_OUT:
            return self._family(area, on=on, paths=(), kinds=("foreigner",))
        if state == S.AWAITING_PERMIT:
            while True:
                document = self._family(area, on=on, paths=("social_worker",), kinds=_WHOLE_FAMILIES)
                document["people"][0]["covered_by"] = ["other_support"]
                if admission.assess(contract.read(document), rules_on(on)).path == "special_permit":
                    return document
        paths = {S.IN_COMMISSION: ("commission",), S.ACCEPTED: ("social_worker",), S.ASSESSED: ("social_worker",)}
        if state == S.ASSESSED and place == 0:
            return self._ill_headed_with_child(area, on=on)
        if state == S.ASSESSED and place % 3 == 2:
            return self._family(area, on=on, paths=("commission",), kinds=_WHOLE_FAMILIES)
        return self._family(area, on=on, paths=paths.get(state, ("social_worker", "commission")), kinds=_WHOLE_FAMILIES)

    def _ill_headed_with_child(self, area: Area, *, on: date) -> Document:
        """A family about whom there is something of everything: a harm, the counsellor, a ruling about a child."""
        while True:
            document = self._family(area, on=on, paths=("social_worker",), kinds=("ill_headed",))
            if any(self.population.age(each) < 16 for each in document["people"]):
                return document

    def _come_back(self, who: Applicant) -> Applicant:
        """A family whose file has ended asks again: the same people, some time later."""
        file, casefile = self.returning.pop(0)
        who.document = {**file.document, "requested_services": ["livelihood", "health"]}
        assert casefile.unit_id == file.unit.pk
        return who

    def _outside_all_territories(self, who: Applicant, office: OrgUnit) -> None:
        who.office = office
        who.document["dwelling"]["postal_code"] = f"7{self.random.randint(10**8, 10**9 - 1)}"

    def _choose_channel(self, who: Applicant, worker: User) -> None:
        lot = who.random.random()
        if lot < 0.5:
            return
        if lot < 0.85 or who.target == S.REFERRED_OUT or self.staffed.counter_user is None:
            who.channel, who.submitted_by = Channel.IN_PERSON, worker
        elif lot < 0.95:
            who.channel, who.submitted_by = Channel.SERVICE_COUNTER, self.staffed.counter_user
        else:
            who.channel, who.submitted_by = Channel.REFERRAL, worker
            who.referrer = {
                "referrer_type": "friday_imam", "referrer_name": "دفتر امام‌جمعه", "referrer_letter_number": f"{who.number}/د",
                "referrer_letter_on": day_of(who.submitted_at),
            }  # fmt: skip


# Families of whom every member can be named in the form.
_WHOLE_FAMILIES = (
    "widow", "widow", "widow", "divorced", "girl", "ill_headed", "ill_man", "elderly_man", "prisoner", "aqshar",
    "no_spouse", "man_pensioner",
)  # fmt: skip


def shares_of(applications: int) -> dict[ApplicationState, int]:
    """How many rest in each state: at least one, the rest in proportion."""
    whole = sum(share for share, _days in SHARES.values())
    exact = {state: applications * share / whole for state, (share, _days) in SHARES.items()}
    counts = {state: max(1, int(count)) for state, count in exact.items()}
    order = sorted(exact, key=lambda state: int(exact[state]) - exact[state])
    for place in range(max(0, applications - sum(counts.values()))):
        counts[order[place % len(order)]] += 1
    return counts


def _ticks_on(days_ago: int) -> bool:
    """Every week, and every night of the last ten days."""
    return days_ago <= 10 or days_ago % 7 == 0


def seal(*, at: datetime) -> None:
    """The audit of what was made, into the chain: after the commit, for only committed rows are sealed."""
    while jobs.seal_audit(at=at):
        pass
