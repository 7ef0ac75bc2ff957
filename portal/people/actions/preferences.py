"""What a member wants to be written about."""

from portal.access.models import User
from portal.core.clock import now
from portal.ledger.ledger import record

from ..models import Member
from ..verbs import MEMBER_CHANGED, MEMBER_UNSUBSCRIBED


def stop_promotion(member: Member, user: User | None = None) -> None:
    """No mail that asks or invites; answers to what they said still reach them. `user`: who did it, signed in."""
    if member.unsubscribed_at is None:
        member.unsubscribed_at = now()
        record(MEMBER_UNSUBSCRIBED, member=member, actor=user, about=member)


def allow_promotion(member: Member, user: User) -> None:
    """Such mail may reach them again."""
    if member.unsubscribed_at is not None:
        member.unsubscribed_at = None
        record(MEMBER_CHANGED, member=member, actor=user, about=member)
