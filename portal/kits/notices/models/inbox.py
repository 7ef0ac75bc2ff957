"""The inbox: what happened that concerns a user, grouped, with the people who did it."""

from datetime import UTC, datetime

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.logins import member_by_login
from portal.people.models import Member

UNREAD = text("read_at IS NULL")
DUE = text("due_at IS NOT NULL")
WITH_THE_DIGEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Until when an email at once waits that was not written: the reader's next digest tells what it was about."""


class Notice(Base):
    """One line of somebody's inbox. While it is unread, what belongs to the same group is counted into it."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("uq_notices_unread", "user_id", "group_key", unique=True, sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index("ix_notices_user_id_updated_at_id", "user_id", "updated_at", "id"),
        Index("ix_notices_read_at", "read_at"),
        Index("ix_notices_unread_about", "about_kind", "about_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    """The name of a NoticeKind; the newest one of the group."""
    group_key: Mapped[str] = mapped_column(String(100))
    about_kind: Mapped[str] = mapped_column(String(30))
    about_id: Mapped[int]
    """What the newest of the group is about; a NoticeSource of this kind says whether the reader may see it."""
    anchor: Mapped[str] = mapped_column(String(60), default="")
    """Where on the page the first unread one stands."""
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who did the newest of it; None for what nobody in particular did."""
    actors: Mapped[int] = mapped_column(default=0)
    """How many different people (rows of notice_actors)."""
    count: Mapped[int] = mapped_column(default=1)
    in_inbox: Mapped[bool] = mapped_column(default=True)
    """False where the reader wants this kind by mail alone."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    """When a mail at once told of it: what joins the line while it is unread is mailed no more."""

    actor: Mapped[User | None] = relationship(foreign_keys=actor_user_id)


def unread_of(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition of the user's new lines. Its last part is always true: it makes SQLite take the index of unread
    lines, so that a long history costs nothing."""
    return and_(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.group_key >= "")


class NoticeActor(Base):
    """Somebody who did something that a notice tells; each counts once."""

    __tablename__ = "notice_actors"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)


class Notification(Base):
    """One event told to one user: the same cause is never told twice, however many ways lead to it.

    It is also what a mail at once is written from: `due_at` stands until then, and is None where none is wanted. Where
    none is written after all it stays WITH_THE_DIGEST, so that it is told whichever of the two comes first.
    """

    __tablename__ = "notice_tellings"
    __table_args__ = (
        UniqueConstraint("cause_key", "user_id"),
        Index("ix_notice_tellings_due_at", "due_at", "id", sqlite_where=DUE, postgresql_where=DUE),
        Index("ix_notice_tellings_at", "at"),
        Index("ix_notice_tellings_user_id_about_id_about_kind", "user_id", "about_id", "about_kind"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    cause_key: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(30))
    group_key: Mapped[str] = mapped_column(String(100))
    about_kind: Mapped[str] = mapped_column(String(30))
    about_id: Mapped[int]
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id)
    member: Mapped[Member | None] = member_by_login(lambda: Notification.user_id)
    actor: Mapped[User | None] = relationship(foreign_keys=actor_user_id)
