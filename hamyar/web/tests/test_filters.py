"""What templates write for dates, money, codes and clauses."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError

from hamyar.web import citations
from hamyar.web.templatetags import hamyar as tags

DAY = date(2024, 4, 24)  # ۵ اردیبهشت ۱۴۰۳, a Wednesday


def render(source: str, **context: object) -> str:
    return Template("{% load hamyar %}" + source).render(Context(context))


@pytest.fixture
def clause_texts():
    known = {"E-13.n3": citations.Citation(reference="تبصرهٔ ۳ مادهٔ ۱۳", text="رسیدگی ظرف یک ماه")}
    citations.set_source(known.get)
    yield
    citations.set_source(None)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ day|jalali }}", "۵ اردیبهشت ۱۴۰۳"),
        ("{{ day|jalali_short }}", "۱۴۰۳/۰۲/۰۵"),
        ("{{ day|jalali_day }}", "چهارشنبه ۵ اردیبهشت ۱۴۰۳"),
        ("{{ day|jalali_month }}", "اردیبهشت ۱۴۰۳"),
        ("{{ day|last_day|jalali }}", "۴ اردیبهشت ۱۴۰۳"),
        ("{{ nothing|last_day|jalali }}", "—"),
        ("{{ nothing|jalali }}", "—"),
        ("{{ nothing|jalali_time }}", "—"),
    ],
)
def test_a_day_is_shown_in_the_solar_calendar(source, shown):
    assert render(source, day=DAY, nothing=None) == shown


def test_a_moment_is_shown_on_the_day_it_has_in_iran():
    shortly_before_midnight_in_london = datetime(2024, 4, 23, 21, 45, tzinfo=UTC)

    shown = render("{{ at|jalali }} {{ at|clock_time }} {{ at|jalali_time }}", at=shortly_before_midnight_in_london)

    assert shown == "۵ اردیبهشت ۱۴۰۳ ۰۱:۱۵ ۵ اردیبهشت ۱۴۰۳، ساعت ۰۱:۱۵"


@pytest.mark.parametrize(
    ("day", "term", "distance", "tone"),
    [
        (date(2024, 4, 21), "۳ روز دیرکرد", "۳ روز پیش", "danger"),
        (date(2024, 4, 23), "۱ روز دیرکرد", "دیروز", "danger"),
        (date(2024, 4, 24), "امروز پایان مهلت", "امروز", "warn"),
        (date(2024, 4, 25), "۱ روز مانده", "فردا", "warn"),
        (date(2024, 5, 4), "۱۰ روز مانده", "۱۰ روز دیگر", "neutral"),
    ],
)
def test_a_term_says_how_many_days_are_left_or_late(day, term, distance, tone):
    assert tags.days_left(day, DAY) == term
    assert tags.relative_days(day, DAY) == distance
    assert tags.due_tone(day, DAY) == tone


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 12|persian }}", "۱۲"),
        ("{{ 1250000|amount }}", "۱٬۲۵۰٬۰۰۰"),
        ("{{ 1250000|rials }}", "۱٬۲۵۰٬۰۰۰ ریال"),
        ("{{ 0|rials }}", "۰ ریال"),
        ("{{ nothing|rials }}", "—"),
        ("{{ 0|or_dash }}", "0"),
        ("{{ ''|or_dash }}", "—"),
        ("{{ nothing|yes_no }} {{ true|yes_no }} {{ false|yes_no }}", "نامعلوم بله خیر"),
    ],
)
def test_numbers_and_answers_are_shown_in_persian(source, shown):
    assert render(source, nothing=None, true=True, false=False) == shown


def test_a_code_keeps_its_own_order_inside_persian_text():
    assert render("{% code '0012345679' %}") == '<bdi class="code" dir="ltr">۰۰۱۲۳۴۵۶۷۹</bdi>'
    assert render("{% code 'TH-1403-12' %}") == '<bdi class="code" dir="ltr">TH-1403-12</bdi>'


def test_what_people_entered_is_escaped_in_every_tag():
    entered = "<script>"

    shown = render(
        "{% code x %}{% badge x 'info' %}{% clause x %}{% empty_state x x %}{% stat x x %}"
        "{% alert 'info' title=x %}{{ x }}{% endalert %}",
        x=entered,
    )

    assert "<script>" not in shown


def test_a_clause_shows_its_reference_and_text(clause_texts):
    shown = render("{% clause 'E-13.n3' %}")

    assert "تبصرهٔ ۳ مادهٔ ۱۳" in shown
    assert 'title="رسیدگی ظرف یک ماه"' in shown


def test_who_is_no_staff_is_led_to_the_public_page_of_a_clause(clause_texts):
    portal = render("{% clause 'E-13.n3' %}", portal_navigation=[])
    signed_out = render("{% clause 'E-13.n3' %}", request=object(), access=None)
    staff = render("{% clause 'E-13.n3' %}", request=object(), access=object())

    assert 'href="/portal/clauses/E-13.n3/"' in portal
    assert "title=" not in portal
    assert 'href="/portal/clauses/E-13.n3/"' in signed_out
    assert 'href="/rules/clauses/E-13.n3/"' in staff


def test_a_clause_nobody_knows_shows_its_identifier(clause_texts):
    assert '<bdi class="code" dir="ltr">E-99</bdi>' in render("{% clause 'E-99' %}")


def test_no_clause_shows_nothing():
    assert render("{% clause '' %}") == ""


def test_a_badge_of_an_unknown_tone_is_a_mistake_of_the_page():
    with pytest.raises(TemplateSyntaxError):
        render("{% badge 'در جریان' 'purple' %}")


def test_a_score_bar_says_its_figures_in_words():
    assert 'aria-label="۴۲۰ از ۱۰۰۰"' in render("{% score_bar 420 1000 %}")
    assert 'aria-label="میان ۳۰۰ و ۵۵۰ از ۱۰۰۰"' in render("{% score_bar 300 1000 low=300 high=550 %}")


def test_a_score_bar_grows_from_the_right_edge():
    shown = render("{% score_bar 250 1000 %}")

    assert 'x="750" width="250"' in shown
