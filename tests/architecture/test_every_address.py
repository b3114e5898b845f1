"""Who gets in where: every address, for every role in and out of scope, and for nobody at all.

An address that is not in the table fails the test, so a new page says on the day it is written who may open it. The
small demonstration is the world: its first office is the scope, another province's office is outside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from psycopg.conninfo import conninfo_to_dict

from hamyar.org.reach import EVERYTHING, reaching
from hamyar.org.roles import ROLES
from tests.architecture.addresses import EVERYBODY, PUBLIC, RULES, Rule
from tests.visible_text import english_words

BACKEND = "hamyar.org.backends.StaffBackend"
REFUSED = {403, 404}
NOBODYS = 999_999_999

# A page asks its tables 15 questions at the most (DESIGN.md section 11); begin, commit and the reach are not questions.
QUESTIONS = 15
BUDGETS = {
    "desk:file": 16,  # it also writes down who opened the file
    "assessment:decision": 16,  # every guard asks where it stands
}
NO_QUESTION = (
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "COMMIT",
    "select set_config",
    "select coalesce(current_setting",
)


def addresses(resolver: Any = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the root table, with its namespace. The API describes its own operations (see below)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                yield from addresses(entry, (*names, entry.namespace) if entry.namespace else names)
        elif isinstance(entry, URLPattern):
            yield ":".join([*names, entry.name or str(entry.pattern)]), entry


@dataclass
class World:
    """Users of the demonstration in and out of scope, and one record of each kind inside it."""

    inside: dict[str, Any] = field(default_factory=dict)
    outside: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def world(database_server, demo_template, fresh_database, django_db_blocker) -> Iterator[World]:
    name = fresh_database(demo_template)
    before = dict(connection.settings_dict)
    where = conninfo_to_dict(database_server.dsn(name, "hamyar_app"))
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(NAME=name, HOST=where["host"], USER="hamyar_app", PASSWORD="", PORT="")
        try:
            with transaction.atomic(), reaching(EVERYTHING):
                found = look_around()
            yield found
        finally:
            connection.close()
            connection.settings_dict.update(before)


def look_around() -> World:
    from hamyar.intake.models import Application
    from hamyar.org.models import RoleHolding

    world = World()
    application = (
        Application.objects.filter(state="assessed", social_worker__isnull=False)
        .select_related("unit")
        .order_by("pk")
        .first()
    )
    assert application is not None and application.unit is not None
    worker = application.social_worker
    world.inside["social_worker"] = worker
    province = application.unit.parent
    for holding in RoleHolding.objects.select_related("user", "unit").order_by("pk"):
        near = holding.unit_id == application.unit_id or holding.unit_id == province.pk
        within = holding.unit.path in application.unit_path or near
        if within:
            world.inside.setdefault(holding.role, holding.user)
        elif holding.user_id != worker.pk:
            world.outside.setdefault(holding.role, holding.user)
    for role in ROLES:  # a role that exists once in the country has no outside; one far away has no inside
        world.inside.setdefault(role, world.outside.get(role))
    add_what_is_rare(application, worker)
    world.records = {name: find(application) for name, find in RECORDS.items()}
    return world


def add_what_is_rare(application: Any, worker: Any) -> None:
    """Records that the small demonstration does not hold."""
    from hamyar.audit.actor import CLOCK, Actor
    from hamyar.casefiles import actions as casefiles
    from hamyar.casefiles.models import Casefile
    from hamyar.intake import actions as intake
    from hamyar.obligations.models import Holiday
    from hamyar.org import actions, clock, queries

    at, today = clock.now(), clock.today()
    actions.create_token(name="آزمون", user=worker, expires_on=today + timedelta(days=9), per_minute=9, by=CLOCK, at=at)
    colleague = queries.workers_of(application.unit, on=today).exclude(pk=worker.pk).first()
    actions.substitute(
        absent=colleague, substitute=worker, unit=application.unit, from_on=today + timedelta(days=30),
        to_on=today + timedelta(days=31), reason="آزمون", by=CLOCK, at=at,
    )  # fmt: skip
    Holiday.objects.create(on=today + timedelta(days=300), title="آزمون")
    intake.start_draft(channel="in_person", submitted_by=worker, by=Actor.staff(worker), at=at)
    add_leads(application, worker)
    for casefile in Casefile.objects.filter(social_worker=worker, state="active").order_by("-pk")[:1]:
        casefiles.mark_update_due(casefile=casefile, at=at)
    account = intake.use_code(
        mobile="09998887766", code=intake.issue_code(mobile="09998887766", address_digest="", at=at), at=at
    )
    intake.register_offer(donor=account, kind="goods", amount_rials=10**7, unit=application.unit, by=CLOCK, at=at)


def add_leads(application: Any, worker: Any) -> None:
    """A lead of the worker, a public report and a file from a database, in the scope."""
    from hamyar.audit.actor import CLOCK, Actor
    from hamyar.intake import actions as intake
    from hamyar.org import clock

    office, at = application.unit, clock.now()
    nowhere = {"area_title": "محلهٔ آزمون"}
    lead = intake.record_lead(
        origin="field", indicator="housing", found_on=clock.today(), about=nowhere, office=office, found_by=worker,
        by=Actor.staff(worker), at=at,
    )  # fmt: skip
    intake.assign_lead(lead=lead, worker=worker, by=CLOCK, at=at)
    intake.report_publicly(indicator="housing", about=nowhere, office=office, address_digest="world", at=at)
    intake.read_extract(name="world.csv", content="کد ملی,نشانه".encode(), source="آزمون", unit=office, by=CLOCK, at=at)


def _first(rows: Any) -> Any:
    row = rows.order_by("pk").first()
    return row.pk if row is not None else None


def _records() -> dict[str, Any]:
    from hamyar.assessment.models import Assessment, Harm, Questionnaire, Referral, ServiceDocument
    from hamyar.casefiles.models import Casefile, ServiceLevel
    from hamyar.documents.models import Document
    from hamyar.inquiries.models import Inquiry
    from hamyar.intake.models import Application, DonorOffer, Lead, LeadExtract
    from hamyar.notifications.models import Message
    from hamyar.obligations.models import Holiday, Obligation
    from hamyar.org.models import ApiToken, RoleHolding, Substitution, Territory
    from hamyar.plans.models import PlanItem, ServicePackage, ServicePlan
    from hamyar.registry.models import Guardianship, HouseholdMember, ImportBatch
    from hamyar.visits.models import HomeVisit, VisitFeedback

    def about(model: Any) -> Any:
        return lambda each: _first(model.objects.filter(household_id=each.household_id))

    others = HouseholdMember.objects.exclude(relation="head")
    return {
        "application": lambda each: each.pk,
        "household": lambda each: each.household_id,
        "person": lambda each: each.person_id,
        "other_person": lambda each: (
            others.filter(household_id=each.household_id).values_list("person_id", flat=True).first()
        ),
        "casefile": lambda each: _first(Casefile.objects.filter(social_worker_id=each.social_worker_id)),
        "ending_file": lambda each: (
            Casefile.objects.filter(social_worker_id=each.social_worker_id, state="update_due")
            .values_list("pk", flat=True)
            .last()
        ),
        "inquiry": about(Inquiry),
        "visit": about(HomeVisit),
        "feedback": lambda each: _first(VisitFeedback.objects.filter(unit_path=each.unit_path)),
        "questionnaire": about(Questionnaire),
        "assessment": about(Assessment),
        "harm": lambda each: _first(Harm.objects.filter(household_id=each.household_id)),
        "referral": lambda each: _first(Referral.objects.filter(unit_id=each.unit_id)),
        "service_document": lambda _each: _first(ServiceDocument.objects.all()),
        "package": lambda _each: _first(ServicePackage.objects.all()),
        "plan": lambda each: _first(ServicePlan.objects.filter(casefile__social_worker_id=each.social_worker_id)),
        "item": lambda each: _first(PlanItem.objects.filter(plan__casefile__social_worker_id=each.social_worker_id)),
        "document": lambda each: _first(Document.objects.filter(unit_path=each.unit_path)),
        "message": lambda each: _first(Message.objects.filter(application_id=each.pk)),
        "draft": lambda each: _first(Application.objects.filter(state="draft", submitted_by_id=each.social_worker_id)),
        "lead": lambda each: _first(Lead.objects.filter(social_worker_id=each.social_worker_id, state="assigned")),
        "report": lambda each: _first(Lead.objects.filter(unit_id=each.unit_id, origin="public_report", state="new")),
        "extract": lambda each: _first(LeadExtract.objects.filter(unit_id=each.unit_id)),
        "offer": lambda each: _first(DonorOffer.objects.filter(unit_id=each.unit_id)),
        "duty": lambda each: _first(
            Obligation.objects.filter(subject_type="intake.application", subject_id=each.pk, state="open")
        ),
        "unit": lambda each: each.unit_id,
        "user": lambda each: each.social_worker_id,
        "holding": lambda each: _first(RoleHolding.objects.filter(user_id=each.social_worker_id)),
        "territory": lambda each: _first(Territory.objects.filter(office_id=each.unit_id)),
        "substitution": lambda each: _first(Substitution.objects.filter(unit_id=each.unit_id)),
        "import": lambda each: _first(ImportBatch.objects.filter(unit_id=each.unit_id)),
        "token": lambda _each: _first(ApiToken.objects.all()),
        "holiday": lambda _each: _first(Holiday.objects.all()),
        "guardianship": about(Guardianship),
        "level": lambda _each: _first(ServiceLevel.objects.all()),
    }


RECORDS: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def _fill_records() -> None:
    RECORDS.update(_records())


def url_of(name: str, entry: URLPattern, rule: Rule, world: World) -> tuple[str, bool]:
    """The address with its records, and whether the world has them all; a record nobody has is found by nobody."""
    arguments: dict[str, Any] = {}
    whole = True
    for argument in entry.pattern.converters:
        record = rule.arguments.get(argument)
        assert record is not None, f"{name}: the table does not say what {argument} is"
        arguments[argument] = world.records.get(record, record)
        if arguments[argument] is None:
            arguments[argument], whole = (UUID(int=0) if name.startswith("documents:") else NOBODYS), False
    return (reverse(name, kwargs=arguments) if arguments else reverse(name)), whole


def status(user: Any, url: str, *, post: bool, asked: list[int] | None = None) -> tuple[int, str]:
    """What the address answers; everything it did is taken back. ``asked`` receives how many questions a page took."""
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        if user is not None:
            client.force_login(user, backend=BACKEND)
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(url, {}) if post else client.get(url)
        if asked is not None and not post:
            asked.append(sum(not each["sql"].startswith(NO_QUESTION) for each in queries.captured_queries))
        if answer.status_code == 405 and not post:
            answer = client.post(url, {})  # an address that only does something
        kind = answer.headers.get("Content-Type", "")
        body = answer.content.decode() if kind.startswith("text/html") and not answer.streaming else ""
        transaction.set_rollback(True)
    return answer.status_code, body if answer.status_code != 302 else answer.headers["Location"]


def test_the_table_knows_every_address_and_no_other():
    assert {name for name, _entry in addresses()} == set(RULES)


@pytest.mark.clause("E-9.a.2")
@pytest.mark.parametrize(("name", "entry"), list(addresses()), ids=[name for name, _entry in addresses()])
def test_an_address_opens_for_its_roles_in_scope_and_for_nobody_else(name, entry, world):
    rule = RULES[name]
    url, whole = url_of(name, entry, rule, world)

    told = rule if whole else replace(rule, answers=rule.answers | {404})
    wrong = list(faults_of(told, url, world, budget=BUDGETS.get(name, QUESTIONS)))

    assert not wrong


def faults_of(rule: Rule, url: str, world: World, *, budget: int) -> Iterator[str]:
    code, body = status(None, url, post=rule.post)
    if rule.roles is PUBLIC:
        if code >= 400 and code not in rule.answers:
            yield f"anonymous: {code}"
    elif not (code == 302 and "/staff/sign-in/" in body):
        yield f"anonymous: {code} {body[:60]}"
    if rule.roles is PUBLIC:
        return
    for role in ROLES:
        user = world.inside.get(role)
        if user is None:
            continue
        asked: list[int] = []
        code, body = status(user, url, post=rule.post, asked=asked)
        if code == 200 and sum(asked) > budget:
            yield f"{role}: {asked} questions to the database, {budget} at the most"
        allowed = rule.roles is EVERYBODY or role in rule.roles
        if allowed and code in REFUSED and code not in rule.answers:
            yield f"{role} in scope: {code}"
        if not allowed and code not in REFUSED:
            yield f"{role} without the permission: {code}"
        if code >= 500:
            yield f"{role}: {code}"
        if code == 200 and (words := english_words(body)):
            yield f"{role} reads English: {sorted(words)[:8]}"
        stranger = world.outside.get(role)
        if rule.scoped and stranger is not None and role not in rule.national:
            code, _body = status(stranger, url, post=rule.post)
            if code not in REFUSED:
                yield f"{role} out of scope: {code}"
