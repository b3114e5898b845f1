"""Computing and storing assessments (E-10.1). Nothing here takes a score, a path or a group from anybody."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hamyar.assessment import queries
from hamyar.assessment.models import Assessment
from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.intake.domain import OPEN_STATES
from hamyar.intake.models import Application
from hamyar.org.clock import day_of
from hamyar.outbox.actions import publish
from hamyar.registry.models import Household
from hamyar.values.refusal import Refusal


@transaction.atomic
def assess(
    *, household: Household, because: str, by: Actor, at: datetime, application: Application | None = None
) -> Assessment:
    """Compute what the rules in force say of the household as it stands, and store it with facts and release.

    When neither facts, rules nor result have changed, the stored assessment stands and is returned. Raises what
    ``registry.household_document`` refuses (no head, no dwelling).
    """
    held = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    provisional_decile = held.decile is not None and held.decile_provisional
    now = queries.computed(household, on=day_of(at))
    last = queries.latest_assessment(household)
    about = application.pk if application is not None else None
    if (
        last is not None
        and last.digest == now.rules.digest
        and last.application_id == about
        and _facts(last.document) == _facts(now.document)
        and queries.same_result(last.result, now.result)
        and last.provisional_decile == provisional_decile
    ):
        return last
    score = now.result["score"]
    row = Assessment.objects.create(
        household=household, application=application, as_of=day_of(at), computed_at=at, because=because,
        by_label=by.label, release=now.rules.name, digest=now.rules.digest, document=now.document, result=now.result,
        total=score["total"], lowest=score["possible"][0], highest=score["possible"][1], complete=score["complete"],
        path=now.result["path"], target_groups=now.result["target_groups"],
        services_allowed=now.result["services_allowed"], support_limit_months=now.result["support_limit_months"],
        provisional_decile=provisional_decile,
    )  # fmt: skip
    audit.record("assessment.computed", about=row, by=by, at=at, household=household.pk, because=because, path=row.path)
    publish("assessment.computed", at=at, assessment_id=row.pk, household_id=household.pk)
    return row


def _facts(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "as_of"}


def assess_anew(*, household_id: int | None, at: datetime, **_what: Any) -> Assessment | None:
    """Follower of every change of facts: an open application's, or an already assessed household's, score is renewed."""
    household = Household.objects.filter(pk=household_id).first() if household_id else None
    if household is None:
        return None
    application = (
        Application.objects.filter(household=household, state__in=OPEN_STATES).order_by("-pk").first()
    )  # fmt: skip
    if application is None and queries.latest_assessment(household) is None:
        return None
    try:
        return assess(household=household, application=application, because="facts_changed", by=CLOCK, at=at)
    except Refusal:
        return None  # the record is not whole yet: the decision page says so
