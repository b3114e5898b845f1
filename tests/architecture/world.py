"""The world of the walks over every address: users of the small demonstration in and out of scope, and one record of each
kind inside it. A kind of which there is no record fails: an address tried with a number that nobody has proves nothing.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hamyar.audit.actor import CLOCK, Actor
from hamyar.org.roles import ROLES


@dataclass
class World:
    """Users of the demonstration in and out of scope, and one record of each kind inside it."""

    inside: dict[str, Any] = field(default_factory=dict)
    outside: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)


def look_around() -> World:
    from hamyar.intake.models import Application
    from hamyar.org.models import RoleHolding

    world = World()
    # Not one that a counter sent, who may read what was sent there; and its worker has files of the same office too.
    application = (
        Application.objects.filter(
            state="assessed",
            channel__in=["portal", "in_person"],
            social_worker__casefiles__state="active",
            social_worker__casefiles__plans__state="running",
        )
        .select_related("unit", "household")
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
    add_about_household(application, worker)
    add_adult_son(application, worker)
    world.records = {name: find(application) for name, find in finders().items()}
    missing = sorted(name for name, found in world.records.items() if found is None)
    assert not missing, f"the world has none of these: {missing}"
    return world


def add_what_is_rare(application: Any, worker: Any) -> None:
    """Records that the small demonstration does not hold."""
    from hamyar.assessment import actions as assessment
    from hamyar.casefiles import actions as casefiles
    from hamyar.casefiles.models import Casefile
    from hamyar.intake import actions as intake
    from hamyar.obligations.models import Holiday
    from hamyar.org import actions, clock, queries
    from hamyar.registry import bulk

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
    assessment.define_service_document(
        service="housing", title="برآورد تعمیر", from_on=today, by=Actor.staff(worker), at=at
    )
    bulk.read_file(name="world.jsonl", content=b"{}\n", unit=application.unit, by=CLOCK, at=at)


def add_about_household(application: Any, worker: Any) -> None:
    """What few households have: a harm and a referral, the picture of a document, a child with a guardian."""
    from hamyar.assessment import actions as assessment
    from hamyar.assessment.models import Harm
    from hamyar.org import clock
    from hamyar.registry import actions as registry

    at, by, household = clock.now(), Actor.staff(worker), application.household
    questionnaire = household.questionnaires.order_by("-pk").first()
    # The questionnaire of an assessed application is closed: the harm is one that was found before.
    Harm.objects.create(
        household=household, questionnaire=questionnaire, kind="unemployment", severity="present", cause="آزمون",
        response="reduce", found_at=at, found_by=worker,
    )  # fmt: skip
    assessment.refer(household=household, application=application, ground="harm", by=by, at=at)
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    assessment.attach_document(
        application=application, item="identity_card", reason="آزمون", by=by, at=at,
        file=SimpleUploadedFile("card.png", picture.getvalue(), "image/png"),
    )  # fmt: skip
    child, grandmother = (
        {"given_name": "آزمون", "family_name": "آزمون", "sex": "female", "born_on": at.date() - timedelta(days=days)}
        for days in (2500, 25000)
    )
    member = registry.add_member(
        household=household, person=child, relation="child", from_on=at.date(), source="office", by=by, at=at
    )
    registry.record_guardianship(
        household=household, child=member.person, holder=grandmother, kind="relative", from_on=at.date(), by=by, at=at
    )


def add_adult_son(application: Any, worker: Any) -> None:
    """A son over 18 in the household of the worker's file."""
    from hamyar.casefiles.models import Casefile
    from hamyar.org import clock
    from hamyar.registry import actions as registry

    at = clock.now()
    casefile = Casefile.objects.select_related("household__unit").get(pk=finders()["casefile"](application))
    registry.add_member(
        household=casefile.household, relation="child", from_on=at.date(), source="office", by=Actor.staff(worker), at=at,
        person={"given_name": "آزمون", "family_name": "آزمون", "sex": "male", "born_on": at.date() - timedelta(days=7000)},
    )  # fmt: skip


def add_leads(application: Any, worker: Any) -> None:
    """A lead of the worker, a public report and a file from a database, in the scope."""
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


def finders() -> dict[str, Any]:
    """How one record of each kind is found, of the application's household, worker or office."""
    from hamyar.assessment.models import Assessment, DocumentCheck, Harm, Questionnaire, Referral, ServiceDocument
    from hamyar.casefiles.models import Casefile, ServiceLevel
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

    files = Casefile.objects.filter(state="active", plans__state="running")
    sons = HouseholdMember.objects.filter(relation="child", person__sex="male", person__given_name="آزمون")
    others = HouseholdMember.objects.exclude(relation="head")
    return {
        "application": lambda each: each.pk,
        "household": lambda each: each.household_id,
        "person": lambda each: each.person_id,
        "other_person": lambda each: (
            others.filter(household_id=each.household_id).values_list("person_id", flat=True).first()
        ),
        "casefile": lambda each: _first(files.filter(social_worker_id=each.social_worker_id)),
        "adult_son": lambda each: (
            sons.filter(household__unit_id=each.unit_id).values_list("person_id", flat=True).first()
        ),
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
        "document": lambda each: (  # one whose file this process has written
            DocumentCheck.objects.filter(application_id=each.pk, document__isnull=False)
            .values_list("document_id", flat=True)
            .last()
        ),
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
