"""The human touch: calls, and what was promised in them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Company, Member

from .cases import Case

OUTCOMES = ("reached", "left_message", "could_not_reach", "wrote")
KEPT_NOT = text("done_at IS NULL")


class Call(Base):
    """One attempt of ours to speak with a member, and what came of it."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_member_id_at_id", "member_id", "at", "id"),
        Index("ix_calls_company_id_at_id", "company_id", "at", "id"),
        Index("ix_calls_case_id_at", "case_id", "at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")

    member: Mapped[Member] = relationship()
    company: Mapped[Company | None] = relationship()
    by: Mapped[User | None] = relationship()
    case: Mapped[Case | None] = relationship()

    @property
    def spoke(self) -> bool:
        """Whether the member heard from us in person: by voice or by letter."""
        return self.outcome in {"reached", "wrote"}


class Promise(Base):
    """What we said we would do for a member, and by when."""

    __tablename__ = "promises"
    __table_args__ = (
        Index(
            "ix_promises_by_user_id_due_on_id",
            "by_user_id",
            "due_on",
            "id",
            sqlite_where=KEPT_NOT,
            postgresql_where=KEPT_NOT,
        ),
        Index("ix_promises_due_on_id", "due_on", "id", sqlite_where=KEPT_NOT, postgresql_where=KEPT_NOT),
        Index("ix_promises_member_id_due_on", "member_id", "due_on"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id", ondelete="SET NULL"))
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    what: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date]
    due_noted_at: Mapped[datetime | None]
    """When whoever made it was told that its day has come."""
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()
    by: Mapped[User | None] = relationship()
