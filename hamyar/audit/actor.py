"""Who acts: a member of staff, a person at the portal, a program with a token, or the clock."""

from dataclasses import dataclass
from typing import Any, Literal

ActorKind = Literal["staff", "portal", "program", "clock"]


@dataclass(frozen=True)
class Actor:
    """The one who acts, as identifiers that outlive the record they point to.

    ``user_id`` is set for staff only, ``account_id`` for people at the portal only.
    """

    kind: ActorKind
    label: str = ""
    user_id: int | None = None
    account_id: int | None = None

    @classmethod
    def staff(cls, user: Any) -> "Actor":
        return cls("staff", label=user.get_username(), user_id=user.pk)

    @classmethod
    def portal(cls, account_id: int) -> "Actor":
        return cls("portal", label=f"portal:{account_id}", account_id=account_id)

    @classmethod
    def program(cls, name: str) -> "Actor":
        return cls("program", label=name)

    @property
    def staff_id(self) -> int:
        """The number of the member of staff who acts; what only staff may do asks for it."""
        if self.user_id is None:
            raise TypeError(f"{self.kind} acts where only staff may")
        return self.user_id


CLOCK = Actor("clock", label="clock")
