"""Where a page lands after something was sent: told to our own scripts, as a browser keeps it from them.

A script that follows a redirect is not told the part behind the "#". So it asks with a header (landing.js), and the
answer names the whole address instead of leading there. Everybody else is redirected, and the browser knows the rest.
"""

from http import HTTPStatus

from flask import Flask, Response, request

LANDING = "X-Landing"
REDIRECTS = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)


def register_landing(app: Flask) -> None:
    """Answer whoever asks with the address at which they land."""

    @app.after_request
    def _name(answer: Response) -> Response:
        if request.method == "POST" and LANDING in request.headers and answer.status_code in REDIRECTS:
            answer.headers[LANDING] = answer.headers.pop("Location")
            answer.status_code = HTTPStatus.NO_CONTENT
            answer.set_data(b"")
        return answer
