"""Somebody at a browser: fills fields by their labels, presses what is written on buttons, and looks at every page.

Each page, in each of its states, is examined once at both widths on the way: what axe finds, sideways scrolling, English.
"""

import re
from pathlib import Path
from typing import Any

from tests.visible_text import english_words

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280)
PASSWORD = "hamyar-demo-1405"
AGREED = "بله، انجام شود"
DIGITS = re.compile(r"[0-9۰-۹]+")


class Visitor:
    """A browser context of one person. With ``script`` every page is examined; without it, it only has to work."""

    def __init__(self, browser: Any, address: str, *, script: bool = True) -> None:
        self.address = address
        self.script = script
        self.faults: list[str] = []
        self._seen: set[tuple[str, ...]] = set()
        self._context = browser.new_context(
            base_url=address, java_script_enabled=script, locale="fa-IR", reduced_motion="reduce",
            viewport={"width": WIDTHS[-1], "height": 900},
        )  # fmt: skip
        self._context.set_default_timeout(30_000)
        self.page = self._context.new_page()

    def leave(self) -> None:
        self._context.close()

    # Going about

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        self._look()

    def again(self) -> None:
        self.page.reload()
        self._look()

    def sign_in(self, username: str) -> None:
        self.open("/staff/sign-in/")
        self.fill("نام کاربری", username)
        self.fill("گذرواژه", PASSWORD)
        self.press("ورود")

    def follow(self, name: str) -> None:
        """Go where a link of the page's own part leads."""
        self._go(self._named("link", name))

    def press(self, name: str, *, asked: bool = False) -> None:
        """Press a button. ``asked``: with a script the page asks first whether it is meant."""
        button = self._named("button", name)
        if asked and self.script:
            button.click()
            button = self.page.get_by_role("dialog").get_by_role("button", name=AGREED)
        self._go(button)

    def _named(self, role: str, name: str) -> Any:
        main = self.page.locator("main")
        exact = main.get_by_role(role, name=name, exact=True)
        return exact.first if exact.count() else main.get_by_role(role, name=name).first

    def _go(self, target: Any) -> None:
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        self._look()

    def let_days_pass(self, days: str) -> None:
        """Move the demonstration's clock by its control: «۱»، «۷» or «۳۰» days."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("button", name=f"{days} روز", exact=True).click()

    # Filling in

    def _field(self, label: str) -> Any:
        main, boxes = self.page.locator("main"), self.page.locator("input, select, textarea")
        exact = main.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\*|\(اختیاری\))?\s*$")).and_(boxes)
        return exact.first if exact.count() else main.get_by_label(label).and_(boxes).first

    def fill(self, label: str, value: str) -> None:
        self._field(label).fill(value)

    def choose(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def pick(self, question: str, option: str) -> None:
        """One of the buttons of a question."""
        group = self.page.locator("main").get_by_role("group", name=question).first
        group.get_by_role("radio", name=option).first.check()

    def tick(self, label: str) -> None:
        self.page.locator("main").get_by_role("checkbox", name=label).first.check()

    def unfold(self, summary: str) -> None:
        """Open what is folded under a line, unless it is open."""
        folded = self.page.locator("main details", has=self.page.locator("summary", has_text=summary)).last
        if folded.get_attribute("open") is None:
            folded.locator("summary").first.click()

    # Seeing

    def sees(self, text: str) -> bool:
        return text in self.text()

    def text(self) -> str:
        return self.page.locator("main").first.inner_text()

    def wait_until(self, text: str, *, seconds: int = 40) -> None:
        """Read the page again until it says something: work is done in the background."""
        for _second in range(seconds):
            if self.sees(text):
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"after {seconds} s the page still does not say «{text}»:\n{self.text()}")

    def _look(self) -> None:
        if not self.script:
            return
        headings = self.page.locator("main h1, main h2").all_inner_texts()
        state = (DIGITS.sub("N", self.page.url.split("?")[0]), *(DIGITS.sub("N", heading) for heading in headings))
        if state in self._seen:
            return
        self._seen.add(state)
        self.faults += [f"{self.page.url}: {word} is English" for word in english_words(self.page.content())]
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.faults += [f"{width}px {self.page.url}: {fault}" for fault in self._faults()]

    def _faults(self) -> list[str]:
        self.page.evaluate(AXE)
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        faults = [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]
        if self.page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append("the page scrolls sideways")
        return faults
