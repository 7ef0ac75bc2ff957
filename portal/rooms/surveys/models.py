"""The tables of questions that were asked and of answers that came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import Link, User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Member

KINDS = ("nps", "what_would_help")


class SurveyRequest(Base):
    """One question to one member. It is answered once, by its link or signed in, until it runs out."""

    __tablename__ = "survey_requests"
    __table_args__ = (
        UniqueConstraint("cause_key"),
        Index("ix_survey_requests_member_id_asked_at", "member_id", "asked_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    """nps or what_would_help."""
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id", ondelete="SET NULL"))
    cause_key: Mapped[str] = mapped_column(String(120))
    """What the question is asked for: the same cause never asks twice."""
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()
    asked_by: Mapped[User | None] = relationship()
    link: Mapped[Link | None] = relationship()


class SurveyAnswer(Base):
    """What a member answered. Only a real one (their own, to a real question) counts towards a segment."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        UniqueConstraint("row_key"),
        UniqueConstraint("request_id"),
        CheckConstraint("score BETWEEN 0 AND 10", name="score"),
        Index("ix_survey_answers_member_id_answered_at", "member_id", "answered_at"),
        Index("ix_survey_answers_kind_answered_at_id", "kind", "answered_at", "id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    score: Mapped[int | None]
    """0-10, for nps."""
    incentive: Mapped[str | None] = mapped_column(String(20))
    """One of members.models.member.INCENTIVES, for what_would_help."""
    text: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(10))
    """link, portal, import or call."""
    row_key: Mapped[str] = mapped_column(String(120))
    """What makes this answer the same answer: "request:17", or what an import tells rows apart by."""
    request_id: Mapped[int | None] = mapped_column(ForeignKey("survey_requests.id", ondelete="SET NULL"))
    real: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    member: Mapped[Member] = relationship()
