"""Who is looking, and what they may open.

A page that somebody may not see answers 404, the same as a page that is not there; a signed-out person is
sent to sign in first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from .logins import member_of
from .models import Member, User
from .roles import capabilities_of
from .traits import traits_of

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)


class Me(NamedTuple):
    """The viewer's member as far as a vote, a seat or a line in the ledger needs to know them."""

    id: int
    company_id: int | None


class Viewer:
    """A signed-in user with their capabilities, as Flask-Login's current_user.

    `get_id` is the session's token, not the user's id: a cookie stands for a row that can be ended.
    """

    is_authenticated = True
    is_anonymous = False

    def __init__(
        self, user: User, token: str = "", session_id: int | None = None, member: Member | None = None
    ) -> None:
        self._user, self._held = user, member
        self.token = token
        self.session_id = session_id
        self.capabilities = capabilities_of(self.roles)

    @property
    def user(self) -> User:
        """The login as a row of the running transaction."""
        return self._user

    @property
    def is_active(self) -> bool:
        return self.user.active

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def registered_at(self) -> datetime:
        """Since when they can sign in."""
        return self.user.created_at

    @property
    def member(self) -> Member | None:
        """The member this user is, as a row of the running transaction; None for staff."""
        self._held = member_of(self.user)  # a row that is held is not read again
        return self._held

    @property
    def is_member(self) -> bool:
        """Whether they are a member at all: asks for no row."""
        return self.member_id is not None

    @property
    def member_id(self) -> int | None:
        return self.user.member_id

    @property
    def me(self) -> Me | None:
        """The member's ids; None for staff."""
        member = self.member
        return Me(member.id, member.company_id) if member is not None else None

    @property
    def traits(self) -> Mapping[str, Any]:
        """What audience lists can ask of them: nothing of whoever is no member."""
        member = self.member
        return traits_of(member, member.company) if member is not None else {}

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)

    @property
    def roles(self) -> list[str]:
        return sorted(role.role for role in self.user.roles)

    def may(self, capability: str) -> bool:
        """Whether one of the roles allows `capability`."""
        return capability in self.capabilities

    def get_id(self) -> str:
        return self.token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Viewer) and other.token == self.token

    __hash__ = None  # type: ignore[assignment]


class Nobody:
    """The viewer of a signed-out page: may nothing."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    is_staff = False
    capabilities: frozenset[str] = frozenset()
    member = me = member_id = None
    is_member = False
    name = ""
    roles: tuple[str, ...] = ()

    def may(self, _capability: str) -> bool:
        return False

    def get_id(self) -> None:
        return None


def viewer() -> Viewer:
    """The signed-in viewer of this request. Call it only behind one of the guards below."""
    found = current_user._get_current_object()
    if not isinstance(found, Viewer):
        raise TypeError("this page needs a guard: nobody is signed in")
    return found


def the_member() -> Member:
    """The member who is signed in; 404 for staff without a membership."""
    member = viewer().member
    if member is None:
        abort(404)
    return member


def signed_in(view: Callable[P, Any]) -> Callable[P, Any]:
    """Guard: anybody who is signed in."""
    return _guard(lambda _viewer: True)(view)


def members_only(view: Callable[P, Any]) -> Callable[P, Any]:
    """Guard: members (not staff without a membership)."""
    return _guard(lambda found: found.is_member)(view)


def staff_only(view: Callable[P, Any]) -> Callable[P, Any]:
    """Guard: anybody with a role."""
    return _guard(lambda found: found.is_staff)(view)


def may(capability: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Guard: staff whose roles allow `capability`."""
    return _guard(lambda found: found.may(capability))


def _guard(admits: Callable[[Viewer], bool]) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    def wrap(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if not current_user.is_authenticated:
                return to_sign_in()
            if not admits(viewer()):
                abort(404)
            return view(*args, **kwargs)

        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    return wrap


def to_sign_in() -> ResponseReturnValue:
    """Send a signed-out person to the sign-in page, and back afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.sign_in", next=back), 303)
