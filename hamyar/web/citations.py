"""Where the page shell gets the reference and the text of a clause from.

``web`` and ``guidelines`` do not know each other, so ``config``, which knows both, hands over a lookup once, at start:

    citations.set_source(lambda clause_id: Citation(reference="تبصرهٔ ۳ مادهٔ ۱۳", text="…"))

Until then, and for a clause that the source does not know, the identifier itself is shown.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from django.urls import NoReverseMatch, reverse


class Cited(Protocol):
    """What a source answers: how people name the clause, and what it says."""

    @property
    def reference(self) -> str: ...

    @property
    def text(self) -> str: ...


class Citation(NamedTuple):
    reference: str
    text: str


Source = Callable[[str], Cited | None]


def _no_source(clause_id: str) -> Cited | None:
    return None


_source: Source = _no_source
_page = "releases:clause"
_public_page = "portal:clause"


def set_source(source: Source | None, *, page: str = "releases:clause", public_page: str = "portal:clause") -> None:
    """Set the lookup from a clause identifier to its reference and text, None to forget it.

    ``page`` names the address that shows one clause to the staff, ``public_page`` to everybody; the identifier is their
    only argument.
    """
    global _source, _page, _public_page
    _source, _page, _public_page = source or _no_source, page, public_page


def address(clause_id: str, *, public: bool = False) -> str:
    """Where the clause can be read; empty in an installation without such a page."""
    try:
        return reverse(_public_page if public else _page, args=[clause_id])
    except NoReverseMatch:
        return ""


def citation(clause_id: str) -> Citation:
    """The reference and text of one clause; its identifier and no text when nobody knows it."""
    cited = _source(clause_id)
    if cited is None:
        return Citation(reference=clause_id, text="")
    return Citation(reference=cited.reference, text=cited.text)
