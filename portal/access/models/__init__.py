"""The tables of users, roles, sessions and links."""

from .link import Link
from .user import PasswordRequest, SignInAttempt, StaffRole, User, UserSession

__all__ = ["Link", "PasswordRequest", "SignInAttempt", "StaffRole", "User", "UserSession"]
