"""Names of cookies: where there is HTTPS they belong to this very host, and no other site of the domain can set them.

What a browser kept under the name of before is read once and replaced, for one version; then everything here goes but
the names.
"""

from typing import Any

from flask import Flask, Response, current_app, request, session
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

from .bounded_forms import BoundedRequest

NAMES = {"SESSION_COOKIE_NAME": "fanfare", "REMEMBER_COOKIE_NAME": "fanfare_remember"}
"""By setting, without HTTPS; and how they were called with it."""
THIS_HOST = "__Host-"
"""Browsers take such a cookie only over HTTPS, for every path, and never for a whole domain."""


def cookie_names(*, https: bool) -> dict[str, str]:
    """The settings that name the cookies."""
    return {setting: f"{THIS_HOST}{name}" if https else name for setting, name in NAMES.items()}


class KnowsFormerCookies(BoundedRequest):
    """A request that finds under today's name what the browser still sends under the name of before."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        sent = super().cookies
        found = [(now, sent[former]) for former, now in _renamed().items() if former in sent and now not in sent]
        return ImmutableMultiDict([*sent.items(multi=True), *found]) if found else sent


def register_cookies(app: Flask) -> None:
    """Replace what was found under a former name. It comes after Flask-Login, so that it is asked before it."""
    app.request_class = KnowsFormerCookies

    @app.after_request
    def _replace(response: Response) -> Response:
        former = [name for name in _renamed() if name in request.cookies]
        for name in former:
            response.delete_cookie(name)
            _give_anew(name)
        return response


def _give_anew(former: str) -> None:
    """Let whoever wrote the cookie write it again, under its name of today."""
    session.modified = True
    if former == NAMES["REMEMBER_COOKIE_NAME"] and "_user_id" in session:
        session.setdefault("_remember", "set")


def _renamed() -> dict[str, Any]:
    return {name: current_app.config[setting] for setting, name in NAMES.items() if current_app.config[setting] != name}
