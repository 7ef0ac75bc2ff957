"""A category: who may see it, reply in it and begin topics there."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base
from portal.kits.admission.spaces import Space
from portal.people.models import Audience

ACTS = ("reply", "create")
"""What a category has an audience of its own for, besides seeing it."""
LEVELS = ("muted", "normal", "tracking", "watching")
"""How much of a topic or category reaches somebody: nothing · only the list · unread counts · a notice for each post.

Whoever is mentioned or answered hears of it in all of them but muted.
"""


class Category(Space, Base):
    """A part of the forum for one subject."""

    __tablename__ = "forum_categories"
    __table_args__ = (UniqueConstraint("folded"), Index("ix_forum_categories_position", "position", "id"), NEVER_REUSED)

    icon: Mapped[str] = mapped_column(String(40), default="messages")
    guides: Mapped[bool] = mapped_column(default=False)
    """Guides: training, written by staff and read from the first to the last."""
    reply_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    create_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    members_reply: Mapped[bool] = mapped_column(default=True)
    members_create: Mapped[bool] = mapped_column(default=True)

    reply_audience: Mapped[Audience | None] = relationship(foreign_keys=reply_audience_id)
    create_audience: Mapped[Audience | None] = relationship(foreign_keys=create_audience_id)


class CategoryLevel(Base):
    """How much of a category reaches somebody who chose it; nobody else has a row."""

    __tablename__ = "forum_category_levels"
    __table_args__ = (Index("ix_forum_category_levels_category_id_level", "category_id", "level"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("forum_categories.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
