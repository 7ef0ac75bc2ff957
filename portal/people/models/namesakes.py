"""Two people who only share a name."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import Base


class Namesakes(Base):
    """Somebody looked at these two and said that they are not the same person: they are not suggested again."""

    __tablename__ = "namesakes"
    rows_label = _l("Notes about people with the same name")

    one_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    said_at: Mapped[datetime]
