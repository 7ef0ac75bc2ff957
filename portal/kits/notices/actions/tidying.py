"""Forgetting: what was told and read long ago, reply addresses that ran out, mails that were taken.

Links that unsubscribe never run out, so they stay."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from portal.access.models import Link
from portal.core.clock import now
from portal.core.database import transaction

from ..models import WITH_THE_DIGEST, MailIn, Notice, Notification
from .replying import KNOWN_AFTERWARDS, REPLIES

TOLD_FOR, READ_FOR, TAKEN_FOR = timedelta(days=60), timedelta(days=90), timedelta(days=90)
PAGE = 2_000


def forget_old_notices() -> int:
    """Delete a page of everything that is past its time; how many rows."""
    moment = now()
    settled = or_(Notification.due_at.is_(None), Notification.due_at == WITH_THE_DIGEST)
    old: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Notification, (Notification.at < moment - TOLD_FOR) & settled),
        (Notice, Notice.read_at < moment - READ_FOR),
        (MailIn, (MailIn.received_at < moment - TAKEN_FOR) & MailIn.settled_at.is_not(None)),
        (Link, REPLIES & (Link.expires_at < moment - KNOWN_AFTERWARDS)),
    )
    gone = 0
    with transaction() as session:
        for table, which in old:
            page = select(table.id).where(which).limit(PAGE)
            deleted = session.execute(delete(table).where(table.id.in_(page)).returning(table.id))
            gone += len(deleted.all())
    return gone
