"""What the worker does and when. A time in cron's notation is in UTC; Tehran is three and a half hours ahead.

Losing a run is harmless: each job takes up what the one before left. The queue is procrastinate's, in our database.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hamyar.inquiries.actions import PERFORM
from hamyar.inquiries.tasks import perform_waiting
from hamyar.operations import jobs
from hamyar.org import clock
from hamyar.outbox.jobs import DELIVER, TICK

log = logging.getLogger("hamyar.work")

STALLED_AFTER_SECONDS = 120.0


@dataclass(frozen=True)
class Job:
    """``run`` is called with ``at``, the time of the system. One run of a job at a time, and one waiting."""

    name: str
    cron: str
    run: Callable[..., Any]


JOBS = (
    Job(DELIVER, "* * * * *", jobs.deliver_events),
    Job("capabilities.often", "* * * * *", jobs.run_often),
    Job(PERFORM, "* * * * *", perform_waiting),  # opens its own transactions: the registers are asked between two
    Job("audit.seal", "*/5 * * * *", jobs.seal_audit),
    Job(TICK, "5 * * * *", jobs.tick),  # 00:05 to 23:05 in UTC; the one at 20:35 is the night's in Tehran
)


def _register(job: Job) -> None:
    def run(timestamp: int | None = None) -> None:
        at: datetime = clock.now()
        outcome = job.run(at=at)
        log.info("work.done", extra={"job": job.name, "outcome": outcome})

    task = app.task(
        name=job.name,
        lock=job.name,
        queueing_lock=job.name,
        retry=RetryStrategy(max_attempts=5, exponential_wait=4),
    )(run)
    app.periodic(cron=job.cron)(task)


for _job in JOBS:
    _register(_job)


@app.periodic(cron="*/2 * * * *")
@app.task(name="work.retry_stalled", queueing_lock="work.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Put back what a killed worker left behind."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.retry_job(stalled)


@app.periodic(cron="17 22 * * *")
@app.task(name="work.forget_done", queueing_lock="work.forget_done", pass_context=True)
async def forget_done(context: JobContext, timestamp: int) -> None:
    """The queue keeps what succeeded for a day, what failed for a month."""
    await context.app.job_manager.delete_old_jobs(nb_hours=24)
    await context.app.job_manager.delete_old_jobs(nb_hours=30 * 24, include_failed=True)


def put_in_queue(name: str) -> None:
    """Let the worker do a job now. One that already waits will see our work too."""
    try:
        app.configure_task(name, lock=name, queueing_lock=name).defer()
    except AlreadyEnqueued:
        log.debug("work.already_waiting", extra={"job": name})
