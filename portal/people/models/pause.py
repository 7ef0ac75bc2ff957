"""A pause by hand: until a day, nobody asks a person, or anybody of a company, for anything."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .company import Company
from .member import Member

STANDING = text("ended_at IS NULL")


class Pause(Base):
    """What a colleague paused, why, and until when. A person or a company has one that stands at a time."""

    __tablename__ = "pauses"
    rows_label = _l("Pauses")
    __table_args__ = (
        CheckConstraint("(member_id IS NULL) <> (company_id IS NULL)", name="one_subject"),
        Index("uq_pauses_member", "member_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("uq_pauses_company", "company_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("ix_pauses_until", "until", sqlite_where=STANDING, postgresql_where=STANDING),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(300))
    """For colleagues alone."""
    until: Mapped[date]
    """The first day, in the programme's zone, on which they may be asked again."""
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    member: Mapped[Member | None] = relationship()
    company: Mapped[Company | None] = relationship()
    begun_by: Mapped[User | None] = relationship()
