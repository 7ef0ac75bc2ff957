"""The tables of users, roles, sessions and links."""

from .device import FailedSignIn, KnownDevice
from .link import Link, LinkToken
from .user import LinkRequest, SignInAttempt, StaffRole, User, UserSession

__all__ = [
    "FailedSignIn",
    "KnownDevice",
    "Link",
    "LinkRequest",
    "LinkToken",
    "SignInAttempt",
    "StaffRole",
    "User",
    "UserSession",
]
