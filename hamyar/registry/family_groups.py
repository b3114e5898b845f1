"""Target groups that rest on events of the registry and not on the household document: orphans, the households of one man,
a child with a keeper (E-4.j, E-4.d, E-6.n2.2). Pure: facts in, offers out; ``guidelines`` decides all other groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hamyar.registry.domain import MaritalStatus

ORPHANED, POLYGAMOUS, CHILD_KEEPER = "orphaned", "polygamous", "child_keeper"


@dataclass(frozen=True)
class ServedMember:
    """A member who receives services, as far as these groups ask."""

    marital_status: str
    living_parents: int | None


@dataclass(frozen=True)
class Offer:
    """A group that the registry may offer: whether its condition holds, and the facts behind it."""

    group: str
    clause: str
    holds: bool
    because: dict[str, Any] = field(default_factory=dict)


def offers(*, served: Sequence[ServedMember], households_of_man: int, kept_children: int) -> list[Offer]:
    """The three groups in the order of Article 4, each with what it rests on.

    Orphaned: everybody who receives services is an unmarried child both of whose parents have died; whoever has a parent
    alive, or of whose parents nobody knows, is none (E-4.j).
    """
    children = [each for each in served if each.marital_status == MaritalStatus.NEVER_MARRIED]
    lost_both = sum(1 for each in children if each.living_parents == 0)
    return [
        Offer(
            ORPHANED, "E-4.j", bool(served) and lost_both == len(served),
            {
                "orphans": lost_both,
                "one_parent_lives": any(each.living_parents in (1, 2) for each in children),
                "unknown": any(each.living_parents is None for each in children),
            },
        ),
        Offer(POLYGAMOUS, "E-4.d", households_of_man > 1, {"households": households_of_man}),
        Offer(CHILD_KEEPER, "E-6.n2.2", kept_children > 0, {"children": kept_children}),
    ]  # fmt: skip
