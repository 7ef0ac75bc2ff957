"""Finding the rows of the demo again: people by their address or name, colleagues by their part."""

from functools import cache

from sqlalchemy import select

from ..core.clock import now
from ..core.database import db
from ..members.models import Invitation, Member, User
from ..surveys.models import SurveyRequest
from .cast import COLLEAGUES, Person, colleague, people


def member(person: Person) -> Member:
    return db.session.scalars(select(Member).where(Member.email == person.email)).one()


def login(person: Person) -> User:
    """The login of somebody who has joined."""
    return db.session.scalars(select(User).where(User.email == person.email)).one()


def staff(part: str) -> User:
    """The colleague who plays this part."""
    return db.session.scalars(select(User).where(User.email == colleague(part).email)).one()


def joined(name: str) -> User | None:
    """The login of whoever has this name, if they have one by now."""
    return db.session.scalar(select(User).where(User.email == _addresses()[name])) if name in _addresses() else None


def somebody(name: str) -> User:
    """The same; raises LookupError for somebody who has not joined yet."""
    found = joined(name)
    if found is None:
        raise LookupError(f"{name} has not joined yet")
    return found


def member_named(name: str) -> Member:
    """A contact by their name, whether they have joined or not."""
    return db.session.scalars(select(Member).where(Member.email == _addresses()[name])).one()


def open_invitation(person: Person) -> Invitation:
    wanted = select(Invitation).where(Invitation.member_id == member(person).id, Invitation.status == "sent")
    return db.session.scalars(wanted).one()


def open_question(person: Person, kind: str) -> SurveyRequest | None:
    """The question of this kind that still waits for this person's answer."""
    wanted = select(SurveyRequest).where(
        SurveyRequest.member_id == member(person).id,
        SurveyRequest.kind == kind,
        SurveyRequest.answered_at.is_(None),
        SurveyRequest.expires_at > now(),
    )
    return db.session.scalar(wanted.order_by(SurveyRequest.id.desc()).limit(1))


@cache
def _addresses() -> dict[str, str]:
    return {each.name: each.email for each in COLLEAGUES} | {person.name: person.email for person in people()}
