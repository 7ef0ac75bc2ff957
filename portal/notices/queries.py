"""What was written to a member, and what was not."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from ..activity.models import Mail
from ..core.database import db
from .letters import TEMPLATES
from .models import HeldBack
from .rules import REASONS


class Message(NamedTuple):
    """One line of what a member heard from us: its subject, what became of it, and why it did not go out."""

    at: datetime
    subject: str
    state: str
    why: str


def messages_to(member_id: int, most: int = 6) -> list[Message]:
    """The newest mails to a member and the newest that were held back, as one list."""
    mails = select(Mail.subject, Mail.state, Mail.error, Mail.due_at, Mail.settled_at).where(
        Mail.member_id == member_id
    )
    held = select(HeldBack.template, HeldBack.reason, HeldBack.at).where(HeldBack.member_id == member_id)
    found = [
        *(_sent(row) for row in db.session.execute(mails.order_by(Mail.created_at.desc(), Mail.id.desc()).limit(most))),
        *(_held(row) for row in db.session.execute(held.order_by(HeldBack.at.desc(), HeldBack.id.desc()).limit(most))),
    ]
    return sorted(found, key=lambda message: message.at, reverse=True)[:most]


def _sent(row: Row[Any]) -> Message:
    why = str(REASONS.get(row.error, "")) if row.state == "held" else ""
    return Message(row.settled_at or row.due_at, row.subject, row.state, why)


def _held(row: Row[Any]) -> Message:
    letter = TEMPLATES.get(row.template)
    return Message(
        row.at, str(letter.description) if letter else row.template, "held", str(REASONS.get(row.reason, ""))
    )
