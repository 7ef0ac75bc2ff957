"""Views of a product team's own: a board with these filters, in this order, under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import NEVER_REUSED, Base, Key


class SavedView(Base):
    """What one of us wants to see again with one tap."""

    __tablename__ = "idea_views"
    __table_args__ = (UniqueConstraint("user_id", "folded"), NEVER_REUSED)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))
    query: Mapped[dict[str, Any]]
    """The address's arguments, e.g. {"board": "3", "status": "planned", "order": "voters"}."""
    created_at: Mapped[datetime]
