"""What people were called and where they were reached before: whoever erases them finds it in what others wrote."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection, ForeignKey, Index, String, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from portal.core.clock import now
from portal.core.models import NEVER_REUSED, Base, Key

from .member import Member

NOBODYS = "@merged.invalid"
"""What a record is given for the moment in which two of them exchange their addresses."""


class FormerName(Base):
    """A full name or an address that somebody had up to a moment."""

    __tablename__ = "former_names"
    rows_label = _l("Former names and addresses")
    __table_args__ = (Index("ix_former_names_member_id", "member_id"), NEVER_REUSED)

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    former: Mapped[str] = mapped_column(String(254))
    until: Mapped[datetime]


@event.listens_for(Member, "before_update")
def _keep_what_they_were_called(_mapper: Mapper[Member], connection: Connection, member: Member) -> None:
    """Whichever way a name or an address changes: by hand, by a file, with a merge, by a confirmed link."""
    given, family, email = (_before(member, name) for name in ("given_name", "family_name", "email"))
    name = f"{given} {family}".strip()
    texts = [name] if name and name != member.name else []
    texts += [email] if email != member.email and not email.endswith(NOBODYS) else []
    rows = [{"member_id": member.id, "former": text, "until": now()} for text in texts]
    if rows:
        connection.execute(insert(FormerName), rows)


def _before(member: Member, name: str) -> str:
    """The value that the database has."""
    attribute: Any = inspect(member).attrs[name]
    before: str = attribute.history.deleted[0] if attribute.history.deleted else attribute.value
    return before
