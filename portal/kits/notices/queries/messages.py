"""What was written to a member, and what was not."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from portal.core.database import db
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import went_to_member

from ..contact_policy import REASONS
from ..kinds import DIGEST, KINDS
from ..letters import TEMPLATES
from ..models import HeldBack


class Message(NamedTuple):
    """One line of what a member heard from us: its subject, what became of it, and why it did not go out."""

    at: datetime
    subject: str
    state: str
    why: str


def messages_to(member_id: int, most: int = 6) -> list[Message]:
    """The newest mails to a member and the newest that were held back, as one list."""
    parameters = {"whose": member_id, "most": most}
    messages = [
        *(_sent(mail) for mail in db.session.scalars(_MAILS.where(went_to_member()), parameters)),
        *(_held(note) for note in db.session.scalars(_HELD_BACK, parameters)),
    ]
    return sorted(messages, key=lambda message: message.at, reverse=True)[:most]


_MAILS = (
    select(Mail)
    .where(Mail.member_id == bindparam("whose"))
    .order_by(Mail.created_at.desc(), Mail.id.desc())
    .limit(bindparam("most"))
)
_HELD_BACK = (
    select(HeldBack)
    .where(HeldBack.member_id == bindparam("whose"))
    .order_by(HeldBack.at.desc(), HeldBack.id.desc())
    .limit(bindparam("most"))
)


def _sent(mail: Mail) -> Message:
    why = str(REASONS.get(mail.error or "", "")) if mail.state == "held" else ""
    return Message(mail.settled_at or mail.due_at, mail.subject, mail.state, why)


def _held(note: HeldBack) -> Message:
    return Message(note.at, _called(note.template), "held", str(REASONS.get(note.reason, "")))


def _called(template: str) -> str:
    """What a mail that was never written would have been: a letter, a notice, the digest."""
    if template == DIGEST:
        return str(_("The digest"))
    letter, kind = TEMPLATES.get(template), KINDS.get(template)
    return str(letter.description if letter else kind.label if kind else template)
