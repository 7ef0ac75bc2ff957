"""Merging in tests."""

from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.actions.merge import merge_members
from portal.people.models import Member
from tests.actors import staff


def merge(stays: Member, double: Member, login: User | None = None) -> None:
    """Merge in a transaction of its own, by somebody of staff."""
    priya = staff("success")
    stays_id, double_id, login_id = stays.id, double.id, login.id if login else None
    with transaction() as session:
        chosen = session.get(User, login_id) if login_id else None
        both = [session.get_one(Member, member_id) for member_id in (stays_id, double_id)]
        merge_members(both[0], both[1], session.get_one(User, priya.id), chosen)
    db.session.expire_all()
