"""A vote: one member wants one idea, and says why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Company, Member

SOURCES = ("portal", "call", "interview", "event", "mail", "beta", "feedback", "import")
"""Where somebody said that they want it: with a tap of their own, or to one of us who voted for them."""


class Vote(Base):
    """One for each member and idea, by constraint. A vote on a merged idea lies still: it counts where it went."""

    __tablename__ = "votes"
    __table_args__ = (
        UniqueConstraint("idea_id", "member_id"),
        Index("ix_votes_member_id_confirmed_at", "member_id", "confirmed_at"),
        Index("ix_votes_company_id", "company_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """The company they spoke for: it stays when they change jobs."""
    weight: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Their answer to "Why does this matter to you?"."""
    source: Mapped[str] = mapped_column(String(12), default="portal")
    on_behalf_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who of us voted for them."""
    spends: Mapped[bool] = mapped_column(default=False)
    """Whether it holds one of the votes of its board's budget."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    """When they last said that they want it still."""

    member: Mapped[Member] = relationship()
    company: Mapped[Company | None] = relationship()
    on_behalf_by: Mapped[User | None] = relationship()
