"""Writing mails, in the transaction that causes them, and taking back those that still wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore

from ...lifecycle import OUTGOING, bulk_move
from ...models import Mail

_of_the_past: ContextVar[bool] = ContextVar("mails_of_the_past", default=False)


@contextmanager
def mails_of_the_past() -> Iterator[None]:
    """Mails written inside tell of what was: they are kept to be read in admin, and no worker ever sends them."""
    token = _of_the_past.set(True)
    try:
        yield
    finally:
        _of_the_past.reset(token)


def post_mail(
    *,
    key: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    category: str,
    sender_name: str,
    member_id: int | None = None,
    reply_to: str | None = None,
    headers: dict[str, str] | None = None,
    due_at: datetime | None = None,
    enclosed: str | None = None,
) -> bool:
    """Write a mail to be sent from `due_at` on (default: now). False if a mail with this `key` was written before.

    `enclosed` names what goes along unopened, as "kind:key" (see `enclosing.py`).
    """
    row: dict[str, Any] = {
        "key": key,
        "category": category,
        "member_id": member_id,
        "recipient": recipient,
        "sender_name": sender_name,
        "reply_to": reply_to,
        "subject": subject,
        "text": text,
        "html": html,
        "headers": headers or {},
        "enclosed": enclosed,
        **_start(due_at),
    }
    return insert_or_ignore(Mail, [row]) == 1


def _start(due_at: datetime | None) -> dict[str, Any]:
    moment, past = now(), _of_the_past.get()
    return {
        "state": OUTGOING.after(OUTGOING.initial, "keep") if past else OUTGOING.initial,
        "due_at": due_at or moment,
        "attempts": 0,
        "created_at": moment,
        "settled_at": moment if past else None,
    }


def withdraw_mail(key: str, reason: str) -> None:
    """Hold back the mail with this key if it still waits; one that is already on its way stays on it."""
    held = bulk_move(Mail.state, OUTGOING, "hold_back").where(Mail.key == key)
    db.session.execute(held.values(settled_at=now(), error=reason))
