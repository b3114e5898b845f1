"""What the family says after a visit (E-9.a.1): asked once, by a link of its own, read by the office head and nobody else.

The link carries a code that cannot be guessed; only its digest is stored. It ends after a fortnight, or with the answer.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.org.access import Access
from hamyar.org.models import User
from hamyar.org.reach import whole_country
from hamyar.visits.domain import DONE_STATES, FeedbackClosed, Respect, Told
from hamyar.visits.models import HomeVisit, VisitFeedback

OPEN_FOR = timedelta(days=14)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@transaction.atomic
def ask(*, visit: HomeVisit, account_id: int | None, at: datetime) -> str:
    """Open the questions about a visit that was made; returns the code for the message, or nothing when it was asked before.

    ``account_id``: who may also answer after signing in at the portal.
    """
    if visit.state not in DONE_STATES or visit.done_by_id is None or visit.done_at is None:
        return ""
    if at > visit.done_at + OPEN_FOR:  # recorded or delivered so late that nobody remembers
        return ""
    code = secrets.token_urlsafe(16)
    try:
        with transaction.atomic():
            row = VisitFeedback.objects.create(
                visit=visit, unit_path=visit.unit_path, worker_id=visit.done_by_id, account_id=account_id,
                digest=_digest(code), asked_at=at, open_until=at + OPEN_FOR,
            )  # fmt: skip
    except IntegrityError:
        return ""
    audit.record("visits.feedback.asked", about=row, by=CLOCK, at=at, visit=visit.pk)
    return code


def by_code(code: str) -> VisitFeedback:
    """The questions behind a link, answered or not; Http404 for a code that nobody was given."""
    with whole_country("the link of a message opens its own questions"):
        row = VisitFeedback.objects.select_related("visit").filter(digest=_digest(code)).first()
    if row is None:
        raise Http404("feedback")
    return row


def of_account(account_id: int, *, at: datetime) -> list[VisitFeedback]:
    """Questions that wait for somebody who is signed in at the portal."""
    rows = VisitFeedback.objects.filter(account_id=account_id, answered_at__isnull=True, open_until__gt=at)
    return list(rows.order_by("-pk")[:10])


def of_account_by_pk(account_id: int, pk: int) -> VisitFeedback:
    row = VisitFeedback.objects.filter(account_id=account_id, pk=pk).first()
    if row is None:
        raise Http404("feedback")
    return row


@transaction.atomic
def give(
    *, feedback: VisitFeedback, told: Told, respect: Respect, comment: str, by: Actor, at: datetime
) -> VisitFeedback:
    """Keep the family's answers. Raises FeedbackClosed when they were given before or the time is over."""
    with whole_country("a family answers about its own visit"):
        row = VisitFeedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
        if not row.is_open(at):
            raise FeedbackClosed()
        row.told, row.respect, row.comment, row.answered_at = told, respect, comment.strip()[:1000], at
        row.save(update_fields=["told", "respect", "comment", "answered_at"])
        audit.record("visits.feedback.given", about=row, by=by, at=at, visit=row.visit_id)
    return row


# For the office head


def answers_for(access: Access, asked: Mapping[str, Any]) -> QuerySet[VisitFeedback]:
    """The answers about visits of the offices that the user heads, never about the user's own visits."""
    rows = (
        _in_reach(access)
        .filter(answered_at__isnull=False)
        .select_related("worker", "visit__casefile", "visit__application")
    )
    if asked.get("worker"):
        rows = rows.filter(worker_id=int(asked["worker"]))
    if asked.get("which") == "troubled":
        rows = rows.filter(TROUBLED)
    elif asked.get("which") == "commented":
        rows = rows.exclude(comment="")
    return rows


TROUBLED = Q(respect__in=[Respect.PARTLY, Respect.NO]) | Q(told=Told.NO)


def _in_reach(access: Access) -> QuerySet[VisitFeedback]:
    condition = Q(pk__in=[])
    for path in access.paths_where("visits.review", whole_unit=True):
        condition |= Q(unit_path=path)
    return VisitFeedback.objects.filter(condition).exclude(worker_id=access.user.pk)


@dataclass(frozen=True)
class WorkerCount:
    """How often families were asked about a worker's visits since a day, and what they said."""

    worker: User
    asked: int
    answered: int
    not_told: int
    not_respectful: int


def counts_by_worker(access: Access, *, since: date) -> list[WorkerCount]:
    """The office's workers by name, so that the list is no ranking."""
    rows = (
        _in_reach(access)
        .filter(asked_at__date__gte=since)
        .order_by()
        .values("worker_id")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            not_told=Count("pk", filter=Q(told=Told.NO)),
            not_respectful=Count("pk", filter=Q(respect__in=[Respect.PARTLY, Respect.NO])),
        )
    )
    found = {row["worker_id"]: row for row in rows}
    people = User.objects.filter(pk__in=found)
    return [
        WorkerCount(
            worker, found[worker.pk]["asked"], found[worker.pk]["answered"], found[worker.pk]["not_told"],
            found[worker.pk]["not_respectful"],
        )
        for worker in sorted(people, key=str)
    ]  # fmt: skip
