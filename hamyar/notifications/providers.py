"""The ways out for a message, behind one interface: a file, the console, or an SMS gateway over HTTP.

The gateway is asked ``POST {SMS_URL}`` with ``{"to": "09…", "text": "…", "id": "hamyar-<message>"}``, a bearer token and
the same identifier as ``Idempotency-Key``; it answers 2xx with ``{"id": "…"}``. A 400, 404 or 422 says that this number
takes no messages; every other fault is tried again later.
"""

import json
import logging
import sys
from pathlib import Path
from typing import Protocol

import httpx
from django.conf import settings

log = logging.getLogger("hamyar.notifications")
TIMEOUT = httpx.Timeout(5.0, connect=3.0)
NUMBER_REFUSED = frozenset({400, 404, 422})


class SendFault(Exception):
    """The message did not go out. ``for_good``: another try will not help. ``kind`` holds no personal data."""

    def __init__(self, kind: str, *, for_good: bool = False) -> None:
        super().__init__(kind)
        self.kind, self.for_good = kind, for_good


class Provider(Protocol):
    def send(self, *, mobile: str, text: str, key: str) -> str:
        """Send; returns the provider's identifier. Raises SendFault."""


class ConsoleProvider:
    """Writes messages to standard output, for people who try the system out."""

    def send(self, *, mobile: str, text: str, key: str) -> str:
        sys.stdout.write(f"\n--- {mobile}\n{text}\n---\n")
        sys.stdout.flush()
        return key


class FileProvider:
    """Appends messages as JSON lines to ``messages.jsonl`` beside the uploaded files; readable by its owner only."""

    def __init__(self, folder: str) -> None:
        self._file = Path(folder) / "messages.jsonl"

    def send(self, *, mobile: str, text: str, key: str) -> str:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"id": key, "to": mobile, "text": text}, ensure_ascii=False) + "\n")
        except OSError as fault:
            raise SendFault(type(fault).__name__) from fault
        return key


class HttpProvider:
    """An SMS gateway. The transport is for tests."""

    def __init__(self, url: str, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._url, self._token, self._transport = url, token, transport

    def send(self, *, mobile: str, text: str, key: str) -> str:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": key}
        try:
            with httpx.Client(timeout=TIMEOUT, transport=self._transport) as client:
                answer = client.post(self._url, json={"to": mobile, "text": text, "id": key}, headers=headers)
        except httpx.HTTPError as fault:
            raise SendFault(type(fault).__name__) from fault
        if answer.status_code in NUMBER_REFUSED:
            raise SendFault(f"status_{answer.status_code}", for_good=True)
        if not answer.is_success:
            raise SendFault(f"status_{answer.status_code}")
        try:
            return str(answer.json()["id"])[:80]
        except (ValueError, KeyError, TypeError):
            raise SendFault("answer_not_understood") from None


def provider() -> Provider:
    """The provider that the installation is set to."""
    if settings.SMS_PROVIDER == "http":
        return HttpProvider(settings.SMS_URL, settings.SMS_TOKEN)
    if settings.SMS_PROVIDER == "console":
        return ConsoleProvider()
    return FileProvider(settings.MEDIA_ROOT)
