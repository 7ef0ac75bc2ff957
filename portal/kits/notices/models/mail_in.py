"""Mails that came in (answers, and news of mails that did not arrive), and addresses that take no more."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import Link
from portal.core.models import NEVER_REUSED, Base, Key
from portal.ledger.models import Mail

from ..lifecycle import MAIL_IN

TO_HANDLE = text("settled_at IS NULL")
FAILED = text("state = 'failed'")
ASIDE = text("state = 'aside'")
BOUNCED = text("address IS NOT NULL")


class MailIn(Base):
    """A mail that the receiver acknowledged: only what is needed of it, never the raw message."""

    __tablename__ = "mails_in"
    __table_args__ = (
        UniqueConstraint("message_id", "sender"),
        Index("ix_mails_in_waiting", "id", sqlite_where=TO_HANDLE, postgresql_where=TO_HANDLE),
        Index("ix_mails_in_failed", "id", sqlite_where=FAILED, postgresql_where=FAILED),
        Index("ix_mails_in_aside", "id", sqlite_where=ASIDE, postgresql_where=ASIDE),
        Index("ix_mails_in_address", "address", "received_at", sqlite_where=BOUNCED, postgresql_where=BOUNCED),
        Index("ix_mails_in_received_at", "received_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    message_id: Mapped[str] = mapped_column(String(250))
    """Its own; where it had none, one made of its content, so that the same mail is the same."""
    kind: Mapped[str] = mapped_column(String(12))
    """reply, bounce or complaint."""
    sender: Mapped[str] = mapped_column(String(254))
    """The normal address of its From, or of its envelope where it was not read; empty where there was none."""
    from_envelope: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its envelope gave the same address as its From."""
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id", ondelete="SET NULL"))
    """The reply address that it was sent to; None where nobody knows it (any more)."""
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"))
    """The mail of ours that did not arrive, or that somebody complained about."""
    address: Mapped[str | None] = mapped_column(String(254))
    """Whom that mail was for."""
    status: Mapped[str] = mapped_column(String(20), default="")
    """What the server there said, "5.1.1"."""
    automatic: Mapped[bool] = mapped_column(default=False)
    """A machine wrote it: it is never answered."""
    attachments: Mapped[int] = mapped_column(default=0)
    """How many were left out."""
    text: Mapped[str] = mapped_column(Text, default="")
    """The words of the one whose address it came to, without what was quoted; emptied once they are taken."""
    state: Mapped[str] = mapped_column(String(12), default=MAIL_IN.initial)
    """kits.notices.lifecycle.MAIL_IN."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why it was not taken, for staff; of one that is kept aside a key of kits.notices.aside.REASONS."""
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    link: Mapped[Link | None] = relationship()
    mail: Mapped[Mail | None] = relationship()


class Suppression(Base):
    """An address that no mail but those about sign-in goes to, until somebody lifts it."""

    __tablename__ = "suppressions"
    __table_args__ = (UniqueConstraint("address"), NEVER_REUSED)

    id: Mapped[Key]
    address: Mapped[str] = mapped_column(String(254))
    reason: Mapped[str] = mapped_column(String(12))
    """bounced or complained."""
    detail: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
