"""What the clock does to files. Idempotent: safe to run twice, late, or side by side."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from hamyar.audit.actor import CLOCK
from hamyar.casefiles import actions, contacts, study
from hamyar.casefiles.domain import CasefileState, PeriodKind
from hamyar.casefiles.models import Casefile, SupportPeriod
from hamyar.org import clock
from hamyar.org.reach import whole_country
from hamyar.releases.queries import rules_on

LIMIT_REACHED = "دورهٔ حمایت به پایان رسید و تمدید نشد."
CLOSED = "کارهای پایانی پرونده انجام شد."


def run_tick(*, at: datetime) -> dict[str, int]:
    """Ask for updates before a period ends, end what time has ended, lay closed files to rest, ask for a contact where
    nobody has spoken with the household for long (E-0.a.2.3), and for proofs that adult sons study (E-6.n3); returns how
    many."""
    on = clock.day_of(at)
    lead = timedelta(days=int(rules_on(on).value("period.lead")))
    counts = {
        "update_due": 0,
        "suspended": 0,
        "ended": 0,
        "inactive": 0,
        "contacts_due": 0,
        "study_asked": 0,
        "study_ended": 0,
    }
    with whole_country("the nightly clock"):
        nearing = Casefile.objects.filter(state=CasefileState.ACTIVE, period_to_on__lte=on + lead)
        for casefile in list(nearing.order_by("pk")):
            counts["update_due"] += actions.mark_update_due(casefile=casefile, at=at)
        over = _with_last_period(
            Casefile.objects.filter(state__in=(CasefileState.UPDATE_DUE, CasefileState.SUSPENDED), period_to_on__lte=on)
        )
        for casefile in list(over.filter(state=CasefileState.UPDATE_DUE, last_period=PeriodKind.DESERTION_2)):
            actions.suspend_until_court_document(casefile=casefile, at=at)
            counts["suspended"] += 1
        # What waits for the court's document waits until the worker brings it or ends the file (E-6.5.a.3).
        for casefile in list(over.exclude(last_period=PeriodKind.DESERTION_2)):
            actions.move(
                casefile=casefile, target=CasefileState.ENDED, reason=LIMIT_REACHED, clause="E-D.25", by=CLOCK, at=at
            )
            counts["ended"] += 1
        closed = Casefile.objects.filter(
            state__in=(CasefileState.EXITED, CasefileState.ENDED), state_since_on__lt=on
        ) | Casefile.objects.filter(state__in=(CasefileState.EXITED, CasefileState.ENDED), state_since_on__isnull=True)
        for casefile in list(closed.order_by("pk")):
            actions.move(
                casefile=casefile, target=CasefileState.INACTIVE, reason=CLOSED, clause="E-13.n4.1", by=CLOCK, at=at
            )
            counts["inactive"] += 1
        counts["study_ended"] = study.end_unproven(at=at)
        counts["study_asked"] = study.ask_for_proofs(at=at)
        counts["contacts_due"] = contacts.open_contact_duties(at=at)
    return counts


def _with_last_period(rows: QuerySet[Casefile]) -> QuerySet[Any]:
    """Files with the kind of their last period as ``last_period``, in the order of their numbers."""
    periods = SupportPeriod.objects.filter(casefile=OuterRef("pk")).order_by("-from_on", "-pk")
    return rows.annotate(last_period=Subquery(periods.values("kind")[:1])).order_by("pk")
