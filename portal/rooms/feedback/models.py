"""What customers said, and the tags that make it findable."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Company, Member

FACETS = (
    "product_area",
    "service",
    "deployment",
    "role",
    "industry",
    "region",
    "language",
    "competitor",
    "free",
)
SOURCES = ("survey", "portal", "call", "interview", "event", "mail", "import")
UNREAD = text("read_at IS NULL AND read_due_at IS NOT NULL")


class Tag(Base):
    """A value of a facet that marketing manages, or a free tag (facet "free")."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("facet", "folded"), NEVER_REUSED)

    id: Mapped[Key]
    facet: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(100))
    retired_at: Mapped[datetime | None]
    """No longer offered; what carries it keeps it."""
    created_at: Mapped[datetime]


class FeedbackTag(Base):
    """A tag on a piece of feedback."""

    __tablename__ = "feedback_tags"
    __table_args__ = (Index("ix_feedback_tags_tag_id", "tag_id"),)

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)


class Feedback(Base):
    """One thing that somebody said. Without `member` it is unattributed and never becomes a quote."""

    __tablename__ = "feedback"
    rows_label = _l("Pieces of feedback")
    __table_args__ = (
        UniqueConstraint("source_key"),
        Index("ix_feedback_said_at_id", "said_at", "id"),
        Index("ix_feedback_member_id_said_at", "member_id", "said_at"),
        Index("ix_feedback_company_id_said_at", "company_id", "said_at"),
        Index("ix_feedback_unread", "read_due_at", "id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """The company they spoke for: it stays when they change jobs."""
    source: Mapped[str] = mapped_column(String(12))
    source_key: Mapped[str | None] = mapped_column(String(80))
    """What it came from, e.g. "answer:17" or the fingerprint of an imported row: never taken in twice."""
    title: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(10))
    score: Mapped[int | None]
    """The 0-10 answer it came with."""
    rating: Mapped[int | None]
    """1-5 stars found in an import: inferred, never counted as NPS."""
    between_us: Mapped[bool] = mapped_column(default=False)
    """Said in confidence: only those who look after the customer see it."""
    said_at: Mapped[datetime]
    """When it was said; for undated imports, when it was brought in."""
    dated: Mapped[bool] = mapped_column(default=True)
    captured_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    read_due_at: Mapped[datetime | None]
    """By when one of us has read it; none where nobody promised: imports, and what was said before we did."""
    read_at: Mapped[datetime | None]
    """When one of us first read it; what a colleague writes down is read from the start."""
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    member: Mapped[Member | None] = relationship()
    company: Mapped[Company | None] = relationship()
    captured_by: Mapped[User | None] = relationship(foreign_keys=captured_by_id)
    read_by: Mapped[User | None] = relationship(foreign_keys=read_by_id)
    tags: Mapped[list[Tag]] = relationship(secondary="feedback_tags", order_by="Tag.facet, Tag.folded")

    @property
    def is_unread(self) -> bool:
        """Whether somebody is still to read it."""
        return self.read_at is None and self.read_due_at is not None
