"""What a rule answers."""

from typing import Any, NamedTuple

MET, UNMET, UNKNOWN, NOT_APPLICABLE = "met", "unmet", "unknown", "not_applicable"


class Finding(NamedTuple):
    """What one clause says of one household, and the facts that made it say so, by name.

    met: the clause is fulfilled, or opens its way to this household. unmet: as the facts stand, the clause closes the
    ordinary way and asks for the step it names. unknown: a fact that it needs is missing. not_applicable: it speaks of
    other households.
    """

    clause: str
    result: str
    because: dict[str, Any]
