"""The decision of the social worker (E-3.2.1, E-13.3.a), the refusal, and the way to commission or permit."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from hamyar.assessment import guards, queries
from hamyar.assessment.actions.scoring import assess
from hamyar.assessment.actions.signing import household_of, signer
from hamyar.assessment.domain import ClauseUnknown, GuardsRed, NotYourDecision, PeriodRefused, ReasonNeeded, red
from hamyar.assessment.models import Assessment, FieldReport
from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles import queries as casefiles_queries
from hamyar.casefiles.models import Casefile
from hamyar.guidelines.citations import is_clause
from hamyar.intake import actions as intake
from hamyar.intake.domain import ApplicationState, Outcome
from hamyar.intake.models import Application
from hamyar.org.clock import day_of
from hamyar.outbox.actions import publish
from hamyar.registry import queries as registry
from hamyar.releases.queries import rules_on
from hamyar.values import jalali

LONGEST_MONTHS = 12  # an addition of ours: no first period is longer than a year
REFUSABLE = (
    ApplicationState.ASSIGNED,
    ApplicationState.INQUIRING,
    ApplicationState.VISIT_PLANNED,
    ApplicationState.ASSESSED,
)
PERIOD_KINDS: dict[tuple[str, ...], str] = {("male_aqshar",): "aqshar", ("released_prisoner",): "released_prisoner"}


def _locked(application: Application, *, by: Actor, on: date) -> Application:
    """The row as it is now. Raises NotYourDecision unless the actor is its worker or the substitute."""
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("household__unit", "unit", "social_worker", "earlier_casefile")
        .get(pk=application.pk)
    )
    if not queries.decides(row, user_id=by.user_id, on=on):
        raise NotYourDecision(room="worker")
    return row


def longest_period(assessment: Assessment, *, from_on: date) -> date:
    """The last day (outside) on which a first period of support may end: twelve months, or earlier where the only group
    ends by itself: aqshar after a year (E-D.12), a released prisoner's a year after the release (E-6.4.3)."""
    months = min(assessment.support_limit_months or LONGEST_MONTHS, LONGEST_MONTHS)
    if assessment.target_groups == ["released_prisoner"]:
        released_on = date.fromisoformat(assessment.document["prison"]["released_on"])
        return jalali.add_months(released_on, rules_on(from_on).value("prison.after_release_months"))
    return jalali.add_months(from_on, months)


@transaction.atomic
def accept(*, application: Application, by: Actor, at: datetime, period_to_on: date | None = None) -> Casefile:
    """Accept an application on the path of the social worker, decile 1 to 3, with every guard green: the file opens (or an
    earlier one comes back) with a dated period, and the office head of the day answers for it (E-3.n2.2).

    Raises NotYourDecision (another worker, another path), GuardsRed with every red line, PeriodRefused.
    """
    on = day_of(at)
    row = _locked(application, by=by, on=on)
    household = row.household
    assert household is not None and row.unit is not None and row.social_worker is not None
    standing = guards.standing(row, on=on)
    if red_ones := red(standing.guards):
        if [guard.key for guard in red_ones] == ["path"]:
            raise NotYourDecision(room=standing.room)
        raise GuardsRed(guards=red_ones)
    assessment = assess(household=household, application=row, because="decision", by=by, at=at)
    latest_on = longest_period(assessment, from_on=on)
    to_on = period_to_on or latest_on
    if not on < to_on <= latest_on:
        raise PeriodRefused(last_on=latest_on - timedelta(days=1))
    worker = row.social_worker
    kind = PERIOD_KINDS.get(tuple(assessment.target_groups), "ordinary")
    earlier = row.earlier_casefile or casefiles_queries.casefile_of(household)
    if earlier is not None and earlier.household_id == household.pk:
        casefile = casefiles.reactivate(
            casefile=earlier, application_number=row.number or "", worker=worker, unit=row.unit,
            target_groups=assessment.target_groups, period_from_on=on, period_to_on=to_on, period_kind=kind, by=by, at=at,
        )  # fmt: skip
    else:
        holder = registry.head_of(household, on)
        assert holder is not None  # the assessment has one
        casefile = casefiles.open_casefile(
            household=household, holder=holder, worker=worker, unit=row.unit, target_groups=assessment.target_groups,
            period_from_on=on, period_to_on=to_on, period_kind=kind, by=by, at=at,
        )  # fmt: skip
    intake.record_outcome(application=row, outcome=Outcome.ACCEPTED, clause="E-3.2.1", by=by, at=at)
    audit.record(
        "assessment.application.accepted", about=row, by=by, at=at, casefile=casefile.pk, assessment=assessment.pk,
        release=assessment.release, total=assessment.total,
    )  # fmt: skip
    publish(
        "assessment.application.accepted", at=at, application_id=row.pk, casefile_id=casefile.pk,
        household_id=household.pk, assessment_id=assessment.pk,
    )  # fmt: skip
    return casefile


@transaction.atomic
def reject(
    *, application: Application, clause: str, reason: str, kept_words: Collection[str] = (), by: Actor, at: datetime
) -> Application:
    """Refuse with the clause and the reason (E-7.3.v.2, E-13.n2); the applicant is told and may ask once for a re-review.

    ``kept_words``: keys of words that households do not read, which the writer let stand in the reason.
    Raises NotYourDecision, GuardsRed while a correction waits (E-8.a), ClauseUnknown, ReasonNeeded, and MoveRefused of
    intake where a refusal has no place.
    """
    row = _locked(application, by=by, on=day_of(at))
    if row.state == ApplicationState.IN_COMMISSION:
        raise NotYourDecision(room="commission")
    if row.proposed:  # nobody is refused over words that the applicant has corrected
        raise GuardsRed(guards=[guards.correction(row)])
    if not (clause.startswith("E-") and is_clause(clause)):
        raise ClauseUnknown(given=clause)
    if not reason.strip():
        raise ReasonNeeded()
    row = intake.record_outcome(
        application=row, outcome=Outcome.REJECTED, clause=clause, reason=reason, kept_words=kept_words, by=by, at=at
    )
    audit.record("assessment.application.rejected", about=row, by=by, at=at, clause=clause)
    return row


@transaction.atomic
def send_to_commission(
    *, application: Application, text: str, by: Actor, at: datetime, services: Collection[str] = ()
) -> FieldReport:
    """The worker's report goes to the office's commission: decile 4 and 5 (E-3.2.2), above 5 or unknown (E-3.n1, A-14), a
    divorce without document (E-5.n2.2), a needy pensioner (A-02). Raises NotYourDecision, GuardsRed, ReasonNeeded.
    """
    return _forward(
        application, to="commission", target=ApplicationState.IN_COMMISSION, text=text, services=services, by=by, at=at
    )


@transaction.atomic
def ask_permit(
    *, application: Application, text: str, by: Actor, at: datetime, services: Collection[str] = ()
) -> FieldReport:
    """The field report goes to the director general: a waivable rule other than the decile is unmet (E-D.28, A-04).

    Raises NotYourDecision, GuardsRed, ReasonNeeded.
    """
    return _forward(
        application, to="permit", target=ApplicationState.AWAITING_PERMIT, text=text, services=services, by=by, at=at
    )


def _forward(
    application: Application, *, to: str, target: ApplicationState, text: str, services: Collection[str], by: Actor,
    at: datetime,
) -> FieldReport:  # fmt: skip
    on = day_of(at)
    row = _locked(application, by=by, on=on)
    standing = guards.standing(row, on=on)
    if red_ones := red(standing.process):
        raise GuardsRed(guards=red_ones)
    if standing.room != to or standing.assessment is None:
        raise NotYourDecision(room=standing.room)
    if not text.strip():
        raise ReasonNeeded(clause="E-D.28")
    assessment = assess(household=standing.assessment.household, application=row, because="decision", by=by, at=at)
    unmet = [
        finding["clause"] for finding in assessment.result["findings"] if finding["result"] in ("unmet", "unknown")
    ]
    report = FieldReport.objects.create(
        application=row, household=household_of(row), assessment=assessment, to=to, unmet_clauses=unmet,
        services=list(services), text=text.strip(), signed_at=at, signed_by_id=signer(by),
    )  # fmt: skip
    intake.move(
        application=row, target=target, event=f"sent_to_{to}", by=by, at=at,
        clause="E-3.2.2" if to == "commission" else "E-D.28",
    )  # fmt: skip
    audit.record("assessment.report.signed", about=report, by=by, at=at, to=to, application=row.pk)
    publish(f"assessment.application.sent_to_{to}", at=at, application_id=row.pk, report_id=report.pk)
    return report
