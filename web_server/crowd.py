"""Everybody whom the server waits for: when there are too many, whoever was waited for longest goes."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any


class Crowd:
    """Clients that are to send us a request or to take an answer, in the order in which the wait began.

    Whoever is being served is not among them, and is never sent away.
    """

    def __init__(self, most: int, hang_up: Callable[[Any], None]) -> None:
        """`hang_up` ends a connection; whatever waits for it then sees its end, and tidies up."""
        self._most = most
        self._hang_up = hang_up
        self._waits: dict[Any, bool] = {}

    def enter(self, client: Any, *, idle: bool = False) -> None:
        """Begin to wait for `client`; an idle one has nothing under way."""
        self.leave(client)
        self._waits[client] = idle
        if len(self._waits) > self._most:
            self._send_away(next(iter(self._waits)))

    def leave(self, client: Any) -> None:
        """Wait for `client` no longer."""
        self._waits.pop(client, None)

    def send_idle_away(self) -> None:
        """Before the server ends: whoever has nothing under way goes."""
        for client in [client for client, idle in self._waits.items() if idle]:
            self._send_away(client)

    def _send_away(self, client: Any) -> None:
        self.leave(client)
        with suppress(OSError):  # it may be gone already
            self._hang_up(client)
