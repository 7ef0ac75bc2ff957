"""A person is erased: the seats they had are free again, in the transaction that erases them."""

from typing import Any

from sqlalchemy import Connection, event, select, update

from portal.people.models import Member

from ..models import SEATED, Applicant, Beta


@event.listens_for(Member, "before_delete")
def give_back_seats(_mapper: Any, connection: Connection, member: Member) -> None:
    """Their rows go with them by the foreign key, which counts nothing; so the counters come down just before.

    Every beta that knows them is held first, always in one order: nobody offers or takes a seat of theirs meanwhile.
    The worker offers what became free (clocks.py).
    """
    theirs = select(Applicant.beta_id).where(Applicant.member_id == member.id)
    held = select(Beta.id).where(Beta.id.in_(theirs)).order_by(Beta.id).with_for_update(key_share=True)
    connection.execute(held).all()
    seated = theirs.where(Applicant.status.in_(SEATED))
    connection.execute(update(Beta).where(Beta.id.in_(seated)).values(taken=Beta.taken - 1))
