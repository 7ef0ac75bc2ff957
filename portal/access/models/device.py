"""Where logins were used: the devices that each is known on, and the sign-ins that failed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base, Key

from .user import User


class KnownDevice(Base):
    """A browser in which somebody signed in before, known by a cookie of its own. Only the cookie's hash is kept."""

    __tablename__ = "known_devices"
    __table_args__ = (
        UniqueConstraint("user_id", "token_hash"),
        Index("ix_known_devices_last_seen_at", "last_seen_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class FailedSignIn(Base):
    """A wrong password. `user_id` is None where no login has the address that was typed; it may be a secret."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (
        Index("ix_failed_sign_ins_at", "at"),
        Index("ix_failed_sign_ins_user_id", "user_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    at: Mapped[datetime]

    user: Mapped[User | None] = relationship()
