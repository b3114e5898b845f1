"""What the tick does for assessments: data that run out are asked for again (E-8.0.1)."""

from datetime import datetime

from hamyar.assessment import validity
from hamyar.audit.actor import CLOCK


def run_tick(*, at: datetime) -> dict[str, int]:
    """Called by the tick of ``operations``, which states the reach and opens the transaction."""
    return validity.open_update_duties(by=CLOCK, at=at)
