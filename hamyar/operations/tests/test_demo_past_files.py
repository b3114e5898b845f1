"""What the demonstration writes in bulk is what the actions write, row by row."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import models

from hamyar.assessment import actions as assessment
from hamyar.assessment.models import Assessment, Questionnaire
from hamyar.audit.models import AuditRecord
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.models import Casefile, CasefileEvent, Contact, SupportPeriod
from hamyar.obligations.domain import TEHRAN, end_of_day
from hamyar.obligations.models import Obligation
from hamyar.operations.demo import past_files, seasons
from hamyar.operations.demo.past_files import PastFile
from hamyar.operations.demo.population import Area, Population
from hamyar.org.clock import day_of
from hamyar.org.tests.factories import make_head, make_office, make_worker
from hamyar.plans import actions as plans
from hamyar.plans.domain import Announcement as PlanAnnouncement
from hamyar.plans.models import FollowUp, PlanEvent, PlanItem, ServicePlan
from hamyar.registry import actions as registry
from hamyar.registry import queries as registry_queries
from hamyar.registry.models import (
    Dwelling,
    FactChange,
    Guardianship,
    Household,
    HouseholdMember,
    Illness,
    Person,
    Prison,
)
from hamyar.visits import actions as visits
from hamyar.visits.domain import Announcement, Met, VisitKind
from hamyar.visits.models import HomeVisit, VisitEvent

OPENED = datetime(2025, 5, 4, 9, 30, tzinfo=TEHRAN)
WRITTEN = (
    Household, Person, HouseholdMember, Dwelling, Illness, Prison, FactChange, Casefile, CasefileEvent, Contact,
    SupportPeriod, Guardianship, Assessment, ServicePlan, PlanItem, PlanEvent, FollowUp, HomeVisit, VisitEvent,
    Obligation, AuditRecord,
)  # fmt: skip
OWN = {"id", "number", "national_code", "created_at", "recorded_at", "written_in", "subject_label", "subject_id"}


def a_past_file(kind: str, *, seed: int) -> PastFile:
    office = make_office()
    head, worker = make_head(office), make_worker(office, sex="female")
    population = Population(seed=seed, as_of=OPENED.date())
    document = population.household(kind, Area("98611"))
    document["decile"], document["requested_services"] = 2, ["livelihood", "housing"]
    file = PastFile(
        document=document, unit=office, worker=worker, head=head, opened_at=OPENED, goals=["درمان سرپرست"],
        independence_goal="کار خانگی", conclusion="نیازمند است.", findings="خانه سالم است.",
        visited_at=OPENED + timedelta(days=40),
        refreshed_on=[date(2025, 9, 26)], ruling="رأی ۱۲۰ دادگاه خانواده", ruled_on=date(2025, 4, 1),
    )  # fmt: skip
    ends = seasons.ends_of(file, seasons.packages())
    file.followed_up_at = seasons.follow_up_moments(
        OPENED, ends=ends, until=OPENED + timedelta(days=250), random=Random(5)
    )
    return file


def written_by_actions(file: PastFile) -> None:
    by, at = file.by, file.opened_at
    household = registry.import_document(document=file.document, unit=file.unit, by=by, at=at)
    holder = registry_queries.head_of(household, file.opened_on)
    casefile = casefiles.open_casefile(
        household=household, holder=holder, worker=file.worker, unit=file.unit, period_from_on=file.opened_on,
        target_groups=file.result["target_groups"], period_to_on=file.period_to_on, period_kind=file.period_kind, by=by, at=at,
    )  # fmt: skip
    for child in [household.members.get(memberships__document_key=key) for key in file.fatherless]:
        registry.record_guardianship(
            household=household, child=child, holder=holder, kind="mother", ruling=file.ruling, ruled_on=file.ruled_on,
            from_on=max(file.ruled_on, child.born_on), by=by, at=at,
        )  # fmt: skip
    assessment.assess(household=household, because="decision", by=by, at=at)
    questionnaire = Questionnaire.objects.create(household=household, opened_at=at, opened_by=file.worker)
    Questionnaire.objects.filter(pk=questionnaire.pk).update(
        state="closed", food_need=True, nonfood_need=True, is_needy=True, conclusion=file.conclusion, closed_at=at,
        closed_by=file.worker,
    )  # fmt: skip
    plan = plans.draft(casefile=casefile, by=by, at=at)
    plans.set_goals(plan=plan, goals=file.goals, independence_goal=file.independence_goal, by=by, at=at)
    plans.approve(plan=plan, by=by, at=at)
    plans.announce(plan=plan, how=PlanAnnouncement.IN_PERSON, by=by, at=at)
    plans.start(plan=plan, by=by, at=at)
    visit(file, household, casefile)
    for count, moment in enumerate(file.followed_up_at, start=1):
        for item in plan.items.all():
            if moment in seasons.rounds_of(item.to_on, file.followed_up_at):
                plans.follow_up(
                    item=item, note=seasons.note_of(item.to_on, moment), progress=min(90, 30 * count),
                    delivered=day_of(moment) < item.to_on, by=by, at=moment,
                    next_on=seasons.next_follow_up(item.from_on, item.to_on, [moment]),
                )  # fmt: skip
    for on in file.refreshed_on:
        registry.set_decile(
            household=household, decile=2, on=on, source="database", provisional=False, evidence="", by=by,
            at=end_of_day(on) - timedelta(hours=13),
        )  # fmt: skip


def visit(file: PastFile, household: Household, casefile: Casefile) -> None:
    by, at = file.by, file.visited_at
    row = visits.open_visit(
        household=household, kind=VisitKind.PERIODIC, due_on=day_of(at) + timedelta(days=20), casefile=casefile, by=by,
        at=at - timedelta(days=10),
    )  # fmt: skip
    visits.plan_visit(
        visit=row, worker=file.worker, appointment_at=at, companion="همکار اداره", by=by, at=at - timedelta(days=5)
    )
    visits.announce(visit=row, how=Announcement.CALL, by=by, at=at - timedelta(days=4))
    present = file.document.get("head_condition", "present") == "present"
    visits.record_done(
        visit=row, met=Met.HEAD if present else Met.RESPONSIBLE_PERSON, findings=file.findings, by=by, at=at
    )


def rows_since(before: dict[type[models.Model], int]) -> dict[str, list[str]]:
    """Every row that is newer, without what must differ: keys of rows, numbers, codes."""
    found = {}
    for model, last in before.items():
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if field.attname not in OWN
            and not (field.is_relation and field.related_model in WRITTEN)
            and field.attname != "questionnaire_id"
        ]
        rows = model.objects.filter(pk__gt=last).order_by("pk").values(*fields)
        found[model.__name__] = sorted(str(sorted(plain(row).items())) for row in rows)
    return found


def plain(row: dict) -> dict:
    shown = {
        name: Decimal(value) if isinstance(value, int) and name == "progress" else value for name, value in row.items()
    }
    if "details" in shown:
        shown["details"] = {name: value for name, value in shown["details"].items() if not isinstance(value, int)}
    if "document" in shown:
        people = [{**each, "national_code": None} for each in shown["document"]["people"]]
        shown["document"] = {**shown["document"], "people": people}
    if shown.get("field") == "guardianship":
        shown["after"] = None  # who it is
    return shown


def newest() -> dict[type[models.Model], int]:
    return {model: model.objects.aggregate(last=models.Max("pk"))["last"] or 0 for model in WRITTEN}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["widow", "prisoner", "ill_man"])
def test_a_past_file_in_bulk_holds_what_the_actions_would_have_written(kind):
    file = a_past_file(kind, seed=3)
    before = newest()
    written_by_actions(file)
    by_actions = rows_since(before)
    again = PastFile(**{**vars_of(file), "document": with_other_codes(file.document)})

    before = newest()
    past_files.write([again])

    in_bulk = rows_since(before)
    for name, rows in by_actions.items():
        assert Counter(in_bulk[name]) - Counter(rows) == Counter(), f"{name}: only in bulk"
        assert Counter(rows) - Counter(in_bulk[name]) == Counter(), f"{name}: only by actions"


def vars_of(file: PastFile) -> dict:
    return {name: getattr(file, name) for name in PastFile.__dataclass_fields__}


def with_other_codes(document: dict) -> dict:
    """The same family as other people: nobody is in two households."""
    other = Population(seed=4, as_of=OPENED.date())
    return {**document, "people": [{**each, "national_code": other.code()} for each in document["people"]]}
