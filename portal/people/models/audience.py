"""Who something is for, as rows that one SQL condition can read."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base, Key


class Audience(Base):
    """A rule: OR within a list, AND across lists; without terms it is every signed-in member."""

    __tablename__ = "audiences"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[Key]
    terms: Mapped[list["AudienceTerm"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class AudienceTerm(Base):
    """One entry of one list, e.g. kind "segment", value "promoter"."""

    __tablename__ = "audience_terms"
    __table_args__ = (Index("ix_audience_terms_kind_value", "kind", "value"),)

    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    """segment, stage, company, plan, region, country or member."""
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
