"""Structured logs, one JSON object a line. No personal data: identifiers, codes and counts only.

Local variables are never printed with a traceback (they would be personal data).
"""

from typing import Any

import structlog


def logging_settings(level: str) -> dict[str, Any]:
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_request,
                    structlog.processors.ExceptionRenderer(
                        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
                    ),
                    without_messages,
                    structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
                ],
            }
        },
        "handlers": {"standard": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["standard"], "level": "WARNING"},
        "loggers": {
            "hamyar": {"level": level},
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "axes": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
        },
    }


def without_request(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Django hangs the whole request on its error records; its form data must not reach a log."""
    event.pop("request", None)
    return event


def without_messages(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """The text of an exception may quote a row (a broken constraint does); its type and place are enough to find it."""
    for fault in event.get("exception", []):
        if isinstance(fault, dict):
            fault.pop("exc_value", None)
            fault.pop("exc_notes", None)
    return event
