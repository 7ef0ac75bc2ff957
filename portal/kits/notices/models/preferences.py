"""What readers prefer: by kind and channel, and how often they want everything at once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.logins import member_by_login
from portal.people.models import Member

EXPECTED = text("next_at IS NOT NULL")


class NoticePreference(Base):
    """What one user prefers for one kind. None: as the kind is by default."""

    __tablename__ = "notice_preferences"
    __table_args__ = (UniqueConstraint("user_id", "kind"), NEVER_REUSED)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    inbox: Mapped[bool | None]
    mail: Mapped[str | None] = mapped_column(String(10))
    """at_once, digest or off."""


class DigestPlan(Base):
    """When a user's next digest is due. The worker makes one for everybody who has a login."""

    __tablename__ = "digest_plans"
    __table_args__ = (Index("ix_digest_plans_next_at", "next_at", sqlite_where=EXPECTED, postgresql_where=EXPECTED),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    rhythm: Mapped[str] = mapped_column(String(10), default="weekly")
    """daily, weekly or none."""
    next_at: Mapped[datetime | None]
    told_until: Mapped[datetime]
    """What happened before this moment was in an earlier digest."""

    user: Mapped[User] = relationship()
    member: Mapped[Member | None] = member_by_login(lambda: DigestPlan.user_id)
