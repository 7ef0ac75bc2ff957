"""Who gets an answer: whose email it was, else whoever looks after the member now; of each, who stands in first."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import current_app

from portal.access.models import User
from portal.core.database import db
from portal.people.absences import roster
from portal.people.queries.staff import first_colleague, looking_after

from ..models import AnswerAddress

SUCCESSORS = ("success", "marketing", "owner")
"""Roles of which the colleague who has had it longest stands in where nobody looks after the member."""


class Receiver(NamedTuple):
    """Where an answer goes; `user` is None for the address that our emails come from."""

    email: str
    user: User | None


def receivers_of(address: AnswerAddress) -> list[Receiver]:
    """Whom an answer goes to, and who is next where it cannot be delivered; never empty."""
    ours = Receiver(current_app.config["MAIL_FROM"], None)
    colleagues = dict.fromkeys(user for user in _colleagues(address) if user.active and user.roles)
    theirs = [Receiver(user.email, user) for user in colleagues]
    return [ours, *theirs] if address.in_our_name else [*theirs, ours]


def _colleagues(address: AnswerAddress) -> Iterator[User]:
    duty = roster()
    for user in (address.writer, *looking_after(address.member)):
        if user is not None:
            yield db.session.get_one(User, duty.stand_in(user.id))
            yield user
    yield from (user for role in SUCCESSORS if (user := first_colleague(role)) is not None)
