"""Paging by keys: the next page starts after a row, not after so many rows, so page 10,000 costs what page 1 costs."""

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

M = TypeVar("M", bound=Model)
T = TypeVar("T")
AFTER, BEFORE, PAGE = "after", "before", "page"


class Page(NamedTuple, Generic[M]):
    """Rows of one page, and the addresses of its neighbours (empty at the ends)."""

    rows: list[M]
    next_url: str
    previous_url: str


class Part(NamedTuple, Generic[T]):
    """Items of one part of a short list, and the addresses of its neighbours (empty at the ends)."""

    rows: Sequence[T]
    next_url: str
    previous_url: str


def part_of(items: Sequence[T], params: QueryDict, *, size: int = 50) -> Part[T]:
    """The part of a list in memory that ``?page=<number>`` asks for; a page that does not exist is the first one."""
    asked = params.get(PAGE, "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    if not 0 < number <= -(-len(items) // size):
        number = 1
    return Part(
        rows=items[(number - 1) * size : number * size],
        next_url=_address(params, PAGE, number + 1) if number * size < len(items) else "",
        previous_url=_address(params, PAGE, number - 1) if number > 1 else "",
    )


def page_of(queryset: QuerySet[M], params: QueryDict, *, by: Sequence[str], size: int = 50) -> Page[M]:
    """The page that ``?after=<pk>`` or ``?before=<pk>`` asks for; other parameters stay in the addresses.

    ``by`` orders the list, ``-`` for descending; the columns hold no null, and the last of them is ``pk`` or unique.
    The marker is looked up in the same queryset, so a row out of reach or a row that is gone gives the first page.
    """
    backwards = BEFORE in params and AFTER not in params
    order = [_reversed(key) for key in by] if backwards else list(by)
    found = queryset.order_by(*order)
    marker = _marker(queryset, params.get(BEFORE if backwards else AFTER, ""), by)
    if marker is None:
        backwards, order = False, list(by)
        found = queryset.order_by(*order)
    else:
        found = found.filter(_beyond(order, marker))
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, marker is not None)
    return Page(
        rows=rows,
        next_url=_address(params, AFTER, rows[-1].pk) if rows and has_next else "",
        previous_url=_address(params, BEFORE, rows[0].pk) if rows and has_previous else "",
    )


def _reversed(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


def _marker(queryset: QuerySet[M], pk: str, by: Sequence[str]) -> list[Any] | None:
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    names = [key.removeprefix("-") for key in by]
    values = queryset.order_by().filter(pk=int(pk)).values_list(*names).first()
    return None if values is None else list(values)


def _beyond(order: Sequence[str], marker: Sequence[Any]) -> Q:
    """Rows after the marker: the first key beyond it, or equal and the rest beyond it."""
    beyond = Q()
    equal: dict[str, Any] = {}
    for key, value in zip(order, marker, strict=True):
        name = key.removeprefix("-")
        comparison = "lt" if key.startswith("-") else "gt"
        beyond |= Q(**equal, **{f"{name}__{comparison}": value})
        equal[name] = value
    first = order[0].removeprefix("-")
    # Said once more for the first column alone: the planner turns this, unlike the alternatives, into an index range.
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": marker[0]}) & beyond


def _address(params: QueryDict, name: str, pk: Any) -> str:
    wanted = params.copy()
    for marker in (AFTER, BEFORE, PAGE):
        wanted.pop(marker, None)
    wanted[name] = str(pk)
    return f"?{wanted.urlencode()}"
