"""Recording harms (E-D.24, E-7.3.d) and what only one path asks: the denomination (E-5.n2.1)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from hamyar.assessment import queries
from hamyar.assessment.actions.questionnaire import locked, save_section
from hamyar.assessment.actions.referrals import refer
from hamyar.assessment.actions.signing import household_of, signer
from hamyar.assessment.domain import (
    Denomination,
    DenominationNotAsked,
    HarmKind,
    Match,
    NotAMember,
    ReasonNeeded,
    ReferralGround,
    Response,
    ResponseNeeded,
    Section,
    Severity,
    risk_class,
    triggering,
)
from hamyar.assessment.models import DenominationNote, Harm, Questionnaire
from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake.models import Application
from hamyar.org.clock import day_of
from hamyar.registry import actions as registry
from hamyar.registry import queries as registry_queries
from hamyar.registry.domain import Source
from hamyar.registry.models import Household, Person
from hamyar.releases.queries import rules_on


@transaction.atomic
def record_harm(
    *,
    questionnaire: Questionnaire,
    kind: HarmKind,
    severity: Severity,
    cause: str,
    response: Response | None,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    note: str = "",
) -> Harm:
    """A harm with its cause and the response to it. It sets the risk class (E-7.3.d), and one that triggers (A-69) brings
    the household to the counsellor at once (E-13.3.z).

    Raises ResponseNeeded without response or cause, NotAMember, QuestionnaireClosed.
    """
    row = locked(questionnaire)
    if response is None or not cause.strip():
        raise ResponseNeeded()
    household = row.household
    if person is not None and registry_queries.membership_of(household, person, day_of(at)) is None:
        raise NotAMember()
    harm = Harm.objects.create(
        household=household, questionnaire=row, person=person, kind=kind, severity=severity, cause=cause.strip()[:300],
        response=response, note=note.strip(), found_at=at, found_by_id=signer(by),
    )  # fmt: skip
    audit.record("assessment.harm.recorded", about=harm, by=by, at=at, household=household.pk)
    _set_risk_class(household, by=by, at=at)
    if triggering([kind], non_triggering=rules_on(day_of(at)).value("harm.non_triggering")):
        refer(household=household, application=row.application, ground=ReferralGround.HARM, by=by, at=at)
    return harm


@transaction.atomic
def end_harm(*, harm: Harm, reason: str, by: Actor, at: datetime) -> Harm:
    """A harm that is no longer there, or was recorded by mistake; the row stays. Raises ReasonNeeded."""
    row = Harm.objects.select_for_update(of=("self",)).select_related("household").get(pk=harm.pk)
    if row.ended_at is not None:
        return row
    if not reason.strip():
        raise ReasonNeeded(clause="E-D.24")
    row.ended_at, row.ended_reason = at, reason.strip()[:300]
    row.save(update_fields=["ended_at", "ended_reason"])
    audit.record("assessment.harm.ended", about=row, by=by, at=at, household=row.household_id)
    _set_risk_class(row.household, by=by, at=at)
    return row


def _set_risk_class(household: Household, *, by: Actor, at: datetime) -> None:
    harms = queries.harms_now(household).values_list("kind", "severity")
    found = risk_class(harms, non_triggering=rules_on(day_of(at)).value("harm.non_triggering"))
    registry.change_household(household=household, changes={"risk_class": found}, source=Source.SW_VISIT, by=by, at=at)


@transaction.atomic
def mark_screened(*, questionnaire: Questionnaire, people: Collection[int], by: Actor, at: datetime) -> None:
    """The members who were screened for harms (E-7.3.d); finding none is a result too."""
    save_section(
        questionnaire=questionnaire, section=Section.HARMS, match=Match.MATCHED, covered_people=people, by=by, at=at
    )


@transaction.atomic
def record_denomination(
    *, application: Application, denomination: Denomination, by: Actor, at: datetime
) -> DenominationNote:
    """Kept apart, and asked of a divorced woman with customary documents alone. Raises DenominationNotAsked."""
    household = household_of(application)
    head = registry_queries.head_of(household, day_of(at))
    if head is None or head.marital_status != "divorced" or household.divorce_evidence != "customary":
        raise DenominationNotAsked()
    row, _created = DenominationNote.objects.update_or_create(
        application=application,
        defaults={
            "household": household, "person": head, "denomination": denomination, "recorded_at": at,
            "recorded_by_id": signer(by),
        },
    )  # fmt: skip
    audit.record("assessment.denomination.recorded", about=row, by=by, at=at)
    return row
