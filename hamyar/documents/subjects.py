"""Which records documents may hang on. Documents stand below every capability, so each of them says itself how a user
reaches its records::

    subjects.register("registry.household", find)        # in AppConfig.ready()

``find(access, pk)`` gives the record as a ``Subject``, or raises Http404 outside the user's reach. A record of a kind that
nobody registered has no documents: it can neither be uploaded to nor read from here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.http import Http404

from hamyar.org.access import Access


@dataclass(frozen=True)
class Subject:
    """A record with documents: its row, its office, what it is called, and its page."""

    row: models.Model
    unit_path: str
    title: str
    url: str = ""
    account_id: int | None = None

    @property
    def kind(self) -> str:
        return self.row._meta.label_lower


Find = Callable[[Access, int], Subject]
_finders: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Let documents hang on records of a kind (``app.model``)."""
    _finders[kind] = find


def subject_for(access: Access, kind: str, pk: int) -> Subject:
    """The record, or Http404: outside the reach, or not a kind with documents."""
    if kind not in _finders:
        raise Http404("subject")
    return _finders[kind](access, pk)
