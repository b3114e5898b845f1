"""Files of households for tests of every capability."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from hamyar.casefiles.domain import CasefileState
from hamyar.casefiles.models import Casefile, SupportPeriod
from hamyar.org.models import OrgUnit, User
from hamyar.org.tests.factories import NOON, TODAY
from hamyar.registry.models import Household
from hamyar.registry.tests.factories import head_of, make_household

_number = count(900_001)
# How a file gets into a state by allowed moves: none may begin anywhere but in "active".
_WAYS: dict[str, tuple[str, ...]] = {
    CasefileState.ACTIVE: (),
    CasefileState.UPDATE_DUE: (CasefileState.UPDATE_DUE,),
    CasefileState.SUSPENDED: (CasefileState.SUSPENDED,),
    CasefileState.IN_TRANSFER: (CasefileState.IN_TRANSFER,),
    CasefileState.EXITED: (CasefileState.EXITED,),
    CasefileState.ENDED: (CasefileState.ENDED,),
    CasefileState.INACTIVE: (CasefileState.ENDED, CasefileState.INACTIVE),
}


def make_casefile(
    household: Household | None = None,
    *,
    office: OrgUnit | None = None,
    worker: User | None = None,
    state: str = CasefileState.ACTIVE,
    period_from_on: date = TODAY - timedelta(days=60),
    period_to_on: date = TODAY + timedelta(days=300),
    head: dict[str, Any] | None = None,
    **fields: Any,
) -> Casefile:
    """A file of a household (made in ``office`` when none is given), with its first period of support."""
    if household is None:
        assert office is not None, "give a household or an office"
        household = make_household(office, **(head or {}))
    unit = office or household.unit
    if worker is not None:
        Household.objects.filter(pk=household.pk).update(social_worker=worker)
    row = Casefile.objects.create(
        **{
            "number": f"1404-{next(_number):06d}",
            "household": household,
            "holder": head_of(household),
            "social_worker": worker,
            "unit": unit,
            "unit_path": unit.path,
            "target_groups": ["female_widow"],
            "period_from_on": period_from_on,
            "period_to_on": period_to_on,
            "opened_at": NOON - timedelta(days=60),
            **fields,
        }
    )
    SupportPeriod.objects.create(
        casefile=row, from_on=period_from_on, to_on=period_to_on, decided_at=NOON - timedelta(days=60)
    )
    for step in _WAYS[state]:
        row.state = step
        row.save(update_fields=["state"])
    return row
