"""What testers are asked to do, and what they report."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base, Key
from workflows.marking import N_

from ..lifecycle import BETA_REPORT
from .applicants import Applicant
from .betas import Beta

REPORT_KINDS = ("issue", "idea", "praise")
SEVERITIES = (1, 2, 3, 4)
"""1 blocks the work, 2 hurts, 3 annoys, 4 is cosmetic; only an issue has one."""


class BetaTask(Base):
    """Something small to try in one week of the beta."""

    __tablename__ = "beta_tasks"
    __table_args__ = (Index("ix_beta_tasks_beta_id_week_id", "beta_id", "week", "id"), NEVER_REUSED)

    id: Mapped[Key]
    beta_id: Mapped[int] = mapped_column(ForeignKey("betas.id", ondelete="CASCADE"))
    week: Mapped[int]
    """1 is the first week."""
    title: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int] = mapped_column(default=10)
    created_at: Mapped[datetime]

    beta: Mapped[Beta] = relationship()


class BetaTaskDone(Base):
    """A tester did a task."""

    __tablename__ = "beta_tasks_done"
    __table_args__ = (Index("ix_beta_tasks_done_applicant_id_done_at", "applicant_id", "done_at"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("beta_tasks.id", ondelete="CASCADE"), primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("beta_applicants.id", ondelete="CASCADE"), primary_key=True)
    done_at: Mapped[datetime]


class BetaReport(Base):
    """What a tester found, wishes or likes."""

    __tablename__ = "beta_reports"
    __table_args__ = (
        CheckConstraint("(kind = 'issue') = (severity IS NOT NULL)", name="severity"),
        Index("ix_beta_reports_beta_id_id", "beta_id", "id"),
        Index("ix_beta_reports_applicant_id_id", "applicant_id", "id"),
        Index("ix_beta_reports_duplicate_of_id", "duplicate_of_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    beta_id: Mapped[int] = mapped_column(ForeignKey("betas.id", ondelete="CASCADE"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("beta_applicants.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(6))
    severity: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default=BETA_REPORT.initial)
    answer: Mapped[str] = mapped_column(Text, default="")
    """What we said to it."""
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("beta_reports.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    beta: Mapped[Beta] = relationship()
    applicant: Mapped[Applicant] = relationship()
    duplicate_of: Mapped["BetaReport | None"] = relationship(remote_side="BetaReport.id")

    @property
    def status_label(self) -> str:
        """The status in words; templates translate it. Praise is not taken up: it is heard."""
        return N_("Heard") if (self.kind, self.status) == ("praise", "accepted") else BETA_REPORT.labels[self.status]

    def allows(self, trigger: str) -> bool:
        """Whether `trigger` is possible as it stands."""
        return BETA_REPORT.allows(self.status, trigger)


class BetaReportIdea(Base):
    """A report speaks for an idea."""

    __tablename__ = "beta_report_ideas"
    __table_args__ = (Index("ix_beta_report_ideas_idea_id", "idea_id"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("beta_reports.id", ondelete="CASCADE"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
