"""Drafts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import Base


class Draft(Base):
    """Words not sent yet. `sequence` grows with each save, so that a stale tab cannot overwrite a newer one."""

    __tablename__ = "forum_drafts"
    __table_args__ = (Index("ix_forum_drafts_saved_at", "saved_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Where they would stand: "topic:17", "category:3", "post:99" for an edit; see places.py."""
    sequence: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime]
