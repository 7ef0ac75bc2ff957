"""The outbox: mails are written in the transaction that causes them, and sent by the worker alone.

A mail is claimed (state `sending`, committed) before it is handed to the server. If the process dies before
the server's answer is committed, the mail becomes `uncertain`: visible in admin, never sent twice by itself.
"""

import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import or_, select, update

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.core.registry import Registry, full_name
from portal.core.tokens import new_token

from .models import Mail

log = structlog.get_logger()
BATCH = 20
LEASE = timedelta(seconds=60)
WAITS = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MOST_ATTEMPTS = 8


class MailRefused(Exception):
    """The server will never take this mail."""


class MailDelayed(Exception):
    """The server took nothing now; the mail can be tried again."""


class Transport(Protocol):
    """What carries mails. `send` returns when the server has taken the mail."""

    def send(self, mail: Mail) -> None: ...

    def close(self) -> None: ...


Check = Callable[[Mail], str | None]
Mark = Callable[[Mail], bool]
_checks: Registry[Check] = Registry("mail_check")
_marks: Registry[Mark] = Registry("private_mail_check")
_of_the_past: ContextVar[bool] = ContextVar("mails_of_the_past", default=False)


def mail_check(check: Check) -> Check:
    """Register a last look at each mail before it goes out. A reason holds the mail back for good (state `held`)."""
    return _checks.add(full_name(check), check)


def private_mail_check(mark: Mark) -> Mark:
    """Register which mails quote what perhaps their reader alone may see, so that no page shows it to others."""
    return _marks.add(full_name(mark), mark)


def is_for_its_reader(mail: Mail) -> bool:
    """Whether the words of this mail are for nobody but its reader."""
    return any(mark(mail) for mark in _marks.values())


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
) -> bool:
    """Write a mail to be sent from `due_at` on (default: now). False if a mail with this `key` was written before."""
    moment, past = now(), _of_the_past.get()
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
        "state": "kept" if past else "waiting",
        "due_at": due_at or moment,
        "attempts": 0,
        "created_at": moment,
        "settled_at": moment if past else None,
    }
    return insert_or_ignore(Mail, [row]) == 1


def send_due(transport: Transport | None, batch: int = BATCH) -> int:
    """Send up to `batch` due mails; how many were settled. Without a transport they are kept, to be read in admin."""
    _give_up_lost()
    if db.session.scalar(_due(now()).limit(1)) is None:
        db.session.rollback()
        return 0
    if transport is None:
        return _keep_due(batch)
    worker = f"{socket.gethostname()[:20]}-{new_token()[0][:12]}"
    return _send_leased(transport, worker, _lease(worker, batch))


def _due(moment: datetime) -> Any:
    free = or_(Mail.leased_until.is_(None), Mail.leased_until < moment)
    return select(Mail.id).where(Mail.state == "waiting", Mail.due_at <= moment, Mail.settled_at.is_(None), free)


def _give_up_lost() -> None:
    """Mails whose sender vanished between claim and commit: nobody knows whether they went out."""
    moment = now()
    lost = select(Mail.id).where(Mail.state == "sending", Mail.leased_until < moment)
    if db.session.scalar(lost.limit(1)) is None:
        db.session.rollback()
        return
    with transaction() as session:
        session.execute(
            update(Mail)
            .where(Mail.state == "sending", Mail.leased_until < moment)
            .values(
                state="uncertain",
                settled_at=moment,
                error="The sender stopped before the server's answer was noted.",
            )
        )


def _keep_due(batch: int) -> int:
    with transaction() as session:
        ids = list(
            session.scalars(_due(now()).order_by(Mail.due_at, Mail.id).limit(batch).with_for_update(skip_locked=True))
        )
        _hold_back(session.scalars(select(Mail).where(Mail.id.in_(ids))))
        free = (Mail.id.in_(ids), Mail.state == "waiting")
        session.execute(update(Mail).where(*free).values(state="kept", settled_at=now()))
    return len(ids)


def _lease(worker: str, batch: int) -> Sequence[Mail]:
    moment = now()
    with transaction() as session:
        ids = list(
            session.scalars(_due(moment).order_by(Mail.due_at, Mail.id).limit(batch).with_for_update(skip_locked=True))
        )
        session.execute(update(Mail).where(Mail.id.in_(ids)).values(leased_by=worker, leased_until=moment + LEASE))
        mails = session.scalars(select(Mail).where(Mail.id.in_(ids)).order_by(Mail.due_at, Mail.id)).all()
        for mail in mails:  # so that no read stands open while the server is spoken to
            session.expunge(mail)
    return mails


def _send_leased(transport: Transport, worker: str, mails: Sequence[Mail]) -> int:
    """Send one after the other; each commit settles the mail before and claims the next."""
    settled = 0
    outcome: tuple[int, dict[str, Any]] | None = None
    try:
        for mail in mails:
            settled += 1
            claimed = _claim(mail, worker, outcome)
            outcome = (mail.id, _try(transport, mail)) if claimed else None
    finally:
        if outcome is not None:
            with transaction():
                _settle(*outcome)
        transport.close()
    return settled


def _claim(mail: Mail, worker: str, outcome: tuple[int, dict[str, Any]] | None) -> bool:
    moment = now()
    with transaction() as session:
        if outcome is not None:
            _settle(*outcome)
        _hold_back([mail])
        claimed = session.execute(
            update(Mail)
            .where(Mail.id == mail.id, Mail.state == "waiting", Mail.leased_by == worker)
            .values(state="sending", attempts=Mail.attempts + 1, leased_until=moment + LEASE)
            .returning(Mail.id)
        )
        return claimed.first() is not None


def _hold_back(mails: Iterable[Mail]) -> None:
    for mail in mails:
        reason = next((reason for check in _checks.values() if (reason := check(mail))), None)
        if reason is not None:
            held = update(Mail).where(Mail.id == mail.id, Mail.state == "waiting")
            db.session.execute(held.values(state="held", settled_at=now(), error=reason))


def _settle(mail_id: int, values: dict[str, Any]) -> None:
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(**values))


def _try(transport: Transport, mail: Mail) -> dict[str, Any]:
    """What becomes of the mail. An answer that never came makes it uncertain."""
    try:
        transport.send(mail)
    except MailRefused as error:
        return {"state": "failed", "settled_at": now(), "error": str(error)[:500]}
    except MailDelayed as error:
        return _later(mail, str(error))
    except Exception as error:
        log.warning("mail.uncertain", mail=mail.id, error=repr(error)[:200])
        return {"state": "uncertain", "settled_at": now(), "error": repr(error)[:500]}
    return {"state": "sent", "settled_at": now(), "error": None}


def _later(mail: Mail, reason: str) -> dict[str, Any]:
    if mail.attempts + 1 >= MOST_ATTEMPTS:
        return {"state": "failed", "settled_at": now(), "error": reason[:500]}
    wait = WAITS[min(mail.attempts, len(WAITS) - 1)]
    return {
        "state": "waiting",
        "due_at": now() + wait,
        "leased_until": None,
        "leased_by": None,
        "error": reason[:500],
    }


def send_again(mail: Mail) -> None:
    """Put a failed or uncertain mail back: a person has decided that it may go out (again)."""
    mail.state, mail.settled_at, mail.due_at, mail.attempts = "waiting", None, now(), 0
    mail.leased_by = mail.leased_until = mail.error = None


def note_arrival(mail: Mail) -> None:
    """An uncertain mail did go out: a person has asked whoever it was for."""
    mail.state, mail.error = "sent", None
