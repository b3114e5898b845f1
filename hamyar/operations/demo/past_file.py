"""One file of long ago: when it was opened, for how long, and what is kept of its household; and the ledger of its traces."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from hamyar.assessment.queries import result_of
from hamyar.audit.actor import Actor
from hamyar.audit.models import AuditRecord
from hamyar.casefiles.domain import ContactSource
from hamyar.operations.demo.population import Document
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User
from hamyar.outbox.models import OutboxEvent
from hamyar.releases.queries import rules_on
from hamyar.values import jalali
from hamyar.values.age import age_on

FOLLOW_UP = "plan_item_follow_up"
FIRST_FOLLOW_UP_MONTHS = 3
PERSON_DEFAULTS: dict[str, Any] = {
    "national_code": None, "nationality": "iranian", "marital_status": "never_married", "work_status": "unemployed",
    "education_status": "none", "illness_class": None, "military_status": None, "living_parents": None,
    "bears_own_costs": False, "covered_by": [], "pension_monthly_rials": None, "in_hamyar_group": False,
}  # fmt: skip


@dataclass
class PastFile:
    """One household with its file; ``written`` and ``result`` are the stored assessment."""

    document: Document
    unit: OrgUnit
    worker: User
    head: User
    opened_at: datetime
    goals: list[str]
    independence_goal: str
    conclusion: str
    visited_at: datetime | None = None
    findings: str = ""
    followed_up_at: list[datetime] = field(default_factory=list)
    refreshed_on: list[date] = field(default_factory=list)
    ruling: str = ""  # by which the head answers for the children, where the family showed it when the file was opened
    ruled_on: date | None = None
    with_plan: bool = True

    @property
    def by(self) -> Actor:
        return Actor.staff(self.worker)

    @property
    def opened_on(self) -> date:
        return day_of(self.opened_at)

    @property
    def period_to_on(self) -> date:
        return jalali.add_months(self.opened_on, self.months)

    @property
    def months(self) -> int:
        return min(self.result["support_limit_months"] or 12, 12)

    @property
    def period_kind(self) -> str:
        return {("male_aqshar",): "aqshar", ("released_prisoner",): "released_prisoner"}.get(
            tuple(self.result["target_groups"]), "ordinary"
        )

    @property
    def fatherless(self) -> list[str]:
        """Keys of the children who need a ruling: those under age of a head who is widowed or divorced (E-6.n2.1)."""
        head, *others = self.written["people"]
        if head["marital_status"] not in ("widowed", "divorced") and self.written["former_head_died_on"] is None:
            return []
        adult = int(self.rules.value("age.adult"))
        children = [each for each in others if each["relation"] == "child"]
        return [each["key"] for each in children if age_on(date.fromisoformat(each["born_on"]), self.opened_on) < adult]

    def __post_init__(self) -> None:
        self.written = as_kept(self.document)
        self.rules = rules_on(self.opened_on)
        self.result = result_of(self.written, self.rules)


def as_kept(document: Document) -> Document:
    """The document as the registry gives it back: everything that was left out stands there as unknown."""
    prison = document.get("prison")
    area = {
        "village_coefficient": None, "metropolis_margin": False, "special_social_zone": False, "is_border": False,
        "high_risk": False, **document["area"],
    }  # fmt: skip
    return {
        "decile": None, "risk_class": "normal", "head_condition": "present", "responsible_person": None,
        "former_head_died_on": None, "treatment_evidence": False, "cannot_earn": False, "divorce_evidence": None,
        **document,
        "area": area,
        "dwelling": {"in_office_territory": True, **document["dwelling"]},
        "prison": {"abroad": False, "released_on": None, "referral": None, **prison} if prison else None,
        "people": [{**PERSON_DEFAULTS, **person} for person in document["people"]],
    }  # fmt: skip


def contacts_of(file: PastFile) -> list[tuple[date, str, datetime]]:
    """When somebody spoke with the family: at the visit, and whenever its services were followed up."""
    found = [(day_of(at), str(ContactSource.SERVICE), at) for at in file.followed_up_at]
    if file.visited_at:
        found.append((day_of(file.visited_at), str(ContactSource.VISIT), file.visited_at))
    return found


class Ledger:
    """Rows on their way into the database, table by table; the audit and the events of each file in their order."""

    def __init__(self) -> None:
        self.audits: list[AuditRecord] = []
        self.events: list[OutboxEvent] = []

    def audit(self, event: str, about: Model, by: Actor, at: datetime, **details: Any) -> None:
        self.audits.append(
            AuditRecord(
                event=event, subject_type=about._meta.label_lower, subject_id=str(about.pk), actor_kind=by.kind,
                actor_label=by.label, actor_user_id=by.user_id, at=at, details=details,
            )
        )  # fmt: skip

    def publish(self, name: str, at: datetime, **payload: Any) -> None:
        self.events.append(OutboxEvent(name=name, payload=payload, happened_at=at))

    def write(self) -> None:
        AuditRecord.objects.bulk_create(self.audits, batch_size=2000)
        OutboxEvent.objects.bulk_create(self.events, batch_size=2000)
