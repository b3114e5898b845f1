"""The worklist and its counts."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404

from hamyar.guidelines.duties import DUTIES
from hamyar.obligations.domain import ObligationState, OwnDuty, end_of_day
from hamyar.obligations.models import Holiday, Obligation
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.values import jalali


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


def duty_for(access: Access, pk: int) -> Obligation:
    """One duty, open or closed, of somebody who owes it, oversees it or was told of it; 404 for everybody else."""
    row = Obligation.objects.select_related("unit", "owner").filter(pk=pk).first()
    if row is None or not (_owes(access, row) or _oversees(access, row) or _was_told(access, row)):
        raise Http404
    return row


def may_waive(access: Access, row: Obligation) -> bool:
    return row.state == ObligationState.OPEN and _oversees(access, row) and not _owes(access, row)


def check_may_waive(access: Access, row: Obligation) -> None:
    """Raises NotPermitted unless the user oversees the duty's unit, OwnDuty when the duty is the user's own."""
    if not _oversees(access, row):
        raise NotPermitted(permission="obligations.oversee")
    if _owes(access, row):
        raise OwnDuty(obligation=row.pk)


def _owes(access: Access, row: Obligation) -> bool:
    if row.owner_id is not None:
        return row.owner_id in access.caseload_of
    return any(held.role.identifier == row.owner_role and held.unit.pk == row.unit_id for held in access.held)


def _oversees(access: Access, row: Obligation) -> bool:
    return any(row.unit_path.startswith(path) for path in access.paths_where("obligations.oversee"))


def _was_told(access: Access, row: Obligation) -> bool:
    told = DUTIES[row.kind].escalation[: row.escalation_step] if row.kind in DUTIES else ()
    return any(held.role.identifier in told and row.unit_path.startswith(held.unit.path) for held in access.held)


def open_about(subjects: Iterable[tuple[str, int]]) -> QuerySet[Obligation]:
    """Open duties about several records, the most pressing first. ``subjects``: pairs of type and number."""
    condition = Q(pk__in=[])
    for subject_type, subject_id in subjects:
        condition |= Q(subject_type=subject_type, subject_id=subject_id)
    return (
        Obligation.objects.filter(condition, state=ObligationState.OPEN)
        .select_related("owner")
        .order_by("due_at", "pk")
    )


def overdue_about(subject_type: str, *, kind: str, on: date) -> QuerySet[Obligation]:
    """Open duties of one kind whose day has passed, to be asked of each row of a list: ``Exists(overdue_about(…))``."""
    return Obligation.objects.filter(
        kind=kind, subject_type=subject_type, subject_id=OuterRef("pk"), state=ObligationState.OPEN,
        due_at__lte=end_of_day(on - timedelta(days=1)),
    )  # fmt: skip


def holidays() -> frozenset[date]:
    return frozenset(Holiday.objects.values_list("on", flat=True))


def holidays_of(year: int) -> QuerySet[Holiday]:
    """The holidays of a Solar Hijri year, in order."""
    return Holiday.objects.filter(on__gte=jalali.start_of_year(year), on__lt=jalali.start_of_year(year + 1)).order_by(
        "on"
    )
