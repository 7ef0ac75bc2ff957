"""The tables of users, roles, sessions and links."""

from .link import Link
from .user import LinkRequest, SignInAttempt, StaffRole, User, UserSession

__all__ = ["Link", "LinkRequest", "SignInAttempt", "StaffRole", "User", "UserSession"]
