"""Bodies of requests: kept until they are there as a whole; only then does the application hear of them.

So however slowly somebody sends, they hold no connection to the database and no transaction.
"""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from gevent import Timeout

from .crowd import Crowd

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

PORTION = 32 * 1024
IN_SECONDS = 60.0
"""A portion must come within that, or the end of the body: 546 bytes a second, far below the slowest phone."""
IN_MEMORY = 256 * 1024
"""Bytes of a body that are kept in memory; a longer one lies in a file without a name."""
KEPT_AT_ONCE = 1024**3
"""Bytes of all bodies together, so that strangers cannot fill the disk."""


class TooSlow(Exception):
    """A body does not come fast enough."""


class Body:
    """What has come of one body."""

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when the request has its answer
        self.came = 0
        self.broke_off = False

    def take(self, portion: bytes) -> None:
        self.file.write(portion)
        self.came += len(portion)


class WholeRequests:
    """The application, asked once a body is there as a whole, or has proved too long, or was given up.

    One that was given up is shorter than it says, and gets the answer of a body that breaks off.
    """

    def __init__(self, application: Application, crowd: Crowd, *, most: int, in_seconds: float = IN_SECONDS) -> None:
        self._application = application
        self._crowd = crowd
        self._most = most
        self._in_seconds = in_seconds
        self._kept = 0

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        client, body = environ["gunicorn.socket"], Body()
        self._crowd.enter(client)
        try:
            if self._is_awaited(environ):
                self._receive(environ["wsgi.input"], body)
                _hand_on(environ, body)
            self._crowd.leave(client)
            return self._application(environ, start_response)
        finally:
            self._kept -= body.came
            body.file.close()
            self._crowd.enter(client)

    def _is_awaited(self, environ: Environ) -> bool:
        """Whether there is a body, and one that is not refused for the length that it claims."""
        claimed = environ.get("CONTENT_LENGTH", "")
        return 0 < int(claimed) <= self._most if claimed else "HTTP_TRANSFER_ENCODING" in environ

    def _receive(self, stream: Any, body: Body) -> None:
        try:
            while body.came <= self._most and (portion := self._portion(stream)):
                self._kept += len(portion)
                body.take(portion)
        except (TooSlow, OSError):
            body.broke_off = True

    def _portion(self, stream: Any) -> bytes:
        if self._kept > KEPT_AT_ONCE:
            raise TooSlow
        with Timeout(self._in_seconds, TooSlow):
            portion: bytes = stream.read(PORTION)
        return portion


def _hand_on(environ: Environ, body: Body) -> None:
    """Let the application read what was kept. It must know the length: one that is told the stream has an end takes
    what broke off for the whole."""
    claimed = int(environ.get("CONTENT_LENGTH") or body.came)
    body.file.seek(0)
    environ["wsgi.input"] = body.file
    environ["CONTENT_LENGTH"] = str(max(claimed, body.came + body.broke_off))
    environ.pop("wsgi.input_terminated", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
