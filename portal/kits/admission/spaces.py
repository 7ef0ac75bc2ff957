"""What every space has: a name by which it is found, a place in the order, whom it is for, and when it was retired."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.core.models import Key
from portal.people.models import Audience

from .models import Agreement

MAX_NAME_CHARS = 80
TONES = ("brand", "blue", "teal", "green", "orange", "pink", "purple", "yellow")


class Space:
    """The columns of a space. An audience that is None means every signed-in member; staff are judged by capability.

    With an agreement, nobody sees it before they have signed its newest version, staff included. For each further act
    a space adds `members_<act>` and `<act>_audience`.
    """

    id: Mapped[Key]
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(MAX_NAME_CHARS))
    folded: Mapped[str] = mapped_column(String(MAX_NAME_CHARS))
    description: Mapped[str] = mapped_column(Text, default="")
    tone: Mapped[str] = mapped_column(String(12), default="brand")
    """One of TONES, by which it is known at a glance."""
    icon: Mapped[str] = mapped_column(String(40))
    see_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Nothing new begins here; what stands stays readable."""

    @declared_attr
    def see_audience(self) -> Mapped[Audience | None]:
        return relationship(foreign_keys=self.see_audience_id)  # type: ignore[arg-type]  # self is the class here

    @declared_attr
    def agreement(self) -> Mapped[Agreement | None]:
        return relationship()
