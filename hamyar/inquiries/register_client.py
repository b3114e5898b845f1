"""Asking the service of one body over HTTP. Knows nothing of the database.

One question is one POST with an idempotency key: however often it is sent, the service sees the same question. Connection
errors and faults of the service (5xx) are tried again at once, a few times, with growing and scattered waits; everything
else is a fault that the caller keeps for later. What comes back is bounded in size and time and read strictly.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from uuid import UUID

import httpx
import stamina
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hamyar.inquiries import answers
from hamyar.inquiries.domain import AnswerUnreadable, Body

LARGEST_ANSWER = 64 * 1024
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 2.0, 4.0, 8.0
TRIES, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 3, 0.2, 2.0


@dataclass(frozen=True)
class Question:
    """What is asked, of whom. ``about`` holds only what the body needs to find its record."""

    body: Body
    key: UUID
    about: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer that was read whole and is about the person who was asked about."""

    facts: answers.Answer
    source: str
    simulated: bool


class RegisterFault(Exception):
    """No usable answer. ``kind``: unreachable, slow, failing, refused, too_large, rubbish, wrong_person."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


class _TryAgain(RegisterFault):
    """A fault that may be over in a moment."""


class Register(Protocol):
    """Where questions go: the HTTP service, or what a test puts in its place."""

    def ask(self, question: Question) -> Reply: ...


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    body: str
    asked: dict[str, str]
    source: Annotated[str, Field(min_length=1, max_length=120)]
    simulated: bool = False
    facts: dict[str, Any]


class HttpRegister:
    """The services of all bodies below one address: ``POST {address}/v1/{body}``."""

    def __init__(self, address: str, *, token: str = "", read_seconds: float = READ_SECONDS) -> None:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.Client(
            base_url=address.rstrip("/") + "/",
            headers=headers,
            timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> "HttpRegister":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, question: Question) -> Reply:
        """The answer. Raises RegisterFault."""
        text = ""
        for attempt in stamina.retry_context(
            on=_TryAgain,
            attempts=TRIES,
            timeout=WHOLE_SECONDS,
            wait_initial=FIRST_PAUSE_SECONDS,
            wait_max=LONGEST_PAUSE_SECONDS,
            wait_jitter=FIRST_PAUSE_SECONDS,
        ):
            with attempt:
                text = self._post(question)
        return read_reply(question, text)

    def _post(self, question: Question) -> str:
        deadline = time.monotonic() + WHOLE_SECONDS
        with (
            _network_faults(),
            self._client.stream(
                "POST",
                f"v1/{question.body}",
                json={"about": question.about},
                headers={"Idempotency-Key": str(question.key)},
            ) as response,
        ):
            if response.status_code >= 500:
                raise _TryAgain("failing")
            if response.status_code != httpx.codes.OK:
                raise RegisterFault("refused")
            received = bytearray()
            for piece in response.iter_bytes(8192):
                received += piece
                if len(received) > LARGEST_ANSWER:
                    raise RegisterFault("too_large")
                if time.monotonic() > deadline:
                    raise RegisterFault("slow")
        try:
            return received.decode()
        except UnicodeDecodeError:
            raise RegisterFault("rubbish") from None


@contextmanager
def _network_faults() -> Iterator[None]:
    try:
        yield
    except httpx.ReadTimeout:
        raise RegisterFault("slow") from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError):
        raise _TryAgain("unreachable") from None
    except httpx.DecodingError:
        raise RegisterFault("rubbish") from None
    except (httpx.TransportError, httpx.InvalidURL):
        raise RegisterFault("unreachable") from None


def read_reply(question: Question, text: str) -> Reply:
    """Strictly: the envelope, the body and person that were asked about, then the body's own shape."""
    try:
        envelope = _Envelope.model_validate_json(text)
    except ValidationError:
        raise RegisterFault("rubbish") from None
    if envelope.body != question.body or not _about_the_same(envelope.asked, question.about):
        raise RegisterFault("wrong_person")
    try:
        facts = answers.read_json(question.body, json.dumps(envelope.facts))
    except AnswerUnreadable:
        raise RegisterFault("rubbish") from None
    return Reply(facts=facts, source=envelope.source, simulated=envelope.simulated)


def _about_the_same(asked: dict[str, str], about: dict[str, str]) -> bool:
    """The service repeats the code it was asked about; an answer about another code is nobody's answer."""
    return any(name in about and asked.get(name) == about[name] for name in ("national_code", "postal_code"))
