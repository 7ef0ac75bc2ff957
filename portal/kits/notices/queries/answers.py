"""What a member wrote back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.database import db

from ..models import Answer


def answers_of(member_id: int, most: int = 5) -> Sequence[Answer]:
    """The newest answers of the member's own; what came from elsewhere, or from a machine, is not theirs."""
    own = select(Answer).where(Answer.member_id == member_id, Answer.mark == "", Answer.state != "looped")
    newest = own.options(joinedload(Answer.to)).order_by(Answer.received_at.desc(), Answer.id.desc())
    return db.session.scalars(newest.limit(most)).all()
