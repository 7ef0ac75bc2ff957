"""Bodies of requests: kept until they are there as a whole; only then does the application hear of them.

So however slowly somebody sends, they hold no connection to the database and no transaction.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import gevent
from gevent import Timeout

from .crowd import Crowd
from .networks import network_of
from .shelf import Body, Shelf

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

PORTION = 32 * 1024
IN_SECONDS = 60.0
"""A portion must come within that, or the end of the body: 546 bytes a second, far below the slowest phone."""


class TooSlow(Exception):
    """A body does not come fast enough."""


class WholeRequests:
    """The application, asked once a body is there as a whole, or was given up; at once where the body is refused.

    One that was given up is shorter than it says, and gets the answer of a body that breaks off. One that claims too
    much, or does not say how long it is, is not read.
    """

    def __init__(self, application: Application, crowd: Crowd, *, most: int, in_seconds: float = IN_SECONDS) -> None:
        self._application = application
        self._crowd = crowd
        self._most = most
        self._in_seconds = in_seconds
        self._shelf = Shelf(crowd.send_away)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        client, network = environ["gunicorn.socket"], network_of(environ.get("REMOTE_ADDR"))
        self._crowd.enter(client, network)
        body = Body(client, network)
        try:
            self._keep(environ, body)
            self._crowd.leave(client)
            return self._application(environ, start_response)
        finally:
            self._shelf.take_down(body)
            self._crowd.enter(client, network)

    def _keep(self, environ: Environ, body: Body) -> None:
        claimed = int(environ.get("CONTENT_LENGTH") or 0)
        if "HTTP_TRANSFER_ENCODING" in environ:
            environ["wsgi.input"] = BytesIO()
        elif 0 < claimed <= self._most:
            self._receive(environ["wsgi.input"], body)
            _hand_on(environ, body, claimed)

    def _receive(self, stream: Any, body: Body) -> None:
        try:
            while not body.is_given_up and (portion := self._portion(stream)):
                self._shelf.put(body, portion)
                if len(portion) == PORTION:  # a line may be faster than we are: others have their turn
                    gevent.sleep(0)
        except (TooSlow, OSError):
            body.give_up()
        self._shelf.has_come(body)

    def _portion(self, stream: Any) -> bytes:
        with Timeout(self._in_seconds, TooSlow):
            portion: bytes = stream.read(PORTION)
        return portion


def _hand_on(environ: Environ, body: Body, claimed: int) -> None:
    """Let the application read what was kept. It must know the length: one that is told the stream has an end takes
    what broke off for the whole."""
    body.file.seek(0)
    environ["wsgi.input"] = body.file
    environ["CONTENT_LENGTH"] = str(claimed)
    environ.pop("wsgi.input_terminated", None)
