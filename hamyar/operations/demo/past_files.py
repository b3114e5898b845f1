"""Files that were opened long ago, with everything that has happened to them since, written in bulk.

A thousand of them through the actions would take minutes, most of it spent on looking things up. What is written here is
what the actions would have written: ``tests/test_demo_past_files.py`` does one household both ways and compares every row.
The one thing that no action writes is the questionnaire of a file taken over from paper: it has no answers, only the
conclusion, and holds the needs that the plan's services answer.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Model

from hamyar.assessment.models import Assessment, Questionnaire
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.models import Casefile, CasefileEvent, Contact, SupportPeriod
from hamyar.guidelines.duties import DUTIES
from hamyar.obligations.domain import end_of_day
from hamyar.obligations.models import Obligation
from hamyar.operations.demo.papers import kind_of
from hamyar.operations.demo.past_file import FOLLOW_UP, Ledger, PastFile, contacts_of
from hamyar.operations.demo.seasons import end_of, next_follow_up, note_of, packages, progress, rounds_of
from hamyar.org.clock import day_of
from hamyar.plans.models import FollowUp, PlanEvent, PlanItem, ServicePackage, ServicePlan
from hamyar.plans.wording import need_of_request
from hamyar.registry.domain import Source
from hamyar.registry.exchange import dwelling_columns, household_columns, person_columns, prison_columns
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
from hamyar.values import jalali, national_code
from hamyar.visits.domain import VisitKind
from hamyar.visits.models import HomeVisit, VisitEvent


class Batch:
    """Some files written together, each step for all of them."""

    def __init__(self, files: Sequence[PastFile]) -> None:
        self.files = files
        self.ledger = Ledger()
        self.households: list[Household] = []
        self.people: list[dict[str, Person]] = []
        self.casefiles: list[Casefile] = []
        self.assessments: list[Assessment] = []
        self.packages: dict[str, ServicePackage] = {}

    def write(self) -> list[Casefile]:
        """All rows of all files. Needs the reach of the whole country and a transaction."""
        self.packages = packages()
        self._registry()
        self._casefiles()
        self._rulings()
        self._assessments()
        self._plans([place for place, file in enumerate(self.files) if file.with_plan])
        self._visits([place for place, file in enumerate(self.files) if file.visited_at])
        self._refreshed_deciles()
        self.ledger.write()
        return self.casefiles

    # What ``registry.import_document`` writes

    def _registry(self) -> None:
        self.households = Household.objects.bulk_create(
            Household(
                unit=file.unit, unit_path=file.unit.path, social_worker=file.worker,
                **household_columns(file.document, file.opened_on),
            )
            for file in self.files
        )  # fmt: skip
        for file in self.files:
            self.people.append({each["key"]: self._person(file, each) for each in file.document["people"]})
        Person.objects.bulk_create([person for people in self.people for person in people.values()], batch_size=500)
        self._members()
        dwellings, prisons = [], []
        for file, household in zip(self.files, self.households, strict=True):
            dwellings.append(Dwelling(household=household, from_on=file.opened_on, **dwelling_columns(file.document)))
            if prison := file.document.get("prison"):
                prisons.append(Prison(household=household, **prison_columns(prison)))
        Dwelling.objects.bulk_create(dwellings)
        Prison.objects.bulk_create(prisons)

    def _person(self, file: PastFile, written: dict[str, Any]) -> Person:
        person = Person(unit_path=file.unit.path, **person_columns(written))
        person.national_code_valid = national_code.is_valid(person.national_code)
        return person

    def _members(self) -> None:
        members, illnesses, represented = [], [], []
        for file, household, people in zip(self.files, self.households, self.people, strict=True):
            for each in file.document["people"]:
                person = people[each["key"]]
                members.append(
                    HouseholdMember(
                        household=household, person=person, relation=each["relation"], from_on=file.opened_on,
                        document_key=each["key"],
                    )
                )  # fmt: skip
                if person.illness_class:
                    illnesses.append(
                        Illness(person=person, illness_class=person.illness_class, recorded_at=file.opened_at)
                    )
                self.ledger.audit("registry.person.registered", person, file.by, file.opened_at, source="database")
            if key := file.document.get("responsible_person"):
                household.responsible_person, household.responsible_since_on = people[key], file.opened_on
                represented.append(household)
            self.ledger.audit(
                "registry.household.imported", household, file.by, file.opened_at, unit=file.unit.pk, people=len(people)
            )
        HouseholdMember.objects.bulk_create(members, batch_size=1000)
        Illness.objects.bulk_create(illnesses)
        Household.objects.bulk_update(represented, ["responsible_person", "responsible_since_on"])

    # What ``casefiles.open_casefile`` writes

    def _casefiles(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select nextval('casefiles_number') from generate_series(1, %s)", [len(self.files)])
            numbers = [row[0] for row in cursor.fetchall()]
        self.casefiles = Casefile.objects.bulk_create(
            Casefile(
                number=f"{jalali.year_of(file.opened_on)}-{number:06d}", household=household, holder=people["p1"],
                social_worker=file.worker, unit=file.unit, unit_path=file.unit.path, accountable_head=file.head,
                target_groups=file.result["target_groups"], period_from_on=file.opened_on,
                period_to_on=file.period_to_on, opened_at=file.opened_at, state_since_on=file.opened_on,
                last_contact_on=max((on for on, _source, _at in contacts_of(file)), default=None),
            )
            for number, file, household, people in zip(
                numbers, self.files, self.households, self.people, strict=True
            )
        )  # fmt: skip
        periods, events = [], []
        for file, household, casefile in zip(self.files, self.households, self.casefiles, strict=True):
            at = file.opened_at
            self.ledger.audit("registry.household.entrusted", household, file.by, at, worker=file.worker.pk)
            periods.append(
                SupportPeriod(
                    casefile=casefile, kind=file.period_kind, from_on=file.opened_on, to_on=file.period_to_on,
                    decided_at=at,
                )
            )  # fmt: skip
            events.append(
                CasefileEvent(
                    casefile=casefile, at=at, event="opened", to_state="active", clause="E-13.3.a",
                    by_label=file.by.label,
                )
            )  # fmt: skip
            self.ledger.audit(
                "casefiles.casefile.opened", casefile, file.by, at, unit=file.unit.pk, worker=file.worker.pk
            )
            self.ledger.publish("casefiles.casefile.opened", at, casefile_id=casefile.pk, household_id=household.pk)
        SupportPeriod.objects.bulk_create(periods)
        CasefileEvent.objects.bulk_create(events)
        self._contact_log()

    def _contact_log(self) -> None:
        lines = []
        for file, casefile in zip(self.files, self.casefiles, strict=True):
            for on, source, at in contacts_of(file):
                lines.append(Contact(casefile=casefile, on=on, source=source, recorded_at=at, by_label=file.by.label))
                self.ledger.audit("casefiles.contact.recorded", casefile, file.by, at, on=on.isoformat(), source=source)
        Contact.objects.bulk_create(lines, batch_size=1000)

    # What ``registry.record_guardianship`` writes

    def _rulings(self) -> None:
        rulings, changes = [], []
        for file, household, people in zip(self.files, self.households, self.people, strict=True):
            if file.ruled_on is None:
                continue
            holder = people["p1"]
            for child in [people[key] for key in file.fatherless]:
                rulings.append(
                    Guardianship(
                        household=household, child=child, holder=holder, kind=kind_of(holder), ruling=file.ruling,
                        ruled_on=file.ruled_on, from_on=max(file.ruled_on, child.born_on), recorded_at=file.opened_at,
                        by_label=file.by.label,
                    )
                )  # fmt: skip
                changes.append(
                    FactChange(
                        household=household, person=child, subject="guardianship", field="guardianship", before=None,
                        after=holder.pk, source=Source.OFFICE, by_label=file.by.label, at=file.opened_at,
                    )
                )  # fmt: skip
                self.ledger.audit(
                    "registry.guardianship.recorded", household, file.by, file.opened_at, child=child.pk,
                    holder=holder.pk, kind=str(kind_of(holder)), keeps_child=False,
                )  # fmt: skip
        Guardianship.objects.bulk_create(rulings)
        FactChange.objects.bulk_create(changes)

    # What ``assessment.assess`` writes

    def _assessments(self) -> None:
        self.assessments = Assessment.objects.bulk_create(
            Assessment(
                household=household, as_of=file.opened_on, computed_at=file.opened_at, because="decision",
                by_label=file.by.label, release=file.rules.name, digest=file.rules.digest, document=file.written,
                result=file.result, total=file.result["score"]["total"], lowest=file.result["score"]["possible"][0],
                highest=file.result["score"]["possible"][1], complete=file.result["score"]["complete"],
                path=file.result["path"], target_groups=file.result["target_groups"],
                services_allowed=file.result["services_allowed"],
                support_limit_months=file.result["support_limit_months"],
            )
            for file, household in zip(self.files, self.households, strict=True)
        )  # fmt: skip
        for file, household, row in zip(self.files, self.households, self.assessments, strict=True):
            self.ledger.audit(
                "assessment.computed", row, file.by, file.opened_at, household=household.pk, because="decision",
                path=row.path,
            )  # fmt: skip
            self.ledger.publish("assessment.computed", file.opened_at, assessment_id=row.pk, household_id=household.pk)

    # What ``plans.draft`` … ``plans.follow_up`` write

    def _plans(self, places: list[int]) -> None:
        questionnaires = self._questionnaires(places)
        plans = ServicePlan.objects.bulk_create(
            ServicePlan(
                household=self.households[place], casefile=self.casefiles[place], assessment=self.assessments[place],
                questionnaire=questionnaire, unit=file.unit, owner=file.worker, from_on=file.opened_on,
                to_on=file.period_to_on, goals=file.goals, independence_goal=file.independence_goal,
                drafted_at=file.opened_at, approved_by="social_worker", approver=file.worker,
                approved_at=file.opened_at, announced_at=file.opened_at, announced_how="in_person",
                started_at=file.opened_at,
            )
            for place, questionnaire in zip(places, questionnaires, strict=True)
            for file in [self.files[place]]
        )  # fmt: skip
        items: list[PlanItem] = []
        for place, plan in zip(places, plans, strict=True):
            items += self._items(self.files[place], plan)
        PlanItem.objects.bulk_create(items)
        _walk(ServicePlan, plans, "approved", "announced", "running")
        _walk(PlanItem, items, "running")
        by_plan: dict[int, list[PlanItem]] = {plan.pk: [] for plan in plans}
        for item in items:
            by_plan[item.plan_id].append(item)
        steps, lines, duties = [], [], []
        for place, plan in zip(places, plans, strict=True):
            steps += self._plan_steps(self.files[place], plan)
            for item in by_plan[plan.pk]:
                lines += self._follow_ups(self.files[place], item)
                duties += self._duties(self.files[place], self.casefiles[place], item)
        PlanEvent.objects.bulk_create(steps)
        FollowUp.objects.bulk_create(lines)
        self._write_duties(duties)
        self._audit_follow_ups(places, by_plan)

    def _questionnaires(self, places: list[int]) -> list[Questionnaire]:
        rows = Questionnaire.objects.bulk_create(
            Questionnaire(
                household=self.households[place], opened_at=file.opened_at, opened_by=file.worker, food_need=True,
                nonfood_need=True, is_needy=True, conclusion=file.conclusion,
            )
            for place in places
            for file in [self.files[place]]
        )  # fmt: skip
        for row in rows:
            row.state, row.closed_at, row.closed_by_id = "closed", row.opened_at, row.opened_by_id
        Questionnaire.objects.bulk_update(rows, ["state", "closed_at", "closed_by"])
        return rows

    def _items(self, file: PastFile, plan: ServicePlan) -> list[PlanItem]:
        items = []
        for service in file.document["requested_services"]:
            if service not in file.result["services_allowed"]:
                continue
            package = self.packages.get(service)
            to_on = end_of(package, from_on=plan.from_on, plan_to_on=plan.to_on)
            items.append(
                PlanItem(
                    plan=plan, service=service, package=package, need_kind="request", need_key=service,
                    need_text=need_of_request(service), quantity="مطابق بسته", from_on=plan.from_on, to_on=to_on,
                    follow_up_on=next_follow_up(plan.from_on, to_on, file.followed_up_at),
                    progress=progress(len(rounds_of(to_on, file.followed_up_at))),
                )
            )  # fmt: skip
        return items

    def _plan_steps(self, file: PastFile, plan: ServicePlan) -> list[PlanEvent]:
        states = ("draft", "approved", "announced", "running")
        at, by = file.opened_at, file.by
        self.ledger.audit("plans.plan.draft", plan, by, at, casefile=plan.casefile_id)
        self.ledger.audit("plans.plan.goals_set", plan, by, at)
        for before, state in pairwise(states):
            self.ledger.audit(f"plans.plan.{state}", plan, by, at, **{"from": before})
        self.ledger.publish("plans.plan.approved", at, plan_id=plan.pk, casefile_id=plan.casefile_id)
        self.ledger.publish(
            "plans.plan.announced", at, plan_id=plan.pk, household_id=plan.household_id, how="in_person"
        )
        self.ledger.publish("plans.plan.started", at, plan_id=plan.pk, casefile_id=plan.casefile_id)
        return [
            PlanEvent(plan=plan, at=at, from_state=before, to_state=state, by_label=by.label)
            for before, state in zip(("", *states), states, strict=False)
        ]

    def _follow_ups(self, file: PastFile, item: PlanItem) -> list[FollowUp]:
        rounds = rounds_of(item.to_on, file.followed_up_at)
        return [
            FollowUp(
                item=item, at=at, note=note_of(item.to_on, at), delivered=day_of(at) < item.to_on,
                progress=progress(count), next_on=next_follow_up(item.from_on, item.to_on, rounds[:count]),
                by_label=file.by.label,
            )
            for count, at in enumerate(rounds, start=1)
        ]  # fmt: skip

    def _duties(self, file: PastFile, casefile: Casefile, item: PlanItem) -> list[Obligation]:
        """One duty for each round: closed by the follow-up of that round, the last one open."""
        rounds = rounds_of(item.to_on, file.followed_up_at)
        duties = []
        for count, opened_at in enumerate([file.opened_at, *rounds]):
            due_on = next_follow_up(item.from_on, item.to_on, rounds[:count])
            if due_on <= day_of(opened_at):
                break
            closed_at = rounds[count] if count < len(rounds) else None
            duties.append(
                Obligation(
                    kind=FOLLOW_UP, subject_type=item._meta.label_lower, subject_id=item.pk,
                    subject_label=casefile.number, period_key=due_on.isoformat(), clause=DUTIES[FOLLOW_UP].clause,
                    unit=file.unit, unit_path=file.unit.path, owner=file.worker,
                    owner_role=DUTIES[FOLLOW_UP].owner_role, opened_at=opened_at, due_at=end_of_day(due_on),
                    next_escalation_at=end_of_day(due_on), closed_at=closed_at,
                    closed_by=file.by.label if closed_at else "",
                )
            )  # fmt: skip
        return duties

    def _write_duties(self, duties: list[Obligation]) -> None:
        closed = {id(duty): (duty.closed_at, duty.closed_by) for duty in duties if duty.closed_at}
        for duty in duties:
            duty.closed_at, duty.closed_by = None, ""
        # One open duty of a kind about an item at a time: the earlier rounds are closed before the later ones open.
        rounds: list[list[Obligation]] = []
        seen: dict[int, int] = {}
        for duty in duties:
            place = seen[duty.subject_id] = seen.get(duty.subject_id, -1) + 1
            rounds += [[]] if place == len(rounds) else []
            rounds[place].append(duty)
        for duties_of_round in rounds:
            Obligation.objects.bulk_create(duties_of_round)
            done = [duty for duty in duties_of_round if id(duty) in closed]
            for duty in done:
                duty.state, (duty.closed_at, duty.closed_by) = "done", closed[id(duty)]
            Obligation.objects.bulk_update(done, ["state", "closed_at", "closed_by"])
        for duty in duties:
            self.ledger.audit(
                "obligations.opened", duty, CLOCK, duty.opened_at, kind=duty.kind, subject=duty.subject_id
            )
            if id(duty) in closed:
                by = Actor("staff", label=duty.closed_by, user_id=duty.owner_id)
                self.ledger.audit("obligations.done", duty, by, closed[id(duty)][0], kind=duty.kind)

    def _audit_follow_ups(self, places: list[int], by_plan: dict[int, list[PlanItem]]) -> None:
        for place, items in zip(places, by_plan.values(), strict=True):
            file = self.files[place]
            for at in file.followed_up_at:
                for item in items:
                    if at in rounds_of(item.to_on, file.followed_up_at):
                        self.ledger.audit(
                            "plans.item.followed_up", item.plan, file.by, at, item=item.pk,
                            delivered=day_of(at) < item.to_on,
                        )  # fmt: skip

    # What ``visits.open_visit`` … ``visits.record_done`` write

    def _visits(self, places: list[int]) -> None:
        visits = HomeVisit.objects.bulk_create(
            HomeVisit(
                household=self.households[place], casefile=self.casefiles[place], unit=file.unit,
                unit_path=file.unit.path, kind=VisitKind.PERIODIC, opened_at=file.visited_at - timedelta(days=10),
                due_on=day_of(file.visited_at) + timedelta(days=20),
            )
            for place in places
            for file in [self.files[place]]
            if file.visited_at
        )  # fmt: skip
        steps = []
        for place, visit in zip(places, visits, strict=True):
            steps += self._visit_steps(self.files[place], visit)
        HomeVisit.objects.bulk_update(visits, ["state", "social_worker", "companion", "appointment_at"])
        for visit in visits:
            visit.state = "announced"
        HomeVisit.objects.bulk_update(visits, ["state", "announced_at", "announced_how"])
        for visit in visits:
            visit.state = "done"
        HomeVisit.objects.bulk_update(visits, ["state", "done_at", "done_by", "met", "findings", "risk"])
        VisitEvent.objects.bulk_create(steps)

    def _visit_steps(self, file: PastFile, visit: HomeVisit) -> list[VisitEvent]:
        at, by = file.visited_at, file.by
        assert at is not None
        present = file.document.get("head_condition", "present") == "present"
        visit.state, visit.social_worker, visit.companion = "planned", file.worker, "همکار اداره"
        visit.appointment_at, visit.announced_at, visit.announced_how = at, at - timedelta(days=4), "call"
        visit.done_at, visit.done_by, visit.findings, visit.risk = at, file.worker, file.findings, "none"
        visit.met = "head" if present else "responsible_person"
        moments = {
            "due": visit.opened_at,
            "planned": at - timedelta(days=5),
            "announced": visit.announced_at,
            "done": at,
        }
        steps, before = [], ""
        for state, moment in moments.items():
            steps.append(VisitEvent(visit=visit, at=moment, from_state=before, to_state=state, by_label=by.label))
            self.ledger.audit(f"visits.visit.{state}", visit, by, moment, **{"from": before})
            before = state
        self.ledger.publish(
            "visits.visit.done", at, visit_id=visit.pk, household_id=visit.household_id, application_id=None,
            kind="periodic",
        )  # fmt: skip
        return steps

    # What ``registry.set_decile`` writes when the welfare database confirms what is known

    def _refreshed_deciles(self) -> None:
        changes, refreshed = [], []
        for file, household in zip(self.files, self.households, strict=True):
            for on in file.refreshed_on:
                before, household.decile_on = household.decile_on, on
                at = end_of_day(on) - timedelta(hours=13)
                changes.append(
                    FactChange(
                        household=household, subject="household", field="decile_on", before=_iso(before),
                        after=_iso(on), source=Source.DATABASE, by_label=file.by.label, at=at,
                    )
                )  # fmt: skip
                self.ledger.audit("registry.decile.set", household, file.by, at, provisional=False, source="database")
            if file.refreshed_on:
                refreshed.append(household)
        FactChange.objects.bulk_create(changes)
        Household.objects.bulk_update(refreshed, ["decile_on"])


def write(files: Sequence[PastFile], *, at_once: int = 100, told: Callable[[int], None] = lambda _count: None) -> None:
    """All files, some at a time."""
    for start in range(0, len(files), at_once):
        Batch(files[start : start + at_once]).write()
        told(min(start + at_once, len(files)))


def _walk(model: type[Model], rows: Iterable[Any], *states: str) -> None:
    """The rows through their states one after the other, as the database allows it."""
    pks = [row.pk for row in rows]
    for state in states:
        model._default_manager.filter(pk__in=pks).update(state=state)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
