"""The worklist and its counts."""

from django.db.models import Q, QuerySet

from hamyar.guidelines.duties import DUTIES
from hamyar.obligations.domain import ObligationState
from hamyar.obligations.models import Holiday, Obligation
from hamyar.org.access import Access


def owed_by(access: Access) -> QuerySet[Obligation]:
    """Open duties of the user: own ones, those of workers the user stands in for, and those left to a role held here."""
    condition = Q(owner_id__in=access.caseload_of)
    for held in access.held:
        condition |= Q(owner__isnull=True, owner_role=held.role.identifier, unit_id=held.unit.pk)
    return Obligation.objects.filter(condition, state=ObligationState.OPEN)


def escalated_to(access: Access) -> QuerySet[Obligation]:
    """Overdue duties of others that were told to a role the user holds in the duty's unit or above it."""
    condition = Q(pk__in=[])
    for held in access.held:
        condition |= Q(unit_path__startswith=held.unit.path) & told_to(held.role.identifier)
    return Obligation.objects.filter(condition, state=ObligationState.OPEN, escalation_step__gt=0)


def told_to(role: str) -> Q:
    """A superior keeps seeing a duty after it went on to the next one."""
    condition = Q(pk__in=[])
    for kind, duty in DUTIES.items():
        if role in duty.escalation:
            condition |= Q(kind=kind, escalation_step__gt=duty.escalation.index(role))
    return condition


def overseen_by(access: Access) -> QuerySet[Obligation]:
    """Open duties in the units that the user oversees, own ones included."""
    condition = Q(pk__in=[])
    for path in access.paths_where("obligations.oversee"):
        condition |= Q(unit_path__startswith=path)
    return Obligation.objects.filter(condition, state=ObligationState.OPEN)


def about(subject_type: str, subject_id: int) -> QuerySet[Obligation]:
    """All duties about one record, the open ones first."""
    return Obligation.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by(
        "-state", "due_at", "pk"
    )


def holidays() -> frozenset:
    return frozenset(Holiday.objects.values_list("on", flat=True))
