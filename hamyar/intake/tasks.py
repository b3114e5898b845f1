"""What goes on in the background: large files of leads, piece by piece."""

from datetime import datetime

from hamyar.intake import actions
from hamyar.intake.models import LeadExtract
from hamyar.outbox.jobs import enqueue
from hamyar.registry.domain import BatchState
from hamyar.registry.tasks import AGAIN, ROWS_AT_ONCE


def run_often(*, at: datetime) -> dict[str, int]:
    """Carry on with the files that were started; what is left waits for the next run."""
    started = LeadExtract.objects.filter(state=BatchState.APPLYING).order_by("pk")
    for extract in list(started):
        row = actions.carry_on_extract(extract=extract, at=at, most=ROWS_AT_ONCE)
        if row.state == BatchState.APPLYING:
            enqueue(AGAIN)
    return {"extracts": started.count()}
