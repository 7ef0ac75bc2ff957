"""Everybody whom the server waits for: when there are too many, whoever takes most and needs it least goes."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

AT_HOME = 8
"""Connections that one household may hold before it is looked at: a browser opens six."""


class _Wait(NamedTuple):
    network: str
    idle: bool


class Crowd:
    """Clients that are to send us a request or to take an answer, in the order in which the wait began.

    Whoever is being served is not among them, and is never sent away.
    """

    def __init__(self, most: int, hang_up: Callable[[Any], None]) -> None:
        """`hang_up` ends a connection; whatever waits for it then sees its end, and tidies up."""
        self._most = most
        self._hang_up = hang_up
        self._waits: dict[Any, _Wait] = {}
        self._networks: Counter[str] = Counter()

    def enter(self, client: Any, network: str, *, idle: bool = False) -> None:
        """Begin to wait for `client`; an idle one has nothing under way."""
        self.leave(client)
        self._waits[client] = _Wait(network, idle)
        self._networks[network] += 1
        if len(self._waits) > self._most:
            self.send_away(self._least_welcome())

    def leave(self, client: Any) -> None:
        """Wait for `client` no longer."""
        wait = self._waits.pop(client, None)
        if wait is not None:
            self._networks[wait.network] -= 1
            if not self._networks[wait.network]:
                del self._networks[wait.network]

    def send_idle_away(self) -> None:
        """Before the server ends: whoever has nothing under way goes."""
        for client in [client for client, wait in self._waits.items() if wait.idle]:
            self.send_away(client)

    def send_away(self, client: Any) -> None:
        """End the connection of somebody who is waited for."""
        self.leave(client)
        with suppress(OSError):  # it may be gone already
            self._hang_up(client)

    def _least_welcome(self) -> Any:
        """Of the network that holds most connections, or of all where none holds many: the idle one that was waited for
        longest. Only where nobody is idle goes somebody who has something under way."""
        [(greediest, held)] = self._networks.most_common(1)
        among = [client for client, wait in self._waits.items() if held <= AT_HOME or wait.network == greediest]
        return next((client for client in among if self._waits[client].idle), among[0])
