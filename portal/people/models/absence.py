"""A colleague's absence: from a day to a day somebody else stands in for them."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

NOT_ENDED = text("ended_at IS NULL")


class Absence(Base):
    """Days on which a colleague is away, and who stands in. Those of one colleague never overlap."""

    __tablename__ = "absences"
    rows_label = _l("Absences")
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        CheckConstraint("user_id <> deputy_id", name="somebody_else"),
        Index("ix_absences_user_id_starts_on", "user_id", "starts_on"),
        Index("ix_absences_deputy_id", "deputy_id"),
        Index("ix_absences_ends_on", "ends_on", sqlite_where=NOT_ENDED, postgresql_where=NOT_ENDED),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    """The first day away, where the absent colleague is."""
    ends_on: Mapped[date]
    """The last day away; on the next one they are back."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When somebody ended it before its day, or it was called off."""

    user: Mapped[User] = relationship(foreign_keys=user_id)
    deputy: Mapped[User] = relationship(foreign_keys=deputy_id)
