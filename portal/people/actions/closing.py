"""A member's login is closed and opened again: by colleagues, with a reason, and by the member themselves.

A colleague's own login is closed by whoever gives roles (see access/actions/staff.py).
"""

from flask_babel import gettext as _

from portal.access.actions.closing import close_login, open_login
from portal.access.models import User
from portal.core.errors import DomainError, Refused

from ..logins import login_of
from ..models import Member


def close_login_of(member: Member, by: User, because: str, *, reopens_by_link: bool) -> None:
    """Close a member's login. Raises DomainError where that is not for this colleague, or done already."""
    login = _login_for(member)
    if not close_login(login, by, because=because, reopens_by_link=reopens_by_link):
        raise DomainError(_("The login of %(name)s is closed already.", name=member.name))


def open_login_of(member: Member, by: User) -> None:
    """Open a member's login again. Raises DomainError where that is not for this colleague, or done already."""
    if not open_login(_login_for(member), by):
        raise DomainError(_("The login of %(name)s is open already.", name=member.name))


def close_own_login(login: User) -> None:
    """Close one's own login; a link to its address opens it again."""
    if login.is_staff:
        raise Refused(_("You have a role here. Ask a colleague who gives roles to close your login."))
    close_login(login, login, reopens_by_link=True)


def _login_for(member: Member) -> User:
    login = login_of(member)
    if login is None:
        raise Refused(_("%(name)s has no login.", name=member.name))
    if login.is_staff:
        raise Refused(_("%(name)s is a colleague with a role: whoever gives roles decides this.", name=member.name))
    return login
