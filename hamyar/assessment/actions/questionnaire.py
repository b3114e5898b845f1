"""Filling the household questionnaire in parts, and closing it: closing signs the worker's report (E-7.3, E-3.n2.1)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hamyar.assessment import guards, queries, validity
from hamyar.assessment.actions.referrals import refer
from hamyar.assessment.actions.scoring import assess
from hamyar.assessment.actions.signing import signer
from hamyar.assessment.domain import (
    ILL_HEADED,
    CapacityKind,
    DataGroup,
    Match,
    MoveRefused,
    NotFinished,
    QuestionnaireClosed,
    QuestionnaireState,
    ReferralGround,
    Section,
)
from hamyar.assessment.models import Answer, Capacity, Questionnaire, SectionRecord
from hamyar.assessment.questions import BY_KEY, Asked, Question, questions_for
from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.intake import actions as intake
from hamyar.intake.domain import ApplicationState
from hamyar.intake.models import Application
from hamyar.org.clock import day_of
from hamyar.outbox.actions import publish
from hamyar.registry import actions as registry
from hamyar.registry import queries as registry_queries
from hamyar.registry.domain import Source
from hamyar.registry.history import plain
from hamyar.registry.models import Household, Person
from hamyar.values.age import age_on

WHILE = (ApplicationState.INQUIRING, ApplicationState.VISIT_PLANNED, ApplicationState.ASSESSED)


def locked(questionnaire: Questionnaire) -> Questionnaire:
    """The open questionnaire, held until the end of the transaction. Raises QuestionnaireClosed."""
    row = (
        Questionnaire.objects.select_for_update(of=("self",))
        .select_related("household__unit", "application__unit", "application__social_worker")
        .get(pk=questionnaire.pk)
    )
    if not row.is_open:
        raise QuestionnaireClosed()
    return row


@transaction.atomic
def start_questionnaire(*, application: Application, by: Actor, at: datetime) -> Questionnaire:
    """Open the questionnaire with everything the household stated so far (E-7.3.0.1). The open one is returned, not doubled.

    A correction after the visit begins with what was verified before; a new round begins with its capacities only.
    Raises MoveRefused outside the states in which the worker investigates.
    """
    application = Application.objects.select_for_update(of=("self",)).select_related("household").get(pk=application.pk)
    household = application.household
    if application.state not in WHILE or household is None:
        raise MoveRefused(state=application.state, target="open")
    existing = queries.open_questionnaire(household)
    if existing is not None:
        return existing
    before = Questionnaire.objects.filter(household=household).order_by("-pk").first()
    row = Questionnaire.objects.create(
        household=household, application=application, opened_at=at, opened_by_id=signer(by)
    )
    _ask(row, household=household, on=day_of(at))
    if before is not None:
        _carry_over(
            before, row, whole=before.application_id == application.pk and application.state == "assessed", at=at
        )
    audit.record("assessment.questionnaire.opened", about=row, by=by, at=at, application=application.pk)
    return row


def _ask(row: Questionnaire, *, household: Household, on: date) -> None:
    """Write the questions that this household is asked, each with what is stated of it. Existing ones stay."""
    existing = set(row.answers.values_list("key", "person_id"))
    dwelling = registry_queries.current_dwelling(household, on)
    rows = queries.members(household, on)
    head = rows[0].person if rows and rows[0].relation == "head" else None
    stated = {
        (change.person_id, change.field): change for change in reversed(list(registry_queries.fact_history(household)))
    }
    subjects: list[tuple[str, Any, Asked, Person | None]] = []
    village = bool(dwelling and dwelling.area_kind == "village")
    if head is not None:
        about_head = Asked(
            head.sex, age_on(head.born_on, on), True, len(rows) == 1, head.marital_status, village=village
        )
        subjects.append(("household", household, about_head, None))
        if dwelling is not None:
            subjects.append(("dwelling", dwelling, about_head, None))
    for member in rows:
        person = member.person
        asked = Asked(
            person.sex, age_on(person.born_on, on), member.relation == "head", len(rows) == 1, person.marital_status,
            household.head_condition, village,
        )  # fmt: skip
        subjects.append(("person", person, asked, person))
    answers = []
    for question in questions_for(queries.services_of(row)):
        for subject, record, asked, about in subjects:
            if (
                question.subject != subject
                or not question.when(asked)
                or (question.key, about and about.pk) in existing
            ):
                continue
            change = stated.get((about.pk if about else None, question.fact))
            answers.append(
                Answer(
                    questionnaire=row,
                    section=question.section,
                    key=question.key,
                    person=about,
                    self_value=_stated(record, question),
                    self_source=change.source if change else Source.SELF,
                    self_on=day_of(change.at) if change else day_of(row.opened_at),
                )
            )
    Answer.objects.bulk_create(answers)


def _stated(record: Any, question: Question) -> Any:
    if not question.fact:
        return None
    value = plain(getattr(record, question.fact))
    return None if value in ("", []) else value


def _carry_over(before: Questionnaire, row: Questionnaire, *, whole: bool, at: datetime) -> None:
    Capacity.objects.bulk_create(
        Capacity(
            questionnaire=row, person_id=each.person_id, kind=each.kind, text=each.text, recorded_at=each.recorded_at
        )
        for each in before.capacities.all()
    )
    if not whole:
        return
    earlier = {(each.key, each.person_id): each for each in before.answers.filter(verified=True)}
    for answer in row.answers.all():
        same = earlier.get((answer.key, answer.person_id))
        if same is not None:
            answer.self_value, answer.self_source, answer.self_on = same.self_value, same.self_source, same.self_on
            answer.verified, answer.verified_value = True, same.verified_value
            answer.verified_source, answer.verified_on = same.verified_source, same.verified_on
            answer.save()
    for section in before.sections.all():
        section.pk, section._state.adding, section.questionnaire = None, True, row
        section.save()
    row.food_need, row.nonfood_need, row.is_needy = before.food_need, before.nonfood_need, before.is_needy
    row.conclusion = before.conclusion
    row.save(update_fields=["food_need", "nonfood_need", "is_needy", "conclusion"])


def members_changed(*, household_id: int, at: datetime, **_who: object) -> None:
    """Follower of ``registry.member.added``: an open questionnaire asks about the new member too."""
    household = Household.objects.get(pk=household_id)
    row = queries.open_questionnaire(household)
    if row is not None:
        _ask(row, household=household, on=day_of(at))


@transaction.atomic
def save_section(
    *,
    questionnaire: Questionnaire,
    section: Section,
    by: Actor,
    at: datetime,
    verified: Mapping[int, Any] | None = None,
    same_as_stated: bool = False,
    match: Match | None = None,
    parts: Mapping[str, Mapping[str, str]] | None = None,
    source: Source = Source.SW_VISIT,
    covered_people: Collection[int] | None = None,
) -> SectionRecord:
    """Keep what was verified of one section: by answer, its value (None: there is none). Facts go to the registry at once.

    ``same_as_stated`` verifies what is left open as the household stated it. What is not given stays as it was saved.
    Raises QuestionnaireClosed and what the registry refuses (a wrong code, a day in the future).
    """
    row = locked(questionnaire)
    given = dict(verified or {})
    changed: list[Answer] = []
    for answer in row.answers.select_for_update(of=("self",)).filter(section=section).select_related("person"):
        if answer.pk in given:
            value = given[answer.pk]
        elif same_as_stated and not answer.verified:
            value = answer.self_value
        else:
            continue
        if answer.verified and answer.verified_value == value:
            continue
        answer.verified, answer.verified_value = True, value
        answer.verified_source, answer.verified_on = source, day_of(at)
        changed.append(answer)
    Answer.objects.bulk_update(changed, ["verified", "verified_value", "verified_source", "verified_on"])
    record = row.sections.filter(section=section).first() or SectionRecord(questionnaire=row, section=section)
    record.saved_at, record.saved_by_id = at, by.user_id  # type: ignore[assignment]
    if match is not None:
        record.match = match
    if parts is not None:
        record.parts = {**record.parts, **{part: dict(said) for part, said in parts.items()}}
    if covered_people is not None:
        record.covered_people = sorted(set(covered_people))
    record.save()
    audit.record(
        "assessment.section.saved",
        about=row,
        by=by,
        at=at,
        section=str(section),
        fields=sorted({one.key for one in changed}),
    )
    _tell_registry(row.household, changed, source=source, by=by, at=at)
    if changed and not row.answers.filter(section=section, verified=False).exists():
        validity.confirm_if_asked(household=row.household, section=section, source=source, by=by, at=at)
    if changed and row.application is not None:
        assess(household=row.household, application=row.application, because="facts_changed", by=by, at=at)
    return record


def _tell_registry(
    household: Household, changed: Collection[Answer], *, source: Source, by: Actor, at: datetime
) -> None:
    """Write verified facts where everybody reads them, each with its source and its value before (E-13.3.b, E-8)."""
    by_subject: dict[tuple[str, int | None], dict[str, Any]] = defaultdict(dict)
    people = {answer.person_id: answer.person for answer in changed}
    for answer in changed:
        question = BY_KEY[answer.key]
        if question.fact:
            by_subject[question.subject, answer.person_id][question.fact] = as_fact(question, answer.verified_value)
    for (subject, person_id), changes in by_subject.items():
        person = people[person_id]
        if subject == "person" and person is not None:
            if {"illness_class", "disease"} & changes.keys():
                registry.record_illness(
                    person=person, illness_class=changes.pop("illness_class", person.illness_class),
                    disease=changes.pop("disease", person.disease), on=day_of(at), source=source, by=by, at=at,
                )  # fmt: skip
            registry.change_person(person=person, changes=changes, source=source, by=by, at=at)
        elif subject == "dwelling":
            registry.change_dwelling(household=household, changes=changes, source=source, by=by, at=at)
        else:
            condition = changes.pop("head_condition", household.head_condition)
            if condition != household.head_condition:
                registry.set_head_condition(
                    household=household, condition=condition, since_on=None, source=source, by=by, at=at
                )
            registry.change_household(household=household, changes=changes, source=source, by=by, at=at)


def as_fact(question: Question, value: Any) -> Any:
    """A verified answer as the registry's column takes it."""
    if question.kind == "date":
        return date.fromisoformat(value) if value else None
    if question.kind == "choices":
        return list(value or [])
    if question.kind in ("number", "rials"):
        return value
    if question.kind == "flag":
        return bool(value)
    return value or ""


@transaction.atomic
def save_capacities(
    *,
    questionnaire: Questionnaire,
    capacities: Mapping[int, Collection[tuple[CapacityKind, str]]],
    empowerment: Mapping[int, str],
    by: Actor,
    at: datetime,
) -> None:
    """What each member can do, has and would like (E-7.3.h), and whether it can carry the member (E-D.7, E-D.8)."""
    row = locked(questionnaire)
    people = {each.person_id: each.person for each in queries.members(row.household, day_of(at))}
    for person_id, found in capacities.items():
        if person_id not in people:
            continue
        row.capacities.filter(person_id=person_id).delete()
        Capacity.objects.bulk_create(
            Capacity(questionnaire=row, person_id=person_id, kind=kind, text=text.strip()[:300], recorded_at=at)
            for kind, text in found
        )
    for person_id, judged in empowerment.items():
        if person_id in people:
            registry.change_person(
                person=people[person_id], changes={"empowerment_capacity": judged}, source=Source.SW_VISIT, by=by, at=at
            )
    save_section(
        questionnaire=row,
        section=Section.CAPACITIES,
        match=Match.MATCHED,
        covered_people=capacities.keys(),
        by=by,
        at=at,
    )


@transaction.atomic
def save_conclusion(
    *,
    questionnaire: Questionnaire,
    food_need: bool | None,
    nonfood_need: bool | None,
    is_needy: bool | None,
    conclusion: str,
    by: Actor,
    at: datetime,
) -> Questionnaire:
    """The two findings and the worker's own conclusion (E-D.1): the decile is evidence, not the conclusion."""
    row = locked(questionnaire)
    row.food_need, row.nonfood_need, row.is_needy = food_need, nonfood_need, is_needy
    row.conclusion = conclusion.strip()
    row.save(update_fields=["food_need", "nonfood_need", "is_needy", "conclusion"])
    audit.record("assessment.conclusion.saved", about=row, by=by, at=at)
    return row


@transaction.atomic
def close_questionnaire(*, questionnaire: Questionnaire, by: Actor, at: datetime) -> Questionnaire:
    """Close and sign the report; the application moves to ``assessed`` and the score is computed (E-10.1).

    Raises NotFinished with everything that is missing, QuestionnaireClosed.
    """
    row = locked(questionnaire)
    household, application = row.household, row.application
    if household.head_condition in ILL_HEADED and queries.counsellor_referral(household, application) is None:
        refer(household=household, application=application, ground=ReferralGround.ILL_HEADED, by=by, at=at)
    if missing := guards.gaps(row, on=day_of(at)):
        raise NotFinished(missing=missing)
    row.state, row.closed_at, row.closed_by_id = QuestionnaireState.CLOSED, at, by.user_id
    row.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record("assessment.questionnaire.closed", about=row, by=by, at=at)
    validity.confirm(household=household, groups=list(DataGroup), source=Source.SW_VISIT, by=by, at=at)
    if application is not None and application.state == ApplicationState.VISIT_PLANNED:
        intake.move(
            application=application, target=ApplicationState.ASSESSED, event="assessed", by=by, at=at, clause="E-3.n2.1"
        )
    assess(household=household, application=application, because="questionnaire_closed", by=by, at=at)
    publish("assessment.questionnaire.closed", at=at, questionnaire_id=row.pk, household_id=household.pk)
    return row
