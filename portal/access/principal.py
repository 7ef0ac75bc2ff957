"""Who acts: a user with what their roles allow, or nobody. People's viewer adds what is known of a member."""

from datetime import datetime
from typing import Any

from flask_login import current_user

from .models import User
from .roles import capabilities_of, makes_staff


class Principal:
    """A signed-in user with their capabilities, as Flask-Login's current_user.

    `get_id` is the session's token, not the user's id: a cookie stands for a row that can be ended.
    """

    is_authenticated = True
    is_anonymous = False

    def __init__(self, user: User, token: str = "", session_id: int | None = None) -> None:
        self._user = user
        self.token = token
        self.session_id = session_id
        self.capabilities = capabilities_of(self.roles)

    @property
    def confirmed_at(self) -> datetime | None:
        """When they last proved who they are, in this session."""
        return None

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
    def is_member(self) -> bool:
        """Whether they are a member at all: asks for no row."""
        return self.member_id is not None

    @property
    def member_id(self) -> int | None:
        return self.user.member_id

    @property
    def is_staff(self) -> bool:
        return makes_staff(self.roles)

    @property
    def roles(self) -> list[str]:
        return sorted(role.role for role in self.user.roles)

    def may(self, capability: str) -> bool:
        """Whether one of the roles allows `capability`."""
        return capability in self.capabilities

    def get_id(self) -> str:
        return self.token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Principal) and other.token == self.token

    __hash__ = None  # type: ignore[assignment]


class Nobody:
    """The principal of a signed-out page: may nothing."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    is_staff = False
    capabilities: frozenset[str] = frozenset()
    member_id = None
    is_member = False
    name = ""
    roles: tuple[str, ...] = ()

    def may(self, _capability: str) -> bool:
        return False

    def get_id(self) -> None:
        return None


def whoever() -> Any:
    """Who asks in this request: the principal, or Nobody on a page that is open to all."""
    return current_user._get_current_object()


def principal() -> Principal:
    """Who is signed in in this request. Call it only behind one of the guards."""
    asking = whoever()
    if not isinstance(asking, Principal):
        raise TypeError("this page needs a guard: nobody is signed in")
    return asking
