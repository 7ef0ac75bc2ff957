"""A new job that a member has told us of themselves."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .company import Company
from .member import Member

WAITING = text("status = 'waiting'")


class JobChange(Base):
    """What a member said of a new employer. It opens nothing: `Member.company_id` follows when it is confirmed.

    A member has one that waits at a time.
    """

    __tablename__ = "job_changes"
    rows_label = _l("New jobs they told us about")
    __table_args__ = (
        Index("ix_job_changes_member_id_told_at", "member_id", "told_at"),
        Index("ix_job_changes_company_id", "company_id"),
        Index("ix_job_changes_former_company_id", "former_company_id"),
        Index("ix_job_changes_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("uq_job_changes_waiting", "member_id", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    former_company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """The last company that we knew for sure: where staff can put them back."""
    since: Mapped[date]
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    told_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """One working day later: until then somebody has confirmed or declined it."""
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """None where the member's confirmed address spoke for them."""

    member: Mapped[Member] = relationship()
    company: Mapped[Company] = relationship(foreign_keys=company_id)
    former: Mapped[Company | None] = relationship(foreign_keys=former_company_id)
    settled_by: Mapped[User | None] = relationship()
