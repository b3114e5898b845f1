"""Who calls: a program with a token, its rate counted in the database that all processes share."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest
from ninja.security import HttpBearer

from hamyar.org import clock
from hamyar.org.actions import digest_of
from hamyar.org.models import ApiToken


class RateExceeded(Exception):
    """The token made more calls in this minute than it may; ``seconds`` until the next one."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"rate exceeded, {seconds} seconds to go")


class Token(HttpBearer):
    """``Authorization: Bearer TOKEN``. Unknown, expired and revoked tokens are answered alike, with 401."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        at = clock.now()
        found = ApiToken.objects.filter(
            digest=digest_of(token), revoked_at__isnull=True, expires_on__gte=clock.day_of(at)
        ).first()
        if found is not None:
            count_call(found, at=at)
        return found


def count_call(token: ApiToken, *, at: datetime) -> None:
    """Count one call of this minute. Raises RateExceeded above the token's limit."""
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into org_tokenuse (token_id, minute, calls) values (%s, %s, 1) "
            "on conflict on constraint org_token_minute do update set calls = org_tokenuse.calls + 1 returning calls",
            [token.pk, minute],
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is not None and row[0] > token.per_minute:
        raise RateExceeded(seconds=60 - at.second)
