"""What the tick does for plans: services begin and expire by the day, plans fall due for review."""

from datetime import datetime

from hamyar.plans import actions


def run_tick(*, at: datetime) -> dict[str, int]:
    """Called by the tick of ``operations``, which states the reach and opens the transaction."""
    return actions.run_clock(at=at)
