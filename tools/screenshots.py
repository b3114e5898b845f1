"""Pictures of the main pages for README and docs, at the width of a phone and of a desk, from a running `make demo`.

Which pages stands in tools/screenshots.toml: the name of the picture, the account that signs in (empty: nobody) or the
mobile of an applicant, the address, and what to press on the way. Pictures go to docs/images/NAME-WIDTH.png.
"""

import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright
from testing import find_browser

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
WIDTHS = {360: 800, 1280: 900}
LONGEST = 1900  # pixels of a page that a picture shows


def take(browser: Browser, picture: dict[str, Any], *, password: str, address: str, width: int) -> Path:
    """One picture of the whole page, after signing in and walking there."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": WIDTHS[width]}, locale="fa-IR", timezone_id="Asia/Tehran"
    )
    page = context.new_page()
    if picture.get("account"):
        sign_in(page, account=picture["account"], password=password)
    elif picture.get("mobile"):
        enter_the_portal(page, mobile=picture["mobile"].format(width=width))
    page.goto(picture["path"])
    for selector in picture.get("press", []):
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
    for selector in picture.get("press_if_there", []):  # a second run finds the form begun already
        if page.locator(selector).count():
            page.locator(selector).first.click()
            page.wait_for_load_state("networkidle")
    page.wait_for_function("document.fonts.ready.then(() => true)")
    kept = IMAGES / f"{picture['name']}-{width}.png"
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    page.screenshot(path=kept, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    context.close()
    return kept


def sign_in(page: Page, *, account: str, password: str) -> None:
    """Whoever asks for the first page unknown is led to the form."""
    page.goto("/")
    page.locator("input[name=username]").fill(account)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=password]) button").first.click()
    page.wait_for_load_state("networkidle")
    if page.locator("input[name=password]").count():
        raise SystemExit(f"The account {account} cannot sign in; its password in tools/screenshots.toml may be old.")


def enter_the_portal(page: Page, *, mobile: str) -> None:
    """As an applicant, with the code that the demonstration's page of messages shows."""
    page.goto("/portal/sign-in/")
    page.locator("main input[name=mobile]").fill(mobile)
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")
    if not page.locator("main input[name=code]").count():
        raise SystemExit(f"The portal sends {mobile} no code just now; it says:\n{page.locator('main').inner_text()}")
    where_the_code_goes = page.url
    page.goto(f"/messages/?mobile={mobile}")
    code = re.search(r"(?<![۰-۹])[۰-۹]{6}(?![۰-۹])", page.locator("main").inner_text())
    if code is None:
        raise SystemExit(f"No code for {mobile} at /messages/: does the worker of the demo run?")
    page.goto(where_the_code_goes)
    page.locator("main input[name=code]").fill(code[0])
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")


def main(names: list[str]) -> int:
    """All pictures, or those named."""
    asked = tomllib.loads((ROOT / "tools" / "screenshots.toml").read_text(encoding="utf-8"))
    pictures = [picture for picture in asked["picture"] if not names or picture["name"] in names]
    address = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for picture in pictures:
            for width in WIDTHS:
                try:
                    kept = take(browser, picture, password=asked["password"], address=address, width=width)
                except Error as trouble:
                    print(f"{picture['name']} at {width}: {trouble.message}\nDoes `make demo` run at {address}?")
                    return 1
                print(f"  {kept.relative_to(ROOT)}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
