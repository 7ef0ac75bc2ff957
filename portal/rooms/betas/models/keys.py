"""The pool of keys. A key stands here encrypted, is given out once, and every look at it is written down."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.core.sealing import SealedRow

from .applicants import Applicant


class BetaKey(SealedRow):
    """One key of a beta, sealed (secrets.py). Its text is in no other place."""

    __tablename__ = "beta_keys"
    __table_args__ = (
        UniqueConstraint("beta_id", "fingerprint"),
        UniqueConstraint("applicant_id"),
        Index("ix_beta_keys_beta_id_applicant_id_id", "beta_id", "applicant_id", "id"),
        NEVER_REUSED,
    )

    beta_id: Mapped[int] = mapped_column(ForeignKey("betas.id", ondelete="CASCADE"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """A keyed hash, by which the same key is not taken in twice."""
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("beta_applicants.id", ondelete="SET NULL"))
    given_at: Mapped[datetime | None]
    """When it was given out; it stays so when the person it went to is erased."""
    created_at: Mapped[datetime]

    applicant: Mapped[Applicant | None] = relationship()

    def __repr__(self) -> str:
        return f"<BetaKey {self.id}>"


class KeyReveal(Base):
    """Somebody saw a key."""

    __tablename__ = "beta_key_reveals"
    __table_args__ = (Index("ix_beta_key_reveals_key_id_id", "key_id", "id"), NEVER_REUSED)

    id: Mapped[Key]
    key_id: Mapped[int] = mapped_column(ForeignKey("beta_keys.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    key: Mapped[BetaKey] = relationship()
    user: Mapped[User | None] = relationship()
