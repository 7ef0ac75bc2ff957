"""Agreements: what somebody signs before they see what is gated by it. Versions never change."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base, Key


class Agreement(Base):
    """One agreement, known by its name. Only its newest version counts: a new one gates again at once."""

    __tablename__ = "agreements"
    __table_args__ = (UniqueConstraint("folded"), NEVER_REUSED)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]

    versions: Mapped[list["AgreementVersion"]] = relationship(order_by="AgreementVersion.number.desc()")

    @property
    def newest(self) -> "AgreementVersion":
        return self.versions[0]


class AgreementVersion(Base):
    """The exact words, and their hash. Written once, never changed."""

    __tablename__ = "agreement_versions"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), NEVER_REUSED)

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id", ondelete="RESTRICT"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the words in UTF-8, in hexadecimal."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]

    agreement: Mapped[Agreement] = relationship(overlaps="versions")


class Signature(Base):
    """Somebody agreed to one version."""

    __tablename__ = "agreement_signatures"
    __table_args__ = (Index("ix_agreement_signatures_user_id", "user_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("agreement_versions.id", ondelete="RESTRICT"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    signed_at: Mapped[datetime]
