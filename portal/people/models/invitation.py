"""Invitations: what makes a login of a member."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import Link, User
from portal.core.models import NEVER_REUSED, Base, Key

from .member import Member

OPEN = text("status = 'sent'")


class Invitation(Base):
    """A personal invitation: single-use, bound to the address, with an end. A member has one open at a time."""

    __tablename__ = "invitations"
    rows_label = _l("Invitations")
    __table_args__ = (
        Index("ix_invitations_member_id", "member_id"),
        Index("ix_invitations_status_expires_at", "status", "expires_at"),
        Index("uq_invitations_open", "member_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id", ondelete="SET NULL"))
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(12), default="sent")
    subject: Mapped[str] = mapped_column(String(150))
    message: Mapped[str] = mapped_column(Text)
    """What the sender wrote themselves."""
    times_sent: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()
    sent_by: Mapped[User | None] = relationship()
    link: Mapped[Link | None] = relationship()
