"""Where bodies of requests are kept while they come: the short ones always, of the long ones so many bytes together."""

from collections import Counter
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any

SHORT = 256 * 1024
"""Bytes of a body that are kept in memory, and count nowhere; a longer one lies in a file without a name."""
KEPT_AT_ONCE = 1024**3
"""Bytes of all long bodies together, so that strangers cannot fill the disk."""


class Body:
    """What has come of one body, from whom."""

    def __init__(self, client: Any, network: str) -> None:
        self.client = client
        self.network = network
        self.file = SpooledTemporaryFile(SHORT)  # noqa: SIM115 - closed when the request has its answer
        self.came = 0
        self.is_given_up = False

    def take(self, portion: bytes) -> None:
        self.file.write(portion)
        self.came += len(portion)

    def give_up(self) -> None:
        """Keep no more of it, and nothing of what has come."""
        self.is_given_up = True
        self.file.close()
        self.file, self.came = SpooledTemporaryFile(SHORT), 0  # noqa: SIM115 - as above


class Shelf:
    """All bodies that are kept. When the long ones are too much together, the largest of whoever sends most goes; so
    nobody can keep others from sending theirs."""

    def __init__(self, send_away: Callable[[Any], None]) -> None:
        self._send_away = send_away
        self._coming: set[Body] = set()
        self._whole: set[Body] = set()

    def put(self, body: Body, portion: bytes) -> None:
        """Keep one more portion of a body."""
        if body.is_given_up:
            return
        body.take(portion)
        if body.came > SHORT:
            self._coming.add(body)
            self._make_room()

    def has_come(self, body: Body) -> None:
        """A body is there, or no more of it will come: the application reads it now."""
        if body in self._coming:
            self._coming.remove(body)
            self._whole.add(body)

    def take_down(self, body: Body) -> None:
        """Keep a body no longer."""
        self._coming.discard(body)
        self._whole.discard(body)
        body.file.close()

    def _make_room(self) -> None:
        kept = sum(body.came for body in (*self._coming, *self._whole))
        if kept > KEPT_AT_ONCE:
            largest = self._largest()
            self._coming.remove(largest)
            largest.give_up()
            self._send_away(largest.client)

    def _largest(self) -> Body:
        sent: Counter[str] = Counter()
        for body in self._coming:
            sent[body.network] += body.came
        return max(self._coming, key=lambda body: (sent[body.network], body.came))
