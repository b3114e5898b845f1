"""A correction that waits for the worker, in words (E-8.a)."""

from dataclasses import dataclass

from hamyar.intake import wording
from hamyar.intake.domain import OPEN_STATES
from hamyar.intake.models import Application
from hamyar.registry.wording import shown as in_words

NAMES = {"services": "requested_services"}  # answers that the registry calls otherwise


@dataclass(frozen=True)
class Change:
    """One answer: what was said before, and what the applicant says now."""

    title: str
    before: str
    after: str


def shown(row: Application) -> list[Change]:
    """What the correction of an open application would change; empty where none waits."""
    if row.state not in OPEN_STATES:
        return []
    return [
        Change(
            wording.ANSWERS[name],
            in_words(NAMES.get(name, name), row.draft.get(name)),
            in_words(NAMES.get(name, name), value),
        )
        for name, value in row.proposed.items()
    ]
