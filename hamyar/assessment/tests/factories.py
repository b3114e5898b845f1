"""Applications whose questionnaire is filled, closed or decided on, for tests of assessment and of plans.

Everything goes through the actions, as the worker does it.
"""

from datetime import datetime, timedelta
from typing import Any

from hamyar.assessment import actions, queries
from hamyar.assessment.domain import PART_SECTIONS, CapacityKind, Match, Section
from hamyar.assessment.models import Questionnaire
from hamyar.assessment.questions import asked_sections
from hamyar.audit.actor import Actor
from hamyar.casefiles.models import Casefile
from hamyar.intake.models import Application
from hamyar.org.models import OrgUnit, User
from hamyar.org.tests.factories import NOON
from hamyar.visits.tests.factories import make_announced_visit, make_done_visit, make_inquiring

VISITED = NOON + timedelta(days=2)
LATER = NOON + timedelta(days=3)


def make_visited(
    office: OrgUnit, worker: User, *, decile: int | None = 2, household: dict[str, Any] | None = None,
    reasons: dict[str, str] | None = None, **facts: Any,
) -> Application:  # fmt: skip
    """An application whose home was visited: a widow in decile 2 unless the facts say otherwise."""
    known = {"decile": decile, "decile_source": "database", "decile_on": NOON.date(), **(household or {})}
    if "military_status" not in facts and facts.get("sex") == "male":
        facts["military_status"] = "completed"
    died_on = {"former_head_died_on": NOON.date() - timedelta(days=400)} if "sex" not in facts else {}
    application = make_inquiring(office, worker, household={**died_on, **known}, **facts)
    make_done_visit(application, reasons=reasons)
    application.refresh_from_db()
    return application


def fill(
    application: Application, *, at: datetime = VISITED, skip: tuple[str, ...] = (), is_needy: bool = True
) -> Questionnaire:
    """Everything that closing asks for, less what ``skip`` names (a section, ``capacities``, ``needs``, ``documents`` …)."""
    by = Actor.staff(application.social_worker)
    row = actions.start_questionnaire(application=application, by=by, at=at)
    people = [member.person_id for member in queries.members(row.household, at.date())]
    for section in asked_sections(queries.services_of(row)):
        if section in (Section.HARMS, Section.CAPACITIES) or section in skip:
            continue
        parts = {
            part: {"standing": "watch", "text": "دیده شد."} for part, where in PART_SECTIONS.items() if where == section
        }
        actions.save_section(
            questionnaire=row, section=section, match=Match.MATCHED, parts=parts, same_as_stated=True, by=by, at=at
        )
    if "screening" not in skip:
        actions.mark_screened(questionnaire=row, people=people, by=by, at=at)
    if "capacities" not in skip:
        actions.save_capacities(
            questionnaire=row, capacities={pk: [(CapacityKind.SKILL, "خیاطی")] for pk in people},
            empowerment=dict.fromkeys(people, "yes"), by=by, at=at,
        )  # fmt: skip
    if "needs" not in skip:
        actions.save_conclusion(
            questionnaire=row, food_need=True, nonfood_need=True, is_needy=is_needy, conclusion="خانوار نیازمند است.",
            by=by, at=at,
        )  # fmt: skip
    if "documents" not in skip:
        tick_documents(application, at=at)
    row.refresh_from_db()
    return row


def tick_documents(application: Application, *, at: datetime = VISITED) -> None:
    application.household.refresh_from_db()
    for item, _member, check in queries.checklist(application, on=at.date()):
        if check is None:
            actions.see_document(
                application=application, item=item.key, person_id=item.person, by=Actor.staff(application.social_worker),
                at=at,
            )  # fmt: skip


def make_assessed(office: OrgUnit, worker: User, *, is_needy: bool = True, **facts: Any) -> Application:
    """An application in ``assessed``: visited, questionnaire closed and signed, score stored."""
    application = make_visited(office, worker, **facts)
    questionnaire = fill(application, is_needy=is_needy)
    actions.close_questionnaire(questionnaire=questionnaire, by=Actor.staff(worker), at=VISITED)
    application.refresh_from_db()
    return application


def make_accepted(office: OrgUnit, worker: User, **facts: Any) -> Casefile:
    application = make_assessed(office, worker, **facts)
    return actions.accept(application=application, by=Actor.staff(worker), at=LATER)


__all__ = [
    "LATER",
    "VISITED",
    "fill",
    "make_accepted",
    "make_announced_visit",
    "make_assessed",
    "make_visited",
    "tick_documents",
]
