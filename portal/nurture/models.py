"""The tables of nurture: maps, where each member stands, how they got there, and what is planned."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import NEVER_REUSED, Base, Key

WAITING = text("settled_at IS NULL")
ARMED = text("due_at IS NOT NULL")


class MapVersion(Base):
    """One version of a nurture map: the text is the truth. The newest activated version of a name is in force."""

    __tablename__ = "map_versions"
    __table_args__ = (UniqueConstraint("name", "version"), NEVER_REUSED)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    primary: Mapped[bool]
    """The primary map sets member.stage, from which audiences read."""
    activated_at: Mapped[datetime | None]
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class Place(Base):
    """Where a member stands on a map. `version` grows with every move: whoever saw an old one loses."""

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("member_id", "map_name"),
        Index("ix_places_map_name_stage", "map_name", "stage"),
        Index("ix_places_due_at", "due_at", sqlite_where=ARMED, postgresql_where=ARMED),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    map_name: Mapped[str] = mapped_column(String(60))
    map_version_id: Mapped[int] = mapped_column(ForeignKey("map_versions.id"))
    stage: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[datetime]
    active_at: Mapped[datetime | None]
    """The member's last own act: silence is counted from here."""
    due_at: Mapped[datetime | None]
    """When to look again if nothing happens."""
    fired: Mapped[list[str]] = mapped_column(default=list)
    """The timers that had their say in this stay."""
    version: Mapped[int] = mapped_column(default=0)


class NurtureMove(Base):
    """One change of stage with its reason. History by itself: it writes no line in the ledger."""

    __tablename__ = "nurture_moves"
    __table_args__ = (
        UniqueConstraint("place_id", "sequence"),
        Index("ix_nurture_moves_member_id_effective_at_id", "member_id", "effective_at", "id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    map_name: Mapped[str] = mapped_column(String(60))
    map_version: Mapped[int]
    sequence: Mapped[int]
    """Counts the place's moves from 1."""
    from_stage: Mapped[str] = mapped_column(String(40))
    to_stage: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(120))
    event: Mapped[str] = mapped_column(String(60))
    """The verb, or the timer, that was answered to."""
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id", ondelete="SET NULL"))
    seen: Mapped[dict[str, Any]]
    """The values that the guard looked at."""
    quietly: Mapped[bool]
    effective_at: Mapped[datetime]
    moved_at: Mapped[datetime]


class PlannedAction(Base):
    """Something that a map wants done for a member. Written with the move, done once by the worker."""

    __tablename__ = "nurture_actions"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_nurture_actions_due", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_nurture_actions_member_id_kind_name", "member_id", "kind", "name"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120))
    """place:version:rule:position: the same thing is never planned twice."""
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    map_name: Mapped[str] = mapped_column(String(60))
    stage: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    options: Mapped[dict[str, Any]]
    effective_at: Mapped[datetime]
    """When what it follows from took effect."""
    about_kind: Mapped[str | None] = mapped_column(String(40))
    """What that was about, with `about_id`; none where time did it."""
    about_id: Mapped[int | None]
    due_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(300))
    """A code of kits.automation.outcomes, with its detail: "done", "held:budget"; earlier versions kept a sentence."""
    settled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class NurtureScore(Base):
    """A fading score of a member on a map: its value at a moment."""

    __tablename__ = "nurture_scores"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    map_name: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[float]
    as_of: Mapped[datetime]
