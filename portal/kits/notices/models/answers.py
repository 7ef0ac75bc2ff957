"""Answers to emails in a colleague's name: the addresses that were made for them, and what came in at those."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.ledger.models import Mail
from portal.people.models import Member

from ..lifecycle import ANSWER

TO_FORWARD = text("state = 'waiting'")
WITH_FILE = text("file_key IS NOT NULL")


class AnswerAddress(Base):
    """Where the answer to one email comes in. A link of the purpose `reply:letter` leads here, and never runs out."""

    __tablename__ = "answer_addresses"
    __table_args__ = (Index("ix_answer_addresses_member_id", "member_id"), NEVER_REUSED)

    id: Mapped[Key]
    writer_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """In whose name the email was; None where it was in nobody's, or their login is gone."""
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    in_our_name: Mapped[bool] = mapped_column(default=False)
    """Whether it was in nobody's name: its answers go to the address that our emails come from."""
    mail_key: Mapped[str] = mapped_column(String(120))
    """The key of the email that carried it."""
    created_at: Mapped[datetime]

    writer: Mapped[User | None] = relationship()
    member: Mapped[Member] = relationship()


class Answer(Base):
    """What somebody wrote back: kept sealed until it is forwarded, and of its text the member's own words."""

    __tablename__ = "answers"
    rows_label = _l("Emails they wrote back")
    __table_args__ = (
        UniqueConstraint("address_id", "name"),
        Index("ix_answers_waiting", "next_at", "id", sqlite_where=TO_FORWARD, postgresql_where=TO_FORWARD),
        Index("ix_answers_with_file", "member_id", "id", sqlite_where=WITH_FILE, postgresql_where=WITH_FILE),
        Index("ix_answers_member_id_received_at", "member_id", "received_at"),
        Index("ix_answers_mail_id", "mail_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    address_id: Mapped[int] = mapped_column(ForeignKey("answer_addresses.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    """A hash of what it says and calls itself: the same email, delivered twice, is one."""
    mark: Mapped[str] = mapped_column(String(12), default="")
    """Why it settles nothing (a key of answers.marks.MARKS); empty for the member's own answer."""
    reason: Mapped[str] = mapped_column(String(20), default="")
    """Of one that could not be read, why (a key of aside.REASONS)."""
    sender: Mapped[str] = mapped_column(String(254), default="")
    """The normal address of its From, or of its envelope where it was not read; empty where there was none."""
    subject: Mapped[str] = mapped_column(String(250), default="")
    others: Mapped[str] = mapped_column(String(1000), default="")
    """Whom else it was sent to, as it says."""
    text: Mapped[str] = mapped_column(Text, default="")
    """The member's own words, without what was quoted; nothing of anybody else's."""
    attachments: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    """Bytes of the whole email."""
    as_file: Mapped[bool] = mapped_column(default=False)
    """Whether it is attached whole, as a file: nobody knows what it holds, or mail servers refuse such lines."""
    file_key: Mapped[str | None] = mapped_column(String(80))
    """Where it lies sealed; None once it was forwarded."""
    state: Mapped[str] = mapped_column(String(12), default=ANSWER.initial)
    times: Mapped[int] = mapped_column(default=0)
    """How many people it was passed on to, one after the other."""
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"))
    """The email that forwards it."""
    to_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """The colleague it was forwarded to."""
    received_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]

    address: Mapped[AnswerAddress] = relationship()
    member: Mapped[Member] = relationship()
    mail: Mapped[Mail | None] = relationship()
    to: Mapped[User | None] = relationship()
