"""What a channel brings: its table, when it tries again, the last look at each row, and what carries rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

from ..models import Outgoing
from ..queue import Backoff

Row = TypeVar("Row", bound=Outgoing)
Row_contra = TypeVar("Row_contra", bound=Outgoing, contravariant=True)


class SendingRefused(Exception):
    """The other side will never take this."""


class SendingDelayed(Exception):
    """The other side took nothing now; it can be tried again."""


class Transport(Protocol[Row_contra]):
    """What carries rows, for one batch. `send` returns when the other side has taken the row.

    It raises SendingRefused or SendingDelayed when the row was surely not taken; after anything else nobody knows.
    """

    def send(self, row: Row_contra, /) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Channel(Generic[Row]):
    """One way out. `reason_against` is the last look: a reason holds the row back for good (state `held`). `filled` is
    the row as it is handed over, asked in the transaction that claims it.
    """

    table: type[Row]
    backoff: Backoff
    lease: timedelta
    reason_against: Callable[[Row], str | None]
    filled: Callable[[Row], Row]
