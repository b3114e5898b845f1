"""The last fortnight of each worker's yearly rounds: some were made, some are announced, some are only planned; and what
the families said afterwards."""

from datetime import datetime, timedelta
from random import Random

from django.db.models import QuerySet

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.contacts import IN_SUPPORT
from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.models import Casefile
from hamyar.operations.demo.interview import COMPANIONS, FINDINGS, REASONS
from hamyar.operations.demo.stories import next_working_time
from hamyar.operations.demo.timeline import Story
from hamyar.org.clock import day_of
from hamyar.org.models import User
from hamyar.visits import actions as visits
from hamyar.visits import feedback, queries
from hamyar.visits.domain import Announcement, Met, Respect, Risk, Told, VisitState
from hamyar.visits.models import HomeVisit, VisitFeedback

OPINIONS = (
    (Told.YES, Respect.YES, ""),
    (Told.YES, Respect.YES, "با احترام آمدند و زود رفتند. سپاس."),
    (Told.YES, Respect.YES, ""),
    (Told.UNSURE, Respect.YES, ""),
    (Told.YES, Respect.PARTLY, "جلوی همسایه‌ها دربارهٔ وضع ما پرسیدند."),
    (Told.NO, Respect.YES, "خبر نداده بودند و خانه نبودیم؛ بار دوم آمدند."),
)
CALLS = (
    (ContactSource.PHONE, "حال خانواده و رسیدن خدمت‌ها پرسیده شد؛ گام بعد کارآموزی دختر بزرگ است."),
    (ContactSource.PHONE, "پرسیدند نوبت درمان چه روزی است؛ روز آن گفته شد."),
    (ContactSource.OFFICE, "برای گفت‌وگو دربارهٔ وام اشتغال آمدند."),
    (ContactSource.PORTAL, "نشانی تازه را در پیام نوشتند؛ قرار شد برگهٔ اجاره را نشان دهند."),
)
AT_ONCE, NOT_MADE_YET = 4, 2  # visits of a fortnight, of which the last is planned and the one before it is announced


def rounds_of(worker: User, *, from_at: datetime, now: datetime, random: Random) -> Story:
    """From a morning when the worker looks at the planner, to the evening of ``now``."""
    at = yield next_working_time(from_at, random, days=(0, 2))
    by = Actor.staff(worker)
    chosen = list(_soonest(worker, at=at)[:AT_ONCE])
    for place, visit in enumerate(chosen):
        at = yield at + timedelta(minutes=random.randint(4, 15))
        made = place < len(chosen) - NOT_MADE_YET
        start = at if made else now
        on = next_working_time(start, random, days=(2, 4) if made else (1, 6))
        if queries.spaced_from(visit) is not None:
            continue
        visits.plan_visit(
            visit=visit,
            worker=worker,
            appointment_at=on,
            companion=random.choice(COMPANIONS),
            reasons=REASONS,
            by=by,
            at=at,
        )
        if visit != chosen[-1]:
            how = random.choice((Announcement.MESSAGE, Announcement.CALL))
            visits.announce(visit=visit, how=how, by=by, at=at + timedelta(minutes=2))
    for visit in chosen[:-NOT_MADE_YET]:
        visit.refresh_from_db()
        if visit.state != VisitState.ANNOUNCED or visit.appointment_at is None:
            continue
        at = yield max(at, visit.appointment_at) + timedelta(minutes=40)
        present = visit.household.head_condition == "present"
        visits.record_done(
            visit=visit, met=Met.HEAD if present else Met.RESPONSIBLE_PERSON, findings=random.choice(FINDINGS),
            risk=random.choice((Risk.NONE, Risk.NONE, Risk.WATCH)), reasons=REASONS, by=by, at=at,
        )  # fmt: skip


def telephone(*, now: datetime, random: Random) -> None:
    """Some families were called in the last weeks; of the others some have not been spoken with for long."""
    files = Casefile.objects.filter(state__in=IN_SUPPORT, social_worker__isnull=False).select_related("social_worker")
    for file in files.order_by("pk"):
        if random.random() < 0.25:
            at = next_working_time(now - timedelta(days=random.randint(4, 40)), random, days=(0, 1))
            source, note = random.choice(CALLS)
            casefiles.record_contact(
                casefile=file,
                on=day_of(at),
                source=source,
                note=note,
                by=Actor.staff(file.social_worker),
                at=min(at, now),
            )


def families_answer(*, now: datetime, random: Random) -> None:
    """About half of the families that were asked after a visit have answered; a few were not content."""
    for row in VisitFeedback.objects.filter(answered_at__isnull=True).order_by("pk"):
        if random.random() < 0.45:
            continue
        told, respect, comment = random.choice(OPINIONS)
        at = min(row.asked_at + timedelta(hours=random.randint(3, 70)), now, row.open_until - timedelta(hours=1))
        feedback.give(
            feedback=row, told=told, respect=respect, comment=comment, by=Actor("portal", label="portal:link"), at=at
        )


def _soonest(worker: User, *, at: datetime) -> QuerySet[HomeVisit]:
    rows = HomeVisit.objects.filter(
        casefile__social_worker=worker,
        state=VisitState.DUE,
        lapsed_at__isnull=True,
        due_on__lte=day_of(at) + timedelta(120),
    )
    return rows.exclude(round_key="").select_related("household").order_by("due_on", "pk")
