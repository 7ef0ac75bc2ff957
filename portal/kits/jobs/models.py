"""Jobs as a table: how far each piece of long work is, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

AT_WORK = text("status IN ('reading', 'checking', 'running')")


class Job(Base):
    """One piece of long work: how far it is, and what came of it.

    The rows of a page and `cursor` change in the same transaction, so a job that was killed goes on exactly
    where it stopped.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_at_work", "id", sqlite_where=AT_WORK, postgresql_where=AT_WORK),
        Index("ix_jobs_owner_user_id_id", "owner_user_id", "id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    """What the job works on, for instance the file's name."""
    status: Mapped[str] = mapped_column(String(12))
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who started it; none for a job from the command line."""
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    """Where the next page begins, counted as this kind of work likes to."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the page under way has failed."""
    file_key: Mapped[str | None] = mapped_column(String(80))
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    owner: Mapped[User | None] = relationship()
