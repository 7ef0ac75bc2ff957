"""The table of tasks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Company, Member

OPEN = text("status = 'open'")


class Task(Base):
    """Something that a person has to do for a member: what we owe somebody is never a timed mail."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_tasks_open", "role", "due_on", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_status_due_on_id", "status", "due_on", "id"),
        Index("ix_tasks_member_id_status", "member_id", "status"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120))
    """What it is given for: the same key never gives it twice."""
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(20))
    """Whose it is: a role, until somebody of it takes it."""
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    """A name that a feature has given a title (labels.py), or one that only a map knows."""
    why: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date]
    due_noted_at: Mapped[datetime | None]
    """When somebody was told that its day has come."""
    in_care: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it asks for something that a case is about: it ends with the case's answer."""
    about_kind: Mapped[str | None] = mapped_column(String(40))
    """Which case that is, with `about_id`; none of tasks from before they knew it."""
    about_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    member: Mapped[Member] = relationship()
    company: Mapped[Company | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=owner_user_id)
    settled_by: Mapped[User | None] = relationship(foreign_keys=settled_by_id)
