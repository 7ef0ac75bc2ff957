"""What the contact policy held back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import NEVER_REUSED, Base, Key


class HeldBack(Base):
    """A message that was not written, and why. Staff read it on the member's page.

    What was meant for a colleague without a membership has a `user_id` alone.
    """

    __tablename__ = "held_back"
    __table_args__ = (
        UniqueConstraint("cause_key", "member_id"),
        UniqueConstraint("cause_key", "user_id"),
        Index("ix_held_back_member_id_at", "member_id", "at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    template: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(20))
    """A key of rules.REASONS."""
    cause_key: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
