"""Which body is ill at the moment, and how: switched on the status page, by ``POST /faults``, or at start."""

from dataclasses import dataclass
from random import Random
from threading import Lock

MODES = ("off", "down", "slow", "fail", "rubbish", "contradict")
USUAL_SHARE = 0.1  # of the requests, for a fault that is set at start without a share


class FaultUnknown(ValueError):
    """No such body, mode or share; the text says which."""


@dataclass(frozen=True)
class Fault:
    mode: str
    share: float = 1.0


class Faults:
    """The fault of each body. ``everywhere`` strikes bodies that have none of their own, by chance."""

    def __init__(self, bodies: tuple[str, ...], *, everywhere: tuple[Fault, ...] = (), seed: int = 0) -> None:
        self.bodies = bodies
        self._everywhere = everywhere
        self._by_body: dict[str, Fault] = {}
        self._chance = Random(seed)  # noqa: S311 - which request fails is no secret
        self._lock = Lock()

    def switch(self, body: str, mode: str, share: float = 1.0) -> None:
        """Give one body (or ``all``) a fault, or none. Raises FaultUnknown."""
        if body != "all" and body not in self.bodies:
            raise FaultUnknown(f"no body {body!r}")
        if mode not in MODES:
            raise FaultUnknown(f"no mode {mode!r}")
        if not 0 < share <= 1:
            raise FaultUnknown("share must be above 0 and at most 1")
        with self._lock:
            for each in self.bodies if body == "all" else (body,):
                if mode == "off":
                    self._by_body.pop(each, None)
                else:
                    self._by_body[each] = Fault(mode, share)
            if body == "all" and mode == "off":
                self._everywhere = ()

    def of(self, body: str) -> Fault | None:
        with self._lock:
            return self._by_body.get(body)

    def strike(self, body: str) -> str:
        """How this request fails, or ``off``."""
        with self._lock:
            own = self._by_body.get(body)
            for fault in (own,) if own else self._everywhere:
                if self._chance.random() < fault.share:
                    return fault.mode
        return "off"

    def next_number(self, below: int) -> int:
        with self._lock:
            return self._chance.randrange(below)


def from_words(words: str) -> tuple[Fault, ...]:
    """``slow,fail:0.3`` as the faults that strike every body. Raises FaultUnknown."""
    faults = []
    for word in filter(None, (part.strip() for part in words.split(","))):
        mode, _, share = word.partition(":")
        try:
            fault = Fault(mode, float(share) if share else USUAL_SHARE)
        except ValueError:
            raise FaultUnknown(f"{share!r} is no share") from None
        if mode not in MODES or not 0 < fault.share <= 1:
            raise FaultUnknown(f"no fault {word!r}; known are {', '.join(MODES[1:])}")
        faults.append(fault)
    return tuple(faults)
