"""Who is looking: the principal of access, and for a member what people knows of them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from flask import abort

from portal.access import principal
from portal.access.models import User

from .holds import reason_to_wait
from .logins import member_of
from .models import Member
from .traits import traits_of


class Me(NamedTuple):
    """The viewer's member as far as a vote, a seat or a line in the ledger needs to know them."""

    id: int
    company_id: int | None


class Viewer(principal.Principal):
    """A signed-in user, and the member they are."""

    def __init__(
        self, user: User, token: str = "", session_id: int | None = None, *, member: Member | None = None
    ) -> None:
        super().__init__(user, token, session_id)
        self._held = member

    @property
    def member(self) -> Member | None:
        """The member this user is, as a row of the running transaction; None for staff."""
        self._held = member_of(self.user)  # a row that is held is not read again
        return self._held

    @property
    def me(self) -> Me | None:
        """The member's ids; None for staff."""
        member = self.member
        return Me(member.id, member.company_id) if member is not None else None

    @cached_property
    def may_be_asked(self) -> bool:
        """Whether pages, feeds and digests may ask or invite them now: the one rule of holds.py. Colleagues always."""
        return self.member_id is None or reason_to_wait(self.member_id) is None

    @property
    def traits(self) -> Mapping[str, Any]:
        """What audience lists can ask of them: nothing of whoever is no member."""
        member = self.member
        return traits_of(member, member.company) if member is not None else {}


class Nobody(principal.Nobody):
    """The viewer of a signed-out page."""

    member = me = None
    may_be_asked = True


def viewer() -> Viewer:
    """The signed-in viewer of this request. Call it only behind one of the guards of access."""
    asking = principal.principal()
    if not isinstance(asking, Viewer):
        raise TypeError("this session has only just begun")
    return asking


def may_be_asked() -> bool:
    """For templates: whether this page may ask or invite whoever looks at it."""
    return bool(getattr(principal.whoever(), "may_be_asked", True))


def the_member() -> Member:
    """The member who is signed in; 404 for staff without a membership."""
    member = viewer().member
    if member is None:
        abort(404)
    return member
