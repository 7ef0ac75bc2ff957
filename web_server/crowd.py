"""Everybody whom the server waits for: when there are too many, whoever was waited for longest goes."""

from contextlib import suppress
from typing import Protocol


class Client(Protocol):
    """A connection."""

    def shutdown(self, how: int, /) -> None: ...


BOTH_WAYS = 2  # socket.SHUT_RDWR


class Crowd:
    """Clients that are to send us a request or to take an answer, in the order in which the wait began.

    Whoever is being served is not among them, and is never sent away.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waits: dict[Client, bool] = {}

    def enter(self, client: Client, *, idle: bool = False) -> None:
        """Begin to wait for `client`; an idle one has nothing under way."""
        self.leave(client)
        self._waits[client] = idle
        if len(self._waits) > self._most:
            self._send_away(next(iter(self._waits)))

    def leave(self, client: Client) -> None:
        """Wait for `client` no longer."""
        self._waits.pop(client, None)

    def send_idle_away(self) -> None:
        """Before the server ends: whoever has nothing under way goes."""
        for client in [client for client, idle in self._waits.items() if idle]:
            self._send_away(client)

    def _send_away(self, client: Client) -> None:
        """End the connection. Whatever waits for it sees its end, and tidies up."""
        self.leave(client)
        with suppress(OSError):  # it may be gone already
            client.shutdown(BOTH_WAYS)
