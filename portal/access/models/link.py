"""Links that work signed out: single-use, bound to a purpose and a recipient."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import NEVER_REUSED, Base, Key


class Link(Base):
    """What a token in a mail stands for. Only the token's hash is kept."""

    __tablename__ = "links"
    rows_label = _l("Links in mails")
    __table_args__ = (
        UniqueConstraint("token_hash"),
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
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
