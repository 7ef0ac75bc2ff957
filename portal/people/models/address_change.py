"""A login's move to another address: asked for, confirmed there, perhaps disputed from the former one."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .member import Member

OPEN = text("status = 'asked'")
DISPUTED = text("status = 'disputed'")


class AddressChange(Base):
    """One change of the address that somebody signs in with. A login has one open at a time."""

    __tablename__ = "address_changes"
    rows_label = _l("Changes of email addresses")
    __table_args__ = (
        Index("uq_address_changes_open", "user_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_address_changes_disputed", "id", sqlite_where=DISPUTED, postgresql_where=DISPUTED),
        Index("ix_address_changes_status_expires_at", "status", "expires_at"),
        Index("ix_address_changes_user_id", "user_id"),
        Index("ix_address_changes_member_id", "member_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    """None for a colleague who is no member."""
    status: Mapped[str] = mapped_column(String(12))
    former: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(254))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    disputed_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id)
    member: Mapped[Member | None] = relationship()

    @property
    def is_own(self) -> bool:
        """Whether they asked for it themselves."""
        return self.asked_by_id == self.user_id
