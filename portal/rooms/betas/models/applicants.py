"""A member in a beta: from the invitation to the last thanks, with every change of a seat."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Company, Member

from ..lifecycle import APPLICANT
from .betas import Beta

OFFERED = ("selected", "agreement_pending")
IN_TEST = ("provisioned", "activated", "active", "silent")
INSIDE = (*IN_TEST, "completed")
"""Who may read what is inside, once they have signed."""
SEATED = (*OFFERED, *INSIDE)
"""Who counts against the capacity."""
WAITING = text("status = 'waitlisted'")
DUE = text("due_at IS NOT NULL")


class Applicant(Base):
    """One member and one beta: one row, whatever becomes of it."""

    __tablename__ = "beta_applicants"
    __table_args__ = (
        UniqueConstraint("beta_id", "member_id"),
        Index("ix_beta_applicants_member_id_status", "member_id", "status"),
        Index("ix_beta_applicants_beta_id_status_id", "beta_id", "status", "id"),
        Index("ix_beta_applicants_waiting", "beta_id", "waits", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_beta_applicants_due_at", "due_at", sqlite_where=DUE, postgresql_where=DUE),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    beta_id: Mapped[int] = mapped_column(ForeignKey("betas.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """Where the member worked when they came in: the beta stays in that company's history."""
    status: Mapped[str] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What they chose, by the id of the question (as text: it is JSON)."""
    told: Mapped[str] = mapped_column(Text, default="")
    """The words with which they were told no, or why they were removed."""
    why: Mapped[str] = mapped_column(String(300), default="")
    """Why they were invited or chosen; for colleagues."""
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    waits: Mapped[int] = mapped_column(default=0)
    """Their place on the waitlist: smaller is earlier; gaps stay."""
    due_at: Mapped[datetime | None]
    """When the worker looks at this row again: an offer lapses, a tester is asked, a silent seat goes on."""
    applied_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """The last sign of life inside the beta."""
    asked_at: Mapped[datetime | None]
    """When they were last asked whether they still test."""
    reminders: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]

    beta: Mapped[Beta] = relationship()
    member: Mapped[Member] = relationship()
    company: Mapped[Company | None] = relationship()
    chosen_by: Mapped[User | None] = relationship()

    @property
    def status_label(self) -> str:
        """The status in words; templates translate it."""
        return APPLICANT.labels[self.status]

    def allows(self, trigger: str) -> bool:
        """Whether `trigger` is possible as they stand."""
        return APPLICANT.allows(self.status, trigger)

    @property
    def holds_seat(self) -> bool:
        return self.status in SEATED

    @property
    def tests(self) -> bool:
        return self.status in IN_TEST


class SeatChange(Base):
    """One change of a seat: who had it, what happened, who decided it, who came next. Written once."""

    __tablename__ = "beta_seat_changes"
    __table_args__ = (
        Index("ix_beta_seat_changes_beta_id_id", "beta_id", "id"),
        Index("ix_beta_seat_changes_applicant_id", "applicant_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    beta_id: Mapped[int] = mapped_column(ForeignKey("betas.id", ondelete="CASCADE"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("beta_applicants.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(12))
    """offered, accepted, asked, lapsed, passed_on, declined, left or removed."""
    next_applicant_id: Mapped[int | None] = mapped_column(ForeignKey("beta_applicants.id", ondelete="SET NULL"))
    """Who was offered the seat that became free, where somebody was waiting."""
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Nobody: the clock did it."""
    why: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]

    applicant: Mapped[Applicant] = relationship(foreign_keys=applicant_id)
    next_applicant: Mapped[Applicant | None] = relationship(foreign_keys=next_applicant_id)
    by: Mapped[User | None] = relationship()


class BetaClosing(Base):
    """What a tester is told at the end: what they did, what came of it, our thanks and a gift if they may take one."""

    __tablename__ = "beta_closings"

    applicant_id: Mapped[int] = mapped_column(ForeignKey("beta_applicants.id", ondelete="CASCADE"), primary_key=True)
    reports: Mapped[int]
    fixed: Mapped[int]
    tasks: Mapped[int]
    thanks: Mapped[str] = mapped_column(Text)
    """The thanks, written by a person."""
    gift: Mapped[str] = mapped_column(String(200), default="")
    gift_withheld: Mapped[str] = mapped_column(String(8), default="")
    """member or company: who cannot accept gifts, where one was meant for them."""
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    applicant: Mapped[Applicant] = relationship()
    by: Mapped[User | None] = relationship()
