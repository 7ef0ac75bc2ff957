"""Structured logs: a JSON line each, with the id of the request that caused it; never a body, name or token."""

import logging
import re
import sys
import time
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict

KNOWN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_QUOTED = re.compile(
    r"\n(?:DETAIL|CONTEXT):.*?(?=\n\[SQL: |\n\nThe above exception was|\n\nDuring handling of|\Z)", re.DOTALL
)
log = structlog.get_logger()


def configure_logs(level: str) -> None:
    """Send JSON lines to stderr (a person's terminal gets readable ones)."""
    tty = sys.stderr.isatty()
    shape = structlog.dev.ConsoleRenderer() if tty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_values,
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def without_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A traceback without what PostgreSQL quotes of a row: `DETAIL:  Key (email)=(mei@example.org) already exists`."""
    if isinstance(told := event.get("exception"), str):
        event["exception"] = _QUOTED.sub("", told)
    return event


def register_logs(app: Flask) -> None:
    """Give each request an id (a proxy's X-Request-ID if it is sane) and one line when it is done."""

    @app.before_request
    def _start() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if KNOWN_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _done(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint not in {"static", "health.healthz", "health.readyz"} and "started" in g:
            took = round((time.perf_counter() - g.started) * 1000, 1)
            log.info(
                "request",
                method=request.method,
                rule=str(request.url_rule),
                status=response.status_code,
                ms=took,
            )
        return response
