"""The page's scripts in a real browser, under the real security policy. No server and no database: the style page is enough."""

import mimetypes
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from hamyar.web import views

pytestmark = pytest.mark.journey

HOST = "http://hamyar.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'"
)
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The browser of the machine: nothing is downloaded."""
    installed = os.environ.get("HAMYAR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert installed, "these tests need Chromium; install it, or name it in HAMYAR_CHROMIUM"
    return {**browser_type_launch_args, "executable_path": installed, "args": ["--no-sandbox"]}


@pytest.fixture
def show(page, settings):
    """Opens the style page of a shell in the browser; whatever the browser complains about fails the test."""
    settings.MODE = "demo"
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))

    def answer(route, request):
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            return route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0] or "font/woff2")
        if request.method == "POST":
            return route.fulfill(body="<title>ثبت شد</title>ثبت شد", content_type="text/html; charset=utf-8")
        shell = path.strip("/")
        markup = views.components(RequestFactory().get("/design/components/"), shell).content
        return route.fulfill(
            body=markup, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
        )

    page.route("**/*", answer)

    def open_page(shell: str, size: dict[str, int] = DESK):
        page.set_viewport_size(size)
        page.goto(f"{HOST}/{shell}/")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    assert complaints == []


def focused(page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.className")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shell", ["staff", "portal", "print"])
def test_every_component_is_accessible_and_fits_the_width(show, page, shell, scheme, size):
    page.emulate_media(color_scheme=scheme)
    show(shell, size)

    page.evaluate(AXE.read_text())
    violations = page.evaluate("axe.run()")["violations"]

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_after_a_refused_form_the_summary_is_read_first_and_leads_into_the_fields(show):
    page = show("portal")

    assert focused(page) == "error-summary"
    page.click("a[href='#id_channel']")
    assert focused(page) == "id_channel_0"


def test_the_calendar_is_worked_with_the_keyboard_alone(show):
    page = show("portal")
    day = "document.activeElement.getAttribute('aria-label')"

    page.focus("#id_born_on + button")
    page.keyboard.press("Enter")
    assert page.evaluate(day) == "یکشنبه ۱ آذر ۱۴۰۵"
    for key, expected in [
        ("ArrowRight", "شنبه ۳۰ آبان ۱۴۰۵"),
        ("ArrowUp", "شنبه ۲۳ آبان ۱۴۰۵"),
        ("End", "جمعه ۲۹ آبان ۱۴۰۵"),
        ("PageUp", "چهارشنبه ۲۹ مهر ۱۴۰۵"),
        ("Shift+PageUp", "سه‌شنبه ۲۹ مهر ۱۴۰۴"),
        ("ArrowLeft", "چهارشنبه ۳۰ مهر ۱۴۰۴"),
        ("ArrowLeft", "پنج‌شنبه ۱ آبان ۱۴۰۴"),
    ]:
        page.keyboard.press(key)
        assert page.evaluate(day) == expected
    page.keyboard.press("Enter")

    assert page.input_value("#id_born_on") == "۱۴۰۴/۰۸/۰۱"
    assert focused(page) == "date-field-open"


def test_the_calendar_offers_no_day_that_would_be_refused(show):
    page = show("portal")

    page.click("#id_born_on + button")
    tomorrow = page.get_by_label("دوشنبه ۲ آذر ۱۴۰۵")

    assert tomorrow.get_attribute("aria-disabled") == "true"
    tomorrow.click(force=True)
    assert page.input_value("#id_born_on") == "1403/13/1"


def test_escape_closes_the_calendar_and_gives_the_focus_back(show):
    page = show("portal")

    page.click("#id_born_on + button")
    page.keyboard.press("Escape")

    assert page.locator(".calendar").count() == 0
    assert focused(page) == "date-field-open"


def test_an_amount_gains_its_separators_when_the_field_is_left(show):
    page = show("portal")

    page.fill("#id_income_rials", "2500000")
    page.press("#id_income_rials", "Tab")

    assert page.input_value("#id_income_rials") == "۲٬۵۰۰٬۰۰۰"


def test_a_counter_says_how_much_room_is_left(show):
    page = show("portal")

    page.fill("#id_note", "س" * 280)

    assert page.inner_text(".counter") == "۲۰ نویسهٔ دیگر جا دارد."


def test_what_cannot_be_undone_is_asked_first(show):
    page = show("staff")
    page.evaluate("document.querySelector('[data-confirm]').addEventListener('click', () => document.title = 'رفت')")

    page.click("[data-confirm]")
    page.click("dialog button[value=no]")
    refused = page.title()
    page.click("[data-confirm]")
    page.click("dialog button[value=yes]")

    assert refused != "رفت"
    page.wait_for_function("document.title === 'رفت'")
    assert page.locator("dialog").count() == 0


def test_a_form_is_sent_once_however_often_the_button_is_pressed(show):
    page = show("portal")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.evaluate(
        "const form = document.querySelector('form.form'); for (let n = 0; n < 3; n += 1) form.requestSubmit()"
    )
    page.wait_for_function("document.title === 'ثبت شد'")

    assert len(sent) == 1


def test_the_phone_menu_opens_and_escape_closes_it(show):
    page = show("staff", PHONE)
    first = page.locator(".nav-menu .nav-list a").first

    page.click(".nav-menu summary")
    assert first.is_visible()
    page.keyboard.press("Escape")

    assert not first.is_visible()
