"""A category: who may see it, reply in it and begin topics there."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Agreement, Audience

LEVELS = ("muted", "normal", "tracking", "watching")
"""How much of a topic or category reaches somebody: nothing · only the list · unread counts · a notice for each post.

Whoever is mentioned or answered hears of it in all of them but muted.
"""


class Category(Base):
    """A room of the forum. A rule that is None means every signed-in member; staff are judged by capability.

    With an agreement, nobody sees it before they have signed its newest version, staff included.
    """

    __tablename__ = "forum_categories"
    __table_args__ = (UniqueConstraint("folded"), Index("ix_forum_categories_position", "position", "id"), NEVER_REUSED)

    id: Mapped[Key]
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    tone: Mapped[str] = mapped_column(String(12), default="brand")
    """One of the look's tones, by which a category is known at a glance."""
    icon: Mapped[str] = mapped_column(String(40), default="messages")
    guides: Mapped[bool] = mapped_column(default=False)
    """Guides: training, written by staff and read from the first to the last."""
    see_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    reply_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    create_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    members_reply: Mapped[bool] = mapped_column(default=True)
    members_create: Mapped[bool] = mapped_column(default=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Nothing new begins here; what stands stays readable."""

    see_audience: Mapped[Audience | None] = relationship(foreign_keys=see_audience_id)
    reply_audience: Mapped[Audience | None] = relationship(foreign_keys=reply_audience_id)
    create_audience: Mapped[Audience | None] = relationship(foreign_keys=create_audience_id)
    agreement: Mapped[Agreement | None] = relationship()


class CategoryLevel(Base):
    """How much of a category reaches somebody who chose it; nobody else has a row."""

    __tablename__ = "forum_category_levels"
    __table_args__ = (Index("ix_forum_category_levels_category_id_level", "category_id", "level"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("forum_categories.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
