"""The tables of companies, members and users."""

from .audience import Audience, AudienceTerm
from .company import Company
from .handles import handle_of
from .link import Link
from .member import Employment, Hold, Member, SegmentChange
from .namesakes import Namesakes
from .user import Invitation, PasswordRequest, SignInAttempt, StaffRole, User, UserSession

__all__ = [
    "Audience",
    "AudienceTerm",
    "Company",
    "Employment",
    "Hold",
    "Invitation",
    "Link",
    "Member",
    "Namesakes",
    "PasswordRequest",
    "SegmentChange",
    "SignInAttempt",
    "StaffRole",
    "User",
    "UserSession",
    "handle_of",
]
