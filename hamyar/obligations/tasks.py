"""The clock of duties: warn before a term ends, tell the superiors after it."""

from datetime import datetime

from hamyar.obligations import actions


def run_tick(*, at: datetime, batch: int = 1000) -> dict[str, int]:
    """Warn and escalate everything that time has reached; batch by batch, until nothing is left."""
    total: dict[str, int] = {}
    while True:
        counts = actions.tick(at=at, batch=batch)
        for what, count in counts.items():
            total[what] = total.get(what, 0) + count
        if not any(counts.values()):
            return total
