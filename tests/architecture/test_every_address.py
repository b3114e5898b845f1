"""Who gets in where: every address, for every role in and out of scope, and for nobody at all.

An address that is not in the table fails the test, so a new page says on the day it is written who may open it. The
small demonstration is the world: its first office is the scope, another province's office is outside it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hamyar.org.roles import ROLES
from tests.architecture.addresses import EVERYBODY, PUBLIC, RULES, Rule
from tests.architecture.world import World
from tests.visible_text import english_words

BACKEND = "hamyar.org.backends.StaffBackend"
REFUSED = {403, 404}

# A page asks its tables 15 questions at the most (DESIGN.md section 11); begin, commit and the reach are not questions.
QUESTIONS = 15
NO_QUESTION = (
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "COMMIT",
    "select set_config",
    "select coalesce(current_setting",
)


def addresses(resolver: Any = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the root table, with its namespace. The API describes its own operations (see below)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                yield from addresses(entry, (*names, entry.namespace) if entry.namespace else names)
        elif isinstance(entry, URLPattern):
            yield ":".join([*names, entry.name or str(entry.pattern)]), entry


def url_of(name: str, entry: URLPattern, rule: Rule, world: World) -> str:
    """The address with its records."""
    arguments: dict[str, Any] = {}
    for argument in entry.pattern.converters:
        record = rule.arguments.get(argument)
        assert record is not None, f"{name}: the table does not say what {argument} is"
        arguments[argument] = world.records.get(record, record)
    return reverse(name, kwargs=arguments) if arguments else reverse(name)


def status(user: Any, url: str, *, post: bool, asked: list[int] | None = None) -> tuple[int, str]:
    """What the address answers; everything it did is taken back. ``asked`` receives how many questions a page took."""
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        if user is not None:
            client.force_login(user, backend=BACKEND)
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(url, {}) if post else client.get(url)
        if asked is not None and not post:
            asked.append(sum(not each["sql"].startswith(NO_QUESTION) for each in queries.captured_queries))
        if answer.status_code == 405 and not post:
            answer = client.post(url, {})  # an address that only does something
        kind = answer.headers.get("Content-Type", "")
        body = answer.content.decode() if kind.startswith("text/html") and not answer.streaming else ""
        transaction.set_rollback(True)
    return answer.status_code, body if answer.status_code != 302 else answer.headers["Location"]


def test_the_table_knows_every_address_and_no_other():
    assert {name for name, _entry in addresses()} == set(RULES)


@pytest.mark.clause("E-9.a.2")
@pytest.mark.parametrize(("name", "entry"), list(addresses()), ids=[name for name, _entry in addresses()])
def test_an_address_opens_for_its_roles_in_scope_and_for_nobody_else(name, entry, world):
    rule = RULES[name]
    url = url_of(name, entry, rule, world)

    wrong = list(faults_of(rule, url, world))

    assert not wrong


def faults_of(rule: Rule, url: str, world: World) -> Iterator[str]:
    code, body = status(None, url, post=rule.post)
    if rule.roles is PUBLIC:
        if code >= 400 and code not in rule.answers:
            yield f"anonymous: {code}"
    elif not (code == 302 and "/staff/sign-in/" in body):
        yield f"anonymous: {code} {body[:60]}"
    if rule.roles is PUBLIC:
        return
    for role in ROLES:
        user = world.inside.get(role)
        if user is None:
            continue
        asked: list[int] = []
        code, body = status(user, url, post=rule.post, asked=asked)
        if code == 200 and sum(asked) > QUESTIONS:
            yield f"{role}: {asked} questions to the database, {QUESTIONS} at the most"
        allowed = rule.roles is EVERYBODY or role in rule.roles
        if allowed and code in REFUSED and code not in rule.answers:
            yield f"{role} in scope: {code}"
        if not allowed and code not in REFUSED:
            yield f"{role} without the permission: {code}"
        if code >= 500:
            yield f"{role}: {code}"
        if code == 200 and (words := english_words(body)):
            yield f"{role} reads English: {sorted(words)[:8]}"
        stranger = world.outside.get(role)
        if rule.scoped and stranger is not None and role not in rule.national:
            code, _body = status(stranger, url, post=rule.post)
            if code not in REFUSED:
                yield f"{role} out of scope: {code}"
