"""Handing the ledger to its subscribers: each line once, each member's lines in order.

The first pending delivery of a member is the head of their queue. Whoever locks the head owns the queue,
so two workers never work on one member for one subscriber at the same time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, true, update
from sqlalchemy.orm import aliased, joinedload

from portal.core.clock import now
from portal.core.database import db, transaction

from .ledger import Handler, handlers
from .models import Delivery

log = structlog.get_logger()
PAGE = 200
KEPT = timedelta(days=30)
WAITS = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def deliver_due(page: int = PAGE) -> int:
    """Deliver one page to every subscriber; how many deliveries were done."""
    if not _any_waits(true(), now()):
        return 0
    return sum(_deliver_page(name, handler, page) for name, handler in handlers().items())


def _deliver_page(name: str, handler: Handler, page: int) -> int:
    moment = now()
    if not _any_waits(Delivery.subscriber == name, moment):
        return 0
    try:
        with transaction():
            taken = _take(name, moment, page)
            _handle(handler, taken, moment)
        return len(taken)
    except Exception as error:
        log.warning("deliveries.page_failed", subscriber=name, error=repr(error)[:300])
    # Only out here is the failure forgotten, and with it the reads that it left open, which would block a write.
    return _one_by_one(name, handler, moment, page)


def _any_waits(which: ColumnElement[bool], moment: datetime) -> bool:
    """Whether there is anything to look at, asked so cheaply that an idle worker costs next to nothing."""
    due = select(Delivery.id).where(which, Delivery.done_at.is_(None), Delivery.next_at <= moment)
    found = db.session.scalar(due.limit(1)) is not None
    if not found:
        db.session.rollback()
    return found


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
    locked = _heads(name, moment).limit(page).with_for_update(skip_locked=True, of=Delivery)
    heads = list(db.session.scalars(locked))
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
    if not taken:
        return
    handler([delivery.activity for delivery in taken])
    ids = [delivery.id for delivery in taken]
    db.session.flush()
    db.session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(done_at=moment, error=None))


def _one_by_one(name: str, handler: Handler, moment: datetime, page: int) -> int:
    """Run a page that failed row by row: the row at fault waits, and holds back only its own member's queue."""
    done = 0
    for _ in range(page):
        failing, error = None, ""
        try:
            with transaction():
                taken = _take(name, moment, 1)
                if not taken:
                    return done
                failing = taken[0].id
                _handle(handler, taken, moment)
            done += 1
        except Exception as failure:
            if failing is None:
                raise
            log.warning("delivery.failed", subscriber=name, delivery=failing, error=repr(failure)[:300])
            error = f"{type(failure).__name__}: {failure}"[:2_000]
        if failing is not None and error:
            _postpone(failing, error)
    return done


def _postpone(delivery_id: int, error: str) -> None:
    with transaction():
        delivery = db.session.get(Delivery, delivery_id)
        if delivery is None or delivery.done_at is not None:
            return
        delivery.error = error
        delivery.next_at = now() + WAITS[min(delivery.attempts, len(WAITS) - 1)]
        delivery.attempts += 1


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
