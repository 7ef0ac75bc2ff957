"""How large what is sent may be, and how many pieces it may have: looked at before anything of it is read.

A form of our own has some dozens of fields, the longest text among them 64 KB. Whatever takes a file in says so in its
feature's `limits.py`, and does so for people who are signed in alone, or whom the route's own link lets in.
"""

from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, abort, request
from flask_babel import gettext as _
from flask_login import current_user

from .bounded_forms import BoundedRequest
from .errors import DomainError
from .registry import Registry

FORM_BYTES = 512 * 1024
"""For the longest agreement in letters of which each takes nine bytes in a form."""

Sender = Callable[[], bool]
_sizes: Registry[int] = Registry("add_size")
_senders: Registry[Sender] = Registry("add_size")


class SignInFirst(DomainError):
    """Only people who are signed in may send this."""

    status = HTTPStatus.UNAUTHORIZED


def add_size(most: int, *endpoints: str, by_link: Sender | None = None) -> None:
    """Let these routes take a file of so many bytes, with its form around it; the same route again replaces that.

    `by_link` says whether the link in this request's address lets in somebody who is signed out.
    """
    for endpoint in endpoints:
        _sizes.add(endpoint, most + FORM_BYTES)
        _senders.add(endpoint, by_link or _nobody)


def sizes() -> dict[str, int]:
    """The table: bytes of a whole request by route; all others have FORM_BYTES."""
    return dict(_sizes)


def register_sizes(app: Flask) -> None:
    """Refuse what is too large, or does not say how large it is, ahead of whatever would read it."""
    app.request_class = BoundedRequest
    app.before_request(_look)


def _look() -> None:
    if "Transfer-Encoding" in request.headers:
        abort(HTTPStatus.LENGTH_REQUIRED)
    most = _sizes.get(request.endpoint or "", FORM_BYTES)
    request.max_content_length, request.max_form_memory_size = most, FORM_BYTES
    claimed = request.content_length or 0
    if claimed > most:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if (
        claimed > FORM_BYTES
        and not current_user.is_authenticated
        and not _senders.get(request.endpoint or "", _nobody)()
    ):
        raise SignInFirst(_("You've been signed out, so your file wasn't uploaded. Sign in, then upload it again."))


def _nobody() -> bool:
    return False
