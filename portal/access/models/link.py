"""Links that work signed out: single-use, bound to a purpose and a recipient."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import NEVER_REUSED, Base, Key


class Link(Base):
    """What a token in a mail stands for."""

    __tablename__ = "links"
    rows_label = _l("Links in emails")
    __table_args__ = (
        UniqueConstraint("placeholder"),
        Index("ix_links_purpose_subject_id", "purpose", "subject_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    purpose: Mapped[str] = mapped_column(String(20))
    """invitation, password, sign-in, survey, quote, unsubscribe."""
    subject_id: Mapped[int]
    """The row that the purpose is about, e.g. the invitation."""
    recipient: Mapped[str] = mapped_column(String(254))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    placeholder: Mapped[str | None] = mapped_column(String(32))
    """What stands for the token in the row of its mail; None for a link that was never in one."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class LinkToken(Base):
    """A token that leads to a link: one each time that its mail is handed over. Only the hash is kept."""

    __tablename__ = "link_tokens"
    __table_args__ = (UniqueConstraint("token_hash"), Index("ix_link_tokens_link_id", "link_id"))

    id: Mapped[Key]
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64))
