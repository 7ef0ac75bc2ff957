"""A beta, and the questions that say whom it suits."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.kits.admission.models import Agreement
from portal.people.models import Audience

from ..lifecycle import BETA

MAX_QUESTIONS = 5
SEATING = ("selecting", "onboarding", "running")
"""While a beta stands so, seats are offered and a free one goes to whoever waits."""
TESTING = ("onboarding", "running")
"""While a beta stands so, keys are given out and testers do and report."""
AFTERWARDS = ("closed", "archived")


class Beta(Base):
    """Something that a few members test before everybody has it.

    `name` and `purpose` are what an outsider may read; `instructions`, its tasks and its reports are for those inside.
    """

    __tablename__ = "betas"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="seats"),
        Index("ix_betas_status_id", "status", "id"),
        Index("ix_betas_idea_id", "idea_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text)
    """What it is for and what it asks of a tester: the words of its invitation."""
    instructions: Mapped[str] = mapped_column(Text, default="")
    """What only those inside read: how to begin, what is known already."""
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id", ondelete="RESTRICT"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"))
    """The idea that it came from, whose voters are asked first."""
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(12), default=BETA.initial)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    """Seats that are offered or held; raised only where that stays within the capacity."""
    offer_hours: Mapped[int] = mapped_column(default=72)
    """How long an offered seat waits for an answer, and then for the signature."""
    silence_days: Mapped[int] = mapped_column(default=7)
    """After so many days without a sign a tester is asked."""
    answer_days: Mapped[int] = mapped_column(default=3)
    """So long the question waits before the seat goes to the next."""
    apply_until: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    """The planned day; from the day that it runs, that one."""
    ends_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Raised with every edit: a stale page cannot overwrite a newer one."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    audience: Mapped[Audience | None] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    owner: Mapped[User | None] = relationship()
    questions: Mapped[list["BetaQuestion"]] = relationship(
        cascade="all, delete-orphan", order_by="BetaQuestion.position", passive_deletes=True
    )

    @property
    def status_label(self) -> str:
        """The status in words; templates translate it."""
        return BETA.labels[self.status]

    def allows(self, trigger: str) -> bool:
        """Whether `trigger` is possible as the beta stands."""
        return BETA.allows(self.status, trigger)

    def takes_applications(self, moment: datetime) -> bool:
        """Whether one may apply at this moment."""
        return self.status == "recruiting" and (self.apply_until is None or moment < self.apply_until)

    def week_at(self, moment: datetime) -> int:
        """Which week of the beta it is, 1 before and in the first: tasks of later weeks wait."""
        if self.starts_at is None or self.status in {"draft", "recruiting", "selecting", "onboarding"}:
            return 1
        return max((moment - self.starts_at).days // 7, 0) + 1

    @property
    def offer_span(self) -> timedelta:
        return timedelta(hours=self.offer_hours)

    @property
    def silence_span(self) -> timedelta:
        return timedelta(days=self.silence_days)

    @property
    def answer_span(self) -> timedelta:
        return timedelta(days=self.answer_days)


class BetaQuestion(Base):
    """One screening question with its possible answers; an answer that does not fit has a kind and true reason."""

    __tablename__ = "beta_questions"
    __table_args__ = (UniqueConstraint("beta_id", "position"), NEVER_REUSED)

    id: Mapped[Key]
    beta_id: Mapped[int] = mapped_column(ForeignKey("betas.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    choices: Mapped[list[str]]
    fits: Mapped[list[str]]
    """Those of the choices that suit this round; all of them where the question only informs."""
    otherwise: Mapped[str] = mapped_column(String(300), default="")
    """What the others are told: "This round needs Windows. You are first for the next."""
