"""Who may be connected to the receiver when many are: nobody keeps others from sending their mail."""

from collections import Counter
from typing import TYPE_CHECKING

from .session import TOO_BUSY

if TYPE_CHECKING:
    from .session import BoundedSMTP

MAX_CONNECTIONS = 50
IN_EARNEST = 10.0
"""Seconds in which a mail server begins to send its mail; whoever has not yet may make room for its own network."""


class Line:
    """The connections that there are."""

    def __init__(self) -> None:
        self._sessions: dict[BoundedSMTP, None] = {}

    def enter(self, comes: "BoundedSMTP") -> bool:
        """Let somebody in, in whose place the one goes that waits longest of the network that has most. False where
        nobody can go: whoever is sending a mail stays."""
        if len(self._sessions) >= MAX_CONNECTIONS:
            goes = self._longest_waiting(comes)
            if goes is None:
                return False
            self.leave(goes)
            goes.leave(TOO_BUSY)
        self._sessions[comes] = None
        return True

    def leave(self, session: "BoundedSMTP") -> None:
        """Somebody is gone, or was never let in."""
        self._sessions.pop(session, None)

    def _longest_waiting(self, comes: "BoundedSMTP") -> "BoundedSMTP | None":
        networks = Counter(session.network for session in (comes, *self._sessions))
        [(greediest, held)] = networks.most_common(1)
        everybody = held == 1  # each has one: who waits longest goes, whoever it is
        latest = comes.loop.time() - (IN_EARNEST if everybody or greediest == comes.network else 0)
        theirs = [each for each in self._sessions if everybody or each.network == greediest]
        waiting = [each for each in theirs if not each.in_mail]
        longest = min(waiting, key=lambda each: each.since, default=None)
        return longest if longest is not None and longest.since <= latest else None
