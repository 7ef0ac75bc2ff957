"""A profile, and the subjects by which people find each other."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import Base
from portal.people.logins import member_by_login
from portal.people.models import Member

KINDS = ("helps", "looks")
"""Can help with, looking for."""


class Profile(Base):
    """What somebody says of themselves. Nobody has one before they have asked for it."""

    __tablename__ = "profiles"
    __table_args__ = (Index("ix_profiles_listed_folded_user_id", "listed", "folded", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    listed: Mapped[bool] = mapped_column(default=False)
    """Whether they stand in the directory. Off means that only what they write in the forum bears their name."""
    folded: Mapped[str] = mapped_column(String(200))
    """Their name without case and accents, for the order of the directory."""
    about: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime]

    user: Mapped[User] = relationship()
    member: Mapped[Member | None] = member_by_login(lambda: Profile.user_id)
    subjects: Mapped[list["Subject"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Subject.folded", lazy="selectin"
    )

    def named(self, kind: str) -> list[str]:
        """The subjects of one kind, as they were written."""
        return [subject.name for subject in self.subjects if subject.kind == kind]


class Subject(Base):
    """Something that somebody can help with or looks for."""

    __tablename__ = "profile_subjects"
    __table_args__ = (Index("ix_profile_subjects_kind_folded", "kind", "folded"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("profiles.user_id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(6), primary_key=True)
    folded: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
