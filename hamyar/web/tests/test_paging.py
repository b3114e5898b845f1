"""Lists are read page by page, in either direction, without counting rows."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict

from hamyar.web.paging import page_of, part_of

pytestmark = pytest.mark.django_db

NAMES = ["a1", "a2", "b1", "b2", "b3", "c1", "c2"]


@pytest.fixture
def rows():
    """Seven rows of some table: two letters of a label repeat, so the second key has to decide."""
    for name in NAMES:
        ContentType.objects.create(app_label=f"paging_{name[0]}", model=name)
    return ContentType.objects.filter(app_label__startswith="paging_")


def names(page) -> list[str]:
    return [row.model for row in page.rows]


def following(url: str) -> QueryDict:
    return QueryDict(url.removeprefix("?"))


def test_going_forward_shows_every_row_once(rows):
    seen, params = [], QueryDict("")
    for _ in range(3):
        page = page_of(rows, params, by=("-app_label", "model"), size=3)
        seen += names(page)
        params = following(page.next_url)

    assert seen == ["c1", "c2", "b1", "b2", "b3", "a1", "a2"]
    assert page.next_url == ""


def test_going_back_shows_the_same_pages(rows):
    first = page_of(rows, QueryDict(""), by=("app_label", "model"), size=3)
    second = page_of(rows, following(first.next_url), by=("app_label", "model"), size=3)
    again = page_of(rows, following(second.previous_url), by=("app_label", "model"), size=3)

    assert names(again) == names(first)
    assert again.previous_url == ""
    assert first.previous_url == ""
    assert names(page_of(rows, following(again.next_url), by=("app_label", "model"), size=3)) == names(second)


def test_filters_stay_in_the_address(rows):
    page = page_of(rows, QueryDict("state=open&after=&before=7"), by=("pk",), size=3)

    assert following(page.next_url)["state"] == "open"
    assert "before" not in following(page.next_url)


@pytest.mark.parametrize("marker", ["after=none", "after=999999999", "before=-1", "after=۱۲", "after=1%00"])
def test_a_marker_that_names_no_row_in_reach_gives_the_first_page(rows, marker):
    page = page_of(rows, QueryDict(marker), by=("model",), size=3)

    assert names(page) == ["a1", "a2", "b1"]
    assert page.previous_url == ""


def test_a_page_costs_two_queries_wherever_it_lies(rows, django_assert_num_queries):
    last_but_one = rows.get(model="c1").pk

    with django_assert_num_queries(2):
        page = page_of(rows, QueryDict(f"after={last_but_one}"), by=("model",), size=3)

    assert names(page) == ["c2"]


def test_an_empty_list_has_no_neighbours(rows):
    page = page_of(rows.none(), QueryDict(""), by=("model",), size=3)

    assert page == ([], "", "")


def test_a_list_in_memory_is_read_part_by_part_with_its_filters_kept():
    first = part_of(NAMES, QueryDict("q=x"), size=3)
    second = part_of(NAMES, following(first.next_url), size=3)
    third = part_of(NAMES, following(second.next_url), size=3)

    assert [*first.rows, *second.rows, *third.rows] == NAMES
    assert (first.previous_url, third.next_url) == ("", "")
    assert following(third.previous_url).dict() == {"q": "x", "page": "2"}


@pytest.mark.parametrize("asked", ["0", "-1", "99", "two", "٢", "9" * 40])
def test_a_part_that_does_not_exist_is_the_first_one(asked):
    assert part_of(NAMES, QueryDict(f"page={asked}"), size=3).rows == NAMES[:3]
