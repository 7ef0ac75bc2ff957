"""What goes wrong, said once: actions raise a domain error, one handler makes a page or JSON of it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from workflows.lifecycle import MoveNotAllowed

from .carried import typed_fields
from .database import db
from .filters import span

log = structlog.get_logger()
CARRIED = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
"""Refusals that say nothing against what was typed: the page has it, with a button that sends it again."""


class DomainError(Exception):
    """A refusal in the members' words. `message` says what to change; `status` is the HTTP status."""

    status = HTTPStatus.CONFLICT

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(DomainError):
    """What was typed cannot be taken."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooMany(DomainError):
    """Too often in too short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, reason: str, retry_after: int) -> None:
        """`reason`: what was too often, in whole sentences. When to come back (in `retry_after` seconds) is added here,
        for all of them; never earlier than it is true.
        """
        minutes = timedelta(minutes=-(-retry_after // 60))
        super().__init__(f"{reason} {_('Try again in %(wait)s.', wait=span(minutes))}")
        self.retry_after = retry_after


def wants_json() -> bool:
    """Whether the caller asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def register_errors(app: Flask) -> None:
    """Answer every error with a page that says what to do, or with JSON where that was asked for."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(MoveNotAllowed, _move_not_allowed)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_gone)
    app.register_error_handler(NoConnectionLeft, _database_gone)
    app.register_error_handler(Exception, _unexpected)
    app.after_request(_say_when)


def note_wait(refusal: DomainError) -> None:
    """Whatever page tells of this refusal, its answer says when to come back: in `Retry-After`, if it is a 429."""
    if isinstance(refusal, TooMany):
        g.retry_after = refusal.retry_after


def _say_when(answer: Response) -> Response:
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS and "retry_after" in g:
        answer.headers["Retry-After"] = str(g.retry_after)
    return answer


def _domain_error(error: DomainError) -> ResponseReturnValue:
    note_wait(error)
    return _answer(int(error.status), error.message)


def _move_not_allowed(error: MoveNotAllowed) -> ResponseReturnValue:
    stands = _(error.label)  # the label is marked for translation where the lifecycle is written
    return _answer(
        409,
        _(
            "The status has changed to “%(status)s” in the meantime, so that's no longer possible. "
            "Reload the page to see what is.",
            status=stands,
        ),
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    answer, code = _answer(error.code, None)
    retry = getattr(error, "retry_after", None)
    return answer, code, {"Retry-After": str(retry)} if retry else {}


def _database_gone(error: OperationalError | NoConnectionLeft) -> ResponseReturnValue:
    log.error("database.unavailable", error=str(getattr(error, "orig", error))[:200])
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # the page asks nobody
    return _http_error(ServiceUnavailable())


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("request.failed", exc_info=error)
    return _http_error(InternalServerError())


def _answer(code: int, message: str | None) -> tuple[Any, int]:
    db.session.rollback()
    request_id = g.get("request_id", "")
    if wants_json():
        return {"error": message or HTTPStatus(code).phrase, "status": code, "request_id": request_id}, code
    again = typed_fields() if code in CARRIED else []
    return render_template("error.html", code=code, message=message, request_id=request_id, again=again), code
