"""What people are told when something has happened; listed in ``hamyar.reactions``.

A follower reads what it needs and writes one message; sending is the worker's. Codes for a first event that was undone
meanwhile (a draft thrown away, a number that was never given) are passed over in silence.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from hamyar.intake import actions as intake
from hamyar.intake.domain import ApplicationState as S
from hamyar.intake.domain import TooManyTries, spoken_number
from hamyar.intake.models import Application, DonorOffer
from hamyar.notifications.actions import queue
from hamyar.org import actions as org
from hamyar.org import clock
from hamyar.org.models import User
from hamyar.org.reach import whole_country
from hamyar.registry.models import Household
from hamyar.values import jalali
from hamyar.visits import feedback
from hamyar.visits import queries as visits
from hamyar.visits.domain import Announcement
from hamyar.visits.models import HomeVisit


def tell(template: str, *, only_in: tuple[S, ...] = ()) -> Callable[..., None]:
    """A follower that tells the applicant by a template, as long as the application still stands there."""

    def follower(*, at: datetime, application_id: int, **_more: Any) -> None:
        with whole_country("telling an applicant"):
            row = Application.objects.select_related("unit", "account").filter(pk=application_id).first()
            if row is None or not row.mobile or (only_in and row.state not in only_in):
                return
            assert row.due_at is not None and row.unit is not None
            queue(
                template=template, mobile=row.mobile, application=row, at=at, number=spoken_number(str(row.number)),
                due=jalali.format_long(clock.day_of(row.due_at)), unit=row.unit.title,
            )  # fmt: skip

    follower.__name__ = f"tell_{template}"
    return follower


tell_submitted = tell("application_submitted")
tell_items_asked = tell("items_asked", only_in=(S.INCOMPLETE,))
tell_accepted = tell("application_accepted")
tell_rejected = tell("application_rejected", only_in=(S.REJECTED,))
tell_referred_out = tell("application_referred_out")
tell_withdrawn = tell("application_withdrawn")
tell_re_review = tell("re_review_asked", only_in=(S.RE_REVIEW,))


def tell_plan(
    *, at: datetime, application_id: int | None = None, household_id: int | None = None, **_more: Any
) -> None:
    """A plan was announced: to the number of the household's last application."""
    row = _latest(application_id, household_id)
    if row is not None:
        queue(template="plan_announced", mobile=_number(row), application=row, at=at)


def tell_visit(*, at: datetime, visit_id: int, application_id: int | None = None, **_more: Any) -> None:
    """A visit was announced by message (E-9.b); one that was told by call or in person needs none."""
    with whole_country("telling a household"):
        visit = HomeVisit.objects.select_related("household").filter(pk=visit_id).first()
        if visit is None or visit.announced_how != Announcement.MESSAGE or visit.appointment_at is None:
            return
        day = jalali.format_long(clock.day_of(visit.appointment_at), weekday=True)
        tell_household(visit, template="visit_announced", application_id=application_id, at=at, day=day)


def ask_feedback(*, at: datetime, visit_id: int, application_id: int | None = None, **_more: Any) -> None:
    """A visit was made: the family may say how it was (E-9.a.1). The link is its own, so the text is not kept."""
    with whole_country("asking a household"):
        visit = HomeVisit.objects.select_related("household").filter(pk=visit_id).first()
        if visit is None or visit.done_at is None:
            return
        row = _latest(application_id, visit.household_id)
        account_id = row.account_id if row else None
        code = feedback.ask(visit=visit, account_id=account_id, at=at)
        day = jalali.format_long(clock.day_of(visit.done_at), weekday=True)
        if code and settings.PUBLIC_ADDRESS:
            link = settings.PUBLIC_ADDRESS + reverse("portal:visit_feedback", args=[code])
            tell_household(
                visit, template="visit_feedback", application_id=application_id, at=at, secret=True, day=day, link=link
            )
        elif code and account_id is not None:
            tell_household(visit, template="visit_feedback_portal", application_id=application_id, at=at, day=day)


def tell_household(visit: HomeVisit, *, template: str, application_id: int | None, at: datetime, **words: Any) -> None:
    """To the number of the application, else of the head or whoever runs the home, else of the household's last request."""
    row = _latest(application_id, None) if application_id else None
    mobile = _number(row) if row else visits.mobile_of(visit.household, clock.day_of(at))
    if row is None and not mobile:
        row = _latest(None, visit.household_id)
        mobile = _number(row) if row else ""
    if mobile:
        queue(template=template, mobile=mobile, application=row, unit_path=visit.unit_path, at=at, **words)


def tell_donor(*, at: datetime, offer_id: int, **_more: Any) -> None:
    """An offer was answered: the donor reads the answer at the portal; the message names neither sum nor office (E-D.27)."""
    with whole_country("telling a donor"):
        offer = DonorOffer.objects.select_related("donor").get(pk=offer_id)
        queue(template="offer_answered", mobile=offer.donor_mobile, account=offer.donor, at=at)


def tell_service_ended(*, at: datetime, household_id: int, **_more: Any) -> None:
    """An event of Article 6 ended the services of one member (E-6.2.1, E-6.n3): the household hears of it, without the cause."""
    with whole_country("telling a household"):
        household = Household.objects.select_related("responsible_person").filter(pk=household_id).first()
        if household is None:
            return
        mobile = visits.mobile_of(household, clock.day_of(at))
        row = _latest(None, household_id)
        mobile = mobile or (_number(row) if row else "")
        if mobile:
            queue(template="member_service_ended", mobile=mobile, application=row, unit_path=household.unit_path, at=at)


def tell_mobile_check(*, at: datetime, application_id: int, **_more: Any) -> None:
    """A code to the number in a draft, for the one who fills it in with the applicant (E-13.1.2)."""
    with whole_country("proving a mobile number"):
        row = Application.objects.filter(pk=application_id, state=S.DRAFT).first()
        if row is None or not row.draft.get("mobile"):
            return
        try:
            code = intake.issue_code(mobile=row.draft["mobile"], address_digest=f"draft:{row.pk}", at=at)
        except TooManyTries:
            return
        queue(template="mobile_check", mobile=row.draft["mobile"], secret=True, at=at, code=code)


def tell_reset_code(*, at: datetime, user_id: int, **_more: Any) -> None:
    """A member of staff asked for a code to set a new password; it is made here and stored as a digest only."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(mobile="").first()
    if user is not None:
        code = org.issue_reset_code(user=user, at=at)
        queue(template="password_reset", mobile=user.mobile, user=user, secret=True, at=at, code=code)


def _number(row: Application) -> str:
    """Whoever acts for the household is told, while somebody does and has a telephone (E-D.10); else the applicant's number."""
    if row.household_id is None:
        return row.mobile
    with whole_country("telling a household"):
        household = Household.objects.select_related("responsible_person").filter(pk=row.household_id).first()
    responsible = household.responsible_person if household else None
    return responsible.mobile if responsible and responsible.mobile else row.mobile


def _latest(application_id: int | None, household_id: int | None) -> Application | None:
    with whole_country("telling a household"):
        rows = Application.objects.exclude(mobile="").exclude(state=S.DRAFT)
        if application_id is not None:
            return rows.filter(pk=application_id).first()
        return rows.filter(household_id=household_id).order_by("-pk").first() if household_id else None
