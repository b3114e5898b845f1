"""What the registry does in the background: large files of households, piece by piece."""

from datetime import datetime

from hamyar.outbox.jobs import enqueue
from hamyar.registry import bulk
from hamyar.registry.domain import BatchState
from hamyar.registry.models import ImportBatch

ROWS_AT_ONCE = 200
AGAIN = "capabilities.often"


def run_often(*, at: datetime) -> dict[str, int]:
    """Carry on with the files that were started; what is left waits for the next run."""
    started = ImportBatch.objects.filter(state=BatchState.APPLYING).order_by("pk")
    for batch in list(started):
        row = bulk.carry_on(batch=batch, at=at, most=ROWS_AT_ONCE)
        if row.state == BatchState.APPLYING:
            enqueue(AGAIN)
    return {"files": started.count()}
