"""What somebody has read, what they are writing, and what they said that they have read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import Base


class TopicReading(Base):
    """How far somebody has read a topic, and how much of it reaches them (None: as the category says)."""

    __tablename__ = "forum_topic_readings"
    __table_args__ = (Index("ix_forum_topic_readings_topic_id_level", "topic_id", "level"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topics.id", ondelete="CASCADE"), primary_key=True)
    last_read: Mapped[int] = mapped_column(default=0)
    """The highest number that was on their screen; it only grows."""
    level: Mapped[str | None] = mapped_column(String(10))
    read_at: Mapped[datetime]


class ReadingMark(Base):
    """Everything whose last post is not newer than this counts as read; unread counts begin there."""

    __tablename__ = "forum_reading_marks"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    read_until: Mapped[datetime]


class Receipt(Base):
    """Somebody said that they have read an announcement."""

    __tablename__ = "forum_receipts"
    __table_args__ = (Index("ix_forum_receipts_user_id", "user_id"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topics.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    given_at: Mapped[datetime]
