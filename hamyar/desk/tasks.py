"""What the tick does for the overview of offices: their heads are asked for the month's review (E-7.n)."""

from datetime import datetime

from hamyar.obligations import monitoring


def run_tick(*, at: datetime) -> dict[str, int]:
    """Called by the tick of ``operations``, which states the reach and opens the transaction."""
    return {"reviews_due": monitoring.open_reviews(at=at)}
