"""Leads of the demonstration: people whom somebody has found, each on the way to where the lead rests.

Every step is the action that a page would call, at the time at which it happened (see ``stories``).
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hamyar.audit.actor import Actor
from hamyar.casefiles.models import Casefile
from hamyar.intake import actions as intake
from hamyar.intake.domain import Dismissal, Indicator, LeadOrigin, LeadState
from hamyar.intake.extract_file import HEADERS
from hamyar.intake.models import Lead
from hamyar.intake.wording import INDICATORS
from hamyar.operations.demo.organisation import Staffed
from hamyar.operations.demo.population import Area, Population
from hamyar.operations.demo.stories import next_working_time
from hamyar.operations.demo.timeline import Story
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User

L = LeadState
FEWEST, ONE_A = 12, 4  # so many leads at least, else one for so many applications
SOURCE = "پایگاه رفاه ایرانیان"
# How people are found and where their leads rest, over and over.
COURSES: tuple[tuple[LeadOrigin, LeadState], ...] = (
    (LeadOrigin.FIELD, L.ASSIGNED), (LeadOrigin.PUBLIC_REPORT, L.ASSIGNED), (LeadOrigin.FIELD, L.VISITED),
    (LeadOrigin.PUBLIC_REPORT, L.NEW), (LeadOrigin.FIELD, L.APPLIED), (LeadOrigin.PUBLIC_REPORT, L.DISMISSED),
    (LeadOrigin.REFERRAL, L.ASSIGNED), (LeadOrigin.FIELD, L.MATCHED), (LeadOrigin.PUBLIC_REPORT, L.VISITED),
    (LeadOrigin.FIELD, L.NEW),
)  # fmt: skip
SIGNS = tuple(each for each in Indicator if each != Indicator.LOW_DECILE)
PLACES = ("کوچهٔ دوم، خانهٔ آجری", "پشت مدرسهٔ ابتدایی", "روبه‌روی خانهٔ بهداشت", "انتهای خیابان اصلی", "نزدیک میدان بار")
AREAS = ("محلهٔ بالا", "روستای چشمه", "محلهٔ راه‌آهن", "روستای باغ نو", "شهرک فرهنگیان")
SEEN = (
    "سالمندی تنها زندگی می‌کند و همسایه‌ها برایش غذا می‌برند.",
    "سقف خانه پس از باران فرو ریخته است.",
    "نان‌آور خانه بیمار است و چند ماه کار نکرده است.",
    "دو فرزند خانه از آغاز سال به مدرسه نرفته‌اند.",
)
FOUND = ("خانواده در خانه بود و کمک می‌خواهد.", "مادر خانواده گفت درآمدی ندارند و مدارکشان آماده است.")
ASIDE = (
    (Dismissal.NO_NEED, "فرزندان هزینهٔ خانه را می‌دهند و خانواده نیازی ندید."),
    (Dismissal.NOT_FOUND, "در این نشانی کسی زندگی نمی‌کرد و همسایه‌ها هم نمی‌شناختند."),
)


@dataclass
class Found:
    """Whose story it is and how far it goes."""

    number: int
    origin: LeadOrigin
    target: LeadState
    found_at: datetime
    office: OrgUnit
    worker: User
    head: User
    area: Area
    random: Random
    given_name: str = ""
    family_name: str = ""
    code: str = ""
    referred_by: User | None = None


def stories_of(
    staffed: Staffed, population: Population, *, applications: int, seed: int, now: datetime
) -> Iterator[Story]:
    """The leads of the demonstration, and two files from a database."""
    for place in range(max(FEWEST, applications // ONE_A)):
        origin, target = COURSES[place % len(COURSES)]
        random = Random(f"{seed}:lead:{place}")  # noqa: S311 - plausible data, no secret
        office = staffed.offices[place % len(staffed.offices)]
        worker, area = random.choice(staffed.workers[office.pk])
        youngest, oldest = (0, 9) if target in (L.NEW, L.ASSIGNED) else (6, 40)
        found = Found(
            number=place, origin=origin, target=target, office=office, worker=worker, area=area, random=random,
            head=staffed.heads[office.pk],
            found_at=next_working_time(now - timedelta(days=oldest + 2), random, days=(0, oldest - youngest)),
        )  # fmt: skip
        if origin == LeadOrigin.FIELD:
            found.given_name, found.family_name = population.given_name("female"), population.family_name()
        if origin == LeadOrigin.REFERRAL:
            found.referred_by = staffed.charity_user
        yield _story(found)
    for place, office in enumerate(staffed.offices[:2]):
        yield _file(staffed, population, office=office, random=Random(f"{seed}:extract:{place}"), now=now)  # noqa: S311


def _story(who: Found) -> Story:
    at = yield who.found_at
    lead = _record(who, at)
    by = Actor.staff(who.worker)
    if lead.state == L.NEW and who.target != L.NEW:
        at = yield next_working_time(at, who.random, days=(1, 2))
        lead = intake.assign_lead(lead=lead, worker=who.worker, by=Actor.staff(who.head), at=at)
    if who.target in (L.NEW, L.ASSIGNED, L.MATCHED):
        return
    at = yield next_working_time(at, who.random, days=(1, 4))
    if who.target == L.DISMISSED:
        why, reason = who.random.choice(ASIDE)
        intake.dismiss_lead(lead=lead, why=why, reason=reason, by=by, at=at)
        return
    lead = intake.visit_lead(lead=lead, on=day_of(at), found=who.random.choice(FOUND), by=by, at=at)
    if who.target == L.APPLIED:
        at = yield at + timedelta(minutes=40)
        intake.begin_application(lead=lead, worker=who.worker, by=by, at=at)


def _record(who: Found, at: datetime) -> Lead:
    random = who.random
    by_code = who.target != L.NEW
    about = {
        "given_name": who.given_name, "family_name": who.family_name, "note": random.choice(SEEN),
        "address": random.choice(PLACES),
        "postal_code": f"{who.area.postal_prefix}{random.randint(10**4, 10**5 - 1)}" if by_code else "",
        "area_title": random.choice(AREAS) if who.area.kind == "village" or not by_code else "",
    }  # fmt: skip
    if who.target == L.MATCHED:
        about["national_code"] = _somebody_with_a_file(who.office, random)
    indicator = random.choice(SIGNS)
    if who.origin == LeadOrigin.PUBLIC_REPORT:
        named = who.number % 3 == 0
        return intake.report_publicly(
            indicator=indicator, about=about, office=who.office, reporter_name="همسایهٔ خانواده" if named else "",
            reporter_mobile=f"0999{8_000_000 + who.number:07d}" if named else "", address_digest=f"demo-{who.number}", at=at,
        ).lead  # fmt: skip
    finder = who.referred_by or who.worker
    charity = who.referred_by is not None
    return intake.record_lead(
        origin=who.origin, indicator=indicator, found_on=day_of(at), about=about, office=who.office, found_by=finder,
        referrer_type="nikookari_centre" if charity else "", referrer_name="مرکز نیکوکاری زابل" if charity else "",
        by=Actor.staff(finder), at=at,
    )  # fmt: skip


def _somebody_with_a_file(office: OrgUnit, random: Random) -> str:
    """The head of a household with an active file, of this office where it has one."""
    active = Casefile.objects.filter(state="active").exclude(holder__national_code="")
    codes = active.filter(unit=office).values_list("holder__national_code", flat=True).order_by("pk")
    return random.choice(list(codes) or list(active.values_list("holder__national_code", flat=True).order_by("pk")))


def _file(staffed: Staffed, population: Population, *, office: OrgUnit, random: Random, now: datetime) -> Story:
    """A database names four people of an office's territories; one of them has a file already."""
    at = yield next_working_time(now - timedelta(days=14), random, days=(0, 8))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADERS)
    writer.writeheader()
    for place, (_worker, area) in enumerate((*staffed.workers[office.pk], staffed.workers[office.pk][0])):
        known = place == len(staffed.workers[office.pk])
        writer.writerow(
            {
                "کد ملی": _somebody_with_a_file(office, random) if known else population.code(),
                "نام": population.given_name("female"), "نام خانوادگی": population.family_name(),
                "کدپستی": f"{area.postal_prefix}{random.randint(10**4, 10**5 - 1)}",
                "نشانه": INDICATORS[Indicator.LOW_DECILE],
            }
        )  # fmt: skip
    by = Actor.staff(staffed.heads[office.pk])
    content = out.getvalue().encode()
    extract = intake.read_extract(name="welfare.csv", content=content, source=SOURCE, unit=office, by=by, at=at)
    at = yield at + timedelta(minutes=6)
    intake.carry_on_extract(extract=intake.start_extract(extract=extract, by=by, at=at), at=at)
