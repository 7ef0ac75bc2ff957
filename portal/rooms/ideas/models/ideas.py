"""An idea: what somebody wants to have, and where it stands."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Member
from portal.rooms.feedback.models import Tag

from .boards import Board

UNANSWERED = text("answered_at IS NULL AND answer_due_at IS NOT NULL")
ON_THE_ROADMAP = text("quarter IS NOT NULL")
MERGED = text("merged_into_id IS NOT NULL")
"""Most ideas are not: an index that held those too would be taken for the way to nearly everything."""
LINKS = ("same", "related")
"""How one idea points to another: it says the same (nobody merged them yet), or it belongs with it."""


class Idea(Base):
    """`points`, `voters`, `comments`, `followers` and `rank` are written in the transaction that changes them.

    `voters` are distinct members, `points` the sum of their weights, `comments` the public ones that stand. `rank`
    never decays in place, so that a board is read from its index (actions/counting.py has the formula). Every change
    of the status goes through lifecycle.IDEA and adds one to `version`.
    """

    __tablename__ = "ideas"
    __table_args__ = (
        UniqueConstraint("source_key"),
        Index("ix_ideas_board_id_rank_id", "board_id", "rank", "id"),
        Index("ix_ideas_board_id_voters_id", "board_id", "voters", "id"),
        Index("ix_ideas_board_id_id", "board_id", "id"),
        Index("ix_ideas_status_rank_id", "status", "rank", "id"),
        Index("ix_ideas_status_voters_id", "status", "voters", "id"),
        Index("ix_ideas_status_id", "status", "id"),
        Index("ix_ideas_rank_id", "rank", "id"),
        Index("ix_ideas_voters_id", "voters", "id"),
        Index("ix_ideas_author_member_id_id", "author_member_id", "id"),
        Index("ix_ideas_merged_into_id", "merged_into_id", sqlite_where=MERGED, postgresql_where=MERGED),
        Index(
            "ix_ideas_roadmap",
            *("quarter", "status", "voters", "id"),
            sqlite_where=ON_THE_ROADMAP,
            postgresql_where=ON_THE_ROADMAP,
        ),
        Index("ix_ideas_unanswered", "answer_due_at", "id", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="RESTRICT"))
    author_member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who typed it: the author's own login, or one of us."""
    title: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(Text, default="")
    """Plain words; blank lines part paragraphs."""
    source_key: Mapped[str | None] = mapped_column(String(120))
    """What it came from outside the portal, e.g. the key of an imported row: never taken in twice."""
    status: Mapped[str] = mapped_column(String(12), default="new")
    status_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    quarter: Mapped[str | None] = mapped_column(String(7))
    """When it is planned for, "2026-Q4": texts that sort in the order of time."""
    shipped_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(Text, default="")
    reopens_when: Mapped[str] = mapped_column(Text, default="")
    """Of a declined idea: what would have to change for us to look again."""
    answer_due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When one of us first moved it or said something in public."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"))
    """Where its voters went; old addresses lead there."""
    points: Mapped[int] = mapped_column(default=0)
    voters: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    followers: Mapped[int] = mapped_column(default=0)
    rank: Mapped[float] = mapped_column(Float)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    board: Mapped[Board] = relationship()
    author: Mapped[Member | None] = relationship()
    entered_by: Mapped[User | None] = relationship(foreign_keys=entered_by_id)
    tags: Mapped[list[Tag]] = relationship(secondary="idea_tags", order_by="Tag.facet, Tag.folded")


class IdeaTag(Base):
    """A tag on an idea: the same facets that feedback has, so that both are found by product area."""

    __tablename__ = "idea_tags"
    __table_args__ = (Index("ix_idea_tags_tag_id", "tag_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)


class IdeaLink(Base):
    """One idea points to another. "same": who saw the likeness did not want to, or could not, merge them."""

    __tablename__ = "idea_links"
    __table_args__ = (Index("ix_idea_links_other_id", "other_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    noted_at: Mapped[datetime]


class IdeaFeedback(Base):
    """Something that a customer said which bears an idea out."""

    __tablename__ = "idea_feedback"
    __table_args__ = (Index("ix_idea_feedback_feedback_id", "feedback_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    noted_at: Mapped[datetime]
