"""Handles: how somebody is named in a text, "@mei.tanaka". Each login has one from its first moment."""

import re
import secrets

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Mapper, object_session

from portal.access.models import User
from portal.core.text import fold

LONGEST = 30
_OTHER = re.compile(r"[^a-z0-9]+")


def handle_of(name: str) -> str:
    """What a name becomes: "Mei Tanaka" → "mei.tanaka"; one without Latin letters → "member"."""
    plain = _OTHER.sub(".", fold(name).partition("@")[0]).strip(".")[:LONGEST].strip(".")
    return plain if len(plain) >= 2 else "member"


@event.listens_for(User, "before_insert")
def _give_a_handle(_mapper: Mapper[User], connection: Connection, user: User) -> None:
    """The plain one, or with eight digits behind it where somebody has that already."""
    if user.handle:
        return
    plain = handle_of(user.name)
    known = connection.execute(select(User.id).where(User.handle == plain)).first()
    taken = known is not None or _is_given(plain, user)
    user.handle = f"{plain}.{secrets.token_hex(4)}" if taken else plain


def _is_given(handle: str, user: User) -> bool:
    """Whether a namesake who is written in the same moment has it."""
    session = object_session(user)
    others = session.new if session else ()
    return any(isinstance(each, User) and each is not user and each.handle == handle for each in others)
