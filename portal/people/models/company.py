"""A customer (or partner) organisation."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key


class Company(Base):
    """A company that buys from us, or a partner. Found again by its folded name."""

    __tablename__ = "companies"
    rows_label = _l("Earlier duplicates")
    __table_args__ = (
        UniqueConstraint("folded"),
        UniqueConstraint("external_id"),
        Index("ix_companies_renews_on", "renews_on"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(250))
    """The name without case and accents: unique, so that one company is one row."""
    kind: Mapped[str] = mapped_column(String(10), default="customer")
    """customer, partner or former."""
    domain: Mapped[str | None] = mapped_column(String(200))
    domain_confirmed: Mapped[bool] = mapped_column(default=False)
    """Staff say that whoever has an email address at `domain` works there."""
    plan: Mapped[str | None] = mapped_column(String(60))
    revenue: Mapped[int | None] = mapped_column(BigInteger)
    """Whole euros a year."""
    potential: Mapped[int | None] = mapped_column(BigInteger)
    """Whole euros a year that could be added."""
    renews_on: Mapped[date | None]
    industry: Mapped[str | None] = mapped_column(String(80))
    region: Mapped[str | None] = mapped_column(String(80))
    external_id: Mapped[str | None] = mapped_column(String(80))
    takes_gifts: Mapped[bool] = mapped_column(default=True)
    owner_user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL", use_alter=True), index=True
    )
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """The record that this double became part of; the old name still leads there."""
    created_at: Mapped[datetime]

    owner: Mapped[User | None] = relationship(foreign_keys=owner_user_id)
