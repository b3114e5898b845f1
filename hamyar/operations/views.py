"""The page about the system itself, for the IT centre."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hamyar import __version__
from hamyar.inquiries.wording import BODIES, FAULTS
from hamyar.operations import queries, wording
from hamyar.org import clock
from hamyar.org.access import Access
from hamyar.releases.queries import rules_on
from hamyar.values.digits import to_persian

MEBIBYTE, GIBIBYTE = 2**20, 2**30


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """What waits, what failed, when the clocks last ran, which registers answer."""
    access: Access = request.access  # type: ignore[attr-defined]
    access.require("system.health")
    at = clock.now()
    signs = queries.signs()
    machine = timezone.now()  # what the database stamped by itself is older than the machine's time, not the demo's
    return render(
        request,
        "operations/health.html",
        {
            "today": clock.day_of(at),
            "signs": signs,
            "size": in_words(signs.bytes),
            "version": __version__,
            "rules": rules_on(clock.day_of(at)),
            "events_tone": _tone(
                failed=signs.events_failed, late=_older(signs.oldest_event_at, at, queries.EVENT_IS_LATE)
            ),
            "jobs_tone": _tone(failed=signs.jobs_failed, late=False),
            "failed_events": queries.failed_events() if signs.events_failed else [],
            "failed_jobs": queries.failed_jobs() if signs.jobs_failed else [],
            "worker_is_gone": _older(signs.worker_seen_at, machine, queries.WORKER_IS_GONE, missing=True),
            "tick_is_late": _older(signs.ticked_upto, at, queries.TICK_IS_LATE, missing=True),
            "sealing_is_late": _older(signs.oldest_unsealed_at, machine, queries.SEALING_IS_LATE),
            "registers": [
                {
                    "title": BODIES[circuit.body],
                    "state": wording.CIRCUITS[circuit.state],
                    "tone": wording.CIRCUIT_TONES[circuit.state],
                    "fault": FAULTS.get(circuit.last_fault, ""),
                    "circuit": circuit,
                }
                for circuit in queries.circuits()
            ],
        },
    )


def in_words(size: int) -> str:
    """«۳۴ مگابایت», «۱٫۲ گیگابایت»."""
    if size >= GIBIBYTE:
        return wording.GIBIBYTE.format(size=to_persian(f"{size / GIBIBYTE:.1f}".replace(".", "٫")))
    return wording.MEBIBYTE.format(size=to_persian(round(size / MEBIBYTE)))


def _older(moment: datetime | None, at: datetime, than: timedelta, *, missing: bool = False) -> bool:
    return missing if moment is None else at - moment > than


def _tone(*, failed: int, late: bool) -> str:
    return "danger" if failed else "warn" if late else "success"
