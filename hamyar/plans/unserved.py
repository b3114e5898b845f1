"""What plans hold for a member whose own services have ended, while the household's go on (E-6.2.1, E-6.n3)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hamyar.audit.actor import CLOCK
from hamyar.plans import actions
from hamyar.plans.domain import LIVE_STATES, OPEN_ITEMS, PlanState
from hamyar.plans.models import PlanItem

NOTES = {
    "E-6.2.1": "این عضو دوباره ازدواج کرد؛ حمایت از فرزندان ادامه دارد.",
    "E-6.n3": "این عضو بزرگسال است و ادامهٔ تحصیل بی‌وقفه ندارد یا ازدواج کرده است.",
}


@transaction.atomic
def stop_services_of(*, person_id: int, household_id: int, clause: str, at: datetime, **_more: Any) -> int:
    """Follower: services of this member alone stop, with the reason; out of a draft they are taken. Those for the whole
    household stay. Returns how many there were."""
    items = PlanItem.objects.filter(
        plan__household_id=household_id, plan__state__in=LIVE_STATES, person_id=person_id, state__in=OPEN_ITEMS
    )
    rows = list(items.select_related("plan").order_by("pk"))
    for item in rows:
        if item.plan.state == PlanState.DRAFT:
            actions.remove_item(item=item, by=CLOCK, at=at)
        else:
            actions.stop_item(item=item, note=NOTES[clause], by=CLOCK, at=at)
    return len(rows)
