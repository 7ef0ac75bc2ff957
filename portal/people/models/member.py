"""A person known to the programme, from the day they are only a contact."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .company import Company

INCENTIVES = ("first_look", "meet_peers", "be_seen", "thank_you", "just_fix_my_thing")
SEGMENTS = ("promoter", "passive", "detractor", "unknown")
STANDING = text("released_at IS NULL")
ON_A_BREAK = text("paused_until IS NOT NULL")


class Member(Base):
    """A person. They work for one company at a time; earlier employments are kept.

    `segment`, `stage` and `score` are projections that higher rooms write down here (surveys, nurture), so
    that audience rules and the contact policy can read them.
    """

    __tablename__ = "members"
    rows_label = _l("People")
    __table_args__ = (
        UniqueConstraint("email"),
        # The list's order, with what a search by words reads: a search that finds nobody stays inside the index.
        Index("ix_members_list", "folded", "id", "merged_into_id", "company_id", "email"),
        Index("ix_members_company_id_folded", "company_id", "folded"),
        Index("ix_members_segment_folded", "segment", "folded"),
        Index("ix_members_stage_folded", "stage", "folded"),
        Index("ix_members_country_folded", "country", "folded"),
        Index("ix_members_paused_until", "paused_until", sqlite_where=ON_A_BREAK, postgresql_where=ON_A_BREAK),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    given_name: Mapped[str] = mapped_column(String(120), default="", active_history=True)
    family_name: Mapped[str] = mapped_column(String(120), default="", active_history=True)
    folded: Mapped[str] = mapped_column(String(300))
    """Family and given name (or the address) without case and accents: what lists are sorted by."""
    email: Mapped[str] = mapped_column(String(254), active_history=True)
    """The normalised address, in small letters."""
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """Where they work, as staff, an import or a confirmed address know it: never what they only say (JobChange)."""
    job_title: Mapped[str] = mapped_column(String(160), default="")
    country: Mapped[str | None] = mapped_column(String(2))
    """As staff or an import know it; members write their time zone, which opens nothing."""
    time_zone: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(40), default="staff")
    """How they became known: staff, import, invitation."""

    wants: Mapped[str] = mapped_column(Text, default="")
    worries: Mapped[str] = mapped_column(Text, default="")
    uses_us_for: Mapped[str] = mapped_column(Text, default="")
    how_we_help: Mapped[str] = mapped_column(Text, default="")
    incentive: Mapped[str | None] = mapped_column(String(20))
    takes_gifts: Mapped[bool] = mapped_column(default=True)
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL", use_alter=True))

    segment: Mapped[str] = mapped_column(String(10), default="unknown")
    nps: Mapped[int | None]
    """The newest real answer, 0-10."""
    stage: Mapped[str | None] = mapped_column(String(40))
    stage_since: Mapped[datetime | None]

    joined_at: Mapped[datetime | None]
    welcomed_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    unsubscribed_at: Mapped[datetime | None]
    """No promotional mail since then; answers to what they said still reach them."""
    confirmed_at: Mapped[datetime | None]
    """When somebody last made sure that these details are right."""
    last_act_at: Mapped[datetime | None]
    last_touch_at: Mapped[datetime | None]
    """The last time a person of ours spoke with them."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]

    company: Mapped[Company | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=owner_user_id)

    @property
    def name(self) -> str:
        """The full name; the address where no name is known."""
        return f"{self.given_name} {self.family_name}".strip() or self.email

    @property
    def short_name(self) -> str:
        """What a colleague would call them."""
        return self.given_name or self.name


class Employment(Base):
    """A time at a company. The current one has no end."""

    __tablename__ = "employments"
    rows_label = _l("Jobs")
    __table_args__ = (
        Index("ix_employments_member_id_since", "member_id", "since"),
        Index("ix_employments_company_id", "company_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    job_title: Mapped[str] = mapped_column(String(160), default="")
    since: Mapped[date]
    until: Mapped[date | None]

    company: Mapped[Company] = relationship()


class SegmentChange(Base):
    """One real answer and the segment it put the member in."""

    __tablename__ = "segment_changes"
    rows_label = _l("Answers")
    __table_args__ = (
        UniqueConstraint("source"),
        Index("ix_segment_changes_member_id_answered_at", "member_id", "answered_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    score: Mapped[int]
    segment: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(60))
    """What said so, e.g. "answer:17": the same answer never counts twice."""


class Hold(Base):
    """Nothing of this category reaches the member while it stands."""

    __tablename__ = "holds"
    rows_label = _l("Holds")
    __table_args__ = (
        Index(
            "uq_holds_standing",
            "member_id",
            "category",
            "source",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    category: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(60))
    until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
