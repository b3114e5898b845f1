"""Reads of questionnaires, harms, referrals and stored assessments, each only as far as the reader reaches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from hamyar.assessment import domain, questions, wording
from hamyar.assessment.domain import Holder, Item, QuestionnaireState, ReferralState, ReferralTarget, Section
from hamyar.assessment.models import (
    Answer,
    Assessment,
    Capacity,
    DenominationNote,
    DocumentCheck,
    Harm,
    Presence,
    Questionnaire,
    Referral,
    SectionRecord,
    ServiceDocument,
)
from hamyar.guidelines import admission, citations, document
from hamyar.guidelines import explain as explaining
from hamyar.guidelines.ruleset import RuleSet
from hamyar.intake.domain import OPEN_STATES
from hamyar.intake.models import Application
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.registry import cost_factors as registry_factors
from hamyar.registry import queries as registry
from hamyar.registry.cost_factors import CostFactor
from hamyar.registry.models import Household, HouseholdMember
from hamyar.releases.queries import releases, rules_on
from hamyar.values.age import age_on
from hamyar.values.refusal import Refusal


def applications_for(access: Access) -> QuerySet[Application]:
    """Applications whose files the user works on, or oversees as head or secretary of the office."""
    condition = Q(social_worker_id__in=access.caseload_of)
    for permission in ("casefiles.read", "intake.oversee"):
        for path in access.paths_where(permission, whole_unit=True):
            condition |= Q(unit_path__startswith=path)
    rows = Application.objects.filter(condition, household__isnull=False)
    return rows.select_related("household", "unit", "social_worker", "person")


def application_for(access: Access, pk: int) -> Application:
    """One of them; 404 else."""
    application = applications_for(access).filter(pk=pk).first()
    if application is None:
        raise Http404
    return application


def is_responsible(access: Access, application: Application) -> bool:
    """Is the application in the user's own caseload, as its worker or the one who stands in?"""
    return application.social_worker_id in access.caseload_of


def decides(application: Application, *, user_id: int | None, on: date) -> bool:
    """Is this user the responsible worker of the application, or the substitute on that day (E-3.2.1, A-55)?"""
    if user_id is None or application.social_worker is None or application.unit is None:
        return False
    present = org.present_or_substitute(application.social_worker, unit=application.unit, on=on)
    return user_id in {application.social_worker_id, present.pk if present else None}


# The questionnaire


def questionnaire_of(application: Application) -> Questionnaire | None:
    """The latest questionnaire of an application."""
    return (
        Questionnaire.objects.filter(application=application)
        .select_related("household", "application", "closed_by")
        .order_by("-pk")
        .first()
    )


def questionnaire_for(access: Access, pk: int) -> Questionnaire:
    """A questionnaire of an application in reach; 404 else."""
    row = Questionnaire.objects.select_related("household", "application", "closed_by").filter(pk=pk).first()
    if row is None or row.application_id is None:
        raise Http404
    application_for(access, row.application_id)
    return row


def services_of(questionnaire: Questionnaire) -> tuple[str, ...]:
    application = questionnaire.application
    return tuple(application.request if application is not None else questionnaire.household.requested_services)


def members(household: Household, on: date) -> list[HouseholdMember]:
    return list(registry.members_of(household, on))


def sections_of(questionnaire: Questionnaire) -> dict[str, SectionRecord]:
    return {row.section: row for row in questionnaire.sections.all()}


def current_capacities(questionnaire: Questionnaire) -> QuerySet[Capacity]:
    return questionnaire.capacities.select_related("person").order_by("person_id", "pk")


# Harms: restricted. Whoever asks must hold ``harms.read`` or be the responsible worker.


def harms_now(household: Household) -> QuerySet[Harm]:
    """Harms that stand. The database shows them to the roles of ``RESTRICTED_TO`` alone."""
    return Harm.objects.filter(household=household, ended_at__isnull=True).select_related("person").order_by("pk")


def needs_counsellor(household: Household, *, on: date) -> bool:
    """Has the household a harm that calls for the counsellor, or an ill head (E-13.3.z, E-13.3.hh.2, A-69)?"""
    non_triggering = rules_on(on).value("harm.non_triggering")
    kinds = harms_now(household).values_list("kind", flat=True)
    return household.head_condition in domain.ILL_HEADED or domain.triggering(kinds, non_triggering=non_triggering)


def counsellor_referral(household: Household, application: Application | None) -> Referral | None:
    rows = Referral.objects.filter(household=household, target=ReferralTarget.COUNSELLOR)
    if application is not None:
        rows = rows.filter(application=application)
    return rows.order_by("-pk").first()


# Referrals


def referrals_for(access: Access) -> QuerySet[Referral]:
    """What was referred to the counsellor in the user's offices, the names of the heads beside it."""
    condition = Q(pk__in=[])
    for path in access.paths_where("assessment.counsel"):
        condition |= Q(unit_path__startswith=path)
    head = HouseholdMember.objects.filter(
        household_id=OuterRef("household_id"), relation="head", to_on__isnull=True
    ).order_by("-pk")
    return (
        Referral.objects.filter(condition, target=ReferralTarget.COUNSELLOR)
        .select_related("household", "social_worker", "counsellor", "unit", "application")
        .annotate(
            head_given_name=Subquery(head.values("person__given_name")[:1]),
            head_family_name=Subquery(head.values("person__family_name")[:1]),
            head_mobile=Subquery(head.values("person__mobile")[:1]),
        )
        .order_by("-pk")
    )


def open_referrals(access: Access) -> QuerySet[Referral]:
    return referrals_for(access).filter(state__in=[ReferralState.OPEN, ReferralState.ACCEPTED])


def referral_for(access: Access, pk: int) -> Referral:
    row = referrals_for(access).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


# Documents and presence


def service_documents(on: date) -> list[ServiceDocument]:
    return list(ServiceDocument.objects.filter(org.in_force(on)).order_by("service", "pk"))


def checklist(
    application: Application, *, on: date, seen: registry.Snapshot | None = None
) -> list[tuple[Item, HouseholdMember | None, DocumentCheck | None]]:
    """Every document to be seen or uploaded, whose it is, and the tick where there is one (E-5.1)."""
    household = application.household
    assert household is not None
    seen = seen or registry.snapshot(household, on=on)
    by_person = {each.person_id: each for each in seen.members}
    rules = rules_on(on)
    prison = seen.prison
    items = domain.document_items(
        people=[
            Holder(
                pk=each.person_id, sex=each.person.sex, age=age_on(each.person.born_on, on), relation=each.relation,
                marital_status=each.person.marital_status, military_status=each.person.military_status,
                ill=bool(each.person.illness_class),
            )
            for each in seen.members
        ],
        head_condition=household.head_condition,
        responsible=household.responsible_person_id,
        divorce_evidence=household.divorce_evidence,
        released_prisoner=bool(prison and prison.released_on and prison.released_on <= on and prison.referral),
        military_ages=(rules.value("age.adult"), rules.value("military.max_age")),
        services=application.request,
        service_documents=[(each.service, each.item) for each in service_documents(on)] if application.request else [],
    )  # fmt: skip
    checks = {
        (each.item, each.person_id): each for each in application.document_checks.select_related("document", "seen_by")
    }
    return [(item, by_person.get(item.person or 0), checks.get((item.key, item.person))) for item in items]


def documents_confirmed(application: Application, *, on: date, seen: registry.Snapshot | None = None) -> bool:
    """Is every document that holds up acceptance seen or uploaded (E-5.1.0, E-13.3.j)?"""
    return all(check is not None for item, _member, check in checklist(application, on=on, seen=seen) if item.hard)


def presence_of(application: Application) -> Presence | None:
    return Presence.objects.filter(application=application).order_by("-pk").first()


# Stored assessments


@dataclass(frozen=True)
class Computed:
    """What the rules say of the household document as it stands on a day; nothing of it is stored yet."""

    document: dict[str, Any]
    result: dict[str, Any]
    rules: RuleSet


def computed(household: Household, *, on: date, seen: registry.Snapshot | None = None) -> Computed:
    """Raises what ``registry.household_document`` refuses."""
    written = registry.household_document(household, on=on, seen=seen)
    rules = rules_on(on)
    return Computed(written, result_of(written, rules), rules)


def result_of(household_document: Mapping[str, Any], rules: RuleSet) -> dict[str, Any]:
    """The assessment document of a household document, as plain JSON values."""
    result: dict[str, Any] = json.loads(document.write_text(admission.assess(document.read(household_document), rules)))
    return result


def latest_assessment(household: Household) -> Assessment | None:
    return Assessment.objects.filter(household=household).order_by("-pk").first()


def assessments_of(household: Household) -> QuerySet[Assessment]:
    return Assessment.objects.filter(household=household).order_by("-pk")


def assessment_for(access: Access, pk: int) -> Assessment:
    """A stored assessment of a household in the user's files; 404 else."""
    row = Assessment.objects.select_related("household__unit", "application").filter(pk=pk).first()
    if row is None or not reaches(access, row.household, row.application):
        raise Http404
    return row


def reaches(access: Access, household: Household, application: Application | None) -> bool:
    """Is the household in the user's caseload, or in a unit whose files the user reads?"""
    if application is not None and is_responsible(access, application):
        return True
    if household.casefiles.filter(social_worker_id__in=access.caseload_of).exists():
        return True
    if Application.objects.filter(household=household, social_worker_id__in=access.caseload_of).exists():
        return True
    paths = access.paths_where("casefiles.read", whole_unit=True)
    return any(household.unit_path.startswith(path) for path in paths)


TIMELESS = ("as_of",)


def same_result(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Do two results say the same, leaving the day aside and the sentences that say it?"""
    return _without_words(one) == _without_words(other)


def _without_words(result: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in result.items() if key not in TIMELESS}
    kept["findings"] = [
        {key: value for key, value in finding.items() if key not in ("text", "because")}
        for finding in result["findings"]
    ]
    return kept


def computed_if_whole(household: Household, *, on: date, seen: registry.Snapshot | None = None) -> Computed | None:
    """As ``computed``; None where the record is not whole yet (no head, no dwelling)."""
    try:
        return computed(household, on=on, seen=seen)
    except Refusal:
        return None


def is_current(assessment: Assessment, *, on: date, now: Computed | None = None) -> bool:
    """Would the household, as it stands, be assessed today as it was then (E-10.1)? ``now``: what it would be."""
    now = now or computed_if_whole(assessment.household, on=on)
    if now is None:
        return False
    return now.rules.digest == assessment.digest and same_result(now.result, assessment.result)


def cost_factors(now: Computed | None, *, on: date) -> list[CostFactor]:
    """The cost factors of Article 7, from a document that was read already (E-7.1)."""
    if now is None:
        return []
    age = int(now.rules.value("age.unmarried_daughter"))
    return registry_factors.cost_factors(document.read(now.document), on=on, unmarried_daughter_age=age)


def rules_of(assessment: Assessment) -> RuleSet:
    """The release under which it was computed, as of its own day. Raises UnknownRelease when it is gone."""
    return RuleSet.named(assessment.release, on=assessment.as_of, among=releases())


def replays(assessment: Assessment) -> bool:
    """Recomputed from the stored document under the stored release: does it give the stored result?"""
    rules = rules_of(assessment)
    return rules.digest == assessment.digest and same_result(result_of(assessment.document, rules), assessment.result)


def explanation(assessment: Assessment, *, for_household: bool = False) -> explaining.Explanation:
    """Why the stored result is what it is, and what would change it."""
    facts = document.read(assessment.document)
    return explaining.explain(facts, rules_of(assessment), for_household=for_household)


BY_SCORE = ("-score_highest", "-score_lowest", "pk")  # the highest possible first


def waiting_by_score(access: Access, asked: Mapping[str, Any]) -> QuerySet[Any]:
    """Open applications in reach with the latest score of their household, to be ordered ``BY_SCORE`` (E-3.1.1).

    ``asked`` narrows them to a state or a path of decision. Those that nobody has scored yet are left out.
    """
    latest = Assessment.objects.filter(household_id=OuterRef("household_id")).order_by("-pk")
    rows: QuerySet[Any] = applications_for(access).filter(state__in=OPEN_STATES)
    rows = rows.annotate(
        score_total=Subquery(latest.values("total")[:1]),
        score_lowest=Subquery(latest.values("lowest")[:1]),
        score_highest=Subquery(latest.values("highest")[:1]),
        score_path=Subquery(latest.values("path")[:1]),
    ).filter(score_total__isnull=False)
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("path"):
        rows = rows.filter(score_path=asked["path"])
    return rows


def open_questionnaire(household: Household) -> Questionnaire | None:
    return Questionnaire.objects.filter(household=household, state=QuestionnaireState.OPEN).first()


def answers_of(questionnaire: Questionnaire, section: Section) -> list[Answer]:
    """The answers of a section: the household's first, then member by member in the order of the questions."""
    order = {key: place for place, key in enumerate(questions.BY_KEY)}
    rows = questionnaire.answers.filter(section=section).select_related("person")
    return sorted(rows, key=lambda row: (row.person_id or 0, order[row.key]))


def non_triggering(*, on: date) -> tuple[str, ...]:
    """The kinds of harm that alone neither raise the risk class nor force the counsellor (A-69)."""
    return tuple(rules_on(on).value("harm.non_triggering"))


def document_titles(*, on: date) -> dict[str, str]:
    """The title of every item that a checklist may hold."""
    return {**wording.DOCUMENTS, **{each.item: each.title for each in service_documents(on)}}


def asks_denomination(application: Application, seen: registry.Snapshot) -> bool:
    """Only of a divorced woman with customary documents (E-5.n2.1). ``seen``: her household as it stands today."""
    household, head = application.household, seen.head
    assert household is not None
    return household.divorce_evidence == "customary" and head is not None and head.marital_status == "divorced"


def denomination_of(application: Application) -> DenominationNote | None:
    """Restricted: the database shows it to the roles of ``RESTRICTED_TO`` alone."""
    return DenominationNote.objects.filter(application=application).first()


@dataclass(frozen=True)
class Said:
    """What one clause says of the household: the sentence, the clause it links to, and how it came out."""

    text: str
    clause: str
    result: str


def said_of(explained: explaining.Explanation) -> list[Said]:
    """The findings for the screen; the reference at the end of each sentence becomes the link."""
    found = []
    for finding, text in zip(explained.assessment.findings, explained.findings, strict=True):
        reference = citations.clause(finding.clause).reference
        found.append(Said(text.removesuffix(f" ({reference})."), finding.clause, finding.result))
    return found
