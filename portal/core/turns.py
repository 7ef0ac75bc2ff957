"""Turns at long work: each person has one thing under way, and the next waits for it; so nobody stands in line behind
everything that somebody else has sent."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flask_babel import LazyString

from .errors import TooMany

WAIT_SECONDS = 10


class Turns:
    """The line of each person for one kind of work, in this process. Nobody may wait for a turn in a transaction."""

    def __init__(self, most: int, refusal: LazyString) -> None:
        """`most` things of one person may be under way or wait; `refusal` says so of one more."""
        self._most = most
        self._refusal = refusal
        self._asked: Counter[int] = Counter()
        self._locks: dict[int, Lock] = {}

    @contextmanager
    def of(self, user_id: int) -> Iterator[None]:
        """Wait until nothing else of this person is under way. Raises TooMany where too much waits already."""
        if self._asked[user_id] >= self._most:
            raise TooMany(str(self._refusal), retry_after=WAIT_SECONDS)
        self._asked[user_id] += 1
        try:
            with self._locks.setdefault(user_id, Lock()):
                yield
        finally:
            self._asked[user_id] -= 1
            if not self._asked[user_id]:
                del self._asked[user_id], self._locks[user_id]
