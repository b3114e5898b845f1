"""What the tick does for visits: the rounds of the year are opened and kept (E-9.h)."""

from datetime import datetime

from hamyar.visits import periodic


def run_tick(*, at: datetime) -> dict[str, int]:
    """Called by the tick of ``operations``, which states the reach and opens the transaction."""
    return periodic.keep_rounds(at=at)
