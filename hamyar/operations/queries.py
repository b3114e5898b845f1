"""How the system itself is doing: what waits, what failed, when the clocks last ran. No personal data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from hamyar.inquiries.domain import Body
from hamyar.inquiries.models import RegisterCircuit
from hamyar.outbox.models import OutboxEvent

SHOWN = 20
TICK_IS_LATE = timedelta(hours=3)  # it runs every hour
WORKER_IS_GONE = timedelta(minutes=5)  # it gives a sign every few seconds
SEALING_IS_LATE = timedelta(minutes=30)  # it runs every five minutes
EVENT_IS_LATE = timedelta(minutes=30)  # it is delivered within a minute


@dataclass(frozen=True)
class Signs:
    """Figures of the whole installation. An event that failed waits too, for its next try."""

    database: str
    bytes: int
    server_version: str
    events_waiting: int
    events_failed: int
    oldest_event_at: datetime | None
    jobs_waiting: int
    jobs_running: int
    jobs_failed: int
    worker_seen_at: datetime | None
    ticked_upto: datetime | None
    sealed: int
    sealed_at: datetime | None
    unsealed: int
    oldest_unsealed_at: datetime | None


# One statement for one page. Rows above the last sealed one count as unsealed: those of a slow transaction below it are
# few, and sealed soon.
SIGNS = """
    with last_link as (select position, record_id, sealed_at from audit_auditlink order by position desc limit 1),
         unsealed as (
            select count(*) as number, min(recorded_at) as oldest_at from audit_auditrecord
            where id > coalesce((select record_id from last_link), 0)),
         events as (
            select count(*) as waiting, count(*) filter (where attempts > 0) as failed, min(happened_at) as oldest_at
            from outbox_outboxevent where delivered_at is null),
         jobs as (
            select count(*) filter (where status = 'todo') as waiting, count(*) filter (where status = 'doing') as running,
                   count(*) filter (where status = 'failed') as failed
            from procrastinate_jobs where status in ('todo', 'doing', 'failed'))
    select current_database(), pg_database_size(current_database()), current_setting('server_version'),
           events.waiting, events.failed, events.oldest_at, jobs.waiting, jobs.running, jobs.failed,
           (select max(last_heartbeat) from procrastinate_workers),
           (select max(upto) from operations_tickrun),
           coalesce((select position from last_link), 0), (select sealed_at from last_link),
           unsealed.number, unsealed.oldest_at
    from unsealed, events, jobs"""


def signs() -> Signs:
    with connection.cursor() as cursor:
        cursor.execute(SIGNS)
        row = cursor.fetchone()
    assert row is not None
    return Signs(*row)


def failed_events() -> QuerySet[OutboxEvent]:
    """The events that a follower could not take, the oldest first."""
    return OutboxEvent.objects.filter(delivered_at__isnull=True, attempts__gt=0).order_by("pk")[:SHOWN]


def failed_jobs() -> QuerySet[ProcrastinateJob]:
    """Background work that gave up, the latest first; the queue forgets it after a month."""
    found: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(status="failed").order_by("-pk")[:SHOWN]
    return found


def circuits() -> list[RegisterCircuit]:
    """Each register that was ever asked, in the order of the bodies."""
    order = {str(body): place for place, body in enumerate(Body)}
    return sorted(RegisterCircuit.objects.all(), key=lambda circuit: order[circuit.body])
