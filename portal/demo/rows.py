"""Finding the rows of the demo again: people by their address or name, colleagues by their part."""

from functools import cache
from typing import TypeVar

from sqlalchemy import Engine, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.people.models import Invitation, Member
from portal.rooms.surveys.models import SurveyRequest

from .cast import COLLEAGUES, Person, colleague, people

Row = TypeVar("Row", Member, User)


def member(person: Person) -> Member:
    return _row(Member, person.email)


def login(person: Person) -> User:
    """The login of somebody who has joined."""
    return _row(User, person.email)


def staff(part: str) -> User:
    """The colleague who plays this part."""
    return _row(User, colleague(part).email)


def joined(name: str) -> User | None:
    """The login of whoever has this name, if they have one by now."""
    try:
        return somebody(name)
    except LookupError:
        return None


def somebody(name: str) -> User:
    """The same; raises LookupError for somebody who has not joined yet."""
    return _row(User, _addresses()[name])


def member_named(name: str) -> Member:
    """A contact by their name, whether they have joined or not."""
    return _row(Member, _addresses()[name])


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


def _row(model: type[Row], email: str) -> Row:
    """By the key, so that whom the session has already is not read again. Raises LookupError for nobody."""
    return db.session.get_one(model, _key(db.engine, model, email))


@cache
def _key(_of: Engine, model: type[Member | User], email: str) -> int:
    found: int | None = db.session.scalar(select(model.id).where(model.email == email))
    if found is None:
        raise LookupError(f"{email} is not here yet")
    return found


@cache
def _addresses() -> dict[str, str]:
    return {each.name: each.email for each in COLLEAGUES} | {person.name: person.email for person in people()}
