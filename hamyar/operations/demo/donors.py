"""Donors of the demonstration: what they offered at the portal, and what became of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from hamyar.audit.actor import Actor
from hamyar.intake import actions as intake
from hamyar.intake.domain import OfferKind, OfferState
from hamyar.operations.demo.organisation import Staffed
from hamyar.operations.demo.stories import next_working_time
from hamyar.operations.demo.timeline import Story
from hamyar.org.models import OrgUnit, User

S = OfferState
# What is offered, its worth, words of the donor, where the offer rests.
OFFERS: tuple[tuple[OfferKind, int, str, OfferState], ...] = (
    (OfferKind.GOODS, 80_000_000, "بیست بستهٔ خوراک", S.USED),
    (OfferKind.MONEY, 200_000_000, "برای هزینهٔ درمان", S.ACCEPTED),
    (OfferKind.SERVICE, 30_000_000, "ویزیت رایگان دندان‌پزشکی، دوشنبه‌ها", S.OFFERED),
    (OfferKind.WORK, 50_000_000, "کارآموزی خیاطی برای دو نفر", S.OFFERED),
    (OfferKind.GOODS, 15_000_000, "پوشاک دست دوم", S.DECLINED),
    (OfferKind.MONEY, 120_000_000, "برای نوشت‌افزار دانش‌آموزان", S.USED),
)


def stories_of(staffed: Staffed, *, seed: int, now: datetime) -> Iterator[Story]:
    """Each offer with its donor; most go to offices, one in four to the charity centre."""
    for number, (kind, worth, note, target) in enumerate(OFFERS):
        unit, answering = staffed.offices[number % 3], staffed.heads[staffed.offices[number % 3].pk]
        if number % 4 == 3 and staffed.charity is not None and staffed.charity_user is not None:
            unit, answering = staffed.charity, staffed.charity_user
        random = Random(f"{seed}:offer:{number}")  # noqa: S311 - plausible data, no secret
        begins = next_working_time(now - timedelta(days=30), random, days=(0, 25 if target == S.OFFERED else 12))
        yield _story(number, kind, worth, note, target, unit=unit, answering=answering, begins=begins, random=random)


def _story(
    number: int, kind: OfferKind, worth: int, note: str, target: OfferState, *, unit: OrgUnit, answering: User,
    begins: datetime, random: Random,
) -> Story:  # fmt: skip
    at = yield begins
    mobile = f"0999{7_000_000 + number // 2:07d}"  # some donors offer twice
    code = intake.issue_code(mobile=mobile, address_digest=f"demo-donor-{number}", at=at)
    donor = intake.use_code(mobile=mobile, code=code, at=at)
    offer = intake.register_offer(
        donor=donor, kind=kind, amount_rials=worth, note=note, unit=unit, by=Actor.portal(donor.pk), at=at
    )
    if target == S.OFFERED:
        return
    at = yield next_working_time(at, random, days=(1, 3))
    by = Actor.staff(answering)
    if target == S.DECLINED:
        intake.decline_offer(offer=offer, answer="با سپاس؛ اکنون جای نگهداری نداریم.", by=by, at=at)
        return
    offer = intake.accept_offer(offer=offer, answer="سپاسگزاریم؛ برای هماهنگی تماس می‌گیریم.", by=by, at=at)
    if target == S.USED:
        at = yield next_working_time(at, random, days=(3, 8))
        intake.use_offer(offer=offer, used_rials=worth * 9 // 10, helped_households=random.randint(4, 18), by=by, at=at)
