"""Somebody at a browser: opens pages, fills fields by their labels, and has every page checked on the way."""

import re
from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (360, 1280)
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


class Visitor:
    """A browser context of one person. ``pages`` remembers each address once, for ``inspect``."""

    def __init__(self, browser: Any, address: str, *, script: bool = True, width: int = 1280) -> None:
        self.address = address
        self.context = browser.new_context(
            base_url=address,
            java_script_enabled=script,
            locale="fa-IR",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.browser = browser
        self.pages: dict[str, str] = {}
        self.page.on("load", lambda _page: self._remember())

    def _remember(self) -> None:
        url = self.page.url
        if url.startswith(self.address):
            self.pages.setdefault(re.sub(r"\d+", "N", url.split("?")[0]), url)

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        self._remember()

    def sign_in(self, username: str, password: str = "hamyar-demo-1405") -> None:
        self.open("/staff/sign-in/")
        self.fill("نام کاربری", username)
        self.fill("گذرواژه", password)
        self.press("ورود")

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(value)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=False).first.select_option(label=option)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=False).first.check()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
        self._remember()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self._remember()

    def sees(self, text: str) -> bool:
        return text in self.text()

    def text(self) -> str:
        return self.page.locator("main").first.inner_text()

    def inspect(self) -> list[str]:
        """Every page visited, again at both widths: faults that axe finds, sideways scrolling, English words."""
        faults: list[str] = []
        state = self.context.storage_state()
        for width in WIDTHS:
            context = self.browser.new_context(
                base_url=self.address, storage_state=state, locale="fa-IR", viewport={"width": width, "height": 900},
                reduced_motion="reduce",
            )  # fmt: skip
            page = context.new_page()
            for url in self.pages.values():
                answer = page.goto(url)
                if answer is None or answer.status >= 400:
                    continue  # a page whose time has passed (a finished step) answers so on purpose
                faults += [f"{width}px {url}: {fault}" for fault in self._faults_of(page)]
            context.close()
        return faults

    def _faults_of(self, page: Any) -> list[str]:
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        faults = [
            f"{violation['id']}: {node['html'][:160]}" for violation in found["violations"] for node in violation["nodes"]
        ]
        if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append("the page scrolls sideways")
        words = page.evaluate(
            """() => { const copy = document.body.cloneNode(true);
                 copy.querySelectorAll('bdi, code, script, style, .user-text, textarea, input').forEach(e => e.remove());
                 return copy.innerText; }"""
        )
        faults += [f"English word on the page: {word}" for word in set(LATIN_WORD.findall(words))]
        return faults

    def leave(self) -> None:
        self.context.close()
