"""The HTTP server: ``POST /v1/{body}`` answers, ``POST /faults`` switches faults (from this machine only), ``/`` shows them."""

import argparse
import hmac
import ipaddress
import json
import logging
import os
import signal
import sys
from collections import Counter, OrderedDict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hamyar.operations.registers import page
from hamyar.operations.registers.facts import BODIES, SOURCES, FactsFileWrong, KnownFacts
from hamyar.operations.registers.faults import Faults, FaultUnknown, from_words

log = logging.getLogger("hamyar.registers")

LARGEST_QUESTION = 16 * 1024
QUESTIONS_AT_ONCE = 32
ANSWERS_REMEMBERED = 5000
IDLE_SECONDS = 10


class Registers(ThreadingHTTPServer):
    """All bodies behind one port. ``close()`` ends it, slow answers included."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        *,
        facts: KnownFacts | None = None,
        faults: Faults | None = None,
        token: str = "",
        slow_seconds: float = 20.0,
    ) -> None:
        super().__init__(address, Handler)
        self.facts = facts or KnownFacts()
        self.faults = faults or Faults(BODIES)
        self.token = token
        self.slow_seconds = slow_seconds
        self.stopping = Event()
        self.room = BoundedSemaphore(QUESTIONS_AT_ONCE)
        self.received: Counter[str] = Counter()
        self._answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host if isinstance(host, str) else host.decode()}:{port}"

    def count(self, body: str) -> None:
        with self._lock:
            self.received[body] += 1

    def answer_to(self, body: str, key: str, about: dict[str, str]) -> bytes:
        """A healthy answer; the same key gets the same answer even when the facts have changed since."""
        with self._lock:
            known = self._answers.get((body, key)) if key else None
            if known is None:
                known = envelope(body, about, self.facts.answer(body, about))
                if key:
                    self._answers[body, key] = known
                    if len(self._answers) > ANSWERS_REMEMBERED:
                        self._answers.popitem(last=False)
            return known

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news."""
        fault = sys.exc_info()[1]
        if not isinstance(fault, ConnectionError | TimeoutError):
            log.exception("registers.fault")

    def start(self) -> "Registers":
        """Serve in a thread of its own, for tests."""
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def close(self) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()


def envelope(body: str, about: dict[str, str], facts: dict[str, Any], **instead: Any) -> bytes:
    """An answer as it is sent: which body, about whom, from where, and that it is simulated."""
    code = {name: about[name] for name in ("national_code", "postal_code") if name in about}
    content = {"body": body, "asked": code, "source": SOURCES[body], "simulated": True, "facts": facts, **instead}
    return json.dumps(content, ensure_ascii=False).encode()


class Handler(BaseHTTPRequestHandler):
    server: Registers
    server_version = "HamyarRegisters"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS

    def do_GET(self) -> None:
        if self.path == "/health":
            self._send(HTTPStatus.OK, b'{"state": "well"}')
        elif self.path == "/":
            shown = page.render(self.server.faults, dict(self.server.received)).encode()
            self._send(HTTPStatus.OK, shown, content_type="text/html; charset=utf-8")
        else:
            self._problem(HTTPStatus.NOT_FOUND, "no such address")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_QUESTION:
            self.close_connection = True
            self._problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "a Content-Length up to 16 KiB is needed")
            return
        content = self.rfile.read(int(length))
        path = urlsplit(self.path).path
        if path == "/faults":
            self._switch(content)
        elif path.startswith("/v1/") and path.removeprefix("/v1/") in BODIES:
            self._ask(path.removeprefix("/v1/"), content)
        else:
            self._problem(HTTPStatus.NOT_FOUND, "no such address")

    def _ask(self, body: str, content: bytes) -> None:
        self.server.count(body)
        given = self.headers.get("Authorization", "").encode()
        if self.server.token and not hmac.compare_digest(given, f"Bearer {self.server.token}".encode()):
            self._problem(HTTPStatus.UNAUTHORIZED, "the token is wrong")
            return
        about = _about(body, content)
        if about is None:
            self._problem(HTTPStatus.BAD_REQUEST, "an object 'about' with the code is needed")
            return
        if not self.server.room.acquire(blocking=False):
            self._problem(HTTPStatus.SERVICE_UNAVAILABLE, "too many questions at once")
            return
        try:
            self._answer(body, about, self.headers.get("Idempotency-Key", ""))
        finally:
            self.server.room.release()

    def _answer(self, body: str, about: dict[str, str], key: str) -> None:
        server = self.server
        fault = server.faults.strike(body)
        if fault == "down":
            self.close_connection = True
            return
        if fault == "slow":
            server.stopping.wait(server.slow_seconds)
        if fault == "fail":
            self._problem(HTTPStatus.SERVICE_UNAVAILABLE, "the service has a fault")
        elif fault == "rubbish":
            content, content_type = self._rubbish(body, about)
            self._send(HTTPStatus.OK, content, content_type=content_type)
        elif fault == "contradict":
            self._send(HTTPStatus.OK, envelope(body, about, server.facts.contradicting(body, about)))
        else:
            self._send(HTTPStatus.OK, server.answer_to(body, key, about))

    def _rubbish(self, body: str, about: dict[str, str]) -> tuple[bytes, str]:
        """One of the kinds that real services send: a web page, half an answer, another shape, another person."""
        healthy = self.server.facts.answer(body, about)
        kinds = (
            ("<html><body><h1>خطای سامانه</h1></body></html>".encode(), "text/html; charset=utf-8"),
            (envelope(body, about, healthy)[:40], "application/json"),
            (envelope(body, about, {"پاسخ": "بله", "ردیف": 12}), "application/json"),
            (envelope(body, dict.fromkeys(about, "9990000016"), healthy), "application/json"),
        )
        return kinds[self.server.faults.next_number(len(kinds))]

    def _switch(self, content: bytes) -> None:
        origin = self.headers.get("Origin")
        foreign = origin not in (None, "null") and urlsplit(origin or "").netloc != self.headers.get("Host")
        if foreign or not ipaddress.ip_address(self.client_address[0]).is_loopback:
            self._problem(HTTPStatus.FORBIDDEN, "faults are switched from this machine only")
            return
        from_page = not content.lstrip().startswith(b"{")
        try:
            if from_page:
                wanted = {name: values[0] for name, values in parse_qs(content.decode()).items()}
            else:
                wanted = json.loads(content)
            self.server.faults.switch(str(wanted["body"]), str(wanted["mode"]), float(wanted.get("share", 1.0)))
        except (FaultUnknown, KeyError, TypeError, ValueError, AttributeError) as fault:
            self._problem(HTTPStatus.BAD_REQUEST, str(fault))
            return
        if from_page:
            self._send(HTTPStatus.SEE_OTHER, b"", location="/")
        else:
            self._send(HTTPStatus.OK, json.dumps({"body": wanted["body"], "mode": wanted["mode"]}).encode())

    def _problem(self, status: HTTPStatus, detail: str) -> None:
        self._send(status, json.dumps({"error": detail}).encode())

    def _send(
        self, status: HTTPStatus, content: bytes, *, content_type: str = "application/json", location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Addresses and codes stay out of the log; faults have their own lines."""


def _about(body: str, content: bytes) -> dict[str, str] | None:
    try:
        about = json.loads(content)["about"]
    except (ValueError, KeyError, TypeError):
        return None
    code = "postal_code" if body == "post" else "national_code"
    if not isinstance(about, dict) or not all(isinstance(value, str) for value in about.values()) or code not in about:
        return None
    return about


def main(arguments: list[str]) -> int:
    """Run until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="hamyar registers", description="Answers like the outside registers; all simulated."
    )
    parser.add_argument("--port", type=int, default=8001, help="0 takes any free port")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other people")
    parser.add_argument("--facts", type=Path, help="a JSON file of facts about single people and postal codes")
    parser.add_argument(
        "--faults", default="", help="slow,fail,rubbish,contradict,down; each with a share, as fail:0.3"
    )
    parser.add_argument("--slow-seconds", type=float, default=20.0)
    wanted = parser.parse_args(arguments)
    try:
        facts = KnownFacts(seed=wanted.seed, file=wanted.facts)
        faults = Faults(BODIES, everywhere=from_words(wanted.faults), seed=wanted.seed)
        server = Registers(
            (wanted.host, wanted.port), facts=facts, faults=faults, slow_seconds=wanted.slow_seconds,
            token=os.environ.get("HAMYAR_REGISTERS_TOKEN", ""),
        )  # fmt: skip
    except (FactsFileWrong, FaultUnknown, OSError) as fault:
        print(f"hamyar registers: {fault}", file=sys.stderr)  # noqa: T201
        return 2

    def stop(_signal: int, _frame: Any) -> None:
        server.stopping.set()
        Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"The registers answer at {server.url} (simulated).", flush=True)  # noqa: T201
    with server:
        server.serve_forever(poll_interval=0.2)
    return 0
