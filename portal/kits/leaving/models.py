"""Departures as rows."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.kits.jobs.models import Job
from portal.people.models import Member

OPEN = text("status IN ('asked', 'leaving', 'erasing')")
UNCLEAN = text("status = 'erased' AND cleaned_at IS NULL")


class Departure(Base):
    """One person on their way out. They have one open at a time; afterwards the row says only that somebody left."""

    __tablename__ = "departures"
    rows_label = _l("Departures")
    __table_args__ = (
        Index("uq_departures_open", "member_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_departures_open", "status", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_departures_unclean", "id", sqlite_where=UNCLEAN, postgresql_where=UNCLEAN),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(12))
    posts: Mapped[str] = mapped_column(String(4))
    """stay or go."""
    because: Mapped[str] = mapped_column(Text, default="")
    """What a colleague noted, for colleagues; without the name once they are gone."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """The second colleague; none for a member's own, and where there is only one."""
    due_at: Mapped[datetime | None]
    """When it begins by itself."""
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"))
    erased_at: Mapped[datetime | None]
    cleaned_at: Mapped[datetime | None]
    """When nothing of them was left in the index and in the database's own files."""

    member: Mapped[Member | None] = relationship(passive_deletes=True)
    asked_by: Mapped[User | None] = relationship(foreign_keys=asked_by_id)
    job: Mapped[Job | None] = relationship()

    @property
    def is_own(self) -> bool:
        """Whether they leave by themselves."""
        return self.asked_by is not None and self.asked_by.member_id == self.member_id

    @property
    def posts_stay(self) -> bool:
        return self.posts == "stay"
