"""What a person reads of a page, and which English words are left in it."""

import re
from html.parser import HTMLParser

# Codes, what people typed, and the description of the API may hold Latin letters; these elements carry them.
NOT_READ = {"script", "style", "bdi", "code", "textarea", "svg", "template", "noscript"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
READ_ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "data-label", "data-confirm")
ALLOWED = {"JPG", "PNG", "WebP", "PDF", "IR", "TOTP", "QR", "Excel", "xlsx", "csv", "jsonl", "CSV", "JSON"}
WORD = re.compile(r"[A-Za-z][A-Za-z']+")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        hidden = (
            tag in NOT_READ or "user-text" in (values.get("class") or "").split() or (tag == "title" and self.in_svg)
        )
        if not self.hidden and tag not in NOT_READ:
            self.texts += [values[name] for name in READ_ATTRIBUTES if values.get(name)]
        if tag not in VOID:
            self.stack.append((tag, hidden))

    def handle_endtag(self, tag):
        while self.stack:
            closed, _hidden = self.stack.pop()
            if closed == tag:
                return

    def handle_data(self, data):
        if not self.hidden and data.strip():
            self.texts.append(data)

    @property
    def hidden(self) -> bool:
        return any(hidden for _tag, hidden in self.stack)

    @property
    def in_svg(self) -> bool:
        return any(tag == "svg" for tag, _hidden in self.stack)


def english_words(html: str) -> set[str]:
    """Latin words in the visible text and the spoken attributes of a page."""
    reader = _Reader()
    reader.feed(html)
    return {word for text in reader.texts for word in WORD.findall(text)} - ALLOWED
