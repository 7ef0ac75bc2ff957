"""Handing the ledger to its subscribers: each line once, each member's lines in order.

The first pending delivery of a member is the head of their queue. Whoever locks the head owns the queue,
so two workers never work on one member for one subscriber at the same time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import aliased, joinedload

from portal.core.clock import now
from portal.core.database import db, transaction

from .ledger import Handler, handlers
from .models import Delivery
from .queue import Backoff, Queue, claim

PAGE = 200
KEPT = timedelta(days=30)
BACKOFF = Backoff((timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)))


def deliver_due(page: int = PAGE) -> int:
    """Deliver one page to every subscriber; how many deliveries were done."""
    subscribers = handlers()
    waiting = _with_something_due(tuple(subscribers))
    return sum(_deliver_page(name, subscribers[name], page) for name in waiting)


def _with_something_due(names: tuple[str, ...]) -> list[str]:
    """Those of these subscribers for whom something waits, in their order: one statement, a look at an index each."""
    if not names:
        return []
    row = db.session.execute(_is_due_for(names), {"moment": now()}).one()
    waiting = [name for name, is_due in zip(names, row, strict=True) if is_due]
    if not waiting:
        db.session.rollback()
    return waiting


@cache
def _is_due_for(names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Written once: a worker asks it twice a second."""
    due = _due(bindparam("moment", type_=Delivery.next_at.type))
    found: list[ColumnElement[Any]] = [due.where(Delivery.subscriber == name).exists().label(name) for name in names]
    return select(*found)


def _deliver_page(name: str, handler: Handler, page: int) -> int:
    moment = now()
    queue: Queue[Delivery] = Queue(
        f"deliveries of {name}",
        take=lambda most: _take(name, moment, most),
        settle=lambda taken: _handle(handler, taken, moment),
        fail=_postpone,
    )
    return queue.settle_page(page)


def _due(moment: Any) -> Select[Delivery]:
    return select(Delivery).where(Delivery.done_at.is_(None), Delivery.next_at <= moment)


def _heads(name: str, moment: datetime) -> Select[int]:
    earlier = aliased(Delivery)
    blocked = (
        select(earlier.id)
        .where(
            earlier.subscriber == name,
            earlier.member_id == Delivery.member_id,
            earlier.done_at.is_(None),
            earlier.id < Delivery.id,
        )
        .exists()
    )
    return (
        select(Delivery.id)
        .where(
            Delivery.subscriber == name,
            Delivery.done_at.is_(None),
            Delivery.next_at <= moment,
            or_(Delivery.member_id.is_(None), ~blocked),
        )
        .order_by(Delivery.id)
    )


def _take(name: str, moment: datetime, page: int) -> list[Delivery]:
    """Lock the heads of up to `page` queues, and take what follows them."""
    heads = claim(_heads(name, moment), page)
    if not heads:
        return []
    members = select(Delivery.member_id).where(Delivery.id.in_(heads), Delivery.member_id.is_not(None))
    behind = and_(Delivery.member_id.in_(members), Delivery.subscriber == name, Delivery.next_at <= moment)
    return list(
        db.session.scalars(
            select(Delivery)
            .where(Delivery.done_at.is_(None), or_(Delivery.id.in_(heads), behind))
            .order_by(Delivery.member_id, Delivery.id)
            .limit(page)
            .options(joinedload(Delivery.activity))
        )
    )


def _handle(handler: Handler, taken: Sequence[Delivery], moment: datetime) -> None:
    handler([delivery.activity for delivery in taken])
    ids = [delivery.id for delivery in taken]
    db.session.flush()
    db.session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(done_at=moment, error=None))


def _postpone(delivery: Delivery, failure: Exception) -> bool:
    """The row at fault waits, however often it fails, and holds back only its own member's queue."""
    if delivery.done_at is None:
        delivery.error = f"{type(failure).__name__}: {failure}"[:2_000]
        delivery.next_at = BACKOFF.next_at(delivery.attempts)
        delivery.attempts += 1
    return False


def retry_delivery(delivery: Delivery) -> None:
    """Let a failing delivery be tried again at once."""
    delivery.next_at = now()


def failing_deliveries() -> Select[Delivery]:
    """Pending deliveries that have failed at least once."""
    return (
        select(Delivery).where(Delivery.done_at.is_(None), Delivery.attempts > 0).options(joinedload(Delivery.activity))
    )


def pending_count() -> int:
    """How many deliveries wait."""
    return db.session.scalar(select(func.count()).select_from(Delivery).where(Delivery.done_at.is_(None))) or 0


def prune_deliveries() -> int:
    """Forget deliveries that were done more than thirty days ago; how many."""
    with transaction() as session:
        old = select(Delivery.id).where(Delivery.done_at < now() - KEPT).limit(5_000)
        gone = session.execute(delete(Delivery).where(Delivery.id.in_(old)).returning(Delivery.id))
        return len(gone.all())
