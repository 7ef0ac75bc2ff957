"""Logins: users, their roles and their sessions."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base, Key

from ..roles import capabilities_of, makes_staff

MAX_NAME_CHARS = 200


class User(Base):
    """A login. One who is a member has `member_id`; staff have roles."""

    __tablename__ = "users"
    rows_label = _l("Logins")
    __table_args__ = (
        UniqueConstraint("email"),
        UniqueConstraint("member_id"),
        UniqueConstraint("handle"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(MAX_NAME_CHARS))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    handle: Mapped[str] = mapped_column(String(40))
    """How they are named in a text, "mei.tanaka" (people gives one)."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    closed_at: Mapped[datetime | None]
    """When it was last closed; what was mailed before answers nothing any more, even once it is open again."""
    closed_because: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """What a colleague noted, for colleagues."""
    reopens_by_link: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a closed one is opened again by a link to its address, or by colleagues alone."""
    time_zone: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    disputed_at: Mapped[datetime | None]
    """Since when somebody disputes that this login is at its address: its password stays as it is meanwhile."""
    address_proved_at: Mapped[datetime | None]
    """When a link that was sent to the address was last used; never for one that only somebody else vouched for."""

    roles: Mapped[list["StaffRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def is_staff(self) -> bool:
        return makes_staff(self.roles)

    def may(self, capability: str) -> bool:
        """Whether one of their roles allows it. What a member may do, roles do not say."""
        return capability in capabilities_of(role.role for role in self.roles)


class StaffRole(Base):
    """A role that a user holds; roles.py says what it allows."""

    __tablename__ = "staff_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class UserSession(Base):
    """One signed-in browser. Ending the row ends the session, at the next request."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_user_sessions_user_id_id", "user_id", "id"),
        Index("ix_user_sessions_expires_at", "expires_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    remembered: Mapped[bool] = mapped_column(default=False)
    """Whether it may stay: not on a device that others use, too."""
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime] = mapped_column(server_default="1970-01-01 00:00:00")
    """When its owner last proved who they are: at the sign-in, and before sensitive acts."""

    user: Mapped[User] = relationship()


class SignInAttempt(Base):
    """A failed attempt, counted against the account and against the network address (both hashed)."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_key_at", "key", "at"), NEVER_REUSED)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class LinkRequest(Base):
    """Somebody asked for a link to sign in, or to choose a password, for this address. The worker finds out whether
    anybody has it.

    So the request does the same work for every address; the row is gone once it is looked at.
    """

    __tablename__ = "password_requests"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254))
    purpose: Mapped[str] = mapped_column(String(20), default="password", server_default="password")
    """sign-in, password."""
    onward: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """The page that was wanted, for a link to sign in."""
    created_at: Mapped[datetime]
