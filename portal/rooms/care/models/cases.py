"""A case, and what the customer said that made it one."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.core.text import one_line
from portal.people.models import Company, Member

from ..lifecycle import CASE

STANDING = ("triage", "open", "unreachable")
"""A case that waits for us: what the customer says next belongs to it."""


class Case(Base):
    """Something a customer is unhappy about. While it is open it has a clock (`due_at`); in triage it has none."""

    __tablename__ = "cases"
    rows_label = _l("Cases")
    __table_args__ = (
        Index("ix_cases_status_due_at_id", "status", "due_at", "id"),
        Index("ix_cases_status_said_at_id", "status", "said_at", "id"),
        Index("ix_cases_status_changed_at_id", "status", "changed_at", "id"),
        Index("ix_cases_owner_user_id_status_due_at", "owner_user_id", "status", "due_at"),
        Index("ix_cases_member_id_status", "member_id", "status"),
        Index("ix_cases_company_id_status", "company_id", "status"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """Where the member worked when it was opened: history stays with that company."""
    subject: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(12))
    score: Mapped[int | None]
    """The newest low answer, 0-6; none when staff opened the case from a talk."""
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    due_at: Mapped[datetime | None]
    overdue_noted_at: Mapped[datetime | None]
    """When the ledger was told that this clock has run out."""
    said_at: Mapped[datetime]
    """When the customer last said so."""
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """When the status last changed."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    told: Mapped[str] = mapped_column(Text, default="")
    """What we told the customer, as they read it on their page. `outcome` is for colleagues."""
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What we did, in the words of whoever did it."""

    member: Mapped[Member] = relationship()
    company: Mapped[Company | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=owner_user_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
    concerns: Mapped[list["Concern"]] = relationship(
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Concern.said_at.desc(), Concern.id.desc()",
    )

    @property
    def status_label(self) -> str:
        """The status in words; templates translate it."""
        return CASE.labels[self.status]

    def allows(self, trigger: str) -> bool:
        """Whether `trigger` is possible as the case stands."""
        return CASE.allows(self.status, trigger)

    def hear(self, text: str, score: int | None, said_at: datetime) -> None:
        """Show what was said last; something older changes nothing."""
        if said_at >= self.said_at:
            self.subject, self.said_at = subject_of(text) or self.subject, said_at
            self.score = self.score if score is None else score


def subject_of(text: str) -> str:
    """The beginning of what was said, as one line: a case can be told from the others by it."""
    line = one_line(text)
    return line if len(line) <= 120 else line[:119].rsplit(" ", 1)[0] + "…"


class Concern(Base):
    """One thing that the customer said, in their words. The same answer belongs to one case, once."""

    __tablename__ = "concerns"
    __table_args__ = (
        UniqueConstraint("source"),
        Index("ix_concerns_case_id_said_at", "case_id", "said_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    source: Mapped[str | None] = mapped_column(String(60))
    """Where it was said, e.g. "answer:17"; none when staff wrote it down."""
    score: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime]
