"""The frame around every page: what it promises to people, browsers and the security policy."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from hamyar.web import specimen, views

SHELLS = ["staff", "portal", "print"]
PAGE = (
    '{% extends "web/base.html" %}{% block title %}آزمون{% endblock %}{% block content %}<h1>آزمون</h1>{% endblock %}'
)


class Document(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def page(**context) -> str:
    return Template(PAGE).render(Context({"request": RequestFactory().get("/x/"), **context}))


@pytest.fixture
def demo(settings):
    settings.MODE = "demo"


def specimen_page(shell: str) -> str:
    request = RequestFactory().get("/design/components/")
    return views.components(request, shell).content.decode()


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_persian_and_right_to_left(demo, shell):
    document = Document(specimen_page(shell))

    assert document.all("html")[0]["lang"] == "fa"
    assert document.all("html")[0]["dir"] == "rtl"
    assert len(document.all("main")) == len(document.all("h1")) == 1


@pytest.mark.parametrize("shell", SHELLS)
def test_no_shell_needs_more_than_the_strict_policy_allows(demo, shell):
    document = Document(specimen_page(shell))

    assert not document.all("style")
    assert all(script.get("src") for script in document.all("script"))
    for tag, attrs in document.tags:
        assert not [name for name in attrs if name == "style" or name.startswith("on")], (tag, attrs)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_id_is_unique_and_every_reference_leads_somewhere(demo, shell):
    document = Document(specimen_page(shell))
    ids = [attrs["id"] for _, attrs in document.tags if "id" in attrs]

    assert len(ids) == len(set(ids))
    for _, attrs in document.tags:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            assert set((attrs.get(name) or "").split()) <= set(ids)


def test_the_style_page_is_not_shown_in_production(settings):
    settings.MODE = "production"

    with pytest.raises(Http404):
        views.components(RequestFactory().get("/"))


def test_a_keyboard_can_jump_over_the_navigation():
    document = Document(page(**specimen.context()))

    links = document.all("a")
    assert links[0]["href"] == "#main"
    assert document.all("main")[0]["id"] == "main"


def test_navigation_marks_the_current_page_and_counts_what_waits():
    shown = page(navigation=[specimen.Link("کارهای من", "/w/", count=14, current=True)])

    assert 'href="/w/" aria-current="page"' in shown
    assert "۱۴" in shown


def test_a_page_without_navigation_shows_none():
    document = Document(page())

    assert not document.all("nav")


def test_the_phone_menu_needs_no_script():
    document = Document(page(navigation=[specimen.Link("کارهای من", "/w/")]))

    menus = [attrs for attrs in document.all("details") if "nav-menu" in (attrs["class"] or "")]
    assert len(menus) == 1


def test_who_is_signed_in_can_sign_out_by_a_form():
    shown = page(account={"name": "مریم رضایی", "role": "مددکار خانواده", "links": [], "sign_out_url": "/out/"})

    assert "مریم رضایی" in shown
    assert '<form method="post" action="/out/">' in shown


def test_the_demo_banner_shows_the_moved_day_and_moves_it_on():
    shown = page(demo={"today": date(2024, 4, 24), "clock_url": "/clock/"})

    assert "چهارشنبه ۵ اردیبهشت ۱۴۰۳" in shown
    assert 'data-today="2024-04-24"' in shown
    assert 'action="/clock/"' in shown
    assert [f'name="days" value="{days}"' in shown for days in (1, 7, 30)] == [True] * 3


def test_there_is_no_banner_outside_demonstrations():
    assert "demo-banner" not in page()


@pytest.mark.parametrize(
    ("level", "tone"), [(constants.INFO, "info"), (constants.SUCCESS, "success"), (constants.ERROR, "danger")]
)
def test_a_message_is_shown_in_its_tone(level, tone):
    shown = page(messages=[Message(level, "ثبت شد.")])

    assert f"alert--{tone}" in shown
    assert "ثبت شد." in shown


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "500.html"])
def test_an_error_page_says_what_happened_and_what_to_do(template):
    shown = render_to_string(template)

    document = Document(shown)
    assert len(document.all("h1")) == 1
    assert len(document.all("p")) >= 3
    assert "صفحهٔ نخست" in shown


def test_a_refusal_names_its_clause_and_the_next_step():
    shown = render_to_string(
        "web/_refusal.html",
        {"sentence": "مهلت گذشته است.", "clause_id": "E-13.n3", "next_step": "دوباره درخواست دهید."},
    )

    assert "E-13.n3" in shown
    assert "گام بعد:" in shown
    assert 'role="alert"' in shown


def test_pages_have_neighbours_only_where_rows_are():
    assert render_to_string("web/_pagination.html", {"pages": {"next_url": "", "previous_url": ""}}).strip() == ""
    assert 'href="?after=3&amp;q=1"' in render_to_string("web/_pagination.html", {"next_url": "?after=3&q=1"})


def test_a_timeline_is_a_list_in_order():
    document = Document(render_to_string("web/_timeline.html", {"events": specimen.context()["events"]}))

    assert len(document.all("ol")) == 1
    assert len(document.all("li")) == 3


def test_steps_say_in_words_where_one_stands():
    shown = render_to_string("web/_steps.html", {"steps": specimen.context()["steps"]})

    assert shown.count('aria-current="step"') == 1
    assert "(انجام شد)" in shown
