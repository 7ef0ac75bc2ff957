"""What a poll offers, and who chose what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import NEVER_REUSED, Base, Key


class PollOption(Base):
    """One answer that a poll offers."""

    __tablename__ = "forum_poll_options"
    __table_args__ = (UniqueConstraint("topic_id", "position"), NEVER_REUSED)

    id: Mapped[Key]
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topics.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(160))


class PollVote(Base):
    """One person's choice."""

    __tablename__ = "forum_poll_votes"
    __table_args__ = (Index("ix_forum_poll_votes_user_id", "user_id"),)

    option_id: Mapped[int] = mapped_column(ForeignKey("forum_poll_options.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    voted_at: Mapped[datetime]
