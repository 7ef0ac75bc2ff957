"""Sending what waits in a channel: leased by the batch, claimed one by one, settled by compare-and-set.

A row is claimed (state `sending`, committed) before it is handed over. If the process dies before the answer is
committed, the row becomes `uncertain`: visible in admin, never sent twice by itself.
"""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

import structlog
from flask_babel import gettext as _
from sqlalchemy import Select, Update, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.tokens import new_token

from ..lifecycle import OUTGOING, bulk_move
from ..queue import claim, free, is_any_due, lease
from .channel import Channel, Row, SendingDelayed, SendingRefused, Transport

log = structlog.get_logger()
BATCH = 20


def send_due(channel: Channel[Row], transport: Transport[Row] | None, batch: int = BATCH) -> int:
    """Send up to `batch` due rows; how many were settled. Without a transport they are kept, to be read in admin."""
    _give_up_lost(channel)
    if not is_any_due(_due(channel, now())):
        return 0
    if transport is None:
        return _keep_due(channel, batch)
    return _Sender(channel, transport).send(batch)


def _due(channel: Channel[Row], moment: datetime) -> Select[Row]:
    table = channel.table
    waits = (table.state == OUTGOING.initial, table.due_at <= moment, table.settled_at.is_(None), free(table, moment))
    return select(table).where(*waits).order_by(table.due_at, table.id)


def _give_up_lost(channel: Channel[Row]) -> None:
    """Rows whose sender vanished between claim and commit: nobody knows whether they went out."""
    table, moment = channel.table, now()
    lost = table.leased_until < moment
    if not is_any_due(select(table).where(table.state == OUTGOING.after(OUTGOING.initial, "claim"), lost)):
        return
    values = {"settled_at": moment, "error": _("The sender stopped before the server's answer was noted.")}
    with transaction() as session:
        session.execute(_move(channel, "lose").where(lost).values(values))


def _keep_due(channel: Channel[Row], batch: int) -> int:
    with transaction() as session:
        rows = claim(_due(channel, now()), batch)
        _hold_back(channel, rows)
        keeping = _move(channel, "keep").where(channel.table.id.in_([row.id for row in rows]))
        session.execute(keeping.values(settled_at=now()))
    return len(rows)


def _hold_back(channel: Channel[Row], rows: Iterable[Row]) -> None:
    for row in rows:
        reason = channel.reason_against(row)
        if reason is not None:
            held = _move(channel, "hold_back").where(channel.table.id == row.id)
            db.session.execute(held.values(settled_at=now(), error=reason))


def _move(channel: Channel[Row], trigger: str) -> Update:
    state: Any = channel.table.state
    return bulk_move(state, OUTGOING, trigger)


@dataclass(frozen=True)
class _Outcome:
    """What became of one row: how it moves, and what is noted with that."""

    row_id: int
    trigger: str
    values: dict[str, Any]


class _Sender(Generic[Row]):
    """One batch on its way, under a name that nobody else has."""

    def __init__(self, channel: Channel[Row], transport: Transport[Row]) -> None:
        self._channel, self._transport = channel, transport
        self._name = f"{socket.gethostname()[:20]}-{new_token()[0][:12]}"

    def send(self, batch: int) -> int:
        """Send one after the other; each commit settles the row before and claims the next."""
        settled = 0
        outcome: _Outcome | None = None
        try:
            for row in self._lease(batch):
                settled += 1
                claimed = self._claim(row, outcome)
                outcome = self._try(claimed) if claimed is not None else None
        finally:
            if outcome is not None:
                with transaction():
                    self._settle(outcome)
            self._transport.close()
        return settled

    def _lease(self, batch: int) -> Sequence[Row]:
        with transaction() as session:
            rows = claim(_due(self._channel, now()), batch)
            for row in rows:
                lease(row, self._name, self._channel.lease)
            session.flush()
            for row in rows:  # so that no read stands open while the other side is spoken to
                session.expunge(row)
        return rows

    def _claim(self, row: Row, outcome: _Outcome | None) -> Row | None:
        """The row as it is handed over, once it is ours."""
        table = self._channel.table
        values = {"attempts": table.attempts + 1, "leased_until": now() + self._channel.lease}
        with transaction() as session:
            if outcome is not None:
                self._settle(outcome)
            _hold_back(self._channel, [row])
            claiming = _move(self._channel, "claim").where(table.id == row.id, table.leased_by == self._name)
            ours = session.execute(claiming.values(values).returning(table.id)).first() is not None
            return self._channel.filled(row) if ours else None

    def _settle(self, outcome: _Outcome) -> None:
        """Note what became of a row, unless somebody has decided about it meanwhile."""
        table = self._channel.table
        own = _move(self._channel, outcome.trigger).where(table.id == outcome.row_id, table.leased_by == self._name)
        db.session.execute(own.values(outcome.values))

    def _try(self, row: Row) -> _Outcome:
        """What becomes of the row. An answer that never came makes it uncertain."""
        try:
            self._transport.send(row)
        except SendingRefused as error:
            return _settled(row, "refuse", str(error)[:500])
        except SendingDelayed as error:
            return self._later(row, str(error)[:500])
        except Exception as error:
            log.warning("outbox.uncertain", channel=row.__tablename__, row=row.id, error=repr(error)[:200])
            return _settled(row, "lose", repr(error)[:500])
        return _settled(row, "deliver", None)

    def _later(self, row: Row, reason: str) -> _Outcome:
        backoff = self._channel.backoff
        if backoff.is_over(row.attempts + 1):
            return _settled(row, "refuse", reason)
        values = {"due_at": backoff.next_at(row.attempts), "leased_until": None, "leased_by": None, "error": reason}
        return _Outcome(row.id, "delay", values)


def _settled(row: Row, trigger: str, error: str | None) -> _Outcome:
    return _Outcome(row.id, trigger, {"settled_at": now(), "error": error})
